"""Questions in free words, topics to browse, and what people think of an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.answers import answer_of, titles, topics_of
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Command, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_newcomer as n
from bot.domain.people import Right, clean
from bot.faq.decide import Answer, Suggest
from bot.store import records

FLOW = "ask"
QUESTION_LIMIT = 1000


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
    """Answer free words; anything that is not text gets a friendly way on."""
    content = turn.incoming.content
    text = ""
    if isinstance(content, Text):
        text = content.text
    elif isinstance(content, Command):
        text = f"{content.name} {content.argument}".strip()
    return answer_question(turn, text) if text.strip() else turn.note(m.Note.UNSUPPORTED)


def answer_question(turn: Turn, text: str) -> Reply:
    """Find the best topic and show it, the nearest three, or that nothing covers it.

    Words of danger put the emergency card first. The words are kept for a day, in case the
    person presses "ask a human" next.
    """
    question = clean(text, limit=QUESTION_LIMIT, keep_lines=True)
    faq = turn.house.faq
    result = faq.ask(question, turn.language)
    turn.ask(FLOW, "asked", text=question)
    reply = _decided(turn, result.decision, result.nearest)
    if not result.danger:
        return reply
    card = turn.show(m.Emergency(danger=True))
    return replace(reply, shows=(card, *reply.shows))


def _decided(turn: Turn, decision: object, nearest: tuple[str, ...]) -> Reply:
    faq = turn.house.faq
    if isinstance(decision, Answer):
        _count(turn, decision.slug, "answer")
        return _show(turn, decision.slug)
    covered = isinstance(decision, Suggest)
    slugs = decision.slugs if isinstance(decision, Suggest) else nearest
    _count(turn, "" if not covered else slugs[0], "suggest" if covered else "none")
    return turn.reply(n.Suggestions(topics=titles(faq, slugs[:3], turn.language), covered=covered))


def _count(turn: Turn, slug: str, outcome: str) -> None:
    records.count_faq(turn.tx, day=turn.today, language=turn.language, slug=slug, outcome=outcome)


def _show(turn: Turn, slug: str, *, german: bool = False) -> Reply:
    topic = turn.house.faq.topic(slug, "de" if german else turn.language)
    if topic is None:
        return turn.note(m.Note.NOT_FOUND)
    return turn.reply(
        answer_of(
            turn.house.faq,
            topic,
            wanted=turn.language,
            today=turn.today,
            zone=turn.house.zone,
            german=german,
        )
    )


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
