"""The process around the bot: signals that end it cleanly."""

from __future__ import annotations

import asyncio
import gc
import signal


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set ``stop`` on Ctrl-C and on SIGTERM; a second Ctrl-C ends the process at once."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            loop.remove_signal_handler(signal.SIGINT)
        stop.set()

    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, asked)


def settle() -> None:
    """Spare the garbage collector what has been made up to now and stays to the end.

    Updates make many objects and no cycles worth mentioning, so it may look for them rarely.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
