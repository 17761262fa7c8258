"""The process that is killed: the outbox worker with the real messenger over loopback HTTP.

It imports everything once and then forks itself at each line it reads, so that a start costs
milliseconds and a kill hits sending, not importing. It prints the number of each fork.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from telegram import Bot

from bot.clock import SystemClock
from bot.domain.outbox import Composed, OutboxRow, SendNew
from bot.domain.rendered import Rendered
from bot.jobs.nursery import TaskNursery
from bot.jobs.outbox_worker import OutboxWorker
from bot.services.ports import Outcome
from bot.store.database import Database, Tx
from bot.transport.messenger import TelegramMessenger
from bot.transport.request import AiohttpRequest
from tests.chaos.victim import fork_for_each_line
from tests.support.pacing import FreePacing
from tests.support.papers import no_papers


def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
    return SendNew(message=Rendered(html=row.payload))


def settle(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
    """Nothing follows."""


async def work(path: Path, url: str, token: str) -> None:
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=request)
    worker = OutboxWorker(
        database=await Database.open(path),
        messenger=TelegramMessenger(bot, no_papers),
        pacing=FreePacing(),
        clock=SystemClock(),
        nursery=TaskNursery(),
        compose=compose,
        settle=settle,
    )
    await worker.run()


def main() -> None:
    path, url, token = sys.argv[1:]
    fork_for_each_line(lambda: asyncio.run(work(Path(path), url, token)))


if __name__ == "__main__":
    main()
