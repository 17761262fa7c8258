"""The sandbox's memory on disk, so that a demo goes on where it was left."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from bot.sandbox.core import BotApi
from bot.sandbox.values import encode

_DELAY_S = 0.4
_SKIPPED_IDS = 1000  # more updates than can arrive between a change and its place on disk


class Storage:
    """Keeps one :class:`BotApi` in a folder: ``state.json`` and one file per upload.

    Files are readable by the owner only. A change is on disk at most half a second later; the
    state file is replaced in one step, so a crash leaves the old or the new state.
    """

    def __init__(self, core: BotApi, folder: Path) -> None:
        self._core = core
        self._folder = folder
        self._state = folder / "state.json"
        self._timer: asyncio.TimerHandle | None = None
        self._goes_on = False

    def load(self) -> bool:
        """Take the saved state over; return whether there was one.

        Raises:
            ValueError: the state cannot be read or belongs to another bot.
        """
        if not self._state.exists():
            return False
        try:
            data = json.loads(self._state.read_bytes())
            blobs = {
                saved["unique_id"]: (self._folder / saved["unique_id"]).read_bytes()
                for saved in data["files"]
            }
            self._core.load(data, blobs)
        except (OSError, KeyError, TypeError, json.JSONDecodeError) as broken:
            raise ValueError(
                f"{self._state} cannot be read; remove the folder to start anew"
            ) from broken
        self._goes_on = True
        return True

    def attach(self) -> None:
        """Save every change from now on; needs the running event loop.

        A killed process may have handed out more update ids than it saved. Telegram never gives
        one twice, and a bot passes over those it knows: some are skipped.
        """
        if self._goes_on:
            self._core.updates.next_id += _SKIPPED_IDS
        self._core.watchers.add(self._changed)
        self._core.updates.on_change = self._changed

    def close(self) -> None:
        """Stop watching and save what is there now."""
        self._core.watchers.discard(self._changed)
        self._core.updates.on_change = None
        if self._timer is not None:
            self._timer.cancel()
        self.save()

    def save(self) -> None:
        """Write the state now."""
        self._timer = None
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unique_id, data in self._core.blobs.items():
            path = self._folder / unique_id
            if not path.exists():
                _replace(path, data)
        _replace(self._state, encode(self._core.dump()))

    def _changed(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_DELAY_S, self.save)


def _replace(path: Path, data: bytes) -> None:
    """Write a file with mode 0600 so that it is there completely or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
