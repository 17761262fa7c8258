"""Qualifications: what was seen, how long it counts, and who is told when it runs out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, MembershipState, Person, Role
from bot.domain.qualifications import Light, Seen, years_after
from bot.domain.shifts import Qualification
from bot.services import qualifications, retention
from bot.services.qualifications import SeenError
from tests.services.world import START, World

TODAY = START.date()
DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Berlin")


@pytest.fixture
def cafe(world: World) -> tuple[Initiative, Person, Person]:
    """An initiative with its coordinator and a volunteer."""
    initiative, boss, ada = world.initiative(), world.person(1, "Clara"), world.person(2, "Ada")
    world.member(boss, initiative, Role.COORDINATOR)
    world.member(ada, initiative)
    return initiative, boss, ada


def seen(until: date | None = None, on: date = TODAY) -> Seen:
    return Seen(kind=Qualification.CONDUCT, seen_on=on, valid_until=until)


def record(world: World, by: Person, initiative: Initiative, person: Person, what: Seen):
    standing = world.standing(by)
    return world.do(
        lambda tx: qualifications.record(
            tx, standing, initiative.id, person.id, what, today=TODAY, now=START
        )
    )


def tell(world: World, now: datetime) -> int:
    return world.do(lambda tx: qualifications.tell_ending(tx, now, ZONE))


@pytest.mark.parametrize(
    ("until", "light"),
    [
        (None, Light.VALID),
        (TODAY + 61 * DAY, Light.VALID),
        (TODAY + 60 * DAY, Light.SOON),
        (TODAY, Light.SOON),
        (TODAY - DAY, Light.OUT),
    ],
)
def test_the_light_changes_60_days_before_and_after_the_last_day(until, light):
    assert seen(until).light(TODAY) is light


def test_years_are_counted_from_the_day_it_was_seen_even_from_29_february():
    found = [years_after(date(2024, 2, 29), years) for years in (3, 4)]
    assert found == [date(2027, 2, 28), date(2028, 2, 29)]


def test_who_recorded_it_is_kept_and_a_new_one_replaces_the_old(world, cafe):
    initiative, boss, ada = cafe
    record(world, boss, initiative, ada, seen())
    member = record(world, boss, initiative, ada, seen(TODAY + 900 * DAY))
    assert member.qualifications == (seen(TODAY + 900 * DAY),)
    assert world.scalar("SELECT seen_by FROM qualification") == boss.id


@pytest.mark.parametrize(
    "what",
    [
        seen(on=TODAY + DAY),
        seen(on=TODAY - 366 * 21 * DAY),
        seen(TODAY - DAY),
        seen(TODAY + 366 * 21 * DAY),
    ],
)
def test_days_that_cannot_be_are_refused(world, cafe, what):
    initiative, boss, ada = cafe
    with pytest.raises(SeenError):
        record(world, boss, initiative, ada, what)
    assert world.scalar("SELECT count(*) FROM qualification") == 0


def test_nobody_records_for_others_people(world, cafe):
    initiative, _, ada = cafe
    other = world.person(9, "Otto")
    world.member(other, world.initiative("Other"), Role.COORDINATOR)
    for by in (other, ada):
        with pytest.raises(NotFoundError):
            record(world, by, initiative, ada, seen())


def test_who_only_asks_to_join_has_no_qualifications(world, cafe):
    initiative, boss, _ = cafe
    asking = world.person(7, "Rea")
    world.member(asking, initiative, state=MembershipState.REQUESTED)
    with pytest.raises(NotFoundError):
        record(world, boss, initiative, asking, seen())


def test_a_qualification_can_be_forgotten(world, cafe):
    initiative, boss, ada = cafe
    record(world, boss, initiative, ada, seen())
    standing = world.standing(boss)
    member = world.do(
        lambda tx: qualifications.drop(
            tx, standing, initiative.id, ada.id, Qualification.CONDUCT, START
        )
    )
    assert member.qualifications == ()


def test_coordinator_and_volunteer_are_told_once_before_and_once_after_the_end(world, cafe):
    initiative, boss, ada = cafe
    until = TODAY + 100 * DAY
    record(world, boss, initiative, ada, seen(until))
    told: dict[date, int] = {}
    for number in range(200):
        now = START + number * DAY
        before = world.scalar("SELECT count(*) FROM outbox WHERE kind = 'notice'")
        for hour in (0, 1):
            tell(world, now + hour * timedelta(hours=1))
        world.do(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE state = 'queued'"))
        after = world.scalar("SELECT count(*) FROM outbox WHERE kind = 'notice'")
        if after > before:
            told[now.date()] = after - before
        while world.do(lambda tx, now=now: retention.run(tx, now, lambda *_: None)):
            pass
    assert told == {until - 60 * DAY: 2, until + DAY: 2}


def test_a_few_days_without_the_tick_do_not_swallow_the_news(world, cafe):
    initiative, boss, ada = cafe
    record(world, boss, initiative, ada, seen(TODAY + 70 * DAY))
    assert [tell(world, START + n * DAY) for n in (5, 20, 45)] == [0, 1, 0]
    ends = [about for _, about in world.notices() if about == "qualification_ends"]
    assert len(ends) == 2


def test_the_volunteer_hears_that_it_was_noted(world, cafe):
    initiative, boss, ada = cafe
    record(world, boss, initiative, ada, seen(TODAY + 70 * DAY))
    assert world.notices() == [(ada.id, "qualification_noted")]


def test_nobody_is_told_at_night_nor_of_somebody_who_left(world, cafe):
    initiative, boss, ada = cafe
    record(world, boss, initiative, ada, seen(TODAY + 50 * DAY))
    assert tell(world, datetime(2026, 3, 3, 2, tzinfo=UTC)) == 0
    world.do(lambda tx: tx.run("DELETE FROM membership WHERE person_id = :p", p=ada.id))
    assert tell(world, START) == 0
