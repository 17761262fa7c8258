"""The register of renderers: which function puts which message into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.domain.messages import Message
from bot.domain.rendered import Rendered
from bot.texts.speech import Speech

M = TypeVar("M", bound=Message)

_RENDERERS: dict[type[Message], Callable[[Speech, Message], Rendered]] = {}


def words(
    kind: type[M],
) -> Callable[[Callable[[Speech, M], Rendered]], Callable[[Speech, M], Rendered]]:
    """Register the decorated function as the renderer of ``kind``."""

    def register(function: Callable[[Speech, M], Rendered]) -> Callable[[Speech, M], Rendered]:
        # The key says which messages reach the function; the dict cannot carry that in its type.
        _RENDERERS[kind] = function  # type: ignore[assignment]
        return function

    return register


def renderer(kind: type[Message]) -> Callable[[Speech, Message], Rendered]:
    """Return the renderer of ``kind``.

    Raises:
        KeyError: nobody put that message into words (a test makes sure there is none).
    """
    return _RENDERERS[kind]


def known() -> frozenset[type[Message]]:
    """Return all messages that have words."""
    return frozenset(_RENDERERS)
