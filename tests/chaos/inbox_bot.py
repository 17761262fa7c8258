"""A bot to be killed: forked from a process that has all imports done, one per line on stdin.

Arguments: API address, folder, token. Each line on stdin starts a bot and prints its process id;
the end of stdin ends this process. While the file ``full`` lies in the folder, the database may
not grow, as on a full disk.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.clock import SystemClock
from bot.conversation.types import Incoming, Reply, Show, Text
from bot.domain.rendered import Rendered
from bot.jobs.nursery import TaskNursery
from bot.store.database import Database, Tx
from bot.transport.application import Telegram, TelegramSettings
from bot.transport.handlers import Handlers
from bot.transport.pacing import Pacer
from tests.chaos.victim import fork_for_each_line
from tests.support.papers import no_papers


def answer(tx: Tx, incoming: Incoming, now: datetime) -> Reply:
    """Store one effect for each text and say the text again."""
    if not isinstance(incoming.content, Text):
        return Reply()
    text = incoming.content.text
    tx.run("INSERT INTO effect (seq, chat_id, said) VALUES (:s, :c, :t)",
           s=incoming.seq, c=incoming.chat_id, t=text)  # fmt: skip
    return Reply(shows=(Show(message=Rendered(html=text)),))


def handlers() -> Handlers:
    sorry = Reply(shows=(Show(message=Rendered(html="sorry")),))
    return Handlers(
        answer=answer,
        on_error=lambda *_: sorry,
        on_unavailable=lambda _: sorry,
        defer=lambda *_: None,
        on_unreachable=lambda *_: None,
        on_shown=lambda *_: None,
    )


async def fill_and_free(database: Database, flag: Path) -> None:
    """Let the disk be full while ``flag`` exists."""
    full = False
    while True:
        if flag.exists() != full:
            full = not full
            limit = "PRAGMA max_page_count = " + ("1" if full else str(1 << 30))
            await database.write(partial(Tx.all, sql=limit))
        await asyncio.sleep(0.01)


async def live(url: str, folder: Path, token: str) -> None:
    logging.basicConfig(filename=folder / "bot.log", level=logging.WARNING)
    database = await Database.open(folder / "lotse.sqlite3")
    nursery = TaskNursery()
    telegram = Telegram(
        TelegramSettings(token=token, api_url=url, long_poll_s=1),
        clock=SystemClock(),
        nursery=nursery,
        database=database,
        handlers=handlers(),
        pacing=Pacer(),
        papers=no_papers,
    )
    _ = nursery.spawn(fill_and_free(database, folder / "full"), name="disk")
    await telegram.start()
    running = asyncio.create_task(telegram.run())
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await telegram.stop()
    await running
    await nursery.close(2.0)
    await database.close()


def main() -> None:
    url, folder, token = sys.argv[1:]
    fork_for_each_line(lambda: asyncio.run(live(url, Path(folder), token)))


if __name__ == "__main__":
    main()
