"""A question goes to a human and an answer comes back; replies find their thread."""

from __future__ import annotations

from bot.conversation import buttons
from bot.conversation.answers import titles
from bot.conversation.flows import ask
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Attachment, Command, Mode, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_newcomer as n
from bot.domain.calendar import local_clock
from bot.domain.people import QuietHours, Right, clean, cut
from bot.domain.reminders import in_quiet
from bot.domain.rendered import FileRef
from bot.services import questions as service
from bot.store import questions, records
from bot.store.questions import QuestionState

FLOW = "human"
WORDS_LIMIT = 1500
CAPTION_WORDS = 700
_INBOX = 8
_PART = "part."  # a message of the question that is being written, by its number


@command("human", Right.INFORMED)
@press("human", right=Right.INFORMED)
def human(turn: Turn) -> Reply:
    """Offer to send the words behind the command or the last question, or ask for it."""
    text, file = ask.last_question(turn)
    if argument := clean(_argument(turn), limit=WORDS_LIMIT, keep_lines=True):
        text, file = argument, None
    if text or file is not None:
        return _consent(turn, text, file)
    return write_it(turn)


@press("human_again", right=Right.INFORMED)
def write_it(turn: Turn) -> Reply:
    """Ask for the question, whatever was asked before."""
    turn.ask(FLOW, "write")
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
    text, file = _content(turn)
    if not text and file is None:
        return turn.note(m.Note.UNSUPPORTED)
    said = turn.said(FLOW)
    parts = {key: str(words) for key, words in said.items() if key.startswith(_PART)}
    if text:
        parts[_part(turn, parts)] = text
    if file is None:
        file = _file(said)
    together = clean("\n".join(parts.values()), limit=WORDS_LIMIT, keep_lines=True)
    return _careful(turn, text, _consent(turn, together, file, parts))


def _part(turn: Turn, parts: dict[str, str]) -> str:
    """Return the part this message is; a corrected one that is none of them was the first."""
    content = turn.incoming.content
    own = f"{_PART}{turn.incoming.message_id}"
    if isinstance(content, Text) and content.edited and own not in parts:
        return f"{_PART}0"
    return own


def _careful(turn: Turn, text: str, reply: Reply) -> Reply:
    """Put the emergency card first if a newcomer's words are words of danger."""
    return ask.with_card(turn, reply) if turn.house.faq.in_danger(text) else reply


def _content(turn: Turn) -> tuple[str, FileRef | None]:
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
    turn.ask(FLOW, "consent", **data)
    return turn.reply(_consent_card(turn, text, file))


def _file(said: dict[str, str | int]) -> FileRef | None:
    if "file" not in said:
        return None
    return FileRef(kind=str(said["kind"]), file_id=str(said["file"]))


def _consent_card(turn: Turn, text: str, file: FileRef | None) -> n.HumanConsent:
    mark = buttons.mark(f"{file.file_id if file else ''} {text}")
    return n.HumanConsent(
        text=text, receiver=_receiver(turn), has_file=file is not None, mark=mark
    )


def _receiver(turn: Turn) -> str:
    receiver = service.receiver_of(turn.tx, turn.standing)
    return service.receiver_name(turn.tx, receiver) or ""


@press("human_yes", int, right=Right.INFORMED)
def send(turn: Turn) -> Reply:
    """Send the question to the humans, if it is the one that stands above the button."""
    said = turn.said(FLOW)
    if "text" not in said:
        return turn.over()
    file = _file(said)
    card = _consent_card(turn, str(said["text"]), file)
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    receiver = card.receiver
    service.ask(turn.tx, turn.standing, str(said["text"]), file, turn.now)
    records.count_faq(turn.tx, day=turn.today, language=turn.language, slug="", outcome="human")
    turn.end()
    night = in_quiet(local_clock(turn.now, turn.house.zone), QuietHours())
    return turn.reply(n.QuestionSent(receiver=receiver, night=night))


@press("write", int, right=Right.INFORMED)
def write(turn: Turn) -> Reply:
    """Take the next message as words for the thread, from either side."""
    question = questions.find(turn.tx, turn.number)
    if question is None or not _concerns(turn, turn.number):
        return turn.note(m.Note.NOT_FOUND)
    turn.ask("thread", "write", question=question.id)
    answered = (
        question.state is QuestionState.ANSWERED and question.person_id != turn.standing.person.id
    )
    # A new message: what somebody wrote stays on the screen above the answer.
    return turn.reply(
        m.Say(note=m.Note.WRITE_ANSWER),
        said=m.Say(note=m.Note.ANSWERED_BEFORE) if answered else None,
        mode=Mode.SEND,
    )


def _concerns(turn: Turn, question_id: int) -> bool:
    question = questions.find(turn.tx, question_id)
    if question is None:
        return False
    return question.person_id == turn.standing.person.id or service.may_answer(
        turn.tx, turn.standing, question
    )


@step("thread", "write", Right.INFORMED)
def words_for_thread(turn: Turn) -> Reply:
    """Pass the words on in the thread that was chosen."""
    question_id = int(turn.said("thread").get("question", 0))
    return _pass_on(turn, question_id)


def reply_in_thread(turn: Turn) -> Reply | None:
    """Pass a reply to a thread's message on; None if it replies to nothing of a thread."""
    if turn.incoming.reply_to is None or turn.standing.right < Right.INFORMED:
        return None
    question_id = questions.find_relay(
        turn.tx, chat_id=turn.incoming.chat_id, message_id=turn.incoming.reply_to
    )
    if question_id is None or not _concerns(turn, question_id):
        return None
    return _pass_on(turn, question_id)


def _pass_on(turn: Turn, question_id: int) -> Reply:
    text, file = _content(turn)
    if not text and file is None:
        return turn.note(m.Note.SEND_AS_TEXT)
    from_newcomer = service.write(turn.tx, turn.standing, question_id, text, file, turn.now)
    if turn.said("thread"):
        turn.end()
    if from_newcomer:
        return _careful(turn, text, turn.note(m.Note.MESSAGE_PASSED_ON))
    return turn.note(m.Note.ANSWER_SENT)


@press("solved", int, right=Right.INFORMED)
def solved(turn: Turn) -> Reply:
    """Close the thread, from either side."""
    if not _concerns(turn, turn.number):
        return turn.note(m.Note.NOT_FOUND)
    service.close(turn.tx, turn.standing, turn.number, turn.now)
    # A new message: the answer stays on the screen, somebody may still need it.
    return turn.reply(m.Say(note=m.Note.QUESTION_CLOSED), mode=Mode.SEND)


@command("inbox", Right.COORDINATOR)
@press("inbox", right=Right.COORDINATOR)
def inbox(turn: Turn) -> Reply:
    """Show the open questions, oldest first."""
    found, total = service.inbox(turn.tx, turn.standing, _INBOX)
    lines = []
    for one in found:
        first = questions.messages(turn.tx, one.id, limit=1)
        lines.append(
            c.QuestionLine(
                id=one.id,
                pseudonym=one.pseudonym,
                language=one.language,
                since=one.created_at,
                start=cut(first[0].text, 100) if first else "",
            )
        )
    return turn.reply(c.Inbox(questions=tuple(lines), total=total))


@press("thread", int, right=Right.COORDINATOR)
def thread(turn: Turn) -> Reply:
    """Show one question with what was written so far."""
    found = service.thread_for(turn.tx, turn.standing, turn.number)
    said = [one for one in found.messages if one.from_newcomer and one.text]
    nearest = turn.house.faq.ask(said[-1].text, found.question.language).nearest if said else ()
    return turn.reply(
        c.QuestionThread(
            question_id=found.question.id,
            pseudonym=found.question.pseudonym,
            language=found.question.language,
            messages=tuple(
                c.ThreadMessage(from_newcomer=one.from_newcomer, text=one.text, at=one.sent_at)
                for one in found.messages
            ),
            topics=tuple(title for _, title in titles(turn.house.faq, nearest, "de")),
            is_open=found.question.state is not QuestionState.CLOSED,
        )
    )
