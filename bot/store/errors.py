"""What can go wrong with the file; the messages are for operators."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be used; the text says what to do about it."""


class StoreUnavailableError(StoreError):
    """The database cannot take this transaction now (disk full, read-only, locked)."""


class ForeignFileError(StoreError):
    """The file is somebody else's and is left as it is."""
