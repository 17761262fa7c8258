"""Offers and searches on the screen: what is sent, what a press brings, and what is not sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation import buttons, dispatcher, outbound
from bot.conversation.types import Pressed, Reply
from bot.domain import messages_offers as o
from bot.domain.messages import Message
from bot.domain.outbox import Composed, Drop, OutboxKind, OutboxRow, SendNew
from bot.domain.people import Person
from bot.domain.rendered import Press, Rendered
from bot.domain.searches import AcceptResult
from bot.domain.shifts import Shift, ShiftRole
from bot.services import search_desk, shifts
from bot.services.notices import Notice
from bot.store import initiatives
from bot.store import shifts as shift_rows
from bot.store.database import Tx
from bot.texts.render import render, toast
from tests.conversation.stage import GERMAN, HOUSE, incoming
from tests.services.seeking import AFTERNOON, HOUR, MINUTE, Seeking
from tests.services.world import BERLIN, World, open_world
from tests.support.db import START

NIGHT = START + 14 * HOUR  # 23:00 in Berlin


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def compose(one: Seeking, notice: Notice, now: datetime | None = None) -> Composed:
    """Return what becomes of the newest notice of this kind."""

    def work(tx: Tx) -> Composed:
        row = tx.one(
            "SELECT * FROM outbox WHERE json_extract(payload, '$.notice') = :n"
            " ORDER BY id DESC LIMIT 1",
            n=notice,
        )
        assert row is not None
        made = OutboxRow(
            id=row["id"],
            lane=row["lane"],
            kind=OutboxKind(row["kind"]),
            payload=row["payload"],
            person_id=row["person_id"],
            chat_id=row["chat_id"],
            announcement_id=None,
            attempts=0,
            resent=False,
            expires_at=None,
        )
        return outbound.compose(tx, made, now or one.now, HOUSE)

    return one.world.do(work)


def said(found: Composed) -> Rendered:
    assert isinstance(found, SendNew)
    return found.message


def reason(found: Composed) -> str:
    assert isinstance(found, Drop)
    return found.reason


def shift_of(one: Seeking) -> Shift:
    found = one.world.do(lambda tx: shift_rows.find(tx, one.shift))
    assert found is not None
    return found


def presses(one: Seeking, who: Person, action: str, *args: int) -> Reply:
    pressed = Pressed(data=buttons.encode(Press(action=action, args=args)))
    content = incoming(who.telegram_id or 0, pressed)
    return one.world.do(lambda tx: dispatcher.answer(tx, content, one.now, HOUSE))


def shows(reply: Reply, message: Message) -> bool:
    return reply.shows[0].message == render(message, GERMAN)


def waiting(world: World, **more: object) -> Seeking:
    """Return a shift whose only place was given back, with Ben waiting for it."""
    one = Seeking(world, **more)  # type: ignore[arg-type]
    one.line_up("Ada", "Ben")
    one.leaves("Ada")
    one.tick()
    return one


def searching(world: World) -> Seeking:
    """Return a shift five hours away that Ada left; Ben, Cem and Karla are asked."""
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON)
    one.line_up("Ada")
    one.join("Ben", "Cem")
    one.people["Karla"] = one.karla
    one.leaves("Ada")
    one.tick()
    return one


def test_who_waits_reads_until_when_the_place_is_kept(world: World) -> None:
    one = waiting(world)
    wanted = o.PlaceOffer(
        shift=shift_of(one), role="", offer_id=one.offer("Ben"), until=one.until("Ben")
    )
    assert said(compose(one, Notice.OFFER)) == render(wanted, GERMAN)


def test_on_the_last_day_no_time_is_promised(world: World) -> None:
    one = waiting(world, before=20 * HOUR, now=AFTERNOON)
    wanted = o.PlaceOffer(shift=shift_of(one), role="", offer_id=one.offer("Ben"), until=None)
    assert said(compose(one, Notice.OFFER)) == render(wanted, GERMAN)


def test_an_offer_names_its_role(world: World) -> None:
    one = Seeking(world)
    one.shift = one.plan(ShiftRole(capacity=1), ShiftRole(position=1, name="Koch", capacity=1))
    one.join("Ben")
    one.start(role=1)
    one.tick()
    wanted = o.StandinCall(shift=shift_of(one), role="Koch", offer_id=one.offer("Ben"))
    assert said(compose(one, Notice.OFFER)) == render(wanted, GERMAN)


def test_an_offer_at_night_makes_no_sound(world: World) -> None:
    one = waiting(world)
    assert said(compose(one, Notice.OFFER)).silent is False
    assert said(compose(one, Notice.OFFER, NIGHT - 24 * HOUR)).silent is True


def test_an_offer_that_is_not_true_any_more_is_not_sent(world: World) -> None:
    one = searching(world)
    assert reason(compose(one, Notice.OFFER, one.starts_at)) == "shift changed"
    one.yes("Ben")
    one.tick()
    assert reason(compose(one, Notice.OFFER)) == "not open"
    world.do(lambda tx: tx.run("DELETE FROM offer"))
    assert reason(compose(one, Notice.OFFER)) == "gone"


def test_an_offer_of_a_cancelled_shift_is_not_sent(world: World) -> None:
    one = searching(world)
    standing = world.standing(one.karla)
    world.do(lambda tx: shifts.cancel(tx, standing, one.shift, one.now))
    assert reason(compose(one, Notice.OFFER)) == "shift changed"


def test_an_offer_that_ran_out_on_the_way_is_not_sent(world: World) -> None:
    one = waiting(world)
    assert reason(compose(one, Notice.OFFER, one.until("Ben"))) == "not open"


def test_nobody_is_asked_who_is_no_member_any_more(world: World) -> None:
    one = waiting(world)
    ben = one.people["Ben"].id
    world.do(lambda tx: initiatives.remove_member(tx, person_id=ben, initiative_id=one.cafe.id))
    assert reason(compose(one, Notice.OFFER)) == "no member"


def test_the_coordinator_hears_who_steps_in(world: World) -> None:
    one = searching(world)
    one.yes("Ben")
    wanted = o.SearchFilled(shift=shift_of(one), name="Ben", free=0)
    assert said(compose(one, Notice.SEARCH_FILLED)) == render(wanted, GERMAN)
    one.leaves("Ben")
    assert reason(compose(one, Notice.SEARCH_FILLED)) == "no longer so"


def test_what_is_told_to_coordinators_needs_the_role_still(world: World) -> None:
    one = searching(world)
    one.yes("Ben")
    karla = one.karla.id
    world.do(lambda tx: initiatives.remove_member(tx, person_id=karla, initiative_id=one.cafe.id))
    assert reason(compose(one, Notice.SEARCH_FILLED)) == "no right"
    world.do(lambda tx: tx.run("DELETE FROM search"))
    assert reason(compose(one, Notice.SEARCH_FILLED)) == "gone"


def test_the_coordinator_hears_when_nobody_is_left(world: World) -> None:
    one = searching(world)
    one.tick(AFTERNOON + 10 * MINUTE)
    wanted = o.SearchExhausted(shift=shift_of(one), asked=3, free=1)
    assert said(compose(one, Notice.SEARCH_EXHAUSTED)) == render(wanted, GERMAN)
    one.yes("Ben")
    assert reason(compose(one, Notice.SEARCH_EXHAUSTED)) == "no longer so"


def test_the_coordinator_is_asked_to_call_who_has_no_telegram(world: World) -> None:
    one = Seeking(world)
    one.line_up("Ada")
    one.join("Otto", telegram=False)
    one.takes("Otto")
    one.leaves("Ada")
    one.tick()
    wanted = o.WaiterWithoutTelegram(shift=shift_of(one), name="Otto")
    assert said(compose(one, Notice.WAITER_WITHOUT_TELEGRAM)) == render(wanted, GERMAN)
    one.takes("Otto")
    assert reason(compose(one, Notice.WAITER_WITHOUT_TELEGRAM)) == "no longer so"


def test_notices_about_a_deleted_shift_are_gone(world: World) -> None:
    one = searching(world)
    one.yes("Ben")
    world.do(lambda tx: tx.run("DELETE FROM signup"))
    world.do(lambda tx: tx.run("DELETE FROM shift"))
    assert reason(compose(one, Notice.SEARCH_FILLED)) == "gone"


def test_yes_shows_that_one_is_in(world: World) -> None:
    one = searching(world)
    reply = presses(one, one.people["Ben"], "offer_yes", one.offer("Ben"))
    assert shows(reply, o.OfferAccepted(shift=shift_of(one), clash=None))


def test_the_second_reads_who_still_needs_somebody(world: World) -> None:
    one = searching(world)
    other = one.plan(ShiftRole(capacity=1), starts_at=one.starts_at + timedelta(days=1))
    one.yes("Ben")
    reply = presses(one, one.people["Cem"], "offer_yes", one.offer("Cem"))
    cem = one.people["Cem"].id
    view = world.do(lambda tx: shift_rows.view(tx, other, cem))
    assert view is not None
    gone = o.OfferGone(shift=shift_of(one), result=AcceptResult.TOO_LATE_TAKEN, others=(view,))
    assert shows(reply, gone)


def test_no_is_thanked_for(world: World) -> None:
    one = searching(world)
    reply = presses(one, one.people["Ben"], "offer_no", one.offer("Ben"))
    assert shows(reply, o.OfferDeclined(shift=shift_of(one), left_line=False))


def test_no_of_somebody_who_waits_says_that_they_wait_no_more(world: World) -> None:
    one = waiting(world)
    reply = presses(one, one.people["Ben"], "offer_no", one.offer("Ben"))
    assert shows(reply, o.OfferDeclined(shift=shift_of(one), left_line=True))


def test_no_after_yes_leads_to_the_button_that_gives_the_place_back(world: World) -> None:
    one = searching(world)
    one.yes("Ben")
    reply = presses(one, one.people["Ben"], "offer_no", one.offer("Ben"))
    assert shows(reply, o.OfferAccepted(shift=shift_of(one), clash=None))


def test_no_after_the_start_changes_nothing(world: World) -> None:
    one = searching(world)
    one.now = one.starts_at
    reply = presses(one, one.people["Ben"], "offer_no", one.offer("Ben"))
    assert shows(reply, o.OfferGone(shift=shift_of(one), result=AcceptResult.BEGUN, others=()))


def card(one: Seeking, *, over: bool = False) -> o.SearchCard:
    standing = one.world.standing(one.karla)
    shift, roles = one.world.do(
        lambda tx: search_desk.view(tx, standing, one.shift, one.now, BERLIN)
    )
    return o.SearchCard(shift=shift, roles=roles, over=over)


def test_a_coordinator_starts_widens_and_stops_a_search(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, languages=("ar",))
    one.join("Ben")
    one.join("Dora", speaks="ar")
    assert shows(presses(one, one.karla, "search", one.shift), card(one))
    reply = presses(one, one.karla, "search_start", one.shift, 0)
    assert (shows(reply, card(one)), reply.toast) == (
        True,
        toast(o.SearchSaid(full=False), GERMAN),
    )
    one.tick()
    search = one.search().id
    reply = presses(one, one.karla, "search_wide", search)
    assert (shows(reply, card(one)), one.search().wide) == (True, True)
    reply = presses(one, one.karla, "search_stop", search)
    assert (shows(reply, card(one)), one.searches()) == (True, [("standin", "stopped")])


def test_for_a_full_or_past_shift_nothing_is_started(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON)
    one.line_up("Ada")
    reply = presses(one, one.karla, "search_start", one.shift, 0)
    assert reply.toast == toast(o.SearchSaid(full=True), GERMAN)
    one.now = one.starts_at
    reply = presses(one, one.karla, "search_start", one.shift, 0)
    assert shows(reply, replace(card(one), over=True))
    assert one.searches() == []
