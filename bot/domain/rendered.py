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
class Rendered:
    """One message, ready to show.

    ``html`` uses only b, i, a, code, blockquote and is at most 4,096 UTF-16 units after parsing
    (1,024 where a file goes with it; Bot API, sendMessage and sendDocument).
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    file: FileRef | None = None
    silent: bool = False
