"""Announcements: recipients frozen, figures that sum up at every step, stop, opt-out mid-way."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import pytest

from bot.conversation import outbound
from bot.domain.announcements import Audience, Figures
from bot.domain.errors import NotFoundError
from bot.domain.outbox import Drop, OutboxState
from bot.domain.people import Initiative, MembershipState, OptOut, Person, Role
from bot.services import announcements
from bot.store import outbox, people
from bot.store.database import Tx
from tests.conversation.stage import HOUSE
from tests.services.world import START, World


class House:
    """An author and seven volunteers: one refuses announcements, one has blocked the bot."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cafe: Initiative = world.initiative()
        self.author: Person = world.person(1, "Karla")
        world.member(self.author, self.cafe, Role.COORDINATOR)
        self.members = [world.person(10 + number, f"P{number}") for number in range(5)]
        for one in self.members:
            world.member(one, self.cafe)
        refuses, blocked, no_telegram = world.person(20), world.person(21), world.person(None)
        for one in (refuses, blocked, no_telegram):
            world.member(one, self.cafe)
        self.refuse(refuses)
        world.do(lambda tx: people.set_blocked(tx, blocked.id, START))
        world.member(world.person(22), self.cafe, state=MembershipState.REQUESTED)

    def refuse(self, who: Person) -> None:
        self.world.do(
            lambda tx: people.set_opt_out(tx, who.id, OptOut.ANNOUNCEMENT, out=True, now=START)
        )

    def start(self) -> int:
        standing = self.world.standing(self.author)
        return self.world.do(
            lambda tx: announcements.start(
                tx, standing, self.cafe.id, "Hallo", progress_message_id=7, now=START
            )
        ).id

    def stop(self, new_id: int) -> Figures:
        standing = self.world.standing(self.author)
        return self.world.do(lambda tx: announcements.stop(tx, standing, new_id, START)).figures

    def figures(self, new_id: int) -> Figures:
        found = self.world.do(lambda tx: announcements.progress(tx, new_id)).figures
        parts = asdict(found)
        assert parts.pop("total") == sum(parts.values()) == 7
        return found

    def deliver(self, state: OutboxState) -> None:
        """Let the next waiting row end in ``state``, or be dropped if it is not wanted."""
        row = self.world.rows("SELECT id FROM outbox WHERE state = 'queued' AND lane = 2")[0]

        def send(tx: Tx) -> None:
            leased = outbox.lease(tx, row["id"], START)
            assert leased is not None
            composed = outbound.compose(tx, leased, START, HOUSE)
            if isinstance(composed, Drop):
                outbox.record(tx, leased.id, OutboxState.DROPPED, now=START,
                              reason=composed.reason)  # fmt: skip
            else:
                outbox.record(tx, leased.id, state, now=START)

        self.world.do(send)

    def follow(self) -> int:
        return self.world.do(partial(announcements.follow, now=START))

    def edits(self) -> int:
        return len(self.world.rows("SELECT 1 FROM outbox WHERE kind = 'progress'"))


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_the_audience_is_told_before(house: House) -> None:
    standing = house.world.standing(house.author)
    found = house.world.do(lambda tx: announcements.audience(tx, standing, house.cafe.id))
    assert found == Audience(reachable=5, opted_out=1, unreachable=1)


def test_the_figures_sum_up_at_every_step(house: House) -> None:
    new_id = house.start()
    seen = [house.figures(new_id)]
    for state in (OutboxState.SENT, OutboxState.UNREACHABLE, OutboxState.UNKNOWN,
                  OutboxState.REFUSED, OutboxState.SENT):  # fmt: skip
        house.deliver(state)
        seen.append(house.figures(new_id))
    assert [one.waiting for one in seen] == [5, 4, 3, 2, 1, 0]
    assert seen[-1] == Figures(
        total=7, waiting=0, sent=2, unreachable=2, unknown=1, opted_out=1, refused=1, stopped=0
    )


def test_stopping_keeps_what_was_sent_and_sends_no_more(house: House) -> None:
    new_id = house.start()
    house.deliver(OutboxState.SENT)
    found = house.stop(new_id)
    assert (found.sent, found.stopped, found.waiting) == (1, 4, 0)
    assert house.stop(new_id) == found
    audits = house.world.rows("SELECT action FROM audit ORDER BY id")
    assert [row["action"] for row in audits] == ["announced", "announcement.stopped"]


def test_an_opt_out_counts_at_once(house: House) -> None:
    new_id = house.start()
    house.deliver(OutboxState.SENT)
    house.refuse(house.members[1])
    house.deliver(OutboxState.SENT)
    found = house.figures(new_id)
    assert (found.sent, found.opted_out, found.waiting) == (1, 2, 3)


def test_who_joins_later_does_not_get_it(house: House) -> None:
    new_id = house.start()
    house.world.member(house.world.person(50), house.cafe)
    assert house.figures(new_id).total == 7


def test_the_progress_is_edited_when_it_changes_and_once_at_the_end(house: House) -> None:
    house.start()
    assert (house.follow(), house.follow(), house.edits()) == (1, 1, 1)
    for _ in range(5):
        house.deliver(OutboxState.SENT)
    assert (house.follow(), house.edits()) == (0, 1)  # the edit that waits shows the newest
    assert house.world.scalar("SELECT state FROM announcement") == "done"
    assert not house.world.do(announcements.any_running)


def test_a_progress_that_left_is_followed_by_another(house: House) -> None:
    house.start()
    house.follow()
    house.world.do(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE kind = 'progress'"))
    house.deliver(OutboxState.SENT)
    house.follow()
    assert house.edits() == 2


def test_an_erased_authors_announcement_goes_on_without_progress(house: House) -> None:
    house.start()
    house.world.do(lambda tx: tx.run("UPDATE announcement SET author_id = NULL"))
    assert (house.follow(), house.edits()) == (1, 0)


def test_a_stopped_announcement_stays_stopped_when_it_ends(house: House) -> None:
    house.stop(house.start())
    house.follow()
    assert house.world.scalar("SELECT state FROM announcement") == "stopped"


def test_another_initiatives_announcement_is_not_found(house: House) -> None:
    new_id = house.start()
    other = house.world.person(60)
    house.world.member(other, house.world.initiative("Beta"), Role.COORDINATOR)
    standing = house.world.standing(other)
    for use in (
        lambda tx: announcements.stop(tx, standing, new_id, START),
        lambda tx: announcements.audience(tx, standing, house.cafe.id),
        lambda tx: announcements.find_for(tx, standing, 999),
        lambda tx: announcements.progress(tx, 999),
    ):
        with pytest.raises(NotFoundError):
            house.world.do(use)
