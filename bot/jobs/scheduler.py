"""The clock that ticks: APScheduler says when, the heartbeat notices when it no longer does.

What is due is always derived from rows by the tick's own work, so a tick that ran late, twice or
after a restart changes nothing (docs/decisions).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.domain.incident import trace
from bot.services.ports import Nursery

logger = logging.getLogger(__name__)

BEAT_S = 1.0
JUMP_S = 5.0  # wall against monotonic, or a heartbeat this late
PERIODS_LATE = 3
# A short tick that meets a slow disk is not stuck: nothing is called stuck before this.
LEAST_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something to do again and again: its name, the seconds between two runs, and the work."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class _Hand:
    """How one tick stands; times are monotonic seconds."""

    tick: Tick
    done_at: float
    task: asyncio.Task[object] | None = None  # the run now or last
    again: bool = False  # asked for while running

    @property
    def running(self) -> bool:
        return self.task is not None and not self.task.done()

    @property
    def patience_s(self) -> float:
        return max(PERIODS_LATE * self.tick.every_s, LEAST_PATIENCE_S)


@dataclass(slots=True, kw_only=True)
class Scheduler:
    """Runs every tick in its period, never one beside itself, and watches that they come back.

    ``on_stuck`` gets one sentence for operators when a tick has not come back for three periods
    (at least 30 s) of time in which this process really ran; it is called once.
    """

    clock: Clock
    nursery: Nursery
    on_stuck: Callable[[str], None]
    _hands: dict[str, _Hand] = field(default_factory=dict, init=False)
    _engine: AsyncIOScheduler = field(init=False)
    _beat_at: float = field(default=0.0, init=False)
    _drift: float = field(default=0.0, init=False)
    _reported: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Make the engine; a missed time is caught up once, however late."""
        self._engine = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, ticks: tuple[Tick, ...]) -> None:
        """Run each tick now and then in its period; the names must differ.

        Raises:
            ValueError: two ticks share a name.
        """
        if len({tick.name for tick in ticks}) != len(ticks):
            raise ValueError("two ticks share a name")
        now = self.clock.monotonic()
        self._hands = {tick.name: _Hand(tick=tick, done_at=now) for tick in ticks}
        self._beat_at = now
        self._drift = self._wall_minus_monotonic()
        for tick in ticks:
            self._engine.add_job(
                self._fire, "interval", (tick.name,), seconds=tick.every_s, id=tick.name
            )
        self._engine.start()
        self.tick_all_now()

    async def heartbeat(self) -> None:
        """Beat once a second until cancelled; to be spawned as a vital task."""
        while True:
            await asyncio.sleep(BEAT_S)
            self.beat()

    def close(self) -> None:
        """Fire no more; what is running belongs to the nursery."""
        if self._engine.running:
            self._engine.shutdown(wait=False)

    def tick_all_now(self) -> None:
        """Run every tick at once and count its period from now; a running one runs once more."""
        for name in self._hands:
            if self._engine.running:
                # Computed anew from the engine's own clock: set back an hour, it would otherwise
                # wait until the old time comes round again.
                self._engine.reschedule_job(
                    name, trigger="interval", seconds=self._hands[name].tick.every_s
                )
            self._launch(name, again=True)

    def beat(self) -> None:
        """Compare wall and monotonic clock once; run all ticks after a jump, report a stuck one.

        A late heartbeat means that the whole process stood still (suspended, SIGSTOP, a blocked
        loop). That time is nobody's fault and is taken off every tick's account.
        """
        now = self.clock.monotonic()
        drift = self._wall_minus_monotonic()
        lost = now - self._beat_at - BEAT_S
        jumped = abs(drift - self._drift) > JUMP_S
        self._beat_at, self._drift = now, drift
        if paused := lost > JUMP_S:
            for hand in self._hands.values():
                hand.done_at += lost
        if jumped or paused:
            logger.warning(
                "time jumped, all ticks run now",
                extra={"event": "clock.jump", "paused_s": round(max(lost, 0.0), 1)},
            )
            self.tick_all_now()
        self._report_stuck(now)

    def _wall_minus_monotonic(self) -> float:
        return self.clock.now().timestamp() - self.clock.monotonic()

    def _report_stuck(self, now: float) -> None:
        late = [hand for hand in self._hands.values() if now - hand.done_at > hand.patience_s]
        if not late or self._reported:
            return
        self._reported = True
        hand = late[0]
        logger.critical("tick is stuck", extra={"event": "tick.stuck", "tick": hand.tick.name})
        self.on_stuck(
            f"The task {hand.tick.name!r}, due every {hand.tick.every_s:g} s, has not come back "
            f"for {now - hand.done_at:.0f} s. The process ends so that it can be started afresh."
        )

    async def _fire(self, name: str) -> None:
        self._launch(name, again=False)

    def _launch(self, name: str, *, again: bool) -> None:
        hand = self._hands[name]
        if hand.running:
            hand.again = hand.again or again
            return
        hand.task = self.nursery.spawn(self._run(hand), name=f"tick.{name}")

    async def _run(self, hand: _Hand) -> None:
        while True:
            hand.again = False
            try:
                await hand.tick.work()
            except Exception as error:  # noqa: BLE001 - the next run may do better
                logger.error(  # noqa: TRY400 - an exception's text may quote a person
                    "tick failed",
                    extra={"event": "tick.failed", "tick": hand.tick.name, **trace(error)},
                )
            hand.done_at = self.clock.monotonic()
            if not hand.again:
                return
