"""The table of flows: every command, button and dialogue step with the right it asks for.

It is the single source for the menu, the help, the rights matrix and the dispatcher.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain.people import Right

Handler: TypeAlias = Callable[[Turn], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One way into a flow: what it asks of the person and which arguments its button carries."""

    name: str
    handler: Handler
    right: Right
    args: tuple[type[int] | type[str], ...] = ()

    def takes(self, args: tuple[int | str, ...]) -> bool:
        """Tell whether ``args`` have the number and kinds this entry expects."""
        return len(args) == len(self.args) and all(
            isinstance(arg, kind) for arg, kind in zip(args, self.args, strict=True)
        )


COMMANDS: dict[str, Entry] = {}
PRESSES: dict[str, Entry] = {}
STEPS: dict[tuple[str, str], Entry] = {}


def command(name: str, right: Right) -> Callable[[Handler], Handler]:
    """Register the decorated function as the command ``/name``."""

    def register(handler: Handler) -> Handler:
        COMMANDS[name] = Entry(name=name, handler=handler, right=right)
        return handler

    return register


def press(name: str, *args: type[int] | type[str], right: Right) -> Callable[[Handler], Handler]:
    """Register the decorated function as what the button ``name`` with ``args`` does."""

    def register(handler: Handler) -> Handler:
        PRESSES[name] = Entry(name=name, handler=handler, right=right, args=args)
        return handler

    return register


def step(flow: str, name: str, right: Right) -> Callable[[Handler], Handler]:
    """Register the decorated function as what a message does at this step of a dialogue."""

    def register(handler: Handler) -> Handler:
        STEPS[flow, name] = Entry(name=f"{flow}.{name}", handler=handler, right=right)
        return handler

    return register


# The order in which menu and help list the commands.
MENU = (
    "start",
    "ask",
    "topics",
    "human",
    "companion",
    "emergency",
    "offers",
    "shifts",
    "my",
    "hours",
    "calendar",
    "profile",
    "newshift",
    "roster",
    "people",
    "announce",
    "invite",
    "inbox",
    "faq",
    "language",
    "settings",
    "privacy",
    "mydata",
    "forget",
    "cancel",
    "help",
)


def commands_for(right: Right) -> tuple[str, ...]:
    """Return the commands somebody with ``right`` may use, in the order of the menu.

    Commands that only ask for the privacy notice first are listed for everybody.
    """
    return tuple(name for name in MENU if COMMANDS[name].right <= max(right, Right.INFORMED))
