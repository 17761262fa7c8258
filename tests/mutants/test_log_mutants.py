"""S9 bites: whatever tells a token, a name or a text is caught, and fails the run at its end."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation import dispatcher
from bot.jobs.nursery import TaskNursery
from bot.transport.redaction import install
from tests.project.rules import ROOT
from tests.support import canaries
from tests.support.talk import Talk, open_talk

logger = logging.getLogger("bot.careless")
NAME = "Aylinka"
TEXT = "Mein Nachbar hat mir geschrieben"
TOKEN = "987654321:CanaryCanaryCanaryCanaryCanaryCanar"


async def one_talk(folder: Path) -> list[str]:
    """Return what the logs tell of somebody who joins and asks something."""
    async with open_talk(folder) as talk:
        with canaries.caught() as found:
            who = await _joined(talk)
            await who.says(TEXT)
    return [line.partition(" (")[0] for line in found]


async def _joined(talk: Talk):
    lead = await talk.lead(1)
    await lead.says("/help")
    who = talk.person(2, "de", NAME)
    await who.says("/start")
    await who.forges("1:lang:~de")
    return who


async def test_as_it_is_a_talk_leaves_no_name_and_no_text(tmp_path):
    assert await one_talk(tmp_path) == []


@pytest.mark.parametrize(
    "careless",
    [
        lambda said: logger.info("hello %s", said.first_name, extra={"event": "m.args"}),
        lambda said: logger.info(f"hello {said.first_name}", extra={"event": "m.words"}),  # noqa: G004
        lambda said: logger.warning("hello", extra={"event": "m.extra", "who": said.first_name}),
    ],
)
async def test_a_flow_that_logs_the_name_is_caught(tmp_path, monkeypatch, careless):
    answer = dispatcher.answer

    def telling(tx, incoming, now, house):
        if incoming.first_name == NAME:
            careless(incoming)
        return answer(tx, incoming, now, house)

    monkeypatch.setattr(dispatcher, "answer", telling)
    found = await one_talk(tmp_path)
    assert len(found) >= 3
    assert set(found) <= {"m.args tells a name", "m.words tells a name", "m.extra tells a name"}


async def test_a_flow_that_logs_what_was_written_is_caught(tmp_path, monkeypatch):
    answer = dispatcher.answer

    def telling(tx, incoming, now, house):
        logger.info("heard", extra={"event": "m.heard", "what": incoming.content})
        return answer(tx, incoming, now, house)

    monkeypatch.setattr(dispatcher, "answer", telling)
    assert "m.heard tells a text" in await one_talk(tmp_path)


@pytest.fixture
def registered() -> Iterator[list[str]]:
    canaries.name(NAME)
    canaries.text(TEXT)
    with canaries.caught() as found:
        yield found


def test_a_traceback_that_quotes_a_text_is_caught(registered):
    try:
        try:
            raise ValueError(TEXT)
        except ValueError as error:
            raise RuntimeError("something else") from error
    except RuntimeError:
        logger.exception("failed", extra={"event": "m.failed"})
    assert [line.partition(" (")[0] for line in registered] == ["m.failed tells a text"]


async def _failing_task() -> None:
    nursery = TaskNursery()

    async def fail() -> None:
        raise ValueError(NAME)

    await nursery_ends(nursery, fail())


async def nursery_ends(nursery: TaskNursery, work) -> None:
    task = nursery.spawn(work, name="work")
    while not task.done() or len(nursery):
        await asyncio.sleep(0)


async def test_a_failure_is_logged_without_its_words(registered):
    await _failing_task()
    assert registered == []


async def test_a_trace_with_the_words_of_the_exception_is_caught(registered, monkeypatch):
    monkeypatch.setattr("bot.jobs.nursery.trace", lambda error: {"error": repr(error)})
    await _failing_task()
    assert [line.partition(" (")[0] for line in registered] == ["task.failed tells a name"]


def _quoting() -> None:
    try:
        raise ValueError(TEXT)
    except ValueError:
        logger.exception("careless library")
    logging.getLogger("asyncio").error(f"Task failed\nfuture: <Task exception=V({TEXT!r})>")  # noqa: G004


def test_the_redaction_takes_the_words_of_any_exception_out(registered):
    undo = install("")
    _quoting()
    undo()
    assert registered == []


def test_without_the_redaction_the_words_are_caught(registered):
    _quoting()
    assert [line.partition(" (")[0] for line in registered] == [
        "bot.careless tells a text",
        "asyncio tells a text",
    ]


def test_a_line_of_a_child_is_looked_at(registered):
    canaries.look_at_line(f'{{"event": "m.child", "text": "hello {NAME}"}}', "the demo")
    canaries.look_at_line(f"GET /bot{TOKEN}/getMe", "the demo")
    assert [line.partition(" (")[0] for line in registered] == [
        "m.child of the demo tells a name",
        "a line of the demo tells a token",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [["-p", "no:xdist"], ["-n", "1"]])
def test_a_run_whose_tests_all_pass_fails_for_a_token_in_a_log(tmp_path, workers):
    (tmp_path / "test_it.py").write_text(
        "import logging\n\n\ndef test_it():\n"
        f"    logging.getLogger('deep').info('x', extra={{'event': 'm.told', 'url': '{TOKEN}'}})\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.log_watch",
         "-p", "no:cacheprovider", "--rootdir", tmp_path, *workers, tmp_path],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, "1 passed" in run.stdout) == (1, True), run.stdout + run.stderr
    assert "m.told tells a token (test_it.py::test_it)" in run.stdout
    assert TOKEN not in run.stdout
