"""Coming late, not having answered, and being asked once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.domain.coming import LATE_CHOICES, Asked, Unheard
from bot.domain.errors import NotFoundError
from bot.domain.people import OptOut, Person, Role
from bot.services import coming
from bot.store import people
from tests.services.change_run import FIRST, Letter, Scene, Way
from tests.services.world import BERLIN, open_world
from tests.support.db import START

SOON = FIRST - timedelta(hours=3)
NIGHT = datetime(2026, 3, 10, 23, tzinfo=BERLIN)  # more than 12 hours before the shift


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world, now=SOON)


def late(scene: Scene, who: Person, shift: int, minutes: int) -> bool:
    standing = scene.world.standing(who)
    return scene.world.do(lambda tx: coming.say_late(tx, standing, shift, minutes, scene.now))


def ask(scene: Scene, shift: int) -> Asked | None:
    standing = scene.world.standing(scene.boss)
    return scene.world.do(lambda tx: coming.ask_again(tx, standing, shift, scene.now, BERLIN))


def tick(scene: Scene) -> None:
    scene.world.do(lambda tx: coming.plan_notices(tx, scene.now, BERLIN))


def heard(scene: Scene, about: str) -> list[Letter]:
    return [one for one in scene.letters if one.about == about]


# --- "I'm late" -----------------------------------------------------------------------------


def test_the_coordinators_read_who_comes_how_late(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    done = late(scene, ada, shift, 20)
    [letter] = scene.deliver()
    assert (done, letter.person_id, letter.about) == (True, scene.boss.id, "running_late")
    assert "Ada" in letter.message.html
    assert "20" in letter.message.html
    assert scene.world.scalar("SELECT late_minutes FROM signup") == 20


def test_only_the_last_word_is_told(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    for minutes in (20, 45, 20):
        late(scene, ada, shift, minutes)
    scene.deliver()
    assert (len(scene.letters), scene.dropped) == (1, ["replaced", "replaced"])


def test_a_late_person_who_comes_in_time_after_all_takes_it_back(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    late(scene, ada, shift, 20)
    scene.deliver()
    late(scene, ada, shift, 0)
    scene.deliver()
    assert [one.about for one in scene.letters] == ["running_late"] * 2
    assert scene.letters[-1].message.html.startswith("<b>✅")
    [row] = scene.world.rows("SELECT answer, late_minutes FROM signup")
    assert tuple(row) == ("coming", None)


def test_saying_the_same_twice_tells_it_once(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    late(scene, ada, shift, 20)
    late(scene, ada, shift, 20)
    assert len(scene.deliver()) == 1


@pytest.mark.parametrize(
    ("before", "done"),
    [
        (timedelta(hours=24, seconds=1), False),
        (timedelta(hours=24), True),
        (timedelta(hours=-1, minutes=-59), True),
        (timedelta(hours=-2), False),
    ],
)
def test_it_can_be_said_from_a_day_before_the_start_to_the_end(
    scene: Scene, before: timedelta, done: bool
) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = FIRST - before
    assert late(scene, ada, shift, LATE_CHOICES[0]) is done


@pytest.mark.parametrize("minutes", [-5, 1, 61, 10_000])
def test_nobody_is_late_by_a_number_nobody_offered(scene: Scene, minutes: int) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    assert late(scene, ada, shift, minutes) is False


def test_who_has_no_place_is_not_late(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    assert (late(scene, ada, shift, 20), scene.world.notices()) == (False, [])


def test_a_stranger_to_the_initiative_is_not_late_there(scene: Scene) -> None:
    shift = scene.shift()
    other = scene.world.person(50)
    scene.world.member(other, scene.world.initiative("Beta"))
    with pytest.raises(NotFoundError):
        late(scene, other, shift, 20)


def test_who_withdrew_since_is_not_announced_as_late(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    late(scene, ada, shift, 20)
    scene.world.do(lambda tx: tx.run("UPDATE signup SET state = 'withdrawn'"))
    assert scene.deliver() == []


# --- who has not answered -------------------------------------------------------------------


def test_the_list_names_who_has_not_answered_and_whom_to_call(scene: Scene) -> None:
    shift = scene.shift(capacity=5)
    ada, ben = scene.volunteer(2), scene.volunteer(3, "Ben", phone="+49 2303 11")
    gast = scene.volunteer(None, "Gast", phone="+49 2303 22")
    mute = scene.volunteer(4, "Mia")
    for who in (ada, ben, gast, mute):
        scene.takes(who, shift)
    scene.comes(ada, shift)
    scene.world.do(
        lambda tx: people.set_opt_out(tx, mute.id, OptOut.REMINDER, out=True, now=START)
    )
    assert scene.world.do(lambda tx: coming.unheard(tx, shift)) == (
        Unheard(name="Ben"),
        Unheard(name="Gast", by_phone=True, phone="+49 2303 22"),
        Unheard(name="Mia", muted=True),
    )


def test_the_list_of_all_counts_the_next_two_days_of_ones_own(scene: Scene) -> None:
    near, far, ada = scene.shift(), scene.shift(SOON + timedelta(hours=49)), scene.volunteer(2)
    edge = scene.shift(SOON + timedelta(hours=48), task="Kekse")
    other = scene.world.initiative("Beta")
    scene.world.member(ada, other)
    theirs = scene.world.shift(other, starts_at=FIRST)
    for shift in (near, far, edge, theirs):
        scene.takes(ada, shift)
    standing = scene.world.standing(scene.boss)
    found = scene.world.do(lambda tx: coming.unheard_in(tx, standing, scene.now))
    assert [(shift.id, count) for shift, count in found] == [(near, 1), (edge, 1)]


def test_who_has_not_answered_is_asked_again_now(scene: Scene) -> None:
    shift, ada, ben = scene.shift(), scene.volunteer(2), scene.volunteer(3, "Ben")
    for who in (ada, ben, scene.volunteer(None, "Gast")):
        scene.takes(who, shift)
    scene.comes(ada, shift)
    asked = ask(scene, shift)
    scene.deliver()
    assert asked == Asked(now=1)
    assert [(one.person_id, one.about) for one in scene.letters] == [(ben.id, "reminder")]


@pytest.mark.parametrize(("hours", "again"), [(5.99, False), (6.0, True)])
def test_they_are_asked_at_most_once_in_six_hours(scene: Scene, hours: float, again: bool) -> None:
    shift, ben = scene.shift(), scene.volunteer(3, "Ben")
    scene.takes(ben, shift)
    scene.now = FIRST - timedelta(hours=8)
    first = scene.now
    ask(scene, shift)
    scene.passes(hours=hours)
    assert ask(scene, shift) == (Asked(now=1) if again else Asked(before=first))


def test_at_night_they_are_asked_in_the_morning(scene: Scene) -> None:
    shift, ben = scene.shift(), scene.volunteer(3, "Ben")
    scene.takes(ben, shift)
    scene.now = NIGHT
    asked, night = ask(scene, shift), scene.deliver()
    scene.now = NIGHT + timedelta(hours=9)
    assert (asked, night, len(scene.deliver())) == (Asked(later=1), [], 1)


def test_in_a_night_near_the_start_they_are_asked_without_sound(scene: Scene) -> None:
    shift, ben = scene.shift(NIGHT + timedelta(hours=12)), scene.volunteer(3, "Ben")
    scene.takes(ben, shift)
    scene.now = NIGHT
    asked = ask(scene, shift)
    assert (asked, [one.message.silent for one in scene.deliver()]) == (Asked(now=1), [True])


def test_who_answers_first_is_not_asked_any_more(scene: Scene) -> None:
    shift, ben = scene.shift(), scene.volunteer(3, "Ben")
    scene.takes(ben, shift)
    ask(scene, shift)
    scene.comes(ben, shift)
    assert (scene.deliver(), scene.dropped) == ([], ["has answered"])


def test_a_doubt_asks_them_once_more_and_no_third_time(scene: Scene) -> None:
    shift, ben = scene.shift(), scene.volunteer(3, "Ben")
    scene.takes(ben, shift)
    ask(scene, shift)
    scene.deliver(Way.DOUBT_ARRIVED)
    scene.passes(minutes=1)
    scene.deliver()
    assert len(scene.letters) == 2


def test_nobody_is_asked_about_a_shift_that_has_begun(scene: Scene) -> None:
    shift = scene.shift()
    scene.now = FIRST
    assert ask(scene, shift) is None


def test_a_foreign_coordinator_asks_nobody(scene: Scene) -> None:
    shift, other = scene.shift(), scene.world.person(50)
    scene.world.member(other, scene.world.initiative("Beta"), Role.COORDINATOR)
    standing = scene.world.standing(other)
    with pytest.raises(NotFoundError):
        scene.world.do(lambda tx: coming.ask_again(tx, standing, shift, SOON, BERLIN))


# --- told by itself -------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "count"), [(12.01, 0), (12.0, 1), (1.0, 1), (0.0, 0)])
def test_coordinators_are_told_once_twelve_hours_before(
    scene: Scene, hours: float, count: int
) -> None:
    begins = FIRST + timedelta(hours=5)  # 22:00, so that twelve hours before is day
    shift, ada = scene.shift(begins), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.now = begins - timedelta(hours=hours)
    tick(scene)
    tick(scene)
    scene.deliver()
    assert [one.person_id for one in heard(scene, "unconfirmed")] == [scene.boss.id] * count


def test_in_the_night_they_are_told_the_evening_before(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.world.do(lambda tx: tx.run(
        "UPDATE person SET quiet_from = '21:00', quiet_until = '08:00' WHERE id = :p",
        p=scene.boss.id))  # fmt: skip
    told = []
    for minute in (58, 59):
        scene.now = datetime(2026, 3, 11, 20, minute, tzinfo=BERLIN)  # 12 h before is 05:00
        tick(scene)
        told.append(len(scene.deliver()))
    assert told == [0, 1]


def test_nobody_is_told_when_all_have_confirmed(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    scene.comes(ada, shift)
    tick(scene)
    assert scene.world.notices() == []


def test_who_signed_up_the_day_before_has_given_their_word(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift, FIRST - timedelta(hours=23))
    tick(scene)
    assert scene.world.notices() == []


def test_who_answers_while_it_waits_is_not_reported(scene: Scene) -> None:
    shift, ada = scene.shift(), scene.volunteer(2)
    scene.takes(ada, shift)
    tick(scene)
    scene.comes(ada, shift)
    assert (scene.deliver(), scene.dropped) == ([], ["all confirmed"])
