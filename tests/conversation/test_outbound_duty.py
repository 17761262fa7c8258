"""Notices after a shift are composed from how things stand when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.conversation import outbound
from bot.domain.outbox import Composed, Drop, SendNew
from bot.domain.people import Role
from bot.services import attendance, calendar, signups
from bot.store import outbox
from tests.services.test_attendance import Cast, make
from tests.services.world import START, open_world
from tests.support.talk import make_house

HOUSE = make_house(lambda tx, person_id, now: None)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with open_world() as world:
        yield make(world, START + timedelta(days=1, hours=8))


def composed(cast: Cast, now: datetime) -> Composed:
    """Return what the newest row becomes."""

    def work(tx):
        row = outbox.lease(tx, tx.count("SELECT max(id) FROM outbox"), now)
        assert row is not None
        return outbound.compose(tx, row, now, HOUSE)

    return cast.world.do(work)


def reason(found: Composed) -> str:
    assert isinstance(found, Drop)
    return found.reason


def test_the_coordinator_is_asked_with_the_names(cast: Cast):
    cast.tick(cast.ends_at)
    found = composed(cast, cast.ends_at)
    assert isinstance(found, SendNew)
    labels = [button.label for row in found.message.buttons for button in row]
    assert [sum(name in label for label in labels) for name in ("Ada", "Bob", "Eve")] == [1, 1, 0]


def test_who_lost_the_role_meanwhile_reads_no_names(cast: Cast):
    cast.tick(cast.ends_at)
    cast.world.member(cast.clara, cast.cafe, Role.VOLUNTEER)
    assert reason(composed(cast, cast.ends_at)) == "no right"


@pytest.mark.parametrize("settle", [attendance.mark_rest, attendance.finish])
def test_what_was_settled_meanwhile_is_not_asked(cast: Cast, settle):
    cast.tick(cast.ends_at)
    cast.does(settle)
    assert reason(composed(cast, cast.ends_at)) == "settled"


def test_a_shift_that_is_gone_is_not_asked_about(cast: Cast):
    cast.tick(cast.ends_at)
    cast.world.do(lambda tx: tx.run("DELETE FROM shift"))
    assert reason(composed(cast, cast.ends_at)) == "gone"


def test_after_a_week_the_question_says_so(cast: Cast):
    cast.tick(cast.ends_at)
    first = composed(cast, cast.ends_at)
    week = cast.ends_at + timedelta(days=7)
    cast.tick(week)
    second = composed(cast, week)
    assert isinstance(first, SendNew)
    assert isinstance(second, SendNew)
    assert first.message.html != second.message.html


def watched(cast: Cast) -> None:
    """Have Ada wish new files, and her shift change."""
    standing = cast.world.standing(cast.ada)
    cast.world.do(lambda tx: calendar.set_updates(tx, standing, on=True))
    cast.world.do(lambda tx: calendar.changed(tx, cast.shift_id, START))


def test_a_changed_shift_comes_as_a_file(cast: Cast):
    watched(cast)
    found = composed(cast, START)
    assert isinstance(found, SendNew)
    assert found.message.document is not None
    assert b"STATUS:CONFIRMED" in found.message.document.content


def test_a_withdrawn_place_comes_as_a_file_that_takes_it_out(cast: Cast):
    watched(cast)
    standing = cast.world.standing(cast.ada)
    cast.world.do(lambda tx: signups.withdraw(tx, standing, cast.shift_id, START))
    cast.world.do(lambda tx: tx.run("DELETE FROM outbox WHERE payload NOT LIKE '%calendar%'"))
    found = composed(cast, START)
    assert isinstance(found, SendNew)
    assert found.message.document is not None
    assert b"STATUS:CANCELLED" in found.message.document.content


def test_a_file_of_a_shift_that_is_gone_is_not_sent(cast: Cast):
    watched(cast)
    cast.world.do(lambda tx: tx.run("DELETE FROM shift"))
    assert reason(composed(cast, START)) == "gone"
