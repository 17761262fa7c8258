"""What lies in the outbox is looked at again when its turn comes: only what is still true goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.conversation import outbound
from bot.domain.outbox import (
    Composed,
    Drop,
    LeaveGroup,
    OutboxKind,
    OutboxRow,
    SendNew,
    SetMenu,
)
from bot.domain.people import JoinMode, MembershipState, OptOut, Person, Role
from bot.domain.rendered import Rendered
from bot.services import announcements, groups, notices, people, ports, questions, signups
from bot.services import shifts as shifts_service
from bot.services.notices import Notice
from bot.store import initiatives, outbox
from bot.store import people as people_store
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.conversation.stage import HOUSE
from tests.services.world import START, World, open_world

SHIFT_START = START + timedelta(days=2)


class Scene:
    """One initiative with a coordinator, two volunteers and a shift with one place."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cafe = world.initiative("Alpha", JoinMode.APPROVAL)
        self.coordinator = world.person(1, "Karla")
        self.first = world.person(2, "Ada")
        self.second = world.person(3, "Ben")
        world.member(self.coordinator, self.cafe, Role.COORDINATOR)
        world.member(self.first, self.cafe)
        world.member(self.second, self.cafe)
        self.shift = world.shift(self.cafe, starts_at=SHIFT_START, capacity=1)

    def takes(self, who: Person) -> None:
        standing = self.world.standing(who)
        self.world.do(partial(signups.sign_up, standing=standing, shift_id=self.shift, now=START))

    def leaves(self, who: Person, now: datetime = START) -> None:
        standing = self.world.standing(who)
        self.world.do(partial(signups.withdraw, standing=standing, shift_id=self.shift, now=now))

    def cancels(self) -> None:
        standing = self.world.standing(self.coordinator)
        self.world.do(lambda tx: shifts_service.cancel(tx, standing, self.shift, START))

    def composed(self, now: datetime = START) -> Composed:
        """Return what becomes of the newest row of the outbox."""
        return self.world.do(lambda tx: outbound.compose(tx, newest(tx), now, HOUSE))

    def reason(self, now: datetime = START) -> str:
        """Return why the newest row is not sent; "" if it is."""
        found = self.composed(now)
        return found.reason if isinstance(found, Drop) else ""

    def told(self, who: Person, notice: Notice, **ids: int) -> None:
        self.world.do(lambda tx: notices.tell(tx, who, notice, START, **ids))

    def revoke(self, who: Person) -> None:
        self.world.do(
            lambda tx: initiatives.remove_member(tx, person_id=who.id, initiative_id=self.cafe.id)
        )


def newest(tx: Tx) -> OutboxRow:
    return outbox._row(tx.all("SELECT * FROM outbox ORDER BY id DESC LIMIT 1")[0])


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world)


def reminder(scene: Scene, **changes: int | bool) -> None:
    facts = {"shift": scene.shift, "starts_at": to_ms(SHIFT_START), "silent": False, **changes}
    scene.world.do(
        lambda tx: outbox.add(
            tx,
            lane=ports.Lane.PERSONAL,
            kind=OutboxKind.REMINDER,
            payload=notices.to_json(facts),
            person_id=scene.first.id,
            chat_id=2,
            not_before=START,
            now=START,
        )
    )


def test_a_reminder_of_a_standing_sign_up_is_sent(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene)
    assert isinstance(scene.composed(), SendNew)


@pytest.mark.parametrize(("silent"), [True, False])
def test_a_reminder_rings_as_it_was_planned(scene: Scene, silent: bool) -> None:
    scene.takes(scene.first)
    reminder(scene, silent=silent)
    found = scene.composed()
    assert isinstance(found, SendNew)
    assert found.message.silent is silent


def test_a_reminder_of_a_sign_up_that_ended_is_dropped(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene)
    scene.leaves(scene.first)
    scene.world.do(lambda tx: tx.run("DELETE FROM outbox WHERE kind <> 'reminder'"))
    assert scene.reason() == "not signed up"


def test_a_reminder_of_somebody_who_only_waits_is_dropped(scene: Scene) -> None:
    scene.takes(scene.second)
    scene.takes(scene.first)
    reminder(scene)
    assert scene.reason() == "not signed up"


def test_a_reminder_of_a_shift_that_is_gone_is_dropped(scene: Scene) -> None:
    reminder(scene, shift=999)
    assert scene.reason() == "not signed up"


def test_a_reminder_of_a_moved_shift_is_dropped(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene, starts_at=to_ms(SHIFT_START) + 1)
    assert scene.reason() == "shift changed"


def test_a_reminder_of_a_cancelled_shift_is_dropped(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene)
    scene.world.do(lambda tx: tx.run("UPDATE shift SET state = 'cancelled'"))
    assert scene.reason() == "shift changed"


@pytest.mark.parametrize(
    ("now", "reason"),
    [(SHIFT_START, "shift changed"), (SHIFT_START - timedelta(milliseconds=1), "")],
)
def test_a_reminder_is_never_sent_from_the_start_on(
    scene: Scene, now: datetime, reason: str
) -> None:
    scene.takes(scene.first)
    reminder(scene)
    assert scene.reason(now) == reason


def test_a_reminder_is_dropped_after_an_opt_out(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene)
    refuse(scene, OptOut.REMINDER)
    assert scene.reason() == "opted out"


def refuse(scene: Scene, kind: OptOut) -> None:
    scene.world.do(
        lambda tx: people_store.set_opt_out(tx, scene.first.id, kind, out=True, now=START)
    )


def announce(scene: Scene) -> int:
    standing = scene.world.standing(scene.coordinator)
    return scene.world.do(
        lambda tx: announcements.start(
            tx, standing, scene.cafe.id, "Hallo", progress_message_id=7, now=START
        )
    ).id


def test_an_announcement_goes_to_a_member(scene: Scene) -> None:
    announce(scene)
    assert isinstance(scene.composed(), SendNew)


@pytest.mark.parametrize("what", ["stopped", "opted out", "no member"])
def test_an_announcement_is_dropped_once_it_is_not_wanted(scene: Scene, what: str) -> None:
    new_id = announce(scene)
    row = scene.world.do(lambda tx: outbox._row(tx.all(
        "SELECT * FROM outbox WHERE person_id = :p AND kind = 'announcement'",
        p=scene.first.id)[0]))  # fmt: skip
    if what == "stopped":
        standing = scene.world.standing(scene.coordinator)
        scene.world.do(lambda tx: announcements.stop(tx, standing, new_id, START))
    elif what == "opted out":
        refuse(scene, OptOut.ANNOUNCEMENT)
    else:
        scene.revoke(scene.first)
    found = scene.world.do(lambda tx: outbound.compose(tx, row, START, HOUSE))
    assert isinstance(found, Drop)


def asked(scene: Scene) -> int:
    standing = scene.world.standing(scene.first)
    question = scene.world.do(
        lambda tx: questions.ask(tx, standing, "Wo ist das Amt?", None, START)
    )
    return question.id


def test_a_question_goes_to_who_may_answer_it(scene: Scene) -> None:
    asked(scene)
    assert isinstance(scene.composed(), SendNew)


def test_a_question_is_not_shown_to_who_lost_the_role(scene: Scene) -> None:
    asked(scene)
    scene.revoke(scene.coordinator)
    assert scene.reason() == "no right"


def test_a_question_that_was_deleted_is_gone(scene: Scene) -> None:
    asked(scene)
    scene.world.do(lambda tx: tx.run("DELETE FROM question"))
    assert scene.reason() == "gone"


def test_an_answer_that_was_deleted_is_gone(scene: Scene) -> None:
    question = asked(scene)
    standing = scene.world.standing(scene.coordinator)
    scene.world.do(lambda tx: questions.write(tx, standing, question, "Dort", None, START))
    assert isinstance(scene.composed(), SendNew)
    scene.world.do(lambda tx: tx.run("DELETE FROM question"))
    assert scene.reason() == "gone"


def applied(scene: Scene) -> Person:
    applicant = scene.world.person(50, "Cem")
    standing = scene.world.standing(applicant)
    scene.world.do(lambda tx: people.join(tx, standing, scene.cafe, START))
    return applicant


def test_a_wish_to_join_goes_to_the_coordinator(scene: Scene) -> None:
    applied(scene)
    assert isinstance(scene.composed(), SendNew)


def test_a_wish_to_join_names_nobody_to_who_lost_the_role(scene: Scene) -> None:
    applied(scene)
    scene.revoke(scene.coordinator)
    assert scene.reason() == "no right"


@pytest.mark.parametrize("accept", [True, False])
def test_a_wish_to_join_that_was_decided_meanwhile_is_dropped(scene: Scene, accept: bool) -> None:
    applicant = applied(scene)
    scene.world.do(lambda tx: tx.run("UPDATE outbox SET lane = 2 WHERE kind = 'notice'"))
    standing = scene.world.standing(scene.coordinator)
    scene.world.do(
        lambda tx: people.decide_request(
            tx, standing, scene.cafe.id, applicant.id, accept=accept, now=START
        )
    )
    scene.world.do(lambda tx: tx.run("DELETE FROM outbox WHERE lane = 1 OR kind = 'menu'"))
    assert scene.reason() == "decided"


def test_a_wish_to_join_of_somebody_erased_is_gone(scene: Scene) -> None:
    applicant = applied(scene)
    scene.world.do(lambda tx: tx.run("DELETE FROM person WHERE id = :p", p=applicant.id))
    assert scene.reason() == "gone"


@pytest.mark.parametrize("notice", [Notice.JOIN_ACCEPTED, Notice.JOIN_DECLINED])
def test_a_decision_about_an_initiative_that_is_gone_is_gone(scene: Scene, notice: Notice) -> None:
    scene.told(scene.first, notice, initiative=999)
    assert scene.reason() == "gone"


@pytest.mark.parametrize("notice", [Notice.JOIN_ACCEPTED, Notice.JOIN_DECLINED])
def test_a_decision_is_told(scene: Scene, notice: Notice) -> None:
    scene.told(scene.first, notice, initiative=scene.cafe.id)
    assert isinstance(scene.composed(), SendNew)


def test_a_cancellation_is_told(scene: Scene) -> None:
    scene.takes(scene.first)
    scene.cancels()
    assert isinstance(scene.composed(), SendNew)


ABOUT_OTHERS = [Notice.LATE_WITHDRAWAL, Notice.VOLUNTEER_GONE, Notice.VOLUNTEER_UNREACHABLE]


@pytest.mark.parametrize("notice", ABOUT_OTHERS)
def test_news_of_a_volunteer_go_to_the_coordinator(scene: Scene, notice: Notice) -> None:
    scene.takes(scene.first)
    scene.world.do(lambda tx: people_store.set_blocked(tx, scene.first.id, START))
    scene.told(scene.coordinator, notice, shift=scene.shift, member=scene.first.id)
    assert isinstance(scene.composed(), SendNew)


@pytest.mark.parametrize("notice", ABOUT_OTHERS)
def test_news_of_a_volunteer_are_not_told_to_who_lost_the_role(
    scene: Scene, notice: Notice
) -> None:
    scene.takes(scene.first)
    scene.told(scene.coordinator, notice, shift=scene.shift, member=scene.first.id)
    scene.revoke(scene.coordinator)
    assert scene.reason() == "no right"


def test_news_of_a_shift_that_is_gone_are_gone(scene: Scene) -> None:
    scene.told(scene.coordinator, Notice.VOLUNTEER_GONE, shift=999)
    assert scene.reason() == "gone"


def test_who_can_be_reached_again_is_not_called_unreachable(scene: Scene) -> None:
    scene.takes(scene.first)
    scene.told(
        scene.coordinator,
        Notice.VOLUNTEER_UNREACHABLE,
        shift=scene.shift,
        member=scene.first.id,
    )
    assert scene.reason() == "reachable again"


def test_who_is_erased_is_not_named(scene: Scene) -> None:
    scene.told(scene.coordinator, Notice.VOLUNTEER_UNREACHABLE, shift=scene.shift, member=999)
    assert scene.reason() == "gone"


def group_added(scene: Scene) -> None:
    scene.world.do(
        lambda tx: initiatives.put_group(
            tx, -9, initiative_id=None, added_by=scene.coordinator.id, now=START
        )
    )
    scene.told(scene.coordinator, Notice.GROUP_CHOICE, group=-9)


def test_the_choice_of_a_group_is_asked_while_it_is_open(scene: Scene) -> None:
    group_added(scene)
    assert isinstance(scene.composed(), SendNew)


def test_the_choice_of_a_group_that_was_made_is_not_asked_again(scene: Scene) -> None:
    group_added(scene)
    standing = scene.world.standing(scene.coordinator)
    scene.world.do(lambda tx: groups.choose(tx, standing, -9, scene.cafe.id, START))
    assert scene.reason() == "gone"


def test_the_menu_is_that_of_the_role_and_language_of_the_moment(scene: Scene) -> None:
    scene.world.do(lambda tx: notices.set_menu(tx, scene.coordinator, START))
    assert "roster" in menu(scene)
    scene.revoke(scene.coordinator)
    assert "roster" not in menu(scene)


def menu(scene: Scene) -> set[str]:
    found = scene.composed()
    assert isinstance(found, SetMenu)
    return {line.command for line in found.lines}


def test_without_a_language_there_is_no_menu(scene: Scene) -> None:
    scene.world.do(lambda tx: notices.set_menu(tx, scene.first, START))
    scene.world.do(lambda tx: tx.run("UPDATE person SET language = NULL"))
    assert scene.reason() == "gone"


def test_a_group_is_left(scene: Scene) -> None:
    scene.world.do(lambda tx: groups.leave(tx, -5, START))
    assert scene.composed() == LeaveGroup()


def test_a_deferred_answer_is_sent_as_it_was(scene: Scene) -> None:
    message = Rendered(html="Hallo <b>Ada</b>")
    scene.world.do(lambda tx: outbound.defer(tx, 2, message, START))
    assert scene.composed() == SendNew(message=message)


def test_a_relayed_message_is_remembered_where_it_was_shown(scene: Scene) -> None:
    question = asked(scene)
    scene.world.do(lambda tx: outbound.settle(tx, newest(tx), ports.Sent(message_id=77), START))
    found = scene.world.do(lambda tx: questions.questions.find_relay(tx, chat_id=1, message_id=77))
    assert found == question


def test_a_volunteer_who_blocked_the_bot_is_made_known_once(scene: Scene) -> None:
    scene.takes(scene.first)
    reminder(scene)
    for _ in range(2):
        scene.world.do(lambda tx: outbound.settle(
            tx, outbox._row(tx.all("SELECT * FROM outbox WHERE kind = 'reminder'")[0]),
            ports.Unreachable(reason="blocked"), START))  # fmt: skip
    assert scene.world.notices() == [(scene.coordinator.id, "volunteer_unreachable")]


def test_a_pending_member_gets_no_announcement(scene: Scene) -> None:
    scene.world.do(
        lambda tx: initiatives.set_member(
            tx,
            person_id=scene.first.id,
            initiative_id=scene.cafe.id,
            role=Role.VOLUNTEER,
            state=MembershipState.REQUESTED,
            now=START,
        )
    )
    announce(scene)
    people_told = scene.world.rows("SELECT person_id FROM outbox WHERE kind = 'announcement'")
    assert [row["person_id"] for row in people_told] == [scene.second.id]
