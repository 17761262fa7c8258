from __future__ import annotations

from pathlib import Path

import pytest

from bot.faq.cli import main
from tests.faq.tree import replace, write_tree

QUERIES = (
    "id\tlang\tstyle\tslug\tquery\n"
    "1\ten\tq\tmill\tWhen does the windmill grind?\n"
    "2\tde\tq\tboat|mill\tWann fährt das Boot?\n"
    "3\ten\tn\tNONE\tzzz\n"
    "4\tkmr\tn\t\tqqq\n"
    "5\ten\tq\tcastle\tWhen does the boat leave?\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path)


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.tsv"
    path.write_text(QUERIES, encoding="utf-8")
    return path


def run(capfd: pytest.CaptureFixture[str], *argv: str | Path) -> tuple[int, list[str]]:
    code = main([str(part) for part in argv])
    return code, capfd.readouterr().out.splitlines()


def test_predict_writes_one_line_per_question(
    root: Path, queries: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, lines = run(capfd, "predict", queries, "--content", root)
    rows = [line.split("\t") for line in lines]
    assert code == 0
    assert [row[:3] for row in rows] == [
        ["1", "answer", "mill"],
        ["2", "answer", "boat"],
        ["3", "none", "boat"],
        ["4", "none", "boat"],
        ["5", "answer", "boat"],
    ]
    assert {len(row) for row in rows} == {6}
    assert all(0.0 <= float(row[5]) <= 1.0 for row in rows)


def test_eval_counts_per_language_and_style(
    root: Path, queries: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, lines = run(capfd, "eval", queries, "--content", root)
    assert code == 0
    assert lines[1:] == [
        "en\t1\t1.00\t1.00\t1.00\t0.00\t0.00\t2\t0.50",
        "en q\t1\t1.00\t1.00\t1.00\t0.00\t0.00\t1\t1.00",
        "en n\t0\t-\t-\t-\t-\t-\t1\t0.00",
        "de\t1\t1.00\t1.00\t1.00\t0.00\t0.00\t0\t-",
        "de q\t1\t1.00\t1.00\t1.00\t0.00\t0.00\t0\t-",
        "kmr\t0\t-\t-\t-\t-\t-\t1\t0.00",
        "kmr n\t0\t-\t-\t-\t-\t-\t1\t0.00",
        "all\t2\t1.00\t1.00\t1.00\t0.00\t0.00\t3\t0.33",
    ]


def test_check_of_good_content_ends_with_zero(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, lines = run(capfd, "check", "--content", root, "--today", "2027-06-01")
    assert code == 0
    assert lines[-1] == "4 texts, 0 problems, 5 warnings"


def test_check_of_faulty_content_ends_with_one(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    replace(root / "en" / "faq" / "boat.md", "at 9", "at 10")
    code, lines = run(capfd, "check", "--content", root, "--today", "2026-11-22")
    assert code == 1
    assert lines[-1] == "4 texts, 1 problems, 0 warnings"


def test_check_takes_the_current_day_by_itself(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    replace(
        root / "de" / "faq" / "boat.md", "reviewed_on = 2026-11-01", "reviewed_on = 9000-01-01"
    )
    assert run(capfd, "check", "--content", root)[0] == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [("id\tquery\n", "first line"), (QUERIES + "6\ten\tq\n", "five fields")],
)
def test_a_faulty_file_of_questions_is_named(
    root: Path, queries: Path, text: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    queries.write_text(text, encoding="utf-8")
    assert main(["predict", str(queries), "--content", str(root)]) == 1
    assert reason in capfd.readouterr().err


def test_a_missing_file_is_named(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(root / "none.tsv"), "--content", str(root)]) == 1
    assert "cannot be read" in capfd.readouterr().err
