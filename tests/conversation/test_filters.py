"""Finding a shift: what is listed fits the wish, and everything that fits is listed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import local_day
from bot.domain.finding import (
    Facet,
    Near,
    Wish,
    day_code,
    days_of,
    month_code,
    offered_days,
    town_mark,
)
from bot.domain.people import Initiative, JoinMode
from bot.domain.shifts import Kind, Shift, ShiftDraft, ShiftRole, one_role
from bot.services import finding, signups
from bot.store import initiatives, shifts
from bot.store.database import Tx
from tests.services.world import BERLIN, World, open_world
from tests.support.db import START
from tests.support.phone import Phone

ADA, LENA = 1, 2
TOWNS = ("Unna", "Kamen")
TODAY = local_day(START, BERLIN)


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def found(world: World, name: str, town: str) -> Initiative:
    """Found an initiative in that town."""
    return world.do(
        lambda tx: initiatives.add(
            tx, name=name, town=town, mode=JoinMode.OPEN, poster_code=f"p-{name}", now=START
        )
    )


def plan(
    world: World,
    initiative: Initiative,
    starts_at: datetime,
    kind: Kind = Kind.OTHER,
    roles: tuple[ShiftRole, ...] = one_role(2),
) -> int:
    """Plan a shift of two hours."""
    draft = ShiftDraft(
        initiative_id=initiative.id,
        task=f"Tee {kind}",
        place="Saal",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        roles=roles,
        kind=kind,
    )
    return world.do(lambda tx: shifts.add(tx, draft, created_by=None, now=START))


class Fair:
    """A world with four initiatives, three of them Ada's, and shifts of many kinds and days."""

    def __init__(self, world: World, planned: list[tuple[int, int, int]]) -> None:
        self.world = world
        self.ada = world.person(ADA, "Ada")
        self.initiatives = [
            found(world, f"Initiative {n}", TOWNS[n % len(TOWNS)]) for n in range(4)
        ]
        for initiative in self.initiatives[:3]:
            world.member(self.ada, initiative)
        for where, hours, what in planned:
            starts_at = START + timedelta(hours=hours)
            plan(world, self.initiatives[where], starts_at, tuple(Kind)[what])

    def listed(self, args: tuple[int, int, int, str]) -> list[Shift]:
        """Return all shifts that turning every page shows, in this order."""
        standing = self.world.standing(self.ada)
        wish = self.world.do(lambda tx: finding.read(tx, standing, args, TODAY))
        wanted = finding.filter_of(wish, TODAY, BERLIN)
        pages = [self.world.do(lambda tx: signups.available(tx, standing, START, 0, wanted))]
        for number in range(1, pages[0].pages):
            page = partial(signups.available, standing=standing, now=START, page=number)
            pages.append(self.world.do(partial(page, wanted=wanted)))
        return [view.shift for page in pages for view in page.shifts]

    def expected(self, args: tuple[int, int, int, str]) -> set[int]:
        """Return which shifts fit, looked at one by one."""
        rows = self.world.rows("SELECT id FROM shift")
        every = [self.world.do(lambda tx, i=row["id"]: shifts.find(tx, i)) for row in rows]
        return {shift.id for shift in every if shift is not None and self._fits(shift, args)}

    def _fits(self, shift: Shift, args: tuple[int, int, int, str]) -> bool:
        code, initiative_id, mark, kind = args
        mine = {one.id for one in self.initiatives[:3]}
        marks = {town_mark(one.town): one.town for one in self.initiatives[:3]}
        span = days_of(code, TODAY)
        day = local_day(shift.starts_at, BERLIN)
        return (
            shift.initiative_id in mine
            and shift.starts_at > START
            and (span is None or span[0] <= day < span[1])
            and (initiative_id not in mine or shift.initiative_id == initiative_id)
            and (mark not in marks or shift.town == marks[mark])
            and (kind not in set(Kind) or shift.kind == kind)
        )


PLANNED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-30, 24 * 60), st.integers(0, 10)), max_size=40
)
CODES = st.sampled_from([0, *offered_days(TODAY), day_code(TODAY), -1, 7, 2**62])
WISHES = st.tuples(
    CODES,
    st.integers(-1, 6) | st.sampled_from([2**63 - 1]),
    st.sampled_from([0, 1, *map(town_mark, TOWNS)]),
    st.sampled_from(["", "x", *Kind]),
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(PLANNED, st.lists(WISHES, min_size=1, max_size=4))
def test_what_is_listed_is_just_what_fits_each_once_and_soonest_first(planned, wishes):
    with open_world() as world:
        fair = Fair(world, planned)
        for args in wishes:
            listed = fair.listed(args)
            assert len({shift.id for shift in listed}) == len(listed)
            assert {shift.id for shift in listed} == fair.expected(args)
            assert listed == sorted(listed, key=lambda one: (one.starts_at, one.id))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(PLANNED, WISHES)
def test_each_choice_leaves_as_many_shifts_as_it_says(planned, args):
    with open_world() as world:
        fair = Fair(world, planned)
        standing = world.standing(fair.ada)
        wish = world.do(lambda tx: finding.read(tx, standing, args, TODAY))
        for facet in Facet:
            choices = world.do(
                lambda tx, facet=facet: finding.choices(tx, standing, facet, wish, START, BERLIN)
            )
            for one in choices:
                place = [Facet.DAY, Facet.INITIATIVE, Facet.TOWN, Facet.KIND].index(facet)
                changed = [*wish.args]
                changed[place] = one.code
                assert len(fair.listed(tuple(changed))) == one.count
                assert one.count > 0


def screens(phone: Phone, following: str) -> Iterator[str]:
    """Yield the text of each page, turning on by the button whose label ends so."""
    while True:
        yield phone.text
        ahead = [one.press for one in phone.buttons if one.label.endswith(following)]
        if not ahead:
            return
        assert ahead[0] is not None
        phone.forges(ahead[0].action, *ahead[0].args)


@pytest.mark.parametrize("wish", [Wish(), Wish(kind=Kind.FOOD)])
def test_turning_the_pages_shows_each_of_500_shifts_exactly_once(world, wish):
    cafe = found(world, "Sprachcafé", "Unna")
    ada = world.person(ADA, "Ada")
    world.member(ada, cafe)

    def many(tx: Tx) -> list[int]:
        made = []
        for number in range(500):
            starts_at = START + timedelta(hours=1 + number // 3)
            draft = ShiftDraft(
                initiative_id=cafe.id,
                task=f"Aufgabe {number:03}",
                place="Saal",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1),
                roles=one_role(1),
                kind=Kind.FOOD,
            )
            made.append(shifts.add(tx, draft, created_by=None, now=START))
        return made

    every = world.do(many)
    phone = Phone(world, ADA)
    phone.forges("find", 0, *wish.args)
    seen: list[int | str] = []
    pages = 0
    for _ in screens(phone, " ›"):
        pages += 1
        seen += [press.args[0] for press in phone.presses if press.action == "shift"]
    assert (seen, pages) == (every, 84)
    # From the last page one press leads back to the first, and one forward again.
    back = next(one.press for one in phone.buttons if one.label == "« 1")
    phone.forges(back.action, *back.args)
    assert "Aufgabe 000" in phone.text
    on = next(one.press for one in phone.buttons if one.label == "84 »")
    phone.forges(on.action, *on.args)
    assert "Aufgabe 499" in phone.text


def test_a_filter_is_named_above_the_list_and_removed_with_one_press(world):
    cafe, garden = found(world, "Sprachcafé", "Unna"), found(world, "Garten", "Kamen")
    ada = world.person(ADA, "Ada", language="en")
    for one in (cafe, garden):
        world.member(ada, one)
    plan(world, cafe, START + timedelta(days=1), Kind.LANGUAGE)
    plan(world, garden, START + timedelta(days=2), Kind.CRAFT)
    phone = Phone(world, ADA)
    phone.says("/shifts")
    assert "🔎" not in phone.text
    phone.taps("filter")
    assert "2 shifts fit" in phone.text
    phone.taps("filter", Facet.TOWN, 0, 0, 0, "")
    phone.taps("find", 0, 0, 0, town_mark("Kamen"), "")
    assert "🔎 Only: Kamen" in phone.text
    assert "Tee craft" in phone.text
    assert "Tee language" not in phone.text
    phone.taps("filter")
    phone.taps("filter", Facet.KIND, 0, 0, town_mark("Kamen"), "")
    # Only what is left with the town counts: the language café's kind is not offered.
    kinds = {press.args[4] for press in phone.presses if press.action == "find"}
    assert kinds == {"craft"}
    phone.taps("find", 0, 0, 0, town_mark("Kamen"), "craft")
    assert "🔎 Only: Kamen, 🔧" in phone.text
    phone.taps("shifts", 0)
    assert "Tee language" in phone.text
    assert "🔎" not in phone.text


def test_every_day_of_the_choice_can_be_pressed(world):
    cafe = found(world, "Sprachcafé", "Unna")
    ada = world.person(ADA, "Ada", language="en")
    world.member(ada, cafe)
    for days in range(70):
        plan(world, cafe, START + timedelta(days=days, hours=1))
    phone = Phone(world, ADA)
    phone.forges("filter", Facet.DAY, 0, 0, 0, "")
    every = [press for press in phone.presses if press.action == "find" and press.args[1]]
    assert {press.args[1] for press in every} >= {
        Near.TODAY,
        Near.TOMORROW,
        Near.WEEKEND,
        Near.WEEK,
        day_code(TODAY + timedelta(days=13)),
        month_code(TODAY),
    }
    for press in every:
        phone.forges(press.action, *press.args)
        assert "🔎 Only:" in phone.text
        assert "shift" in phone.actions


def test_what_is_nobodys_business_or_unknown_does_not_matter(world):
    cafe, theirs = found(world, "Sprachcafé", "Unna"), found(world, "Geheim", "Bönen")
    ada = world.person(ADA, "Ada")
    world.member(ada, cafe)
    plan(world, cafe, START + timedelta(days=1))
    plan(world, theirs, START + timedelta(days=1))
    phone = Phone(world, ADA)
    plain = phone.says("/shifts").shows[0].message
    for action in ("find", "filter"):
        wanted = phone.forges(action, 0, 0, 0, 0, "")
        for args in (
            (0, 0, theirs.id, 0, ""),
            (0, 0, 999, 0, ""),
            (0, 0, 0, town_mark("Bönen"), ""),
            (0, 99, 0, 0, "nonsense"),
            (-5, -1, -1, -1, "\u202e"),
            (0, 2**62, 2**62, 2**62, ""),
        ):
            assert phone.forges(action, *args) == wanted
        assert "Geheim" not in phone.text
    assert phone.forges("find", 0, 0, 0, 0, "").shows[0].message == plain


def test_a_lead_narrows_down_the_shifts_of_all_initiatives(world):
    garden = found(world, "Garten", "Kamen")
    found(world, "Sprachcafé", "Unna")
    world.lead(world.person(LENA, "Lena", language="en"))
    plan(world, garden, START + timedelta(days=1))
    phone = Phone(world, LENA)
    phone.forges("filter", Facet.INITIATIVE, 0, 0, 0, "")
    phone.taps("find", 0, 0, garden.id, 0, "")
    assert "🔎 Only: Garten" in phone.text


def test_many_initiatives_are_chosen_from_page_by_page(world):
    ada = world.person(ADA, "Ada", language="en")
    every = set()
    for number in range(30):
        one = found(world, f"Initiative {number:02}", "Unna")
        world.member(ada, one)
        plan(world, one, START + timedelta(days=1))
        every.add(one.id)
    phone = Phone(world, ADA)
    phone.forges("filter", Facet.INITIATIVE, 0, 0, 0, "")
    seen: list[int | str] = []
    for _ in screens(phone, "More"):
        seen += [press.args[2] for press in phone.presses if press.action == "find"]
    assert (len(seen), set(seen)) == (30, every)


def test_an_empty_list_says_whether_filters_are_the_reason(world):
    cafe = found(world, "Sprachcafé", "Unna")
    ada = world.person(ADA, "Ada", language="en")
    world.member(ada, cafe)
    phone = Phone(world, ADA)
    phone.says("/shifts")
    assert "There are no open shifts at the moment" in phone.text
    plan(world, cafe, START + timedelta(days=1), Kind.FOOD)
    phone.forges("find", 0, 0, 0, 0, "sport")
    assert "No shift fits these filters" in phone.text
    phone.taps("shifts", 0)
    assert "Tee food" in phone.text


def test_who_takes_a_break_is_told_so_above_the_list(world):
    cafe = found(world, "Sprachcafé", "Unna")
    ada = world.person(ADA, "Ada", language="en", paused_until_on="2026-03-20")
    world.member(ada, cafe)
    phone = Phone(world, ADA)
    phone.says("/shifts")
    assert "You take a break until Friday, 20 March" in phone.text
    phone.now = START + timedelta(days=18)
    phone.says("/shifts")
    assert "break" not in phone.text


def test_marks_say_what_fits_and_what_clashes(world):
    cafe = found(world, "Sprachcafé", "Unna")
    ada = world.person(ADA, "Ada", language="en", speaks="ar,de")
    world.member(ada, cafe)
    roles = (
        ShiftRole(capacity=2),
        ShiftRole(position=1, capacity=1, languages=("ar",)),
    )
    plan(world, cafe, START + timedelta(days=1), Kind.MEETING, roles)
    mine = plan(world, cafe, START + timedelta(days=1, hours=1))
    plan(world, cafe, START + timedelta(days=3), roles=(ShiftRole(capacity=1, languages=("uk",)),))
    standing = world.standing(ada)
    world.do(lambda tx: signups.sign_up(tx, standing, mine, START))
    phone = Phone(world, ADA)
    phone.says("/shifts")
    both, taken, other = phone.text.split("\n\n")[1:]
    assert "☕ Tee meeting" in both
    assert "3 places free · 1 for Arabic" in both
    assert "🗣 Needs your language: Arabic" in both
    assert "⚠️ Clashes with your other shift" in both
    assert "✅ You are in." in taken
    assert "⚠️" not in taken
    assert "🗣 Wanted: Ukrainian" in other
    assert "⚠️" not in other
