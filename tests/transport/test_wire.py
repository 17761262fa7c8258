"""Updates in, calls out: the whole way through a running bot."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bot.conversation.types import (
    BotMembership,
    Incoming,
    Mode,
    Pressed,
    Reply,
    Show,
    Text,
)
from bot.domain.rendered import Button, Document, FileRef, Press, Rendered
from bot.transport import replying
from tests.transport.wired import Desk, Wired, wired

KEYS = ((Button(label="Yes", press=Press(action="yes", args=(1,))),),)


def says(*shows: Show, **fields: object) -> Reply:
    return Reply(shows=shows, **fields)  # type: ignore[arg-type]


async def pressed_message(bot: Wired, person_id: int) -> int:
    """Let the person write so that the bot's answer with buttons stands in the chat."""
    bot.core.send_text(person_id, person_id, "hello")
    await bot.idle()
    return max(m.message_id for m in bot.core.messages[person_id].values() if m.from_bot)


def desk_with_buttons(on_press: Reply) -> Desk:
    def reply(incoming: Incoming) -> Reply:
        if isinstance(incoming.content, Pressed):
            return on_press
        return says(Show(message=Rendered(html="choose", buttons=KEYS)))

    return Desk(reply=reply)


async def test_a_text_is_answered_and_the_row_is_done(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        assert bot.texts(person.id) == ["hello"]
        assert await bot.states() == {"done": 1}
        payload = await bot.database.read(lambda tx: tx.all("SELECT payload, reply FROM inbox"))
        assert [tuple(row) for row in payload] == [(None, None)]


async def test_texts_of_one_chat_are_answered_in_order(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        people = [bot.core.add_person(f"P{n}") for n in range(5)]
        for number in range(20):
            for person in people:
                bot.core.send_text(person.id, person.id, f"n{number}")
        await bot.idle()
        expected = [f"n{number}" for number in range(20)]
        assert [bot.texts(person.id) for person in people] == [expected] * 5


async def test_a_press_is_answered_once_with_its_toast_and_edits_the_message(
    tmp_path: Path,
) -> None:
    done = says(Show(message=Rendered(html="done"), mode=Mode.EDIT), toast="ok")
    async with wired(tmp_path, desk_with_buttons(done)) as bot:
        person = bot.core.add_person("Ada")
        message_id = await pressed_message(bot, person.id)
        query = bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.idle()
        answers = bot.calls("answerCallbackQuery")
        assert [entry.params["text"] for entry in answers] == ["ok"]
        assert bot.core.queries[query.id].answered
        assert bot.core.message(person.id, message_id).text == "done"
        assert bot.desk.seen[-1].content == Pressed(data="1:yes:1")


async def test_a_late_reply_leaves_the_press_answered_empty_and_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "ANSWER_WITHIN_S", 0.02)
    free = threading.Event()

    def reply(incoming: Incoming) -> Reply:
        if isinstance(incoming.content, Pressed):
            free.wait(5)
            return Reply(toast="full")
        return says(Show(message=Rendered(html="choose", buttons=KEYS)))

    async with wired(tmp_path, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        message_id = await pressed_message(bot, person.id)
        bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.until(lambda: bot.calls("answerCallbackQuery"))
        free.set()
        await bot.idle()
        answers = bot.calls("answerCallbackQuery")
        assert [entry.params.get("text") for entry in answers] == [None]
        assert bot.texts(person.id)[-1] == "full"


async def test_an_edit_of_a_deleted_message_becomes_a_new_message(tmp_path: Path) -> None:
    done = says(Show(message=Rendered(html="done"), mode=Mode.EDIT))
    async with wired(tmp_path, desk_with_buttons(done)) as bot:
        person = bot.core.add_person("Ada")
        message_id = await pressed_message(bot, person.id)
        bot.core.add_fault(
            kind="bad_request", method="editMessageText", description="message to edit not found"
        )
        bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.idle()
        assert bot.texts(person.id) == ["choose", "done"]


async def test_an_edit_that_changes_nothing_sends_nothing_more(tmp_path: Path) -> None:
    same = says(Show(message=Rendered(html="choose", buttons=KEYS), mode=Mode.EDIT))
    async with wired(tmp_path, desk_with_buttons(same)) as bot:
        person = bot.core.add_person("Ada")
        message_id = await pressed_message(bot, person.id)
        bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.idle()
        assert [entry.outcome for entry in bot.calls("editMessageText")] == ["error"]
        assert bot.texts(person.id) == ["choose"]


async def test_a_document_goes_out_with_its_caption_and_buttons(tmp_path: Path) -> None:
    file = Rendered(
        html="<b>your</b> data", document=Document(name="a.json", content=b"{}"), buttons=KEYS
    )
    async with wired(tmp_path, Desk(reply=lambda _: says(Show(message=file)))) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "export")
        await bot.idle()
        (call,) = bot.calls("sendDocument")
        assert call.params["document"] == {"name": "a.json", "size": 2}
        assert bot.texts(person.id) == ["your data"]


@pytest.mark.parametrize("kind", ["photo", "document", "voice"])
async def test_a_file_of_telegram_is_sent_by_its_id(tmp_path: Path, kind: str) -> None:
    sent = Rendered(html="", file=FileRef(kind=kind, file_id="AgAC"))
    async with wired(tmp_path, Desk(reply=lambda _: says(Show(message=sent)))) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "x")
        await bot.idle()
        (call,) = bot.calls(f"send{kind.title()}")
        assert call.params[kind] == "AgAC"


async def test_link_previews_are_off_and_silence_is_kept(tmp_path: Path) -> None:
    quiet = says(Show(message=Rendered(html="x", silent=True)))
    async with wired(tmp_path, Desk(reply=lambda _: quiet)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "x")
        await bot.idle()
        (call,) = bot.calls("sendMessage")
        assert call.params["link_preview_options"] == '{"is_disabled": true}'
        assert call.params["disable_notification"] == "true"


async def test_a_failing_answer_is_rolled_back_and_apologised_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def reply(incoming: Incoming) -> Reply:
        raise ValueError("secret words")

    async with wired(tmp_path, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        row = await bot.database.read(lambda tx: tx.one("SELECT * FROM inbox"))
        assert row is not None
        assert (row["state"], row["payload"]) == ("failed", None)
        assert bot.texts(person.id) == [f"sorry {row['incident']}"]
        assert await bot.effects() == []
        (record,) = [r for r in caplog.records if r.levelname == "ERROR"]
        assert vars(record)["incident"] == row["incident"]
        assert vars(record)["way"].endswith(" reply")
        assert "secret words" not in caplog.text + str(vars(record))


async def test_an_update_that_cannot_be_parsed_is_kept_as_failed_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.updates.put_raw({"message": {"message_id": "x", "text": "CANARY"}})
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        assert await bot.states() == {"done": 1, "failed": 1}
        assert bot.texts(person.id) == ["hello"]
        assert "CANARY" not in caplog.text


async def test_a_block_is_told_as_membership(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        bot.core.block(person.id, blocked=True)
        await bot.idle()
        assert bot.desk.seen[-1].content == BotMembership(present=False)


async def test_an_edited_text_is_marked_as_such(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        message = bot.core.send_text(person.id, person.id, "hello")
        bot.core.edit_text(person.id, person.id, message.message_id, "hallo")
        await bot.idle()
        assert bot.desk.seen[-1].content == Text(text="hallo", html="hallo", edited=True)


async def test_leaving_a_group_is_part_of_a_reply(tmp_path: Path) -> None:
    async with wired(tmp_path, Desk(reply=lambda _: Reply(leave=True))) as bot:
        person = bot.core.add_person("Ada")
        group = bot.core.create_group("Group", [person.id])
        bot.core.add_bot(group.id, person.id)
        await bot.until(lambda: bot.calls("leaveChat"))
        assert bot.calls("leaveChat")[0].chat_id == group.id


@pytest.mark.parametrize("belongs_to", [{"question_id": 7}, {"request_id": 9}])
async def test_a_sent_message_of_a_question_or_a_companion_is_remembered(
    tmp_path: Path, belongs_to: dict[str, int]
) -> None:
    relay = says(Show(message=Rendered(html="x"), **belongs_to))  # type: ignore[arg-type]
    async with wired(tmp_path, Desk(reply=lambda _: relay)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        message_id = max(bot.core.messages[person.id])
        question_id, request_id = belongs_to.get("question_id"), belongs_to.get("request_id")
        assert bot.desk.shown == [(person.id, question_id, request_id, message_id)]


async def test_a_card_that_was_edited_is_remembered_under_its_own_number(tmp_path: Path) -> None:
    card = says(Show(message=Rendered(html="card"), mode=Mode.EDIT, request_id=9))
    async with wired(tmp_path, desk_with_buttons(card)) as bot:
        person = bot.core.add_person("Ada")
        message_id = await pressed_message(bot, person.id)
        bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.idle()
        assert bot.desk.shown == [(person.id, None, 9, message_id)]


async def test_stopping_finishes_what_runs_and_leaves_the_rest_in_the_inbox(
    tmp_path: Path,
) -> None:
    free = threading.Event()

    def reply(incoming: Incoming) -> Reply:
        free.wait(5)
        return says(Show(message=Rendered(html="late")))

    async with wired(tmp_path, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        for number in range(5):
            bot.core.send_text(person.id, person.id, f"n{number}")
        await bot.until(lambda: not bot.core.updates.pending)
        stopping = asyncio.get_running_loop().create_task(bot.stop())
        await asyncio.sleep(0)
        free.set()
        await stopping
        assert await bot.states() == {"done": 1, "new": 4}
        assert bot.texts(person.id) == ["late"]
