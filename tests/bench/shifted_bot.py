"""The bot with a clock that is put forward by the seconds written to its standard input."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from bot.app import App, offered_languages, serve
from bot.clock import ShiftedClock, SystemClock
from bot.config import Config
from bot.logs import set_up
from bot.process import stop_on_signals


def main() -> None:
    config = Config.from_mapping(os.environ, offered=offered_languages(), need_token=True)
    set_up(config.token or "")
    clock = ShiftedClock(SystemClock())

    def moved() -> None:
        if line := sys.stdin.readline():
            clock.advance(timedelta(seconds=float(line)))

    def ready(app: App) -> None:
        stop_on_signals(app.stop.event)
        asyncio.get_running_loop().add_reader(sys.stdin, moved)

    asyncio.run(serve(config, clock, ready=ready))


if __name__ == "__main__":
    main()
