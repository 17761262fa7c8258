"""What Lotse may say about series of shifts, and about changing a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.domain.activities import Activity
from bot.domain.messages import Message
from bot.domain.series import Pattern, Series
from bot.domain.series_edit import Edit, EditFault, EditPlan, Scope
from bot.domain.shifts import DraftFault, Shift, ShiftRole


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLongerRegular(Message):
    """A series has other days now, or has ended: nobody comes to it every time any more."""

    initiative: str
    task: str
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePattern(Message):
    """How the draft whose first day this is shall repeat."""

    first_day: date
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUntil(Message):
    """Until when it repeats; ``too_early``: nothing would take place until then."""

    first_day: date
    pattern: Pattern
    not_understood: bool = False
    too_early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHolidays(Message):
    """Some of the days are public holidays; ``more`` of them are not shown."""

    days: tuple[date, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPreview(Message):
    """The series as it would be planned: its first days and how many; None: no end.

    ``offer`` is what newcomers see of each of its shifts.
    """

    initiative: str
    series: Series
    days: tuple[date, ...]
    total: int | None
    mark: int
    offer: Activity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesStarted(Message):
    """The series is planned; ``made`` of its shifts are open, the first is found by ``link``."""

    initiative: str
    series: Series
    made: int
    first: Shift | None
    link: str = ""


class What(StrEnum):
    """What of a shift is changed."""

    TIME = "time"
    PLACE = "place"
    TASK = "task"
    PLACES = "places"
    DAY = "day"
    PATTERN = "pattern"  # of series only


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWhat(Message):
    """What shall be changed of this shift; ``series`` is the one it belongs to."""

    shift: Shift
    series: Series | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseRole(Message):
    """Of which role the number of places shall change."""

    shift: Shift
    roles: tuple[ShiftRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNew(Message):
    """What shall stand instead; ``usual`` are words to press, ``spans`` times, ``days`` days.

    ``patterns`` only where it shall repeat in another way; then ``first_day`` is a day of it.
    """

    what: What
    shift: Shift
    usual: tuple[str, ...] = ()
    spans: tuple[tuple[time, time], ...] = ()
    days: tuple[date, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    first_day: date | None = None
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScope(Message):
    """Which shifts of the series are meant."""

    shift: Shift
    series: Series
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview(Message):
    """What the change will do, to be confirmed.

    ``told`` others get a message, ``to_call`` have no Telegram, ``regulars`` are not signed up by
    themselves any more.
    """

    shift: Shift
    edit: Edit
    plan: EditPlan
    told: int
    to_call: int
    regulars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDone(Message):
    """The change is made; as it was shown before."""

    shift_id: int
    plan: EditPlan
    told: int
    to_call: int
    regulars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRefused(Message):
    """The change is not possible; nothing was done."""

    shift_id: int
    fault: EditFault | DraftFault


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAsk(Message):
    """What ending the series means; numbers as in ``services.series.EndPlan``."""

    shift_id: int
    series: Series
    empty: int
    with_people: int
    people: int
    regulars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDone(Message):
    """The series is over: ``removed`` empty shifts went, ``kept`` with people stay or not.

    ``told`` people get a message, ``to_call`` have no Telegram.
    """

    removed: int
    kept: int
    cancelled: int
    told: int
    to_call: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandAsk(Message):
    """Whether the person wants to come every time; ``coming`` shifts exist already."""

    shift: Shift
    series: Series
    coming: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDone(Message):
    """The person comes every time: what that means for the shifts that exist already.

    ``stands`` is False where every shift refuses them.
    """

    shift_id: int
    series: Series
    places: int
    waits: int
    refused: int
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnstandAsk(Message):
    """The person does not want to come every time any more; they are in ``coming`` shifts."""

    shift: Shift
    series: Series
    coming: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnstandDone(Message):
    """New shifts of the series do not sign the person up any more; ``left`` were given back."""

    shift_id: int
    left: int
