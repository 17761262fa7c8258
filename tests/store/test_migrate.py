"""Migrations: every file becomes new or stays old, keeps its rows, and strangers are left alone."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.place import migrations_folder
from bot.store import migrate as module
from bot.store.backup import verify
from bot.store.errors import ForeignFileError, StoreError
from bot.store.identity import APPLICATION_ID, version_of
from bot.store.migrate import (
    MigrationResult,
    latest_version,
    load,
    migrate,
    split_statements,
)
from tests.support.chains import (
    FIRST,
    HOUSES,
    NOW,
    REBUILD,
    ROOMS,
    contents,
    old_file,
    schema,
    write_chain,
)

ROOT = Path(__file__).resolve().parents[2]


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return old_file(tmp_path)


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    return write_chain(tmp_path / "chain", FIRST, REBUILD)


def test_a_new_file_gets_the_newest_schema_and_one_installation(tmp_path: Path) -> None:
    path = tmp_path / "data" / "lotse.sqlite3"
    result = migrate(path, now=NOW)
    assert result == MigrationResult(from_version=0, to_version=latest_version(), copy=None)
    assert query(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert query(path, "PRAGMA user_version") == [(latest_version(),)]
    ((uuid, created_at),) = query(path, "SELECT uuid, created_at FROM installation")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}", str(uuid))
    assert created_at == int(NOW.timestamp() * 1000)


def test_a_second_run_changes_nothing_and_copies_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite3"
    migrate(path, now=NOW)
    before = path.read_bytes()
    result = migrate(path, now=NOW)
    newest = latest_version()
    assert (result.from_version, result.to_version, result.copy) == (newest, newest, None)
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lotse.sqlite3"]


def test_two_installations_have_two_names(tmp_path: Path) -> None:
    uuids = set()
    for name in ("a", "b"):
        migrate(tmp_path / name, now=NOW)
        uuids.add(query(tmp_path / name, "SELECT uuid FROM installation")[0])
    assert len(uuids) == 2


def test_the_shipped_migrations_are_found_and_numbered() -> None:
    assert migrations_folder().is_dir()
    assert [migration.number for migration in load()] == list(range(1, latest_version() + 1))


def test_a_rebuilt_parent_keeps_its_children(old: Path, chain: Path) -> None:
    assert contents(old) == (1, HOUSES, ROOMS, True)
    migrate(old, now=NOW, folder=chain)
    assert contents(old) == (2, HOUSES, ROOMS, True)


def test_a_rebuilt_table_never_gives_an_erased_id_again(old: Path, chain: Path) -> None:
    migrate(old, now=NOW, folder=chain)
    with closing(sqlite3.connect(old)) as connection:
        cursor = connection.execute("INSERT INTO house (name) VALUES ('next')")
        assert cursor.lastrowid == HOUSES + 2


def test_foreign_keys_are_on_again_after_a_step(old: Path, chain: Path) -> None:
    with closing(module.open_connection(old)) as connection:
        module._step(connection, load(chain)[1], old, NOW)
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_copy_of_the_old_file_stands_beside_it_before_the_first_step(
    old: Path, chain: Path
) -> None:
    result = migrate(old, now=NOW, folder=chain)
    assert result.copy == old.parent / "lotse-20260302-080000.before-0002.sqlite3"
    assert contents(result.copy) == (1, HOUSES, ROOMS, True)
    assert result.copy.stat().st_mode & 0o777 == 0o600
    assert verify(result.copy) == 1


def test_without_a_copy_no_step_is_taken(
    old: Path, chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path, target: Path) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(module, "copy_verified", fails)
    with pytest.raises(StoreError, match="the disk is full"):
        migrate(old, now=NOW, folder=chain)
    assert contents(old) == (1, HOUSES, ROOMS, True)


def test_a_trigger_with_semicolons_inside_is_one_statement(tmp_path: Path) -> None:
    assert len(split_statements(FIRST)) == 4
    migrate(tmp_path / "a.sqlite3", now=NOW, folder=write_chain(tmp_path / "c", FIRST))
    with (
        closing(sqlite3.connect(tmp_path / "a.sqlite3")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="name; please"),
    ):
        connection.execute("INSERT INTO house (name) VALUES ('')")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("-- nothing; here", 0),
        ("/* nothing; */\n", 0),
        ("SELECT 1;SELECT 2;", 2),
        ("SELECT ';--';", 1),
        ('SELECT "a;b"; -- end; of\n-- file', 1),
        ("CREATE TEMP TRIGGER a AFTER INSERT ON b BEGIN SELECT 1; SELECT 2; END; SELECT 3;", 2),
    ],
)
def test_statements_end_where_sqlite_says(text: str, count: int) -> None:
    assert len(split_statements(text)) == count


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("CREATE TABLE a (x); INSERT INTO nowhere VALUES (1);", "no such table: nowhere"),
        ("CREATE TABLE a (x); DELETE FROM house WHERE id = 1;", "4 rows would point to nothing"),
        ("CREATE TABLE a (x); DELETE FROM room;", "room would go from 12 to 0 rows"),
        ("CREATE TABLE a (x); DROP TABLE room;", "room would go from 12 to 0 rows"),
    ],
)
def test_a_failing_step_leaves_the_old_schema_and_all_rows(
    old: Path, tmp_path: Path, step: str, why: str
) -> None:
    before = schema(old)
    chain = write_chain(tmp_path / "chain", FIRST, step)
    with pytest.raises(StoreError, match=why) as caught:
        migrate(old, now=NOW, folder=chain)
    assert "0002_made_up.sql" in str(caught.value)
    assert "still has schema version 1" in str(caught.value)
    assert (contents(old), schema(old)) == ((1, HOUSES, ROOMS, True), before)


def test_a_step_that_says_so_may_lose_rows(old: Path, tmp_path: Path) -> None:
    step = "-- rows: room may shrink\nDELETE FROM room WHERE id > 5;"
    migrate(old, now=NOW, folder=write_chain(tmp_path / "chain", FIRST, step))
    assert contents(old) == (2, HOUSES, 5, True)


def test_failing_again_and_again_leaves_at_most_one_copy(old: Path, tmp_path: Path) -> None:
    chain = write_chain(tmp_path / "chain", FIRST, REBUILD, "SELECT missing;")
    for minute in range(3):
        with pytest.raises(StoreError):
            migrate(old, now=NOW + timedelta(minutes=minute), folder=chain)
    copies = [path.name for path in tmp_path.glob("lotse-*")]
    assert copies == ["lotse-20260302-080000.before-0002.sqlite3"]


def test_steps_before_a_failing_one_stay(old: Path, tmp_path: Path) -> None:
    chain = write_chain(tmp_path / "chain", FIRST, REBUILD, "SELECT missing;")
    with pytest.raises(StoreError, match="no such column: missing"):
        migrate(old, now=NOW, folder=chain)
    assert contents(old) == (2, HOUSES, ROOMS, True)


def test_two_runners_at_once_do_not_take_a_step_twice(old: Path, chain: Path) -> None:
    migrate(old, now=NOW, folder=chain)
    with (
        closing(module.open_connection(old)) as connection,
        pytest.raises(StoreError, match="somebody else is migrating"),
    ):
        module._step(connection, load(chain)[1], old, NOW)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("0002_x.sql", "CREATE TABLE a (x)", "unfinished statement: CREATE TABLE a"),
        ("0002_x.sql", "-- now\nCOMMIT;", "COMMIT has no place"),
        ("0002_x.sql", "PRAGMA foreign_keys = ON;", "PRAGMA has no place"),
        ("0002_x.sql", "VACUUM;", "VACUUM has no place"),
        ("0003_x.sql", "SELECT 1;", "0003_x.sql stands where number 0002 should"),
        ("0001_x.sql", "SELECT 1;", "0001_x.sql stands where number 0002 should"),
        ("two.sql", "SELECT 1;", "a migration is named like"),
    ],
)
def test_an_unusable_chain_is_refused_before_anything_runs(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    chain = write_chain(tmp_path / "chain", FIRST)
    (chain / name).write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=why):
        migrate(tmp_path / "new.sqlite3", now=NOW, folder=chain)
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_chain_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no migrations in"):
        latest_version(tmp_path)


def strange(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    path.chmod(0o644)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (
            (f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 99"),
            r"schema version 99, this program knows only \d+. Install the newer program",
        ),
        (("PRAGMA application_id = 77", "CREATE TABLE a (x)"), "belongs to another program"),
        (("CREATE TABLE a (x)",), "has contents, but is not a database of Lotse"),
        (("PRAGMA user_version = 1",), "has contents, but is not a database of Lotse"),
        (
            (f"PRAGMA application_id = {APPLICATION_ID}", "CREATE TABLE a (x)"),
            "has contents, but is not a database of Lotse",
        ),
    ],
)
def test_a_newer_or_foreign_file_is_refused_and_left_as_it_is(
    tmp_path: Path, statements: tuple[str, ...], why: str
) -> None:
    path = tmp_path / "strange.sqlite3"
    before = strange(path, *statements)
    with pytest.raises(StoreError, match=why):
        migrate(path, now=NOW)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in tmp_path.iterdir()] == ["strange.sqlite3"]


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Lorem ipsum dolor sit amet. " * 40)
    with pytest.raises(StoreError, match=r"letter\.txt cannot be read as a database") as caught:
        migrate(path, now=NOW)
    assert not isinstance(caught.value, ForeignFileError)
    assert path.read_text() == "Lorem ipsum dolor sit amet. " * 40


def test_a_missing_or_empty_file_has_version_zero(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert (version_of(tmp_path / "empty"), version_of(tmp_path / "missing")) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("existing", [True, False])
def test_killed_before_any_statement_a_file_is_old_or_new_and_never_between(
    existing: bool, tmp_path: Path, chain: Path
) -> None:
    old = old_file(tmp_path)
    new = tmp_path / "new.sqlite3"
    new.write_bytes(old.read_bytes())
    old_schema = schema(old)
    migrate(new, now=NOW, folder=chain)
    new_schema, new_contents = schema(new), contents(new)
    if not existing:
        old = tmp_path / "missing"
        new_contents = (2, 0, 0, True)
    work = tmp_path / "work"
    work.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.kill_migration", old, chain, work],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    rounds = [json.loads(line) for line in run.stdout.splitlines()]
    states = {
        0: None,
        1: [list((1, HOUSES, ROOMS, True) if existing else (1, 0, 0, True)), pairs(old_schema)],
        2: [list(new_contents), pairs(new_schema)],
    }
    seen = []
    for allowed, _, after, repaired, repaired_schema in rounds:
        version = 0 if after is None else after[0][0]
        seen.append(version)
        assert after == states[version], f"torn after {allowed} calls"
        assert [repaired, repaired_schema] == states[2], f"not repaired after {allowed} calls"
    assert [killed for _, killed, *_ in rounds] == [True] * (len(rounds) - 1) + [False]
    assert set(seen) == ({1, 2} if existing else {0, 1, 2})
    assert len(rounds) > 30


def pairs(rows: list[tuple[str, str]]) -> list[list[str]]:
    return [list(row) for row in rows]
