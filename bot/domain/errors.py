"""What a use case may refuse; the errors carry data, never wording."""

from __future__ import annotations


class BotError(Exception):
    """Base of all refusals a person can cause."""


class NotFoundError(BotError):
    """The thing is gone, or it is none of this person's business: the same answer for both."""


class NotAllowedError(BotError):
    """The person lacks the right for this step."""
