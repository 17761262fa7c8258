"""How long people and ticks wait in a large file, beside an almost empty one in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bot.store.database import Database, Tx
from tests.bench.acts import Act, Sample, acts
from tests.bench.crowd import EMPTY, FULL, Size, build, counts
from tests.bench.installation import percentile
from tests.bench.plans import Statement, short, statements
from tests.support.db import START, fresh_file

SAMPLES = 320
_TABLES = ("person", "membership", "shift", "signup", "series", "search", "offer", "outbox")
_WORTH_A_LINE_MS = 1.0


@dataclass(slots=True)
class Times:
    """Milliseconds of one act in one file: with the commit, and of the work alone."""

    first: float = 0.0
    whole: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(self.whole)

    @property
    def p95(self) -> float:
        return percentile(self.whole, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    goal_ms: float
    full: Times
    empty: Times

    @property
    def ratio(self) -> float:
        """Return how many times longer the work takes (p50, without the commit)."""
        return median(self.full.work) / median(self.empty.work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that was measured; ``statements`` are those of the large file."""

    rows: list[Row]
    statements: list[Statement]
    built_s: float


async def run(
    folder: Path,
    say: Callable[[str], None],
    full: Size = FULL,
    empty: Size = EMPTY,
    samples: int = SAMPLES,
) -> Found:
    """Build both files, do everything in both in turns, and say what came of it."""
    began = time.perf_counter()
    files = [fresh_file(folder / name) for name in ("full", "empty")]
    build(files[0], full, START)
    built_s = time.perf_counter() - began
    build(files[1], empty, START)
    say(f"  built in {built_s:.0f} s: {counts(files[0], *_TABLES)}")
    say(f"  beside: {counts(files[1], *_TABLES)}")
    large, small = await Database.open(files[0]), await Database.open(files[1])
    try:
        plan = [await one.read(lambda tx: acts(tx, START, samples + 1)) for one in (large, small)]
        rows = [
            Row(
                name=act.name,
                goal_ms=act.goal_ms,
                full=await measure(large, act),
                empty=await measure(small, beside),
            )
            for act, beside in zip(*plan, strict=True)
        ]
    finally:
        await large.close()
        await small.close()
    found = Found(
        rows=rows, statements=statements(files[0], plan[0], min(samples, 10)), built_s=built_s
    )
    for line in table(found):
        say(line)
    return found


async def measure(database: Database, act: Act) -> Times:
    """Do all samples of the act; the first one warms up."""
    found = Times()
    for number, sample in enumerate(act.samples):
        whole, work = await _once(database, sample)
        if not number:
            found.first = whole
            continue
        found.whole.append(whole)
        found.work.append(work)
    return found


async def _once(database: Database, sample: Sample) -> tuple[float, float]:
    took = 0.0

    def timed(tx: Tx) -> None:
        nonlocal took
        began = time.perf_counter()
        sample.work(tx)
        took = time.perf_counter() - began

    await database.write(sample.prepare)
    began = time.perf_counter()
    await database.write(timed)
    whole = time.perf_counter() - began
    await database.write(sample.undo)
    return whole * 1000, took * 1000


def table(found: Found) -> list[str]:
    """Return the table, the statements that scan, and the slow ones."""
    lines = [
        f"  {'ms':<28} {'p50':>7} {'p95':>7} {'work':>7} | {'p50':>7} {'p95':>7} {'work':>7}"
        f" | {'work ×':>6} {'first':>7}"
    ]
    for row in found.rows:
        full, empty = row.full, row.empty
        lines.append(
            f"  {row.name:<28} {full.p50:7.2f} {full.p95:7.2f} {median(full.work):7.2f}"
            f" | {empty.p50:7.2f} {empty.p95:7.2f} {median(empty.work):7.2f}"
            f" | {row.ratio:6.1f} {full.first:7.1f}"
        )
    lines.append("  statements that read a growing table from end to end:")
    scanning: dict[str, list[Statement]] = {}
    for one in found.statements:
        if one.scans:
            scanning.setdefault(one.sql, []).append(one)
    for sql, ones in scanning.items():
        acts_of = ", ".join(f"{one.act} ({one.ms:.1f} ms)" for one in ones)
        lines.append(f"    {'; '.join(ones[0].scans)} <- {acts_of}\n      {short(sql)}")
    lines.append(f"  statements above {_WORTH_A_LINE_MS:g} ms:")
    slow = [one for one in found.statements if one.ms > _WORTH_A_LINE_MS]
    return lines + [
        f"    {one.ms:6.1f} ms {one.calls:6.1f} × {one.act}: {short(one.sql)}"
        for one in sorted(slow, key=lambda one: -one.ms)
    ]
