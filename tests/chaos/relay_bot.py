"""The whole bot, to be killed: forked again and again, with settings from the environment.

An argument names the protection that is taken away, see tests/mutants/relay_faults.py.
"""

from __future__ import annotations

import asyncio
import os
import sys

from bot.app import App, offered_languages, serve
from bot.clock import SystemClock
from bot.config import Config
from bot.logs import set_up
from bot.process import stop_on_signals
from tests.chaos.victim import fork_for_each_line
from tests.mutants.relay_faults import FAULTS


def main() -> None:
    config = Config.from_mapping(os.environ, offered=offered_languages(), need_token=True)
    set_up(config.token or "")
    taken_away = [FAULTS[name] for name in sys.argv[1:]]

    def ready(app: App) -> None:
        stop_on_signals(app.stop.event)

    def live() -> None:
        for fault in taken_away:
            fault()
        asyncio.run(serve(config, SystemClock(), ready=ready))

    fork_for_each_line(live)


if __name__ == "__main__":
    main()
