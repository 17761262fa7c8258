"""News of offers: choose towns and kinds, and stop it again."""

from __future__ import annotations

from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_activities as a
from bot.domain.people import Right
from bot.domain.shifts import Kind
from bot.domain.subscriptions import About, Subscription
from bot.services import subscriptions


@press("news", right=Right.INFORMED)
def show(turn: Turn) -> Reply:
    """Show what can be chosen and what is."""
    return turn.reply(_choice(turn))


def _choice(turn: Turn) -> a.NewsChoice:
    news = subscriptions.news(turn.tx, turn.standing, turn.now)
    return a.NewsChoice(towns=news.towns, kinds=news.kinds, chosen=news.chosen, off=news.off)


@press("news_town", int, right=Right.INFORMED)
def switch_town(turn: Turn) -> Reply:
    """Hear news of a town, or not any more."""
    town = subscriptions.town_of(turn.tx, turn.standing, turn.number)
    if town is None:
        return turn.reply(_choice(turn), said=m.Say(note=m.Note.STALE))
    return _switch(turn, Subscription(about=About.TOWN, value=town))


@press("news_kind", str, right=Right.INFORMED)
def switch_kind(turn: Turn) -> Reply:
    """Hear news about a kind of offer, or not any more."""
    if turn.word not in set(Kind):
        return turn.reply(_choice(turn), said=m.Say(note=m.Note.STALE))
    return _switch(turn, Subscription(about=About.KIND, value=turn.word))


def _switch(turn: Turn, wanted: Subscription) -> Reply:
    subscriptions.switch(turn.tx, turn.standing, wanted, turn.now)
    return turn.reply(_choice(turn), said=m.Say(note=m.Note.SAVED))
