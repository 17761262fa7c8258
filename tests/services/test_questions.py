"""A newcomer's question: who reads it, who answers, when it closes, when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Role, Standing
from bot.domain.rendered import FileRef
from bot.services import questions
from bot.store.database import Tx
from bot.store.questions import QuestionState
from tests.services.world import START, World

DAY = timedelta(days=1)
PHOTO = FileRef(kind="photo", file_id="f")


class Desk:
    """Two initiatives with a coordinator each, a lead, and a newcomer who belongs to the first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alpha, self.beta = world.initiative("Alpha"), world.initiative("Beta")
        self.karla, self.boris, self.lena = (world.person(n) for n in (1, 2, 3))
        world.member(self.karla, self.alpha, Role.COORDINATOR)
        world.member(self.boris, self.beta, Role.COORDINATOR)
        world.lead(self.lena)
        self.newcomer = world.person(9, language="ar")
        world.member(self.newcomer, self.alpha)

    def does(self, who: Person, use: Callable[[Tx, Standing], object]) -> object:
        standing = self.world.standing(who)
        return self.world.do(lambda tx: use(tx, standing))

    def asks(self, who: Person | None = None, now: datetime = START) -> int:
        asked = self.does(
            who or self.newcomer, lambda tx, s: questions.ask(tx, s, "Wo?", None, now)
        )
        assert isinstance(asked, questions.Question)
        return asked.id

    def writes(self, who: Person, question: int, now: datetime = START) -> object:
        written = self.does(
            who, lambda tx, s: questions.write(tx, s, question, "Dort", PHOTO, now)
        )
        assert isinstance(written, questions.Written)
        return written.from_newcomer

    def inbox(self, who: Person) -> list[int]:
        found = self.does(who, lambda tx, s: [q.id for q in questions.inbox(tx, s, 9)[0]])
        assert isinstance(found, list)
        return found

    def state(self) -> object:
        return self.world.scalar("SELECT state FROM question")


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_question_goes_to_the_initiative_the_person_belongs_to(desk: Desk) -> None:
    question = desk.asks()
    assert desk.world.notices("relay") == [(desk.karla.id, "question")]
    inboxes = [desk.inbox(who) for who in (desk.karla, desk.boris, desk.lena)]
    assert inboxes == [[question], [], [question]]


def test_a_stranger_among_several_initiatives_asks_the_leads(desk: Desk) -> None:
    question = desk.asks(desk.world.person(10))
    assert desk.world.notices("relay") == [(desk.lena.id, "question")]
    assert (desk.inbox(desk.karla), desk.inbox(desk.lena)) == ([], [question])


def test_where_there_is_one_initiative_it_gets_every_question(world: World) -> None:
    only = world.initiative("Alpha")
    standing = world.standing(world.person(10))
    assert world.do(lambda tx: questions.receiver_of(tx, standing)) == only.id
    assert world.do(lambda tx: questions.receiver_name(tx, only.id)) == "Alpha"
    assert world.do(lambda tx: questions.receiver_name(tx, None)) is None


def test_a_coordinators_question_goes_to_the_leads(desk: Desk) -> None:
    desk.asks(desk.karla)
    assert desk.world.notices("relay") == [(desk.lena.id, "question")]


def test_an_answer_goes_to_the_newcomer_and_the_question_leaves_the_inbox(desk: Desk) -> None:
    question = desk.asks()
    assert desk.writes(desk.karla, question) is False
    assert desk.world.notices("relay")[-1] == (desk.newcomer.id, "human_answer")
    assert (desk.state(), desk.inbox(desk.karla)) == ("answered", [])


def test_words_of_the_newcomer_open_the_question_again(desk: Desk) -> None:
    question = desk.asks()
    desk.does(desk.karla, lambda tx, s: questions.close(tx, s, question, START))
    assert desk.writes(desk.newcomer, question) is True
    assert (desk.state(), desk.inbox(desk.karla)) == ("open", [question])


def test_a_thread_shows_both_sides_with_their_files(desk: Desk) -> None:
    question = desk.asks()
    desk.writes(desk.karla, question)
    thread = desk.does(desk.karla, lambda tx, s: questions.thread_for(tx, s, question))
    assert isinstance(thread, questions.Thread)
    assert [(one.from_newcomer, one.text, one.file) for one in thread.messages] == [
        (True, "Wo?", None),
        (False, "Dort", PHOTO),
    ]


def test_nobody_else_reads_writes_or_closes(desk: Desk) -> None:
    question = desk.asks()
    stranger = desk.world.person(11)
    desk.world.member(stranger, desk.alpha)
    for who in (desk.boris, stranger):
        for use in (
            lambda tx, s: questions.thread_for(tx, s, question),
            lambda tx, s: questions.write(tx, s, question, "x", None, START),
            lambda tx, s: questions.close(tx, s, question, START),
            lambda tx, s: questions.close(tx, s, 999, START),
        ):
            with pytest.raises(NotFoundError):
                desk.does(who, use)


def test_the_newcomer_does_not_read_the_humans_side(desk: Desk) -> None:
    question = desk.asks()
    with pytest.raises(NotFoundError):
        desk.does(desk.newcomer, lambda tx, s: questions.thread_for(tx, s, question))


def test_either_side_closes_once_and_only_the_human_is_logged(desk: Desk) -> None:
    question = desk.asks()
    closed = [
        desk.does(who, lambda tx, s: questions.close(tx, s, question, START))
        for who in (desk.karla, desk.newcomer)
    ]
    assert closed == [True, False]
    second = desk.asks()
    assert desk.does(desk.newcomer, lambda tx, s: questions.close(tx, s, second, START)) is True
    audits = desk.world.rows("SELECT actor_id, action FROM audit")
    assert [tuple(row) for row in audits] == [(desk.karla.id, "question.closed")]


def test_idle_threads_close_after_14_days_and_are_gone_30_days_later(desk: Desk) -> None:
    desk.asks()
    times = [START + 14 * DAY, START + 14 * DAY + timedelta(milliseconds=1)]
    times += [times[1] + 30 * DAY, times[1] + 30 * DAY + timedelta(milliseconds=1)]
    counts = [desk.world.do(lambda tx, n=now: questions.expire(tx, n)) for now in times]
    assert counts == [0, 1, 0, 1]
    assert desk.world.scalar("SELECT count(*) FROM question_message") == 0


def test_words_keep_a_thread_open(desk: Desk) -> None:
    question = desk.asks()
    desk.writes(desk.newcomer, question, START + 10 * DAY)
    assert desk.world.do(lambda tx: questions.expire(tx, START + 20 * DAY)) == 0


def test_the_pseudonym_names_nobody(desk: Desk) -> None:
    desk.asks()
    [row] = desk.world.rows("SELECT pseudonym, language, state FROM question")
    word, _, number = row["pseudonym"].partition(" ")
    assert (word in questions._PSEUDONYMS, 10 <= int(number) < 100) == (True, True)
    assert (row["language"], row["state"]) == ("ar", QuestionState.OPEN)


# --- whose inbox


def receiver(desk: Desk, who: Person) -> object:
    return desk.does(who, questions.receiver_of)


def test_the_poster_one_came_by_and_the_own_choice_come_first(desk: Desk) -> None:
    who = desk.world.person(10)
    assert receiver(desk, who) is None
    desk.does(who, lambda tx, s: questions.turn_to(tx, s, desk.beta.id))
    assert receiver(desk, who) == desk.beta.id
    desk.does(desk.newcomer, lambda tx, s: questions.turn_to(tx, s, desk.beta.id))
    assert receiver(desk, desk.newcomer) == desk.beta.id
    desk.does(desk.newcomer, lambda tx, s: questions.turn_to(tx, s, 999))  # gone meanwhile
    assert receiver(desk, desk.newcomer) == desk.beta.id
    desk.does(who, lambda tx, s: questions.turn_to(tx, s, None))
    assert receiver(desk, who) is None


def test_the_only_initiative_of_ones_town_reads_the_question(desk: Desk) -> None:
    desk.world.do(lambda tx: tx.run("UPDATE initiative SET town = 'Kamen' WHERE name = 'Beta'"))
    assert receiver(desk, desk.world.person(10, town="Kamen")) == desk.beta.id
    assert receiver(desk, desk.world.person(11, town="Unna")) == desk.alpha.id
    assert receiver(desk, desk.world.person(12, town="Hamm")) is None


def test_nobody_writes_to_the_inbox_they_read(desk: Desk) -> None:
    desk.does(desk.karla, lambda tx, s: questions.turn_to(tx, s, desk.alpha.id))
    assert receiver(desk, desk.karla) is None
    found = desk.does(desk.karla, questions.receivers)
    assert isinstance(found, questions.Receivers)
    assert [one.name for one in found.initiatives] == ["Beta"]


def test_where_there_are_many_the_town_is_chosen_first(desk: Desk) -> None:
    for n in range(questions.FEW):
        desk.world.initiative(f"Mehr {n}")
    desk.world.do(lambda tx: tx.run("UPDATE initiative SET town = 'Kamen' WHERE name = 'Beta'"))
    who = desk.world.person(10)
    found = desk.does(who, questions.receivers)
    assert found == questions.Receivers(initiatives=(), towns=("Kamen", "Unna"))
    there = desk.does(desk.world.person(11, town="Kamen"), questions.receivers)
    assert isinstance(there, questions.Receivers)
    assert ([one.name for one in there.initiatives], there.towns) == (["Beta"], ())


def test_who_was_chosen_for_this_question_reads_it(desk: Desk) -> None:
    to = questions.Receiver(initiative_id=desk.beta.id)
    desk.does(desk.newcomer, lambda tx, s: questions.ask(tx, s, "Wo?", None, START, to))
    gone = questions.Receiver(initiative_id=999)
    desk.does(desk.newcomer, lambda tx, s: questions.ask(tx, s, "Wo?", None, START, gone))
    assert desk.world.notices("relay") == [
        (desk.boris.id, "question"),
        (desk.lena.id, "question"),
    ]


# --- words that are corrected, and the end


def typed(desk: Desk, question: int, who: Person) -> None:
    """Note that the last words of the thread were typed in message 50 of this chat."""
    number = desk.world.scalar("SELECT max(id) FROM question_message")
    assert isinstance(number, int)
    chat = who.telegram_id or 0
    desk.world.do(
        lambda tx: questions.questions.put_relay(
            tx, chat_id=chat, message_id=50, question_id=question, words_id=number
        )
    )


@pytest.mark.parametrize("side", ["newcomer", "karla"])
def test_a_corrected_message_replaces_the_words_and_is_passed_on(desk: Desk, side: str) -> None:
    question = desk.asks()
    writer = getattr(desk, side)
    desk.writes(writer, question)
    typed(desk, question, writer)
    before = len(desk.world.notices("relay"))

    def corrects(tx: Tx, standing: Standing) -> bool:
        chat = standing.person.telegram_id or 0
        return questions.correct(tx, standing, chat_id=chat, message_id=50, text="Da", now=START)

    assert desk.does(writer, corrects) is True
    assert desk.does(writer, corrects) is True  # the same words again change nothing
    heard = (
        (desk.karla.id, "question") if side == "newcomer" else (desk.newcomer.id, "human_answer")
    )
    assert desk.world.notices("relay")[before:] == [heard]
    assert desk.world.scalar("SELECT text FROM question_message WHERE id = 2") == "Da"
    assert desk.does(desk.boris, corrects) is False


def test_somebody_who_no_longer_answers_corrects_nothing(desk: Desk) -> None:
    question = desk.asks()
    desk.writes(desk.karla, question)
    typed(desk, question, desk.karla)
    desk.world.do(lambda tx: tx.run("DELETE FROM membership WHERE person_id = 1"))
    done = desk.does(
        desk.karla,
        lambda tx, s: questions.correct(tx, s, chat_id=1, message_id=50, text="x", now=START),
    )
    assert done is False


def test_the_newcomer_hears_that_others_closed_the_question(desk: Desk) -> None:
    first, second = desk.asks(), desk.asks()
    desk.does(desk.karla, lambda tx, s: questions.close(tx, s, first, START))
    desk.does(desk.newcomer, lambda tx, s: questions.close(tx, s, second, START))
    told = [one for one in desk.world.notices("relay") if one[1] == "question_closed"]
    assert told == [(desk.newcomer.id, "question_closed")]
    desk.asks()
    desk.world.do(lambda tx: questions.expire(tx, START + 15 * DAY))
    assert desk.world.notices("relay")[-1] == (desk.newcomer.id, "question_closed")


def test_words_for_a_closed_thread_open_it_until_it_is_deleted(desk: Desk) -> None:
    question = desk.asks()
    desk.world.do(lambda tx: questions.expire(tx, START + 15 * DAY))
    written = desk.does(
        desk.newcomer,
        lambda tx, s: questions.write(tx, s, question, "Noch da?", None, START + 40 * DAY),
    )
    assert isinstance(written, questions.Written)
    assert (written.reopened, desk.state()) == (True, "open")
