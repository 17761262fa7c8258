"""One SQLite file: a writer and a reader connection, each with its own thread, and transactions.

A transaction is a plain function that gets a :class:`Tx` and runs whole on the writer's thread in
one hop. Nothing can come between its reads and its writes, a cancelled caller cannot tear it
apart, and a transaction costs one change of thread instead of one per statement
(docs/decisions/0002).
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

from bot.store import files
from bot.store.commits import Commits
from bot.store.errors import StoreError, StoreUnavailableError

logger = logging.getLogger(__name__)

Row = sqlite3.Row
Value = int | str | float | bytes | None
T = TypeVar("T")

BUSY_TIMEOUT_MS = 5000
SLOW_S = 0.25
PRAGMAS: Mapping[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a confirmed sign-up survives a power cut
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "secure_delete": 1,  # an erased name is overwritten, not only unlinked
}
# Primary result codes (sqlite.org/rescode.html) that are about the disk and not about the SQL.
UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)


class Tx:
    """One open transaction on one connection; every SQL statement of Lotse goes through it."""

    __slots__ = ("_connection", "noted")

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap ``connection``, on which a transaction has begun."""
        self._connection = connection
        self.noted: set[str] = set()

    def note(self, topic: str) -> None:
        """Have the database's listeners of ``topic`` called once this transaction is committed."""
        self.noted.add(topic)

    def one(self, sql: str, **values: Value) -> Row | None:
        """Return the first row of the query, or None."""
        return cast("Row | None", self._connection.execute(sql, values).fetchone())

    def all(self, sql: str, **values: Value) -> list[Row]:
        """Return all rows of the query."""
        return self._connection.execute(sql, values).fetchall()

    def scalar(self, sql: str, **values: Value) -> Value:
        """Return the first column of the first row, or None."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else cast("Value", row[0])

    def count(self, sql: str, **values: Value) -> int:
        """Return the first column of the first row as an int; made for counting queries."""
        return int(self._connection.execute(sql, values).fetchone()[0])

    def run(self, sql: str, **values: Value) -> int:
        """Execute one INSERT, UPDATE or DELETE and return the number of rows it touched."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, **values: Value) -> int:
        """Execute one INSERT and return the new row's id."""
        return int(self._connection.execute(sql, values).lastrowid or 0)

    def many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> int:
        """Execute one statement for each of ``rows`` and return the number of rows touched."""
        return self._connection.executemany(sql, rows).rowcount

    @property
    def is_open(self) -> bool:
        """Return whether the transaction still stands; SQLite ends it itself on a bad disk."""
        return self._connection.in_transaction

    def attempt(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` inside this transaction; if it raises, only what it did is undone.

        Raises:
            StoreUnavailableError: the disk is full, read-only or locked by somebody else.
            Exception: whatever ``work`` raised.
        """
        with _plain_errors():
            self._connection.execute("SAVEPOINT attempt")
            try:
                result = work(Tx(self._connection))
            except BaseException:
                if self.is_open:
                    self._connection.execute("ROLLBACK TO attempt")
                    self._connection.execute("RELEASE attempt")
                raise
            self._connection.execute("RELEASE attempt")
        return result


def open_connection(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open ``path`` with Lotse's pragmas set and asserted.

    Raises:
        StoreError: the file cannot be opened or a pragma did not take.
    """
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened: {error}") from error
    try:
        _set_pragmas(connection, path)
        if read_only:
            connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path} cannot be opened: {error}") from error
    except StoreError:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def _set_pragmas(connection: sqlite3.Connection, path: Path) -> None:
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if got != wanted:
            raise StoreError(f"{path}: PRAGMA {name} is {got!r} instead of {wanted!r}")


class Database:
    """The open database: ``write`` and ``read`` run one function in one transaction each."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        """Use :meth:`open`."""
        self.path = path
        self._writer = writer
        self._reader = reader
        self._listeners: dict[str, Callable[[], None]] = {}
        self._commits = Commits(
            lambda work: run_transaction(writer._conn, "BEGIN IMMEDIATE", work),  # noqa: SLF001
            lambda run: self._on_thread(writer, run),
        )

    def listen(self, topic: str, listener: Callable[[], None]) -> None:
        """Call ``listener`` on the event loop after each commit that noted ``topic``."""
        self._listeners[topic] = listener

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open the file at ``path``, creating it (mode 0600) and its folder (0700) if missing.

        Raises:
            StoreError: the file cannot be opened, or its mode cannot be tightened.
        """
        files.make_private(path)
        # Opened here and not on the new threads: a thread whose opening fails would outlive the
        # caller and then report to a loop that is gone.
        with ExitStack() as opened:
            first = opened.enter_context(closing(open_connection(path)))
            second = opened.enter_context(closing(open_connection(path, read_only=True)))
            files.tighten(path)
            opened.pop_all()
        writer = await aiosqlite.Connection(lambda: first, iter_chunk_size=64)
        reader = await aiosqlite.Connection(lambda: second, iter_chunk_size=64)
        return cls(path, writer, reader)

    async def close(self) -> None:
        """Finish what is queued and close both connections."""
        try:
            await self._reader.close()
        finally:
            await self._writer.close()

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in one exclusive transaction; commit if it returns, else roll back.

        What several callers want at the same time shares a commit (:mod:`bot.store.commits`).

        Raises:
            StoreUnavailableError: the disk is full, read-only or locked by somebody else.
            Exception: whatever ``work`` raised, after the rollback.
        """
        noted: set[str] = set()

        def noting(tx: Tx) -> T:
            result = work(tx)
            noted.update(tx.noted)
            return result

        result = await self._commits.write(noting)
        for topic in noted:
            if (listener := self._listeners.get(topic)) is not None:
                listener()
        return result

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` on the reader connection, on one unchanging snapshot of committed data."""

        def snapshot() -> T:
            return run_transaction(self._reader._conn, "BEGIN", work)  # noqa: SLF001

        return await self._on_thread(self._reader, snapshot)

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing (after an erasure).

        Raises:
            StoreUnavailableError: somebody else reads old data from the log, or the disk is full;
                what was committed stays, old bytes may still lie in the log.
        """

        def cut() -> None:
            _cut_log(self._writer._conn)  # noqa: SLF001

        await self._on_thread(self._writer, cut)

    async def rewrite(self) -> None:
        """Write the whole file anew and cut the log (some time after an erasure).

        ``secure_delete`` zeroes a deleted row where it last stood. Older copies of it stay in the
        gaps of pages that SQLite rearranged before; only a new file is free of them. Nobody can
        write meanwhile: about a second per 100 MB.

        Raises:
            StoreUnavailableError: somebody else reads or writes, or the disk is full; the file is
                as it was.
        """

        def vacuum() -> None:
            connection = self._writer._conn  # noqa: SLF001
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                raise StoreUnavailableError(f"not rewritten: {error}") from error
            _cut_log(connection)

        await self._on_thread(self._writer, vacuum)

    async def _on_thread(self, connection: aiosqlite.Connection, work: Callable[[], T]) -> T:
        # aiosqlite has no public call that runs a function on the connection's thread; its version
        # is pinned, and tests/store/test_database.py fails if this one goes (decision 0002).
        return cast("T", await connection._execute(work))  # type: ignore[no-untyped-call]  # noqa: SLF001


def run_transaction(connection: sqlite3.Connection, begin: str, work: Callable[[Tx], T]) -> T:
    """Run ``work`` between ``begin`` and COMMIT on ``connection``; roll back on any exception.

    Raises:
        StoreUnavailableError: the disk is full, read-only or locked by somebody else.
        Exception: whatever ``work`` raised, after the rollback.
    """
    started = time.monotonic()
    with _plain_errors():
        connection.execute(begin)
        try:
            result = work(Tx(connection))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    if (took := time.monotonic() - started) > SLOW_S:
        logger.warning("slow transaction", extra={"event": "store.slow", "ms": round(took * 1000)})
    return result


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Tell a disk that fails from a mistake, and let nothing out that a future refuses."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in UNAVAILABLE:
            raise
        raise StoreUnavailableError(str(error)) from error
    except StopIteration as error:
        # A future refuses it, and the caller would wait for ever.
        raise RuntimeError("the transaction's work raised StopIteration") from error


def _cut_log(connection: sqlite3.Connection) -> None:
    # Without waiting: a reader (a backup) may take seconds, and every writer would stand behind
    # it.
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        blocked = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise StoreUnavailableError(f"no checkpoint: {error}") from error
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    if blocked:
        raise StoreUnavailableError("no checkpoint: somebody still reads from the log")
