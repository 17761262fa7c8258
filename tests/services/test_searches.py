"""A free place is offered to the waitlist in order, and never twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.searches import AcceptResult
from bot.domain.shifts import ShiftRole
from bot.services import search_desk, searches, signups
from bot.services.notices import Notice
from bot.services.searches import DeclineResult
from bot.store import searches as store
from bot.store import shifts as shift_rows
from tests.services.seeking import AFTERNOON, HOUR, MINUTE, Seeking, late
from tests.services.world import BERLIN, World
from tests.support.db import START

NEXT_DAY = START + timedelta(days=1)


def test_a_place_given_back_is_offered_to_the_first_of_the_line(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    assert one.tick() == ["Ben"]
    assert one.signup("Ben") == "waiting"
    assert one.told(Notice.OFFER) == [("Ben", "")]


def test_yes_takes_the_place_and_ends_the_search(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    assert one.yes("Ben") is AcceptResult.TAKEN
    assert one.tick() == []
    assert (one.signup("Ben"), one.searches()) == ("confirmed", [("waitlist", "filled")])


def test_while_somebody_may_think_nobody_takes_the_place_from_the_list(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.join("Dora")
    one.leaves("Ada")
    assert one.takes("Dora") == "waiting"
    one.tick()
    assert one.takes("Dora") == "already_waiting"
    assert one.yes("Ben") is AcceptResult.TAKEN


def test_before_the_tick_the_place_is_kept_for_the_line(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.join("Dora")
    one.leaves("Ada")
    assert one.takes("Dora") == "waiting"
    assert one.tick() == ["Ben"]


def test_no_answer_passes_the_place_on_and_keeps_the_person_in_the_line(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    end = one.until("Ben")
    assert one.tick(end - MINUTE) == []
    assert one.tick(end) == ["Cem"]
    assert (one.offers()["Ben"], one.signup("Ben")) == ("expired", "waiting")


def test_no_ends_it_for_them_and_passes_the_place_on_at_once(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    assert one.no("Ben") is DeclineResult.LEFT_LINE
    assert one.tick() == ["Cem"]
    assert (one.offers()["Ben"], one.signup("Ben")) == ("declined", "withdrawn")


def test_who_said_no_is_not_asked_again_for_this_shift(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.leaves("Ada")
    one.tick()
    one.no("Ben")
    one.tick()
    one.start()
    assert "Ben" not in one.tick()


def test_with_the_line_through_the_place_is_free_for_everybody(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.join("Dora")
    one.leaves("Ada")
    one.tick()
    one.tick(one.until("Ben"))
    assert one.searches() == [("waitlist", "exhausted")]
    assert one.takes("Dora") == "confirmed"


def test_who_let_it_pass_may_still_take_the_place_while_it_is_free(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.leaves("Ada")
    one.tick()
    one.tick(one.until("Ben"))
    assert one.yes("Ben") is AcceptResult.TAKEN


def test_who_let_it_pass_comes_too_late_once_another_is_asked(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    one.tick(one.until("Ben"))
    assert one.yes("Ben") is AcceptResult.EXPIRED
    assert one.yes("Cem") is AcceptResult.TAKEN


def test_the_next_free_place_asks_again_whoever_only_let_it_pass(world: World) -> None:
    one = Seeking(world, capacity=2)
    one.line_up("Ada", "Eva", "Ben")
    one.leaves("Ada")
    one.tick()
    one.tick(one.until("Ben"))
    one.leaves("Eva")
    assert one.tick() == ["Ben"]


def test_the_list_and_the_offer_are_one_and_the_same_yes(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    assert one.takes("Ben") == "confirmed"
    assert one.tick() == []
    assert (one.offers(), one.searches()) == ({"Ben": "accepted"}, [("waitlist", "filled")])


def test_leaving_the_line_is_a_no_to_what_was_offered(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    one.leaves("Ben")
    assert one.tick() == ["Cem"]
    assert one.offers()["Ben"] == "declined"


def test_two_places_are_offered_to_two_people(world: World) -> None:
    one = Seeking(world, capacity=2)
    one.line_up("Ada", "Eva", "Ben", "Cem", "Dora")
    one.leaves("Ada")
    one.leaves("Eva")
    assert one.tick() == ["Ben", "Cem"]
    one.yes("Ben")
    assert one.tick() == []
    assert one.searches() == [("waitlist", "running")]
    one.no("Cem")
    assert one.tick() == ["Dora"]


def test_where_nobody_waits_nothing_is_searched_for_in_time(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada")
    one.join("Ben")
    one.leaves("Ada")
    assert (one.tick(), one.searches()) == ([], [])


def test_on_the_last_day_the_whole_line_is_asked_and_the_first_tap_wins(world: World) -> None:
    one = Seeking(world, before=20 * HOUR, now=AFTERNOON)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    assert one.tick() == ["Ben", "Cem"]
    assert one.until("Ben") == one.until("Cem") == one.starts_at
    assert one.yes("Cem") is AcceptResult.TAKEN
    assert one.yes("Ben") is AcceptResult.TOO_LATE_TAKEN
    one.tick()
    assert one.offers() == {"Ben": "lapsed", "Cem": "accepted"}


def test_an_offer_in_the_evening_lasts_into_the_morning(world: World) -> None:
    evening = START + 11 * HOUR  # 20:00 in Berlin
    one = Seeking(world, before=timedelta(hours=40), now=evening)
    one.line_up("Ada", "Ben")
    one.leaves("Ada")
    one.tick()
    assert one.until("Ben") == NEXT_DAY  # one hour before the night, one after it


def test_who_waits_without_telegram_is_to_be_called_and_holds_nothing(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada")
    one.join("Otto", telegram=False)
    one.takes("Otto")
    one.line_up("Ben")
    one.leaves("Ada")
    assert one.tick() == ["Ben"]
    one.tick(one.until("Ben"))
    assert one.told(Notice.WAITER_WITHOUT_TELEGRAM) == [("Karla", "Otto")]


# More than one role


def test_stepping_in_for_a_role_gives_up_the_line_of_another(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON)
    one.shift = one.plan(ShiftRole(capacity=1), ShiftRole(position=1, name="x", capacity=1))
    one.line_up("Ada")
    one.join("Ben")
    one.start(role=1)
    one.tick()
    assert one.takes("Ben") == "waiting"  # for the first role, which is full
    assert one.offers()["Ben"] == "open"
    one.leaves("Ada")
    one.tick()
    standing = world.standing(one.people["Ben"])
    calls = world.do(lambda tx: store.open_for(tx, standing.person.id))
    assert [(call.role, call.via) for call in calls] == [(1, "standin"), (0, "waitlist")]
    assert (
        world.do(lambda tx: searches.accept(tx, standing, calls[0].id, one.now)).result
        is AcceptResult.TAKEN
    )
    assert [one.world.scalar("SELECT role FROM signup WHERE state = 'confirmed'")] == [1]
    states = world.rows("SELECT state FROM offer WHERE person_id = :p", p=standing.person.id)
    assert [row["state"] for row in states] == ["accepted", "lapsed"]


def test_waiting_for_another_role_gives_up_what_was_offered_in_the_first(world: World) -> None:
    one = Seeking(world)
    one.shift = one.plan(ShiftRole(capacity=1), ShiftRole(position=1, name="x", capacity=1))
    one.line_up("Ada", "Ben")
    one.join("Cem")
    cem = world.standing(one.people["Cem"])
    world.do(lambda tx: signups.sign_up(tx, cem, one.shift, one.now, role=1))
    one.leaves("Ada")
    one.tick()
    ben = world.standing(one.people["Ben"])
    world.do(lambda tx: signups.sign_up(tx, ben, one.shift, one.now, role=1))
    assert one.offers() == {"Ben": "lapsed"}
    one.tick()
    assert one.searches() == [("waitlist", "exhausted")]


# What must not happen even if the code were wrong


def test_the_table_refuses_to_ask_a_person_twice(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada", "Ben")
    one.leaves("Ada")
    one.tick()
    with pytest.raises(Exception, match="UNIQUE"):
        world.do(
            lambda tx: tx.run(
                """INSERT INTO offer (search_id, person_id, via, state, created_at, expires_at,
                   updated_at) SELECT search_id, person_id, via, 'open', 0, 0, 0 FROM offer"""
            )
        )


def test_a_restart_changes_nothing(world: World) -> None:
    one = late(world)
    one.join(*(f"P{n}" for n in range(7)))
    one.leaves("Ada")
    first = one.tick()
    world.restart()
    assert one.tick() == []
    assert len(first + one.tick(AFTERNOON + 3 * HOUR)) == 8


def test_a_search_that_is_over_or_gone_is_left_alone(world: World) -> None:
    one = late(world)
    one.leaves("Ada")
    standing, search = world.standing(one.karla), one.search().id
    world.do(lambda tx: search_desk.stop(tx, standing, search, one.now))
    for number in (search, 999):
        world.do(lambda tx: searches.advance(tx, number, one.now, BERLIN))  # noqa: B023
    assert one.asked() == []


def test_nothing_is_searched_for_a_shift_that_has_begun_or_is_cancelled(world: World) -> None:
    one = late(world)
    shift = world.do(lambda tx: shift_rows.find(tx, one.shift))
    assert shift is not None
    world.do(lambda tx: searches.open_place(tx, shift, 0, one.starts_at, late=True))
    world.do(lambda tx: shift_rows.cancel(tx, shift.id))
    cancelled = world.do(lambda tx: shift_rows.find(tx, one.shift))
    assert cancelled is not None
    world.do(lambda tx: searches.open_place(tx, cancelled, 0, one.now, late=True))
    assert one.searches() == []


def test_only_searches_that_are_due_are_looked_at(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")

    def due(now: datetime) -> bool:
        return world.do(lambda tx: searches.any_due(tx, now))

    assert due(one.now)
    one.tick()
    assert not due(one.now + 9 * MINUTE)
    assert due(one.now + 10 * MINUTE)
