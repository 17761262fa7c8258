"""What volunteers and ticks do in a large file, each time so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from random import Random
from typing import Protocol

from bot.conversation import buttons, dispatcher, replies
from bot.conversation.replies import Address
from bot.conversation.types import ChatKind, Command, Content, Incoming, Pressed, Reply
from bot.domain.finding import Facet, Near, town_mark
from bot.domain.rendered import Press
from bot.services import reminders, searches, series
from bot.services.signups import PAGE_SIZE
from bot.store import inbox
from bot.store.codec import to_ms
from bot.store.database import Row, Tx
from tests.support.talk import ZONE, make_house

BOT_ID = 4711
HOUSE = make_house(lambda tx, person_id, now: None)
PRESS_MS, TICK_MS = 100.0, 250.0  # p95; a transaction above the second is logged as slow
_numbers = count(1)


class Sample(Protocol):
    """Something that is measured once; ``prepare`` and ``undo`` are not."""

    def prepare(self, tx: Tx) -> None: ...
    def work(self, tx: Tx) -> None: ...
    def undo(self, tx: Tx) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the table; ``goal_ms`` is for p95."""

    name: str
    goal_ms: float
    samples: Sequence[Sample]


@dataclass(slots=True)
class Update:
    """One update of one person, answered as the pipeline does it."""

    telegram_id: int
    content: Content
    now: datetime
    after: str = ""  # a statement with :t and :s that takes the effect back
    shift: int = 0
    seq: int = 0
    reply: Reply = field(default_factory=Reply)

    def prepare(self, tx: Tx) -> None:
        """Store the update, as it has been before anybody looks at it."""
        [row] = inbox.accept(tx, BOT_ID, [(next(_numbers), "{}")], self.now)
        self.seq = row.seq

    def work(self, tx: Tx) -> None:
        """Take effect and store the reply."""
        assert not inbox.is_handled(tx, self.seq)
        incoming = Incoming(
            seq=self.seq,
            chat_id=self.telegram_id,
            chat=ChatKind.PRIVATE,
            sender_id=self.telegram_id,
            content=self.content,
            message_id=5,
            app_language="de",
        )
        self.reply = dispatcher.answer(tx, incoming, self.now, HOUSE)
        address = Address(chat_id=self.telegram_id, message_id=5, query_id="q")
        inbox.handled(tx, self.seq, replies.dump(self.reply, address))

    def undo(self, tx: Tx) -> None:
        """Mark the reply as shown and take the effect back."""
        assert self.reply.shows, f"refused: {self.content} {self.reply.toast}"
        inbox.done(tx, [self.seq])
        for statement in filter(None, self.after.split(";")):
            tx.run(statement, t=self.telegram_id, s=self.shift)


NOT_IN = """DELETE FROM signup WHERE shift_id = :s
    AND person_id = (SELECT id FROM person WHERE telegram_id = :t)"""
IN_AGAIN = """DELETE FROM search WHERE shift_id = :s AND state = 'running' AND :t;
    UPDATE signup SET state = 'confirmed' WHERE shift_id = :s
    AND person_id = (SELECT id FROM person WHERE telegram_id = :t)"""


@dataclass(slots=True)
class Reminders:
    """The tick that plans reminders, at one moment; what it plans stays, as it would."""

    now: datetime

    def prepare(self, tx: Tx) -> None:
        """Nothing is needed."""

    def work(self, tx: Tx) -> None:
        """Tick."""
        reminders.plan_due(tx, self.now, ZONE)

    def undo(self, tx: Tx) -> None:
        """The next tick comes later."""


@dataclass(slots=True)
class Searches:
    """The tick that advances searches, with these due."""

    ids: Sequence[int]
    now: datetime
    kept: dict[str, list[Row]] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)

    def prepare(self, tx: Tx) -> None:
        """Make just them due, and remember how everything stands."""
        self.kept = {"search": [], "offer": []}
        later = to_ms(self.now + timedelta(days=1))
        tx.run("UPDATE search SET next_at = :later WHERE state = 'running'", later=later)
        for search in self.ids:
            self.kept["search"] += tx.all("SELECT * FROM search WHERE id = :i", i=search)
            self.kept["offer"] += tx.all("SELECT * FROM offer WHERE search_id = :i", i=search)
            tx.run("UPDATE search SET next_at = :n WHERE id = :i", n=to_ms(self.now), i=search)
        self.newest = {name: newest(tx, name) for name in ("offer", "outbox")}

    def work(self, tx: Tx) -> None:
        """Tick: as many as one transaction takes."""
        assert searches.any_due(tx, self.now)
        assert 0 < searches.advance_due(tx, self.now, ZONE) <= len(self.ids)

    def undo(self, tx: Tx) -> None:
        """Put every search back."""
        for name, last in self.newest.items():
            tx.run(f"DELETE FROM {name} WHERE id > :last", last=last)  # noqa: S608
        tx.many(
            "UPDATE search SET state = :state, wave = :wave, next_at = :next_at WHERE id = :id",
            [dict(row) for row in self.kept["search"]],
        )
        tx.many(
            "UPDATE offer SET state = :state WHERE id = :id",
            [dict(row) for row in self.kept["offer"]],
        )


@dataclass(slots=True)
class NewDay:
    """The tick that makes the shifts of series, first on the next local day."""

    now: datetime
    kept: list[Row] = field(default_factory=list)
    newest: int = 0

    def prepare(self, tx: Tx) -> None:
        """Remember how far everything was made."""
        self.kept = tx.all("SELECT id, made_until_day FROM series")
        self.newest = newest(tx, "shift")

    def work(self, tx: Tx) -> None:
        """Tick."""
        tomorrow = self.now + timedelta(days=1)
        assert series.any_to_make(tx, tomorrow, ZONE)
        series.materialise(tx, tomorrow, ZONE)

    def undo(self, tx: Tx) -> None:
        """Take away what was made."""
        tx.run("DELETE FROM shift WHERE id > :last", last=self.newest)
        tx.many(
            "UPDATE series SET made_until_day = :made_until_day WHERE id = :id",
            [dict(row) for row in self.kept],
        )


def newest(tx: Tx, table: str) -> int:
    """Return the highest id."""
    return tx.count(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608


_VOLUNTEERS = """SELECT person.id, person.telegram_id, initiative.id AS initiative,
        initiative.town, max(shift.kind) AS kind, count(*) AS n
    FROM person JOIN membership ON membership.person_id = person.id AND role = 'volunteer'
    JOIN initiative ON initiative.id = membership.initiative_id
    JOIN shift ON shift.initiative_id = initiative.id AND shift.state = 'open'
        AND shift.starts_at > :now
    WHERE person.telegram_id IS NOT NULL GROUP BY person.id"""
_NOT_IN = """SELECT shift.id FROM shift JOIN membership USING (initiative_id)
    WHERE person_id = :p AND shift.state = 'open'
        AND shift.starts_at > :now AND NOT EXISTS (SELECT 1 FROM signup
        WHERE signup.shift_id = shift.id AND signup.person_id = :p)
    ORDER BY (shift.id * 7919 + :p) % 1009 LIMIT 1"""
_IN_FULL = """SELECT telegram_id, shift.id FROM shift
    JOIN signup ON signup.shift_id = shift.id AND signup.state = 'confirmed'
    JOIN person ON person.id = signup.person_id AND telegram_id IS NOT NULL
    WHERE shift.state = 'open'
        AND shift.starts_at > :now AND shift.starts_at > :now + 172800000
        AND EXISTS (SELECT 1 FROM signup AS line WHERE line.shift_id = shift.id
            AND line.role = signup.role AND line.state = 'waiting')
        AND NOT EXISTS (SELECT 1 FROM search WHERE search.shift_id = shift.id
            AND search.state = 'running')"""
_COMING = """SELECT DISTINCT telegram_id FROM shift JOIN signup ON signup.shift_id = shift.id
    JOIN person ON person.id = signup.person_id
    WHERE shift.state = 'open'
        AND shift.starts_at > :now AND signup.state = 'confirmed' AND telegram_id IS NOT NULL"""
_BUSIEST = """SELECT telegram_id FROM signup JOIN person ON person.id = signup.person_id
    WHERE telegram_id IS NOT NULL GROUP BY person.id ORDER BY count(*) DESC LIMIT 20"""
_LEAD = "SELECT telegram_id FROM lead JOIN person ON person.id = lead.person_id"


@dataclass(slots=True, kw_only=True)
class Planner:
    """Picks different people and shifts for ``wanted`` samples of everything."""

    tx: Tx
    now: datetime
    wanted: int
    random: Random

    def rows(self, sql: str) -> list[Row]:
        """Return so many random rows of the query, again from the first one if it has fewer."""
        values = {"now": to_ms(self.now)} if ":now" in sql else {}
        found = self.tx.all(sql, **values)
        assert found, sql
        self.random.shuffle(found)
        return list(islice(cycle(found), self.wanted))

    def command(self, telegram_id: int, name: str) -> Update:
        """Return a typed command."""
        return Update(telegram_id, Command(name=name), self.now)

    def press(
        self, telegram_id: int, action: str, *args: int | str, after: str = "", shift: int = 0
    ) -> Update:
        """Return a pressed button."""
        data = buttons.encode(Press(action=action, args=args))
        return Update(telegram_id, Pressed(data=data), self.now, after, shift)

    def find(self, row: Row) -> Update:
        """Narrow the list down by two or three things that fit this volunteer."""
        wishes: tuple[tuple[int, int, int, str], ...] = (
            (Near.WEEK, row["initiative"], 0, ""),
            (0, 0, town_mark(row["town"]), row["kind"]),
            (Near.WEEKEND, 0, town_mark(row["town"]), ""),
            (0, row["initiative"], town_mark(row["town"]), row["kind"]),
        )
        return self.press(row["telegram_id"], "find", 0, *self.random.choice(wishes))

    def takes(self, volunteers: Sequence[Row]) -> list[Update]:
        """Return sign-ups to shifts in which these people are not."""
        found = []
        for row in volunteers:
            shift = self.tx.scalar(_NOT_IN, p=row["id"], now=to_ms(self.now))
            if isinstance(shift, int):
                found.append(
                    self.press(row["telegram_id"], "take", shift, after=NOT_IN, shift=shift)
                )
        return list(islice(cycle(found), self.wanted))

    def open_shifts(self) -> int:
        """Return how many there are."""
        sql = "SELECT count(*) FROM shift WHERE state = 'open' AND starts_at > :now"
        return self.tx.count(sql, now=to_ms(self.now))

    def running(self) -> list[int]:
        """Return the ids of running searches, in random order."""
        found = [row["id"] for row in self.tx.all("SELECT id FROM search WHERE state = 'running'")]
        self.random.shuffle(found)
        return found

    def lists(self) -> list[Act]:
        """Return what only looks."""
        some = self.rows(_VOLUNTEERS)
        leads, busy = self.rows(_LEAD), self.rows(_BUSIEST)
        last = self.open_shifts() // PAGE_SIZE - 1
        of: Callable[[str, Sequence[Update]], Act] = lambda name, samples: Act(  # noqa: E731
            name=name, goal_ms=PRESS_MS, samples=samples
        )
        near, kind = int(Near.WEEK), "food"
        return [
            of("/shifts", [self.command(row["telegram_id"], "shifts") for row in some]),
            of(
                "their last page",
                [
                    self.press(row["telegram_id"], "shifts", (row["n"] - 1) // PAGE_SIZE)
                    for row in some
                ],
            ),
            of("list with filters", [self.find(row) for row in some]),
            of(
                "choices of a filter",
                [
                    self.press(
                        row["telegram_id"], "filter", self.random.choice([*Facet]), 0, 0, 0, ""
                    )
                    for row in some
                ],
            ),
            of("/shifts of the busiest", [self.command(r["telegram_id"], "shifts") for r in busy]),
            of("/shifts of a lead", [self.command(r["telegram_id"], "shifts") for r in leads]),
            of(
                "a lead's last page",
                [self.press(row["telegram_id"], "shifts", last) for row in leads],
            ),
            of(
                "a lead's filters",
                [self.press(r["telegram_id"], "find", 0, near, 0, 0, kind) for r in leads],
            ),
            of(
                "a lead's choices",
                [
                    self.press(
                        r["telegram_id"], "filter", self.random.choice([*Facet]), 0, 0, 0, ""
                    )
                    for r in leads
                ],
            ),
            of("/my", [self.command(r["telegram_id"], "my") for r in self.rows(_COMING)]),
            of("/my of the busiest", [self.command(r["telegram_id"], "my") for r in busy]),
        ]

    def changes(self) -> list[Act]:
        """Return what concerns one shift."""
        takes = self.takes(self.rows(_VOLUNTEERS))
        cards = [self.press(one.telegram_id, "shift", one.shift) for one in takes]
        leaves = [
            self.press(row["telegram_id"], "leave", row["id"], after=IN_AGAIN, shift=row["id"])
            for row in self.rows(_IN_FULL)
        ]
        return [
            Act(name="a shift's card", goal_ms=PRESS_MS, samples=cards),
            Act(name="sign-up", goal_ms=PRESS_MS, samples=takes),
            Act(name="withdrawal, opens a search", goal_ms=PRESS_MS, samples=leaves),
        ]

    def ticks(self) -> list[Act]:
        """Return what runs by itself; a quarter of the samples where one takes half a second."""
        times = [self.now + timedelta(seconds=20 * n) for n in range(self.wanted)]
        due, few = self.running(), max(2, self.wanted // 4)
        of: Callable[[str, Sequence[Sample]], Act] = lambda name, samples: Act(  # noqa: E731
            name=f"tick: {name}", goal_ms=TICK_MS, samples=samples
        )
        single = islice(cycle(due), self.wanted)
        return [
            of("reminders", [Reminders(at) for at in times]),
            of("one search due", [Searches([one], self.now) for one in single]),
            of("50 searches due, one piece", [Searches(due[:50], self.now) for _ in range(few)]),
            of("series, a new day", [NewDay(self.now) for _ in range(few)]),
        ]


def acts(tx: Tx, now: datetime, wanted: int, seed: int = 2) -> list[Act]:
    """Return everything that is measured, with ``wanted`` samples each."""
    planner = Planner(tx=tx, now=now, wanted=wanted, random=Random(seed))
    return [*planner.lists(), *planner.changes(), *planner.ticks()]
