"""Papers are made by a child that is bounded, knows no secrets and says no names."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from bot.documents import papers as module
from bot.documents.papers import PaperError, Papers
from bot.domain.certificate import CERTIFICATE, to_facts
from bot.domain.rendered import Paper
from tests.documents.samples import GERMAN

pytestmark = pytest.mark.slow
PAPER = Paper(name="a.pdf", kind=CERTIFICATE, facts=to_facts(GERMAN), fallback="sorry")
NAME = "Anneliese"


async def test_a_certificate_comes_back_as_pdf():
    content = await Papers().make(PAPER)
    assert (content[:5], len(content) < 100_000) == (b"%PDF-", True)


async def test_several_at_once_are_all_made():
    made = await asyncio.gather(*[Papers().make(PAPER) for _ in range(3)])
    assert len(set(made)) == 1


@pytest.mark.parametrize("broken", [{"facts": f'{{"name": "{NAME}"}}'}, {"kind": "poem"}])
async def test_what_cannot_be_made_is_told_without_a_name(broken, caplog):
    with pytest.raises(PaperError) as caught:
        await Papers().make(replace(PAPER, **broken))
    logged = json.dumps([str(vars(record)) for record in caplog.records])
    assert NAME not in str(caught.value) + logged
    assert [record.event for record in caplog.records] == ["paper.child_failed"]
    assert "KeyError" in logged


async def test_a_child_that_takes_too_long_is_ended(caplog):
    with pytest.raises(PaperError, match="no paper after"):
        await Papers(time_s=0.01).make(PAPER)


async def test_a_child_nobody_waits_for_is_ended():
    making = asyncio.ensure_future(Papers().make(PAPER))
    await asyncio.sleep(0.05)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making


def test_the_child_says_nothing_of_names_even_where_it_warns():
    facts = to_facts(replace(GERMAN, name="漢字😀"))
    done = subprocess.run(
        [sys.executable, "-m", "bot.documents", CERTIFICATE],
        input=facts.encode(), capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_child_inherits_no_settings(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    assert "secret" not in str(module._surroundings())


def test_the_bot_itself_loads_nothing_large():
    code = (
        "import sys, bot.app; large = {'fpdf', 'PIL', 'fontTools', 'uharfbuzz', 'icalendar'};"
        "print(sorted(large & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_memory_of_the_child_is_bounded():
    code = (
        "import resource, sys; from bot.documents import __main__ as child, papers;"
        "sys.stdin = open('/dev/null'); child.main('none');"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0] == papers.MEMORY_BYTES)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
