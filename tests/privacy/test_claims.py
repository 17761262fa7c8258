"""A claim link hands over one record once; two records become one, and two again."""

from __future__ import annotations

import pytest

from bot.domain.messages import Note
from bot.services import claims, retention
from bot.store import journal, people
from bot.store.database import Tx
from bot.texts.common import note
from bot.texts.speech import speech
from tests.support import claim_checks
from tests.support.claim_checks import claim_link, open_claim, record, scene
from tests.support.lives import base36, plan, poster
from tests.support.privacy_checks import rows_about, traces
from tests.support.talk import ZONE, Talk, Talker

NUMBER = 7_700_770_077
WORD = "QZX"


def said(which: Note) -> str:
    return str(note(speech("de", ZONE), which))


async def claimed(talk: Talk, number: int = NUMBER) -> tuple[int, Talker, int, Talker]:
    """Return initiative, coordinator, the record's id and who has taken it over."""
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative, f"{WORD}maria")
    who = talk.person(number, "de", f"{WORD}own")
    await open_claim(who, await claim_link(boss, initiative, person))
    await who.presses("claim_yes")
    return initiative, boss, person, who


async def test_of_fifty_claims_of_one_link_one_succeeds(tmp_path):
    await claim_checks.claim_is_single_use(tmp_path)


async def test_the_link_has_256_bits_and_only_its_hash_is_kept(talk, tmp_path):
    initiative, boss = await scene(talk)
    token = (await claim_link(boss, initiative, await record(talk, boss, initiative)))[2:]
    await talk.database.checkpoint()
    assert (len(token), traces(tmp_path, (token.encode(),))) == (43, [])


async def test_before_the_notice_nothing_of_the_record_is_shown(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative, "Maria")
    who = talk.person(9, "de", "Ada")
    await who.says(f"/start {await claim_link(boss, initiative, person)}")
    await who.forges("1:lang:~de")
    assert who.offers("notice_ok")
    assert "Maria" not in who.text
    await who.presses("notice_ok")
    assert "Maria" in who.text
    assert who.offers("claim_yes")


async def test_the_record_keeps_its_number_and_gets_account_and_sign_ups(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative, "Maria")
    first, second = [await plan(talk, boss, initiative, days, 2) for days in (3, 4)]
    await boss.forges(f"1:enter_who:{base36(first)}:{base36(person)}")
    who = await talk.joins(9, await poster(talk, initiative), "Marija", "uk")
    await who.forges(f"1:take:{base36(second)}")
    await open_claim(who, await claim_link(boss, initiative, person))
    await who.presses("claim_yes")
    standing = await who.standing()

    def signed(tx: Tx) -> set[int]:
        return {
            row["shift_id"]
            for row in tx.all("SELECT shift_id FROM signup WHERE person_id = :p", p=person)
        }

    assert (standing.person.id, standing.person.name, standing.person.language) == (
        person,
        "Maria",
        "uk",
    )
    assert await talk.database.read(signed) == {first, second}


async def test_the_coordinator_is_told_and_undoes_it_with_two_presses(talk):
    _, boss, person, who = await claimed(talk)
    await talk.deliver()
    await boss.presses("unmerge")
    await boss.presses("unmerge_yes")
    before = await talk.database.read(lambda tx: people.find(tx, person))
    assert before is not None
    assert before.telegram_id is None
    assert await who.id() not in {None, person}
    heard = len(who.messages)
    await talk.deliver()
    assert len(who.messages) == heard + 1


async def test_after_14_days_nothing_can_be_undone_and_the_empty_record_is_gone(talk, tmp_path):
    _, boss, person, who = await claimed(talk)
    await talk.deliver()
    talk.clock.advance(days=claims.UNDO_DAYS)
    await boss.presses("unmerge")
    assert boss.toast == said(Note.NOT_FOUND)

    def emptied(tx: Tx) -> list[int]:
        return [
            row["id"]
            for row in tx.all("SELECT id FROM person WHERE telegram_id IS NULL AND name IS NULL")
        ]

    [empty] = await talk.database.read(emptied)
    await talk.database.write(lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased))
    erasures = journal.read(tmp_path / "copies" / journal.NAME).erasures
    assert (await talk.database.read(emptied), [one.person_id for one in erasures]) == (
        [],
        [empty],
    )
    assert await who.id() == person


async def test_whoever_says_no_kills_the_link_and_the_coordinator_is_told(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative, "Maria")
    payload = await claim_link(boss, initiative, person)
    who = talk.person(9, "de", "Ada")
    await open_claim(who, payload)
    await who.presses("claim_no")
    await talk.deliver()
    assert "Maria" in boss.text
    assert boss.offers("member")
    other = talk.person(10, "de", "Eva")
    await open_claim(other, payload)
    assert other.text == said(Note.CODE_USED)


async def test_a_newer_link_ends_the_older_ones(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    old, new = [await claim_link(boss, initiative, person) for _ in range(2)]
    who = talk.person(9, "de", "Ada")
    await open_claim(who, old)
    assert who.text == said(Note.CODE_EXPIRED)
    await open_claim(who, new)
    assert who.offers("claim_yes")


@pytest.mark.parametrize("opened", [True, False])
async def test_a_link_is_dead_after_seven_days(talk, opened):
    initiative, boss = await scene(talk)
    payload = await claim_link(boss, initiative, await record(talk, boss, initiative))
    who = talk.person(9, "de", "Ada")
    talk.clock.advance(days=6, hours=23)
    await open_claim(who, payload)
    assert who.offers("claim_yes")
    talk.clock.advance(hours=1)
    await (who.presses("claim_yes") if opened else who.says(f"/start {payload}"))
    assert who.text == said(Note.CODE_EXPIRED)


async def test_of_a_record_claimed_meanwhile_no_link_can_be_made(talk):
    initiative, boss, person, _ = await claimed(talk)
    await boss.forges(f"1:claim:{base36(initiative)}:{base36(person)}")
    assert boss.toast == said(Note.NOT_FOUND)


async def test_five_wrong_links_lock_a_claim_as_well(talk):
    initiative, boss = await scene(talk)
    payload = await claim_link(boss, initiative, await record(talk, boss, initiative))
    who = talk.person(9, "de", "Ada")
    await who.says("/start")
    await who.forges("1:lang:~de")
    for number in range(5):
        await who.says(f"/start i_falsch{number}")
    await who.says(f"/start {payload}")
    assert who.text == said(Note.CODE_LOCKED)


async def test_a_claim_link_does_not_open_the_door_of_invitations(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    payload = await claim_link(boss, initiative, person)
    who = await talk.joins(9, await poster(talk, initiative), "Ada")
    await who.says(f"/start {payload}")
    await who.forges("1:join_yes")
    standing = await who.standing()
    assert standing.person.id != person
    assert len(standing.memberships) == 1


async def test_an_erasure_in_the_undo_time_leaves_nothing_of_either_record(talk, tmp_path):
    _, boss, person, who = await claimed(talk)
    await talk.deliver()

    def empty(tx: Tx) -> int:
        return tx.count("SELECT other_id FROM merge")

    other = await talk.database.read(empty)
    assert traces(tmp_path, (WORD.encode(),)) != []
    await who.says("/forget")
    await who.presses("forget_yes")
    await talk.deliver()
    await talk.database.checkpoint()
    for one in (person, other):
        assert await talk.database.read(lambda tx, one=one: rows_about(tx, one, NUMBER)) == {}
    assert traces(tmp_path, (WORD.encode(), str(NUMBER).encode())) == []
    erased = {one.person_id for one in journal.read(tmp_path / "copies" / journal.NAME).erasures}
    assert erased == {person, other}
    assert await boss.id() is not None


async def test_an_erasure_after_the_undo_leaves_the_other_one_alone(talk):
    _, boss, person, who = await claimed(talk)
    await talk.deliver()
    await boss.presses("unmerge")
    await boss.presses("unmerge_yes")
    await who.says("/forget")
    await who.presses("forget_yes")
    left = await talk.database.read(lambda tx: people.find(tx, person))
    assert left is not None
    assert (await who.id(), left.name) == (None, f"{WORD}maria")


async def test_a_reminder_sent_before_the_merge_is_not_sent_again(talk):
    from bot.services import reminders

    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    who = await talk.joins(9, await poster(talk, initiative), "Ada")
    shift = await plan(talk, boss, initiative, 3, 2)
    await who.forges(f"1:take:{base36(shift)}")
    talk.clock.advance(days=2, hours=9)

    async def tick() -> int:
        return await talk.database.write(lambda tx: reminders.plan_due(tx, talk.clock.now(), ZONE))

    assert await tick() == 1
    await talk.deliver()
    await open_claim(who, await claim_link(boss, initiative, person))
    await who.presses("claim_yes")
    talk.clock.advance(minutes=1)
    assert await tick() == 0


async def test_a_coordinator_of_another_initiative_undoes_nothing(talk):
    from tests.support.lives import coordinator, found

    await claimed(talk)
    other = await found(talk, talk.person(1), "Other")
    stranger = await coordinator(talk, talk.person(1), other, 50, "Otto")
    merge = await talk.database.read(lambda tx: tx.count("SELECT max(id) FROM merge"))
    for action in ("unmerge", "unmerge_yes"):
        await stranger.forges(f"1:{action}:{base36(merge)}")
        assert stranger.toast == said(Note.NOT_FOUND)
    assert await talk.database.read(lambda tx: tx.count("SELECT count(*) FROM merge")) == 1


async def test_a_lead_who_claims_stays_a_lead_and_undoing_gives_it_back(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    lead = talk.person(1)
    await open_claim(lead, await claim_link(boss, initiative, person))
    await lead.presses("claim_yes")
    assert ((await lead.standing()).is_lead, await lead.id()) == (True, person)
    await talk.deliver()
    await boss.presses("unmerge")
    await boss.presses("unmerge_yes")
    assert ((await lead.standing()).is_lead, await lead.id() == person) == (True, False)


async def test_a_place_both_had_is_offered_to_the_waitlist(talk):
    from bot.services import searches

    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    shift = await plan(talk, boss, initiative, 5, 2)
    await boss.forges(f"1:enter_who:{base36(shift)}:{base36(person)}")
    who, waiting = [await talk.joins(n, await poster(talk, initiative), "Ada") for n in (9, 10)]
    for one in (who, waiting):
        await one.forges(f"1:take:{base36(shift)}")
    await open_claim(who, await claim_link(boss, initiative, person))
    await who.presses("claim_yes")
    await talk.database.write(lambda tx: searches.advance_due(tx, talk.clock.now(), ZONE))
    await talk.deliver()
    await waiting.presses("offer_yes")

    def line(tx: Tx) -> list[tuple[int, str]]:
        rows = tx.all("SELECT person_id, state FROM signup ORDER BY person_id")
        return [(row["person_id"], row["state"]) for row in rows]

    other = await waiting.id()
    assert await talk.database.read(line) == sorted([(person, "confirmed"), (other, "confirmed")])
