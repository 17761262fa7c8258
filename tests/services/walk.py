"""Random walks over the use cases on a real database, held against a model of a few lines.

The model knows who has a place and who waits, from the answers people got. What somebody is
answered is worked out by it again, in plain Python, from the offers that stand.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, JoinMode, Person, Role
from bot.domain.searches import AcceptResult
from bot.domain.shifts import DraftFault, ShiftDraft, ShiftRole
from bot.domain.signups import Attendance, SignupResult, WithdrawResult
from bot.services import attendance, changes, privacy, search_desk, searches, signups
from bot.services import people as people_service
from bot.services import shifts as shifts_service
from bot.services.people import JoinResult
from bot.store.codec import to_ms
from bot.store.database import Row
from tests.services.world import BERLIN, START, World, memory

ASK_FIRST, OPEN = 0, 1
PEOPLE = st.integers(0, 6)
BY_HAND = 6  # the slot of somebody without Telegram
SHIFTS = st.integers(0, 3)
ROLES = st.sampled_from([0, 0, 0, 1])
PLACES = st.lists(st.sampled_from([0, 1, 1, 2, 3]), min_size=1, max_size=2)
DAY = timedelta(hours=24)


@dataclass
class ModelShift:
    """A shift as the model knows it: who has a place in which role, and the lines in order."""

    id: int
    initiative: int
    starts_at: datetime
    places: list[int]
    open: bool = True
    confirmed: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    lines: dict[int, list[int]] = field(default_factory=lambda: {0: [], 1: []})
    came: dict[int, str] = field(default_factory=dict)

    def ended(self, now: datetime) -> bool:
        return now >= self.starts_at

    def taken(self, role: int) -> int:
        return sum(of == role for of, _ in self.confirmed.values())

    def waits_for(self, person: int) -> int | None:
        return next((role for role, line in self.lines.items() if person in line), None)


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
        self.refused: set[tuple[int, int]] = set()
        for slot in range(4):
            self.person(slot)
            self._join(slot, OPEN)
        for hours, places in ((26, [1]), (120, [1, 1])):
            self.plan(OPEN, hours, places)
            for slot in range(4):
                self._sign_up_to(slot, self.shifts[-1], 0)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()
            shutil.rmtree(self.folder)

    def person(self, slot: int) -> Person:
        """Return who sits in a slot; after an erasure somebody new does."""
        if slot not in self.people:
            self.came += 1
            telegram = None if slot == BY_HAND else 100 + self.came
            self.people[slot] = self.world.person(telegram, f"P{slot}", now=self.now)
            if slot == BY_HAND:
                self.world.member(self.people[slot], self.initiatives[OPEN])
                self.members.add((self.people[slot].id, OPEN))
        return self.people[slot]

    def _do(self, use: Callable[..., object], person: Person, *args: object) -> object:
        standing = self.world.standing(person)
        return self.world.do(lambda tx: use(tx, standing, *args))

    # Members

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

    @rule(slot=st.integers(0, 5), which=st.sampled_from([ASK_FIRST, OPEN]))
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

    # Shifts

    @precondition(lambda self: sum(not one.ended(self.now) for one in self.shifts) < 4)
    @rule(which=st.sampled_from([ASK_FIRST, OPEN, OPEN]),
          hours=st.sampled_from([0, 3, 25, 49, 120]), places=PLACES)  # fmt: skip
    def plan(self, which: int, hours: int, places: list[int]) -> None:
        draft = ShiftDraft(
            initiative_id=self.initiatives[which].id,
            task="Tee",
            place="Saal",
            starts_at=self.now + timedelta(hours=hours),
            ends_at=self.now + timedelta(hours=hours + 2),
            roles=tuple(ShiftRole(capacity=count) for count in places),
        )
        planned = self._do(shifts_service.plan, self.coordinator, draft, self.now)
        if hours == 0:
            assert planned is DraftFault.PAST
        elif 0 in places:
            assert planned is DraftFault.CAPACITY
        else:
            assert not isinstance(planned, DraftFault)
            self.shifts.append(
                ModelShift(
                    id=planned.id,  # type: ignore[attr-defined]
                    initiative=which,
                    starts_at=draft.starts_at,
                    places=list(places),
                )
            )

    def _shift(self, pick: int) -> ModelShift:
        """Return one of the shifts, mostly one that is still to come."""
        coming = [one for one in self.shifts if not one.ended(self.now)]
        recent = (coming if pick else self.shifts)[-3:] or self.shifts[-1:]
        return recent[pick % len(recent)]

    def _of(self, shift_id: int) -> ModelShift:
        return next(one for one in self.shifts if one.id == shift_id)

    def _known(self) -> dict[int, Person]:
        return {one.id: one for one in (self.coordinator, *self.people.values())}

    def _visible(self, person: Person, shift: ModelShift) -> bool:
        return person.id == self.coordinator.id or (person.id, shift.initiative) in self.members

    @rule(pick=SHIFTS, role=ROLES, places=st.integers(0, 4))
    def resize(self, pick: int, role: int, places: int) -> None:
        shift = self._shift(pick)
        if role >= len(shift.places):
            return
        use = partial(changes.set_capacity, shift_id=shift.id, role=role, capacity=places)
        done = self._do(lambda tx, who: use(tx, who, now=self.now), self.coordinator)
        if not shift.open or shift.ended(self.now):
            assert done is None
        elif places == 0:
            assert done is DraftFault.CAPACITY
        elif places >= shift.taken(role):
            assert getattr(done, "id", None) == shift.id
            shift.places[role] = places
        else:
            assert getattr(done, "confirmed", None) == shift.taken(role)

    @rule(pick=SHIFTS, sure=st.sampled_from([False] * 7 + [True]))
    def cancel(self, pick: int, sure: bool) -> None:
        shift = self._shift(pick)
        if not sure and shift.open and not shift.ended(self.now):
            return
        done = self._do(shifts_service.cancel, self.coordinator, shift.id, self.now)
        assert (done is None) == (not shift.open or shift.ended(self.now))
        if done is not None:
            shift.open = False
            shift.confirmed, shift.lines = {}, {0: [], 1: []}

    # Sign-ups

    @rule(slot=PEOPLE, pick=SHIFTS, role=ROLES)
    def sign_up(self, slot: int, pick: int, role: int) -> None:
        self._sign_up(slot, pick, role)

    @rule(slots=st.permutations(range(7)), pick=st.integers(1, 3))
    def all_sign_up(self, slots: list[int], pick: int) -> None:
        for slot in slots:
            self._sign_up(slot, pick, 0)

    def _sign_up(self, slot: int, pick: int, role: int) -> None:
        self._sign_up_to(slot, self._shift(pick), role)

    def _sign_up_to(self, slot: int, shift: ModelShift, role: int) -> None:
        person = self.person(slot)
        standing = self.world.standing(person)

        def use() -> SignupResult:
            return self.world.do(
                lambda tx: signups.sign_up(tx, standing, shift.id, self.now, role=role)
            )

        if not self._visible(person, shift) or role >= len(shift.places):
            with pytest.raises(NotFoundError):
                use()
            return
        expected = self._expected(person, shift, role)
        result = use()
        assert result is expected
        waited = shift.waits_for(person.id)
        if result in {SignupResult.CONFIRMED, SignupResult.WAITING} and waited is not None:
            shift.lines[waited].remove(person.id)
        if result is SignupResult.CONFIRMED:
            shift.confirmed[person.id] = (role, self.now)
        elif result is SignupResult.WAITING:
            shift.lines[role].append(person.id)
        if result in {SignupResult.CONFIRMED, SignupResult.WAITING}:
            self.refused.discard((person.id, shift.id))

    def _expected(self, person: Person, shift: ModelShift, role: int) -> SignupResult:
        if not shift.open:
            return SignupResult.CANCELLED
        if person.id in shift.confirmed:
            return SignupResult.ALREADY_CONFIRMED
        if shift.ended(self.now):
            return SignupResult.BEGUN
        if self._is_free(person.id, shift, role):
            return SignupResult.CONFIRMED
        waits = shift.waits_for(person.id)
        return SignupResult.ALREADY_WAITING if waits == role else SignupResult.WAITING

    def _is_free(self, person: int, shift: ModelShift, role: int) -> bool:
        """Tell whether a place is there that is neither promised nor somebody else's turn."""
        offers = self._offers(shift, role)
        held = sum(
            one["state"] == "open"
            and one["via"] == "waitlist"
            and one["expires_at"] < to_ms(shift.starts_at)
            and one["person_id"] != person
            for one in offers
            if one["search_state"] == "running"
        )
        return shift.taken(role) + held < shift.places[role] and not self._before(
            person, shift, role
        )

    def _before(self, person: int, shift: ModelShift, role: int) -> list[int]:
        """Return who on the waitlist will be asked by a running search before ``person``."""
        search = self._running(shift, role)
        if search is None:
            return []
        asked = {
            one["person_id"]: one["state"]
            for one in self._offers(shift, role)
            if one["search_id"] == search
        }
        if asked.get(person) == "open":
            return []
        by_hand = self.people.get(BY_HAND)
        return [
            one
            for one in shift.lines[role]
            if one not in {*asked, person} and (by_hand is None or one != by_hand.id)
        ]

    def _running(self, shift: ModelShift, role: int) -> int | None:
        rows = self.world.rows(
            "SELECT id FROM search WHERE shift_id = :s AND role = :r AND state = 'running'",
            s=shift.id,
            r=role,
        )
        assert len(rows) <= 1
        return int(rows[0]["id"]) if rows else None

    def _offers(self, shift: ModelShift, role: int) -> list[Row]:
        return self.world.rows(
            "SELECT offer.*, search.state AS search_state FROM offer JOIN search"
            " ON search.id = search_id WHERE shift_id = :s AND role = :r ORDER BY offer.id",
            s=shift.id,
            r=role,
        )

    @rule(slot=PEOPLE, pick=SHIFTS)
    def withdraw_anybody(self, slot: int, pick: int) -> None:
        self._withdraw(self.person(slot), self._shift(pick))

    @rule(place=st.integers(0, 6), pick=SHIFTS)
    def withdraw_somebody_who_is_in(self, place: int, pick: int) -> None:
        shift = self._shift(pick)
        waiting = [one for line in shift.lines.values() for one in line]
        inside = [one for one in (*shift.confirmed, *waiting) if one > 0]
        known = self._known()
        if inside:
            self._withdraw(known[inside[place % len(inside)]], shift)

    @rule(place=st.integers(0, 6), pick=st.integers(1, 3),
          answers=st.lists(st.booleans(), max_size=3))  # fmt: skip
    def a_place_goes_round(self, place: int, pick: int, answers: list[bool]) -> None:
        """Somebody gives their place back; whoever is asked says yes or no, or says nothing."""
        shift = self._shift(pick)
        inside = [one for one in shift.confirmed if one > 0]
        if inside:
            self._withdraw(self._known()[inside[place % len(inside)]], shift)
        for yes in answers:
            self.searches_go_on(0)
            self.answer_an_offer(place, yes, old=False)
        self.searches_go_on(0)

    def _withdraw(self, person: Person, shift: ModelShift) -> None:
        if not self._visible(person, shift):
            with pytest.raises(NotFoundError):
                self._do(signups.withdraw, person, shift.id, self.now)
            return
        result = self._do(signups.withdraw, person, shift.id, self.now)
        waited = shift.waits_for(person.id)
        if person.id not in shift.confirmed and waited is None:
            assert result is WithdrawResult.NOT_IN
        elif shift.ended(self.now):
            assert result is WithdrawResult.BEGUN
        elif waited is not None:
            assert result is WithdrawResult.LEFT_LINE
            shift.lines[waited].remove(person.id)
        else:
            late = shift.starts_at - self.now < DAY
            assert result is (WithdrawResult.LATE if late else WithdrawResult.WITHDRAWN)
            del shift.confirmed[person.id]

    # Searches and offers

    @rule(minutes=st.sampled_from([0, 0, 11, 125]))
    def searches_go_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        newest = self.world.scalar("SELECT coalesce(max(id), 0) FROM offer")
        self.world.do(lambda tx: searches.advance_due(tx, self.now, BERLIN))
        asked = self.world.rows(
            "SELECT offer.*, shift_id, role FROM offer JOIN search ON search.id = search_id"
            " WHERE offer.id > :newest ORDER BY offer.id",
            newest=newest,
        )
        for one in asked:
            shift = self._of(one["shift_id"])
            assert shift.open
            assert not shift.ended(self.now)
            assert one["person_id"] not in shift.confirmed
            assert (one["person_id"], shift.id) not in self.refused
            assert shift.taken(one["role"]) < shift.places[one["role"]]
            if one["via"] == "waitlist":
                assert one["person_id"] == self._whose_turn(shift, one)
        self._nobody_is_forgotten()

    def _whose_turn(self, shift: ModelShift, offer: Row) -> int:
        """Return who stood first in the line of those this search had not asked before."""
        asked = {
            one["person_id"]
            for one in self._offers(shift, offer["role"])
            if one["search_id"] == offer["search_id"] and one["id"] < offer["id"]
        }
        by_hand = self.people.get(BY_HAND)
        return next(
            one
            for one in shift.lines[offer["role"]]
            if one not in asked and (by_hand is None or one != by_hand.id)
        )

    def _nobody_is_forgotten(self) -> None:
        """Where a place is free for all, everybody on the waitlist was asked for it."""
        by_hand = self.people.get(BY_HAND)
        for shift in self.shifts:
            for role in range(len(shift.places)):
                if not shift.open or shift.ended(self.now) or not self._is_free(0, shift, role):
                    continue
                last = self.world.rows(
                    "SELECT id, state FROM search WHERE shift_id = :s AND role = :r"
                    " ORDER BY id DESC LIMIT 1",
                    s=shift.id,
                    r=role,
                )
                if last and last[0]["state"] == "stopped":
                    continue
                asked = {one["person_id"] for one in self._offers(shift, role)}
                waiting = {one for one in shift.lines[role] if not by_hand or one != by_hand.id}
                assert waiting <= asked

    @rule(pick=st.integers(0, 9), yes=st.sampled_from([True, True, False]), old=st.booleans())
    def answer_some_offer(self, pick: int, yes: bool, old: bool) -> None:
        self.answer_an_offer(pick, yes, old=old)

    def answer_an_offer(self, pick: int, yes: bool, *, old: bool) -> None:
        known = self._known()
        offers = self.world.rows(
            "SELECT offer.*, shift_id, role FROM offer JOIN search ON search.id = search_id"
            " WHERE offer.state = 'open' OR :old ORDER BY offer.id DESC LIMIT 10",
            old=int(old),
        )
        if not offers:
            return
        offer = offers[pick % len(offers)]
        person, shift = known[offer["person_id"]], self._of(offer["shift_id"])
        if yes:
            self._accept(offer, person, shift)
        else:
            self._decline(offer, person, shift)

    def _accept(self, offer: Row, person: Person, shift: ModelShift) -> None:
        role = offer["role"]
        left = shift.places[role] - shift.taken(role)
        done = self._do(searches.accept, person, offer["id"], self.now)
        result = done.result  # type: ignore[attr-defined]
        if not shift.open:
            assert result is AcceptResult.CANCELLED
        elif person.id in shift.confirmed:
            assert result is AcceptResult.ALREADY_IN
        elif shift.ended(self.now):
            assert result is AcceptResult.BEGUN
        elif left <= 0:
            assert result in {AcceptResult.TOO_LATE_TAKEN, AcceptResult.EXPIRED}
        elif offer["state"] == "open" and offer["via"] == "waitlist":
            assert result is AcceptResult.TAKEN or offer["expires_at"] >= to_ms(shift.starts_at)
        if result is not AcceptResult.TAKEN:
            return
        assert left > 0
        waited = shift.waits_for(person.id)
        if waited is not None:
            shift.lines[waited].remove(person.id)
        shift.confirmed[person.id] = (role, self.now)
        self.refused.discard((person.id, shift.id))

    def _decline(self, offer: Row, person: Person, shift: ModelShift) -> None:
        result = self._do(searches.decline, person, offer["id"], self.now)
        if person.id in shift.confirmed:
            assert result is searches.DeclineResult.STILL_IN
        elif shift.ended(self.now):
            assert result is searches.DeclineResult.BEGUN
        elif shift.waits_for(person.id) == offer["role"]:
            assert result is searches.DeclineResult.LEFT_LINE
            shift.lines[offer["role"]].remove(person.id)
            self.refused.add((person.id, shift.id))
        elif shift.waits_for(person.id) is None:
            self.refused.add((person.id, shift.id))

    @rule(pick=SHIFTS, role=ROLES)
    def coordinator_looks_for_somebody(self, pick: int, role: int) -> None:
        shift = self._shift(pick)
        if role >= len(shift.places):
            return
        result = self._do(search_desk.start, self.coordinator, shift.id, role, self.now)
        if shift.ended(self.now) or not shift.open:
            assert result is search_desk.StartResult.OVER
        elif shift.taken(role) >= shift.places[role]:
            assert result is search_desk.StartResult.FULL
        else:
            assert self._running(shift, role) is not None

    @rule(pick=SHIFTS, role=ROLES, wide=st.booleans())
    def coordinator_stops_or_widens(self, pick: int, role: int, wide: bool) -> None:
        search = self._running(self._shift(pick), role)
        if search is not None:
            use = search_desk.widen if wide else search_desk.stop
            self._do(use, self.coordinator, search, self.now)

    # Afterwards

    @rule(pick=SHIFTS, place=st.integers(0, 6), how=st.sampled_from(Attendance))
    def mark(self, pick: int, place: int, how: Attendance) -> None:
        begun = [one for one in self.shifts if one.ended(self.now) and one.open and one.confirmed]
        if not begun:
            return
        shift = begun[pick % len(begun)]
        inside = [one for one in shift.confirmed if one > 0]
        if inside:
            person_id = inside[place % len(inside)]
            self._mark(shift, person_id, how)

    def _mark(self, shift: ModelShift, person_id: int, how: Attendance) -> None:
        use = partial(attendance.mark, shift_id=shift.id, person_id=person_id, wanted=how)
        self._do(lambda tx, who: use(tx, who, now=self.now), self.coordinator)
        shift.came[person_id] = how

    @precondition(lambda self: any(one.open and not one.ended(self.now) for one in self.shifts))
    @rule(how=st.lists(st.sampled_from(Attendance), min_size=1, max_size=3))
    def the_next_shift_takes_place(self, how: list[Attendance]) -> None:
        coming = [one for one in self.shifts if one.open and not one.ended(self.now)]
        shift = min(coming, key=lambda one: one.starts_at)
        self.now = shift.starts_at + timedelta(hours=3)
        inside = [one for one in shift.confirmed if one > 0]
        for person_id, came in zip(inside, how, strict=False):
            self._mark(shift, person_id, came)

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
        self.refused = {key for key in self.refused if key[0] != gone}
        for shift in self.shifts:
            waited = shift.waits_for(gone)
            if waited is not None:
                shift.lines[waited].remove(gone)
            if gone in shift.confirmed:
                kept = shift.confirmed.pop(gone)
                if shift.ended(self.now):
                    shift.confirmed[-gone] = kept  # stays as a figure
                    if gone in shift.came:
                        shift.came[-gone] = shift.came.pop(gone)

    @rule(hours=st.sampled_from([0.01, 0.1, 0.1, 0.5, 1, 2, 2, 24]))
    def clock_forward(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def restart(self) -> None:
        self.world.restart()
