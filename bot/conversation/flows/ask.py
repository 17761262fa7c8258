"""Questions in free words, topics to browse, and what people think of an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.conversation.answers import answer_of, titles, topics_of
from bot.conversation.flows import join
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import (
    Attachment,
    Command,
    Content,
    Mode,
    Pressed,
    Reply,
    Show,
    Text,
)
from bot.domain import messages as m
from bot.domain import messages_newcomer as n
from bot.domain.people import Right, clean
from bot.domain.rendered import FileRef, Rendered
from bot.faq.decide import Answer, NotCovered, Suggest
from bot.faq.faq import Faq, Result
from bot.store import records
from bot.texts.render import Reader, render

FLOW = "ask"
QUESTION_LIMIT = 1000
# A letter, or what may be a telephone number; a time, an emoji or "ok" asks for nothing.
_SAYS_SOMETHING = re.compile(r"[^\W\d_]|\d{3}")


@command("ask", Right.ANYBODY)
def ask_command(turn: Turn) -> Reply:
    """Answer the words behind the command, or ask for them."""
    content = turn.incoming.content
    text = content.argument if isinstance(content, Command) else ""
    return answer_question(turn, text) if text else turn.note(m.Note.ASK_QUESTION)


@press("ask", right=Right.ANYBODY)
def ask_button(turn: Turn) -> Reply:
    """Ask for the question."""
    turn.end()
    return turn.note(m.Note.ASK_QUESTION)


def free_text(turn: Turn) -> Reply:
    """Answer free words; anything else gets a friendly way on, a file the way to a human."""
    text, file = came_with(turn.incoming.content)
    return answer_question(turn, text, file)


def came_with(content: Content) -> tuple[str, FileRef | None]:
    """Return the words and the file of a message; an unknown command counts as words."""
    match content:
        case Text(text=text):
            return text, None
        case Command(name=name, argument=argument):
            return f"{name} {argument}", None
        case Attachment(file=file, caption=caption):
            return caption, file
        case _:
            return "", None


def answer_question(turn: Turn, text: str, file: FileRef | None = None) -> Reply:
    """Find the best topic and show it, the nearest three, or that nothing covers it.

    The link of an invitation is no question: it opens its door, and its token is not kept.

    Words of danger put the emergency card first. Words and file are kept for a day, in case the
    person presses "ask a human" next.
    """
    if (payload := join.invitation_in(text)) is not None:
        return join.by_invitation(turn, payload.removeprefix("i_"))
    question = clean(text, limit=QUESTION_LIMIT, keep_lines=True)
    if question or file is not None:
        keep(turn, question, file)
    if not question:
        return turn.note(m.Note.UNSUPPORTED if file is None else m.Note.FILE_UNREAD)
    result = turn.house.faq.ask(question, turn.language)
    if not _SAYS_SOMETHING.search(question):
        result = replace(result, decision=NotCovered(nearest=()))
    if not result.danger:
        return _decided(turn, result, danger=False)
    if isinstance(turn.incoming.content, Pressed):
        # The card came with the words, before a language was chosen; the numbers stay on top.
        return _decided(turn, result, danger=True)
    return with_card(turn, _decided(turn, result, danger=False))


def with_card(turn: Turn, reply: Reply) -> Reply:
    """Return ``reply`` with the emergency card before it."""
    return replace(reply, shows=(turn.show(m.Emergency(danger=True), Mode.SEND), *reply.shows))


def kept(text: str, file: FileRef | None = None) -> dict[str, str | int]:
    """Return a question as an open dialogue holds it."""
    if file is None:
        return {"asked": text}
    return {"asked": text, "asked_kind": file.kind, "asked_file": file.file_id}


def keep(turn: Turn, text: str, file: FileRef | None = None) -> None:
    """Keep the last question; a choice that is still open stays open beside it."""
    data = kept(text, file)
    held = turn.dialog
    if held is None or held.expired or held.flow == FLOW:
        turn.ask(FLOW, "asked", **data)
    else:
        rest = {k: v for k, v in held.data.items() if not k.startswith("asked")}
        turn.ask(held.flow, held.step, **{**rest, **data})


def last_question(turn: Turn) -> tuple[str, FileRef | None]:
    """Return the words and the file that were kept last."""
    if turn.dialog is None or turn.dialog.expired:
        return "", None
    data = turn.dialog.data
    file = None
    if "asked_file" in data:
        file = FileRef(kind=str(data["asked_kind"]), file_id=str(data["asked_file"]))
    return str(data.get("asked", "")), file


def _decided(turn: Turn, result: Result, *, danger: bool) -> Reply:
    decision = result.decision
    if isinstance(decision, Answer):
        _count(turn, decision.slug, "answer")
        return _show(turn, decision.slug, danger=danger)
    covered = isinstance(decision, Suggest)
    # After words that no topic shares, the three nearest would be any three.
    slugs = decision.slugs if isinstance(decision, Suggest) else ()
    if isinstance(decision, NotCovered) and decision.nearest:
        slugs = result.nearest
    _count(turn, "" if not covered else slugs[0], "suggest" if covered else "none")
    topics = titles(turn.house.faq, slugs[:3], turn.language)
    return turn.reply(
        n.Suggestions(
            topics=topics,
            covered=covered,
            danger=danger,
            member=turn.standing.right >= Right.VOLUNTEER,
        )
    )


def _count(turn: Turn, slug: str, outcome: str) -> None:
    records.count_faq(turn.tx, day=turn.today, language=turn.language, slug=slug, outcome=outcome)


def _show(turn: Turn, slug: str, *, german: bool = False, danger: bool = False) -> Reply:
    card = _card(turn.house.faq, slug, turn.reader, turn.today, german=german, danger=danger)
    if card is None:
        return turn.note(m.Note.NOT_FOUND)
    mode = Mode.EDIT if isinstance(turn.incoming.content, Pressed) else Mode.SEND
    return Reply(shows=(Show(message=card, mode=mode),))


@lru_cache(maxsize=512)
def _card(
    faq: Faq, slug: str, reader: Reader, today: date, *, german: bool, danger: bool
) -> Rendered | None:
    """Return an answer as it is shown, on one day the same to all readers of a language."""
    topic = faq.topic(slug, "de" if german else reader.language)
    if topic is None:
        return None
    message = answer_of(
        faq,
        topic,
        wanted=reader.language,
        today=today,
        zone=reader.zone,
        german=german,
        danger=danger,
    )
    return render(message, reader)


@command("topics", Right.ANYBODY)
@press("topics", right=Right.ANYBODY)
def topics(turn: Turn) -> Reply:
    """Show the topics to browse."""
    return turn.reply(topics_of(turn.house.faq, turn.language))


def open_topic(turn: Turn, slug: str) -> Reply:
    """Show one topic and count that it was opened."""
    if turn.house.faq.topic(slug, turn.language) is None:
        return turn.note(m.Note.NOT_FOUND)
    _count(turn, slug, "opened")
    return _show(turn, slug)


@press("topic", str, right=Right.ANYBODY)
def topic_pressed(turn: Turn) -> Reply:
    """Show the topic that was pressed."""
    return open_topic(turn, turn.word)


@press("topic_de", str, right=Right.ANYBODY)
def topic_in_german(turn: Turn) -> Reply:
    """Show the answer in German, to hold the phone out at an office."""
    return _show(turn, turn.word, german=True)


@press("helpful", str, str, right=Right.ANYBODY)
def helpful(turn: Turn) -> Reply:
    """Count that an answer helped."""
    return _judged(turn, "helpful", m.Note.HELPFUL_THANKS)


@press("unhelpful", str, str, right=Right.ANYBODY)
def unhelpful(turn: Turn) -> Reply:
    """Count that an answer did not help."""
    return _judged(turn, "not_helpful", m.Note.NOT_HELPFUL_THANKS)


def _judged(turn: Turn, outcome: str, thanks: m.Note) -> Reply:
    topic = turn.house.faq.content.topic(turn.word, str(turn.args[1]))
    if topic is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    records.count_faq(
        turn.tx, day=turn.today, language=topic.language, slug=topic.slug, outcome=outcome
    )
    return turn.only_say(m.Say(note=thanks))
