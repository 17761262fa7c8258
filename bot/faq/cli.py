"""The command line of the frequent questions: ``predict``, ``eval``, ``train``, ``check``."""

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
from bot.faq.faq import WORDS_FILE, concepts_file, load_faq, words_file
from bot.faq.glossary import check_glossary
from bot.faq.model import MODEL_FILE
from bot.faq.state import outdated
from bot.faq.state import table as state_table
from bot.faq.wordlist import load_words

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
    command = commands.add_parser("train", help="learn the topic model from the ways of asking")
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
    words = load_words(root / WORDS_FILE)
    findings = (*check(content, today), *outdated(content), *check_glossary(content, words))
    problems = [finding for finding in findings if not finding.warning]
    _write(finding.describe() for finding in findings)
    _write(state_table(content))
    _write(summary(content))
    warnings = len(findings) - len(problems)
    _write([f"{len(content.topics)} texts, {len(problems)} problems, {warnings} warnings"])
    return 1 if problems else 0


def _train(root: Path) -> int:
    # The bot itself never trains.
    from bot.faq.examples import examples, fingerprint  # noqa: PLC0415
    from bot.faq.train import known_words, save, train  # noqa: PLC0415

    given = examples(root, words_file(root))
    known = known_words(words_file(root), concepts_file(root))
    made = train(given, known, lambda line: _write([line]))
    path = root / MODEL_FILE
    save(path, made, fingerprint(given, concepts_file(root)))
    _write([f"{path}: {path.stat().st_size / 1e6:.1f} MB"])
    return 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "check":
        today = options.today or SystemClock().now().astimezone(_ZONE).date()
        return _check(options.content, today)
    if options.command == "train":
        return _train(options.content)
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
