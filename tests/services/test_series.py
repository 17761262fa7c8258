"""Series on a real database: made once, edited as shown, nobody lost."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.domain.calendar import local_day
from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, Person, Role
from bot.domain.series import Pattern, Series, rule_for
from bot.domain.series_edit import Action, Edit, EditFault, Scope
from bot.domain.shifts import DraftFault, Kind, Qualification, ShiftRole, one_role
from bot.services import regulars, signups
from bot.services import series as series_service
from bot.services import series_edits as edits_service
from bot.services import shifts as shifts_service
from bot.services.regulars import Stood
from bot.services.series import EndPlan, Started
from bot.services.series_edits import Applied, Preview
from bot.store import series as store
from bot.store.database import Tx
from tests.services.series_walk import LIVES, Life, Move
from tests.services.world import BERLIN, World, open_world

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
TUESDAY = date(2026, 11, 24)
FULL = os.environ.get("LOTSE_PROFILE") == "N"
WANTED = 1_000 if FULL else 150


class Place:
    """An initiative with a coordinator, three volunteers and a series every Tuesday at 17:00."""

    def __init__(self, world: World, **changes: object) -> None:
        self.world = world
        self.now = NOW
        self.initiative: Initiative = world.initiative()
        self.boss: Person = world.person(1, "Karla")
        world.member(self.boss, self.initiative, Role.COORDINATOR)
        self.people = [world.person(10 + n, f"P{n}") for n in range(3)]
        for person in self.people:
            world.member(person, self.initiative)
        values: dict[str, object] = {
            "initiative_id": self.initiative.id,
            "kind": Kind.LANGUAGE,
            "task": "Sprachcafé",
            "place": "Saal",
            "rule": rule_for(Pattern.WEEKLY, TUESDAY),
            "first_day": TUESDAY,
            "last_day": None,
            "start": time(17),
            "end": time(19),
            "skip_holidays": True,
            "roles": one_role(2),
        }
        self.draft = Series(**{**values, **changes})  # type: ignore[arg-type]
        begun = self.act(series_service.start, self.draft, NOW, BERLIN)
        assert isinstance(begun, Started), begun
        self.id = begun.series.id
        self.shifts = [one.id for one in begun.made]

    def act(self, use: object, *args: object, who: Person | None = None, **more: object) -> object:
        assert callable(use)
        standing = self.world.standing(who or self.boss)
        return self.world.do(lambda tx: use(tx, standing, *args, **more))

    def signs_up(self, who: int, number: int) -> None:
        self.act(signups.sign_up, self.shifts[number], self.now, who=self.people[who])

    def stands(self, who: int, role: int = 0) -> Stood:
        found = self.act(regulars.stand, self.series, role, self.now, who=self.people[who])
        assert isinstance(found, Stood)
        return found

    @property
    def series(self) -> Series:
        found = self.world.do(lambda tx: store.find(tx, self.id))
        assert found is not None
        return found

    def edits(self, scope: Scope = Scope.ALL, number: int = 0, **what: object) -> Preview:
        """Do what is shown, and return it."""
        wish = Edit(scope=scope, shift_id=self.shifts[number], **what)  # type: ignore[arg-type]
        shown = self.act(edits_service.preview, wish, self.now, BERLIN)
        assert isinstance(shown, Preview), shown
        mark = shown.plan.mark
        assert self.act(edits_service.apply, wish, mark, self.now, BERLIN) == Applied(
            preview=shown
        )
        return shown

    def makes(self) -> int:
        return self.world.do(lambda tx: series_service.materialise(tx, self.now, BERLIN))

    def days(self, where: str = "state = 'open'") -> list[str]:
        """Return the local days on which the shifts really are."""
        rows = self.world.rows(f"SELECT starts_at FROM shift WHERE {where} ORDER BY starts_at")  # noqa: S608 - constants
        return [
            local_day(datetime.fromtimestamp(row["starts_at"] / 1000, UTC), BERLIN).isoformat()
            for row in rows
        ]

    def states(self, who: int) -> list[str]:
        rows = self.world.rows(
            """SELECT signup.state AS state FROM signup JOIN shift ON shift.id = shift_id
               WHERE person_id = :p ORDER BY starts_at""",
            p=self.people[who].id,
        )
        return [row["state"] for row in rows]


def test_a_series_is_made_eight_weeks_ahead(world: World) -> None:
    place = Place(world)
    assert place.days() == [(TUESDAY + timedelta(weeks=n)).isoformat() for n in range(8)]


def test_nothing_is_made_twice(world: World) -> None:
    place = Place(world)
    assert place.makes() == 0


def test_the_job_goes_on_as_time_passes(world: World) -> None:
    place = Place(world)
    place.now += timedelta(days=14)
    assert (place.makes(), place.days()[-1]) == (2, "2027-01-26")


def test_a_pause_of_the_job_costs_only_what_is_over(world: World) -> None:
    place = Place(world)
    place.now += timedelta(weeks=20)
    place.makes()
    assert place.days()[8:] == [
        (date(2027, 4, 13) + timedelta(weeks=n)).isoformat() for n in range(8)
    ]


def test_a_series_ends_on_its_last_day(world: World) -> None:
    place = Place(world, last_day=date(2026, 12, 10))
    place.now += timedelta(weeks=10)
    assert (place.makes(), place.days()) == (0, ["2026-11-24", "2026-12-01", "2026-12-08"])


def test_a_moved_shift_is_not_made_again(world: World) -> None:
    place = Place(world)
    place.edits(Scope.ONE, 1, day=date(2026, 12, 3))
    place.world.do(lambda tx: tx.run("UPDATE series SET made_until_day = NULL"))
    assert (place.makes(), place.days()[1]) == (0, "2026-12-03")


def test_a_cancelled_shift_is_not_made_again(world: World) -> None:
    place = Place(world)
    place.act(shifts_service.cancel, place.shifts[1], NOW)
    place.world.do(lambda tx: tx.run("UPDATE series SET made_until_day = NULL"))
    assert (place.makes(), "2026-12-01" in place.days()) == (0, False)


def test_a_series_without_any_day_is_refused(world: World) -> None:
    place = Place(world)
    nothing = replace(place.draft, last_day=TUESDAY - timedelta(days=1))
    assert place.act(series_service.start, nothing, NOW, BERLIN) is EditFault.NOTHING


def test_a_series_with_impossible_shifts_is_refused(world: World) -> None:
    place = Place(world)
    nobody = replace(place.draft, roles=one_role(0))
    assert place.act(series_service.start, nobody, NOW, BERLIN) is DraftFault.CAPACITY


def test_a_volunteer_cannot_begin_a_series(world: World) -> None:
    place = Place(world)
    with pytest.raises(NotFoundError):
        place.act(series_service.start, place.draft, NOW, BERLIN, who=place.people[0])


def test_a_volunteer_cannot_edit_a_series(world: World) -> None:
    place = Place(world)
    wish = Edit(scope=Scope.ALL, shift_id=place.shifts[0], task="X")
    with pytest.raises(NotFoundError):
        place.act(edits_service.preview, wish, NOW, BERLIN, who=place.people[0])


def test_new_times_are_told_to_everybody_once(world: World) -> None:
    place = Place(world)
    for number in range(3):
        place.signs_up(0, number)
    place.signs_up(1, 1)
    shown = place.edits(span=(time(18), time(20)))
    assert (shown.told, shown.plan.changed, world.notices()) == (
        2,
        8,
        [(place.people[0].id, "changes"), (place.people[1].id, "changes")],
    )


def test_who_edits_is_not_told(world: World) -> None:
    place = Place(world)
    place.act(signups.sign_up, place.shifts[0], NOW)
    assert (place.edits(place="Garten").told, world.notices()) == (0, [])


def test_who_has_no_telegram_has_to_be_called(world: World) -> None:
    place = Place(world)
    by_phone = world.person(None, "Ilse")
    world.member(by_phone, place.initiative)
    place.act(signups.sign_up, place.shifts[0], NOW, who=by_phone)
    shown = place.edits(place="Garten")
    assert (shown.told, shown.to_call) == (0, 1)


def test_facts_that_changed_in_between_are_shown_anew(world: World) -> None:
    place = Place(world)
    wish = Edit(scope=Scope.ALL, shift_id=place.shifts[0], place="Garten")
    shown = place.act(edits_service.preview, wish, NOW, BERLIN)
    assert isinstance(shown, Preview)
    place.signs_up(0, 0)
    again = place.act(edits_service.apply, wish, shown.plan.mark, NOW, BERLIN)
    assert isinstance(again, Preview)
    assert (again.told, place.series.place) == (1, "Saal")


def test_another_weekday_leaves_people_where_they_are(world: World) -> None:
    place = Place(world)
    place.signs_up(0, 1)
    shown = place.edits(day=date(2026, 11, 25))
    assert (shown.plan.count(Action.DETACH), place.states(0), place.days()[:3]) == (
        1,
        ["confirmed"],
        ["2026-11-25", "2026-12-01", "2026-12-02"],
    )


def test_an_edited_series_goes_on_with_its_new_values(world: World) -> None:
    place = Place(world)
    place.edits(place="Garten", span=(time(18), time(20)), places=(0, 5))
    place.now += timedelta(weeks=1)
    place.makes()
    newest = world.rows("SELECT *, (starts_at / 3600000) % 24 AS hour FROM shift ORDER BY id")[-1]
    places = world.scalar("SELECT capacity FROM shift_role WHERE shift_id = :s", s=newest["id"])
    assert (newest["place"], newest["hour"], places) == ("Garten", 17, 5)


def test_this_and_following_makes_two_series_without_a_day_in_both(world: World) -> None:
    place = Place(world)
    place.edits(Scope.FOLLOWING, 3, task="Spieleabend")
    rows = world.rows("SELECT series_id, series_day, task FROM shift ORDER BY series_day")
    assert [(row["series_id"], row["task"]) for row in rows] == [
        *[(place.id, "Sprachcafé")] * 3,
        *[(place.id + 1, "Spieleabend")] * 5,
    ]


def test_the_first_part_of_a_cut_series_ends_the_day_before(world: World) -> None:
    place = Place(world)
    place.edits(Scope.FOLLOWING, 3, task="Spieleabend")
    place.now += timedelta(weeks=2)
    assert (place.series.last_day, place.makes()) == (date(2026, 12, 14), 2)


def reach_back(world: World) -> list[str]:
    """Cut a series and move the second part to a day of the first; return the days with two."""
    place = Place(world)
    place.signs_up(0, 1)
    place.edits(Scope.FOLLOWING, 0, day=date(2026, 11, 27))  # Fridays; 1 December is kept
    place.edits(Scope.FOLLOWING, 1, day=date(2026, 12, 1))  # Tuesdays again, from there on
    place.edits(Scope.FOLLOWING, 1, day=date(2026, 11, 27))
    rows = world.rows("SELECT series_day FROM shift GROUP BY series_day HAVING count(*) > 1")
    return [row["series_day"] for row in rows]


def test_the_second_part_never_reaches_back_into_the_first(world: World) -> None:
    assert reach_back(world) == []


def test_more_places_are_offered_to_who_waits(world: World) -> None:
    place = Place(world, roles=one_role(1))
    place.signs_up(0, 0)
    place.signs_up(1, 0)
    place.edits(places=(0, 2))
    assert world.scalar("SELECT count(*) FROM search WHERE kind = 'waitlist'") == 1


def test_a_single_shift_is_changed_in_the_same_way(world: World) -> None:
    place = Place(world)
    place.shifts = [world.shift(place.initiative, starts_at=NOW + timedelta(days=3))]
    place.signs_up(0, 0)
    shown = place.edits(Scope.ONE, place="Garten")
    row = world.rows("SELECT * FROM shift WHERE id = :s", s=place.shifts[0])[0]
    assert (shown.told, row["place"], row["detached"]) == (1, "Garten", 0)


def test_a_single_shift_that_changed_has_values_of_its_own(world: World) -> None:
    place = Place(world)
    place.edits(Scope.ONE, 2, place="Zoo")
    place.edits(place="Garten")
    rows = world.rows("SELECT place FROM shift ORDER BY series_day")
    assert [row["place"] for row in rows] == ["Garten", "Garten", "Zoo", *["Garten"] * 5]


def test_who_comes_every_time_is_in_all_shifts_that_exist(world: World) -> None:
    place = Place(world)
    assert (place.stands(0), place.states(0)) == (
        Stood(places=8, waits=0, refused=0, stands=True),
        ["confirmed"] * 8,
    )


def test_who_comes_every_time_is_in_shifts_that_are_made_later(world: World) -> None:
    place = Place(world)
    place.stands(0)
    place.now += timedelta(weeks=2)
    place.makes()
    assert place.states(0) == ["confirmed"] * 10


def test_regulars_get_their_places_in_the_order_in_which_they_said_so(world: World) -> None:
    place = Place(world)
    for who in (2, 0, 1):
        place.stands(who)
        place.now += timedelta(minutes=1)
    place.now += timedelta(weeks=1)
    place.makes()
    assert [place.states(who)[-1] for who in (2, 0, 1)] == ["confirmed", "confirmed", "waiting"]


def test_full_shifts_are_counted_as_waitlists(world: World) -> None:
    place = Place(world, roles=one_role(1))
    place.signs_up(1, 0)
    assert place.stands(0) == Stood(places=7, waits=1, refused=0, stands=True)


def test_who_is_refused_everywhere_does_not_come_every_time(world: World) -> None:
    role = ShiftRole(capacity=2, qualification=Qualification.CONDUCT)
    place = Place(world, roles=(role,))
    assert (place.stands(0), world.scalar("SELECT count(*) FROM standing_signup")) == (
        Stood(places=0, waits=0, refused=8, stands=False),
        0,
    )


def test_a_role_that_does_not_exist_is_not_found(world: World) -> None:
    place = Place(world)
    with pytest.raises(NotFoundError):
        place.stands(0, role=1)


def test_ending_it_may_keep_the_coming_shifts(world: World) -> None:
    place = Place(world)
    place.stands(0)
    who = place.people[0]
    left = place.act(regulars.unstand, place.series, NOW, leave_coming=False, who=who)
    place.now += timedelta(weeks=1)
    place.makes()
    assert (left, place.states(0)) == (0, ["confirmed"] * 8)


def test_ending_it_may_give_the_coming_shifts_back(world: World) -> None:
    place = Place(world)
    place.stands(0)
    left = place.act(regulars.unstand, place.series, NOW, leave_coming=True, who=place.people[0])
    assert (left, place.states(0)) == (8, ["withdrawn"] * 8)


def test_somebody_who_left_the_initiative_is_no_regular_any_more(world: World) -> None:
    place = Place(world)
    place.stands(0)
    world.do(
        lambda tx: tx.run("DELETE FROM membership WHERE person_id = :p", p=place.people[0].id)
    )
    place.now += timedelta(weeks=1)
    place.makes()
    assert (len(place.states(0)), world.scalar("SELECT count(*) FROM standing_signup")) == (8, 0)


def test_somebody_who_pauses_is_not_signed_up_for_those_days(world: World) -> None:
    place = Place(world)
    place.stands(0)
    pause = "UPDATE person SET paused_until_on = '2027-01-26' WHERE id = :p"
    world.do(lambda tx: tx.run(pause, p=place.people[0].id))
    place.now += timedelta(weeks=2)
    place.makes()
    rows = world.rows(
        """SELECT series_day FROM shift LEFT JOIN signup ON shift_id = shift.id
           WHERE signup.id IS NULL"""
    )
    assert [row["series_day"] for row in rows] == ["2027-01-19"]


def test_a_foreigner_cannot_come_every_time(world: World) -> None:
    place = Place(world)
    stranger = world.person(99, "Zoe")
    with pytest.raises(NotFoundError):
        place.act(regulars.series_for, place.shifts[0], who=stranger)


def test_regulars_go_along_with_the_second_part_of_a_series(world: World) -> None:
    place = Place(world)
    place.stands(0)
    place.edits(Scope.FOLLOWING, 3, place="Garten")
    place.now += timedelta(weeks=1)
    place.makes()
    assert place.states(0) == ["confirmed"] * 9


def test_another_weekday_signs_nobody_up_unasked(world: World) -> None:
    place = Place(world)
    place.stands(0)
    shown = place.edits(day=date(2026, 11, 25))
    place.now += timedelta(weeks=1)
    place.makes()
    assert (shown.regulars, place.states(0)) == (1, ["confirmed"] * 8)


def test_the_end_of_a_series_keeps_shifts_with_people(world: World) -> None:
    place = Place(world)
    place.signs_up(0, 2)
    planned = place.act(series_service.preview_end, place.id, NOW, BERLIN)
    done = place.act(series_service.end, place.id, NOW, BERLIN, cancel=False)
    place.now += timedelta(weeks=1)
    assert (planned, done, place.makes(), place.days()) == (
        EndPlan(empty=7, with_people=1, people=1, regulars=0),
        planned,
        0,
        ["2026-12-08"],
    )


def test_the_end_of_a_series_may_cancel_all_and_tell(world: World) -> None:
    place = Place(world)
    place.stands(0)
    place.signs_up(1, 2)
    place.act(series_service.end, place.id, NOW, BERLIN, cancel=True)
    told = {person for person, about in world.notices() if about == "shift_cancelled"}
    assert (place.days(), told, world.scalar("SELECT count(*) FROM standing_signup")) == (
        [],
        {place.people[0].id, place.people[1].id},
        0,
    )


def test_todays_shift_is_not_made_again_after_the_end(world: World) -> None:
    place = Place(world)
    place.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    place.act(series_service.end, place.id, place.now, BERLIN, cancel=False)
    place.world.do(lambda tx: tx.run("UPDATE series SET made_until_day = NULL"))
    assert (place.makes(), place.days()) == (0, [])


def test_what_is_done_to_a_series_is_written_down(world: World) -> None:
    place = Place(world)
    place.edits(place="Garten")
    place.act(series_service.end, place.id, NOW, BERLIN, cancel=False)
    rows = world.rows("SELECT action FROM audit WHERE subject LIKE 'series:%' ORDER BY id")
    assert [row["action"] for row in rows] == [
        "series.started",
        "series.changed",
        "series.ended",
    ]


@pytest.mark.parametrize("change", [date(2026, 10, 25), date(2027, 3, 28), date(2028, 3, 26)])
def test_rows_keep_their_wall_time_through_the_change_of_the_clocks(
    world: World, change: date
) -> None:
    place = Place(world)
    place.now = datetime.combine(change - timedelta(days=20), time(9), tzinfo=UTC)
    first = change - timedelta(days=14)
    sundays = replace(place.draft, rule=rule_for(Pattern.WEEKLY, first), first_day=first)
    begun = place.act(series_service.start, sundays, place.now, BERLIN)
    assert isinstance(begun, Started)
    local = [one.starts_at.astimezone(BERLIN) for one in begun.made]
    assert {at.time() for at in local} == {time(17)}
    assert [at.date() for at in local].count(change) == 1


def live(life: tuple[Pattern, int, bool, list[Move]]) -> int:
    """Let one series live, look after every move, and return the number of edits."""
    pattern, ahead, skip, moves = life
    with open_world() as world:
        one = Life(world)
        one.begin(pattern, ahead, skip=skip)
        one.lives(moves)
        return one.edits


def live_until(edits: int, *, shrink: bool = False) -> int:
    """Run random lives until there were so many edits; return how many there were."""
    done = 0

    @settings(
        max_examples=max(10, edits),
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(LIVES)
    def lives(life: tuple[Pattern, int, bool, list[Move]]) -> None:
        nonlocal done
        if done < edits:
            done += live(life)

    lives()
    return done


@pytest.mark.slow
def test_random_edits_make_nothing_twice_lose_nobody_and_are_as_shown() -> None:
    done = live_until(WANTED, shrink=True)
    assert done >= WANTED


def test_the_tick_finds_nothing_to_do_after_it_ran(world: World) -> None:
    place = Place(world)

    def any_to_make(tx: Tx) -> bool:
        return series_service.any_to_make(tx, NOW, BERLIN)

    assert place.world.do(any_to_make) is False


def test_who_came_every_time_is_told_when_that_ends(world: World) -> None:
    place = Place(world)
    place.stands(0)
    place.edits(day=TUESDAY + timedelta(days=1))
    assert (place.people[0].id, "no_longer_regular") in world.notices()
    assert world.scalar("SELECT count(*) FROM standing_signup") == 0


def test_who_came_every_time_is_told_when_the_series_ends(world: World) -> None:
    place = Place(world)
    place.stands(0)
    place.act(series_service.end, place.id, place.now, BERLIN, cancel=False)
    assert (place.people[0].id, "no_longer_regular") in world.notices()
