"""All figures in one table: ``python -m tests.bench`` (about seven minutes)."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import updates
from tests.bench.answers import asked
from tests.bench.broadcast import broadcast
from tests.bench.installation import percentile
from tests.bench.rush import rush
from tests.bench.startup import startup
from tests.bench.volunteers import run as volunteers


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table; ``good`` is None where there is no goal."""

    what: str
    goal: str
    figure: str
    good: bool | None = None


def say(text: str) -> None:
    print(text, flush=True)


def of_updates(folder: Path) -> Iterator[Line]:
    figures = asyncio.run(updates.run(folder, say))
    for way in updates.WAYS:
        own = figures[way, "Lotse"]
        speed, cpu = updates.ratio(figures, way, "bare echo")
        beside, _ = updates.ratio(figures, way, "library default")
        yield Line(
            what=f"{way}: updates/s beside a bare echo",
            goal="≥ 0.50 ×",
            figure=f"{speed:.2f} × ({median(own.per_second):.0f}/s; by CPU {cpu:.2f} ×;"
            f" {median(own.cpu_us):.0f} µs CPU; library default {1 / beside:.2f} of ours)",
            good=speed >= 0.5,
        )


def of_rush(folder: Path) -> Iterator[Line]:
    found = asyncio.run(rush(folder, people=1000, shifts=50, places=10))
    exact = set(found.places.values()) == {10} and len(found.places) == 50
    whole = exact and found.waiting == 500 and not found.refused and not found.errors
    yield Line(
        what="1,000 presses on 50 shifts of 10 at once",
        goal="exact, 0 errors, all answered",
        figure=f"{sum(found.places.values())} places, {found.waiting} waiting, "
        f"{len(found.refused) + len(found.errors)} errors, {found.answered} answered; "
        f"{found.took_s:.1f} s, p95 {percentile(found.waits_s, 0.95):.2f} s",
        good=whole and found.answered == found.edited == 1000,
    )


def of_broadcast(folder: Path) -> Iterator[Line]:
    found = asyncio.run(broadcast(folder, recipients=2000, chatters=50, every_s=10.0))
    yield Line(
        what="broadcast to 2,000 at 80 ms: share of the permitted rate",
        goal="≥ 95 %",
        figure=f"{found.share:.1%} ({found.per_second:.1f}/s for {found.seconds:.0f} s, "
        f"{found.states})",
        good=found.share >= 0.95,
    )
    yield Line(
        what="meanwhile 50 people talk: wait p95",
        goal="≤ 1 s",
        figure=f"{found.p95_s * 1000:.0f} ms of {found.asked} messages",
        good=found.p95_s <= 1.0,
    )
    yield Line(
        what="429 caused by ourselves",
        goal="0",
        figure=str(found.self_made_429),
        good=found.self_made_429 == 0,
    )


def of_startup(folder: Path) -> Iterator[Line]:
    found = asyncio.run(startup(folder))
    seconds, rss = median(found.seconds), max(found.rss_mb)
    yield Line(
        what="start to first answer",
        goal="≤ 1.5 s",
        figure=f"{seconds:.2f} s",
        good=seconds <= 1.5,
    )
    yield Line(what="memory", goal="≤ 120 MB", figure=f"{rss:.0f} MB", good=rss <= 120)


def of_answers(folder: Path) -> Iterator[Line]:
    del folder
    for entries, p95_ms, build_s in ((None, 3.0, 1.0), (2500, 15.0, 5.0)):
        found = asked(entries)
        yield Line(
            what=f"a question, {found.entries:,} texts",
            goal=f"p95 ≤ {p95_ms:.0f} ms, built ≤ {build_s:.0f} s",
            figure=f"p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms"
            f" (built in {found.build_s:.1f} s)",
            good=found.p95_ms <= p95_ms and found.build_s <= build_s,
        )


def of_volunteers(folder: Path) -> Iterator[Line]:
    # What is slow stands in the table.
    logging.getLogger("bot.store.database").setLevel(logging.ERROR)
    found = asyncio.run(volunteers(folder, say))
    for row in found.rows:
        yield Line(
            what=f"20,000 people, 200,000 sign-ups: {row.name}",
            goal=f"p95 ≤ {row.goal_ms:.0f} ms",
            figure=f"p50 {row.full.p50:.1f} ms, p95 {row.full.p95:.1f} ms"
            f" (almost empty: {row.empty.p50:.1f}, {row.empty.p95:.1f}; work {row.ratio:.1f} ×)",
            good=row.full.p95 <= row.goal_ms,
        )


PARTS = {
    "answers": of_answers,
    "startup": of_startup,
    "rush": of_rush,
    "updates": of_updates,
    "broadcast": of_broadcast,
    "volunteers": of_volunteers,
}


def main(wanted: list[str]) -> int:
    began = time.monotonic()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, part in PARTS.items():
            if not wanted or name in wanted:
                say(f"{name} …")
                lines += part(Path(folder) / name)
    width = max(len(line.what) for line in lines)
    goals = max(len(line.goal) for line in lines)
    say("")
    for line in lines:
        mark = "  " if line.good is None else "ok" if line.good else "NO"
        say(f"{mark}  {line.what:<{width}}  {line.goal:<{goals}}  {line.figure}")
    say(f"\n{time.monotonic() - began:.0f} s")
    return 0 if all(line.good is not False for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
