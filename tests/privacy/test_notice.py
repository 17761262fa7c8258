"""P1: before the privacy notice Lotse keeps hardly anything, and no name at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.services import retention
from bot.store import inbox, people
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.support.lives import found, poster
from tests.support.privacy_checks import NUMBER, SOUGHT, WORD, rows_about, traces
from tests.support.talk import Talk, Talker

# What one may do without having read the notice: each ends at a menu, an answer or the notice.
WALKS = {
    "only starts": ["/start"],
    "chooses a language": ["/start", "lang"],
    "asks at once": ["QZX Wo lerne ich Deutsch?", "lang"],
    "asks and reads": ["/start", "lang", "QZX Wo lerne ich Deutsch?", "/topics", "/ask QZX Kita"],
    "wants a human": ["/start", "lang", "/human QZX Hilfe"],
    "asks, then wants a human": ["/start", "lang", "QZX Kita?", "human"],
    "looks at the settings": ["/start", "lang", "/settings", "privacy"],
    "tries what others may": ["/start", "lang", "/shifts", "/roster", "/my", "/announce QZX"],
    "wants to help": ["/start", "lang", "/start", "help_out", "join_see"],
    "follows a poster": ["/start o_", "lang"],
    "declines the notice": ["/start o_", "lang", "join_yes", "cancel"],
    "sees the notice": ["/start o_", "lang", "join_yes"],
}


async def walk(talk: Talk, steps: list[str]) -> Talker:
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    who = talk.person(NUMBER, "de", f"{WORD}name")
    code = await poster(talk, initiative)
    for one in steps:
        step = one.replace("o_", code)
        if step == "lang":
            await who.forges("1:lang:~de")
        elif step[0] in "/Q":
            await who.says(step)
        else:
            await who.presses(step)
    return who


@pytest.mark.parametrize("steps", WALKS.values(), ids=WALKS)
async def test_before_the_notice_only_identity_language_and_dialog_are_kept(talk, steps):
    who = await walk(talk, steps)
    await talk.deliver()
    person_id = await who.id()
    assert person_id is not None
    rows = await talk.database.read(lambda tx: rows_about(tx, person_id, NUMBER))
    dialogs = rows.pop("dialog", [])
    [person] = rows.pop("person")
    assert rows == {}
    assert all(
        one["expires_at"] <= to_ms(talk.clock.now() + timedelta(hours=24)) for one in dialogs
    )
    # Of what a person can say about themselves nothing was said.
    told = {key: value for key, value in person.items() if value not in (None, "", "[]", 0)}
    assert set(told) - {"language"} == {
        "id",
        "telegram_id",
        "lead_minutes",
        "quiet_from",
        "quiet_until",
        "created_at",
        "seen_at",
    }


@pytest.mark.parametrize("steps", WALKS.values(), ids=WALKS)
async def test_a_day_later_no_file_holds_a_word_of_theirs(talk, tmp_path, steps):
    await walk(talk, steps)
    await talk.deliver()
    talk.clock.advance(hours=24, seconds=1)
    await talk.database.write(lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased))
    await talk.database.checkpoint()
    assert traces(tmp_path, SOUGHT[:1]) == []


@pytest.mark.parametrize("steps", WALKS.values(), ids=WALKS)
async def test_the_name_telegram_knows_is_never_kept(talk, tmp_path, steps):
    await walk(talk, steps)
    await talk.database.checkpoint()
    assert traces(tmp_path, (f"{WORD}name".encode(),)) == []


async def test_an_update_is_kept_until_it_is_handled(talk):
    raw = f'{{"message": {{"from": {{"id": 9}}, "text": "{WORD}"}}}}'
    now = talk.clock.now()
    [row] = await talk.database.write(lambda tx: inbox.accept(tx, 1, [(1, raw)], now))

    def payload(tx: Tx) -> object:
        return tx.scalar("SELECT payload FROM inbox WHERE seq = :s", s=row.seq)

    before = await talk.database.read(payload)
    await talk.database.write(lambda tx: inbox.handled(tx, row.seq, None))
    assert (before, await talk.database.read(payload)) == (raw, None)


async def test_version_and_time_of_the_notice_are_kept(talk):
    who = await walk(talk, WALKS["sees the notice"])
    talk.clock.advance(minutes=3)
    at = talk.clock.now()
    await who.presses("notice_ok")
    person = await talk.database.read(lambda tx: people.find_by_telegram(tx, NUMBER))
    assert person is not None
    assert (person.notice_version, person.notice_at) == (NOTICE_VERSION, at)


async def test_the_schema_itself_refuses_a_name_before_the_notice(talk):
    import sqlite3

    who = await walk(talk, WALKS["chooses a language"])
    person_id = await who.id()
    assert person_id is not None
    with pytest.raises(sqlite3.IntegrityError):
        await talk.database.write(lambda tx: people.set_name(tx, person_id, "Ada"))
