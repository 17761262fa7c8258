"""What the exit code of ``run`` tells a service manager: start me again, or call somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.app import App, StartAgainError
from bot.clock import Clock
from bot.config import Config
from bot.store.errors import StoreError
from bot.store.lock import AlreadyRunningError
from bot.transport.errors import FatalTransportError, NoConnectionError

SETTINGS = {
    "BOT_TOKEN": "123456789:" + "a" * 35,
    "CONTROLLER_NAME": "Kreis Musterstadt",
    "CONTACT_PHONE": "+49 221-0",
}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StartAgainError("a tick is stuck"), 1),
        (NoConnectionError("no network yet"), 1),
        (FatalTransportError("the token was revoked"), 2),
        (AlreadyRunningError(Path("a"), 7), 2),
        (StoreError("the file is damaged"), 2),
        (KeyboardInterrupt(), 0),
    ],
)
def test_the_exit_code_says_whether_a_new_start_may_help(
    error: BaseException,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def broken(
        config: Config, clock: Clock, *, adopt: bool, ready: Callable[[App], None]
    ) -> None:
        raise error

    for key, value in SETTINGS.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line, "set_up", lambda token: None)
    monkeypatch.setattr(command_line, "serve", broken)
    assert command_line.main(["run"]) == code
    assert str(error) in capsys.readouterr().err


def test_wrong_settings_need_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in SETTINGS:
        monkeypatch.setenv(key, "")
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["run"]) == 2
    assert "BOT_TOKEN" in capsys.readouterr().err
