"""The figures of a large file can be taken: the same with a tiny crowd."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import open_connection
from tests.bench.acts import acts
from tests.bench.crowd import Size, build, counts
from tests.bench.plans import scans, statements
from tests.bench.volunteers import Found, run
from tests.support.db import START, fresh_database, fresh_file

TINY = Size(people=200, initiatives=4, open_shifts=60, signups=800, series=5, searches=6)
SAMPLES = 3
KEPT = ("person", "shift", "shift_role", "signup", "search", "offer")


async def figures(folder: Path) -> Found:
    return await run(folder, lambda line: None, full=TINY, samples=SAMPLES)


@pytest.mark.slow
async def test_every_act_is_measured_in_both_files(tmp_path):
    found = await figures(tmp_path)
    wrong = [
        row.name
        for row in found.rows
        if not row.full.whole or len(row.full.whole) != len(row.empty.whole) or row.ratio <= 0
    ]
    assert wrong == []


@pytest.mark.slow
async def test_what_is_measured_leaves_the_file_as_it_was(tmp_path):
    build(path := fresh_file(tmp_path / "untouched"), TINY, START)
    await figures(tmp_path)
    assert counts(tmp_path / "full" / path.name, *KEPT) == counts(path, *KEPT)


async def test_the_statements_of_every_act_are_known(tmp_path):
    database = await fresh_database(tmp_path)
    try:
        build(database.path, TINY, START)
        found = await database.read(lambda tx: acts(tx, START, SAMPLES))
    finally:
        await database.close()
    known = statements(database.path, found, samples=1)
    assert {one.act for one in known} == {act.name for act in found}


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT * FROM signup WHERE answer = 'coming'", ("SCAN signup",)),
        ("SELECT * FROM signup AS line WHERE line.answer = 'coming'", ("SCAN line",)),
        ("SELECT * FROM signup WHERE id = 1", ()),
        ("SELECT * FROM series", ()),
    ],
)
def test_a_statement_that_reads_all_of_a_growing_table_is_named(tmp_path, sql, reads):
    with closing(open_connection(fresh_file(tmp_path))) as connection:
        assert scans(connection, sql, {}) == reads
