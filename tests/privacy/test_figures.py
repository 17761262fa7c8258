"""P5: what is reported stays right when somebody is forgotten or a year is closed."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.services import retention, searches
from bot.store.database import Tx
from tests.support.lives import base36, coordinator, found, plan, poster
from tests.support.privacy_checks import NUMBER
from tests.support.talk import ZONE, Talk, Talker


def figures(tx: Tx) -> list[tuple[object, ...]]:
    """Return per initiative: shifts, places taken, hours given, different volunteers."""
    rows = tx.all(
        """SELECT shift.initiative_id, count(DISTINCT shift.id), count(signup.id),
                  sum(ends_at - starts_at) / 3600000.0,
                  count(DISTINCT coalesce('p' || person_id, anonymous_key))
           FROM shift JOIN signup ON signup.shift_id = shift.id
           WHERE signup.state = 'confirmed' AND shift.state = 'open' AND shift.ends_at <= :now
           GROUP BY shift.initiative_id""",
        now=2**62,
    )
    return [tuple(row) for row in rows]


async def a_season(talk: Talk) -> tuple[Talker, list[int]]:
    """Three people, two initiatives, five shifts that are over; return one of the people."""
    lead = await talk.lead(1)
    crowd: list[Talker] = []
    planned: list[int] = []
    for number in (100, 200):
        initiative = await found(talk, lead, f"Café {number}", "open")
        boss = await coordinator(talk, lead, initiative, number, "Berta")
        crowd = [await talk.joins(one, await poster(talk, initiative)) for one in (NUMBER, 8, 9)]
        shifts = [await plan(talk, boss, initiative, 2 + n, 3) for n in range(number // 100 + 1)]
        for number_, who in enumerate(crowd):
            for shift in shifts[number_ % 2 :]:
                await who.forges(f"1:take:{base36(shift)}")
        planned += shifts
    talk.clock.advance(days=20)
    return crowd[0], planned


async def test_figures_are_the_same_after_an_erasure(talk):
    who, _ = await a_season(talk)
    before = await talk.database.read(figures)
    await who.says("/forget")
    await who.presses("forget_yes")
    assert (await who.id(), await talk.database.read(figures)) == (None, before)
    assert [row[1:] for row in before] == [(2, 5, 10.0, 3), (3, 8, 16.0, 3)]


async def test_figures_are_the_same_after_everybody_was_erased(talk):
    who, _ = await a_season(talk)
    before = await talk.database.read(figures)
    for one in (who, talk.person(8), talk.person(9)):
        await one.says("/forget")
        await one.presses("forget_yes")
    assert await talk.database.read(figures) == before


async def test_figures_are_the_same_after_their_year_is_closed(talk):
    await a_season(talk)
    before = await talk.database.read(figures)
    talk.clock.at = datetime(2027, 7, 1, 9, tzinfo=UTC)
    left = 1
    while left:
        left = await talk.database.write(
            lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased)
        )
    assert await talk.database.read(figures) == before


async def test_a_coming_shift_loses_the_person_and_the_next_in_line_is_asked(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    first, second = [await talk.joins(n, await poster(talk, initiative)) for n in (8, 9)]
    shift = await plan(talk, boss, initiative, 3, 1)
    for who in (first, second):
        await who.forges(f"1:take:{base36(shift)}")
    await talk.deliver()
    await first.says("/forget")
    await first.presses("forget_yes")
    heard = len(boss.messages), len(second.messages)
    await talk.database.write(lambda tx: searches.advance_due(tx, talk.clock.now(), ZONE))
    await talk.deliver()

    def line(tx: Tx) -> list[tuple[object, ...]]:
        return [tuple(row) for row in tx.all("SELECT person_id, state FROM signup")]

    assert (len(boss.messages), len(second.messages)) == (heard[0] + 1, heard[1] + 1)
    await second.presses("offer_yes")
    assert await talk.database.read(line) == [(await second.id(), "confirmed")]


async def test_the_leads_are_told_when_the_only_coordinator_goes(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    shift = await plan(talk, boss, initiative, 3, 1)
    await boss.forges(f"1:take:{base36(shift)}")
    await talk.deliver()
    await boss.says("/forget")
    await boss.presses("forget_yes")
    heard = len(lead.messages)
    await talk.deliver()
    assert len(lead.messages) == heard + 1


async def test_who_is_forgotten_during_a_shift_keeps_its_hours(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    who = await talk.joins(2, await poster(talk, initiative))
    await who.forges(f"1:take:{base36(await plan(talk, lead, initiative, 1, 1))}")
    talk.clock.advance(days=1, hours=9)  # 18:00, the shift is from 17 to 19
    before = await talk.database.read(figures)
    await who.says("/forget")
    await who.presses("forget_yes")
    assert (await talk.database.read(figures), before) == ([(initiative, 1, 1, 2.0, 1)],) * 2
