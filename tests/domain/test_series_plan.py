"""What an edit of a series would do: nothing twice, nobody lost, nothing that has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.calendar import at_local, local_clock, local_day
from bot.domain.series import Pattern, Series, draft_on, nth_of, planned_days, rule_for, span_on
from bot.domain.series_edit import (
    Action,
    Edit,
    EditFault,
    EditPlan,
    Occurrence,
    Scope,
    Step,
    Values,
)
from bot.domain.series_plan import plan_edit
from bot.domain.shifts import DraftFault, Kind, one_role
from tests.domain.test_series import a_series

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 11, 3)  # a Tuesday
NOW = at_local(date(2026, 11, 22), time(18), BERLIN)  # three have begun
MADE_UNTIL = date(2027, 1, 17)
NEXT = 4  # the id of the first that has not begun, on 24 November
TUESDAYS = a_series(first_day=FIRST, made_until=MADE_UNTIL)


def values_on(series: Series, day: date) -> Values:
    draft = draft_on(series, day, BERLIN)
    return Values(
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        task=draft.task,
        place=draft.place,
        kind=draft.kind,
        places=tuple(role.capacity for role in draft.roles),
    )


def made(series: Series, **people: tuple[int, ...]) -> tuple[Occurrence, ...]:
    """Return all that was made of the series; ``people`` by the shift's number, as ``s4=(7,)``."""
    assert series.made_until is not None
    found = []
    for number, day in enumerate(planned_days(series, series.first_day, series.made_until), 1):
        signed = people.get(f"s{number}", ())
        one = Occurrence(
            shift_id=number,
            day=day,
            values=values_on(series, day),
            people=signed,
            taken=(len(signed),),
            remembered=bool(signed),
        )
        found.append(one)
    return tuple(found)


def changed(all_of: tuple[Occurrence, ...], number: int, **to: object) -> tuple[Occurrence, ...]:
    return tuple(replace(one, **to) if one.shift_id == number else one for one in all_of)


def plan(
    edit: Edit, occurrences: tuple[Occurrence, ...], series: Series | None = TUESDAYS
) -> EditPlan:
    found = plan_edit(series, occurrences, edit, NOW, BERLIN)
    assert isinstance(found, EditPlan), found
    return found


def actions(planned: EditPlan) -> dict[int, Action]:
    return {step.shift_id: step.action for step in planned.steps if step.shift_id}


def edit(scope: Scope = Scope.ALL, shift: int = NEXT, **what: object) -> Edit:
    return Edit(scope=scope, shift_id=shift, **what)  # type: ignore[arg-type]


def test_only_this_one_leaves_the_series_as_it_is() -> None:
    planned = plan(edit(Scope.ONE, span=(time(18), time(20))), made(TUESDAYS, s4=(7, 8)))
    assert (planned.series, planned.cut, actions(planned), planned.told) == (
        None,
        None,
        {NEXT: Action.MOVE},
        {7, 8},
    )


def test_this_and_following_leaves_what_comes_before() -> None:
    planned = plan(edit(Scope.FOLLOWING, shift=6, task="Spieleabend"), made(TUESDAYS))
    assert set(actions(planned)) == set(range(6, 12))


def test_this_and_following_cuts_the_series_on_that_day() -> None:
    planned = plan(edit(Scope.FOLLOWING, shift=6, task="Spieleabend"), made(TUESDAYS))
    assert planned.series is not None
    assert (planned.cut, planned.series.first_day, planned.series.task) == (
        date(2026, 12, 8),
        date(2026, 12, 8),
        "Spieleabend",
    )


def test_from_the_very_first_on_it_stays_one_series() -> None:
    occurrences = tuple(one for one in made(TUESDAYS) if one.shift_id >= NEXT)
    assert plan(edit(Scope.FOLLOWING, task="Spieleabend"), occurrences).cut is None


def test_all_means_all_that_have_not_begun() -> None:
    planned = plan(edit(shift=8, task="Spieleabend"), made(TUESDAYS))
    assert set(actions(planned)) == set(range(NEXT, 12))


def test_new_times_are_wall_times_on_every_day() -> None:
    spring = a_series(first_day=date(2027, 3, 23), made_until=date(2027, 4, 6))
    planned = plan(edit(shift=1, span=(time(18), time(20))), made(spring), spring)
    starts = [step.to.starts_at.astimezone(BERLIN) for step in planned.steps if step.to]
    assert [(at.time(), at.utcoffset()) for at in starts] == [
        (time(18), timedelta(hours=1)),
        (time(18), timedelta(hours=2)),
        (time(18), timedelta(hours=2)),
    ]


def test_other_places_of_helpers_are_told_to_nobody() -> None:
    planned = plan(edit(places=(0, 5)), made(TUESDAYS, s4=(7, 8)))
    assert (planned.changed, planned.told) == (8, frozenset())


def test_fewer_places_than_people_are_refused_for_that_shift_only() -> None:
    planned = plan(edit(places=(0, 2)), made(TUESDAYS, s5=(7, 8, 9)))
    assert (planned.changed, planned.count(Action.REFUSE), planned.faults) == (
        7,
        1,
        {EditFault.TAKEN},
    )


def test_a_time_that_is_over_is_refused_for_today_only() -> None:
    now = at_local(date(2026, 11, 24), time(12), BERLIN)
    found = plan_edit(TUESDAYS, made(TUESDAYS), edit(span=(time(10), time(11))), now, BERLIN)
    assert isinstance(found, EditPlan)
    assert (actions(found)[NEXT], found.faults, found.changed) == (
        Action.REFUSE,
        {DraftFault.PAST},
        7,
    )


def test_who_is_in_several_shifts_counts_once() -> None:
    planned = plan(edit(place="Garten"), made(TUESDAYS, s4=(7, 8), s5=(7,), s6=(9,)))
    assert planned.told == {7, 8, 9}


def test_cancelled_shifts_stay_cancelled() -> None:
    occurrences = changed(made(TUESDAYS), 5, cancelled=True)
    assert 5 not in actions(plan(edit(task="Spieleabend"), occurrences))


def test_a_cancelled_shift_cannot_be_edited() -> None:
    occurrences = changed(made(TUESDAYS), NEXT, cancelled=True)
    found = plan_edit(TUESDAYS, occurrences, edit(task="Spieleabend"), NOW, BERLIN)
    assert found is EditFault.OVER


def test_a_shift_that_has_begun_cannot_be_edited() -> None:
    found = plan_edit(TUESDAYS, made(TUESDAYS), edit(shift=3, task="X"), NOW, BERLIN)
    assert found is EditFault.OVER


def test_the_same_again_is_nothing() -> None:
    found = plan_edit(TUESDAYS, made(TUESDAYS), edit(task="Sprachcafé"), NOW, BERLIN)
    assert found is EditFault.NOTHING


def test_a_shift_with_values_of_its_own_keeps_them() -> None:
    own = Values(
        starts_at=at_local(date(2026, 12, 2), time(9), BERLIN),
        ends_at=at_local(date(2026, 12, 2), time(10), BERLIN),
        task="Ausflug",
        place="Zoo",
        kind=Kind.CHILDREN,
        places=(9,),
    )
    occurrences = changed(made(TUESDAYS, s5=(7,)), 5, values=own, detached=True)
    planned = plan(edit(span=(time(18), time(20))), occurrences)
    assert (actions(planned)[5], planned.told) == (Action.OWN, frozenset())


def test_the_one_it_was_made_on_changes_even_with_values_of_its_own() -> None:
    occurrences = changed(made(TUESDAYS), NEXT, detached=True)
    assert actions(plan(edit(place="Garten"), occurrences))[NEXT] is Action.ALTER


def test_another_weekday_keeps_shifts_with_people_as_they_are() -> None:
    planned = plan(edit(day=date(2026, 11, 25)), made(TUESDAYS, s5=(7,)))
    assert (actions(planned)[5], actions(planned)[6], planned.told) == (
        Action.DETACH,
        Action.DELETE,
        frozenset(),
    )


def test_another_weekday_is_made_as_far_as_the_old_one_was() -> None:
    planned = plan(edit(day=date(2026, 11, 25)), made(TUESDAYS))
    assert [step.day for step in planned.steps if step.action is Action.CREATE] == [
        date(2026, 11, 25) + timedelta(weeks=n) for n in range(8)
    ]


def test_an_earlier_weekday_begins_in_the_same_week() -> None:
    planned = plan(edit(Scope.FOLLOWING, shift=5, day=date(2026, 11, 30)), made(TUESDAYS))
    days = [step.day for step in planned.steps if step.action is Action.CREATE]
    assert (planned.cut, days[0]) == (date(2026, 11, 30), date(2026, 11, 30))


def test_another_weekday_ends_standing_sign_ups() -> None:
    assert plan(edit(day=date(2026, 11, 25)), made(TUESDAYS)).ends_standing is True


def test_every_second_tuesday_is_a_tuesday_still() -> None:
    assert plan(edit(pattern=Pattern.BIWEEKLY), made(TUESDAYS)).ends_standing is False


def test_every_tuesday_is_more_than_every_second_one() -> None:
    series = replace(TUESDAYS, rule=rule_for(Pattern.BIWEEKLY, FIRST))
    planned = plan(edit(shift=3, pattern=Pattern.WEEKLY), made(series), series)
    assert planned.ends_standing is True


def test_the_other_week_is_not_what_was_said_before() -> None:
    series = replace(TUESDAYS, rule=rule_for(Pattern.BIWEEKLY, FIRST))
    planned = plan(edit(shift=3, day=date(2026, 12, 8)), made(series), series)
    assert planned.ends_standing is True


def test_a_series_does_not_reach_back_into_what_it_was_cut_from() -> None:
    wish = edit(Scope.FOLLOWING, day=date(2026, 11, 23))
    occurrences = tuple(one for one in made(TUESDAYS) if one.shift_id >= NEXT)
    series = replace(TUESDAYS, first_day=date(2026, 11, 24))
    found = plan_edit(series, occurrences, wish, NOW, BERLIN, date(2026, 11, 24))
    assert isinstance(found, EditPlan)
    days = [step.day for step in found.steps if step.action is Action.CREATE]
    assert days[0] == date(2026, 11, 30)


def test_every_second_week_counts_from_the_shift_it_was_said_on() -> None:
    planned = plan(edit(shift=5, pattern=Pattern.BIWEEKLY), made(TUESDAYS))
    assert actions(planned) == {
        NEXT: Action.DELETE,
        5: Action.KEEP,
        6: Action.DELETE,
        7: Action.KEEP,
        8: Action.DELETE,
        9: Action.KEEP,
        10: Action.DELETE,
        11: Action.KEEP,
    }


def test_every_second_week_stays_the_same_week_after_a_cut() -> None:
    series = replace(TUESDAYS, rule=rule_for(Pattern.BIWEEKLY, FIRST))
    before = planned_days(series, FIRST, MADE_UNTIL)
    planned = plan(edit(Scope.FOLLOWING, shift=3, place="Garten"), made(series), series)
    assert planned.series is not None
    assert planned_days(planned.series, FIRST, MADE_UNTIL) == before[2:]


def test_a_series_that_lies_ahead_does_not_begin_earlier() -> None:
    ahead = replace(TUESDAYS, first_day=date(2026, 12, 8))
    planned = plan(edit(shift=2, day=date(2026, 12, 16)), made(ahead), ahead)
    assert [step.day for step in planned.steps if step.action is Action.CREATE] == [
        date(2026, 12, 9) + timedelta(weeks=n) for n in range(6)
    ]


def test_a_shift_somebody_once_signed_up_for_is_closed_and_remembered() -> None:
    occurrences = changed(made(TUESDAYS), 6, remembered=True)
    assert actions(plan(edit(day=date(2026, 11, 25)), occurrences))[6] is Action.CLOSE


def test_nothing_is_made_where_a_cancelled_one_is_remembered() -> None:
    wednesdays = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=WE")
    memory = Occurrence(
        shift_id=99,
        day=date(2026, 12, 2),
        values=values_on(wednesdays, date(2026, 12, 2)),
        cancelled=True,
    )
    planned = plan(edit(day=date(2026, 11, 25)), (*made(TUESDAYS), memory))
    days = [step.day for step in planned.steps if step.action is Action.CREATE]
    assert (date(2026, 11, 25) in days, date(2026, 12, 2) in days) == (True, False)


@pytest.mark.parametrize(
    ("pattern", "day", "rule"),
    [
        (Pattern.FIRST_THIRD, date(2026, 12, 8), "FREQ=MONTHLY;BYDAY=2TU,4TU"),
        (Pattern.SECOND_FOURTH, date(2026, 12, 16), "FREQ=MONTHLY;BYDAY=1WE,3WE"),
        (Pattern.LAST, date(2026, 12, 9), "FREQ=MONTHLY;BYDAY=2WE"),
        (Pattern.LAST, date(2026, 12, 30), "FREQ=MONTHLY;BYDAY=-1WE"),
        (Pattern.NTH, date(2026, 12, 30), "FREQ=MONTHLY;BYDAY=-1WE"),
        (Pattern.NTH, date(2026, 12, 2), "FREQ=MONTHLY;BYDAY=1WE"),
    ],
)
def test_a_pattern_keeps_its_sense_on_another_day(pattern: Pattern, day: date, rule: str) -> None:
    series = replace(TUESDAYS, rule=rule_for(pattern, date(2026, 11, 3)))
    planned = plan(edit(shift=made(series)[-1].shift_id, day=day), made(series), series)
    assert planned.series is not None
    assert planned.series.rule == rule


def test_a_single_shift_is_edited_without_a_series() -> None:
    one = changed(made(TUESDAYS, s4=(7,)), NEXT)[NEXT - 1]
    planned = plan(edit(Scope.ONE, day=date(2026, 12, 24)), (one,), None)
    to = planned.steps[0].to
    assert to is not None
    assert (to.starts_at, planned.told) == (
        at_local(date(2026, 12, 24), time(17), BERLIN),
        {7},
    )


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ({"places": (0, 0)}, DraftFault.CAPACITY),
        ({"places": (0, 201)}, DraftFault.CAPACITY),
        ({"day": date(2026, 11, 21)}, DraftFault.PAST),
        ({"day": date(2029, 1, 1)}, DraftFault.TOO_FAR),
    ],
)
def test_what_no_shift_may_have_no_series_gets(what: dict[str, object], fault: DraftFault) -> None:
    assert plan_edit(TUESDAYS, made(TUESDAYS), edit(**what), NOW, BERLIN) is fault


def test_a_rule_without_pattern_does_not_move_to_another_day() -> None:
    series = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=TU,TH")
    wish = edit(shift=made(series)[-1].shift_id, day=date(2026, 11, 25))
    assert plan_edit(series, made(series), wish, NOW, BERLIN) is EditFault.PATTERN


def test_one_more_person_makes_another_mark() -> None:
    wish = edit(place="Garten")
    assert plan(wish, made(TUESDAYS)).mark != plan(wish, made(TUESDAYS, s4=(7,))).mark


# Series with a past, with people, cancelled and moved shifts, and edits of all kinds.

SPANS = st.sampled_from(
    [(time(8), time(9, 30)), (time(17), time(19)), (time(22), time(6)), (time(2, 30), time(3, 30))]
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Series, tuple[Occurrence, ...], datetime]:
    first = draw(st.dates(date(2026, 1, 1), date(2028, 11, 1)))
    start, end = draw(SPANS)
    last = draw(st.none() | st.integers(20, 90))
    series = a_series(
        rule=rule_for(draw(st.sampled_from(Pattern)), first),
        first_day=first,
        last_day=None if last is None else first + timedelta(days=last),
        start=start,
        end=end,
        skip_holidays=draw(st.booleans()),
        roles=one_role(3),
        made_until=first + timedelta(days=draw(st.integers(14, 84))),
    )
    occurrences = []
    for one in made(series):
        people = tuple(sorted(draw(st.sets(st.integers(1, 9), max_size=4))))
        values, detached = one.values, draw(st.integers(0, 5)) == 0
        if detached:
            day = one.day + timedelta(days=draw(st.integers(-3, 9)))
            starts_at, ends_at = span_on(day, *draw(SPANS), BERLIN)
            values = replace(values, starts_at=starts_at, ends_at=ends_at, task="Ausflug")
        occurrences.append(
            replace(
                one,
                values=values,
                people=people,
                taken=(min(3, len(people)),),
                remembered=bool(people) or draw(st.booleans()),
                cancelled=draw(st.integers(0, 7)) == 0,
                detached=detached,
            )
        )
    now = at_local(first + timedelta(days=draw(st.integers(-10, 40))), time(12), BERLIN)
    return series, tuple(occurrences), now


@st.composite
def edits(draw: st.DrawFn, occurrences: tuple[Occurrence, ...]) -> Edit:
    anchor = draw(st.sampled_from(occurrences))
    change = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "day": st.integers(-9, 20).map(lambda n: anchor.day + timedelta(days=n)),
                "pattern": st.sampled_from(Pattern),
                "span": SPANS,
                "place": st.sampled_from(["Saal", "Garten"]),
                "task": st.sampled_from(["Sprachcafé", "Spieleabend"]),
                "places": st.integers(1, 5).map(lambda n: (0, n)),
            },
        )
    )
    return edit(draw(st.sampled_from(Scope)), anchor.shift_id, **change)


Key = tuple[str, date, int]


def applied(
    planned: EditPlan, occurrences: tuple[Occurrence, ...]
) -> tuple[list[Key], tuple[Occurrence, ...]]:
    """Return all keys, and the shifts as they are afterwards."""
    steps = {step.shift_id: step for step in planned.steps if step.shift_id}
    after = []
    for one in occurrences:
        step = steps.get(one.shift_id)
        if step is None or step.action in {Action.KEEP, Action.OWN, Action.REFUSE}:
            after.append(one)
        elif step.action is Action.DETACH:
            after.append(replace(one, detached=True))
        elif step.action is Action.CLOSE:
            after.append(replace(one, cancelled=True))
        elif step.to is not None:
            own = one.detached or planned.edit.scope is Scope.ONE
            after.append(replace(one, values=step.to, detached=own))
    for number, step in enumerate(planned.steps, 1000):
        if step.action is Action.CREATE and step.to is not None:
            after.append(Occurrence(shift_id=number, day=step.day, values=step.to, taken=(0,)))
    keys = [
        ("new" if planned.cut and one.day >= planned.cut else "old", one.day, one.ordinal)
        for one in after
    ]
    return keys, tuple(after)


@given(st.data(), histories())
def test_an_edit_makes_nothing_twice_and_loses_nobody(
    data: st.DataObject, history: tuple[Series, tuple[Occurrence, ...], datetime]
) -> None:
    series, occurrences, now = history
    assume(occurrences)
    wish = data.draw(edits(occurrences))
    planned = plan_edit(series, occurrences, wish, now, BERLIN)
    if not isinstance(planned, EditPlan):
        return
    keys, after = applied(planned, occurrences)
    assert len(keys) == len(set(keys))
    there = {one.shift_id: one for one in after}
    for one in occurrences:
        if one.people:
            assert there[one.shift_id].people == one.people
            assert there[one.shift_id].cancelled is one.cancelled
        if not one.open_at(now):
            assert there[one.shift_id] == one
    touched = [step.shift_id for step in planned.steps if step.shift_id]
    assert len(touched) == len(set(touched))
    check_what_is_told(planned, occurrences)
    check_that_it_is_settled(planned, series, after, now)


def check_what_is_told(planned: EditPlan, occurrences: tuple[Occurrence, ...]) -> None:
    before = {one.shift_id: one for one in occurrences}
    told: set[int] = set()
    for step in planned.steps:
        if step.shift_id and step.to is not None:
            was = replace(before[step.shift_id].values, places=(), kind=Kind.OTHER)
            if replace(step.to, places=(), kind=Kind.OTHER) != was:
                told |= set(before[step.shift_id].people)
    assert planned.told == told


def check_that_it_is_settled(
    planned: EditPlan, series: Series, after: tuple[Occurrence, ...], now: datetime
) -> None:
    """Nothing is left to be made, and the same edit again changes nothing more."""
    series = planned.series or series
    own = tuple(one for one in after if planned.cut is None or one.day >= planned.cut)
    assert series.made_until is not None
    if planned.series is not None:
        start = max(series.first_day, local_day(now, BERLIN))
        missing = set(planned_days(series, start, series.made_until)) - {one.day for one in own}
        late = {day for day in missing if draft_on(series, day, BERLIN).starts_at > now}
        assert late == set()
    if actions(planned).get(planned.edit.shift_id) is Action.DETACH:
        return  # it has values of its own now, and an edit made on it would change them
    again = plan_edit(series, own, planned.edit, now, BERLIN)
    if isinstance(again, EditPlan):
        assert again.count(Action.KEEP, Action.OWN, Action.REFUSE) == len(again.steps)


@given(st.data(), histories())
def test_days_of_an_edited_series_follow_its_pattern(
    data: st.DataObject, history: tuple[Series, tuple[Occurrence, ...], datetime]
) -> None:
    series, occurrences, now = history
    assume(occurrences)
    wish = replace(data.draw(edits(occurrences)), scope=Scope.FOLLOWING)
    planned = plan_edit(series, occurrences, wish, now, BERLIN)
    if not isinstance(planned, EditPlan) or planned.series is None or wish.pattern is None:
        return
    new = planned.series
    anchor = next(one for one in occurrences if one.shift_id == wish.shift_id)
    base = wish.day or anchor.day
    for step in planned.steps:
        if step.action is Action.CREATE:
            assert step.day.weekday() == base.weekday()
            assert _fits(wish.pattern, step.day, base), (new, step)


def _fits(pattern: Pattern, day: date, base: date) -> bool:
    match pattern:
        case Pattern.WEEKLY:
            return True
        case Pattern.BIWEEKLY:
            return (day - base).days % 14 == 0
        case Pattern.FIRST_THIRD:
            return nth_of(day) in {1, 3}
        case Pattern.SECOND_FOURTH:
            return nth_of(day) in {2, 4}
        case Pattern.NTH:
            return nth_of(day) == nth_of(base)
        case Pattern.LAST:
            return (day + timedelta(days=7)).month != day.month


def test_the_clock_of_a_moved_shift_stays_its_own_when_only_its_day_changes() -> None:
    starts_at, ends_at = span_on(date(2026, 11, 26), time(9), time(11), BERLIN)
    own = replace(made(TUESDAYS)[NEXT - 1].values, starts_at=starts_at, ends_at=ends_at)
    occurrences = changed(made(TUESDAYS), NEXT, values=own, detached=True)
    planned = plan(edit(Scope.ONE, day=date(2026, 11, 27)), occurrences)
    assert [
        (local_day(step.to.starts_at, BERLIN), local_clock(step.to.starts_at, BERLIN))
        for step in planned.steps
        if step.to
    ] == [(date(2026, 11, 27), time(9))]


def test_steps_of_a_single_edit_name_the_shift() -> None:
    planned = plan(edit(Scope.ONE, place="Garten"), made(TUESDAYS, s4=(7,)))
    was = made(TUESDAYS)[NEXT - 1]
    assert planned.steps == (
        Step(
            action=Action.ALTER,
            day=was.day,
            shift_id=NEXT,
            to=replace(was.values, place="Garten"),
            told=(7,),
        ),
    )
