"""Somebody cannot come at short notice: people who fit are asked, in waves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.domain.people import OptOut
from bot.domain.searches import AcceptResult
from bot.domain.shifts import Qualification, ShiftRole
from bot.services import search_desk, searches, shifts
from bot.services.notices import Notice
from bot.services.search_desk import StartResult
from bot.services.searches import DeclineResult
from bot.store import people
from bot.store import shifts as shift_rows
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.services.seeking import AFTERNOON, HOUR, MINUTE, Seeking, is_gone, late
from tests.services.world import World
from tests.support.db import START

NEXT_DAY = START + timedelta(days=1)


def test_a_late_withdrawal_asks_people_who_fit(world: World) -> None:
    one = late(world)
    one.join("Ben", "Cem")
    one.leaves("Ada")
    assert sorted(one.tick()) == ["Ben", "Cem", "Karla"]
    assert one.yes("Cem") is AcceptResult.TAKEN
    assert one.yes("Ben") is AcceptResult.TOO_LATE_TAKEN
    one.tick()
    assert one.searches() == [("standin", "filled")]
    assert one.told(Notice.SEARCH_FILLED) == [("Karla", "Cem")]


def test_who_left_is_not_asked_to_stand_in_for_themselves(world: World) -> None:
    one = late(world)
    one.leaves("Ada")
    assert one.tick() == ["Karla"]


def test_the_line_is_asked_before_everybody_else(world: World) -> None:
    one = late(world)
    one.line_up("Ben")
    one.join("Cem")
    one.leaves("Ada")
    assert one.tick() == ["Ben"]
    assert one.tick(AFTERNOON + 9 * MINUTE) == []
    assert one.tick(AFTERNOON + 10 * MINUTE) == ["Karla", "Cem"]


def test_waves_of_five_follow_each_other(world: World) -> None:
    one = late(world)
    one.join(*(f"P{n}" for n in range(7)))
    one.leaves("Ada")
    first = one.tick()
    assert len(first) == 5
    assert one.tick(AFTERNOON + 9 * MINUTE) == []
    second = one.tick(AFTERNOON + 10 * MINUTE)
    assert sorted(first + second) == ["Karla", *(f"P{n}" for n in range(7))]
    assert one.search().wave == 2


def test_the_last_no_brings_the_next_wave_at_once(world: World) -> None:
    one = late(world)
    one.join(*(f"P{n}" for n in range(6)))
    one.people["Karla"] = one.karla
    one.leaves("Ada")
    for name in one.tick():
        assert one.no(name) is DeclineResult.DECLINED
    assert len(one.tick(AFTERNOON + MINUTE)) == 2


def test_when_all_were_asked_the_coordinator_hears_it_once(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    assert one.told(Notice.SEARCH_EXHAUSTED) == []
    for minutes in (10, 20, 30):
        one.tick(AFTERNOON + minutes * MINUTE)
    assert one.told(Notice.SEARCH_EXHAUSTED) == [("Karla", "")]
    assert one.searches() == [("standin", "running")]
    assert one.yes("Ben") is AcceptResult.TAKEN


def test_all_have_said_no_ends_the_search(world: World) -> None:
    one = late(world)
    one.people["Karla"] = one.karla
    one.leaves("Ada")
    one.tick()
    one.no("Karla")
    one.tick()
    assert one.searches() == [("standin", "exhausted")]


def test_the_start_ends_the_search(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    one.tick(one.starts_at)
    assert one.searches() == [("standin", "ended")]
    assert one.offers()["Ben"] == "expired"
    assert one.yes("Ben") is AcceptResult.BEGUN
    assert one.no("Ben") is DeclineResult.BEGUN


def move(one: Seeking, to: datetime) -> None:
    """Plan the shift for another time, and have its search look again."""
    one.starts_at = to

    def put(tx: Tx) -> None:
        found = shift_rows.find(tx, one.shift)
        assert found is not None
        tx.run(
            "UPDATE shift SET starts_at = :a, ends_at = :a + 7200000 WHERE id = :s",
            a=to_ms(to),
            s=one.shift,
        )
        searches.touch(tx, found, 0, one.now)

    one.world.do(put)


@pytest.mark.parametrize("hours", [-2, 3, 72])
def test_a_question_to_stand_ins_follows_the_start(world: World, hours: int) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    move(one, one.starts_at + hours * HOUR)
    one.tick()
    assert one.until("Ben") == one.starts_at


def test_a_question_to_the_whole_line_follows_the_start(world: World) -> None:
    one = Seeking(world, before=20 * HOUR, now=AFTERNOON)
    one.line_up("Ada", "Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    move(one, one.starts_at + HOUR)
    one.tick()
    assert one.until("Ben") == one.until("Cem") == one.starts_at


def test_a_cancelled_shift_ends_the_search(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    standing = world.standing(one.karla)
    world.do(lambda tx: shifts.cancel(tx, standing, one.shift, one.now))
    assert one.searches() == [("standin", "ended")]
    assert one.yes("Ben") is AcceptResult.CANCELLED


def test_a_place_taken_from_the_list_ends_the_search_and_is_told(world: World) -> None:
    one = late(world)
    one.join("Ben", "Cem")
    one.leaves("Ada")
    one.tick()
    assert one.takes("Ben") == "confirmed"
    one.tick()
    assert one.offers() == {"Karla": "lapsed", "Ben": "accepted", "Cem": "lapsed"}
    assert one.told(Notice.SEARCH_FILLED) == [("Karla", "Ben")]


def test_a_second_late_withdrawal_asks_nobody_a_second_time(world: World) -> None:
    one = late(world, capacity=2)
    one.line_up("Eva")
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    one.leaves("Eva")
    assert one.tick(AFTERNOON + HOUR) == []
    assert sorted(one.asked()) == ["Ben", "Karla"]


def test_a_late_withdrawal_turns_the_search_of_the_line_into_one_of_all(world: World) -> None:
    one = Seeking(world, capacity=2, before=30 * HOUR, now=AFTERNOON)
    one.line_up("Ada", "Eva", "Ben", "Cem", "Dora")
    one.join("Fay")
    one.leaves("Ada")
    one.tick()
    one.tick(AFTERNOON + 2 * HOUR)
    one.tick(AFTERNOON + 6 * HOUR)
    one.now += MINUTE
    one.leaves("Eva")
    assert one.searches() == [("standin", "running")]
    assert one.asked() == ["Ben", "Cem", "Dora"]


def test_a_second_yes_changes_nothing(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    one.yes("Ben")
    assert one.yes("Ben") is AcceptResult.ALREADY_IN
    assert one.no("Ben") is DeclineResult.STILL_IN
    assert one.told(Notice.SEARCH_FILLED) == [("Karla", "Ben")]


def test_a_clash_is_said_and_not_refused(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    other = one.plan(ShiftRole(capacity=1), starts_at=one.starts_at + HOUR)
    one.takes("Ben", other)
    standing, offer = world.standing(one.people["Ben"]), one.offer("Ben")
    done = world.do(lambda tx: searches.accept(tx, standing, offer, one.now))
    assert done.result is AcceptResult.TAKEN
    assert done.clash is not None
    assert done.clash.id == other


def opts_out(one: Seeking) -> None:
    ben = one.people["Ben"].id
    one.world.do(lambda tx: people.set_opt_out(tx, ben, OptOut.STANDIN, out=True, now=START))


def set_column(column: str, value: object) -> Callable[[Seeking], None]:
    def put(one: Seeking) -> None:
        ben = one.people["Ben"].id
        one.world.do(
            lambda tx: tx.run(f"UPDATE person SET {column} = :v WHERE id = :p", v=value, p=ben)  # type: ignore[arg-type]  # noqa: S608
        )

    return put


def is_elsewhere(one: Seeking) -> None:
    one.takes("Ben", one.plan(ShiftRole(capacity=1), starts_at=one.starts_at + HOUR))


@pytest.mark.parametrize(
    "change",
    [
        opts_out,
        is_elsewhere,
        is_gone,
        set_column("blocked_at", 1),
        set_column("telegram_id", None),
        set_column("paused_until_on", "2026-03-03"),
    ],
)
def test_who_cannot_or_does_not_want_to_is_not_asked(
    world: World, change: Callable[[Seeking], None]
) -> None:
    one = late(world)
    one.join("Ben", "Cem")
    change(one)
    one.leaves("Ada")
    assert sorted(one.tick()) == ["Cem", "Karla"]


def test_a_pause_that_is_over_and_a_shift_that_only_touches_are_no_reason(world: World) -> None:
    one = late(world)
    one.join("Ben", paused_until_on="2026-03-02")
    one.takes("Ben", one.plan(ShiftRole(capacity=1), starts_at=one.starts_at + 2 * HOUR))
    one.leaves("Ada")
    assert sorted(one.tick()) == ["Ben", "Karla"]


def seen(one: Seeking, name: str, until: str | None) -> None:
    person = one.people[name].id
    one.world.do(
        lambda tx: tx.run(
            "INSERT INTO qualification VALUES (:p, :i, 'conduct', '2025-01-01', :until, NULL)",
            p=person,
            i=one.cafe.id,
            until=until,
        )
    )


def test_only_who_meets_what_the_role_requires_is_asked(world: World) -> None:
    one = Seeking(
        world,
        before=5 * HOUR,
        now=AFTERNOON,
        qualification=Qualification.CONDUCT,
        adults_only=True,
    )
    one.join("Ben", "Cem", "Dora", "Eva", adult=1)
    one.join("Finn")
    seen(one, "Cem", None)
    seen(one, "Dora", "2026-03-02")
    seen(one, "Eva", "2026-03-01")
    seen(one, "Finn", None)
    assert one.start() is StartResult.STARTED
    assert one.tick() == ["Cem", "Dora"]


def test_what_was_withdrawn_meanwhile_does_not_open_the_door(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, qualification=Qualification.CONDUCT)
    one.join("Ben")
    seen(one, "Ben", None)
    one.start()
    one.tick()
    world.do(lambda tx: tx.run("DELETE FROM qualification"))
    assert one.yes("Ben") is AcceptResult.UNFIT


def test_speakers_first_then_who_likes_it_then_who_was_asked_least_recently(
    world: World,
) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, languages=("ar", "uk"))
    one.join("Ben")
    one.join("Cem", interests="other", towns='["Unna"]')
    one.join("Dora", speaks="de,ar")
    one.join("Eva", speaks="uk", towns='["UNNA"]')
    one.start()
    assert one.tick() == ["Eva", "Dora"]
    assert one.tick(AFTERNOON + 10 * MINUTE) == ["Cem", "Ben"]


def test_without_a_preference_all_are_asked_alike(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, languages=("ar",))
    one.join("Dora", speaks="ar")
    one.join("Ben", "Cem")
    one.start()
    one.tick()
    standing, search = world.standing(one.karla), one.search().id
    world.do(lambda tx: search_desk.widen(tx, standing, search, one.now))
    one.no("Dora")
    assert one.tick() == ["Ben", "Cem"]
