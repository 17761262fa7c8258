"""A volunteer helps with the language of a question: chosen, accepts, stops."""

from __future__ import annotations

from bot.conversation.flows.desk import show_thread
from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain.people import Person, Right
from bot.services import question_helpers as service
from bot.services.question_helpers import HelpResult
from bot.store import questions


@press("helpers", int, right=Right.COORDINATOR)
def helpers(turn: Turn) -> Reply:
    """Show who speaks the language and may help."""
    return _choice(turn, turn.number)


def _choice(turn: Turn, question_id: int, said: m.Message | None = None) -> Reply:
    found = service.choice(turn.tx, turn.standing, question_id)
    return turn.reply(
        h.HelperChoice(
            question_id=question_id,
            language=found.question.language,
            free=tuple((one.id, _name(one)) for one in found.free[:12]),
            asked=tuple(_name(one) for one in found.asked),
            helping="" if found.helping is None else _name(found.helping),
        ),
        said=said,
    )


def _name(person: Person) -> str:
    return person.name or "?"


@press("helper_ask", int, int, right=Right.COORDINATOR)
def ask(turn: Turn) -> Reply:
    """Ask one of them; who was asked meanwhile or said no is shown as it stands."""
    question_id = turn.number
    service.ask(turn.tx, turn.standing, question_id, int(turn.args[1]), turn.now)
    return _choice(turn, question_id)


@press("helper_back", int, right=Right.COORDINATOR)
def take_back(turn: Turn) -> Reply:
    """Let the volunteer out of the thread."""
    service.take_back(turn.tx, turn.standing, turn.number, turn.now)
    return _choice(turn, turn.number)


@press("help_yes", int, right=Right.VOLUNTEER)
def accept(turn: Turn) -> Reply:
    """Let the volunteer into the thread, or say why not."""
    match service.accept(turn.tx, turn.standing, turn.number, turn.now):
        case HelpResult.HELPING:
            return show_thread(turn, turn.number)
        case HelpResult.TAKEN:
            return _over(turn, h.HelpEnd.TAKEN)
        case _:
            return _over(turn, h.HelpEnd.OVER)


@press("help_no", int, right=Right.VOLUNTEER)
def decline(turn: Turn) -> Reply:
    """Note a no, or that the volunteer stops helping."""
    result = service.decline(turn.tx, turn.standing, turn.number, turn.now)
    ended = result is HelpResult.ENDED
    return _over(turn, h.HelpEnd.ENDED if ended else h.HelpEnd.DECLINED)


def _over(turn: Turn, why: h.HelpEnd) -> Reply:
    question = questions.find(turn.tx, turn.number)
    pseudonym = "" if question is None else question.pseudonym
    return turn.reply(h.HelpOver(pseudonym=pseudonym, why=why))
