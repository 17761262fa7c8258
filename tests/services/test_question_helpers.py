"""A cleared volunteer helps with the language: who is asked, who reads, who takes it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Role, Standing
from bot.services import clearances, questions
from bot.services import question_helpers as service
from bot.services.clearances import Kind
from bot.services.question_helpers import HelpResult
from bot.store import question_helpers
from bot.store.database import Tx
from bot.store.question_helpers import HelperState
from tests.services.world import START, World


class Desk:
    """A newcomer's question in Arabic, and volunteers who speak it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alpha, self.beta = world.initiative("Alpha"), world.initiative("Beta")
        self.karla, self.lena = world.person(1, "Karla"), world.person(2, "Lena")
        world.member(self.karla, self.alpha, Role.COORDINATOR)
        world.lead(self.lena)
        self.sami, self.rana = (
            world.person(n, name, speaks="ar,de") for n, name in ((3, "Sami"), (4, "Rana"))
        )
        for one in (self.sami, self.rana):
            world.member(one, self.alpha)
            self.clears(one)
        self.newcomer = world.person(9, "Nadia", language="ar", turns_to=self.alpha.id)
        asked = self.does(
            self.newcomer, lambda tx, s: questions.ask(tx, s, "أين المكتب؟", None, START)
        )
        assert isinstance(asked, questions.Question)
        self.question = asked.id

    def does(self, who: Person, use: Callable[[Tx, Standing], object]) -> object:
        standing = self.world.standing(who)
        return self.world.do(lambda tx: use(tx, standing))

    def clears(self, who: Person, kind: Kind = Kind.QUESTIONS) -> None:
        self.does(
            self.karla,
            lambda tx, s: clearances.give(tx, s, self.alpha.id, who.id, kind, START),
        )

    def choice(self) -> service.Choice:
        found = self.does(self.karla, lambda tx, s: service.choice(tx, s, self.question))
        assert isinstance(found, service.Choice)
        return found

    def free(self) -> set[int]:
        return {one.id for one in self.choice().free}

    def asks(self, who: Person, by: Person | None = None) -> object:
        return self.does(
            by or self.karla, lambda tx, s: service.ask(tx, s, self.question, who.id, START)
        )

    def says_yes(self, who: Person) -> object:
        return self.does(who, lambda tx, s: service.accept(tx, s, self.question, START))

    def says_no(self, who: Person) -> object:
        return self.does(who, lambda tx, s: service.decline(tx, s, self.question, START))

    def writes(self, who: Person) -> object:
        return self.does(
            who, lambda tx, s: questions.write(tx, s, self.question, "Hier", None, START)
        )

    def told(self, what: str) -> list[int]:
        return [who for who, about in self.world.notices("relay") if about == what]


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_only_cleared_speakers_of_the_initiative_can_be_asked(desk: Desk) -> None:
    silent = desk.world.person(5, "Hans")
    desk.world.member(silent, desk.alpha)
    desk.clears(silent)  # speaks no Arabic
    uncleared = desk.world.person(6, "Omar", speaks="ar")
    desk.world.member(uncleared, desk.alpha)
    companion = desk.world.person(7, "Aya", speaks="ar")
    desk.world.member(companion, desk.alpha)
    desk.clears(companion, Kind.COMPANION)
    assert desk.free() == {desk.sami.id, desk.rana.id}
    for one in (silent, uncleared, companion, desk.newcomer):
        with pytest.raises(NotFoundError):
            desk.asks(one)


def test_who_is_not_asked_or_does_not_help_stays_outside(desk: Desk) -> None:
    for use in (desk.says_yes, desk.says_no, desk.writes):
        with pytest.raises(NotFoundError):
            use(desk.sami)
    desk.asks(desk.sami)
    with pytest.raises(NotFoundError):
        desk.writes(desk.sami)  # asked, and has not said yes
    with pytest.raises(NotFoundError):
        desk.asks(desk.rana, by=desk.sami)


def test_a_volunteer_says_yes_and_reads_and_writes_like_a_human(desk: Desk) -> None:
    assert desk.asks(desk.sami) is True
    assert desk.asks(desk.sami) is False
    assert desk.told("help_asked") == [desk.sami.id]
    assert desk.says_yes(desk.sami) is HelpResult.HELPING
    assert desk.says_yes(desk.sami) is HelpResult.HELPING  # a second press changes nothing
    assert desk.told("helper_joined") == [desk.newcomer.id]
    assert desk.told("helper_said") == [desk.karla.id]
    written = desk.writes(desk.sami)
    assert isinstance(written, questions.Written)
    assert not written.from_newcomer
    assert desk.told("human_answer") == [desk.newcomer.id]
    assert desk.told("question_answered") == [desk.karla.id]
    # The coordinator sees all the volunteer writes, and the volunteer all that the others write.
    desk.writes(desk.sami)
    assert desk.told("question_answered") == [desk.karla.id] * 2
    desk.writes(desk.newcomer)
    assert desk.told("question")[-2:] == [desk.karla.id, desk.sami.id]
    desk.writes(desk.karla)
    assert desk.told("question_answered")[-1] == desk.sami.id


def test_one_volunteer_helps_at_a_time(desk: Desk) -> None:
    desk.asks(desk.sami)
    desk.asks(desk.rana)
    assert desk.says_yes(desk.sami) is HelpResult.HELPING
    assert desk.says_yes(desk.rana) is HelpResult.TAKEN
    assert desk.choice().helping == desk.sami
    with pytest.raises(sqlite3.IntegrityError):
        desk.world.do(
            lambda tx: question_helpers.set_state(
                tx, desk.question, desk.rana.id, HelperState.HELPING
            )
        )


def test_a_no_is_remembered_and_told(desk: Desk) -> None:
    desk.asks(desk.sami)
    assert desk.says_no(desk.sami) is HelpResult.DECLINED
    assert desk.told("helper_said") == [desk.karla.id]
    assert desk.free() == {desk.rana.id}
    assert desk.asks(desk.sami) is False
    with pytest.raises(NotFoundError):
        desk.says_yes(desk.sami)


def test_who_stops_helping_is_out_and_may_be_asked_again(desk: Desk) -> None:
    desk.asks(desk.sami)
    desk.says_yes(desk.sami)
    assert desk.says_no(desk.sami) is HelpResult.ENDED
    with pytest.raises(NotFoundError):
        desk.writes(desk.sami)
    assert desk.sami.id in desk.free()
    assert desk.asks(desk.sami) is True


def test_the_coordinator_takes_it_back(desk: Desk) -> None:
    desk.asks(desk.sami)
    desk.says_yes(desk.sami)
    back = desk.does(desk.karla, lambda tx, s: service.take_back(tx, s, desk.question, START))
    assert back is True
    assert desk.told("help_ended") == [desk.sami.id]
    with pytest.raises(NotFoundError):
        desk.writes(desk.sami)
    again = desk.does(desk.karla, lambda tx, s: service.take_back(tx, s, desk.question, START))
    assert again is False
    actions = [row["action"] for row in desk.world.rows("SELECT action FROM audit ORDER BY id")]
    assert actions[-2:] == ["question.helper_asked", "question.helper_taken_back"]


def test_without_the_clearance_the_door_is_shut_at_once(desk: Desk) -> None:
    desk.asks(desk.sami)
    desk.says_yes(desk.sami)
    desk.does(
        desk.karla,
        lambda tx, s: clearances.withdraw(
            tx, s, desk.alpha.id, desk.sami.id, Kind.QUESTIONS, START
        ),
    )
    with pytest.raises(NotFoundError):
        desk.writes(desk.sami)
    before = desk.told("question")
    desk.writes(desk.newcomer)
    assert desk.told("question")[len(before) :] == [desk.karla.id]


def test_the_end_of_the_question_ends_the_help(desk: Desk) -> None:
    desk.asks(desk.sami)
    desk.says_yes(desk.sami)
    desk.does(desk.newcomer, lambda tx, s: questions.close(tx, s, desk.question, START))
    assert desk.told("help_ended") == [desk.sami.id]
    with pytest.raises(NotFoundError):
        desk.writes(desk.sami)


def test_the_leads_may_ask_the_volunteers_of_any_initiative(desk: Desk) -> None:
    other = desk.world.person(20, language="ar")
    asked = desk.does(other, lambda tx, s: questions.ask(tx, s, "؟", None, START))
    assert isinstance(asked, questions.Question)
    assert asked.initiative_id is None
    found = desk.does(desk.lena, lambda tx, s: service.choice(tx, s, asked.id))
    assert isinstance(found, service.Choice)
    assert {one.id for one in found.free} == {desk.sami.id, desk.rana.id}
