"""Reading of TOML tables with checked types; every fault names the file, line and key."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from bot.faq.errors import ContentError

Table = dict[str, object]
_T = TypeVar("_T")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_text(path: Path) -> str:
    """The file as text, with line ends unified.

    Raises:
        ContentError: The file cannot be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(path, None, f"not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise ContentError(path, None, f"cannot be read: {error.strerror}") from error


def parse_toml(path: Path, text: str, first_line: int = 1) -> Table:
    """TOML text of ``path`` that begins at line ``first_line`` of the file.

    Raises:
        ContentError: The text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found.group(1)) + first_line - 1 if found else None
        reason = _AT_LINE.sub("", str(error)).strip()
        raise ContentError(path, line, f"not TOML: {reason}") from error


def line_of(text: str, key: str, first_line: int = 1) -> int:
    """The line in which a key or table header stands; the first line if it is not found."""
    pattern = re.compile(rf"^\s*(\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\]]")
    for number, line in enumerate(text.splitlines(), start=first_line):
        if pattern.match(line):
            return number
    return first_line


class Reader:
    """Takes typed values out of one table and knows where that table stands."""

    def __init__(self, path: Path, table: Table, text: str, first_line: int = 1) -> None:
        self.path = path
        self._table = table
        self._text = text
        self._first_line = first_line

    def fail(self, key: str, reason: str) -> ContentError:
        """An error at the line of a key."""
        return ContentError(self.path, line_of(self._text, key, self._first_line), reason)

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse keys that nobody reads, so that a misspelt key is seen.

        Raises:
            ContentError: The table has another key.
        """
        for key in self._table:
            if key not in allowed:
                raise self.fail(
                    key, f"unknown key “{key}”; known are {', '.join(sorted(allowed))}"
                )

    def _typed(self, key: str, kind: type[_T], name: str) -> _T | None:
        value = self._table.get(key)
        if value is None:
            return None
        if not isinstance(value, kind):
            raise self.fail(key, f"“{key}” must be {name}")
        return value

    def text(self, key: str) -> str:
        """A string, empty if absent."""
        return (self._typed(key, str, "a string") or "").strip()

    def need_text(self, key: str) -> str:
        """A string that must be there and not blank.

        Raises:
            ContentError: It is absent or blank.
        """
        value = self.text(key)
        if not value:
            raise self.fail(key, f"“{key}” is missing or empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty if absent."""
        values = self._typed(key, list, "a list of strings") or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fail(key, f"“{key}” must be a list of strings without empty ones")
        return tuple(str(value).strip() for value in values)

    def day(self, key: str) -> date | None:
        """A TOML date without a time, None if absent."""
        value = self._typed(key, date, "a date such as 2027-01-31 (without quotes)")
        if isinstance(value, datetime):
            raise self.fail(key, f"“{key}” must be a date without a time")
        return value

    def count(self, key: str) -> int:
        """A number from 1 upwards; 1 if there is none."""
        value = self._typed(key, int, "a whole number")
        if value is None:
            return 1
        if isinstance(value, bool) or value < 1:
            raise self.fail(key, f"“{key}” must be 1 or more")
        return value

    def flag(self, key: str) -> bool:
        """True or false, false if absent."""
        return self._typed(key, bool, "true or false") or False
