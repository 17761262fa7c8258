"""Random lives of one series: people, edits, cancelled days, passing time; and what must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.domain.calendar import local_day
from bot.domain.people import Person, Role
from bot.domain.series import Pattern, Series, planned_days, rule_for
from bot.domain.series_edit import Action, Edit, Scope
from bot.domain.shifts import Kind, one_role
from bot.services import regulars, signups
from bot.services import series as series_service
from bot.services import series_edits as edits_service
from bot.services import shifts as shifts_service
from bot.services.series_edits import Applied, Preview
from bot.store import series as store
from bot.store.codec import to_ms
from bot.store.database import Row
from tests.services.world import BERLIN, START, World

SPANS = [(time(8), time(9, 30)), (time(17), time(19)), (time(22), time(6)), (time(2, 30), time(4))]
PEOPLE = 5

Move = tuple[str, dict[str, object]]
_ANY = st.integers(0, 9)
_EDIT = st.fixed_dictionaries(
    {"which": _ANY, "scope": st.sampled_from(Scope)},
    optional={
        "shift_by": st.integers(-6, 9),
        "pattern": st.sampled_from(Pattern),
        "span": st.sampled_from(SPANS),
        "place": st.sampled_from(["Saal", "Garten", "Keller"]),
        "task": st.sampled_from(["Sprachcafé", "Spieleabend"]),
        "places": st.integers(1, 4),
    },
)
MOVES = st.one_of(
    st.tuples(st.just("edit"), _EDIT),
    st.tuples(st.just("edit"), _EDIT),
    st.tuples(st.just("edit"), _EDIT),
    st.tuples(st.just("edit"), _EDIT),
    st.tuples(
        st.just("sign_up"), st.fixed_dictionaries({"who": st.integers(0, PEOPLE), "which": _ANY})
    ),
    st.tuples(
        st.just("sign_up"), st.fixed_dictionaries({"who": st.integers(0, PEOPLE), "which": _ANY})
    ),
    st.tuples(st.just("crowd"), st.fixed_dictionaries({"which": _ANY})),
    st.tuples(
        st.just("withdraw"), st.fixed_dictionaries({"who": st.integers(0, PEOPLE), "which": _ANY})
    ),
    st.tuples(st.just("cancel"), st.fixed_dictionaries({"which": _ANY})),
    st.tuples(
        st.just("stand"), st.fixed_dictionaries({"who": st.integers(0, PEOPLE), "which": _ANY})
    ),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hours": st.integers(1, 300)})),
    st.tuples(st.just("make"), st.just({})),
)
LIVES = st.tuples(
    st.sampled_from(Pattern),
    st.integers(1, 10),  # days until the first shift
    st.booleans(),  # holidays are left out
    st.lists(MOVES, min_size=6, max_size=14),
)


@dataclass
class Life:
    """One initiative with one series that may be cut into several."""

    world: World
    now: datetime = START
    edits: int = 0
    boss: Person = field(init=False)
    people: list[Person] = field(init=False)

    def begin(self, pattern: Pattern, ahead: int, *, skip: bool) -> None:
        initiative = self.world.initiative()
        self.boss = self.world.person(1, "Karla")
        self.world.member(self.boss, initiative, Role.COORDINATOR)
        # The last has no Telegram: somebody has to call.
        ids: list[int | None] = [*range(11, 10 + PEOPLE), None]
        self.people = [self.world.person(one, f"P{n}") for n, one in enumerate(ids)]
        for person in self.people:
            self.world.member(person, initiative)
        self.people.append(self.boss)
        first = local_day(self.now, BERLIN) + timedelta(days=ahead)
        series = Series(
            initiative_id=initiative.id,
            kind=Kind.LANGUAGE,
            task="Sprachcafé",
            place="Saal",
            rule=rule_for(pattern, first),
            first_day=first,
            last_day=None,
            start=time(17),
            end=time(19),
            skip_holidays=skip,
            roles=one_role(2),
        )
        begun = self.as_boss(series_service.start, series, self.now, BERLIN)
        assert isinstance(begun, series_service.Started)

    def as_boss(self, use: object, *args: object, **more: object) -> object:
        assert callable(use)
        standing = self.world.standing(self.boss)
        return self.world.do(lambda tx: use(tx, standing, *args, **more))

    def coming(self) -> list[Row]:
        return self.world.rows(
            "SELECT * FROM shift WHERE state = 'open' AND starts_at > :now ORDER BY id",
            now=to_ms(self.now),
        )

    def pick(self, which: int) -> int | None:
        found = self.coming()
        return found[which % len(found)]["id"] if found else None

    def lives(self, moves: list[Move]) -> None:
        """Make every move and look after each whether all is well."""
        for name, how in moves:
            before = self.signed()
            kept = getattr(self, name)(**how)
            check_keys(self.world)
            after = self.signed()
            if kept:
                assert before.keys() <= after.keys(), "lost sign-up"
            if name == "edit":
                assert before == {key: after[key] for key in before}, "another sign-up"

    def signed(self) -> dict[tuple[int, int], str]:
        """Return the state of every sign-up that counts, by shift and person."""
        rows = self.world.rows(
            """SELECT shift_id, person_id, signup.state AS state FROM signup
               JOIN shift ON shift.id = shift_id AND shift.state = 'open'
               WHERE signup.state IN ('confirmed', 'waiting')"""
        )
        return {(row["shift_id"], row["person_id"]): row["state"] for row in rows}

    def sign_up(self, who: int, which: int) -> bool:
        if (shift_id := self.pick(which)) is not None:
            standing = self.world.standing(self.people[who])
            self.world.do(lambda tx: signups.sign_up(tx, standing, shift_id, self.now))
        return True

    def crowd(self, which: int) -> bool:
        return all(self.sign_up(who, which) for who in range(PEOPLE))

    def withdraw(self, who: int, which: int) -> bool:
        if (shift_id := self.pick(which)) is not None:
            standing = self.world.standing(self.people[who])
            self.world.do(lambda tx: signups.withdraw(tx, standing, shift_id, self.now))
        return False

    def cancel(self, which: int) -> bool:
        if (shift_id := self.pick(which)) is not None:
            self.as_boss(shifts_service.cancel, shift_id, self.now)
        return False

    def stand(self, who: int, which: int) -> bool:
        if (shift_id := self.pick(which)) is not None:
            standing = self.world.standing(self.people[who])

            def work(tx: object) -> None:
                series = regulars.series_for(tx, standing, shift_id)  # type: ignore[arg-type]
                regulars.stand(tx, standing, series, 0, self.now)  # type: ignore[arg-type]

            self.world.do(work)
        return True

    def wait(self, hours: int) -> bool:
        self.now += timedelta(hours=hours)
        return self.make()

    def make(self) -> bool:
        """Let the job run, twice: the second time there is nothing left to make."""
        self.world.do(lambda tx: series_service.materialise(tx, self.now, BERLIN))
        assert self.world.do(lambda tx: series_service.materialise(tx, self.now, BERLIN)) == 0
        self.world.do(lambda tx: tx.run("UPDATE series SET made_until_day = NULL"))
        made = self.world.do(lambda tx: series_service.materialise(tx, self.now, BERLIN))
        assert made == 0, f"{made} made again"
        self.all_there()
        return True

    def all_there(self) -> None:
        """Every day of every rule in the coming weeks has its shift, cancelled or not."""
        today = local_day(self.now, BERLIN)
        for row in self.world.rows("SELECT id FROM series"):
            series = self.world.do(lambda tx, number=row["id"]: store.find(tx, number))
            assert series is not None
            assert series.made_until is not None
            days = set(planned_days(series, today + timedelta(days=1), series.made_until))
            taken = self.world.do(lambda tx, number=row["id"]: store.days_taken(tx, number))
            assert days <= taken, f"{sorted(days - taken)} are missing"

    def edit(
        self,
        which: int,
        scope: Scope,
        shift_by: int | None = None,
        places: int | None = None,
        **what: object,
    ) -> bool:
        shift_id = self.pick(which)
        if shift_id is None:
            return True
        if shift_by is not None:
            row = self.world.rows("SELECT series_day FROM shift WHERE id = :s", s=shift_id)[0]
            what["day"] = date.fromisoformat(row["series_day"]) + timedelta(days=shift_by)
        if places is not None:
            what["places"] = (0, places)
        if scope is Scope.ONE:
            what.pop("pattern", None)
        wish = Edit(scope=scope, shift_id=shift_id, **what)  # type: ignore[arg-type]
        shown = self.as_boss(edits_service.preview, wish, self.now, BERLIN)
        before = self.contents()
        self.world.do(lambda tx: tx.run("UPDATE signup SET told = NULL"))
        if not isinstance(shown, Preview):
            done = self.as_boss(edits_service.apply, wish, 0, self.now, BERLIN)
            assert done == shown
            assert self.contents() == before
            return True
        other = self.as_boss(edits_service.apply, wish, shown.plan.mark + 1, self.now, BERLIN)
        assert other == shown
        assert self.contents() == before
        done = self.as_boss(edits_service.apply, wish, shown.plan.mark, self.now, BERLIN)
        assert done == Applied(preview=shown)
        self.edits += 1
        self.is_as_shown(shown, before)
        self.all_there()
        return True

    def contents(self) -> dict[int, dict[str, object]]:
        rows = self.world.rows(
            """SELECT id, series_day, starts_at, ends_at, task, place, state, detached,
                   (SELECT capacity FROM shift_role WHERE shift_id = shift.id) AS places
               FROM shift"""
        )
        return {row["id"]: {key: row[key] for key in row.keys()} for row in rows}  # noqa: SIM118 - a Row iterates over values

    def is_as_shown(self, shown: Preview, before: dict[int, dict[str, object]]) -> None:
        """What happened is what was shown, shift by shift and person by person."""
        wanted = {number: dict(values) for number, values in before.items()}
        created = []
        for step in shown.plan.steps:
            match step.action:
                case Action.CREATE:
                    created.append(step)
                case Action.DELETE:
                    del wanted[step.shift_id]
                case Action.CLOSE:
                    wanted[step.shift_id]["state"] = "cancelled"
                case Action.DETACH:
                    wanted[step.shift_id]["detached"] = 1
                case Action.MOVE | Action.ALTER:
                    assert step.to is not None
                    wanted[step.shift_id] |= {
                        "starts_at": to_ms(step.to.starts_at),
                        "ends_at": to_ms(step.to.ends_at),
                        "task": step.to.task,
                        "place": step.to.place,
                        "places": step.to.places[0],
                    }
                    if shown.plan.edit.scope is Scope.ONE:
                        wanted[step.shift_id]["detached"] = 1
        after = self.contents()
        assert {number: after.get(number) for number in wanted} == wanted, "not as shown"
        assert not (before.keys() - wanted.keys()) & after.keys(), "not gone"
        made = {values["series_day"] for number, values in after.items() if number not in before}
        shown_days = {step.day.isoformat() for step in created}
        until = max([str(values["series_day"]) for values in before.values()] + ["", *shown_days])
        assert {day for day in made if str(day) <= until} >= shown_days, "not made"
        told = self.world.scalar(
            "SELECT count(DISTINCT person_id) FROM signup WHERE told IS NOT NULL"
        )
        assert told == shown.told, f"{told} are told, {shown.told} were shown"


def check_keys(world: World) -> None:
    """No day of the calendar is in the series twice, into whatever parts it was cut."""
    rows = world.rows(
        """SELECT series_day, count(*) AS times FROM shift WHERE series_id IS NOT NULL
           GROUP BY series_day, ordinal HAVING count(*) > 1"""
    )
    assert [(row["series_day"], row["times"]) for row in rows] == [], "a day twice"
    at_once = world.rows(
        """SELECT starts_at, count(*) AS times FROM shift
           WHERE state = 'open' AND detached = 0 GROUP BY starts_at HAVING count(*) > 1"""
    )
    assert len(at_once) == 0, "two at the same time"
