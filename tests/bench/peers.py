"""The bots Lotse is measured against: as little as python-telegram-bot can do per update.

``bare``: Lotse's own HTTP layer, updates handled side by side. ``default``: as the library comes.
A press is answered and its message edited, a message is answered with a message.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler

from bot.transport.request import AiohttpRequest


async def pressed(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query is not None
    await asyncio.gather(query.answer(), query.edit_message_text(f"echo {update.update_id}"))


async def written(update: Update, context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "-")


def built(kind: str, url: str, token: str) -> Application[Any, Any, Any, Any, Any, Any]:
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    builder = builder.token(token).base_url(f"{url}/bot").job_queue(None)
    if kind == "bare":
        builder = (
            builder.request(AiohttpRequest())
            .get_updates_request(AiohttpRequest(connections=2))
            .concurrent_updates(256)
        )
    return builder.build()


def main() -> None:
    logging.disable(logging.INFO)
    bot = built(*sys.argv[1:])
    bot.add_handler(CallbackQueryHandler(pressed))
    bot.add_handler(MessageHandler(None, written))
    bot.run_polling(allowed_updates=["message", "callback_query"], timeout=25)


if __name__ == "__main__":
    main()
