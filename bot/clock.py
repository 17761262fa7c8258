"""Wall time and monotonic time behind one small protocol; only the composition root picks one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time twice: as a date, and as seconds that never run backwards."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start; never decreases."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


@dataclass(slots=True)
class ShiftedClock:
    """A clock that runs like another one, but can be put forward (the demo's "clock forward")."""

    base: Clock
    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """Return the base clock's instant plus the offset."""
        return self.base.now() + self.offset

    def monotonic(self) -> float:
        """Return the base clock's monotonic seconds; the offset does not touch them."""
        return self.base.monotonic()

    def advance(self, by: timedelta) -> None:
        """Put the wall time forward (or back) by ``by``."""
        self.offset += by
