"""Direct answers that Telegram does not take at once, people who are gone, a full disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.conversation.types import Reply, Show
from bot.domain.rendered import Button, Press, Rendered
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from bot.transport.backoff import Backoff
from tests.transport.wired import Desk, wired

T = TypeVar("T")


def two(html: str = "first") -> Desk:
    shows = (Show(message=Rendered(html=html)), Show(message=Rendered(html="second")))
    return Desk(reply=lambda _: Reply(shows=shows))


@pytest.mark.parametrize("fault", ["retry_after", "refuse"])
async def test_what_telegram_did_not_take_is_deferred_in_order(tmp_path: Path, fault: str) -> None:
    async with wired(tmp_path, two()) as bot:
        person = bot.core.add_person("Ada")
        bot.core.add_fault(kind=fault, method="sendMessage", retry_after=30, times=1)
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        assert bot.desk.deferred == [(person.id, "first"), (person.id, "second")]
        assert len(bot.calls("sendMessage")) == 1


async def test_a_chat_under_retry_after_is_not_called_until_it_ends(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.add_fault(kind="retry_after", method="sendMessage", retry_after=30, times=1)
        bot.core.send_text(person.id, person.id, "one")
        await bot.idle()
        bot.core.send_text(person.id, person.id, "two")
        await bot.idle()
        bot.clock.move(31)
        bot.core.send_text(person.id, person.id, "three")
        await bot.idle()
        assert bot.desk.deferred == [(person.id, "one"), (person.id, "two")]
        assert bot.texts(person.id) == ["three"]


async def test_a_429_of_one_chat_does_not_stop_another(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        ada, ben = bot.core.add_person("Ada"), bot.core.add_person("Ben")
        bot.core.add_fault(kind="retry_after", chat_id=ada.id, retry_after=30)
        bot.core.send_text(ada.id, ada.id, "one")
        bot.core.send_text(ben.id, ben.id, "two")
        await bot.idle()
        assert bot.texts(ben.id) == ["two"]


async def test_somebody_who_blocked_the_bot_is_noted_and_sent_nothing_more(
    tmp_path: Path,
) -> None:
    async with wired(tmp_path, two()) as bot:
        person = bot.core.add_person("Ada")
        bot.core.add_fault(kind="forbidden", method="sendMessage")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        assert bot.desk.unreachable == [person.id]
        assert len(bot.calls("sendMessage")) == 1


async def test_a_reply_to_a_group_that_moved_follows_it(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        group = bot.core.create_group("Group", [person.id])
        bot.core.add_bot(group.id, person.id)
        await bot.idle()
        bot.core.privacy_mode = False
        bot.core.add_fault(kind="migrate", method="sendMessage", times=1)
        bot.core.send_text(person.id, group.id, "hello")
        await bot.idle()
        moved = bot.core.chats[group.id].migrated_to
        assert moved is not None
        assert bot.texts(moved)[-1:] == ["hello"]


async def test_a_button_that_is_too_long_costs_one_message_only(tmp_path: Path) -> None:
    long = Button(label="x", press=Press(action="a", args=("y" * 70,)))
    shows = (
        Show(message=Rendered(html="first", buttons=((long,),))),
        Show(message=Rendered(html="second")),
    )
    async with wired(tmp_path, Desk(reply=lambda _: Reply(shows=shows))) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        assert bot.texts(person.id) == ["second"]
        assert await bot.states() == {"done": 1}


async def test_while_the_database_is_full_people_are_told_once_and_answered_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Backoff, "next", lambda _: 0.01)
    full = False
    write = Database.write
    refused: list[int] = []

    async def fragile(self: Database, work: Callable[[Tx], T]) -> T:
        if full:
            refused.append(1)
            raise StoreUnavailableError("database or disk is full")
        return await write(self, work)

    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "before")
        await bot.idle()
        # The update is stored, then the disk fills up before it is answered.
        pipeline = bot.telegram._pipeline

        async def accept_then_full(*args: object) -> tuple[int, ...]:
            nonlocal full
            seqs = await type(pipeline).accept(pipeline, *args)  # type: ignore[arg-type]
            full = full or bool(seqs)
            return seqs

        monkeypatch.setattr(Database, "write", fragile)
        monkeypatch.setattr(bot.telegram._poller._sink, "accept", accept_then_full)
        bot.core.send_text(person.id, person.id, "during")
        await bot.until(lambda: len(refused) > 5)
        assert bot.texts(person.id) == ["before", "not now"]
        full = False
        monkeypatch.undo()
        await bot.idle()
        assert bot.texts(person.id) == ["before", "not now", "during"]
        assert await bot.effects() == ["before", "during"]


async def test_an_effect_that_cannot_be_stored_leaves_the_others_alone(tmp_path: Path) -> None:
    desk = Desk()

    def defer(tx: Tx, chat_id: int, message: Rendered, now: object) -> None:
        raise ValueError(message.html)

    desk.defer = defer  # type: ignore[method-assign]
    async with wired(tmp_path, desk) as bot:
        ada, ben = bot.core.add_person("Ada"), bot.core.add_person("Ben")
        bot.core.add_fault(kind="retry_after", chat_id=ada.id, retry_after=30)
        bot.core.send_text(ada.id, ada.id, "one")
        bot.core.send_text(ben.id, ben.id, "two")

        async def settled() -> bool:
            return await bot.states() == {"done": 1, "failed": 1}

        await bot.until(settled)
