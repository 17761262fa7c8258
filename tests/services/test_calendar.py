"""Entries of one's own calendar: what they say, and when a new file is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.domain.ics import Event, uid
from bot.domain.people import Initiative, OptOut, Person, Role
from bot.services import calendar, shifts, signups
from bot.store import identity, people
from tests.services.world import START, World, open_world

SOON = START + timedelta(days=7)


@dataclass
class Cast:
    world: World
    cafe: Initiative
    clara: Person
    ada: Person
    shift: int

    def takes(self, now: datetime = START) -> None:
        standing = self.world.standing(self.ada)
        self.world.do(lambda tx: signups.sign_up(tx, standing, self.shift, now))

    def leaves(self, now: datetime = START) -> None:
        standing = self.world.standing(self.ada)
        self.world.do(lambda tx: signups.withdraw(tx, standing, self.shift, now))

    def cancels(self, now: datetime = START) -> None:
        standing = self.world.standing(self.clara)
        self.world.do(lambda tx: shifts.cancel(tx, standing, self.shift, now))

    def event(self, now: datetime = START) -> Event | None:
        return self.world.do(
            lambda tx: calendar.event(tx, self.ada, self.shift, lambda p: f"link/{p}")
        )

    def events(self, now: datetime = START) -> tuple[Event, ...]:
        standing = self.world.standing(self.ada)
        return self.world.do(lambda tx: calendar.events(tx, standing, now, lambda p: p))

    def wants(self, *, on: bool = True) -> None:
        standing = self.world.standing(self.ada)
        self.world.do(lambda tx: calendar.set_updates(tx, standing, on=on))

    def changed(self, now: datetime = START, **more: frozenset[int]) -> int:
        return self.world.do(lambda tx: calendar.changed(tx, self.shift, now, **more))


@pytest.fixture
def cast() -> Iterator[Cast]:
    with open_world() as world:
        cafe = world.initiative()
        clara, ada = world.person(1, "Clara"), world.person(2, "Ada", lead_minutes="1440,30")
        world.member(clara, cafe, Role.COORDINATOR)
        world.member(ada, cafe)
        yield Cast(world, cafe, clara, ada, world.shift(cafe, starts_at=SOON))


def test_an_entry_has_all_that_one_needs_to_get_there(cast: Cast):
    cast.takes()
    cast.world.do(
        lambda tx: tx.run(
            "INSERT INTO place (initiative_id, name, latitude, longitude)"
            " VALUES (:i, 'Saal', 51.5, 7.7)",
            i=cast.cafe.id,
        )
    )
    cast.world.do(lambda tx: tx.run("UPDATE initiative SET contact = 'Petra, 0123'"))
    installation = cast.world.do(identity.installation)
    event = cast.event()
    assert event == Event(
        uid=uid(cast.shift, installation),
        sequence=calendar.sequence(
            cast.world.do(
                lambda tx: signups.shift_for(tx, people.standing_of(tx, cast.ada), cast.shift)
            ),
            START,
        ),
        starts_at=SOON,
        ends_at=SOON + timedelta(hours=2),
        summary="Tee kochen · Sprachcafé",
        description=f"Sprachcafé\nPetra, 0123\nlink/s_{cast.shift}",
        location="Saal, Unna",
        latitude=51.5,
        longitude=7.7,
        alarms=(1440, 30),
    )


def test_who_wants_no_reminders_gets_no_alarms(cast: Cast):
    cast.takes()
    cast.world.do(
        lambda tx: people.set_opt_out(tx, cast.ada.id, OptOut.REMINDER, out=True, now=START)
    )
    event = cast.event()
    assert event is not None
    assert event.alarms == ()


def test_who_never_had_a_place_has_no_entry(cast: Cast):
    assert (cast.event(), cast.events()) == (None, ())


def test_who_only_waits_has_no_entry(cast: Cast):
    for number in (10, 11):
        one = cast.world.person(number)
        cast.world.member(one, cast.cafe)
        standing = cast.world.standing(one)
        cast.world.do(lambda tx, s=standing: signups.sign_up(tx, s, cast.shift, START))
    cast.takes()
    assert cast.event() is None


def test_the_number_of_an_entry_grows_with_whatever_happens_to_it(cast: Cast):
    seen: list[tuple[int, bool]] = []
    now = START
    for step in (cast.takes, cast.leaves, cast.takes, None, cast.cancels):
        now += timedelta(minutes=1)
        if step is None:  # the shift is moved, as an edit does
            cast.world.do(lambda tx: tx.run("UPDATE shift SET sequence = sequence + 1"))
        else:
            step(now)
        event = cast.event()
        assert event is not None
        seen.append((event.sequence, event.cancelled))
    numbers = [number for number, _ in seen]
    assert numbers == sorted(set(numbers))
    assert [gone for _, gone in seen] == [False, True, False, False, True]
    assert max(numbers) < 2**31


def test_coming_shifts_are_in_the_file_and_those_over_are_not(cast: Cast):
    cast.takes()
    assert [one.cancelled for one in cast.events()] == [False]
    assert cast.events(now=SOON + timedelta(hours=2)) == ()


def test_what_went_away_is_taken_out_for_sixty_days(cast: Cast):
    cast.takes()
    cast.cancels(START + timedelta(days=1))
    for days, there in ((1, True), (60, True), (68, False)):
        found = cast.events(now=START + timedelta(days=days))
        assert [one.cancelled for one in found] == [True] * there


def test_who_was_added_after_the_start_has_no_entry_to_be_taken_out(cast: Cast):
    now = SOON + timedelta(hours=3)
    cast.world.do(
        lambda tx: tx.run(
            "INSERT INTO signup (shift_id, person_id, state, attendance, queued_at, confirmed_at,"
            " updated_at) SELECT id, :p, 'confirmed', 'came', ends_at, ends_at, ends_at FROM shift",
            p=cast.ada.id,
        )
    )
    assert cast.events(now=now) == ()


def test_a_new_file_goes_to_who_wishes_it_and_once(cast: Cast):
    cast.takes()
    assert cast.changed() == 0
    cast.wants()
    assert [cast.changed(), cast.changed()] == [1, 0]
    assert cast.world.notices() == [(cast.ada.id, "calendar")]


def test_a_new_file_goes_only_to_those_it_concerns(cast: Cast):
    cast.takes()
    cast.wants()
    assert cast.changed(person_ids=frozenset({cast.clara.id})) == 0
    assert cast.changed(person_ids=frozenset({cast.ada.id})) == 1


def test_who_withdrew_gets_the_file_that_takes_it_out(cast: Cast):
    cast.takes()
    cast.wants()
    assert cast.world.notices() == []
    cast.leaves(START + timedelta(minutes=1))
    assert cast.world.notices() == [(cast.ada.id, "calendar")]


def test_who_signs_up_fetches_the_file_when_it_is_wanted(cast: Cast):
    cast.wants()
    cast.takes()
    assert cast.world.notices() == []


def test_updates_are_switched_off_again(cast: Cast):
    cast.takes()
    cast.wants()
    cast.wants(on=False)
    assert cast.changed() == 0
