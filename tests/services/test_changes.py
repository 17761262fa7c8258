"""Changes of a shift are told once, old and new, at an hour when that is welcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.changes import Alteration
from bot.domain.errors import NotFoundError
from bot.domain.people import Role
from bot.domain.shifts import DraftFault, Kind, Shift
from bot.services import changes
from bot.services import shifts as shifts_service
from bot.texts.speech import isolate
from tests.services.change_run import FIRST, NOON, Scene, Way, check
from tests.services.world import BERLIN, open_world

LATER = FIRST + timedelta(hours=1)
EVENING = datetime(2026, 3, 4, 22, tzinfo=BERLIN)
MORNING = datetime(2026, 3, 5, 8, tzinfo=BERLIN)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world)


# --- what is written ------------------------------------------------------------------------


def test_a_change_is_written_and_raises_the_sequence_by_one(scene: Scene) -> None:
    shift = scene.shift()
    found = scene.alter(shift, starts_at=LATER, place="Garten")
    assert isinstance(found, Shift)
    assert (found.starts_at, found.place, found.sequence) == (LATER, "Garten", 1)


@pytest.mark.parametrize("what", [{}, {"place": "Saal"}, {"kind": Kind.FOOD}])
def test_what_nobody_reads_tells_nobody(scene: Scene, what: dict[str, object]) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, **what)
    assert (scene.state(shift).sequence, scene.world.notices()) == (0, [])


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ({"starts_at": NOON - timedelta(hours=1)}, DraftFault.PAST),
        ({"starts_at": FIRST + timedelta(days=600)}, DraftFault.TOO_FAR),
        ({"ends_at": FIRST + timedelta(hours=25)}, DraftFault.TOO_LONG),
        ({"ends_at": FIRST}, DraftFault.TOO_LONG),
        ({"place": ""}, DraftFault.EMPTY),
    ],
)
def test_what_could_not_be_planned_cannot_be_made_of_a_shift(
    scene: Scene, what: dict[str, object], fault: DraftFault
) -> None:
    shift = scene.shift()
    before = scene.state(shift)
    assert (scene.alter(shift, **what), scene.state(shift)) == (fault, before)


def test_a_shift_that_has_begun_is_not_changed(scene: Scene) -> None:
    shift = scene.shift()
    scene.now = FIRST
    assert scene.alter(shift, place="Garten") is None


def test_a_cancelled_shift_is_not_changed(scene: Scene) -> None:
    shift = scene.shift()
    scene.world.do(lambda tx: tx.run("UPDATE shift SET state = 'cancelled'"))
    assert scene.alter(shift, place="Garten") is None


def test_a_foreign_coordinator_cannot_change_it(scene: Scene) -> None:
    shift = scene.shift()
    other = scene.world.person(50, "Boss")
    scene.world.member(other, scene.world.initiative("Beta"), Role.COORDINATOR)
    standing = scene.world.standing(other)
    with pytest.raises(NotFoundError):
        scene.world.do(
            lambda tx: changes.alter_own(tx, standing, shift, Alteration(place="X"), NOON)
        )


def test_an_own_change_is_in_the_log(scene: Scene) -> None:
    shift, standing = scene.shift(), scene.world.standing(scene.boss)
    scene.world.do(lambda tx: changes.alter_own(tx, standing, shift, Alteration(place="X"), NOON))
    [row] = scene.world.rows("SELECT action, subject FROM audit")
    assert tuple(row) == ("shift.altered", f"shift:{shift}")


def test_only_a_changed_time_asks_people_to_confirm_anew(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.comes(ada, shift)
    scene.alter(shift, place="Garten")
    still = scene.world.scalar("SELECT answer FROM signup")
    scene.alter(shift, starts_at=LATER)
    assert (still, scene.world.scalar("SELECT answer FROM signup")) == ("coming", None)


def test_an_old_button_says_nothing_about_a_time_nobody_was_told(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, starts_at=LATER)
    scene.comes(ada, shift)
    unseen = scene.world.scalar("SELECT answer FROM signup")
    scene.passes(minutes=2)
    scene.deliver()
    scene.comes(ada, shift)
    assert (unseen, scene.world.scalar("SELECT answer FROM signup")) == (None, "coming")


def test_a_changed_shift_is_sent_to_the_calendars_of_those_who_wish_it(scene: Scene) -> None:
    shift = scene.shift()
    for number, wishes in ((2, 1), (3, 0)):
        scene.takes(scene.volunteer(number, calendar_updates=wishes), shift)
    scene.alter(shift, kind=Kind.FOOD)
    before = scene.world.notices()
    scene.alter(shift, starts_at=LATER)
    after = [person for person, about in scene.world.notices() if about == "calendar"]
    assert (before, len(after)) == ([], 1)


# --- what is told ---------------------------------------------------------------------------


def test_one_message_tells_old_and_new_after_two_minutes(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, starts_at=LATER, place="Garten")
    scene.passes(seconds=119)
    early = scene.deliver()
    scene.passes(seconds=1)
    [letter] = scene.deliver()
    html = letter.message.html
    assert early == []
    assert f"{isolate('Saal')} → {isolate('Garten')}" in html
    assert f"{isolate('17:00–19:00')} → {isolate('18:00–19:00')}" in html
    assert [b.press.action for row in letter.message.buttons for b in row if b.press] == [
        "coming",
        "cant",
    ]


def test_several_changes_make_one_message(scene: Scene) -> None:
    first, second, ada = scene.shift(), scene.shift(LATER, task="Kekse"), scene.volunteer(2)
    for shift in (first, second):
        scene.takes(ada, shift)
    scene.alter(first, place="Garten")
    scene.passes(minutes=1)
    scene.alter(first, place="Hof")
    scene.alter(second, place="Keller")
    scene.passes(minutes=1)
    letters = scene.deliver()
    scene.passes(hours=3)
    assert (len(letters), scene.deliver()) == (1, [])
    assert f"{isolate('Saal')} → {isolate('Hof')}" in letters[0].message.html
    assert f"{isolate('Saal')} → {isolate('Keller')}" in letters[0].message.html


def test_very_many_changes_come_in_several_messages(scene: Scene) -> None:
    ada = scene.volunteer(2)
    every = [scene.shift(FIRST + timedelta(days=n), task=f"Tee{n}") for n in range(20)]
    for shift in every:
        scene.takes(ada, shift)
        scene.alter(shift, place="Garten")
    scene.settle()
    said = "".join(one.message.html for one in scene.told(ada))
    assert [said.count(str(isolate(f"Tee{n}"))) for n in range(20)] == [1] * 20


def test_a_change_that_was_taken_back_is_not_told(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.comes(ada, shift)
    scene.alter(shift, starts_at=LATER)
    scene.alter(shift, starts_at=FIRST)
    scene.settle()
    assert (scene.letters, scene.dropped) == ([], ["as it was"])
    assert scene.world.scalar("SELECT answer FROM signup") == "coming"


def test_who_changed_it_is_not_told(scene: Scene) -> None:
    shift = scene.shift()
    scene.takes(scene.boss, shift)
    scene.alter(shift, place="Garten")
    scene.settle()
    assert scene.letters == []


def test_who_waits_is_told_as_well(scene: Scene) -> None:
    shift, ada, ben = scene.shift(capacity=1), scene.volunteer(2), scene.volunteer(3, "Ben")
    scene.takes(ada, shift)
    scene.takes(ben, shift)
    scene.alter(shift, place="Garten")
    scene.passes(minutes=2)
    scene.deliver()
    [letter] = scene.told(ben)
    assert [b.press.action for row in letter.message.buttons for b in row if b.press] == ["leave"]


def test_everybody_reads_it_in_their_own_language(scene: Scene) -> None:
    shift = scene.shift()
    ada, jusuf = scene.volunteer(2), scene.volunteer(3, "Jusuf", language="en")
    for who in (ada, jusuf):
        scene.takes(who, shift)
    scene.alter(shift, starts_at=LATER)
    scene.passes(minutes=2)
    scene.deliver()
    words = [scene.told(who)[0].message.html for who in (ada, jusuf)]
    assert ["Donnerstag" in text for text in words] == [True, False]
    assert ["Thursday" in text for text in words] == [False, True]


def test_a_clash_with_another_shift_is_named(scene: Scene) -> None:
    shift, other, ada = scene.shift(), scene.shift(LATER, task="Kekse"), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.takes(ada, other)
    scene.alter(shift, starts_at=LATER, ends_at=LATER + timedelta(hours=2))
    scene.passes(minutes=2)
    [letter] = scene.deliver()
    assert "⚠️" in letter.message.html
    assert isolate("Kekse") in letter.message.html


def test_who_withdrew_meanwhile_hears_nothing(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, place="Garten")
    scene.world.do(lambda tx: tx.run("UPDATE signup SET state = 'withdrawn'"))
    scene.settle()
    assert scene.told(ada) == []


def test_nothing_is_told_of_a_shift_that_began_while_the_program_stood_still(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = FIRST - timedelta(hours=2)
    scene.alter(shift, place="Garten")
    scene.now = FIRST
    assert (scene.deliver(), scene.dropped) == ([], ["as it was"])


# --- when it is told ------------------------------------------------------------------------


def test_at_night_it_waits_for_the_morning(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = EVENING
    scene.alter(shift, place="Garten")
    scene.passes(minutes=2)
    night = scene.deliver()
    assert (night, scene.due_at()) == ([], [MORNING])
    scene.now = MORNING
    assert [one.message.silent for one in scene.deliver()] == [False]


@pytest.mark.parametrize(
    ("begins", "count"), [(timedelta(hours=12, minutes=2), 1), (timedelta(hours=12, minutes=3), 0)]
)
def test_within_twelve_hours_it_rings_at_night(
    scene: Scene, begins: timedelta, count: int
) -> None:
    shift, ada = scene.shift(EVENING + begins), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = EVENING
    scene.alter(shift, place="Garten")
    scene.passes(minutes=2)
    assert [one.message.silent for one in scene.deliver()] == [False] * count


def test_a_shift_that_was_near_and_is_far_now_rings_at_night(scene: Scene) -> None:
    shift, ada = scene.shift(EVENING + timedelta(hours=11)), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = EVENING
    scene.alter(shift, starts_at=FIRST, ends_at=FIRST + timedelta(hours=2))
    scene.passes(minutes=2)
    assert len(scene.deliver()) == 1


def test_an_urgent_change_takes_the_waiting_ones_along(scene: Scene) -> None:
    near = scene.shift(EVENING + timedelta(hours=11), task="Nah")
    far, ada = scene.shift(task="Fern"), scene.volunteer(2)
    for shift in (near, far):
        scene.takes(ada, shift)
    scene.now = EVENING
    scene.alter(far, place="Garten")
    scene.passes(minutes=30)
    scene.deliver()
    scene.alter(near, place="Hof")
    scene.passes(minutes=2)
    [letter] = scene.deliver()
    assert isolate("Garten") in letter.message.html
    assert isolate("Hof") in letter.message.html


def cancel(scene: Scene, shift: int) -> None:
    standing = scene.world.standing(scene.boss)
    scene.world.do(lambda tx: shifts_service.cancel(tx, standing, shift, scene.now))


@pytest.mark.parametrize(
    ("begins", "hours"), [(timedelta(hours=12), 0), (timedelta(hours=12, seconds=1), 10)]
)
def test_a_cancellation_rings_at_once_when_near_and_in_the_morning_else(
    scene: Scene, begins: timedelta, hours: int
) -> None:
    shift, ada = scene.shift(EVENING + begins), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = EVENING
    cancel(scene, shift)
    scene.deliver()
    scene.now = MORNING
    scene.deliver()
    [letter] = scene.letters
    assert (letter.at - EVENING, letter.message.silent) == (timedelta(hours=hours), False)


def test_quiet_hours_without_an_end_before_the_start_bring_it_at_once_without_sound(
    scene: Scene,
) -> None:
    shift = scene.shift(EVENING + timedelta(hours=13))
    ada = scene.volunteer(2, quiet_from="12:30", quiet_until="11:00")
    scene.takes(ada, shift)
    scene.now = EVENING
    cancel(scene, shift)
    assert [one.message.silent for one in scene.deliver()] == [True]


def test_a_cancellation_names_the_shift_as_the_person_knows_it(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, place="Garten")
    cancel(scene, shift)
    scene.passes(minutes=5)
    [letter] = scene.deliver()
    assert letter.about == "shift_cancelled"
    assert isolate("Saal") in letter.message.html


# --- resent, changed meanwhile --------------------------------------------------------------


def test_after_a_doubt_the_same_is_said_again(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, starts_at=LATER)
    scene.passes(minutes=2)
    [first] = scene.deliver(Way.DOUBT_ARRIVED)
    scene.alter(shift, starts_at=LATER + timedelta(minutes=30))
    scene.passes(seconds=5)
    [again] = scene.deliver()
    assert again.message == first.message


def test_a_change_while_the_first_is_being_sent_is_told_after_it(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, place="Garten")
    scene.passes(minutes=2)
    scene.deliver(Way.CRASH_ARRIVED)
    scene.alter(shift, place="Hof")
    scene.settle()
    last = scene.told(ada)[-1].message.html
    assert f"{isolate('Garten')} → {isolate('Hof')}" in last


def test_what_is_newer_is_not_followed_by_what_was_said_before(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.alter(shift, place="Garten")
    scene.passes(minutes=2)
    scene.deliver(Way.CRASH_LOST)
    scene.alter(shift, place="Hof")
    scene.passes(minutes=10)
    scene.starts_afresh()
    scene.deliver()
    assert [isolate("Hof") in one.message.html for one in scene.told(ada)] == [True]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(0, 1), st.sampled_from(["Saal", "Garten", "Hof"])),
        st.tuples(st.just("time"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("deliver"), st.just(0), st.sampled_from(list(Way))),
        st.tuples(st.just("wait"), st.just(0), st.sampled_from([5, 125, 3600, 36000])),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


def play(scene: Scene, steps: list[tuple[str, int, object]]) -> None:
    """Change two shifts of two people while messages go all ways, then compare."""
    ada, ben = (
        scene.volunteer(2),
        scene.volunteer(3, "Ben", quiet_from="09:00", quiet_until="20:00"),
    )
    every = [scene.shift(), scene.shift(FIRST + timedelta(days=1), task="Kekse")]
    starts = [scene.state(one).starts_at for one in every]
    for who in (ada, ben):
        for shift in every:
            scene.takes(who, shift)
    made = {shift: scene.state(shift) for shift in every}
    for what, which, value in steps:
        start = starts[which]
        if what == "place":
            scene.alter(every[which], place=value)
        elif what == "time":
            begins = start + timedelta(minutes=30 * int(str(value)))
            scene.alter(every[which], starts_at=begins, ends_at=begins + timedelta(hours=2))
        elif what == "deliver":
            scene.deliver(Way(str(value)))
        elif what == "wait":
            scene.passes(seconds=int(str(value)))
        else:
            scene.starts_afresh()
    scene.settle()
    check(scene, [ada, ben], made)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_everybody_reads_last_how_it_is(
    steps: list[tuple[str, int, object]],
) -> None:
    with open_world() as world:
        play(Scene(world), steps)
