"""S14: what is installed is declared, pinned by hash and licensed."""

from __future__ import annotations

import pytest

from tests.project import dependencies, rules


@pytest.mark.parametrize("lock", dependencies.LOCKS)
def test_every_dependency_is_locked_with_hashes_and_no_registry_is_named(lock):
    text = (rules.ROOT / lock).read_text(encoding="utf-8")
    assert dependencies.lock_problems(text, dependencies.declared()) == []


def test_the_lock_for_tests_pins_the_same_versions_as_the_lock_to_run():
    small, large = (
        dependencies.locked((rules.ROOT / lock).read_text(encoding="utf-8"))
        for lock in dependencies.LOCKS
    )
    assert {name: large.get(name, ("", 0))[0] for name in small} == {
        name: version for name, (version, _) in small.items()
    }


def test_every_import_is_declared_and_every_declaration_imported():
    code = rules.texts((rules.ROOT / "bot").rglob("*.py"))
    assert dependencies.import_problems(code, dependencies.declared()) == []


def test_the_page_of_licences_names_what_is_locked():
    rows = [line.split("|") for line in dependencies.LICENCES.read_text().splitlines()]
    named = {row[1].strip(): row[2].strip() for row in rows if len(row) == 5}
    lock = (rules.ROOT / dependencies.LOCKS[0]).read_text(encoding="utf-8")
    pinned = {name: version for name, (version, _) in dependencies.locked(lock).items()}
    assert {name: named.get(name) for name in pinned} == pinned
