"""Shifts that change while messages are on their way: what each person read last is how it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from bot.conversation import outbound
from bot.domain.changes import Alteration
from bot.domain.outbox import Drop, Later, OutboxState, SendNew
from bot.domain.people import Person, Role
from bot.domain.rendered import Rendered
from bot.domain.shifts import DraftFault, Shift
from bot.services import changes, signups
from bot.store import outbox, shifts
from bot.store.codec import from_ms
from bot.store.database import Tx
from bot.texts.speech import isolate, speech
from bot.texts.volunteers import when
from tests.conversation.stage import HOUSE
from tests.services.world import BERLIN, World
from tests.support.db import START

FIRST = datetime(2026, 3, 12, 17, tzinfo=BERLIN)  # ten days after the start of the world
SOON_AFTER = 125  # seconds: what collects changes is over
NOON = datetime(2026, 3, 4, 12, tzinfo=BERLIN)


class Way(StrEnum):
    """What becomes of messages that leave."""

    ARRIVES = "arrives"
    DOUBT_ARRIVED = "doubt, it arrived"
    DOUBT_LOST = "doubt, it is lost"
    NOT_SENT = "not sent"
    CRASH_ARRIVED = "the process ends, it arrived"
    CRASH_LOST = "the process ends, it is lost"


@dataclass(frozen=True)
class Letter:
    """A message that reached somebody."""

    person_id: int
    about: str
    message: Rendered
    at: datetime


@dataclass
class Scene:
    """One initiative with a coordinator, people, and shifts they are signed up for."""

    world: World
    now: datetime = NOON
    letters: list[Letter] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Found the initiative."""
        self.cafe = self.world.initiative()
        self.boss = self.world.person(1, "Karla", quiet_from="00:00", quiet_until="00:00")
        self.world.member(self.boss, self.cafe, Role.COORDINATOR)

    def volunteer(self, telegram_id: int | None, name: str = "Ada", **columns: object) -> Person:
        """Add a member."""
        person = self.world.person(telegram_id, name, **columns)  # type: ignore[arg-type]
        self.world.member(person, self.cafe)
        return person

    def shift(self, starts_at: datetime = FIRST, capacity: int = 3, task: str = "Tee") -> int:
        """Plan a shift."""
        made = self.world.shift(self.cafe, starts_at=starts_at, capacity=capacity)
        self.world.do(
            lambda tx: tx.run("UPDATE shift SET task = :t WHERE id = :s", t=task, s=made)
        )
        return made

    def takes(self, who: Person, shift: int, now: datetime = START) -> None:
        """Sign somebody up."""
        standing = self.world.standing(who)
        self.world.do(partial(signups.sign_up, standing=standing, shift_id=shift, now=now))

    def comes(self, who: Person, shift: int) -> None:
        """Let somebody say that they come."""
        standing = self.world.standing(who)
        self.world.do(lambda tx: signups.confirm_coming(tx, standing, shift, self.now))

    def alter(self, shift: int, **what: object) -> Shift | DraftFault | None:
        """Change a shift as its coordinator."""
        wanted = Alteration(**what)  # type: ignore[arg-type]
        return self.world.do(
            lambda tx: changes.alter(tx, shift, wanted, self.now, by=self.boss.id)
        )

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def deliver(self, way: Way = Way.ARRIVES) -> list[Letter]:
        """Send what is due; return what arrived."""
        before = len(self.letters)
        while due := self.world.do(lambda tx: outbox.candidates(tx, self.now, 100)):
            for one in sorted(due, key=lambda one: one.id):
                self.world.do(partial(self._send, row_id=one.id, way=way))
        return self.letters[before:]

    def _send(self, tx: Tx, row_id: int, way: Way) -> None:
        row = outbox.lease(tx, row_id, self.now)
        if row is None:
            return
        composed = outbound.compose(tx, row, self.now, HOUSE)
        if isinstance(composed, Later):
            outbox.postpone(tx, row.id, composed.until, self.now)
        elif isinstance(composed, Drop):
            self.dropped.append(composed.reason)
            outbox.record(tx, row.id, OutboxState.DROPPED, reason=composed.reason, now=self.now)
        else:
            assert isinstance(composed, SendNew)
            way = Way.ARRIVES if row.resent else way
            if way not in {Way.DOUBT_LOST, Way.NOT_SENT, Way.CRASH_LOST}:
                about = "reminder" if row.kind == "reminder" else _about(tx, row.id)
                self.letters.append(Letter(row.person_id or 0, about, composed.message, self.now))
            self._end(tx, row_id, way)

    def _end(self, tx: Tx, row_id: int, way: Way) -> None:
        if way is Way.ARRIVES:
            outbox.record(tx, row_id, OutboxState.SENT, message_id=1, now=self.now)
        elif way is Way.NOT_SENT:
            outbox.requeue(tx, row_id, self.now + timedelta(seconds=1), self.now)
        elif way in {Way.DOUBT_ARRIVED, Way.DOUBT_LOST}:
            outbox.doubt(tx, row_id, self.now + timedelta(seconds=5), self.now)

    def starts_afresh(self) -> None:
        """Let a new process settle what an interrupted one left."""
        self.world.restart()
        self.world.do(lambda tx: outbox.sweep(tx, self.now))

    def settle(self) -> None:
        """Let everything that waits arrive, at noon and in the evenings of the next days."""
        self.starts_afresh()
        for _ in range(3):
            self.deliver()
            self.passes(days=1)
            for hour in (12, 20):
                self.now = self.now.replace(hour=hour, minute=30)
                self.deliver()

    def told(self, who: Person) -> list[Letter]:
        """Return what reached somebody about changes."""
        return [one for one in self.letters if one.person_id == who.id and one.about == "changes"]

    def state(self, shift: int) -> Shift:
        """Return the shift as it is."""
        found = self.world.do(lambda tx: shifts.find(tx, shift))
        assert found is not None
        return found

    def due_at(self) -> list[datetime]:
        """Return when the notices that wait are due."""
        rows = self.world.rows(
            "SELECT not_before_at FROM outbox WHERE state = 'queued' AND kind = 'notice'"
        )
        return [from_ms(row["not_before_at"]).astimezone(BERLIN) for row in rows]


def _about(tx: Tx, row_id: int) -> str:
    return str(
        tx.scalar("SELECT json_extract(payload, '$.notice') FROM outbox WHERE id = :i", i=row_id)
    )


def block_of(letter: Letter, task: str) -> str | None:
    """Return the part of a message of changes that is about the shift with this task."""
    parts = letter.message.html.split("\n\n")
    found = [part for part in parts if f"🧩 {isolate(task)}" in part]
    return found[0] if found else None


def last_read(letters: list[Letter], shift: Shift) -> tuple[str, str] | None:
    """Return the time line and the place that were read last about the shift; None: nothing."""
    blocks = [block for one in letters if (block := block_of(one, shift.task)) is not None]
    if not blocks:
        return None
    lines = blocks[-1].split("\n")
    place = next(line for line in lines if line.startswith("📍"))
    return lines[0], place.removeprefix("📍 ").split(" → ")[-1]


def is_like(shift: Shift) -> tuple[str, str]:
    """Return the time line and the place as they are."""
    return when(speech("de", BERLIN), shift), str(isolate(shift.place))


def check(scene: Scene, people: list[Person], made: dict[int, Shift]) -> None:
    """Everybody knows every shift as it is: as they read last, or as it was from the beginning.

    Raises:
        AssertionError: somebody knows something else.
    """
    for person in people:
        for shift_id, first in made.items():
            shift = scene.state(shift_id)
            knows = last_read(scene.told(person), shift) or is_like(first)
            assert knows == is_like(shift), f"{person.id} knows {knows} of {shift}"
    kept = scene.world.scalar("SELECT count(*) FROM signup WHERE told IS NOT NULL")
    assert kept == 0, "somebody is still to be told"
