"""A built wheel carries all it needs: locales, migrations, the sandbox's page."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import aiohttp
import pytest

from tests.project.rules import ROOT

pytestmark = pytest.mark.slow
PART = re.compile(r"""(?:src|href)="(/?[^":]+\.(?:js|css))\"""")
BUILD = ("hatchling", "build", "-t", "wheel", "-d")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python that has Lotse from a wheel, and its dependencies from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", *BUILD, folder], cwd=ROOT, check=True, timeout=60,
                   capture_output=True)  # fmt: skip
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    [site] = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    made = folder / "venv" / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", made, "install", "-q", "--no-deps", "--no-index",
         "--disable-pip-version-check", wheel],
        check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture
def environment() -> dict[str, str]:
    """Return the surroundings of somebody who has nothing but the wheel."""
    own = ("BOT_", "LOTSE_", "PYTHON")
    return {key: value for key, value in os.environ.items() if not key.startswith(own)}


def test_the_program_is_the_one_in_the_wheel(python, environment, tmp_path):
    done = subprocess.run([python, "-c", "import bot; print(bot.__file__)"], cwd=tmp_path,
                          env=environment, check=True, capture_output=True, text=True)  # fmt: skip
    assert Path(done.stdout.strip()).is_relative_to(python.parents[1])


def test_the_answers_are_inside(python, environment, tmp_path):
    done = subprocess.run([python, "-m", "bot", "faq", "check"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
    assert (done.returncode, "0 problems" in done.stdout) == (0, True), done.stdout + done.stderr


async def test_the_demo_starts_from_an_empty_folder_and_serves_its_page(
    python, environment, tmp_path
):
    demo = await asyncio.create_subprocess_exec(
        python, "-m", "bot", "demo", "--port", "0", cwd=tmp_path, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert demo.stdout is not None
    said = ""
    try:
        async with asyncio.timeout(30):
            while (found := re.search(r"http://127\.0\.0\.1:\d+", said)) is None:
                line = await demo.stdout.readline()
                assert line, said
                said += line.decode()
        async with aiohttp.ClientSession(found[0]) as session:
            page = await _text(session, "/")
            parts = [await _text(session, path) for path in PART.findall(page)]
        assert len(parts) >= 2
        assert all(parts)
    finally:
        demo.send_signal(signal.SIGINT)
        said += (await demo.stdout.read()).decode()
    assert (await demo.wait(), "Traceback" in said) == (0, False), said
    assert (tmp_path / "demo-data" / "lotse.sqlite3").is_file()


async def _text(session: aiohttp.ClientSession, path: str) -> str:
    async with session.get(f"/{path.lstrip('/')}") as answer:
        assert answer.status == 200, path
        return await answer.text()
