"""P8: no column about people without purpose, basis and period."""

from __future__ import annotations

from tests.project.register import load, problems, real_columns


def test_every_column_stands_in_the_register_and_every_entry_has_its_column():
    assert problems(real_columns(), load()) == []


def test_every_basis_and_period_of_the_register_is_used():
    register = load()
    entries = [
        entry
        for table in register["tables"].values()
        for entry in table.get("columns", {}).values()
    ]
    used = ({entry["basis"] for entry in entries}, {entry["period"] for entry in entries})
    assert used == (set(register["bases"]), set(register["periods"]))


def test_no_column_that_points_to_a_person_is_called_not_personal():
    register = load()
    pointers = {"person_id", "telegram_id", "created_by", "used_by", "author_id", "added_by"}
    wrong = [
        f"{table}.{name}"
        for table, content in register["tables"].items()
        for name in content.get("not_personal", [])
        if name in pointers | {"actor_id", "chat_id", "text", "markup", "payload"}
    ]
    assert wrong == []
