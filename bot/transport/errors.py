"""What can go wrong between Lotse and Telegram; no text here ever carries the token."""

from __future__ import annotations

from telegram.error import NetworkError, TimedOut


class NotSentError(NetworkError):
    """The request surely never left: no connection, no name, no free slot."""


class UnknownOutcomeError(TimedOut):
    """The request went out and no whole answer came back: perhaps it took effect."""


class FatalTransportError(Exception):
    """Going on is useless; the text tells the operator why and what to do."""


class NoConnectionError(FatalTransportError):
    """Telegram was not reached at the start; a later start may reach it."""
