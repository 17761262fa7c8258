"""Without its protections two people come along, strangers are asked, words pass after the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import companions as rules
from bot.domain.companions import AcceptFacts, AcceptResult, RequestState
from bot.services import companion_talk, companions
from bot.store import clearances, companion_people
from bot.store import companions as store
from bot.store.database import Tx
from tests.domain import test_companions as rule_tests
from tests.services import test_companions as stories
from tests.services.world import World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def stateless(facts: AcceptFacts, now: datetime) -> AcceptResult:
    """Accept whatever has become of the request."""
    del facts, now
    return AcceptResult.TAKEN


def test_a_yes_that_forgets_the_state_is_stopped_by_the_table(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companions, "decide_acceptance", stateless)
    with pytest.raises(Exception, match="UNIQUE"):
        stories.test_the_first_yes_wins_and_the_newcomer_and_the_coordinator_hear(
            stories.Town(world)
        )


def test_a_yes_that_forgets_the_state_is_seen_without_the_table(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.connection.execute("DROP INDEX companion_offer_one")
    monkeypatch.setattr(companions, "decide_acceptance", stateless)
    with pytest.raises(AssertionError):
        stories.test_the_first_yes_wins_and_the_newcomer_and_the_coordinator_hear(
            stories.Town(world)
        )


def test_a_decision_that_forgets_the_state_fails_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = rules.decide_acceptance

    def forgetful(facts: AcceptFacts, now: datetime) -> AcceptResult:
        return real(replace(facts, state=RequestState.SEARCHING), now)

    monkeypatch.setattr(rule_tests, "decide_acceptance", forgetful)
    with pytest.raises(AssertionError):
        rule_tests.test_at_most_one_of_all_who_say_yes_has_it()


def test_a_search_that_asks_who_is_not_cleared_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = companion_people._CAN_BE_ASKED.replace(
        f"person.id IN (SELECT person_id FROM {companion_people._CLEARED})",  # noqa: S608 - constants
        "1",
    )
    assert everybody != companion_people._CAN_BE_ASKED
    monkeypatch.setattr(companion_people, "_CAN_BE_ASKED", everybody)
    with pytest.raises(AssertionError):
        stories.test_only_cleared_members_who_want_to_be_asked_are_asked(world)


def test_a_yes_after_the_clearance_is_gone_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearances, "has", lambda tx, person_id, kind: True)
    with pytest.raises(AssertionError):
        stories.test_who_is_no_longer_cleared_cannot_say_yes(stories.Town(world))


def test_words_that_pass_after_a_report_are_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.Request, "silenced", False)
    with pytest.raises(AssertionError):
        stories.test_words_pass_between_the_two_only_and_until_the_day_after(stories.Town(world))


def test_words_that_pass_for_ever_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def always(starts_at: datetime, zone: object) -> datetime:
        del zone
        return starts_at + timedelta(days=365)

    monkeypatch.setattr(companion_talk, "talk_until", always)
    with pytest.raises(AssertionError):
        stories.test_words_pass_between_the_two_only_and_until_the_day_after(stories.Town(world))


def test_a_search_that_asks_again_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful = companion_people._CAN_BE_ASKED.replace(
        "companion_offer.request_id = :request", "0"
    )
    assert forgetful != companion_people._CAN_BE_ASKED
    add = store.add_offer

    def again(tx: Tx, request_id: int, person_id: int, wave: int, now: datetime) -> int:
        tx.run("UPDATE companion_offer SET state = 'lapsed' WHERE person_id = :p", p=person_id)
        return add(tx, request_id, person_id, wave, now)

    monkeypatch.setattr(companion_people, "_CAN_BE_ASKED", forgetful + " AND :request")
    monkeypatch.setattr(store, "add_offer", again)
    with pytest.raises(AssertionError):
        stories.test_no_is_not_asked_again_and_may_be_taken_back(stories.Town(world))
