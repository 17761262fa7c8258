"""Answers of a place: found in the very transaction that writes them, gone after a rollback."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowedError
from bot.domain.local_answers import LEAD_LIMIT, Change, Confirmation, Edit, Fault, LocalText
from bot.domain.people import Role, Standing
from bot.faq.decide import Answer
from bot.faq.drafts import as_body, faults
from bot.faq.state import State, newer_language, newest, overdue, review, state
from bot.services import local_answers as service
from bot.services.live_answers import Live
from bot.store.database import Tx
from tests.services.world import World, open_world
from tests.support.db import START
from tests.support.talk import the_faq

TODAY = START.date()
KITA = "kita"


class UndoError(Exception):
    """Takes back what was tried."""


@pytest.fixture
def world():
    with open_world() as opened:
        yield opened


def clara(world: World) -> Standing:
    """Return a coordinator."""
    person = world.person(1, "Clara")
    world.member(person, world.initiative(), Role.COORDINATOR)
    return world.standing(person)


def write(tx: Tx, who: Standing, title: str, slug: str = "") -> str:
    """Write an answer, new or in place of a topic's German text."""
    if not slug:
        return service.create(
            tx,
            who,
            language="de",
            title=title,
            body="Offen.",
            questions=(),
            now=START,
            today=TODAY,
        )
    text = LocalText(slug=slug, language="de", title=title, body="Anders.")
    edit = Edit(text=text, change=Change.MEANING, newest=newest(the_faq().content, slug))
    service.save(tx, who, edit, START, TODAY)
    return slug


def test_it_is_found_inside_the_transaction_that_writes_it(world):
    who, live = clara(world), Live()

    def play(tx: Tx) -> None:
        assert live.now(the_faq(), tx) is the_faq()
        slug = write(tx, who, "Zqxbad am See")
        found = live.now(the_faq(), tx).ask("zqxbad am see", "de").decision
        assert isinstance(found, Answer)
        assert found.slug == slug

    world.do(play)


def test_what_was_rolled_back_is_never_shown(world):
    who, live = clara(world), Live()

    def fails(tx: Tx) -> None:
        slug = write(tx, who, "Zqxbad am See")
        assert live.now(the_faq(), tx).topic(slug, "de") is not None
        raise UndoError

    with pytest.raises(UndoError):
        world.do(fails)
    assert world.do(lambda tx: live.now(the_faq(), tx).topic("local-1", "de")) is None
    # The same number of changes, another text: not what was made before the rollback.
    slug = world.do(lambda tx: write(tx, who, "Zqxgarten"))
    shown = world.do(lambda tx: live.now(the_faq(), tx).topic(slug, "de"))
    assert shown is not None
    assert shown.title == "Zqxgarten"


def test_it_is_built_once_as_long_as_nothing_changes(world):
    who, live = clara(world), Live()
    world.do(lambda tx: write(tx, who, "Zqxbad"))
    first = world.do(lambda tx: live.now(the_faq(), tx))
    world.do(lambda tx: service.confirm(tx, who, KITA, START, TODAY))
    assert world.do(lambda tx: live.now(the_faq(), tx)) is first


def test_a_number_is_never_given_twice(world):
    who = clara(world)
    first = world.do(lambda tx: write(tx, who, "Zqxbad"))
    assert world.do(lambda tx: service.take_back(tx, who, first, "de", START))
    assert world.do(lambda tx: write(tx, who, "Zqxgarten")) != first
    assert not world.do(lambda tx: service.take_back(tx, who, first, "de", START))


def test_a_change_of_meaning_outdates_the_others_and_a_minor_edit_nothing(world):
    who, live = clara(world), Live()
    world.do(lambda tx: write(tx, who, "Kita", KITA))
    content = world.do(lambda tx: live.now(the_faq(), tx)).content
    assert state(content, KITA, "de") is State.CURRENT
    assert state(content, KITA, "uk") is State.OUTDATED
    other = content.topic(KITA, "uk")
    assert other is not None
    assert newer_language(content, other) == "de"

    def translate(tx: Tx) -> None:
        text = LocalText(slug=KITA, language="uk", title="Садок", body="Інакше.")
        edit = Edit(text=text, change=Change.TRANSLATION, newest=newest(content, KITA))
        service.save(tx, who, edit, START, TODAY)

    world.do(translate)
    content = world.do(lambda tx: live.now(the_faq(), tx)).content
    assert state(content, KITA, "uk") is State.CURRENT
    assert state(content, KITA, "ar") is State.OUTDATED

    def correct(tx: Tx) -> None:
        text = LocalText(slug=KITA, language="uk", title="Садок!", body="Інакше.")
        latest = newest(content, KITA)
        edit = Edit(text=text, change=Change.MINOR, newest=latest, version=0, follows=latest)
        service.save(tx, who, edit, START, TODAY)

    world.do(correct)
    content = world.do(lambda tx: live.now(the_faq(), tx)).content
    assert [state(content, KITA, one) for one in ("de", "uk")] == [State.CURRENT] * 2


def test_who_coordinates_nothing_changes_nothing(world):
    nobody = world.standing(world.person(2, "Ada"))
    for work in (
        lambda tx: write(tx, nobody, "Zqx"),
        lambda tx: service.take_back(tx, nobody, KITA, "de", START),
        lambda tx: service.confirm(tx, nobody, KITA, START, TODAY),
    ):
        with pytest.raises(NotAllowedError):
            world.do(work)


def test_every_change_is_written_down(world):
    who = clara(world)
    slug = world.do(lambda tx: write(tx, who, "Zqxbad"))
    world.do(lambda tx: service.confirm(tx, who, slug, START, TODAY))
    world.do(lambda tx: service.take_back(tx, who, slug, "de", START))
    rows = world.rows("SELECT action, subject FROM audit ORDER BY id DESC LIMIT 3")
    assert [row["action"] for row in reversed(rows)] == [
        "answer.meaning",
        "answer.confirmed",
        "answer.taken_back",
    ]
    assert {row["subject"] for row in rows} == {f"topic:{slug}"}


def test_a_confirmed_topic_is_due_again_when_its_time_or_a_number_runs_out():
    content = the_faq().content
    late = TODAY + timedelta(days=900)
    confirmed = Confirmation(confirmed_on=late, review_by=late + timedelta(days=180))
    topic = content.topic(KITA, "de")
    assert topic is not None
    assert KITA in overdue(content, {}, late)
    assert KITA not in overdue(content, {KITA: confirmed}, late)
    assert review(topic, confirmed, late).checked_on == late
    assert review(topic, confirmed, late + timedelta(days=181)).due


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", Fault.EMPTY),
        ("- eins\n- zwei", Fault.LIST_FIRST),
        ("x" * (LEAD_LIMIT + 1), Fault.LEAD_TOO_LONG),
        ("Gut.\n\n" + "x " * 600, Fault.TOO_LONG),
        ("Gut.\n\n# Titel", Fault.MARKUP),
        ("[hier](https://example.org)", Fault.MARKUP),
        ("Ruf {phone:nobody} an.", Fault.UNKNOWN_FACT),
    ],
)
def test_what_cannot_be_shown_is_named(body, fault):
    assert fault in faults(body, the_faq().content.facts.find)
    if fault not in {Fault.UNKNOWN_FACT, Fault.EMPTY}:
        assert not faults(as_body(body), the_faq().content.facts.find)


def test_what_can_be_shown_has_no_fault():
    body = "Ruf **{phone:emergency}** an.\n\n- sofort\n- kostenlos"
    assert faults(body, the_faq().content.facts.find) == ()
    assert as_body(body) == body
