"""What runs by itself and how often; each tick derives what is due from rows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.config import Config
from bot.conversation.turn import House
from bot.domain.calendar import local_day
from bot.jobs.scheduler import Tick
from bot.services import (
    announcements,
    attendance,
    coming,
    companion_search,
    qualifications,
    question_desk,
    reminders,
    retention,
    searches,
    series,
)
from bot.store import backup
from bot.store.database import Database, Tx
from bot.store.errors import StoreError, StoreUnavailableError

logger = logging.getLogger(__name__)

ERASED = "erased"  # what a transaction notes when it erased somebody
SILENT_S = 300.0


@dataclass(slots=True, kw_only=True)
class Ticks:
    """The work of all ticks; ``silence`` returns seconds since Telegram was last heard."""

    config: Config
    clock: Clock
    database: Database
    house: House
    silence: Callable[[], float]
    stop: Callable[[str], None]
    # An earlier run may have left some.
    _to_wipe: bool = field(default=True, init=False)
    _to_rewrite: bool = field(default=True, init=False)

    def all(self) -> tuple[Tick, ...]:
        """Return every tick with its period."""
        return (
            Tick(name="reminders", every_s=20.0, work=self.remind),
            Tick(name="searches", every_s=10.0, work=self.search),
            Tick(name="announcements", every_s=2.0, work=self.follow),
            Tick(name="series", every_s=3600.0, work=self.make_series),
            Tick(name="attendance", every_s=60.0, work=self.attend),
            Tick(name="qualifications", every_s=3600.0, work=self.look_at_qualifications),
            Tick(name="questions", every_s=300.0, work=self.look_after_questions),
            Tick(name="companions", every_s=20.0, work=self.accompany),
            Tick(name="wipe", every_s=5.0, work=self.wipe),
            Tick(name="retention", every_s=3600.0, work=self.retain),
            Tick(name="backup", every_s=900.0, work=self.back_up),
            Tick(name="watchdog", every_s=30.0, work=self.watch),
        )

    def erased(self) -> None:
        """Remember that somebody was erased: their bytes still lie in the write-ahead log."""
        self._to_wipe = self._to_rewrite = True

    async def remind(self) -> None:
        """Put the reminders that are due into the outbox, and whose answers are missing."""
        now = self.clock.now()
        await self.database.write(lambda tx: self._remind(tx, now))

    def _remind(self, tx: Tx, now: datetime) -> None:
        reminders.plan_due(tx, now, self.config.zone)
        reminders.plan_visits(tx, now, self.config.zone)
        coming.plan_notices(tx, now, self.config.zone)

    async def search(self) -> None:
        """Let searches for helpers go on: ask the next, pass on what had no answer."""
        now, zone = self.clock.now(), self.config.zone
        while await self.database.read(lambda tx: searches.any_due(tx, now)):
            await self.database.write(lambda tx: searches.advance_due(tx, now, zone))

    async def follow(self) -> None:
        """Show how far announcements have come."""
        now = self.clock.now()
        if await self.database.read(announcements.any_running):
            await self.database.write(lambda tx: announcements.follow(tx, now))

    async def make_series(self) -> None:
        """Make the shifts of series eight weeks ahead."""
        now, zone = self.clock.now(), self.config.zone
        while await self.database.read(lambda tx: series.any_to_make(tx, now, zone)):
            await self.database.write(lambda tx: series.materialise(tx, now, zone))

    async def attend(self) -> None:
        """Ask the coordinators of shifts that are over who was there."""
        now = self.clock.now()
        if await self.database.read(lambda tx: attendance.any_due(tx, now)):
            await self.database.write(lambda tx: attendance.ask_due(tx, now, self.config.zone))

    async def look_at_qualifications(self) -> None:
        """Tell of qualifications that run out soon or ran out; each is said once."""
        now, zone = self.clock.now(), self.config.zone
        await self.database.write(lambda tx: qualifications.tell_ending(tx, now, zone))

    async def look_after_questions(self) -> None:
        """Remind those who answer, and tell the leads of questions without an answer."""
        now, zone = self.clock.now(), self.config.zone
        if await self.database.read(lambda tx: question_desk.any_waiting(tx, now)):
            await self.database.write(lambda tx: question_desk.look_after(tx, now, zone))

    async def accompany(self) -> None:
        """Look for companions, remind both who go, and end what is over."""
        now, zone = self.clock.now(), self.config.zone
        await self.database.write(lambda tx: companion_search.plan_reminders(tx, now, zone))
        while await self.database.read(lambda tx: companion_search.any_due(tx, now)):
            await self.database.write(lambda tx: companion_search.advance_due(tx, now, zone))

    async def wipe(self) -> None:
        """Cut the log after an erasure, again and again until nobody reads from it."""
        if not self._to_wipe:
            return
        self._to_wipe = False
        try:
            await self.database.checkpoint()
        except StoreUnavailableError:
            self._to_wipe = True

    async def retain(self) -> None:
        """Delete what has been kept long enough, in small pieces."""
        now = self.clock.now()
        left = 1
        while left:
            left = await self.database.write(lambda tx: retention.run(tx, now, self.house.erased))

    async def back_up(self) -> None:
        """Make one backup a day, the first time somebody looks after 3 o'clock at night."""
        now = self.clock.now()
        if not self._backup_due(now):
            return
        folder = self.config.backups
        await self._rewrite()
        try:
            made = await asyncio.to_thread(backup.backup, self.config.database, folder, now)
            await asyncio.to_thread(backup.prune, folder, now)
            await asyncio.to_thread(backup.prune, self.config.database.parent, now)
        except (StoreError, OSError) as error:
            logger.error(  # noqa: TRY400 - the text is for operators, a trace would not help
                "backup failed", extra={"event": "backup.failed", "reason": str(error)}
            )
            return
        logger.info("backup made", extra={"event": "backup.made", "file": made.name})

    async def _rewrite(self) -> None:
        """Free the file of what erasures left in its pages, so that no backup takes it along."""
        if not self._to_rewrite:
            return
        self._to_rewrite = False
        try:
            await self.database.rewrite()
        except StoreUnavailableError as error:
            self._to_rewrite = True
            logger.warning(
                "the database was not rewritten",
                extra={"event": "store.not_rewritten", "reason": str(error)},
            )

    def _backup_due(self, now: datetime) -> bool:
        last = backup.latest(self.config.backups)
        made = None if last is None else backup.copy_time(last)
        if made is None:
            return True
        zone = self.config.zone
        return now.astimezone(zone).hour >= 3 and local_day(made, zone) < local_day(now, zone)

    async def watch(self) -> None:
        """End the process if Telegram has not answered for five minutes; it starts afresh then."""
        if (silent := self.silence()) > SILENT_S:
            self.stop(f"Telegram has not answered for {silent:.0f} s. The process ends.")
