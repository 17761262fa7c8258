"""Facts that texts refer to by key: phone numbers, amounts, days, addresses, limits.

They stand once in ``facts.toml`` and change everywhere; each has a source and a day until which
it may be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from bot.faq.errors import ContentError
from bot.faq.tables import Reader, Table, parse_toml, read_text

_KEYS = frozenset({"value", "source", "checked_on", "valid_until", "note"})
_SHORT_NUMBER = re.compile(r"\d{3}(?: ?\d){0,3}")
_LONG_NUMBER = re.compile(r"\+49(?:[ -]?\d){6,13}")
_URL = re.compile(r"https://[^\s<>\"]+\.[^\s<>\"]+")


class FactKind(StrEnum):
    """The kinds of facts, named as in ``{kind:key}``; topics do not refer to numbers."""

    PHONE = "phone"
    EUR = "eur"
    DATE = "date"
    URL = "url"
    NUMBER = "number"  # a limit the program reckons with


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact with its source.

    ``value`` is a str for phone numbers (short as dialled or +49 form) and URLs, a Decimal in
    euros for amounts and without a unit for numbers, a date for days. ``valid_until`` None means
    that it was never set.
    """

    kind: FactKind
    key: str
    value: str | Decimal | date
    source: str
    checked_on: date
    valid_until: date | None
    path: Path
    line: int

    @property
    def name(self) -> str:
        """The way content refers to it, for example ``phone:emergency``."""
        return f"{self.kind}:{self.key}"

    def is_due(self, today: date) -> bool:
        """Whether the last day of its validity lies before ``today``."""
        return self.valid_until is not None and self.valid_until < today


class Facts:
    """All facts of an installation, looked up by kind and key."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self._by_name = {fact.name: fact for fact in facts}

    def find(self, kind: FactKind, key: str) -> Fact | None:
        """The fact, or None."""
        return self._by_name.get(f"{kind}:{key}")

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


def _phone(reader: Reader) -> str:
    value = reader.need_text("value")
    if not (_SHORT_NUMBER.fullmatch(value) or _LONG_NUMBER.fullmatch(value)):
        raise reader.fail("value", f"“{value}” is neither a short number nor in +49 form")
    return value


def _amount(reader: Reader) -> Decimal:
    value = reader.need_text("value")
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise reader.fail("value", f'“{value}” is no amount such as "18.36"') from error
    if not amount.is_finite() or amount < 0:
        raise reader.fail("value", f'“{value}” is no amount such as "18.36"')
    return amount


def _url(reader: Reader) -> str:
    value = reader.need_text("value")
    if not _URL.fullmatch(value):
        raise reader.fail("value", f"“{value}” is no https address")
    return value


def _day(reader: Reader, key: str) -> date:
    day = reader.day(key)
    if day is None:
        raise reader.fail(key, f"“{key}” is missing")
    return day


def _value(kind: FactKind, reader: Reader) -> str | Decimal | date:
    match kind:
        case FactKind.PHONE:
            return _phone(reader)
        case FactKind.EUR | FactKind.NUMBER:
            return _amount(reader)
        case FactKind.URL:
            return _url(reader)
        case FactKind.DATE:
            return _day(reader, "value")


def _one(path: Path, lines: list[str], kind: FactKind, key: str, table: object) -> Fact:
    header = re.compile(rf"^\s*\[\s*{kind}\s*\.\s*[\"']?{re.escape(key)}[\"']?\s*\]")
    line = next((n for n, text in enumerate(lines, start=1) if header.match(text)), 1)
    if not isinstance(table, dict):
        raise ContentError(path, line, f"“{kind}.{key}” must be a table")
    after = (n for n, text in enumerate(lines) if n >= line and text.lstrip().startswith("["))
    own = lines[line - 1 : next(after, len(lines))]
    reader = Reader(path, table, "\n".join(own), line)
    reader.only(_KEYS)
    return Fact(
        kind=kind,
        key=key,
        value=_value(kind, reader),
        source=reader.need_text("source"),
        checked_on=_day(reader, "checked_on"),
        valid_until=reader.day("valid_until"),
        path=path,
        line=line,
    )


def load_facts(path: Path) -> Facts:
    """The facts of a file; no facts if the file does not exist.

    Raises:
        ContentError: A fact has no source, a wrong value or an unknown key.
    """
    if not path.exists():
        return Facts(())
    text = read_text(path)
    tables: Table = parse_toml(path, text)
    lines = text.splitlines()
    facts: list[Fact] = []
    for name, group in tables.items():
        if name not in list(FactKind) or not isinstance(group, dict):
            raise ContentError(path, None, f"“{name}” is no kind of fact ({', '.join(FactKind)})")
        facts.extend(_one(path, lines, FactKind(name), key, table) for key, table in group.items())
    return Facts(tuple(facts))
