"""What lies ready for visitors of offers and subscribers: only what is still true goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.conversation import outbound
from bot.domain.announcements import Whom
from bot.domain.changes import Alteration
from bot.domain.outbox import Composed, Drop, Later, OutboxKind, SendNew
from bot.domain.people import OptOut, Person, Role, Standing
from bot.domain.subscriptions import About, Subscription
from bot.services import announcements, changes, reminders, subscriptions, visits
from bot.services import shifts as shifts_service
from bot.store import activities, outbox, people
from bot.store.database import Tx
from tests.conversation.stage import HOUSE
from tests.services.world import BERLIN, START, World, open_world

BEGINS = START + timedelta(days=7)
DAY_BEFORE = START + timedelta(days=6)
SOON = START + timedelta(minutes=5)
NEWS = Subscription(about=About.TOWN, value="Unna")


class Scene:
    """One date of an offer, a coordinator, and a newcomer who has a place."""

    def __init__(self, world: World) -> None:
        self.world = world
        cafe = world.initiative()
        self.cafe = cafe.id
        boss = world.person(1, "Karla")
        world.member(boss, cafe, Role.COORDINATOR)
        self.boss = world.standing(boss)
        self.shift = world.shift(cafe, starts_at=BEGINS)
        world.offer(self.shift, title="Deutsch sprechen")
        self.zoe = world.person(2, None)
        self.visitor: Standing = world.standing(self.zoe)
        world.do(lambda tx: visits.book(tx, self.visitor, self.shift, START))

    def composed(self, now: datetime = SOON) -> Composed:
        """Return what becomes of the newest row of the outbox."""
        return self.world.do(lambda tx: outbound.compose(tx, newest(tx), now, HOUSE))

    def says(self, now: datetime = SOON) -> str:
        """Return the words of the newest row."""
        found = self.composed(now)
        assert isinstance(found, SendNew), found
        return found.message.html

    def alters(self, **values: object) -> None:
        change = Alteration(**values)  # type: ignore[arg-type]
        self.world.do(lambda tx: changes.alter(tx, self.shift, change, START, by=None))

    def reminds(self) -> None:
        self.world.do(lambda tx: reminders.plan_visits(tx, DAY_BEFORE, BERLIN))

    def refuses(self, who: Person, kind: OptOut) -> None:
        self.world.do(lambda tx: people.set_opt_out(tx, who.id, kind, out=True, now=START))


def newest(tx: Tx) -> outbox.OutboxRow:
    return outbox._row(tx.all("SELECT * FROM outbox ORDER BY id DESC LIMIT 1")[0])


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world)


def test_a_reminder_names_the_offer_and_not_the_task(scene: Scene) -> None:
    scene.reminds()
    words = scene.says(DAY_BEFORE)
    assert "Deutsch sprechen" in words
    assert "Tee kochen" not in words


@pytest.mark.parametrize("why", ["given back", "refused", "taken off", "cancelled", "moved"])
def test_a_reminder_is_dropped_once_it_is_not_true(scene: Scene, why: str) -> None:
    scene.reminds()
    before = scene.world.do(newest)
    match why:
        case "given back":
            scene.world.do(lambda tx: visits.give_back(tx, scene.visitor, scene.shift, SOON))
        case "refused":
            scene.refuses(scene.zoe, OptOut.REMINDER)
        case "taken off":
            scene.world.do(lambda tx: activities.link(tx, scene.shift, None))
        case "cancelled":
            scene.world.do(lambda tx: shifts_service.cancel(tx, scene.boss, scene.shift, SOON))
        case _:
            scene.alters(starts_at=BEGINS - timedelta(hours=1))
    found = scene.world.do(lambda tx: outbound.compose(tx, before, DAY_BEFORE, HOUSE))
    assert isinstance(found, Drop)


def test_a_reminder_waits_for_the_news_of_another_place(scene: Scene) -> None:
    scene.reminds()
    before = scene.world.do(newest)
    scene.alters(place="Garten")
    found = scene.world.do(lambda tx: outbound.compose(tx, before, DAY_BEFORE, HOUSE))
    assert isinstance(found, Later)


def test_a_change_says_old_and_new_and_the_same_again_after_a_doubt(scene: Scene) -> None:
    scene.alters(place="Garten")
    first = scene.says()
    assert "Saal" in first
    assert "Garten" in first
    assert scene.says() == first


def test_a_change_that_was_taken_back_is_no_news(scene: Scene) -> None:
    scene.alters(place="Garten")
    scene.alters(place="Saal")
    assert isinstance(scene.composed(), Drop)


def test_news_at_night_wait_for_the_morning(scene: Scene) -> None:
    scene.alters(place="Garten")
    night = START.replace(hour=23)
    assert isinstance(scene.composed(night), Later)


def test_a_cancellation_names_what_the_visitor_knew(scene: Scene) -> None:
    scene.alters(place="Garten")
    scene.world.do(lambda tx: shifts_service.cancel(tx, scene.boss, scene.shift, SOON))
    words = scene.says()
    assert "Deutsch sprechen" in words
    assert "Saal" in words


def announce(scene: Scene, whom: Whom) -> None:
    scene.world.do(
        lambda tx: announcements.start(
            tx, scene.boss, scene.cafe, "Hallo!", progress_message_id=1, now=START, whom=whom
        )
    )


@pytest.mark.parametrize("whom", [Whom.NEWCOMERS, Whom.EVERYBODY])
def test_an_announcement_stops_at_who_changed_their_mind(scene: Scene, whom: Whom) -> None:
    scene.world.do(lambda tx: subscriptions.switch(tx, scene.visitor, NEWS, START))
    announce(scene, whom)
    assert "Hallo!" in scene.says()
    scene.world.do(lambda tx: subscriptions.switch(tx, scene.visitor, NEWS, START))
    assert isinstance(scene.composed(), Drop)
    scene.world.do(lambda tx: subscriptions.switch(tx, scene.visitor, NEWS, START))
    scene.refuses(scene.zoe, OptOut.OFFER)
    assert isinstance(scene.composed(), Drop)


def test_newcomers_who_refuse_news_are_counted_and_get_none(scene: Scene) -> None:
    scene.world.do(lambda tx: subscriptions.switch(tx, scene.visitor, NEWS, START))
    scene.refuses(scene.zoe, OptOut.OFFER)
    reach = scene.world.do(
        lambda tx: announcements.audience(tx, scene.boss, scene.cafe, Whom.NEWCOMERS)
    )
    assert (reach.reachable, reach.opted_out) == (0, 1)
    announce(scene, Whom.NEWCOMERS)
    states = scene.world.rows(
        "SELECT state FROM outbox WHERE kind = :kind", kind=OutboxKind.ANNOUNCEMENT
    )
    assert [row["state"] for row in states] == ["dropped"]


def test_who_is_member_and_subscriber_gets_one_message(scene: Scene) -> None:
    ada = scene.world.person(3, "Ada")
    scene.world.member(ada, scene.world.initiative("Beta"))
    scene.world.do(lambda tx: tx.run("UPDATE membership SET initiative_id = :i", i=scene.cafe))
    who = scene.world.standing(ada)
    scene.world.do(lambda tx: subscriptions.switch(tx, who, NEWS, START))
    announce(scene, Whom.EVERYBODY)
    count = scene.world.scalar(
        "SELECT count(*) FROM outbox WHERE kind = 'announcement' AND person_id = :p", p=ada.id
    )
    assert count == 1
