"""What runs by itself: the nightly backup, the wipe after an erasure, the watchdog."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config
from bot.conversation.turn import House
from bot.domain.messages import Contact
from bot.domain.place import locales_folder
from bot.faq.faq import load_faq
from bot.jobs.ticks import Ticks
from bot.store import backup
from bot.store.database import Database, Tx, open_connection
from tests.support.db import fresh_database
from tests.support.rows import add_person, erase_person

EVENING = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@dataclass
class Bench:
    ticks: Ticks
    now: datetime = EVENING
    silent_s: float = 0.0
    stopped: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.ticks.config.backups

    def copies(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("lotse-*.sqlite3"))

    async def at(self, now: datetime) -> None:
        self.now = now
        await self.ticks.back_up()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = await fresh_database(tmp_path)
    made = _bench(tmp_path, database)
    yield made
    await database.close()


def _bench(folder: Path, database: Database) -> Bench:
    values = {"DATABASE_PATH": str(database.path), "BACKUP_PATH": str(folder / "copies")}
    config = Config.from_mapping(values, offered=("de", "en"), need_token=False)
    bench: Bench

    class MovableClock:
        def now(self) -> datetime:
            return bench.now

        def monotonic(self) -> float:
            return 0.0

    house = House(
        zone=ZoneInfo("Europe/Berlin"),
        languages=("de",),
        contact=Contact(name="Kreis"),
        username=lambda: "lotse_bot",
        faq=load_faq(locales_folder()),
        erased=lambda _tx, _person, _now: None,
    )
    bench = Bench(
        Ticks(
            config=config,
            clock=MovableClock(),
            database=database,
            house=house,
            silence=lambda: bench.silent_s,
            stop=lambda reason: bench.stopped.append(reason),  # noqa: PLW0108 - made later
        )
    )
    return bench


async def test_the_first_backup_is_made_at_once(bench: Bench):
    await bench.at(EVENING)
    assert bench.copies() == [backup.copy_name(EVENING)]


async def test_a_day_has_one_backup_made_after_three_at_night(bench: Bench):
    await bench.at(EVENING)
    night = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # half past two in Berlin
    await bench.at(night)
    assert len(bench.copies()) == 1
    await bench.at(night + timedelta(hours=1))
    await bench.at(night + timedelta(hours=2))
    assert bench.copies()[1:] == [backup.copy_name(night + timedelta(hours=1))]


async def test_backups_older_than_thirty_days_go(bench: Bench):
    for day in range(33):
        await bench.at(EVENING + timedelta(days=day))
    kept = bench.copies()
    assert backup.copy_name(EVENING + timedelta(days=32)) in kept
    assert backup.copy_name(EVENING) not in kept
    assert 30 <= len(kept) <= 31


async def test_a_backup_that_fails_is_logged_and_tried_again(
    bench: Bench, caplog: pytest.LogCaptureFixture
):
    good = bench.ticks.config
    blocked = good.database.parent / "no-folder"
    blocked.write_text("a file stands where the folder should be")
    bench.ticks.config = replace(good, backups=blocked / "copies")
    await bench.at(EVENING)
    assert [record.event for record in caplog.records] == ["backup.failed"]  # type: ignore[attr-defined]
    bench.ticks.config = good
    await bench.at(EVENING + timedelta(minutes=15))
    assert len(bench.copies()) == 1


async def test_after_an_erasure_the_log_is_cut(bench: Bench):
    database = bench.ticks.database
    log = database.path.with_name(database.path.name + "-wal")
    person = await database.write(lambda tx: add_person(tx, name="Kanarienvogel"))
    await bench.ticks.wipe()  # what an earlier run may have left
    await database.write(lambda tx: erase_person(tx, person))
    assert log.stat().st_size > 0
    bench.ticks.erased()
    await bench.ticks.wipe()
    assert log.stat().st_size == 0


async def test_a_wipe_that_somebody_blocks_is_tried_again(bench: Bench):
    database = bench.ticks.database
    log = database.path.with_name(database.path.name + "-wal")
    await bench.ticks.wipe()
    reader = open_connection(database.path, read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    await database.write(lambda tx: add_person(tx, name="Kanarienvogel"))
    bench.ticks.erased()
    await bench.ticks.wipe()
    assert log.stat().st_size > 0
    reader.close()
    await bench.ticks.wipe()
    assert log.stat().st_size == 0


async def test_the_process_ends_when_telegram_has_been_silent_for_five_minutes(bench: Bench):
    bench.silent_s = 299.0
    await bench.ticks.watch()
    assert bench.stopped == []
    bench.silent_s = 301.0
    await bench.ticks.watch()
    assert len(bench.stopped) == 1
    assert "301 s" in bench.stopped[0]


async def test_every_tick_has_its_own_name_and_a_period(bench: Bench):
    ticks = bench.ticks.all()
    assert len({tick.name for tick in ticks}) == len(ticks)
    assert all(tick.every_s > 0 for tick in ticks)


async def test_reminders_and_retention_run_on_an_empty_database(bench: Bench):
    for work in (bench.ticks.remind, bench.ticks.follow, bench.ticks.retain):
        await work()
    assert bench.stopped == []


async def test_the_nightly_backup_has_no_trace_of_somebody_erased_before(bench: Bench):
    database = bench.ticks.database
    people = await database.write(
        lambda tx: [add_person(tx, name=f"Kanarienvogel {n:04d} " * 9) for n in range(900)]
    )

    def erase(tx: Tx) -> None:
        for person in people[::3]:
            erase_person(tx, person)

    await database.write(erase)
    bench.ticks.erased()
    await bench.at(EVENING)
    [copy] = bench.copies()
    data = (bench.ticks.config.backups / copy).read_bytes()
    assert [n for n in range(0, 900, 3) if f"Kanarienvogel {n:04d}".encode() in data] == []


async def test_a_rewriting_that_somebody_blocks_is_tried_again(
    bench: Bench, caplog: pytest.LogCaptureFixture
):
    await bench.at(EVENING - timedelta(days=1))
    database = bench.ticks.database
    bench.ticks.erased()
    reader = open_connection(database.path, read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    await bench.at(EVENING)
    reader.close()
    assert "store.not_rewritten" in [getattr(record, "event", "") for record in caplog.records]
    caplog.clear()
    await bench.at(EVENING + timedelta(days=1))
    assert "store.not_rewritten" not in [getattr(one, "event", "") for one in caplog.records]
