"""After a shift: who was there, who is asked when, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.messages_duty import Counts
from bot.domain.people import Initiative, Person, Role
from bot.domain.shifts import Shift
from bot.domain.signups import Attendance
from bot.services import attendance, privacy, shifts, signups
from bot.store import attendance as rows
from bot.store import shifts as shift_rows
from bot.store.database import Tx
from tests.services.world import BERLIN, START, World, open_world

CAME, EXCUSED, MISSED = Attendance.CAME, Attendance.EXCUSED, Attendance.MISSED


@dataclass
class Cast:
    """One initiative with a shift from 17 to 19 on the next day; Ada and Bob have its places."""

    world: World
    cafe: Initiative
    clara: Person
    ada: Person
    bob: Person
    eve: Person
    shift_id: int
    starts_at: datetime
    ends_at: datetime

    @property
    def shift(self) -> Shift:
        found = self.world.do(lambda tx: shift_rows.find(tx, self.shift_id))
        assert found is not None
        return found

    def marks(self, person: Person, wanted: Attendance | None, by: Person | None = None) -> None:
        standing = self.world.standing(by or self.clara)
        self.world.do(
            lambda tx: attendance.mark(
                tx, standing, self.shift_id, person.id, wanted, self.ends_at
            )
        )

    def does(self, work, *args: int, by: Person | None = None, now: datetime | None = None):
        standing = self.world.standing(by or self.clara)
        at = now or self.ends_at
        return self.world.do(lambda tx: work(tx, standing, self.shift_id, *args, at))

    def sheet(self) -> attendance.Sheet:
        shift = self.shift
        return self.world.do(lambda tx: attendance.sheet(tx, shift))

    def tick(self, now: datetime) -> int:
        return self.world.do(lambda tx: attendance.ask_due(tx, now, BERLIN))

    def asked(self) -> list[tuple[int, str, datetime]]:
        """Return who is asked what, and when it leaves."""
        found = self.world.rows(
            "SELECT person_id, json_extract(payload, '$.notice') AS about, not_before_at"
            " FROM outbox WHERE payload LIKE '%attendance%' ORDER BY id"
        )
        return [(row[0], row[1], datetime.fromtimestamp(row[2] / 1000, tz=UTC)) for row in found]

    def marked(self) -> dict[str, str | None]:
        found = self.world.rows(
            "SELECT name, attendance FROM signup LEFT JOIN person ON person.id = person_id"
            " WHERE state = 'confirmed'"
        )
        return {row["name"]: row["attendance"] for row in found}


@pytest.fixture
def cast() -> Iterator[Cast]:
    with open_world() as world:
        yield make(world, START + timedelta(days=1, hours=8))


def make(world: World, starts_at: datetime) -> Cast:
    cafe = world.initiative()
    clara, ada, bob, eve = (
        world.person(n, name) for n, name in enumerate(("Clara", "Ada", "Bob", "Eve"), start=1)
    )
    world.member(clara, cafe, Role.COORDINATOR)
    shift_id = world.shift(cafe, starts_at=starts_at, hours=2, capacity=2)
    for one in (ada, bob, eve):
        world.member(one, cafe)
        standing = world.standing(one)
        world.do(lambda tx, who=standing: signups.sign_up(tx, who, shift_id, START))
    return Cast(
        world=world,
        cafe=cafe,
        clara=clara,
        ada=ada,
        bob=bob,
        eve=eve,
        shift_id=shift_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )


def test_nobody_is_marked_by_itself(cast: Cast):
    cast.tick(cast.ends_at)
    assert cast.marked() == {"Ada": None, "Bob": None}
    assert cast.sheet().counts == Counts(open=2)


def test_marks_follow_each_other_and_pressing_twice_changes_nothing(cast: Cast):
    for wanted in (CAME, CAME, EXCUSED, MISSED, CAME):
        cast.marks(cast.ada, wanted)
        assert cast.marked()["Ada"] == wanted


def test_all_came_leaves_alone_who_is_marked(cast: Cast):
    cast.marks(cast.bob, EXCUSED)
    assert cast.does(attendance.mark_rest) == 1
    assert cast.marked() == {"Ada": "came", "Bob": "excused"}


def test_before_the_shift_begins_nothing_can_be_marked(cast: Cast):
    early = cast.starts_at - timedelta(seconds=1)
    with pytest.raises(NotFoundError):
        cast.does(attendance.mark_rest, now=early)
    assert cast.does(attendance.mark_rest, now=cast.starts_at) == 2


def test_a_cancelled_shift_has_no_list(cast: Cast):
    standing = cast.world.standing(cast.clara)
    cast.world.do(lambda tx: shifts.cancel(tx, standing, cast.shift_id, START))
    with pytest.raises(NotFoundError):
        cast.does(attendance.mark_rest)


@pytest.mark.parametrize("who", ["ada", "stranger"])
def test_only_coordinators_of_the_initiative_mark(cast: Cast, who: str):
    other = cast.world.person(9, "Fred")
    cast.world.member(other, cast.world.initiative("Werkstatt"), Role.COORDINATOR)
    with pytest.raises(NotFoundError):
        cast.marks(cast.bob, CAME, by=cast.ada if who == "ada" else other)
    assert cast.marked()["Bob"] is None


def test_who_had_no_place_cannot_be_marked(cast: Cast):
    with pytest.raises(NotFoundError):
        cast.marks(cast.eve, CAME)


def test_somebody_else_who_was_there_is_added_beyond_the_capacity(cast: Cast):
    cast.does(attendance.add, cast.eve.id)
    assert cast.marked() == {"Ada": None, "Bob": None, "Eve": "came"}
    assert [(one.name, one.added) for one in cast.sheet().people] == [
        ("Ada", False),
        ("Bob", False),
        ("Eve", True),
    ]


def test_who_was_there_already_is_not_added_again(cast: Cast):
    cast.marks(cast.ada, EXCUSED)
    cast.does(attendance.add, cast.ada.id)
    assert cast.marked()["Ada"] == "excused"


def test_who_was_added_can_be_taken_out_and_who_was_planned_cannot(cast: Cast):
    cast.does(attendance.add, cast.eve.id)
    cast.marks(cast.eve, None)
    assert cast.marked() == {"Ada": None, "Bob": None}
    with pytest.raises(NotFoundError):
        cast.marks(cast.ada, None)


def test_only_members_are_added_with_or_without_telegram(cast: Cast):
    stranger, by_phone = cast.world.person(10, "Fred"), cast.world.person(None, "Gerda")
    cast.world.member(by_phone, cast.cafe)
    with pytest.raises(NotFoundError):
        cast.does(attendance.add, stranger.id)
    cast.does(attendance.add, by_phone.id)
    assert cast.marked()["Gerda"] == "came"


def test_those_not_in_the_list_are_offered_by_name(cast: Cast):
    found = cast.does(attendance.others, 0)
    assert [name for _, name in found.members] == ["Clara", "Eve"]


def test_many_others_fill_several_pages(cast: Cast):
    for number in range(100, 145):
        cast.world.member(cast.world.person(number, f"M{number}"), cast.cafe)
    last = cast.does(attendance.others, 99)
    assert (last.page, last.pages, len(last.members)) == (2, 3, 7)


@pytest.mark.parametrize(("number", "kept"), [(0, True), (5000, True), (5001, False), (-1, False)])
def test_participants_are_counted_within_reason(cast: Cast, number: int, kept: bool):
    assert cast.does(attendance.set_participants, number) is kept
    assert cast.sheet().participants == (number if kept else None)


def test_the_list_is_finished_once_and_can_still_be_changed(cast: Cast):
    cast.does(attendance.finish)
    cast.does(attendance.finish, now=cast.ends_at + timedelta(days=1))
    cast.marks(cast.ada, CAME)
    found = cast.world.do(lambda tx: rows.finish_of(tx, cast.shift_id))
    assert found.attended_at == cast.ends_at
    assert cast.marked()["Ada"] == "came"


def test_what_a_coordinator_did_stands_in_the_log(cast: Cast):
    cast.marks(cast.ada, CAME)
    cast.does(attendance.add, cast.eve.id)
    cast.does(attendance.set_participants, 12)
    cast.does(attendance.finish)
    found = cast.world.rows("SELECT action, subject, actor_id FROM audit ORDER BY id")
    assert [tuple(row) for row in found] == [
        (action, f"shift:{cast.shift_id}", cast.clara.id)
        for action in (
            "attendance.marked",
            "attendance.added",
            "attendance.participants",
            "attendance.finished",
        )
    ]


def test_nothing_follows_for_who_did_not_come(cast: Cast):
    cast.marks(cast.ada, MISSED)
    later = cast.world.shift(cast.cafe, starts_at=cast.ends_at + timedelta(days=3))
    standing = cast.world.standing(cast.ada)
    assert (
        cast.world.do(lambda tx: signups.sign_up(tx, standing, later, cast.ends_at)) == "confirmed"
    )
    assert cast.world.notices() == []


# When the coordinators are asked


def test_the_coordinators_are_asked_once_when_the_shift_is_over(cast: Cast):
    assert cast.tick(cast.ends_at - timedelta(seconds=1)) == 0
    for minutes in range(0, 180, 60):
        cast.tick(cast.ends_at + timedelta(minutes=minutes))
    assert cast.asked() == [(cast.clara.id, "attendance_due", cast.ends_at)]


def test_every_coordinator_is_asked_and_after_a_restart_nobody_again(cast: Cast):
    dora = cast.world.person(20, "Dora")
    cast.world.member(dora, cast.cafe, Role.COORDINATOR)
    cast.tick(cast.ends_at)
    cast.world.restart()
    assert cast.world.do(lambda tx: attendance.any_due(tx, cast.ends_at)) is False
    cast.tick(cast.ends_at + timedelta(minutes=1))
    assert [who for who, _, _ in cast.asked()] == [cast.clara.id, dora.id]


def test_at_night_the_question_waits_for_the_morning():
    with open_world() as world:
        late = make(world, datetime(2026, 3, 3, 20, tzinfo=UTC))  # from 21 to 23 in Berlin
        late.tick(late.ends_at)
        [(_, _, leaves)] = late.asked()
        assert leaves == datetime(2026, 3, 4, 7, tzinfo=UTC)  # 8 o'clock


def test_leads_are_asked_where_there_is_no_coordinator(cast: Cast):
    lead = cast.world.person(30, "Lena")
    cast.world.lead(lead)
    cast.world.do(lambda tx: tx.run("DELETE FROM membership WHERE role = 'coordinator'"))
    cast.tick(cast.ends_at)
    assert cast.world.do(lambda tx: attendance.any_due(tx, cast.ends_at)) is False
    assert [who for who, _, _ in cast.asked()] == [lead.id]


def test_nobody_is_asked_about_an_empty_a_finished_or_a_marked_list(cast: Cast):
    empty = cast.world.shift(cast.cafe, starts_at=cast.starts_at)
    assert empty
    cast.does(attendance.mark_rest)
    assert cast.tick(cast.ends_at + timedelta(minutes=1)) == 0
    cast.world.do(lambda tx: tx.run("UPDATE signup SET attendance = NULL"))
    cast.does(attendance.finish)
    assert cast.tick(cast.ends_at + timedelta(minutes=1)) == 0


def test_shifts_of_long_ago_are_not_asked_about(cast: Cast):
    assert cast.tick(cast.ends_at + timedelta(days=4)) == 0


def test_a_list_nobody_marked_is_asked_about_once_more_after_seven_days(cast: Cast):
    cast.tick(cast.ends_at)
    week = cast.ends_at + timedelta(days=7)
    assert cast.tick(week - timedelta(minutes=1)) == 0
    for minutes in (0, 1, 60, 24 * 60):
        cast.tick(week + timedelta(minutes=minutes))
    assert [about for _, about, _ in cast.asked()] == ["attendance_due", "attendance_open"]


def test_a_list_that_was_marked_is_not_asked_about_again(cast: Cast):
    cast.tick(cast.ends_at)
    cast.does(attendance.mark_rest)
    assert cast.tick(cast.ends_at + timedelta(days=7)) == 0


# Who deletes their data


def erase(cast: Cast, person: Person) -> None:
    cast.world.do(lambda tx: privacy.erase(tx, person.id, cast.ends_at, lambda tx, who, now: None))


def came_hours(tx: Tx) -> tuple[float, int]:
    """Return hours given and different volunteers, as a report counts them."""
    row = tx.one(
        """SELECT sum(ends_at - starts_at) / 3600000.0,
               count(DISTINCT coalesce('p' || person_id, anonymous_key))
           FROM signup JOIN shift ON shift.id = shift_id WHERE attendance = 'came'"""
    )
    assert row is not None
    return row[0], row[1]


def test_hours_and_heads_stay_when_somebody_is_erased(cast: Cast):
    cast.does(attendance.mark_rest)
    before = cast.world.do(came_hours)
    erase(cast, cast.ada)
    assert (cast.world.do(came_hours), before) == ((4.0, 2),) * 2


def test_who_is_erased_has_no_name_in_the_list_and_counts_as_all_do(cast: Cast):
    erase(cast, cast.ada)
    sheet = cast.sheet()
    assert ([one.name for one in sheet.people], sheet.erased) == (["Bob"], 1)
    assert cast.does(attendance.mark_rest) == 2
    assert cast.sheet().counts == Counts(came=2)
