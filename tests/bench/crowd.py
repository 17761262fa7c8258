"""An installation as large as wished, made of seeds and bulk statements; nobody in it is real."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.domain import roles
from bot.domain.calendar import local_day
from bot.domain.series import AHEAD, Pattern, Series, draft_on, planned_days, rule_for
from bot.domain.shifts import Kind, ShiftRole
from bot.services.notices import reminder_payload
from bot.store.codec import to_ms
from bot.store.database import open_connection
from tests.support.talk import ZONE

FIRST_TELEGRAM_ID = 100_000
PAST = timedelta(days=2 * 365)
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_A_PAST_SHIFT = 8  # sign-ups on average
_TOWNS = ("Unna", "Hamm", "Ahlen", "Soest", "Werl", "Lünen", "Selm", "Bönen")
_KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything; ``signups`` counts past and coming ones (about)."""

    people: int
    initiatives: int
    open_shifts: int
    signups: int
    series: int
    searches: int


FULL = Size(
    people=20_000, initiatives=200, open_shifts=2_000, signups=200_000, series=300, searches=100
)
EMPTY = Size(people=60, initiatives=2, open_shifts=30, signups=150, series=2, searches=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """When and where a shift takes place, instants in milliseconds; ``day`` is its series'."""

    starts_at: int
    ends_at: int
    initiative: int
    kind: str
    series: int | None = None
    day: str | None = None


def build(path: Path, size: Size, now: datetime, seed: int = 1) -> None:
    """Fill the migrated file at ``path``; the same seed and instant give the same rows."""
    maker = _Maker(size=size, now=now, random=Random(seed))
    maker.make()
    with closing(open_connection(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # the file is nobody's yet
        connection.execute("BEGIN")
        for table, rows in maker.rows.items():
            if rows:
                columns, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
                statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
                connection.executemany(statement, rows)
        connection.execute("COMMIT")


@dataclass(slots=True, kw_only=True)
class _Maker:
    size: Size
    now: datetime
    random: Random
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)  # active ones, by initiative
    _ids: dict[str, int] = field(default_factory=dict)

    @property
    def now_ms(self) -> int:
        return to_ms(self.now)

    def make(self) -> None:
        self.people()
        self.initiatives()
        coming, past = self.plan()
        for one in past:
            self.past_shift(one, self.per_past_shift(len(coming), len(past)))
        self.coming_shifts(coming)

    def put(self, table: str, **values: object) -> None:
        self.rows.setdefault(table, []).append(values)

    def new_id(self, table: str) -> int:
        self._ids[table] = self._ids.get(table, 0) + 1
        return self._ids[table]

    def people(self) -> None:
        for _ in range(self.size.people):
            number = self.new_id("person")
            roll = self.random.random()
            has_telegram = roll > 0.02 or number == self.size.people  # the lead has it
            leads = "1440,120" if roll < 0.8 else "10080,120" if roll < 0.9 else ""
            self.put(
                "person",
                id=number,
                telegram_id=FIRST_TELEGRAM_ID + number if has_telegram else None,
                language=self.random.choice(("de", "de", "de", "en", "ar", "uk")),
                name=f"P{number}",
                notice_version=NOTICE_VERSION,
                notice_at=self.now_ms,
                lead_minutes=leads,
                created_at=self.now_ms,
                seen_at=self.now_ms,
                speaks=self.random.choice(("de", "de,ar", "de,uk", "de,tr,en", "")),
                interests=self.random.choice(_KINDS) if roll > 0.5 else "",
                towns=f'["{self.random.choice(_TOWNS)}"]' if roll > 0.7 else "[]",
                adult=1 if roll > 0.3 else None,
            )
        self.put("lead", person_id=self.size.people, since_at=self.now_ms)

    def initiatives(self) -> None:
        for number in range(1, self.size.initiatives + 1):
            self.members[number] = []
            self.put(
                "initiative",
                id=number,
                name=f"Initiative {number}",
                town=_TOWNS[number % len(_TOWNS)],
                join_mode="open",
                poster_code=f"poster{number}",
                created_at=self.now_ms,
            )
        for person in range(1, self.size.people):  # the last one is the lead
            wanted = self.random.choice((1, 1, 2, 2, 3))
            for initiative in {self.an_initiative() for _ in range(wanted)}:
                crowd = self.members[initiative]
                crowd.append(person)
                self.put(
                    "membership",
                    person_id=person,
                    initiative_id=initiative,
                    role="coordinator" if len(crowd) <= 2 else "volunteer",
                    state="active",
                    since_at=self.now_ms,
                )

    def an_initiative(self) -> int:
        """Return one of them, the first ones most often."""
        return 1 + int(self.size.initiatives * self.random.random() ** 1.5)

    def some(self, initiative: int, count: int) -> list[int]:
        """Return so many different members (or fewer), some of them much more often."""
        crowd, found = self.members[initiative], dict[int, None]()
        for _ in range(3 * count):
            if len(found) == count or not crowd:
                break
            found[crowd[int(len(crowd) * self.random.random() ** 2)]] = None
        return list(found)

    def plan(self) -> tuple[list[_Planned], list[_Planned]]:
        """Return coming and past shifts, those of series among them, soonest first."""
        every = [one for _ in range(self.size.series) for one in self.a_series()]
        coming = [one for one in every if one.starts_at > self.now_ms]
        past = [one for one in every if one.starts_at <= self.now_ms]
        self.random.shuffle(coming)
        del coming[self.size.open_shifts :]
        wanted = max(1, self.size.signups - 4 * self.size.open_shifts) // _A_PAST_SHIFT
        ahead_ms, past_ms = int(AHEAD.total_seconds()) * 1000, int(PAST.total_seconds()) * 1000
        coming += [self.a_shift(ahead_ms) for _ in range(self.size.open_shifts - len(coming))]
        past += [self.a_shift(-past_ms) for _ in range(wanted - len(past))]
        return sorted(coming, key=_start), sorted(past, key=_start)

    def a_shift(self, span_ms: int) -> _Planned:
        starts = self.now_ms + int(span_ms * (0.005 + 0.99 * self.random.random()))
        starts -= starts % (_HOUR_MS // 4)
        return _Planned(
            starts_at=starts,
            ends_at=starts + self.random.choice((2, 3, 4)) * _HOUR_MS,
            initiative=self.an_initiative(),
            kind=self.random.choice(_KINDS),
        )

    def a_series(self) -> list[_Planned]:
        first = local_day(self.now, ZONE) - timedelta(days=self.random.randrange(30, 365))
        until = local_day(self.now, ZONE) + AHEAD
        pattern = self.random.choice((Pattern.WEEKLY, Pattern.BIWEEKLY, Pattern.LAST))
        clock = self.random.randrange(9, 20)
        series = Series(
            id=self.new_id("series"),
            initiative_id=self.an_initiative(),
            kind=self.random.choice(_KINDS),
            task="Sprachcafé begleiten",
            place="Lindenhof, Raum 2",
            rule=rule_for(pattern, first),
            first_day=first,
            last_day=None,
            start=time(clock),
            end=time(clock + 2),
            skip_holidays=self.random.random() < 0.5,
            roles=(ShiftRole(capacity=8),),
        )
        self.put_series(series, until)
        return [self.of_series(series, day) for day in planned_days(series, first, until)]

    def put_series(self, series: Series, until: date) -> None:
        self.put(
            "series",
            id=series.id,
            initiative_id=series.initiative_id,
            kind=series.kind,
            task=series.task,
            place=series.place,
            rule=series.rule,
            first_day=series.first_day.isoformat(),
            start_clock=f"{series.start:%H:%M}",
            end_clock=f"{series.end:%H:%M}",
            skip_holidays=int(series.skip_holidays),
            roles=roles.to_text(series.roles),
            made_until_day=until.isoformat(),
            created_at=self.now_ms,
        )
        for person in self.some(series.initiative_id, 3):
            self.put(
                "standing_signup",
                series_id=series.id,
                person_id=person,
                role=0,
                since_at=self.now_ms,
            )

    def of_series(self, series: Series, day: date) -> _Planned:
        draft = draft_on(series, day, ZONE)
        return _Planned(
            starts_at=to_ms(draft.starts_at),
            ends_at=to_ms(draft.ends_at),
            initiative=series.initiative_id,
            kind=series.kind,
            series=series.id,
            day=day.isoformat(),
        )

    def shift(self, planned: _Planned, *capacities: int) -> int:
        number, is_past = self.new_id("shift"), planned.starts_at <= self.now_ms
        self.put(
            "shift",
            id=number,
            initiative_id=planned.initiative,
            task="Sprachcafé begleiten",
            place="Lindenhof, Raum 2",
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            state="cancelled" if is_past and self.random.random() < 0.03 else "open",
            created_at=planned.starts_at - 30 * _DAY_MS,
            kind=planned.kind,
            series_id=planned.series,
            series_day=planned.day,
            ordinal=None if planned.day is None else 0,
        )
        for position, capacity in enumerate(capacities):
            self.put(
                "shift_role",
                shift_id=number,
                position=position,
                name="Übersetzung" if position else "",
                capacity=capacity,
                languages="ar,uk" if position else "",
            )
        return number

    def signup(
        self, shift: int, person: int, state: str, at: int, role: int = 0, came: str | None = None
    ) -> None:
        self.put(
            "signup",
            shift_id=shift,
            role=role,
            person_id=person,
            state=state,
            attendance=came,
            queued_at=at,
            confirmed_at=None if state == "waiting" else at,
            updated_at=at,
        )

    def per_past_shift(self, coming: int, past: int) -> float:
        return max(1.0, (self.size.signups - 4 * coming) / max(1, past))

    def past_shift(self, planned: _Planned, signups: float) -> None:
        count = max(1, round(signups * (0.6 + 0.8 * self.random.random())))
        shift = self.shift(planned, count, *self.second_role())
        for person in self.some(planned.initiative, count):
            roll, at = self.random.random(), planned.starts_at - 5 * _DAY_MS
            state = "confirmed" if roll < 0.87 else "withdrawn" if roll < 0.97 else "waiting"
            came = "came" if roll < 0.8 else "excused" if roll < 0.84 else "missed"
            self.signup(shift, person, state, at, came=came if state == "confirmed" else None)
            if state == "confirmed" and planned.starts_at > self.now_ms - 30 * _DAY_MS:
                self.sent_reminder(shift, person, planned.starts_at)
        if self.random.random() < 0.1:
            self.search(shift, planned, "filled")

    def second_role(self) -> tuple[int, ...]:
        return (self.random.choice((1, 2, 3)),) if self.random.random() < 0.1 else ()

    def sent_reminder(self, shift: int, person: int, starts_at: int) -> None:
        for lead in (1440, 120):
            self.put(
                "outbox",
                lane=1,
                kind="reminder",
                payload=reminder_payload(shift, starts_at, silent=False),
                person_id=person,
                chat_id=FIRST_TELEGRAM_ID + person,
                dedupe_key=f"reminder:{shift}:{person}:{starts_at}:{lead}",
                state="sent",
                not_before_at=starts_at - lead * 60_000,
                message_id=1,
                created_at=starts_at - lead * 60_000,
                updated_at=starts_at - lead * 60_000,
            )

    def coming_shifts(self, coming: list[_Planned]) -> None:
        """Write them: one in twenty is full and has a waitlist, searches run for others."""
        late = [at for at, one in enumerate(coming) if one.starts_at > self.now_ms + 2 * _DAY_MS]
        full = set(self.random.sample(late, max(1, len(coming) // 20)))
        rest = [at for at in late if at not in full]
        line_searches = len(full) // 5
        wanted = set(self.random.sample(sorted(full), line_searches))
        wanted |= set(self.random.sample(rest, min(len(rest), self.size.searches - line_searches)))
        for at, planned in enumerate(coming):
            places, waiting = self.random.randint(3, 12), 0
            if at in full:  # a small initiative has fewer helpers than a shift has places
                waiting = self.random.randint(1, 4)
                helpers = self.some(planned.initiative, places + waiting)
                places = taken = max(1, len(helpers) - waiting)
            else:
                helpers = self.some(planned.initiative, self.random.randrange(places))
                taken = len(helpers)
            shift = self.shift(planned, places, *self.second_role())
            for place, person in enumerate(helpers):
                signed = self.now_ms - self.random.randrange(_HOUR_MS, 15 * _DAY_MS)
                state = "confirmed" if place < taken else "waiting"
                self.signup(shift, person, state, signed)
            if at in wanted:
                self.search(shift, planned, "running", "waitlist" if waiting else "standin")

    def search(
        self, shift: int, planned: _Planned, state: str, kind: str = "standin", asked: int = 5
    ) -> None:
        at = min(self.now_ms, planned.starts_at) - _HOUR_MS
        number = self.new_id("search")
        self.put(
            "search",
            id=number,
            shift_id=shift,
            role=0,
            kind=kind,
            state=state,
            wave=1 if kind == "standin" else 0,
            next_at=self.now_ms + 30 * _DAY_MS,
            created_at=at,
            updated_at=at,
        )
        if kind == "standin":
            for person in self.some(planned.initiative, asked):
                self.put(
                    "offer",
                    search_id=number,
                    person_id=person,
                    via=kind,
                    state="open" if state == "running" else "lapsed",
                    created_at=at,
                    expires_at=max(at + 1, planned.starts_at),
                    updated_at=at,
                )


def _start(planned: _Planned) -> int:
    return planned.starts_at


def counts(path: Path, *tables: str) -> dict[str, int]:
    """Return how many rows each of these tables has."""
    with closing(open_connection(path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in tables
        }
