"""S4: invitations are long, kept as hashes, good for a day and once; guessing is locked."""

from __future__ import annotations

import pytest

from bot.domain.messages import Note
from bot.store.database import Tx
from bot.texts.common import note
from bot.texts.speech import speech
from tests.support import privacy_checks
from tests.support.lives import base36, found, invite
from tests.support.privacy_checks import traces
from tests.support.talk import ZONE


def said(which: Note) -> str:
    return str(note(speech("de", ZONE), which))


async def invitation(talk) -> str:
    lead = await talk.lead(1)
    return await invite(talk, lead, await found(talk, lead, "Café"), "volunteer")


async def test_a_token_has_256_bits(talk):
    assert len((await invitation(talk)).removeprefix("i_")) == 43  # 32 bytes as base64


async def test_of_fifty_redemptions_one_succeeds(tmp_path):
    await privacy_checks.invitation_is_single_use(tmp_path)


async def test_the_token_lies_in_no_file_once_the_link_was_opened(talk, tmp_path):
    payload = await invitation(talk)
    who = talk.person(2, "de", "Ada")
    await who.says(f"/start {payload}")
    await talk.database.checkpoint()
    assert traces(tmp_path, (payload.removeprefix("i_").encode(),)) == []
    for action in ("lang", "notice_ok", "name_ok"):
        await (who.forges("1:lang:~de") if action == "lang" else who.presses(action))
        await talk.database.checkpoint()
        assert traces(tmp_path, (payload.removeprefix("i_").encode(),)) == []
    assert (await who.standing()).memberships != ()


async def test_a_link_pasted_by_a_stranger_opens_the_door_and_leaves_no_token(talk, tmp_path):
    payload = await invitation(talk)
    who = talk.person(2, "de", "Ada")
    await who.says(f"https://t.me/lotse_test_bot?start={payload}")
    await who.forges("1:lang:~de")
    await who.presses("notice_ok")
    await who.presses("name_ok")
    await talk.database.checkpoint()
    assert traces(tmp_path, (payload.removeprefix("i_").encode(),)) == []
    assert (await who.standing()).memberships != ()


async def test_a_link_pasted_instead_of_a_question_opens_the_door(talk, tmp_path):
    payload = await invitation(talk)
    who = talk.person(2, "de", "Ada")
    await who.says("/start")
    await who.forges("1:lang:~de")
    await who.says(f"Hier: https://t.me/lotse_test_bot?start={payload}")
    await who.presses("notice_ok")
    await talk.database.checkpoint()
    assert traces(tmp_path, (payload.removeprefix("i_").encode(),)) == []
    await who.presses("name_ok")
    assert (await who.standing()).memberships != ()


async def test_an_undelivered_link_lies_in_no_file_after_the_next_retention_run(talk, tmp_path):
    from bot.conversation import outbound
    from bot.domain.rendered import Rendered
    from bot.services import retention

    lead = await talk.lead(1)
    secret = "i_sichtbarer-schluessel-einer-einladung"
    await talk.database.write(
        lambda tx: outbound.defer(tx, lead.telegram_id, Rendered(html=secret), talk.clock.now())
    )
    talk.clock.advance(hours=1)
    assert await talk.deliver() > 0  # too late: the row expires, nothing is sent
    await talk.database.write(lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased))
    await talk.database.checkpoint()
    assert traces(tmp_path, (secret.encode(),)) == []


async def test_a_link_is_dead_after_24_hours(talk):
    payload = await invitation(talk)
    talk.clock.advance(hours=24)
    await talk.joins(2, payload)
    assert talk.person(2).text == said(Note.CODE_EXPIRED)


async def test_a_used_link_is_dead(talk):
    payload = await invitation(talk)
    await talk.joins(2, payload)
    await talk.joins(3, payload)
    assert talk.person(3).text == said(Note.CODE_USED)


async def test_five_wrong_links_lock_even_the_right_one_for_an_hour(talk):
    payload = await invitation(talk)
    who = talk.person(2)
    await who.says("/start")
    await who.forges("1:lang:~de")
    for number in range(5):
        await who.says(f"/start i_falsch{number}")
        assert who.text == said(Note.CODE_WRONG)
    await who.says(f"/start {payload}")
    assert who.text == said(Note.CODE_LOCKED)
    talk.clock.advance(hours=1)
    await who.says(f"/start {payload}")
    await who.presses("notice_ok")
    await who.presses("name_ok")
    assert (await who.standing()).memberships != ()


async def test_only_hashes_of_32_bytes_are_stored(talk):
    await invitation(talk)

    def lengths(tx: Tx) -> list[int]:
        return [row["n"] for row in tx.all("SELECT length(token_hash) AS n FROM invitation")]

    assert await talk.database.read(lengths) == [32, 32]


@pytest.mark.parametrize("role", ["lead", "boss", ""])
async def test_a_forged_role_makes_no_invitation(talk, role):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    before = await talk.database.read(lambda tx: tx.count("SELECT count(*) FROM invitation"))
    await lead.forges(f"1:invite_as:{base36(initiative)}:~{role}")
    after = await talk.database.read(lambda tx: tx.count("SELECT count(*) FROM invitation"))
    assert after == before
