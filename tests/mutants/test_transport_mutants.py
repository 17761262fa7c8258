"""Without its protection each promise of bot.transport breaks, and the same check sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.types import Mode, Show
from bot.services.ports import Outcome, Unknown
from bot.store import inbox
from bot.store.database import Tx
from bot.store.errors import StoreUnavailableError
from bot.transport import replying
from bot.transport.poller import Poller
from bot.transport.replying import PressAnswer, Replier
from tests.transport import checks


async def test_a_poller_that_confirms_before_storing_loses_updates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def store_later(self: Poller, updates: tuple[tuple[int, str], ...]) -> None:
        try:
            await self._sink.accept(updates, self._clock.now())
        except StoreUnavailableError:
            return

    monkeypatch.setattr(Poller, "_store", store_later)
    arrived, stored = await checks.updates_stored_after_a_crash_on_a_full_disk()
    assert len(arrived) == 3
    assert stored == []


async def test_a_mark_outside_the_effects_transaction_doubles_effects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_here(tx: Tx, seq: int, reply: str | None) -> None:
        """Leave the mark to a later transaction, which the crash prevents."""

    monkeypatch.setattr(inbox, "handled", not_here)
    effects = await checks.effects_after_a_crash_before_the_reply(tmp_path)
    assert effects == ["hello", "hello"]


async def test_an_answer_that_forgets_it_was_given_is_given_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "ANSWER_WITHIN_S", 0.02)

    async def forgetful(
        self: PressAnswer, toast: str | None = None, *, alert: bool = False
    ) -> None:
        await self._messenger.answer_press(self._query_id, toast, alert=alert)

    monkeypatch.setattr(PressAnswer, "give", forgetful)
    answers = await checks.answers_to_one_press_with_a_late_reply(tmp_path)
    assert answers == [None, "ok"]


async def test_a_repeated_send_of_unknown_outcome_stands_twice_in_the_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Replier._try

    async def stubborn(self: Replier, show: Show, chat_id: int, message_id: int | None) -> Outcome:
        outcome = await once(self, show, chat_id, message_id)
        if isinstance(outcome, Unknown) and show.mode is Mode.SEND:
            outcome = await once(self, show, chat_id, message_id)
        return outcome

    monkeypatch.setattr(Replier, "_try", stubborn)
    texts = await checks.messages_after_an_answer_that_got_lost(tmp_path)
    assert texts == ["hello", "hello"]
