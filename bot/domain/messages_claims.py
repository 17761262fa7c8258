"""What Lotse may say about claim links, and about two records that become one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink(Message):
    """A one-time link by which somebody takes over their record; good for ``days``."""

    name: str
    initiative: str
    link: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What hangs on a record: coming sign-ups, shifts that were, and its initiatives."""

    coming: int
    past: int
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPreview(Message):
    """For whom the link is, what becomes the reader's, and what they bring themselves."""

    name: str
    initiative: str
    record: Share
    own: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDone(Message):
    """The record is the reader's now."""

    name: str
    initiative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDeclined(Message):
    """The reader is somebody else: the link is dead and the coordinators are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRefused(Message):
    """To the coordinators: the link reached somebody else."""

    initiative_id: int
    initiative: str
    person_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged(Message):
    """To the coordinators: somebody has taken over their record; it can be undone for ``days``."""

    merge_id: int
    initiative: str
    name: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeAsk(Message):
    """What undoing a merge means; possible until ``until``."""

    merge_id: int
    initiative_id: int
    person_id: int
    name: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeDone(Message):
    """Whether two records were made of one again; else another merge is in the way."""

    initiative_id: int
    person_id: int
    name: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged(Message):
    """To the person: the record of the initiative is no longer theirs."""

    initiative: str
