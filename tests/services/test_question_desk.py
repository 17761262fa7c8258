"""The desk: what waits too long, what is sent with one press, what becomes a topic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.handover import CannedReply
from bot.domain.people import Person, Role, Standing
from bot.services import question_desk, questions
from bot.store.database import Tx
from bot.store.questions import QuestionState
from tests.services.world import BERLIN, World

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Desk:
    """One initiative with two coordinators, two leads and a newcomer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alpha = world.initiative("Alpha")
        self.karla, self.klaus, self.lena = (world.person(n, f"K{n}") for n in (1, 2, 3))
        world.member(self.karla, self.alpha, Role.COORDINATOR)
        world.member(self.klaus, self.alpha, Role.COORDINATOR)
        world.lead(self.lena)
        self.newcomer = world.person(9, "Nadia", language="ar")

    def does(self, who: Person, use: Callable[[Tx, Standing], object]) -> object:
        standing = self.world.standing(who)
        return self.world.do(lambda tx: use(tx, standing))

    def asks(self, now: datetime = MONDAY, text: str = "Wo ist das Amt? Ich bin Nadia.") -> int:
        asked = self.does(self.newcomer, lambda tx, s: questions.ask(tx, s, text, None, now))
        assert isinstance(asked, questions.Question)
        return asked.id

    def writes(
        self, who: Person, question: int, text: str = "Dort", at: datetime = MONDAY
    ) -> None:
        self.does(who, lambda tx, s: questions.write(tx, s, question, text, None, at))

    def looks(self, now: datetime) -> list[tuple[int, str]]:
        """Return who is told what by this look."""
        before = len(self.world.notices("relay"))
        self.world.do(lambda tx: question_desk.look_after(tx, now, BERLIN))
        return self.world.notices("relay")[before:]

    def overview(self, who: Person, language: str = "") -> question_desk.Overview:
        found = self.does(
            who,
            lambda tx, s: question_desk.overview(
                tx, s, language=language, limit=9, now=MONDAY, zone=BERLIN
            ),
        )
        assert isinstance(found, question_desk.Overview)
        return found


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_after_one_working_day_those_who_answer_are_reminded_once(desk: Desk) -> None:
    desk.asks()
    assert desk.looks(MONDAY + DAY - HOUR) == []
    waits = [(one.id, "question_waits") for one in (desk.karla, desk.klaus)]
    assert desk.looks(MONDAY + DAY) == waits
    assert desk.looks(MONDAY + DAY + HOUR) == []


def test_after_two_working_days_the_leads_are_told_once_and_may_answer(desk: Desk) -> None:
    question = desk.asks()
    desk.looks(MONDAY + DAY)
    assert desk.looks(MONDAY + 2 * DAY - HOUR) == []
    assert desk.looks(MONDAY + 2 * DAY) == [(desk.lena.id, "question_escalated")]
    assert desk.looks(MONDAY + 3 * DAY) == []
    [mark] = desk.overview(desk.lena).open
    assert mark.escalated_at == MONDAY + 2 * DAY
    # What the newcomer adds, the leads read as well; their answer takes the mark away.
    desk.writes(desk.newcomer, question, "Bitte!", MONDAY + 3 * DAY)
    assert (desk.lena.id, "question") in desk.world.notices("relay")[-3:]
    desk.writes(desk.lena, question, at=MONDAY + 3 * DAY)
    assert desk.world.scalar("SELECT escalated_at IS NULL FROM question") == 1
    told = desk.world.notices("relay")[-3:]
    assert [(who, what) for who, what in told if what == "question_answered"] == [
        (desk.karla.id, "question_answered"),
        (desk.klaus.id, "question_answered"),
    ]


def test_a_weekend_is_not_counted(desk: Desk) -> None:
    desk.asks(FRIDAY)
    assert desk.looks(FRIDAY + 2 * DAY) == []
    assert len(desk.looks(FRIDAY + 3 * DAY)) == 2
    assert desk.looks(FRIDAY + 3 * DAY + HOUR) == []
    assert desk.looks(FRIDAY + 4 * DAY) == [(desk.lena.id, "question_escalated")]


def test_an_answer_in_time_is_never_told_to_the_leads(desk: Desk) -> None:
    question = desk.asks()
    desk.writes(desk.karla, question)
    assert desk.looks(MONDAY + 9 * DAY) == []
    # The next words of the newcomer start the clock again.
    desk.writes(desk.newcomer, question, at=MONDAY + 9 * DAY)
    desk.writes(desk.newcomer, question, at=MONDAY + 9 * DAY + 20 * HOUR)
    assert len(desk.looks(MONDAY + 10 * DAY)) == 2


def test_a_question_to_the_leads_reminds_the_leads(desk: Desk) -> None:
    desk.does(desk.karla, lambda tx, s: questions.ask(tx, s, "Wer zahlt?", None, MONDAY))
    assert desk.looks(MONDAY + DAY) == [(desk.lena.id, "question_waits")]
    assert desk.looks(MONDAY + 2 * DAY) == [(desk.lena.id, "question_escalated")]


def test_who_answers_first_has_answered_for_all(desk: Desk) -> None:
    question = desk.asks()
    desk.writes(desk.karla, question)
    told = desk.world.notices("relay")
    assert told[-2:] == [(desk.klaus.id, "question_answered"), (desk.newcomer.id, "human_answer")]
    desk.writes(desk.karla, question, "Und noch etwas")
    assert desk.world.notices("relay")[len(told) :] == [(desk.newcomer.id, "human_answer")]


def test_a_ready_reply_is_stored_by_name_and_counts_as_the_answer(desk: Desk) -> None:
    question = desk.asks()
    desk.does(
        desk.karla,
        lambda tx, s: question_desk.send_ready(tx, s, question, CannedReply.TOWN, MONDAY),
    )
    [row] = desk.world.rows("SELECT text, canned, author_id FROM question_message WHERE id > 1")
    assert tuple(row) == ("", "town", desk.karla.id)
    assert desk.overview(desk.karla).open == ()
    [answered] = desk.overview(desk.karla).answered
    assert answered.state is QuestionState.ANSWERED
    with pytest.raises(NotFoundError):
        desk.does(
            desk.newcomer,
            lambda tx, s: question_desk.send_ready(tx, s, question, CannedReply.TOWN, MONDAY),
        )


def test_the_inbox_is_narrowed_by_language(desk: Desk) -> None:
    first = desk.asks()
    other = desk.world.person(10, language="uk")
    second = desk.does(other, lambda tx, s: questions.ask(tx, s, "Де?", None, MONDAY + HOUR))
    assert isinstance(second, questions.Question)
    every = desk.overview(desk.karla)
    assert ([one.id for one in every.open], every.total) == ([first, second.id], 2)
    assert every.languages == (("ar", 1), ("uk", 1))
    only = desk.overview(desk.karla, "uk")
    assert ([one.id for one in only.open], only.total) == ([second.id], 1)
    assert only.languages == every.languages
    assert desk.overview(desk.karla, "en").open == ()


def test_a_topic_is_made_of_question_and_answer_without_names(desk: Desk) -> None:
    question = desk.asks()
    with pytest.raises(NotFoundError):
        desk.does(desk.karla, lambda tx, s: question_desk.topic_draft(tx, s, question))
    [row] = desk.world.rows("SELECT pseudonym FROM question")
    desk.writes(desk.karla, question, f"Liebe {row['pseudonym']}, im Rathaus. Viele Grüße, K1")
    draft = desk.does(desk.karla, lambda tx, s: question_desk.topic_draft(tx, s, question))
    assert draft == question_desk.TopicDraft(
        question="Wo ist das Amt? Ich bin ….",
        title="Wo ist das Amt?",
        body="Liebe …, im Rathaus. Viele Grüße, …",
        language="ar",
    )
    with pytest.raises(NotFoundError):
        desk.does(desk.newcomer, lambda tx, s: question_desk.topic_draft(tx, s, question))
