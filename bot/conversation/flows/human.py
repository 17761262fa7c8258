"""A question goes to a human: what is sent, to whom, with consent; and my own questions."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import buttons
from bot.conversation.flows import ask
from bot.conversation.registry import command, press, step
from bot.conversation.thread_views import my_line, said_of
from bot.conversation.turn import Turn
from bot.conversation.types import Attachment, Command, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain.calendar import local_clock
from bot.domain.people import QuietHours, Right, clean
from bot.domain.reminders import in_quiet
from bot.domain.rendered import FileRef
from bot.services import questions as service
from bot.services.questions import Receiver
from bot.store import questions, records, towns
from bot.store.questions import QuestionState

FLOW = "human"
WORDS_LIMIT = 1500
CAPTION_WORDS = 700
_PART = "part."  # a message of the question that is being written, by its number
_SHOWN = 6
_PAGE = 12


@command("human", Right.INFORMED)
@press("human", right=Right.INFORMED)
def human(turn: Turn) -> Reply:
    """Offer to send the words behind the command or the last question.

    Without any words: show what was asked before, else ask for the question.
    """
    _came_by(turn)
    if argument := clean(_argument(turn), limit=WORDS_LIMIT, keep_lines=True):
        return careful(turn, argument, _consent(turn, argument, None))
    text, file = ask.last_question(turn)
    if text or file is not None:
        return _consent(turn, text, file)
    mine = questions.of_person(turn.tx, turn.standing.person.id, 1)
    if mine and mine[0].state is not QuestionState.CLOSED:
        return my_questions(turn)
    return write_it(turn)


def _came_by(turn: Turn) -> None:
    """Keep whose poster led here; before the notice only the open dialogue knows it."""
    held = turn.dialog
    if held is None or held.expired:
        return
    name = "initiative" if held.flow == "join" else ask.TURNS_TO
    if initiative_id := int(held.data.get(name, 0)):
        service.turn_to(turn.tx, turn.standing, initiative_id)


@press("human_again", right=Right.INFORMED)
def write_it(turn: Turn) -> Reply:
    """Ask for the question, whatever was asked before; who was chosen to read it stays."""
    said = turn.said(FLOW)
    chosen = {"receiver": said["receiver"]} if "receiver" in said else {}
    turn.ask(FLOW, "write", **chosen)
    return turn.note(m.Note.ASK_HUMAN)


def _argument(turn: Turn) -> str:
    content = turn.incoming.content
    return content.argument if isinstance(content, Command) else ""


@step(FLOW, "write", Right.INFORMED)
@step(FLOW, "consent", Right.INFORMED)
def words_sent(turn: Turn) -> Reply:
    """Take the question; what follows is added to it, a corrected message changes its part.

    Of several attachments the last one is kept; the card shows what will be sent.
    """
    text, file = content_of(turn)
    if not text and file is None:
        return turn.note(m.Note.UNSUPPORTED)
    said = turn.said(FLOW)
    parts = {key: str(words) for key, words in said.items() if key.startswith(_PART)}
    if text:
        parts[_part(turn, parts)] = text
    if file is None:
        file = _file(said)
    together = clean("\n".join(parts.values()), limit=WORDS_LIMIT, keep_lines=True)
    return careful(turn, text, _consent(turn, together, file, parts))


def _part(turn: Turn, parts: dict[str, str]) -> str:
    """Return the part this message is; a corrected one that is none of them was the first."""
    content = turn.incoming.content
    own = f"{_PART}{turn.incoming.message_id}"
    if isinstance(content, Text) and content.edited and own not in parts:
        return f"{_PART}0"
    return own


def careful(turn: Turn, text: str, reply: Reply) -> Reply:
    """Put the emergency card first if a newcomer's words are words of danger."""
    return ask.with_card(turn, reply) if turn.faq.in_danger(text) else reply


def content_of(turn: Turn) -> tuple[str, FileRef | None]:
    """Return the words and the file of a message for a human."""
    content = turn.incoming.content
    if isinstance(content, Text):
        return clean(content.text, limit=WORDS_LIMIT, keep_lines=True), None
    if isinstance(content, Attachment):
        return clean(content.caption, limit=CAPTION_WORDS, keep_lines=True), content.file
    return "", None


def _consent(
    turn: Turn, text: str, file: FileRef | None, parts: dict[str, str] | None = None
) -> Reply:
    data: dict[str, str | int] = {"text": text, **(parts or {f"{_PART}0": text})}
    if file is not None:
        data |= {"kind": file.kind, "file": file.file_id}
    said = turn.said(FLOW)
    if "receiver" in said:
        data["receiver"] = said["receiver"]
    turn.ask(FLOW, "consent", **data)
    return turn.reply(_consent_card(turn))


def _file(said: dict[str, str | int]) -> FileRef | None:
    if "file" not in said:
        return None
    return FileRef(kind=str(said["kind"]), file_id=str(said["file"]))


def _receiver(turn: Turn) -> Receiver:
    """Return who was chosen to read the question, else who reads it usually."""
    said = turn.said(FLOW)
    if "receiver" in said:
        return Receiver(initiative_id=int(said["receiver"]) or None)
    return Receiver(initiative_id=service.receiver_of(turn.tx, turn.standing))


def _consent_card(turn: Turn) -> n.HumanConsent:
    said = turn.said(FLOW)
    text, file, to = str(said["text"]), _file(said), _receiver(turn)
    others = service.receivers(turn.tx, turn.standing)
    mark = buttons.mark(f"{file.file_id if file else ''} {text} {to.initiative_id}")
    return n.HumanConsent(
        text=text,
        receiver=service.receiver_name(turn.tx, to.initiative_id) or "",
        has_file=file is not None,
        mark=mark,
        can_choose=bool(others.initiatives or others.towns),
        has_others=bool(questions.of_person(turn.tx, turn.standing.person.id, 1)),
    )


# --- to whom


@press("human_to", int, right=Right.INFORMED)
def choose_receiver(turn: Turn) -> Reply:
    """Show who else may read the question."""
    if "text" not in turn.said(FLOW):
        return turn.over()
    return _receivers(turn, turn.number)


def _receivers(turn: Turn, page: int) -> Reply:
    found = service.receivers(turn.tx, turn.standing)
    every = [*enumerate(found.towns)] if found.towns else []
    named = [(one.id, f"{one.name}, {one.town}") for one in found.initiatives]
    pages = max(1, -(-max(len(every), len(named)) // _PAGE))
    start = min(max(0, page), pages - 1) * _PAGE
    return turn.reply(
        h.ChooseReceiver(
            initiatives=tuple(named[start : start + _PAGE]),
            towns=tuple(every[start : start + _PAGE]),
            town=towns.of(turn.tx, turn.standing.person.id) or "",
            page=start // _PAGE,
            pages=pages,
        )
    )


@press("human_town", int, right=Right.INFORMED)
def town_chosen(turn: Turn) -> Reply:
    """Keep where the person lives and show who may read the question there."""
    if "text" not in turn.said(FLOW):
        return turn.over()
    known = service.receivers(turn.tx, turn.standing).towns
    if 0 <= turn.number < len(known):
        towns.choose(turn.tx, turn.standing.person.id, known[turn.number])
    return _receivers(turn, 0)


@press("human_at", int, right=Right.INFORMED)
def receiver_chosen(turn: Turn) -> Reply:
    """Keep who shall read the question (0: the centre) and show the card again."""
    said = turn.said(FLOW)
    if "text" not in said:
        return turn.over()
    known = {one.id for one in service.receivers(turn.tx, turn.standing).initiatives}
    if turn.number and turn.number not in known:
        return _receivers(turn, 0)
    service.turn_to(turn.tx, turn.standing, turn.number or None)
    turn.ask(FLOW, "consent", **{**said, "receiver": turn.number})
    return turn.reply(_consent_card(turn))


@press("human_back", right=Right.INFORMED)
def back_to_consent(turn: Turn) -> Reply:
    """Show the card again."""
    if "text" not in turn.said(FLOW):
        return turn.over()
    return turn.reply(_consent_card(turn))


@press("human_yes", int, right=Right.INFORMED)
def send(turn: Turn) -> Reply:
    """Send the question to the humans, if it is the one that stands above the button."""
    said = turn.said(FLOW)
    if "text" not in said:
        return turn.over()
    card = _consent_card(turn)
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    question = service.ask(
        turn.tx, turn.standing, str(said["text"]), _file(said), turn.now, _receiver(turn)
    )
    _remember_parts(turn, said, question.id)
    records.count_faq(turn.tx, day=turn.today, language=turn.language, slug="", outcome="human")
    turn.end()
    night = in_quiet(local_clock(turn.now, turn.house.zone), QuietHours())
    return in_thread(turn.reply(n.QuestionSent(receiver=card.receiver, night=night)), question.id)


def _remember_parts(turn: Turn, said: dict[str, str | int], question_id: int) -> None:
    """Let a later correction of what was typed find the thread; of one part, also its words."""
    typed = [int(key.removeprefix(_PART)) for key in said if key.startswith(_PART)]
    first = questions.first_message(turn.tx, question_id)
    words_id = first.id if first is not None and len(typed) == 1 else None
    for message_id in typed:
        if message_id:
            questions.put_relay(
                turn.tx,
                chat_id=turn.incoming.chat_id,
                message_id=message_id,
                question_id=question_id,
                words_id=words_id,
            )


def in_thread(reply: Reply, question_id: int) -> Reply:
    """Return the reply with its messages as part of the thread: a reply to them goes there."""
    return replace(
        reply, shows=tuple(replace(show, question_id=question_id) for show in reply.shows)
    )


# --- my own questions


@press("my_questions", right=Right.INFORMED)
def my_questions(turn: Turn) -> Reply:
    """Show what the person asked humans: how it stands and what came back."""
    found = questions.of_person(turn.tx, turn.standing.person.id, _SHOWN)
    faq = turn.faq
    return turn.reply(
        h.MyQuestions(questions=tuple(my_line(turn.tx, faq, one, turn.language) for one in found))
    )


@press("my_question", int, right=Right.INFORMED)
def my_question(turn: Turn) -> Reply:
    """Show one of the person's own questions."""
    found = service.my_thread(turn.tx, turn.standing, turn.number)
    question = found.question
    card = h.MyThread(
        question_id=question.id,
        receiver=service.receiver_name(turn.tx, question.initiative_id) or "",
        messages=tuple(
            h.ThreadMessage(
                by=h.By.NEWCOMER if one.from_newcomer else h.By.HUMAN,
                said=said_of(turn.faq, one, turn.language),
                at=one.sent_at,
            )
            for one in found.messages
        ),
        is_closed=question.state is QuestionState.CLOSED,
    )
    return in_thread(turn.reply(card), question.id)
