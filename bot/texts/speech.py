"""Speech: how words of one language come together with values, safely.

Every inserted value is escaped for Telegram's HTML and wrapped in FSI…PDI (U+2068, U+2069), so
that a name or a phone number cannot turn the words around it (docs/decisions/0003).
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.people import clean, cut, utf16_length
from bot.domain.rendered import Button, Press
from bot.texts import dates
from bot.texts.bidi import anchor
from bot.texts.catalogue import Catalogue, load

FSI = "\u2068"
PDI = "\u2069"
LABEL_LIMIT = 60
VALUE_LIMIT = 4000  # UTF-16 units
COPY_LIMIT = 256  # Bot API, CopyTextButton


class Html(str):
    """Text that is Telegram HTML already and may be inserted as it is."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return ``text`` as Telegram HTML."""
    return Html(html.escape(text, quote=False))


def isolate(text: str) -> Html:
    """Return ``text`` escaped, and apart from the direction of what stands around it."""
    return Html(f"{FSI}{escape(text)}{PDI}")


def bare(text: str) -> Html:
    """Return one line that stands alone, or a link: an isolate would end up in its address."""
    return escape(clean(text, limit=VALUE_LIMIT))


def passage(text: str, *, limit: int = VALUE_LIMIT) -> Html:
    """Return somebody's own lines, to be put between ours; they may hold links, so no isolate."""
    return escape(clean(text, limit=limit, keep_lines=True))


def trim(text: str, limit: int) -> str:
    """Return plain text cut to ``limit`` UTF-16 units, with no isolate left open."""
    for spare in range(limit):
        short = cut(text, limit - spare)
        closers = short.count(FSI) - short.count(PDI)
        if utf16_length(short) + closers <= limit:
            return short + PDI * closers
    return ""


def bold(text: str) -> Html:
    """Return ``text`` in bold; plain text is escaped."""
    return Html(f"<b>{text if isinstance(text, Html) else escape(text)}</b>")


def italic(text: Html) -> Html:
    """Return ``text`` in italics."""
    return Html(f"<i>{text}</i>")


def lines(*parts: str | None) -> Html:
    """Return the parts one below the other; None is left out, "" makes an empty line."""
    return Html("\n".join(part for part in parts if part is not None))


def folded(text: Html) -> Html:
    """Return ``text`` as a quote that opens with a tap."""
    return Html(f"<blockquote expandable>{text}</blockquote>")


@dataclass(frozen=True, slots=True, eq=False)  # one object each: quick to look up by
class Speech:
    """One language in one time zone."""

    catalogue: Catalogue
    zone: ZoneInfo

    @property
    def language(self) -> str:
        """Return the language's tag."""
        return self.catalogue.language

    def say(self, msgid: str, **values: object) -> Html:
        """Return the sentence in this language with its values inserted."""
        return self._fill(self.catalogue.translations.gettext(msgid), values)

    def count(self, one: str, many: str, n: int, **values: object) -> Html:
        """Return the sentence in the plural form that ``n`` needs; ``{n}`` is inserted."""
        text = self.catalogue.translations.ngettext(one, many, n)
        return self._fill(text, {"n": n, **values})

    def label(self, msgid: str, **values: object) -> str:
        """Return a button's label: plain text, values isolated, cut to what a button shows."""
        if not values:
            return _fixed_label(self, msgid)
        text = self.catalogue.translations.gettext(msgid)
        filled = text.format(**{key: beside(str(value)) for key, value in values.items()})
        return trim(_placed(self, filled), LABEL_LIMIT)

    def listed(self, values: Iterable[str]) -> Html:
        """Return the values one after the other, with this language's comma between them."""
        return Html(self._comma.join(map(_safe, values)))

    @property
    def _comma(self) -> str:
        return "، " if self.language == "ar" else ", "

    def _fill(self, text: str, values: dict[str, object]) -> Html:
        if not values:
            return Html(text)
        return Html(text.format(**{k: _safe(v) for k, v in values.items()}))

    def day(self, instant: datetime) -> str:
        """Return the local day of the instant with its weekday."""
        return dates.long_day(instant.astimezone(self.zone).date(), self.language)

    def heading_day(self, instant: datetime, *, far: bool = False) -> str:
        """Return the local day for the beginning of a line, with a capital letter."""
        day = self.on_day(instant.astimezone(self.zone).date(), far=far)
        return day[:1].upper() + day[1:]

    def on_day(self, day: date, *, far: bool = False) -> str:
        """Return the day with its weekday, and with its year if it is ``far`` away."""
        return (dates.far_day if far else dates.long_day)(day, self.language)

    def short_date(self, day: date) -> str:
        """Return the day as a button needs it."""
        return dates.short_day(day, self.language)

    def dated(self, day: date) -> str:
        """Return the day with its year."""
        return dates.day_with_year(day, self.language)

    def money(self, amount: Decimal) -> str:
        """Return an amount in euros, such as "2,29 €"."""
        return dates.money(amount, self.language)

    def clock(self, instant: datetime) -> str:
        """Return the local wall time of the instant."""
        return dates.clock(instant, self.zone)

    def span(self, start: datetime, end: datetime) -> str:
        """Return the local wall times from start to end."""
        return dates.span(start, end, self.zone)

    def press(self, msgid: str, action: str, *args: int | str, **values: object) -> Button:
        """Return a button with a translated label that does ``action``."""
        return Button(label=self.label(msgid, **values), press=Press(action=action, args=args))

    def choice(self, text: str, action: str, *args: int | str) -> Button:
        """Return a button whose label is a value, such as a day or a name."""
        return Button(label=beside(text), press=Press(action=action, args=args))

    def entry(self, head: str, value: str, action: str, *args: int | str) -> Button:
        """Return a button of a list: our own head, day and time or a pictogram, then a value."""
        dot = " · " if any(map(str.isalnum, head)) else " "
        label = f"{head}{dot}{beside(value)}"
        # An isolate around all of it would hide the mark that sets it on the right.
        label = _placed(self, label) if self.catalogue.right_to_left else f"{FSI}{label}{PDI}"
        return Button(label=trim(label, LABEL_LIMIT), press=Press(action=action, args=args))


@cache
def speech(language: str, zone: ZoneInfo) -> Speech:
    """Return the speech of ``language`` in ``zone``, always the same object."""
    return Speech(load(language), zone)


def _placed(s: Speech, label: str) -> str:
    """Return a label with its pictogram on the side where the language begins."""
    return anchor(label) if s.catalogue.right_to_left else label


@cache
def _fixed_label(s: Speech, msgid: str) -> str:
    text = s.catalogue.translations.gettext(msgid)
    return trim(_placed(s, text), LABEL_LIMIT)


def beside(value: str) -> str:
    """Return a value for a button's label: plain, isolated, never empty."""
    # The two marks and an emoji in front of them count, too.
    return f"{FSI}{clean(value, limit=LABEL_LIMIT - 5) or '–'}{PDI}"


def to_copy(label: str, text: str) -> Button:
    """Return a button that copies ``text`` to the clipboard."""
    return Button(label=label, copy=clean(text, limit=COPY_LIMIT) or "–")


def _safe(value: object) -> str:
    if isinstance(value, Html):
        return value
    # One line: a paragraph's end would close the isolate, and its rest would turn the words.
    return isolate(clean(str(value), limit=VALUE_LIMIT))


Rows = tuple[tuple[Button, ...], ...]


def rows(*found: Iterable[Button] | Button | None) -> Rows:
    """Return rows of buttons: a button alone fills a row; None and empty rows are left out."""
    made = [(one,) if isinstance(one, Button) else tuple(one) for one in found if one is not None]
    return tuple(row for row in made if row)


def in_columns(buttons: Iterable[Button], width: int) -> Rows:
    """Return the buttons in rows of ``width``."""
    every = list(buttons)
    return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))
