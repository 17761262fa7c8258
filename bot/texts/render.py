"""From a message and a reader to what is shown: the door of this package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from zoneinfo import ZoneInfo

from bot.domain.messages import Message
from bot.domain.rendered import Rendered
from bot.texts.bidi import anchor
from bot.texts.limits import fit, visible
from bot.texts.speech import Speech, speech, trim
from bot.texts.words import renderer

TOAST_LIMIT = 200  # Bot API, answerCallbackQuery

# All modules with words, one line each: importing one registers its renderers.
MODULES = (
    "account",
    "activities",
    "activity_plan",
    "attendance",
    "cards",
    "certificates",
    "changes",
    "claims",
    "common",
    "companion_asking",
    "companion_desk",
    "companion_pair",
    "companions",
    "coordinators",
    "desk",
    "directory",
    "entering",
    "faq_desk",
    "filters",
    "finding",
    "handover",
    "hours",
    "inbox",
    "inbox_more",
    "newcomers",
    "offers",
    "people",
    "places",
    "planning",
    "profile",
    "qualifications",
    "regular",
    "roles",
    "roster",
    "series",
    "series_edit",
    "topics",
    "visits",
    "volunteers",
)
for _module in MODULES:
    import_module(f"bot.texts.{_module}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a message is rendered: their language, and the installation's time zone."""

    language: str
    zone: ZoneInfo

    @property
    def speech(self) -> Speech:
        """Return the speech of this reader."""
        return speech(self.language, self.zone)


def render(message: Message, reader: Reader) -> Rendered:
    """Return ``message`` in the reader's words, within Telegram's limits.

    Raises:
        KeyError: nobody put the message into words, or the language has no catalogue.
    """
    words = reader.speech
    rendered = renderer(type(message))(words, message)
    if words.catalogue.right_to_left:
        rendered = replace(rendered, html=anchor(rendered.html))
    return fit(rendered)


def toast(message: Message, reader: Reader) -> str:
    """Return ``message`` as the short plain text over a chat (≤ 200 characters, Bot API)."""
    return trim(visible(render(message, reader).html), TOAST_LIMIT)
