"""Somebody comes along: the request, who is asked, first yes, getting out, erasure, counts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from bot.domain.calendar import at_local, local_day
from bot.domain.clearances import Kind
from bot.domain.companions import (
    AcceptResult,
    Gender,
    RequestState,
    Side,
    Trip,
    Wish,
    window,
)
from bot.domain.errors import NotFoundError
from bot.domain.people import OptOut, Role
from bot.services import (
    clearances,
    companion_desk,
    companion_search,
    companion_talk,
    companions,
    members,
    privacy,
    retention,
)
from bot.services import people as people_service
from bot.store import companion_people, people, profiles, questions
from bot.store import companion_talk as talk_store
from bot.store import companions as store
from bot.store.companion_people import Said
from tests.services.world import BERLIN, START, World
from tests.support.accompanied import trip

DAY = local_day(START, BERLIN) + timedelta(days=4)


def no_journal(_tx, _person_id, _now):
    """Write nothing."""


class Town:
    """One initiative with a coordinator, cleared volunteers and a newcomer."""

    def __init__(self, world: World, volunteers: int = 3) -> None:
        self.world = world
        self.cafe = world.initiative("Café")
        self.clara = world.person(1, "Clara")
        world.member(self.clara, self.cafe, Role.COORDINATOR)
        self.boss = world.standing(self.clara)
        self.nour = world.person(2, "Nour")
        self.asker = world.standing(self.nour)
        self.volunteers = [self.volunteer(10 + n, f"Gast {n}") for n in range(volunteers)]

    def volunteer(self, telegram_id: int, name: str, *, clear: bool = True, **columns: object):
        """Add a member who is cleared to come along."""
        person = self.world.person(telegram_id, name, **columns)
        self.world.member(person, self.cafe)
        if clear:
            self.world.do(
                lambda tx: clearances.give(
                    tx, self.boss, self.cafe.id, person.id, Kind.COMPANION, START
                )
            )
        return person

    def asks(self, now=START, **how: object) -> store.Request:
        """Ask for somebody in four days, from 10 to 12."""
        start, _ = window(DAY, 1, BERLIN)
        what = trip(start)
        what = Trip(**{**{name: getattr(what, name) for name in what.__slots__}, **how})
        return self.world.do(lambda tx: companions.ask(tx, self.asker, what, now))

    def tick(self, now) -> None:
        """Let due requests go on, as the tick does."""
        while self.world.do(lambda tx: companion_search.advance_due(tx, now, BERLIN)):
            pass

    def asked(self) -> dict[int, int]:
        """Return by person which offer they have."""
        rows = self.world.rows("SELECT id, person_id FROM companion_offer ORDER BY id")
        return {row["person_id"]: row["id"] for row in rows}

    def accept(self, person, now=START) -> companions.Accepted:
        """Let somebody say yes to what they were asked."""
        standing, offer = self.world.standing(person), self.asked()[person.id]
        return self.world.do(lambda tx: companions.accept(tx, standing, offer, now, BERLIN))

    def request(self, number: int) -> store.Request:
        """Return the request as it stands."""
        found = self.world.do(lambda tx: store.find(tx, number))
        assert found is not None
        return found


@pytest.fixture
def town(world):
    return Town(world)


def test_the_initiative_of_the_town_with_companions_coordinates_else_the_leads(world):
    town = Town(world)
    assert town.asks().initiative_id == town.cafe.id
    elsewhere = town.asks(town="Kamen")
    assert elsewhere.initiative_id is None
    other = world.initiative("Zweite")
    boss = world.person(50, "Bea")
    world.member(boss, other, Role.COORDINATOR)
    standing = world.standing(boss)
    give = partial(clearances.give, initiative_id=other.id, person_id=boss.id)
    world.do(lambda tx: give(tx, standing, kind=Kind.COMPANION, now=START))
    assert town.asks().initiative_id == town.cafe.id
    world.do(lambda tx: questions.turn_to(tx, town.nour.id, other.id))
    assert town.asks().initiative_id == other.id


def test_a_new_request_replaces_the_open_one(town):
    first = town.asks()
    second = town.asks()
    assert town.request(first.id).state is RequestState.WITHDRAWN
    assert town.request(second.id).state is RequestState.SEARCHING


def test_only_cleared_members_who_want_to_be_asked_are_asked(world):
    town = Town(world, volunteers=1)
    town.volunteer(20, "Ohne", clear=False)
    away = town.volunteer(21, "Pause", paused_until_on=(DAY + timedelta(days=1)).isoformat())
    gone = town.volunteer(22, "Weg", blocked_at=1)
    refuses = town.volunteer(23, "Nein")
    world.do(lambda tx: people.set_opt_out(tx, refuses.id, OptOut.COMPANION, out=True, now=START))
    town.asks()
    town.tick(START)
    assert list(town.asked()) == [town.volunteers[0].id]
    assert away.id != gone.id


def test_language_wish_and_times_are_conditions(world):
    town = Town(world, volunteers=0)
    woman = town.volunteer(20, "Vera")
    man = town.volunteer(21, "Willi")
    busy = town.volunteer(22, "Vio")
    speaker = town.volunteer(23, "Sara")
    for who, gender, times in (
        (woman, Gender.WOMAN, ()),
        (man, Gender.MAN, ()),
        (busy, Gender.WOMAN, ("mo-am",)),
        (speaker, Gender.WOMAN, ()),
    ):
        said = Said(gender=gender, free_times=times)
        world.do(partial(companion_people.say, person_id=who.id, said=said))
    profile = world.do(lambda tx: profiles.find(tx, speaker.id))
    assert profile.speaks == ()
    world.do(
        lambda tx: tx.run(
            "UPDATE person SET speaks = 'ar', language = 'de' WHERE id = :p", p=speaker.id
        )
    )
    town.asks(language="ar", wish=Wish.WOMAN)
    town.tick(START)
    assert list(town.asked()) == [speaker.id]


def test_the_first_yes_wins_and_the_newcomer_and_the_coordinator_hear(town):
    request = town.asks()
    town.tick(START)
    first, second, _ = town.volunteers
    assert town.accept(first).result is AcceptResult.TAKEN
    assert town.accept(second).result is AcceptResult.TOO_LATE
    assert town.accept(first).result is AcceptResult.YOURS
    found = town.request(request.id)
    assert (found.state, found.companion_id) == (RequestState.MATCHED, first.id)
    told = [who for who, what in town.world.notices("relay") if what == "companion_matched"]
    assert told == [town.nour.id, town.clara.id]


def test_the_tables_keep_a_second_companion_out(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    with pytest.raises(Exception, match="UNIQUE"):
        town.world.do(
            lambda tx: tx.run(
                "UPDATE companion_offer SET state = 'accepted' WHERE request_id = :r", r=request.id
            )
        )


def test_who_is_no_longer_cleared_cannot_say_yes(town):
    town.asks()
    town.tick(START)
    who = town.volunteers[0]
    town.world.do(
        lambda tx: clearances.withdraw(tx, town.boss, town.cafe.id, who.id, Kind.COMPANION, START)
    )
    assert town.accept(who).result is AcceptResult.NOT_CLEARED


def test_no_is_not_asked_again_and_may_be_taken_back(town):
    town.asks()
    town.tick(START)
    who = town.volunteers[0]
    standing, offer = town.world.standing(who), town.asked()[who.id]
    town.world.do(lambda tx: companions.decline(tx, standing, offer, START))
    for hours in range(0, 60, 3):
        town.tick(START + timedelta(hours=hours))
    asked = [who for who, what in town.world.notices() if what == "companion_asked"]
    assert sorted(asked) == sorted(one.id for one in town.volunteers)
    assert town.accept(who).result is AcceptResult.TAKEN


def test_getting_out_lets_the_search_go_on_and_asks_those_who_had_not_answered(town):
    request = town.asks()
    town.tick(START)
    first, second, third = town.volunteers
    standing, offer = town.world.standing(second), town.asked()[second.id]
    town.world.do(lambda tx: companions.decline(tx, standing, offer, START))
    town.accept(first)
    out = town.world.standing(first)
    assert town.world.do(lambda tx: companions.get_out(tx, out, request.id, START))
    town.tick(START)
    asked = [who for who, what in town.world.notices() if what == "companion_asked"]
    assert sorted(asked) == sorted([first.id, second.id, third.id, third.id])
    assert town.request(request.id).state is RequestState.SEARCHING
    assert ("companion_lost" in dict.fromkeys(what for _, what in town.world.notices())) is True
    with pytest.raises(NotFoundError):
        town.world.do(lambda tx: companions.get_out(tx, out, request.id, START))


def test_nobody_can_get_out_when_it_has_begun(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    out = town.world.standing(town.volunteers[0])
    late = request.trip.starts_at
    assert not town.world.do(lambda tx: companions.get_out(tx, out, request.id, late))


@pytest.mark.parametrize("how", ["erased", "unreachable", "uncleared", "removed"])
def test_a_companion_who_is_gone_is_replaced_and_the_newcomer_hears(town, how):
    request = town.asks()
    town.tick(START)
    who = town.volunteers[0]
    town.accept(who)
    ways = {
        "erased": lambda tx: privacy.erase(tx, who.id, START, no_journal),
        "unreachable": lambda tx: people_service.lost(tx, who, START),
        "uncleared": lambda tx: clearances.withdraw(
            tx, town.boss, town.cafe.id, who.id, Kind.COMPANION, START
        ),
        "removed": lambda tx: members.remove(
            tx, town.boss, town.cafe.id, who.id, START, no_journal
        ),
    }
    town.world.do(ways[how])
    found = town.request(request.id)
    assert (found.state, found.companion_id) == (RequestState.SEARCHING, None)
    assert (town.nour.id, "companion_lost") in town.world.notices()


def test_an_erased_newcomer_leaves_nothing_and_the_companion_is_told(town):
    town.asks()
    town.tick(START)
    who = town.volunteers[0]
    town.accept(who)
    town.world.do(lambda tx: privacy.erase(tx, town.nour.id, START, no_journal))
    assert town.world.rows("SELECT * FROM companion_request") == []
    assert town.world.rows("SELECT * FROM companion_offer") == []
    assert (who.id, "companion_cancelled") in town.world.notices()


def test_a_withdrawn_request_is_told_to_the_companion(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    assert town.world.do(lambda tx: companions.withdraw(tx, town.asker, request.id, START))
    assert not town.world.do(lambda tx: companions.withdraw(tx, town.asker, request.id, START))
    assert (town.volunteers[0].id, "companion_cancelled") in town.world.notices()


def test_both_sides_are_told_a_day_before_once_and_it_ends_unfilled(world):
    town = Town(world, volunteers=0)
    request = town.asks()
    start = request.trip.starts_at
    for hours in range(24 * 5):
        town.tick(START + timedelta(hours=hours))
    told = [one for one in world.notices() if one[1] == "companion_unfilled"]
    assert told == [(town.nour.id, "companion_unfilled")]  # nobody coordinates: no lead either
    assert town.request(request.id).state is RequestState.UNFILLED
    assert town.request(request.id).warned_at is not None
    assert start > START


def test_counts_are_by_month_and_kind_without_a_person(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    over = at_local(
        DAY + timedelta(days=1), window(DAY, 0, BERLIN)[0].time().replace(hour=0), BERLIN
    )
    town.tick(over)
    assert town.request(request.id).state is RequestState.DONE
    rows = town.world.rows("SELECT * FROM companion_count ORDER BY outcome")
    assert [(row["outcome"], row["times"], row["place_kind"]) for row in rows] == [
        ("asked", 1, "office"),
        ("done", 1, "office"),
        ("matched", 1, "office"),
    ]
    assert {row["month"] for row in rows} == {f"{DAY:%Y-%m}"}


def test_closed_requests_are_deleted_after_thirty_days(town):
    request = town.asks()
    town.world.do(lambda tx: companions.withdraw(tx, town.asker, request.id, START))
    for days, left in ((29, 1), (31, 0)):
        now = START + timedelta(days=days)
        town.world.do(lambda tx, now=now: retention.run(tx, now, no_journal))
        assert town.world.scalar("SELECT count(*) FROM companion_request") == left


def test_words_pass_between_the_two_only_and_until_the_day_after(town):
    request = town.asks()
    town.tick(START)
    who = town.volunteers[0]
    town.accept(who)

    def pair(person, now=START):
        standing = town.world.standing(person)
        return town.world.do(
            lambda tx: companion_talk.pair_for(tx, standing, request.id, now, BERLIN)
        )

    assert pair(town.nour).side is Side.NEWCOMER
    assert pair(who).open
    with pytest.raises(NotFoundError):
        pair(town.clara)
    end = at_local(DAY + timedelta(days=2), START.time().replace(hour=0, minute=0), BERLIN)
    assert pair(who, end - timedelta(seconds=1)).open
    assert not pair(who, end).open
    says, reports = pair(who), pair(town.nour)
    assert town.world.do(lambda tx: companion_talk.write(tx, says, "Hallo", None, START))
    assert town.world.notices("relay")[-1] == (town.nour.id, "companion_said")
    assert town.world.do(lambda tx: companion_talk.report(tx, reports, START))
    after = pair(who)
    assert not after.open
    assert not town.world.do(lambda tx: companion_talk.report(tx, after, START))
    assert (town.clara.id, "companion_reported") in town.world.notices()


def test_corrected_words_change_where_they_wait_and_follow_what_was_read(town):
    request = town.asks()
    town.tick(START)
    who = town.volunteers[0]
    town.accept(who)
    world, standing = town.world, town.world.standing(town.nour)

    def corrects(before: int, text: str) -> int | None:
        def step(tx):
            pair = companion_talk.pair_for(tx, standing, request.id, START, BERLIN)
            words = talk_store.find(tx, before)
            assert words is not None
            return companion_talk.correct(tx, pair, words, text, START)

        return world.do(step)

    pair = world.do(lambda tx: companion_talk.pair_for(tx, standing, request.id, START, BERLIN))
    first = world.do(lambda tx: companion_talk.write(tx, pair, "Mogen", None, START))
    told = world.notices("relay")
    assert corrects(first, "Morgen") == first  # nobody has read it: nothing more is told
    assert world.notices("relay") == told
    world.do(lambda tx: tx.run("UPDATE outbox SET state = 'sending', attempts = 1"))
    second = corrects(first, "Übermorgen")
    assert world.notices("relay") == [*told, (who.id, "companion_said")]
    assert corrects(second, "Übermorgen") == second
    assert corrects(second, "Heute") == second
    assert world.notices("relay") == [*told, (who.id, "companion_said")]
    rows = world.rows("SELECT text FROM companion_message ORDER BY id")
    assert [row["text"] for row in rows] == ["Morgen", "Heute"]
    world.do(lambda tx: companion_talk.end(tx, pair, START))
    assert corrects(second, "Foo") is None
    assert world.rows("SELECT text FROM companion_message ORDER BY id") == rows


def test_a_coordinator_stops_a_match_and_asks_by_name(world):
    town = Town(world, volunteers=1)
    quiet = town.volunteer(30, "Vera")
    world.do(lambda tx: companion_people.say(tx, quiet.id, Said(free_times=("mo-am",))))
    request = town.asks()
    town.tick(START)
    today = date(2026, 3, 2)
    _, found = world.do(lambda tx: companion_desk.can_be_asked(tx, town.boss, request.id, today))
    assert [one.id for one in found] == [quiet.id]
    ask = partial(
        companion_desk.ask_by_name,
        standing=town.boss,
        request_id=request.id,
        person_id=quiet.id,
        today=today,
        now=START,
    )
    assert world.do(ask)
    assert not world.do(ask)
    assert town.accept(quiet).result is AcceptResult.TAKEN
    assert world.do(lambda tx: companion_desk.stop(tx, town.boss, request.id, START))
    assert not world.do(lambda tx: companion_desk.stop(tx, town.boss, request.id, START))
    assert {(quiet.id, "companion_cancelled"), (town.nour.id, "companion_stopped")} <= set(
        world.notices()
    )


def test_a_foreign_coordinator_sees_nothing(town):
    request = town.asks()
    other = town.world.initiative("Fremd")
    bea = town.world.person(60, "Bea")
    town.world.member(bea, other, Role.COORDINATOR)
    standing = town.world.standing(bea)
    with pytest.raises(NotFoundError):
        town.world.do(lambda tx: companion_desk.card_for(tx, standing, request.id))
    assert town.world.do(lambda tx: companion_desk.requests(tx, standing, 10)) == []


def test_reminders_reach_both_once(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    for minutes in range(0, 5 * 24 * 60, 20):
        now = START + timedelta(minutes=minutes)
        town.world.do(lambda tx, now=now: companion_search.plan_reminders(tx, now, BERLIN))
    told = [who for who, what in town.world.notices("relay") if what == "companion_reminder"]
    assert sorted(told) == sorted([town.nour.id, town.volunteers[0].id] * 2)
    assert request.trip.starts_at > START


def test_deeds_are_written_down_without_names(town):
    request = town.asks()
    town.tick(START)
    town.accept(town.volunteers[0])
    rows = town.world.rows("SELECT action, subject FROM audit WHERE action LIKE 'companion.%'")
    assert [(row["action"], row["subject"]) for row in rows] == [
        ("companion.asked", f"companion:{request.id}"),
        ("companion.matched", f"companion:{request.id}"),
    ]
