"""A shift, those who want into it, and the tick that asks them: the stage of the search's stories."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bot.domain.people import Person, Role
from bot.domain.searches import AcceptResult
from bot.domain.shifts import ShiftDraft, ShiftRole
from bot.services import search_desk, searches, signups
from bot.services.notices import Notice
from bot.store import initiatives, shifts
from bot.store import searches as store
from bot.store.codec import from_ms
from tests.services.world import BERLIN, World
from tests.support.db import START

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
AFTERNOON = START + 6 * HOUR  # 15:00 in Berlin: everybody is awake


class Seeking:
    """One initiative with a coordinator and one shift; people are known by their names."""

    def __init__(
        self,
        world: World,
        *,
        capacity: int = 1,
        before: timedelta = timedelta(days=5),
        now: datetime = START,
        **role: Any,
    ) -> None:
        self.world = world
        self.now = now
        self.cafe = world.initiative()
        self.karla = world.person(1, "Karla", adult=1)
        world.member(self.karla, self.cafe, Role.COORDINATOR)
        self.starts_at = now + before
        self.shift = self.plan(ShiftRole(capacity=capacity, **role))
        self.people: dict[str, Person] = {}

    def plan(self, *roles: ShiftRole, starts_at: datetime | None = None) -> int:
        """Plan one more shift in the initiative and return its id."""
        begin = starts_at or self.starts_at
        draft = ShiftDraft(
            initiative_id=self.cafe.id,
            task="Tee kochen",
            place="Saal",
            starts_at=begin,
            ends_at=begin + 2 * HOUR,
            roles=roles,
        )
        return self.world.do(lambda tx: shifts.add(tx, draft, created_by=None, now=START))

    def join(self, *names: str, telegram: bool = True, **columns: Any) -> None:
        """Make members of these names."""
        for name in names:
            number = 100 + len(self.people) if telegram else None
            made = self.world.person(number, name, **columns)
            self.world.member(made, self.cafe)
            self.people[name] = made

    def line_up(self, *names: str) -> None:
        """Make members and sign them up in this order."""
        self.join(*names)
        for name in names:
            self.takes(name)

    def takes(self, name: str, shift: int | None = None) -> str:
        standing = self.world.standing(self.people[name])
        return self.world.do(
            lambda tx: signups.sign_up(tx, standing, shift or self.shift, self.now)
        )

    def leaves(self, name: str) -> None:
        standing = self.world.standing(self.people[name])
        self.world.do(lambda tx: signups.withdraw(tx, standing, self.shift, self.now))

    def tick(self, now: datetime | None = None) -> list[str]:
        """Let the clock show ``now``, let due searches go on, and return who is asked by that."""
        self.now = now or self.now
        before = self._newest()
        self.world.do(lambda tx: searches.advance_due(tx, self.now, BERLIN))
        return self.asked(after=before)

    def _newest(self) -> int:
        return int(str(self.world.scalar("SELECT coalesce(max(id), 0) FROM offer")))

    def asked(self, after: int = 0) -> list[str]:
        """Return the names of those who were asked, in that order."""
        rows = self.world.rows(
            "SELECT name FROM offer JOIN person ON person.id = person_id"
            " WHERE offer.id > :after ORDER BY offer.id",
            after=after,
        )
        return [row["name"] for row in rows]

    def offer(self, name: str) -> int:
        """Return the id of the last offer to somebody."""
        return int(
            str(
                self.world.scalar(
                    "SELECT max(id) FROM offer WHERE person_id = :p", p=self.people[name].id
                )
            )
        )

    def until(self, name: str) -> datetime:
        """Return until when somebody's last offer stands."""
        row = self.world.rows("SELECT expires_at FROM offer WHERE id = :id", id=self.offer(name))
        return from_ms(row[0]["expires_at"])

    def yes(self, name: str) -> AcceptResult:
        standing, offer = self.world.standing(self.people[name]), self.offer(name)
        return self.world.do(lambda tx: searches.accept(tx, standing, offer, self.now)).result

    def no(self, name: str) -> searches.DeclineResult:
        standing, offer = self.world.standing(self.people[name]), self.offer(name)
        return self.world.do(lambda tx: searches.decline(tx, standing, offer, self.now))

    def start(self, role: int = 0) -> search_desk.StartResult:
        standing = self.world.standing(self.karla)
        return self.world.do(
            lambda tx: search_desk.start(tx, standing, self.shift, role, self.now)
        )

    def signup(self, name: str) -> str | None:
        rows = self.world.rows(
            "SELECT state FROM signup WHERE shift_id = :s AND person_id = :p",
            s=self.shift,
            p=self.people[name].id,
        )
        return rows[0]["state"] if rows else None

    def offers(self) -> dict[str, str]:
        """Return how each offer stands, by name."""
        rows = self.world.rows(
            "SELECT name, offer.state FROM offer JOIN person ON person.id = person_id"
            " ORDER BY offer.id"
        )
        return {row["name"]: row["state"] for row in rows}

    def searches(self) -> list[tuple[str, str]]:
        """Return kind and state of each search."""
        rows = self.world.rows("SELECT kind, state FROM search ORDER BY id")
        return [(row["kind"], row["state"]) for row in rows]

    def search(self) -> store.Search:
        found = self.world.do(lambda tx: store.newest(tx, self.shift, 0))
        assert found is not None
        return found

    def told(self, notice: Notice) -> list[tuple[str, str]]:
        """Return who was told this, and about whom."""
        rows = self.world.rows(
            "SELECT name, payload FROM outbox JOIN person ON person.id = person_id"
            " WHERE json_extract(payload, '$.notice') = :n ORDER BY outbox.id",
            n=notice,
        )
        names = {person.id: name for name, person in self.people.items()}
        return [
            (row["name"], names.get(json.loads(row["payload"]).get("member", 0), ""))
            for row in rows
        ]


def late(world: World, **more: object) -> Seeking:
    """Return a shift five hours away with Ada in it, for which others may be asked."""
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, **more)  # type: ignore[arg-type]
    one.line_up("Ada")
    return one


def is_gone(one: Seeking) -> None:
    ben = one.people["Ben"].id
    one.world.do(
        lambda tx: initiatives.remove_member(tx, person_id=ben, initiative_id=one.cafe.id)
    )
