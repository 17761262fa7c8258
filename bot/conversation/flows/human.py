"""A question goes to a human and an answer comes back; replies find their thread."""

from __future__ import annotations

from bot.conversation.answers import titles
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


@command("human", Right.INFORMED)
@press("human", right=Right.INFORMED)
def human(turn: Turn) -> Reply:
    """Offer to send the last question, or ask for it."""
    last = str(turn.said("ask").get("text", "")) or _argument(turn)
    if last:
        return _consent(turn, last, None)
    turn.ask(FLOW, "write")
    return turn.note(m.Note.ASK_QUESTION)


def _argument(turn: Turn) -> str:
    content = turn.incoming.content
    return content.argument if isinstance(content, Command) else ""


@step(FLOW, "write", Right.INFORMED)
@step(FLOW, "consent", Right.INFORMED)
def words_sent(turn: Turn) -> Reply:
    """Take the question; a new or edited one replaces it until it is sent."""
    text, file = _content(turn)
    if not text and file is None:
        return turn.note(m.Note.UNSUPPORTED)
    return _consent(turn, text, file)


def _content(turn: Turn) -> tuple[str, FileRef | None]:
    content = turn.incoming.content
    if isinstance(content, Text):
        return clean(content.text, limit=WORDS_LIMIT, keep_lines=True), None
    if isinstance(content, Attachment):
        return clean(content.caption, limit=CAPTION_WORDS, keep_lines=True), content.file
    return "", None


def _consent(turn: Turn, text: str, file: FileRef | None) -> Reply:
    data: dict[str, str | int] = {"text": text}
    if file is not None:
        data |= {"kind": file.kind, "file": file.file_id}
    turn.ask(FLOW, "consent", **data)
    return turn.reply(
        n.HumanConsent(text=text, receiver=_receiver(turn), has_file=file is not None)
    )


def _receiver(turn: Turn) -> str:
    receiver = service.receiver_of(turn.tx, turn.standing)
    return service.receiver_name(turn.tx, receiver) or ""


@press("human_yes", right=Right.INFORMED)
def send(turn: Turn) -> Reply:
    """Send the question to the humans."""
    said = turn.said(FLOW)
    if "text" not in said:
        return turn.note(m.Note.DIALOG_EXPIRED)
    file = None
    if "file" in said:
        file = FileRef(kind=str(said["kind"]), file_id=str(said["file"]))
    receiver = _receiver(turn)
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
    # A new message: what somebody wrote stays on the screen above the answer.
    return turn.reply(m.Say(note=m.Note.WRITE_ANSWER), mode=Mode.SEND)


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
    return turn.note(m.Note.MESSAGE_PASSED_ON if from_newcomer else m.Note.ANSWER_SENT)


@press("solved", int, right=Right.INFORMED)
def solved(turn: Turn) -> Reply:
    """Close the thread, from either side."""
    if not _concerns(turn, turn.number):
        return turn.note(m.Note.NOT_FOUND)
    service.close(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(m.Say(note=m.Note.QUESTION_CLOSED), said=m.Say(note=m.Note.QUESTION_CLOSED))


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
    said = [one for one in found.messages if one.from_newcomer]
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
