"""Logs: one line per event on standard error, with ids and event keys, without words or tokens."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType

from bot.domain.incident import trace
from bot.transport import redaction

logger = logging.getLogger(__name__)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class EventFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time, level, event, sentence, and the ids given."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of an exception it has class and way."""
        given = {k: v for k, v in vars(record).items() if k not in _STANDARD}
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": given.pop("event", record.name),
            "text": record.getMessage(),
            **given,
        }
        if record.exc_text:
            line["trace"] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(token: str, level: int = logging.INFO) -> None:
    """Send all logs to standard error, redacted; also the error that ends the process."""
    redaction.install(token)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    sys.excepthook = _ended_by


def _ended_by(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    logger.critical(
        "ended by an error in the program", extra={"event": "process.failed", **trace(error)}
    )
