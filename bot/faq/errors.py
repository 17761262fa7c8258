"""What is wrong with a content file, said so that its author can mend it."""

from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """A content file cannot be read; the text names the file and, where known, the line."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        where = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{where}: {reason}")
