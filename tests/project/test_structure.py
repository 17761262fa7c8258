"""The shape of the repository: layers, budgets, names, words, settings.

A migration is never edited once a version is released. While nothing is, record a change with

    (cd migrations && sha256sum *.sql) > tests/project/migrations.sha256
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from tests.project import rules


@pytest.fixture(scope="module")
def contents() -> dict[Path, str]:
    found = rules.texts(rules.tracked_files())
    return {path.relative_to(rules.ROOT): text for path, text in found.items()}


@pytest.fixture(scope="module")
def code(contents) -> dict[Path, str]:
    return {p: t for p, t in contents.items() if p.parts[0] == "bot" and p.suffix == ".py"}


@pytest.mark.slow
def test_imports_go_down_only():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache"],
        cwd=rules.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "" if done.returncode == 0 else done.stdout + done.stderr) == (0, "")


def test_no_file_of_the_bot_is_longer_than_its_budget(code):
    assert rules.long_files(code) == []


def test_no_text_names_a_machine_a_registry_or_a_foreign_paper(contents):
    assert rules.forbidden_words(contents) == []


def test_nothing_calls_itself_unfinished(contents):
    assert rules.unfinished(contents) == []


def test_migrations_are_named_numbered_and_unchanged():
    checksums = rules.CHECKSUMS.read_text(encoding="utf-8")
    assert rules.migration_problems(rules.ROOT / "migrations", checksums) == []


def test_the_settings_example_names_exactly_the_settings():
    text = (rules.ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(rules.example_keys(text)) == sorted(config.KEYS)


def test_the_readme_names_both_commands_and_every_setting():
    readme = (rules.ROOT / "README.md").read_text(encoding="utf-8")
    assert rules.readme_problems(readme, config.KEYS) == []


def test_every_module_has_its_line_in_the_architecture(code):
    page = (rules.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = [path.relative_to("bot").as_posix() for path in code if path.name != "__init__.py"]
    assert rules.room_problems(page, modules) == []


def test_every_log_event_is_explained_to_operators(code):
    page = (rules.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert rules.event_problems(page, code) == []


def test_every_link_between_the_papers_leads_somewhere(contents):
    assert rules.link_problems(contents) == []


def test_every_decision_record_has_its_four_parts():
    folder = rules.ROOT / "docs" / "decisions"
    lacking = [
        f"{path.name} lacks {part}"
        for path in sorted(folder.glob("*.md"))
        for part in ("Status:", "## Context", "## Decision", "## Consequences")
        if part not in path.read_text(encoding="utf-8")
    ]
    assert lacking == []
