"""What people had entered with an older schema is all there with the newest one."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.place import migrations_folder
from bot.domain.shifts import ShiftRole
from bot.domain.signups import SignupState
from bot.store import shifts, signups
from bot.store.codec import to_ms
from bot.store.database import Tx, open_connection, run_transaction
from bot.store.migrate import latest_version, migrate
from tests.support.db import START

AT = to_ms(START)
OF_VERSION_1 = (
    """INSERT INTO person (id, telegram_id, language, name, notice_version, notice_at, created_at,
                           seen_at)
       VALUES (1, 11, 'de', 'Ada', '1', :at, :at, :at), (2, 12, 'uk', 'Bob', '1', :at, :at, :at),
           (3, 13, 'ar', 'Cem', '1', :at, :at, :at)""",
    """INSERT INTO initiative (id, name, town, poster_code, created_at)
       VALUES (1, 'Sprachcafé', 'Unna', 'x', :at)""",
    "INSERT INTO membership VALUES (1, 1, 'coordinator', 'active', :at)",
    """INSERT INTO shift (id, initiative_id, task, place, starts_at, ends_at, capacity, created_by,
                          created_at)
       VALUES (5, 1, 'Tee', 'Saal', :at + 1000, :at + 9000, 2, 1, :at),
           (6, 1, 'Kaffee', 'Saal', :at + 1000, :at + 9000, 1, NULL, :at)""",
    """INSERT INTO signup (id, shift_id, person_id, anonymous_key, state, answer, queued_at,
                           confirmed_at, updated_at)
       VALUES (1, 5, 2, NULL, 'confirmed', 'coming', :at, :at, :at),
           (2, 5, NULL, 'k', 'confirmed', NULL, :at, :at, :at),
           (3, 5, 3, NULL, 'waiting', NULL, :at + 2, NULL, :at),
           (7, 6, 3, NULL, 'withdrawn', NULL, :at, :at, :at)""",
    """INSERT INTO invitation (id, token_hash, kind, initiative_id, created_by, created_at,
                               expires_at)
       VALUES (4, x'aa', 'volunteer', 1, 1, :at, :at + 5), (5, x'bb', 'lead', NULL, NULL, :at, :at)
    """,
    "INSERT INTO opt_out VALUES (2, 'announcement', :at)",
)


@pytest.fixture
def upgraded(tmp_path: Path):
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(migrations_folder() / "0001_initial.sql", first)
    path = tmp_path / "lotse.sqlite3"
    migrate(path, now=START, folder=first)

    def enter(tx: Tx) -> None:
        for sql in OF_VERSION_1:
            tx.run(sql, at=AT)

    with closing(open_connection(path)) as connection:
        run_transaction(connection, "BEGIN IMMEDIATE", enter)
    result = migrate(path, now=START)
    assert (result.from_version, result.to_version) == (1, latest_version())
    with closing(open_connection(path)) as connection:
        yield lambda work: run_transaction(connection, "BEGIN", work)


def test_places_become_the_places_of_one_role(upgraded) -> None:
    assert upgraded(lambda tx: shifts.roles(tx, 5)) == (ShiftRole(capacity=2),)
    assert upgraded(lambda tx: shifts.find(tx, 6)).capacity == 1


def test_sign_ups_keep_their_state_their_answer_and_their_place_in_the_line(upgraded) -> None:
    found = upgraded(lambda tx: signups.attendees(tx, 5))
    assert [(one.person.name, one.state, one.coming, one.role) for one in found] == [
        ("Bob", SignupState.CONFIRMED, True, 0),
        ("Cem", SignupState.WAITING, False, 0),
    ]
    assert upgraded(
        lambda tx: tx.count("SELECT count(*) FROM signup WHERE anonymous_key = 'k'")
    ) == 1  # fmt: skip
    assert upgraded(lambda tx: signups.of(tx, 6, 3)).state is SignupState.WITHDRAWN


def test_invitations_and_wishes_stay(upgraded) -> None:
    rows = upgraded(lambda tx: tx.all("SELECT id, kind, claims_id FROM invitation ORDER BY id"))
    assert [tuple(row) for row in rows] == [(4, "volunteer", None), (5, "lead", None)]
    kinds = upgraded(lambda tx: tx.all("SELECT kind FROM opt_out WHERE person_id = 2"))
    assert [row["kind"] for row in kinds] == ["announcement"]


def test_the_new_file_never_gives_an_old_number_again(upgraded) -> None:
    newest = upgraded(lambda tx: tx.count("SELECT seq FROM sqlite_sequence WHERE name = 'signup'"))
    assert newest == 7
