"""Days of reminders in seconds: restarts, pauses, clocks that jump, and people who change plans."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import takewhile

from bot.conversation import outbound
from bot.domain import reminders as domain
from bot.domain.calendar import at_local
from bot.domain.errors import NotFoundError
from bot.domain.outbox import Later, OutboxState, SendNew
from bot.domain.people import Person, QuietHours
from bot.services import reminders, signups
from bot.store import outbox, people, shifts
from bot.store import signups as rows
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx
from tests.conversation.stage import HOUSE
from tests.services.world import BERLIN, START, World, open_world

DAYS = 4
LEADS = ("1440,120", "120", "30", "2880,60", "720,180,60", "")
QUIETS = (("21:00", "08:00"), ("00:00", "00:00"), ("12:00", "14:00"), ("22:30", "06:00"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reminder as the rules ask for it."""

    key: str
    at: datetime
    expires_at: datetime


@dataclass
class Run:
    """One run over days; ``clock`` is what the machine's clock shows, not what time it is."""

    world: World
    dice: random.Random
    clock: datetime = START
    ticks: list[datetime] = field(default_factory=list)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    upset: set[int] = field(default_factory=set)  # shifts with a change, judged by hand
    sent: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)

    def prepare(self, count: int) -> None:
        """Sign ``count`` people up, ten to a shift, with their own leads and quiet hours."""
        cafe = self.world.initiative()
        for number in range(count):
            if number % 10 == 0:
                day = (START + timedelta(days=1 + self.dice.randrange(DAYS - 1))).date()
                clock = time(self.dice.randrange(24), self.dice.choice([0, 15, 30, 45]))
                start = at_local(day, clock, BERLIN)
                shift = self.world.shift(cafe, starts_at=start, capacity=10)
            quiet = self.dice.choice(QUIETS)
            person = self.world.person(
                1000 + number,
                now=START,
                lead_minutes=self.dice.choice(LEADS),
                quiet_from=quiet[0],
                quiet_until=quiet[1],
            )
            self.world.member(person, cafe)
            standing = self.world.standing(person)
            signed_up = START - timedelta(days=self.dice.choice([0, 3]))
            self.world.do(
                partial(signups.sign_up, standing=standing, shift_id=shift, now=signed_up)
            )
            self._want(person, shift, start, signed_up)

    def _want(self, person: Person, shift: int, start: datetime, signed_up: datetime) -> None:
        for due in domain.plan(
            person.lead_minutes,
            starts_at=start,
            signed_up_at=signed_up,
            quiet=QuietHours(start=person.quiet.start, end=person.quiet.end),
            zone=BERLIN,
        ):
            key = (
                f"reminder:{shift}:{person.id}:{to_ms(start)}:{due.lead_minutes}"
                f":{to_ms(signed_up)}"
            )
            self.wanted[key] = Wanted(key=key, at=due.at, expires_at=due.expires_at)

    def go(self) -> None:
        """Run until everything has begun, with a restart between all steps."""
        end = START + timedelta(days=DAYS + 1)
        now = START
        while now < end:
            now += self.dice.choice([timedelta(minutes=20)] * 6 + [timedelta(hours=5)])
            if self.dice.random() < 0.02:
                now += timedelta(hours=14)
            wrong = self.dice.choice([0] * 5 + [288, -288, 3600, -3600])
            self.clock = now + timedelta(seconds=wrong)
            if self.dice.random() < 0.5:
                self._tick()
                self.world.restart()
                self._upset_somebody()
                self._deliver()
            else:
                self._upset_somebody()
                self._tick()
                self._deliver()
            self.world.restart()

    def _tick(self) -> None:
        self.ticks.append(self.clock)
        self.world.do(lambda tx: reminders.plan_due(tx, self.clock, BERLIN))

    def _upset_somebody(self) -> None:
        """Now and then somebody withdraws, or a shift is cancelled or moved."""
        if self.dice.random() > 0.3:
            return
        coming = self.world.rows(
            "SELECT id FROM shift WHERE state = 'open' AND starts_at > :now"
            " ORDER BY starts_at LIMIT 12",
            now=to_ms(self.clock),
        )
        if not coming:
            return
        shift = self.dice.choice(coming)["id"]
        what = self.dice.choice(["withdraw", "withdraw", "withdraw", "cancel", "move"])
        self.upset.add(shift)
        self.world.do(partial(self._change, shift=shift, what=what))

    def _change(self, tx: Tx, shift: int, what: str) -> None:
        if what == "move":
            tx.run(
                "UPDATE shift SET starts_at = starts_at + 1800000, ends_at = ends_at + 1800000"
                " WHERE id = :s",
                s=shift,
            )
        elif what == "cancel":
            tx.run("UPDATE shift SET state = 'cancelled' WHERE id = :s", s=shift)
            tx.run("UPDATE signup SET state = 'cancelled' WHERE shift_id = :s", s=shift)
        else:
            for one in rows.attendees(tx, shift)[:3]:
                standing = people.standing_of(tx, one.person)
                try:
                    signups.withdraw(tx, standing, shift, self.clock)
                except NotFoundError as error:
                    raise AssertionError("members see their shifts") from error

    def _deliver(self) -> None:
        while due := self.world.do(lambda tx: outbox.candidates(tx, self.clock, 1000)):
            for one in due:
                self.world.do(partial(self._send, row_id=one.id))

    def _send(self, tx: Tx, row_id: int) -> None:
        row = outbox.lease(tx, row_id, self.clock)
        if row is None:
            return
        composed = outbound.compose(tx, row, self.clock, HOUSE)
        if isinstance(composed, Later):
            outbox.postpone(tx, row.id, composed.until, self.clock)
            return
        gone = isinstance(composed, SendNew)
        state = OutboxState.SENT if gone else OutboxState.DROPPED
        outbox.record(tx, row.id, state, now=self.clock, message_id=1 if gone else None)
        if not gone or row.kind != "reminder":
            return
        facts = json.loads(row.payload)
        self.sent[f"{facts['shift']}:{row.person_id}:{facts['starts_at']}:{lead(tx, row.id)}"] += 1
        view = shifts.view(tx, facts["shift"], row.person_id or 0)
        true = (
            view is not None
            and view.mine == "confirmed"
            and view.shift.state == "open"
            and to_ms(view.shift.starts_at) == facts["starts_at"]
            and self.clock < view.shift.starts_at
        )
        if not true:
            self.untrue.append(row.payload)

    def check(self) -> None:
        """Compare what was sent with what the rules ask for.

        Raises:
            AssertionError: a reminder was lost, came twice, or said what was not true.
        """
        assert not self.untrue, f"{len(self.untrue)} untrue, such as {self.untrue[0]}"
        twice = [key for key, times in self.sent.items() if times > 1]
        assert not twice, f"{len(twice)} twice, such as {twice[0]}"
        rows = {
            row["dedupe_key"]: row
            for row in self.world.rows("SELECT * FROM outbox WHERE kind = 'reminder'")
        }
        lost = [key for key, one in self.wanted.items() if self._is_lost(one, rows.get(key))]
        assert not lost, f"{len(lost)} lost, such as {lost[0]}"
        assert sum(self.sent.values()) > len(self.wanted) // 4, "hardly anything was sent"

    def _is_lost(self, one: Wanted, row: Row | None) -> bool:
        """Tell whether there was an occasion to send ``one`` which was missed."""
        if int(one.key.split(":")[1]) in self.upset:
            return False
        if row is None:
            return any(one.at <= now < one.expires_at for now in self.ticks)
        if row["state"] == "sent":
            return False
        first = next(n for n, now in enumerate(self.ticks) if now >= from_ms(row["created_at"]))
        due, end = from_ms(row["not_before_at"]), from_ms(row["expires_at"])
        # Once the clock showed the end, rightly or not, it was too late.
        before = takewhile(lambda now: now < end, self.ticks[first:])
        return row["state"] != "expired" or any(now >= due for now in before)


def lead(tx: Tx, row_id: int) -> str:
    """Return the lead time and the sign-up a reminder's row stands for."""
    key = tx.scalar("SELECT dedupe_key FROM outbox WHERE id = :id", id=row_id)
    return ":".join(str(key).split(":")[4:])


def run(seed: int, count: int = 500) -> None:
    """Do one run with ``count`` sign-ups and check it.

    Raises:
        AssertionError: see :meth:`Run.check`.
    """
    with open_world() as world:
        one = Run(world=world, dice=random.Random(seed))
        one.prepare(count)
        one.go()
        one.check()
