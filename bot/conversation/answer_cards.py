"""The card of one answer for one person: the text, its state, and what their town has for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.conversation.answers import answer_of
from bot.conversation.registry import PRESSES
from bot.conversation.turn import Turn
from bot.domain import messages_newcomer as n
from bot.domain.activities import ActivityView
from bot.domain.people import Right
from bot.domain.rendered import Rendered
from bot.domain.shifts import Kind
from bot.faq.faq import Faq
from bot.faq.state import Review, review
from bot.services import activities, directory
from bot.store import local_answers, towns
from bot.texts.render import Reader, render

DATES_SHOWN = 3
_COURSES = (Kind.LANGUAGE,)
_DATES: dict[str, tuple[Kind, ...]] = {
    "low-threshold-german": _COURSES,
    "integration-course": _COURSES,
    "job-german-course": _COURSES,
    "homework-help-and-tutoring": (Kind.SCHOOL,),
}
_COMPANION = "companion-to-office"
_VOLUNTEER = "become-a-volunteer"
# What a volunteer may be answered with who says that they cannot come to their shift.
_ILL = frozenset({"workers-rights", "doctor-on-call-116117", "find-doctor-pharmacy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What decides how an answer looks, besides its text."""

    reader: Reader
    today: date
    state: Review
    beside: n.Beside
    german: bool
    danger: bool


def card(turn: Turn, slug: str, *, german: bool = False, danger: bool = False) -> Rendered | None:
    """Return an answer as this person sees it today; None if there is no such topic."""
    faq = turn.faq
    topic = faq.topic(slug, "de" if german else turn.language)
    if topic is None:
        return None
    beside = n.NOTHING_BESIDE if german else _beside(turn, slug)
    look = _Look(
        reader=turn.reader,
        today=turn.today,
        state=review(topic, local_answers.confirmation(turn.tx, slug), turn.today),
        beside=beside,
        german=german,
        danger=danger,
    )
    # Dates change with every booking; all else is the same for many people.
    return _rendered(faq, slug, look) if not beside.dates else _render(faq, slug, look)


@lru_cache(maxsize=512)
def _rendered(faq: Faq, slug: str, look: _Look) -> Rendered | None:
    return _render(faq, slug, look)


def _render(faq: Faq, slug: str, look: _Look) -> Rendered | None:
    topic = faq.topic(slug, "de" if look.german else look.reader.language)
    if topic is None:
        return None
    message = answer_of(
        faq,
        topic,
        wanted=look.reader.language,
        today=look.today,
        zone=look.reader.zone,
        german=look.german,
        danger=look.danger,
    )
    seen = replace(
        message, checked_on=look.state.checked_on, due=look.state.due, beside=look.beside
    )
    return render(seen, look.reader)


def _beside(turn: Turn, slug: str) -> n.Beside:
    town = towns.of(turn.tx, turn.standing.person.id)
    near = directory.cards_for(turn.tx, slug, town)
    return n.Beside(
        cards=tuple((one, one.is_due(turn.today)) for one in near.cards),
        more_cards=near.more,
        ask_town=near.ask_town,
        dates=_dates(turn, slug, town) if slug in _DATES else (),
        companion=slug == _COMPANION and "companion" in PRESSES,
        volunteer=slug == _VOLUNTEER,
        shifts=slug in _ILL and turn.standing.right >= Right.VOLUNTEER,
    )


def _dates(turn: Turn, slug: str, town: str | None) -> tuple[ActivityView, ...]:
    """Return the next dates of what the topic is about: in the person's town, else anywhere."""
    for where in dict.fromkeys((town, None)):
        found = activities.next_for(
            turn.tx, turn.now, town=where, kinds=_DATES[slug], limit=DATES_SHOWN
        )
        if found:
            return found
    return ()
