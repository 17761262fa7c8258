"""Every error of Telegram has one meaning; the profile and menus are written with care."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.domain.outbox import MenuLine
from bot.domain.rendered import Document, Rendered
from bot.services.ports import (
    Moved,
    NotSent,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Unknown,
    Unreachable,
)
from bot.transport import profile as profile_module
from bot.transport.application import TelegramSettings, _bot
from bot.transport.errors import NotSentError, UnknownOutcomeError
from bot.transport.outgoing import outcome_of, reason_of
from bot.transport.profile import LanguageProfile, write_profile
from tests.transport.wired import TOKEN, wired


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RetryAfter(timedelta(seconds=3)), RetryLater),
        (ChatMigrated(-1005), Moved),
        (NotSentError("ClientConnectorError"), NotSent),
        (InvalidToken("Unauthorized"), NotSent),
        (EndPointNotFound("x"), NotSent),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (BadRequest("Bad Request: chat not found"), Unreachable),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable),
        (BadRequest("Bad Request: message to edit not found"), Refused),
        (BadRequest("Bad Request: message can't be edited"), Refused),
        (BadRequest("Bad Request: not enough rights to send text messages"), Refused),
        (NetworkError("Too Many Requests: retry after 12"), RetryLater),
        (NetworkError("Too Many Requests (429)"), RetryLater),
        (NetworkError("Request Entity Too Large"), Refused),
        (NetworkError("Bad Gateway"), Unknown),
        (UnknownOutcomeError("ServerDisconnectedError"), Unknown),
        (TimedOut(), Unknown),
        (Conflict("x"), Unknown),
        (TelegramError("Invalid server response"), Unknown),
    ],
)
def test_every_error_has_one_meaning(error: TelegramError, kind: type[Outcome]) -> None:
    assert type(outcome_of(error)) is kind


def test_the_seconds_of_a_429_are_kept() -> None:
    assert outcome_of(RetryAfter(timedelta(seconds=3))) == RetryLater(seconds=3.0)
    assert outcome_of(NetworkError("Too Many Requests: retry after 12")) == RetryLater(seconds=12)


def test_a_reason_never_quotes_what_somebody_wrote() -> None:
    error = BadRequest('Bad Request: can\'t parse entities: unsupported start tag "Ada" at 3')
    assert "Ada" not in reason_of(error)


async def test_messages_are_sent_edited_and_menus_set_through_the_port(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        out = bot.telegram.messenger
        sent = await out.send(person.id, Rendered(html="one"))
        assert isinstance(sent, Sent)
        same = await out.edit(person.id, sent.message_id, Rendered(html="one"))
        assert same == sent
        assert await out.edit(person.id, sent.message_id, Rendered(html="two")) == sent
        gone = await out.edit(person.id, 9999, Rendered(html="two"))
        assert isinstance(gone, Refused)
        file = Rendered(html="", document=Document(name="a", content=b"x"))
        assert isinstance(await out.edit(person.id, sent.message_id, file), Refused)
        line = MenuLine(command="start", description="Anfang")
        assert await out.set_menu(person.id, (line,)) == Sent(message_id=0)
        assert bot.core.profile.commands != {}
        assert await out.set_menu(person.id, ()) == Sent(message_id=0)
        assert bot.core.profile.commands == {}
        assert isinstance(await out.send(424242, Rendered(html="x")), Unreachable)


PROFILES = (
    LanguageProfile(
        language="",
        name="Lotse",
        description="What can this bot do?",
        short_description="Help",
        commands=(MenuLine(command="start", description="Begin"),),
    ),
    LanguageProfile(language="de", description="Was kann dieser Bot?"),
)


async def test_the_profile_is_written_only_where_it_differs(tmp_path: Path) -> None:
    async with wired(tmp_path, polling=False) as bot:
        await write_profile(bot.telegram._bot, PROFILES)
        written = [entry.method for entry in bot.calls() if entry.method.startswith("set")]
        await write_profile(bot.telegram._bot, PROFILES)
        again = [entry.method for entry in bot.calls() if entry.method.startswith("set")]
        assert "setMyDescription" in written
        assert "setMyCommands" in written
        assert again == written


async def test_a_429_on_the_profile_is_waited_for_and_an_error_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(profile_module.asyncio, "sleep", sleep)
    async with wired(tmp_path, polling=False) as bot:
        bot.core.add_fault(kind="retry_after", method="setMyDescription", retry_after=9, times=1)
        bot.core.add_fault(kind="bad_request", method="setMyShortDescription")
        await write_profile(bot.telegram._bot, PROFILES)
        assert waits == [9.0]
        assert bot.core.profile.text("description", "") == "What can this bot do?"
        assert bot.core.profile.commands != {}


async def test_a_webhook_is_removed_only_where_one_is_set(tmp_path: Path) -> None:
    async with wired(tmp_path / "a", polling=False) as bot:
        assert bot.calls("deleteWebhook") == []
        bot.core.webhook = {"url": "https://example.org", "max_connections": 1}
        async with wired(tmp_path / "b", core=bot.core, polling=False) as second:
            assert len(second.calls("deleteWebhook")) == 1


async def test_health_is_the_age_of_the_last_answered_poll(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        await bot.until(lambda: bot.telegram._poller.last_ok is not None)
        now = bot.clock.monotonic()
        assert bot.telegram.silence(now + 20) == 20
        assert bot.telegram.healthy(now + 300)
        assert not bot.telegram.healthy(now + 301)


def test_the_address_of_the_api_can_be_another() -> None:
    own = _bot(TelegramSettings(token=TOKEN, api_url="http://127.0.0.1:8081/"))
    assert own.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert own.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"
