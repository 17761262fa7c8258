"""Random walks over the services on a real database, held against a model of a few lines."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.people import Initiative, JoinMode, Person, QuietHours, Role
from bot.domain.reminders import plan
from bot.domain.shifts import DraftFault, ShiftDraft
from bot.domain.signups import SignupResult, WithdrawResult
from bot.services import people as people_service
from bot.services import privacy, reminders, signups
from bot.services import shifts as shifts_service
from bot.services.people import JoinResult
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.services.world import BERLIN, START, World, memory

EXAMPLES = 1_000 if os.environ.get("LOTSE_PROFILE") == "N" else 100
STEPS = 50
ASK_FIRST, OPEN = 0, 1
PEOPLE = st.integers(0, 5)
SHIFTS = st.integers(0, 3)


@dataclass
class ModelShift:
    """A shift as the model knows it: who has a place, and the line in its order."""

    id: int
    initiative: int
    starts_at: datetime
    capacity: int
    open: bool = True
    confirmed: dict[int, datetime] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)

    def ended(self, now: datetime) -> bool:
        return now >= self.starts_at

    def fill(self, now: datetime) -> None:
        while self.line and len(self.confirmed) < self.capacity and not self.ended(now):
            self.confirmed[self.line.pop(0)] = now


class Walk(RuleBasedStateMachine):
    """People, shifts and a clock; every answer and the whole file are compared with the model."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=memory()))
        self.world = World(self.folder)
        self.now = START
        self.initiatives: list[Initiative] = [
            self.world.initiative("Alpha", JoinMode.APPROVAL),
            self.world.initiative("Beta", JoinMode.OPEN),
        ]
        self.coordinator = self.world.person(1, "Karla")
        for initiative in self.initiatives:
            self.world.member(self.coordinator, initiative, Role.COORDINATOR)
        self.people: dict[int, Person] = {}
        self.came = 0
        self.members: set[tuple[int, int]] = set()
        self.pending: set[tuple[int, int]] = set()
        self.shifts: list[ModelShift] = []
        self.reminded: set[str] = set()
        for slot in range(4):
            self.person(slot)
            self._join(slot, OPEN)
        self.plan(OPEN, 26, 2)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()
            shutil.rmtree(self.folder)

    def person(self, slot: int) -> Person:
        """Return who sits in a slot; after an erasure somebody new does."""
        if slot not in self.people:
            self.came += 1
            self.people[slot] = self.world.person(100 + self.came, f"P{slot}", now=self.now)
        return self.people[slot]

    def _do(self, use: object, person: Person, *args: object) -> object:
        standing = self.world.standing(person)
        assert callable(use)
        return self.world.do(lambda tx: use(tx, standing, *args))

    def _join(self, slot: int, which: int) -> None:
        person = self.person(slot)
        key = (person.id, which)
        result = self._do(people_service.join, person, self.initiatives[which], self.now)
        if key in self.members:
            assert result is JoinResult.ALREADY
        elif which == OPEN:
            assert result is JoinResult.JOINED
            self.members.add(key)
        else:
            assert result is JoinResult.REQUESTED
            self.pending.add(key)

    @rule(slot=PEOPLE, which=st.sampled_from([ASK_FIRST, OPEN]))
    def join(self, slot: int, which: int) -> None:
        self._join(slot, which)

    @precondition(lambda self: self.pending)
    @rule(accept=st.booleans(), pick=st.integers(0, 5))
    def decide(self, accept: bool, pick: int) -> None:
        person_id, which = sorted(self.pending)[pick % len(self.pending)]
        standing = self.world.standing(self.coordinator)
        self.world.do(
            lambda tx: people_service.decide_request(
                tx, standing, self.initiatives[which].id, person_id, accept=accept, now=self.now
            )
        )
        self.pending.remove((person_id, which))
        if accept:
            self.members.add((person_id, which))

    @precondition(lambda self: sum(not one.ended(self.now) for one in self.shifts) < 4)
    @rule(which=st.sampled_from([ASK_FIRST, OPEN, OPEN]), hours=st.sampled_from([0, 3, 25, 49]),
          capacity=st.sampled_from([0, 1, 1, 2, 3]))  # fmt: skip
    def plan(self, which: int, hours: int, capacity: int) -> None:
        draft = ShiftDraft(
            initiative_id=self.initiatives[which].id,
            task="Tee",
            place="Saal",
            starts_at=self.now + timedelta(hours=hours),
            ends_at=self.now + timedelta(hours=hours + 2),
            capacity=capacity,
        )
        planned = self._do(shifts_service.plan, self.coordinator, draft, self.now)
        if hours == 0:
            assert planned is DraftFault.PAST
        elif capacity == 0:
            assert planned is DraftFault.CAPACITY
        else:
            assert not isinstance(planned, DraftFault)
            self.shifts.append(
                ModelShift(
                    id=planned.id,  # type: ignore[attr-defined]
                    initiative=which,
                    starts_at=draft.starts_at,
                    capacity=capacity,
                )
            )

    def _shift(self, pick: int) -> ModelShift:
        """Return one of the shifts, mostly one that is still to come."""
        coming = [one for one in self.shifts if not one.ended(self.now)]
        recent = (coming if pick else self.shifts)[-3:] or self.shifts[-1:]
        return recent[pick % len(recent)]

    def _visible(self, person: Person, shift: ModelShift) -> bool:
        return (person.id, shift.initiative) in self.members

    @rule(slot=PEOPLE, pick=SHIFTS)
    def sign_up(self, slot: int, pick: int) -> None:
        self._sign_up(slot, pick)

    @rule(slots=st.permutations(range(6)), pick=st.integers(1, 3))
    def all_sign_up(self, slots: list[int], pick: int) -> None:
        for slot in slots:
            self._sign_up(slot, pick)

    def _sign_up(self, slot: int, pick: int) -> None:
        person, shift = self.person(slot), self._shift(pick)
        if not self._visible(person, shift):
            with pytest.raises(people_service.NotFoundError):
                self._do(signups.sign_up, person, shift.id, self.now)
            return
        result = self._do(signups.sign_up, person, shift.id, self.now)
        assert result is self._expected(person, shift)
        if result is SignupResult.CONFIRMED:
            shift.confirmed[person.id] = self.now
        elif result is SignupResult.WAITING:
            shift.line.append(person.id)

    def _expected(self, person: Person, shift: ModelShift) -> SignupResult:
        if not shift.open:
            return SignupResult.CANCELLED
        if person.id in shift.confirmed:
            return SignupResult.ALREADY_CONFIRMED
        if shift.ended(self.now):
            return SignupResult.BEGUN
        if person.id in shift.line:
            return SignupResult.ALREADY_WAITING
        full = len(shift.confirmed) >= shift.capacity or bool(shift.line)
        return SignupResult.WAITING if full else SignupResult.CONFIRMED

    @rule(slot=PEOPLE, pick=SHIFTS)
    def withdraw_anybody(self, slot: int, pick: int) -> None:
        self._withdraw(self.person(slot), self._shift(pick))

    @rule(place=st.integers(0, 6), pick=SHIFTS)
    def withdraw_somebody_who_is_in(self, place: int, pick: int) -> None:
        shift = self._shift(pick)
        inside = [one for one in (*shift.confirmed, *shift.line) if one > 0]
        known = {person.id: person for person in self.people.values()}
        if inside:
            self._withdraw(known[inside[place % len(inside)]], shift)

    def _withdraw(self, person: Person, shift: ModelShift) -> None:
        if not self._visible(person, shift):
            with pytest.raises(people_service.NotFoundError):
                self._do(signups.withdraw, person, shift.id, self.now)
            return
        result = self._do(signups.withdraw, person, shift.id, self.now)
        if person.id not in {*shift.confirmed, *shift.line}:
            assert result is WithdrawResult.NOT_IN
        elif shift.ended(self.now):
            assert result is WithdrawResult.BEGUN
        elif person.id in shift.line:
            assert result is WithdrawResult.LEFT_LINE
            shift.line.remove(person.id)
        else:
            late = shift.starts_at - self.now < timedelta(hours=24)
            assert result is (WithdrawResult.LATE if late else WithdrawResult.WITHDRAWN)
            del shift.confirmed[person.id]
            shift.fill(self.now)

    @rule(pick=SHIFTS, sure=st.sampled_from([False, False, True]))
    def cancel(self, pick: int, sure: bool) -> None:
        shift = self._shift(pick)
        if not sure and shift.line:
            return
        done = self._do(shifts_service.cancel, self.coordinator, shift.id, self.now)
        assert (done is None) == (not shift.open or shift.ended(self.now))
        if done is not None:
            shift.open = False
            shift.confirmed, shift.line = {}, []

    @rule(slot=PEOPLE)
    def erase(self, slot: int) -> None:
        person = self.person(slot)
        erased = self.world.do(
            lambda tx: privacy.erase(tx, person.id, self.now, lambda tx, person_id, now: None)
        )
        assert erased
        del self.people[slot]
        gone = person.id
        self.members = {key for key in self.members if key[0] != gone}
        self.pending = {key for key in self.pending if key[0] != gone}
        for shift in self.shifts:
            if gone in shift.line:
                shift.line.remove(gone)
            if gone not in shift.confirmed:
                continue
            confirmed_at = shift.confirmed.pop(gone)
            if shift.ended(self.now):
                shift.confirmed[-gone] = confirmed_at  # stays as a figure
            else:
                shift.fill(self.now)

    @rule(hours=st.sampled_from([0.01, 0.1, 0.1, 0.5, 1, 2, 2, 24]))
    def clock_forward(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule()
    def tick(self) -> None:
        due = {
            f"reminder:{shift.id}:{person}:{to_ms(shift.starts_at)}:{one.lead_minutes}:{to_ms(at)}"
            for shift in self.shifts
            if shift.open and not shift.ended(self.now)
            for person, at in shift.confirmed.items()
            for one in plan(
                (1440, 120),
                starts_at=shift.starts_at,
                signed_up_at=at,
                quiet=QuietHours(),
                zone=BERLIN,
            )
            if one.at <= self.now < one.expires_at
        }
        last = self.world.scalar("SELECT coalesce(max(id), 0) FROM outbox")
        added = self.world.do(partial(reminders.plan_due, now=self.now, zone=BERLIN))
        again = self.world.do(partial(reminders.plan_due, now=self.now, zone=BERLIN))
        rows = self.world.rows("SELECT dedupe_key FROM outbox WHERE id > :id", id=last)
        assert {row["dedupe_key"] for row in rows} == due - self.reminded
        assert (added, again) == (len(rows), 0)
        self.reminded |= due

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.do(self._compare)

    def _compare(self, tx: Tx) -> None:
        rows = tx.all(
            "SELECT shift_id, person_id, state FROM signup"
            " WHERE state IN ('confirmed', 'waiting') ORDER BY queued_at, id"
        )
        for shift in self.shifts:
            mine = [row for row in rows if row["shift_id"] == shift.id]
            confirmed = [row["person_id"] for row in mine if row["state"] == "confirmed"]
            assert len(confirmed) <= shift.capacity
            known = sorted(one for one in confirmed if one is not None)
            assert known == sorted(one for one in shift.confirmed if one > 0)
            assert confirmed.count(None) == sum(one < 0 for one in shift.confirmed)
            line = [row["person_id"] for row in mine if row["state"] == "waiting"]
            assert line == shift.line
        assert tx.count(
            "SELECT count(*) FROM (SELECT 1 FROM signup WHERE person_id IS NOT NULL"
            " GROUP BY shift_id, person_id HAVING count(*) > 1)"
        ) == 0  # fmt: skip


def check_model(examples: int) -> None:
    """Walk ``examples`` times fifty steps.

    Raises:
        AssertionError: an answer or the file differs from the model.
    """
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.slow
def test_random_walks_keep_to_the_model() -> None:
    check_model(EXAMPLES)
