"""The command line of the frequent questions: ``predict``, ``eval`` and ``check``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.domain.place import locales_folder
from bot.faq.check import check, summary
from bot.faq.content import load_content
from bot.faq.errors import ContentError
from bot.faq.evaluate import judge, predict, read_queries, table
from bot.faq.faq import load_faq

_ZONE = ZoneInfo("Europe/Berlin")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot faq", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    helps = {
        "predict": "one line per question: id, decision, three topics, score",
        "eval": "how well questions with known topics are answered",
    }
    for name, text in helps.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("queries", type=Path, metavar="QUERIES.tsv")
        _content_option(command)
    command = commands.add_parser("check", help="what is wrong with the content")
    _content_option(command)
    command.add_argument("--today", type=date.fromisoformat, help="instead of the current day")
    return parser


def _content_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--content",
        type=Path,
        default=locales_folder(),
        metavar="DIR",
        help="folder with <language>/faq/<slug>.md (default: the installation's own)",
    )


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.buffer.write(f"{line}\n".encode())
    sys.stdout.buffer.flush()


def _check(root: Path, today: date) -> int:
    content = load_content(root)
    findings = check(content, today)
    problems = [finding for finding in findings if not finding.warning]
    _write(finding.describe() for finding in findings)
    _write(summary(content))
    warnings = len(findings) - len(problems)
    _write([f"{len(content.topics)} texts, {len(problems)} problems, {warnings} warnings"])
    return 1 if problems else 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "check":
        today = options.today or SystemClock().now().astimezone(_ZONE).date()
        return _check(options.content, today)
    faq = load_faq(options.content)
    queries = read_queries(options.queries)
    if options.command == "predict":
        _write(predict(faq, queries))
    else:
        _write(table(judge(faq, queries)))
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 for problems, 2 for wrong use (from argparse)."""
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
