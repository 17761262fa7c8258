"""Topics to browse by groups, one answer, and what people think of it."""

from __future__ import annotations

from bot.conversation import answer_cards
from bot.conversation.answers import in_groups
from bot.conversation.flows import ask
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_topics as t
from bot.domain.people import Right
from bot.store import records

PER_PAGE = 10


@command("topics", Right.ANYBODY)
@press("topics", right=Right.ANYBODY)
def topics(turn: Turn) -> Reply:
    """Show the groups of topics."""
    groups = in_groups(turn.faq, turn.language)
    return turn.reply(
        t.Topics(groups=tuple((group, len(found)) for group, found in groups.items()))
    )


@press("topic_group", str, int, right=Right.ANYBODY)
def group(turn: Turn) -> Reply:
    """Show the topics of a group; where it is gone, the groups there are."""
    found = in_groups(turn.faq, turn.language).get(turn.word, ())
    if not found:
        return topics(turn)
    pages = -(-len(found) // PER_PAGE)
    page = max(0, min(int(turn.args[1]), pages - 1))
    return turn.reply(
        t.TopicGroup(
            group=turn.word,
            topics=found[page * PER_PAGE : (page + 1) * PER_PAGE],
            page=page,
            pages=pages,
        )
    )


@press("topic", str, right=Right.ANYBODY)
def topic_pressed(turn: Turn) -> Reply:
    """Show the topic that was pressed."""
    return ask.open_topic(turn, turn.word)


@press("topic_de", str, right=Right.ANYBODY)
def topic_in_german(turn: Turn) -> Reply:
    """Show the answer in German, to hold the phone out at an office."""
    return ask.show_card(turn, answer_cards.card(turn, turn.word, german=True))


@press("helpful", str, str, right=Right.ANYBODY)
def helpful(turn: Turn) -> Reply:
    """Count that an answer helped."""
    return _judged(turn, "helpful", m.Note.HELPFUL_THANKS)


@press("unhelpful", str, str, right=Right.ANYBODY)
def unhelpful(turn: Turn) -> Reply:
    """Count that an answer did not help."""
    return _judged(turn, "not_helpful", m.Note.NOT_HELPFUL_THANKS)


def _judged(turn: Turn, outcome: str, thanks: m.Note) -> Reply:
    topic = turn.faq.content.topic(turn.word, str(turn.args[1]))
    if topic is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    records.count_faq(
        turn.tx, day=turn.today, language=topic.language, slug=topic.slug, outcome=outcome
    )
    return turn.only_say(m.Say(note=thanks))
