"""Keeps tokens and the words of exceptions out of every log record, whoever writes it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from typing_extensions import override

from bot.domain.incident import way_of

_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")
_MASK = "[token]"
_CHATTY = ("httpx", "httpcore", "telegram", "aiosqlite")
_WORDS = re.compile(r"[\n(<]")  # where asyncio begins to quote values


class Redactor(logging.Filter):
    """Takes tokens out of records; as a filter on a handler also out of their extra fields."""

    def __init__(self, token: str = "") -> None:
        """Look for anything shaped like a token, and for ``token`` whatever its shape."""
        super().__init__()
        secrets = [re.escape(token)] if token else []
        self._pattern = re.compile("|".join([*secrets, _TOKEN.pattern]))

    def text(self, value: str) -> str:
        """Return ``value`` without tokens."""
        return self._pattern.sub(_MASK, value)

    def clean(self, record: logging.LogRecord) -> None:
        """Put message, arguments and stack of ``record`` into redacted text.

        Of an exception only class and way stay: its text may quote what a person wrote.
        """
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - a wrong format string must not cost the program
            message = f"{record.msg!s} {record.args!r}"
        if record.name == "asyncio":
            message = _WORDS.split(message, maxsplit=1)[0].strip()
        record.msg, record.args = self.text(message), ()
        if record.exc_info and (error := record.exc_info[1]) is not None:
            record.exc_text = f"{type(error).__name__}: {way_of(error)}"
        record.exc_info = None
        if record.stack_info:
            record.stack_info = self.text(record.stack_info)

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record's own fields, let it pass."""
        for name, value in vars(record).items():
            if isinstance(value, str) and self._pattern.search(value):
                setattr(record, name, self.text(value))
        return True


def install(token: str) -> Callable[[], None]:
    """Clean every record of every logger from now on; return what undoes it (for tests).

    Records are made clean when they are made, so no handler can come before the redaction.
    Libraries that log each call are raised to WARNING.
    """
    redactor = Redactor(token)
    before = logging.getLogRecordFactory()

    def make(*args: object, **fields: object) -> logging.LogRecord:
        record: logging.LogRecord = before(*args, **fields)
        redactor.clean(record)
        return record

    logging.setLogRecordFactory(make)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)

    def undo() -> None:
        logging.setLogRecordFactory(before)

    return undo
