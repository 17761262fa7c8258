"""Questions in free words: an answer, the nearest topics, or the way to a human."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import answer_cards
from bot.conversation.answers import titles
from bot.conversation.flows import join
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import (
    Attachment,
    Command,
    Content,
    Location,
    Mode,
    Pressed,
    Reply,
    Show,
    Text,
)
from bot.domain import messages as m
from bot.domain import messages_newcomer as n
from bot.domain import messages_topics as t
from bot.domain.people import Right, clean
from bot.domain.rendered import FileRef, Rendered
from bot.domain.small_talk import small_talk
from bot.faq.content_words import content_words
from bot.faq.decide import Answer, NotCovered, Suggest
from bot.faq.faq import Result
from bot.faq.glossary import explain
from bot.services import questions, unanswered
from bot.store import records

FLOW = "ask"
TURNS_TO = "turns_to"  # whose poster led here, before the notice was read
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
    """Ask for the question; whose poster led here is remembered for a human's answer."""
    came_by = int(turn.said("join").get("initiative", 0))
    turn.end()
    if came_by and turn.standing.right >= Right.INFORMED:
        questions.turn_to(turn.tx, turn.standing, came_by)
    elif came_by:
        turn.ask(FLOW, "asked", **{TURNS_TO: came_by})
    return turn.note(m.Note.ASK_QUESTION)


def free_text(turn: Turn) -> Reply:
    """Answer free words; anything else gets a friendly way on, a file the way to a human."""
    if isinstance(place := turn.incoming.content, Location):
        keep(turn, f"📍 {place.latitude:.5f}, {place.longitude:.5f}")
        return turn.reply(t.Unread(kind=t.UnreadKind.PLACE))
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

    A greeting or thanks gets a kind word; the question before it stays the one that is kept.
    Words of danger put the emergency card first. Words and file are kept for a day, in case the
    person presses "ask a human" next.
    """
    if (payload := join.invitation_in(text)) is not None:
        return join.by_invitation(turn, payload.removeprefix("i_"))
    question = clean(text, limit=QUESTION_LIMIT, keep_lines=True)
    if file is None and (talk := small_talk(question)) is not None:
        return turn.reply(n.Chat(talk=talk))
    return _answered(turn, question, file)


def _answered(turn: Turn, question: str, file: FileRef | None) -> Reply:
    if question or file is not None:
        keep(turn, question, file)
    if not question:
        if file is None:
            return turn.note(m.Note.UNSUPPORTED)
        return turn.reply(t.Unread(kind=t.UnreadKind.FILE))
    result = turn.faq.ask(question, turn.language)
    if not _SAYS_SOMETHING.search(question):
        result = replace(result, decision=NotCovered(nearest=()))
    if not result.danger:
        return _found(turn, question, result, danger=False)
    result = _not_refused(result)
    if isinstance(turn.incoming.content, Pressed):
        # The card came with the words, before a language was chosen; the numbers stay on top.
        return _decided(turn, question, result, danger=True)
    return with_card(turn, _found(turn, question, result, danger=False))


def _not_refused(result: Result) -> Result:
    """Return the nearest topics instead of "I have no answer": nobody in need shall read that."""
    if isinstance(result.decision, NotCovered) and result.nearest:
        return replace(result, decision=Suggest(slugs=result.nearest[:3]))
    return result


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
        came_by = turn.said(FLOW).get(TURNS_TO)
        turn.ask(FLOW, "asked", **data, **({} if came_by is None else {TURNS_TO: came_by}))
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


def _found(turn: Turn, question: str, result: Result, *, danger: bool) -> Reply:
    """Explain a word from a letter if that is all that was asked, else act on the decision."""
    word = turn.faq.letter(question)
    if word is None:
        return _decided(turn, question, result, danger=danger)
    return _explained(turn, word)


def _explained(turn: Turn, word: str) -> Reply:
    faq = turn.faq
    slugs = faq.letter_slugs(word)
    explained = explain(faq.content, word, turn.language)
    text, language = ("", turn.language) if explained is None else explained
    _count(turn, slugs[0], "answer")
    return turn.reply(
        t.LetterWord(
            word=word,
            explanation=text,
            language=language,
            topics=titles(faq, slugs, turn.language),
        )
    )


def _note_unanswered(turn: Turn, question: str) -> None:
    words = content_words(question, turn.house.faq.content.root)
    unanswered.note(turn.tx, turn.standing, words, turn.language, turn.today)


def _decided(turn: Turn, question: str, result: Result, *, danger: bool) -> Reply:
    decision = result.decision
    if isinstance(decision, Answer):
        _count(turn, decision.slug, "answer")
        return show_card(turn, answer_cards.card(turn, decision.slug, danger=danger))
    covered = isinstance(decision, Suggest)
    # After words that no topic shares, the three nearest would be any three.
    slugs = decision.slugs if isinstance(decision, Suggest) else ()
    if isinstance(decision, NotCovered) and decision.nearest:
        slugs = result.nearest
    _count(turn, "" if not covered else slugs[0], "suggest" if covered else "none")
    if isinstance(decision, NotCovered):
        _note_unanswered(turn, question)
    topics = titles(turn.faq, slugs[:3], turn.language)
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


def show_card(turn: Turn, card: Rendered | None) -> Reply:
    """Show an answer, after a press in place of what was pressed; None: it is gone."""
    if card is None:
        return turn.note(m.Note.NOT_FOUND)
    mode = Mode.EDIT if isinstance(turn.incoming.content, Pressed) else Mode.SEND
    return Reply(shows=(Show(message=card, mode=mode),))


def open_topic(turn: Turn, slug: str) -> Reply:
    """Show one topic and count that it was opened."""
    card = answer_cards.card(turn, slug)
    if card is not None:
        _count(turn, slug, "opened")
    return show_card(turn, card)
