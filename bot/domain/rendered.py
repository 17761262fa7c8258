"""The neutral form of what is shown: text with Telegram's HTML, buttons, a file, a place.

It lives lowest because texts makes it, services hand it on and transport shows it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button means: the action's name and its arguments, ids or short words."""

    action: str
    args: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button: a press, a link, or a text to copy; exactly one of the three is set."""

    label: str
    press: Press | None = None
    url: str | None = None
    copy: str | None = None

    def __post_init__(self) -> None:
        """Refuse a button with no or several meanings."""
        if (self.press is None) + (self.url is None) + (self.copy is None) != 2:
            raise ValueError("a button does exactly one thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to hand over: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A photo, document or voice message that Telegram already holds, by its file id."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file that is made only when it is sent, because that takes long.

    ``facts`` is JSON text with everything the paper says, already in words; ``kind`` says what is
    made of it ("certificate": bot.domain.certificate). ``fallback`` is the HTML that a person
    gets instead where it cannot be made.
    """

    name: str
    kind: str
    facts: str
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place on the map, a message of its own; coordinates in degrees (WGS 84)."""

    title: str
    address: str
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what Telegram refuses (Bot API, sendVenue): no title, no address, no place."""
        if not self.title.strip() or not self.address.strip():
            raise ValueError("a venue has a title and an address")
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("a venue lies on the earth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One message, ready to show.

    ``html`` uses only b, i, a, code, blockquote and is at most 4,096 UTF-16 units after parsing
    (1,024 where a file goes with it; Bot API, sendMessage and sendDocument). At most one of
    ``document``, ``file``, ``paper`` and ``venue`` is set; a venue is shown without ``html``.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    file: FileRef | None = None
    paper: Paper | None = None
    venue: Venue | None = None
    silent: bool = False

    @property
    def is_text(self) -> bool:
        """Tell whether this is words and buttons only: the only message that can be edited."""
        return all(one is None for one in (self.document, self.file, self.paper, self.venue))

    @property
    def is_caption(self) -> bool:
        """Tell whether ``html`` stands below a file, where less room is."""
        return not self.is_text and self.venue is None
