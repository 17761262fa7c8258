"""What follows from a change: for reminders, for places, and for what a role asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.domain.changes import Occupied, RoleChanged
from bot.domain.shifts import DraftFault, Qualification, Shift, ShiftRole
from bot.services import changes, reminders
from tests.services.change_run import FIRST, NOON, Scene
from tests.services.world import BERLIN, open_world

LATER = FIRST + timedelta(hours=1)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world)


# --- reminders ------------------------------------------------------------------------------


def tick(scene: Scene) -> int:
    return scene.world.do(lambda tx: reminders.plan_due(tx, scene.now, BERLIN))


def test_a_waiting_reminder_of_the_old_time_is_dropped_and_planned_anew(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2, quiet_from="00:00", quiet_until="00:00")
    scene.takes(ada, shift)
    scene.now = FIRST - timedelta(hours=2)
    first = tick(scene)
    later = FIRST + timedelta(days=2)
    scene.alter(shift, starts_at=later, ends_at=later + timedelta(hours=2))
    scene.deliver()
    scene.passes(minutes=2)
    scene.deliver()
    scene.now = later - timedelta(hours=2)
    again = tick(scene)
    scene.deliver()
    assert (first, again, scene.dropped) == (1, 1, ["shift changed"])
    assert [one.about for one in scene.letters] == ["changes", "reminder"]


def test_the_message_about_a_change_stands_in_place_of_a_reminder_due_then(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    soon = NOON + timedelta(hours=5)
    scene.alter(shift, starts_at=soon, ends_at=soon + timedelta(hours=2))
    planned = tick(scene)
    for _ in range(6):
        scene.passes(minutes=1)
        scene.deliver()
    assert (planned, [one.about for one in scene.letters]) == (1, ["changes"])


def test_a_reminder_does_not_wait_for_a_message_that_is_gone(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = FIRST - timedelta(hours=2)
    scene.alter(shift, place="Garten")
    scene.world.do(lambda tx: tx.run("UPDATE outbox SET state = 'refused'"))
    tick(scene)
    assert [one.about for one in scene.deliver()] == ["reminder"]


def test_a_change_taken_back_keeps_the_reminder(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = FIRST - timedelta(hours=2)
    scene.alter(shift, place="Garten")
    tick(scene)
    scene.deliver()
    scene.alter(shift, place="Saal")
    for _ in range(4):
        scene.passes(minutes=1)
        scene.deliver()
    assert [one.about for one in scene.letters] == ["reminder"]


def test_switching_off_one_of_two_leads_of_one_evening_reminds_nobody_again(scene: Scene) -> None:
    # 12 and 24 hours before an early start both fall into the night: before it, in the evening.
    early = datetime(2026, 3, 12, 4, tzinfo=BERLIN)
    shift, ada = scene.shift(early), scene.volunteer(2, lead_minutes="720,360")
    scene.world.do(lambda tx: tx.run("UPDATE person SET quiet_from = '15:00' WHERE id = :p",
                                     p=ada.id))  # fmt: skip
    scene.takes(ada, shift)
    scene.now = datetime(2026, 3, 11, 14, 59, tzinfo=BERLIN)
    first = tick(scene)
    scene.world.do(lambda tx: tx.run("UPDATE person SET lead_minutes = '720' WHERE id = :p",
                                     p=ada.id))  # fmt: skip
    assert (first, tick(scene)) == (1, 0)


# --- places and requirements ----------------------------------------------------------------


def test_more_places_are_offered_to_those_who_wait(scene: Scene) -> None:
    shift, ada, ben = scene.shift(capacity=1), scene.volunteer(2), scene.volunteer(3, "Ben")
    scene.takes(ada, shift)
    scene.takes(ben, shift)
    standing = scene.world.standing(scene.boss)
    found = scene.world.do(lambda tx: changes.set_capacity(tx, standing, shift, 0, 2, NOON))
    assert isinstance(found, Shift)
    assert (found.capacity, scene.world.scalar("SELECT count(*) FROM search")) == (2, 1)


def test_places_that_are_taken_are_not_taken_away(scene: Scene) -> None:
    shift, ada, ben = scene.shift(), scene.volunteer(2), scene.volunteer(3, "Ben")
    scene.takes(ada, shift)
    scene.takes(ben, shift)
    standing = scene.world.standing(scene.boss)
    found = scene.world.do(lambda tx: changes.set_capacity(tx, standing, shift, 0, 1, NOON))
    assert (found, scene.state(shift).capacity) == (Occupied(confirmed=2), 3)


@pytest.mark.parametrize("capacity", [0, 201])
def test_a_silly_number_of_places_is_refused(scene: Scene, capacity: int) -> None:
    shift, standing = scene.shift(), scene.world.standing(scene.boss)
    found = scene.world.do(lambda tx: changes.set_capacity(tx, standing, shift, 0, capacity, NOON))
    assert found is DraftFault.CAPACITY


def test_who_is_in_stays_in_when_a_role_asks_for_more(scene: Scene) -> None:
    shift, ada, ben = scene.shift(), scene.volunteer(2, adult=1), scene.volunteer(3, "Ben")
    scene.takes(ada, shift)
    scene.takes(ben, shift)
    standing = scene.world.standing(scene.boss)
    wanted = ShiftRole(capacity=9, name="Begleitung", adults_only=True)
    found = scene.world.do(lambda tx: changes.set_role(tx, standing, shift, wanted, NOON))
    assert isinstance(found, RoleChanged)
    assert (found.unmet, scene.state(shift).capacity) == (1, 3)
    assert scene.world.scalar("SELECT count(*) FROM signup WHERE state = 'confirmed'") == 2


def test_a_qualification_counts_while_it_holds(scene: Scene) -> None:
    shift, ada, ben = scene.shift(), scene.volunteer(2), scene.volunteer(3, "Ben")
    for who, until in ((ada, "2026-03-12"), (ben, "2026-03-11")):
        scene.takes(who, shift)
        scene.world.do(lambda tx, who=who, until=until: tx.run(
            "INSERT INTO qualification VALUES (:p, :i, 'introduction', '2026-01-01', :u, NULL)",
            p=who.id, i=scene.cafe.id, u=until))  # fmt: skip
    standing = scene.world.standing(scene.boss)
    wanted = ShiftRole(capacity=3, qualification=Qualification.INTRODUCTION)
    found = scene.world.do(lambda tx: changes.set_role(tx, standing, shift, wanted, NOON))
    assert isinstance(found, RoleChanged)
    assert found.unmet == 1


def test_people_without_telegram_are_asked_anew_but_not_told(scene: Scene) -> None:
    shift, guest = scene.shift(), scene.volunteer(None, "Gast")
    scene.takes(guest, shift)
    scene.world.do(lambda tx: tx.run("UPDATE signup SET answer = 'coming'"))
    scene.alter(shift, starts_at=LATER)
    [row] = scene.world.rows("SELECT answer, told FROM signup")
    assert tuple(row) == (None, None)
