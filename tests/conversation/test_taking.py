"""One shift: its roles, what they ask for, the map, and who is asked when something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.conversation import outbound
from bot.conversation.types import Mode
from bot.domain.messages import Message
from bot.domain.messages_finding import QualificationWanted
from bot.domain.outbox import Composed, Drop, OutboxKind, OutboxRow, SendNew
from bot.domain.people import Person, Role
from bot.domain.rendered import Venue
from bot.domain.shifts import Qualification, ShiftRole
from bot.services import search_desk, searches
from bot.services.notices import Notice
from bot.store import places, shifts
from bot.store.database import Tx
from bot.store.places import Pin
from bot.texts.render import Reader, render
from tests.conversation.test_filters import plan
from tests.services.world import BERLIN, World, open_world
from tests.support.db import START
from tests.support.phone import HOUSE, Phone

ADA, BEA, CLARA = 1, 2, 3
HELPER = ShiftRole(capacity=2)
ARABIC = ShiftRole(position=1, capacity=1, languages=("ar",))
KEY = ShiftRole(position=2, name="Key", capacity=1, qualification=Qualification.INTRODUCTION)
ADULT = ShiftRole(position=3, name="Bar", capacity=1, adults_only=True)


@dataclass
class Cafe:
    """An initiative with a coordinator, two volunteers, and a shift with four roles."""

    world: World
    shift: int
    ada: Person
    bea: Person
    clara: Person

    def phone(self, person: Person) -> Phone:
        """Return somebody's phone."""
        assert person.telegram_id is not None
        return Phone(self.world, person.telegram_id)


@pytest.fixture
def cafe() -> Iterator[Cafe]:
    with open_world() as world:
        initiative = world.initiative()
        ada, bea, clara = (
            world.person(telegram_id, name, language="en")
            for telegram_id, name in ((ADA, "Ada"), (BEA, "Bea"), (CLARA, "Clara"))
        )
        for who in (ada, bea):
            world.member(who, initiative)
        world.member(clara, initiative, Role.COORDINATOR)
        roles = (HELPER, ARABIC, KEY, ADULT)
        shift = plan(world, initiative, START + timedelta(days=3), roles=roles)
        yield Cafe(world=world, shift=shift, ada=ada, bea=bea, clara=clara)


def state(cafe: Cafe, person: Person) -> tuple[int, str] | None:
    """Return role and state of somebody's sign-up."""
    rows = cafe.world.rows(
        "SELECT role, state FROM signup WHERE shift_id = :s AND person_id = :p",
        s=cafe.shift,
        p=person.id,
    )
    return (rows[0]["role"], rows[0]["state"]) if rows else None


def test_each_role_has_its_own_places_and_button(cafe):
    cafe.world.do(
        lambda tx: tx.run("UPDATE person SET speaks = 'ar' WHERE id = :p", p=cafe.bea.id)
    )
    cafe.phone(cafe.bea).forges("take_role", cafe.shift, 1)
    ada = cafe.phone(cafe.ada)
    ada.forges("shift", cafe.shift)
    assert "🧩 Helpers: 2 of 2 free" in ada.text
    assert "🧩 Helpers: 0 of 1 free\n🗣 Wanted: Arabic\n1 of those signed up speaks" in ada.text
    assert "🧩 Key: 1 of 1 free\nRequired: 🎓 Introduction by the initiative" in ada.text
    assert "🧩 Bar: 1 of 1 free\n🔞 Only from 18 years" in ada.text
    labels = [b.label for b in ada.buttons if b.press and b.press.action == "take_role"]
    assert [label[0] for label in labels] == ["✋", "⏳", "✋", "✋"]
    ada.taps("take_role", cafe.shift, 0)
    assert ada.reply.toast == "You are in. Thank you!"
    assert state(cafe, cafe.ada) == (0, "confirmed")
    assert "take_role" not in ada.actions


def test_a_wanted_language_is_a_wish_and_no_condition(cafe):
    ada = cafe.phone(cafe.ada)
    ada.forges("take_role", cafe.shift, 1)
    assert state(cafe, cafe.ada) == (1, "confirmed")
    assert "0 of those signed up speak one of them." in ada.text


def test_who_waits_for_one_role_can_take_another(cafe):
    cafe.phone(cafe.bea).forges("take_role", cafe.shift, 1)
    ada = cafe.phone(cafe.ada)
    ada.forges("take_role", cafe.shift, 1)
    assert state(cafe, cafe.ada) == (1, "waiting")
    ada.taps("take_role", cafe.shift, 0)
    assert state(cafe, cafe.ada) == (0, "confirmed")


def test_a_missing_qualification_leads_to_the_coordinator_once(cafe):
    ada = cafe.phone(cafe.ada)
    ada.forges("take_role", cafe.shift, 2)
    assert state(cafe, cafe.ada) is None
    assert "Required: 🎓 Introduction by the initiative" in ada.text
    assert "Nobody in Sprachcafé has noted it for you yet." in ada.text
    for _ in range(3):
        ada.forges("ask_qualified", cafe.shift, 2)
        assert "know that you want to help here" in ada.text
    assert cafe.world.notices() == [(cafe.clara.id, "qualification_wanted")]


def test_with_the_qualification_the_place_is_taken_and_nobody_is_asked(cafe):
    noted(cafe)
    ada = cafe.phone(cafe.ada)
    ada.forges("ask_qualified", cafe.shift, 2)
    assert cafe.world.notices() == []
    ada.forges("take_role", cafe.shift, 2)
    assert state(cafe, cafe.ada) == (2, "confirmed")


def noted(cafe: Cafe) -> None:
    """Note Ada's introduction."""
    cafe.world.do(
        lambda tx: tx.run(
            """INSERT INTO qualification (person_id, initiative_id, kind, seen_on, seen_by)
               SELECT :p, initiative_id, 'introduction', '2026-03-01', :by FROM shift
               WHERE id = :s""",
            p=cafe.ada.id,
            by=cafe.clara.id,
            s=cafe.shift,
        )
    )


def composed(cafe: Cafe, *before: str) -> Composed:
    """Return what becomes of the notice to the coordinator after these statements."""

    def work(tx: Tx) -> Composed:
        for sql in before:
            tx.run(sql)
        row = tx.one(
            "SELECT * FROM outbox WHERE json_extract(payload, '$.notice') = :n",
            n=Notice.QUALIFICATION_WANTED,
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
        return outbound.compose(tx, made, START, HOUSE)

    return cafe.world.do(work)


def test_the_coordinator_reads_who_wants_what_and_can_note_it(cafe):
    cafe.phone(cafe.ada).forges("ask_qualified", cafe.shift, 2)
    shift = cafe.world.do(lambda tx: shifts.find(tx, cafe.shift))
    assert shift is not None
    wanted = QualificationWanted(
        name="Ada",
        shift=shift,
        role="Key",
        qualification=Qualification.INTRODUCTION,
        person_id=cafe.ada.id,
    )
    assert composed(cafe) == SendNew(message=in_english(wanted))


def in_english(message: Message) -> object:
    return render(message, Reader(language="en", zone=BERLIN))


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE membership SET role = 'volunteer'", "no right"),
        ("DELETE FROM membership WHERE person_id = 1", "no member"),
        ("UPDATE shift SET state = 'cancelled'", "settled"),
        ("UPDATE shift SET starts_at = 1", "settled"),
        ("UPDATE shift_role SET qualification = NULL", "settled"),
        ("DELETE FROM shift_role WHERE position = 2", "no member"),
    ],
)
def test_the_coordinator_is_not_told_what_is_no_longer_so(cafe, sql, reason):
    cafe.phone(cafe.ada).forges("ask_qualified", cafe.shift, 2)
    assert composed(cafe, sql) == Drop(reason=reason)


def test_a_noted_qualification_needs_no_telling_any_more(cafe):
    cafe.phone(cafe.ada).forges("ask_qualified", cafe.shift, 2)
    noted(cafe)
    assert composed(cafe) == Drop(reason="settled")


def test_who_has_not_said_their_age_is_led_to_the_question_and_back(cafe):
    ada = cafe.phone(cafe.ada)
    ada.forges("take_role", cafe.shift, 3)
    assert state(cafe, cafe.ada) is None
    assert "You have not said yet whether you are." in ada.text
    ada.taps("me_adult", cafe.shift)
    ada.taps("me_adult_set", cafe.shift, "yes")
    ada.taps("take_role", cafe.shift, 3)
    assert state(cafe, cafe.ada) == (3, "confirmed")


def test_who_said_to_be_younger_is_refused_kindly(cafe):
    cafe.world.do(lambda tx: tx.run("UPDATE person SET adult = 0 WHERE id = :p", p=cafe.ada.id))
    ada = cafe.phone(cafe.ada)
    ada.forges("take_role", cafe.shift, 3)
    assert state(cafe, cafe.ada) is None
    assert "Your profile says that you are younger." in ada.text
    assert "shifts" in ada.actions


def test_a_role_that_is_not_there_is_not_found(cafe):
    ada = cafe.phone(cafe.ada)
    for action in ("take_role", "ask_qualified"):
        for role in (7, -1, 2**62):
            ada.forges(action, cafe.shift, role)
            assert ada.reply.toast == "I cannot find that. Perhaps it is over or was removed."
    assert state(cafe, cafe.ada) is None


def test_a_clash_is_told_and_forbids_nothing(cafe):
    initiative = cafe.world.initiative("Garten")
    cafe.world.member(cafe.ada, initiative)
    other = plan(cafe.world, initiative, START + timedelta(days=3, hours=1))
    ada = cafe.phone(cafe.ada)
    ada.forges("take", other)
    ada.forges("shift", cafe.shift)
    assert "⚠️ You have another shift at that time:" in ada.text
    ada.forges("take_role", cafe.shift, 0)
    assert state(cafe, cafe.ada) == (0, "confirmed")


def test_the_map_button_sends_the_place(cafe):
    ada = cafe.phone(cafe.ada)
    ada.forges("shift", cafe.shift)
    assert "map" not in ada.actions
    ada.forges("map", cafe.shift)
    assert ada.reply.shows == ()

    def pin(tx: Tx) -> None:
        [initiative] = {row["initiative_id"] for row in tx.all("SELECT * FROM shift")}
        places.put(
            tx, Pin(initiative_id=initiative, name="Saal", latitude=51.5344, longitude=7.6889)
        )

    cafe.world.do(pin)
    ada.forges("shift", cafe.shift)
    reply = ada.taps("map")
    assert [(show.mode, show.message.venue) for show in reply.shows] == [
        (Mode.SEND, Venue(title="Saal", address="Unna", latitude=51.5344, longitude=7.6889))
    ]


def test_the_card_hands_on_its_link(cafe):
    ada = cafe.phone(cafe.ada)
    ada.forges("shift", cafe.shift)
    assert [b.copy for b in ada.buttons if b.copy] == [HOUSE.link(f"s_{cafe.shift}")]


def test_open_offers_stand_on_top_of_my_shifts_while_they_count(cafe):
    world = cafe.world
    clara = world.standing(cafe.clara)
    world.do(lambda tx: search_desk.start(tx, clara, cafe.shift, 0, START))
    world.do(lambda tx: searches.advance_due(tx, START, BERLIN))
    ada = cafe.phone(cafe.ada)
    ada.says("/my")
    assert ada.text.startswith("🎉 You were asked")
    assert {"offer_yes", "offer_no"} <= ada.actions
    ada.now = START + timedelta(days=4)
    ada.says("/my")
    assert "offer_yes" not in ada.actions
    ada.now = START
    world.do(lambda tx: tx.run("UPDATE shift SET state = 'cancelled'"))
    ada.says("/my")
    assert "offer_yes" not in ada.actions
    world.do(lambda tx: tx.run("UPDATE shift SET state = 'open'"))
    ada.says("/my")
    ada.taps("offer_yes")
    assert state(cafe, cafe.ada) == (0, "confirmed")
    ada.says("/my")
    assert "offer_yes" not in ada.actions
