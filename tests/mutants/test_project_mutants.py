"""The rules of the repository bite: each breach, made on purpose, is found."""

from __future__ import annotations

import copy
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests.project import register, rules


def test_an_added_column_fails_the_register():
    with closing(register.build()) as connection:
        connection.execute("ALTER TABLE person ADD COLUMN shoe_size INTEGER")
        found = register.problems(register.columns(connection), register.load())
    assert found == ["person.shoe_size has no entry in the register"]


def test_an_added_table_fails_the_register():
    with closing(register.build()) as connection:
        connection.execute("CREATE TABLE diary (page TEXT) STRICT")
        found = register.problems(register.columns(connection), register.load())
    assert found == ["diary.page has no entry in the register"]


def test_an_entry_without_a_column_fails_the_register():
    with closing(register.build()) as connection:
        connection.execute("DROP TABLE opt_out")
        found = register.problems(register.columns(connection), register.load())
    assert sorted(found) == [
        f"opt_out.{name} stands in the register but not in the database"
        for name in ("kind", "person_id", "since_at")
    ]


@pytest.mark.parametrize("part", ["purpose", "basis", "period"])
def test_an_entry_without_one_of_its_parts_fails_the_register(part):
    half = copy.deepcopy(register.load())
    del half["tables"]["person"]["columns"]["name"][part]
    found = register.problems(register.real_columns(), half)
    assert "person.name must have exactly purpose, basis and period" in found


def test_a_legal_basis_that_claims_to_be_decided_fails_the_register():
    bold = copy.deepcopy(register.load())
    bold["bases"]["task"] = "Art. 6 (1) (e)"
    found = register.problems(register.real_columns(), bold)
    assert [sentence.split(" must")[0] for sentence in found] == ["basis task"]


def test_a_changed_migration_is_found(tmp_path):
    folder = shutil.copytree(rules.ROOT / "migrations", tmp_path / "migrations")
    checksums = rules.CHECKSUMS.read_text(encoding="utf-8")
    first = min(folder.glob("*.sql"))
    first.write_text(first.read_text(encoding="utf-8") + "-- one more word\n", encoding="utf-8")
    found = rules.migration_problems(folder, checksums)
    assert found == [f"{first.name} was changed; write a new migration instead"]


def test_a_gap_between_migrations_is_found(tmp_path):
    for name in ("0001_first.sql", "0003_add_third.sql"):
        (tmp_path / name).write_text("SELECT 1;\n", encoding="utf-8")
    found = rules.migration_problems(tmp_path, "")
    assert found[0] == "the migrations are numbered [1, 3]: a gap, a double or no first one"


def test_a_file_over_its_budget_is_found():
    text = {Path("bot/long.py"): "x = 1\n" * 401}
    assert rules.long_files(text) == ["bot/long.py has 401 lines, 400 are allowed"]


@pytest.mark.parametrize(
    "line", ["see /ho" + "me/anna/x", "--index" + "-url x", "py" + "pi.org", "HO" + "USE.md"]
)
def test_a_forbidden_word_is_found(line):
    assert len(rules.forbidden_words({Path("a.md"): f"fine\n{line}\n"})) == 1


def test_an_unfinished_line_is_found():
    assert rules.unfinished({Path("a.py"): "x = 1  # TO" + "DO\n"}) == ["a.py:1 is unfinished"]


def test_a_setting_the_readme_forgets_is_found():
    readme = "`make run` `make test` `BOT_TOKEN`"
    assert rules.readme_problems(readme, ["BOT_TOKEN", "TIMEZONE"]) == [
        "README does not name `TIMEZONE`"
    ]


def test_a_room_without_a_line_and_a_line_without_a_room_are_found():
    page = "| `store/gone.py` | what was there |\n"
    assert rules.room_problems(page, ["store/new.py"]) == [
        "store/new.py has no line in architecture.md",
        "store/gone.py is described, but gone",
    ]


def test_an_event_nobody_explains_and_one_nobody_logs_are_found():
    page = "| `a.gone` | was |\n"
    code = {Path("bot/a.py"): 'logger.info("x", extra={"event": "a.new"})\n'}
    assert rules.event_problems(page, code) == [
        "a.new is logged, but not explained",
        "a.gone is explained, but never logged",
    ]


def test_a_link_to_nowhere_is_found():
    page = {Path("docs/a.md"): "[b](b.md) [web](https://example.org/x) [top](#top)"}
    assert rules.link_problems(page) == ["docs/a.md links to b.md, which does not exist"]


def test_a_story_without_a_journey_and_a_journey_without_a_story_are_found(tmp_path):
    folder = tmp_path / "tests" / "journeys"
    folder.mkdir(parents=True)
    (folder / "test_a.py").write_text("async def test_there():\n    pass\n", encoding="utf-8")
    stories = (
        "| V-01 | comes | `tests/journeys/test_a.py::test_gone` |\n"
        "| V-02 | goes | by hand |\n"
        "| V-02 | flies |\n"
    )
    assert rules.story_problems(stories, tmp_path) == [
        "V-02 is given twice",
        "V-01 names tests/journeys/test_a.py::test_gone, which does not exist",
        "V-02 names no journey",
        "tests/journeys/test_a.py::test_there is a journey that no story names",
    ]
