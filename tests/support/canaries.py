"""S9: what must never stand in a log, and the watch that looks for it in every record.

Helpers register whom they bring to life and what these people say; the watch sees every record at
INFO and above, of whatever logger, and keeps the event key of each record that tells something.
"""

from __future__ import annotations

import inspect
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from typing import Any

from bot.sandbox import BotApi
from bot.store import people

LEVEL = logging.INFO
SHORTEST_NAME = 3  # shorter ones stand in every second word
SHORTEST_TEXT = 8
_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")
_WORD = re.compile(r"\w+")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_names: set[str] = set()
# What is looked for as it stands with its kind, by its first letters: thousands are said in a run.
_phrases: dict[str, dict[str, str]] = {}
_found: list[list[str]] = [[]]  # one list for the run, and one for each open ``caught``


def name(word: str | None) -> None:
    """Register the name of a person."""
    clean = (word or "").strip()
    if len(clean) < SHORTEST_NAME:
        return
    if _WORD.fullmatch(clean):
        _names.add(clean)
    else:
        _phrase(clean, "a name")


def text(words: str | None) -> None:
    """Register what a person wrote."""
    clean = (words or "").strip()
    if len(clean) >= SHORTEST_TEXT:
        _phrase(clean, "a text")


def token(secret: str) -> None:
    """Register a bot's token."""
    _phrase(secret, "a token")


def _phrase(words: str, kind: str) -> None:
    _phrases.setdefault(words[:SHORTEST_NAME], {})[words] = kind


def told_by(content: str) -> set[str]:
    """Return the kinds of canaries that stand in ``content``."""
    kinds = {
        kind
        for at in range(len(content) - SHORTEST_NAME + 1)
        for phrase, kind in _phrases.get(content[at : at + SHORTEST_NAME], {}).items()
        if content.startswith(phrase, at)
    }
    if not _names.isdisjoint(_WORD.findall(content)):
        kinds.add("a name")
    if _TOKEN.search(content):
        kinds.add("a token")
    return kinds


def look(record: logging.LogRecord) -> None:
    """Keep the record's event key if message, arguments, extra or exceptions tell something."""
    content = "\n".join(_parts(record))
    _keep(str(vars(record).get("event", record.name)), content)


def look_at_line(line: str, origin: str) -> None:
    """Look at one line which a child process wrote to its log; ``origin`` says whose."""
    event = re.search(r'"event": "([^"]+)"', line)
    _keep(f"{event[1] if event else 'a line'} of {origin}", line)


def _keep(key: str, content: str) -> None:
    where = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
    _found[-1].extend(f"{key} tells {kind} ({where})" for kind in sorted(told_by(content)))


def _parts(record: logging.LogRecord) -> Iterator[str]:
    try:
        yield record.getMessage()
    except (TypeError, ValueError):
        yield str(record.msg)
    yield repr(record.args)
    yield from (str(v) for k, v in vars(record).items() if k not in _STANDARD)
    yield record.exc_text or ""
    yield record.stack_info or ""
    if record.exc_info:
        yield from _words_of(record.exc_info[1])


def _words_of(error: BaseException | None) -> Iterator[str]:
    """Yield what the exception and those behind it say (source lines are no log contents)."""
    while error is not None:
        yield f"{error} {error.args!r} {getattr(error, '__notes__', '')}"
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _words_of(one)
        error = error.__cause__ or error.__context__


def leaks() -> list[str]:
    """Return what was found in this process so far, each thing once."""
    return sorted(set(_found[0]))


@contextmanager
def caught() -> Iterator[list[str]]:
    """Collect findings apart, for a test of the watch itself."""
    _found.append([])
    try:
        yield _found[-1]
    finally:
        _found.pop()


@contextmanager
def watching() -> Iterator[None]:
    """Look at every record from now on, before any handler or filter of a handler has it.

    Also register every token and person of a sandbox, what they write there, and every name that
    is stored, so that no helper can forget it.
    """
    root, handle, level = logging.getLogger(), logging.Logger.handle, logging.getLogger().level

    def watched(self: logging.Logger, record: logging.LogRecord) -> None:
        if record.levelno >= LEVEL:
            look(record)
        handle(self, record)

    with ExitStack() as stack:
        stack.enter_context(_replaced(logging.Logger, "handle", watched))
        stack.callback(root.setLevel, level)
        root.setLevel(LEVEL)
        for owner, method, register in (
            (BotApi, "__init__", lambda given: token(given["token"])),
            (BotApi, "add_person", _person),
            (BotApi, "send_text", lambda given: text(given["text"])),
            (BotApi, "edit_text", lambda given: text(given["text"])),
            (people, "set_name", lambda given: name(given["name"])),
        ):
            spy = _registering(getattr(owner, method), register)
            stack.enter_context(_replaced(owner, method, spy))
        yield


def _person(given: Mapping[str, Any]) -> None:
    for part in ("first_name", "last_name", "username"):
        name(given.get(part))


def _registering(
    method: Callable[..., Any], register: Callable[[Mapping[str, Any]], None]
) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @wraps(method)
    def spy(*args: Any, **options: Any) -> Any:
        with suppress(TypeError):  # a wrong call is the method's own to refuse
            register(signature.bind(*args, **options).arguments)
        return method(*args, **options)

    return spy


@contextmanager
def _replaced(owner: Any, attribute: str, value: object) -> Iterator[None]:
    inherited = attribute not in vars(owner)
    before = getattr(owner, attribute)
    setattr(owner, attribute, value)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, attribute)
        else:
            setattr(owner, attribute, before)
