"""Reminders: none lost, none twice, none that is not true, whatever happens to the machine."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest

from bot.domain.people import OptOut, Person
from bot.services import reminders, signups
from bot.store import people
from tests.services import reminder_run
from tests.services.world import BERLIN, START, World

SEEDS = range(40) if os.environ.get("LOTSE_PROFILE") == "N" else range(2)
BEGIN = datetime(2026, 3, 5, 17, tzinfo=BERLIN)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_five_hundred_reminders_survive_restarts_pauses_and_jumping_clocks(seed: int) -> None:
    reminder_run.run(seed)


@pytest.fixture
def person(world: World) -> Person:
    cafe = world.initiative()
    who = world.person(5)
    world.member(who, cafe)
    shift = world.shift(cafe, starts_at=BEGIN)
    standing = world.standing(who)
    world.do(lambda tx: signups.sign_up(tx, standing, shift, START))
    return who


def tick(world: World, now: datetime) -> int:
    return world.do(lambda tx: reminders.plan_due(tx, now, BERLIN))


@pytest.mark.parametrize(
    ("before", "count"),
    [
        (timedelta(hours=24, seconds=1), 0),
        (timedelta(hours=24), 1),
        (timedelta(hours=3), 1),
        (timedelta(hours=2), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), 0),
        (timedelta(hours=-1), 0),
    ],
)
@pytest.mark.usefixtures("person")
def test_one_reminder_is_due_from_each_lead_until_the_next_or_the_start(
    world: World, before: timedelta, count: int
) -> None:
    assert tick(world, BEGIN - before) == count


@pytest.mark.usefixtures("person")
def test_a_second_tick_and_a_restart_add_nothing(world: World) -> None:
    now = BEGIN - timedelta(hours=2)
    first = tick(world, now)
    world.restart()
    assert (first, tick(world, now), tick(world, now + timedelta(minutes=1))) == (1, 0, 0)


def test_who_signed_up_late_disturbs_nobodys_reminder(world: World, person: Person) -> None:
    late = world.person(6, lead_minutes="")
    cafe = world.standing(person).memberships[0].initiative_id
    world.do(lambda tx: tx.run(
        "INSERT INTO membership VALUES (:p, :i, 'volunteer', 'active', 0)", p=late.id, i=cafe
    ))  # fmt: skip
    shift = int(str(world.scalar("SELECT id FROM shift")))
    standing = world.standing(late)
    world.do(lambda tx: signups.sign_up(tx, standing, shift, BEGIN - timedelta(hours=1)))
    assert tick(world, BEGIN - timedelta(minutes=30)) == 1


@pytest.mark.parametrize(
    "sql",
    ["UPDATE person SET telegram_id = NULL", "UPDATE signup SET state = 'withdrawn'",
     "UPDATE shift SET state = 'cancelled'", "UPDATE person SET lead_minutes = ''"],
)  # fmt: skip
@pytest.mark.usefixtures("person")
def test_nothing_is_planned_for_who_does_not_come_or_cannot_be_told(
    world: World, sql: str
) -> None:
    world.do(lambda tx: tx.run(sql))
    assert tick(world, BEGIN - timedelta(hours=2)) == 0


def test_nothing_is_planned_after_an_opt_out(world: World, person: Person) -> None:
    world.do(lambda tx: people.set_opt_out(tx, person.id, OptOut.REMINDER, out=True, now=START))
    assert tick(world, BEGIN - timedelta(hours=2)) == 0


def test_a_missed_reminder_waits_for_the_morning(world: World, person: Person) -> None:
    world.do(
        lambda tx: tx.run(
            "UPDATE person SET lead_minutes = '1440', quiet_from = '21:00' WHERE id = :p",
            p=person.id,
        )
    )
    assert tick(world, datetime(2026, 3, 4, 23, tzinfo=BERLIN)) == 1
    [row] = world.rows("SELECT not_before_at FROM outbox WHERE kind = 'reminder'")
    morning = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    assert row["not_before_at"] == int(morning.timestamp() * 1000)


def test_a_moved_shift_is_reminded_of_anew(world: World, person: Person) -> None:
    now = BEGIN - timedelta(hours=2)
    first = tick(world, now)
    world.do(lambda tx: tx.run("UPDATE shift SET starts_at = starts_at + 60000"))
    assert (first, tick(world, now + timedelta(minutes=1))) == (1, 1)
    assert person.id
