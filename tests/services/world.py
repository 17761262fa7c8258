"""A real database with one plain connection: use cases without an event loop, quick to restart."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.activities import Activity
from bot.domain.people import Initiative, JoinMode, MembershipState, Person, Role, Standing
from bot.domain.shifts import ShiftDraft, one_role
from bot.store import activities, initiatives, people, shifts
from bot.store.database import Row, Tx, open_connection, run_transaction
from tests.support.db import START, fresh_file

T = TypeVar("T")
BERLIN = ZoneInfo("Europe/Berlin")
NOTICE = "1"
Snapshot = dict[str, list[tuple[object, ...]]]


class World:
    """One installation's database; ``do`` runs one transaction, ``restart`` opens it afresh."""

    def __init__(self, folder: Path) -> None:
        self.path = fresh_file(folder)
        self._open()

    def _open(self) -> None:
        self.connection = open_connection(self.path)
        self.connection.execute("PRAGMA synchronous = 0")  # only speed: no test cuts the power

    def do(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in one committed transaction."""
        return run_transaction(self.connection, "BEGIN IMMEDIATE", work)

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Return the rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def scalar(self, sql: str, **values: object) -> object:
        """Return the first column of the first row."""
        return self.connection.execute(sql, values).fetchone()[0]

    def restart(self) -> None:
        """Close the file and open it again, as a new process would."""
        self.close()
        self._open()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def person(
        self,
        telegram_id: int | None,
        name: str | None = "Ada",
        *,
        language: str = "de",
        now: datetime = START,
        **columns: object,
    ) -> Person:
        """Add somebody who has seen the notice; ``columns`` are set as they are."""

        def add(tx: Tx) -> Person:
            made = people.add(tx, telegram_id=telegram_id, now=now)
            people.set_language(tx, made.id, language)
            people.set_notice(tx, made.id, NOTICE, now)
            if name is not None:
                people.set_name(tx, made.id, name)
            for column, value in columns.items():
                tx.run(f"UPDATE person SET {column} = :v WHERE id = :id", v=value, id=made.id)  # noqa: S608 - columns of this file
            found = people.find(tx, made.id)
            assert found is not None
            return found

        return self.do(add)

    def initiative(self, name: str = "Sprachcafé", mode: JoinMode = JoinMode.OPEN) -> Initiative:
        """Found an initiative."""
        return self.do(
            lambda tx: initiatives.add(
                tx, name=name, town="Unna", mode=mode, poster_code=f"poster-{name}", now=START
            )
        )

    def member(
        self,
        person: Person,
        initiative: Initiative,
        role: Role = Role.VOLUNTEER,
        state: MembershipState = MembershipState.ACTIVE,
    ) -> None:
        """Make somebody a member."""
        self.do(
            lambda tx: initiatives.set_member(
                tx,
                person_id=person.id,
                initiative_id=initiative.id,
                role=role,
                state=state,
                now=START,
            )
        )

    def lead(self, person: Person) -> None:
        """Make somebody a lead."""
        self.do(lambda tx: people.make_lead(tx, person.id, START))

    def shift(
        self,
        initiative: Initiative,
        *,
        starts_at: datetime = START + timedelta(days=7),
        hours: float = 2,
        capacity: int = 2,
    ) -> int:
        """Plan a shift and return its id."""
        draft = ShiftDraft(
            initiative_id=initiative.id,
            task="Tee kochen",
            place="Saal",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            roles=one_role(capacity),
        )
        return self.do(lambda tx: shifts.add(tx, draft, created_by=None, now=START))

    def offer(
        self, shift_id: int, *, title: str = "Sprachcafé", places: int | None = 5
    ) -> Activity:
        """Let newcomers see a shift and return what they see."""

        def put(tx: Tx) -> Activity:
            shift = shifts.find(tx, shift_id)
            assert shift is not None
            made = Activity(initiative_id=shift.initiative_id, title=title, places=places)
            made = replace(made, id=activities.add(tx, made, START))
            activities.link(tx, shift_id, made.id)
            return made

        return self.do(put)

    def standing(self, person: Person | int) -> Standing:
        """Return what somebody is now."""
        person_id = person if isinstance(person, int) else person.id

        def find(tx: Tx) -> Standing:
            found = people.find(tx, person_id)
            assert found is not None
            return people.standing_of(tx, found)

        return self.do(find)

    def notices(self, kind: str = "notice") -> list[tuple[int, str]]:
        """Return who is told what, in the order of the outbox."""
        rows = self.rows(
            "SELECT person_id, json_extract(payload, '$.notice') AS about FROM outbox"
            " WHERE kind = :kind ORDER BY id",
            kind=kind,
        )
        return [(row["person_id"], row["about"]) for row in rows]


def snapshot(tx: Tx) -> Snapshot:
    """Return every row of every table, but no bookkeeping of who was seen when."""
    tables = tx.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    found: Snapshot = {}
    for table in tables:
        rows = tx.all(f"SELECT * FROM {table['name']}")  # noqa: S608 - from the schema
        found[table["name"]] = sorted(
            (tuple(row[key] for key in row.keys() if key != "seen_at") for row in rows),  # noqa: SIM118 - a Row iterates over values
            key=repr,
        )
    return found


def memory() -> Path | None:
    """Return a folder that lies in memory, None where there is none."""
    shared = Path("/dev/shm")  # noqa: S108 - only a faster place for a private folder
    return shared if shared.is_dir() else None


@contextmanager
def open_world(folder: Path | None = None) -> Iterator[World]:
    """Open a world below ``folder``, else in a folder of its own in memory where there is one."""
    with tempfile.TemporaryDirectory(dir=memory()) as own:
        world = World((folder or Path(own)) / "data")
        try:
            yield world
        finally:
            world.close()
