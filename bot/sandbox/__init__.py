"""A local Bot API server with a chat page: try, develop and test the bot without Telegram."""

from bot.sandbox.core import BotApi
from bot.sandbox.model import Kind
from bot.sandbox.values import Answer, ConnectionRefused, Dropped, SimError, Upload

__all__ = ["Answer", "BotApi", "ConnectionRefused", "Dropped", "Kind", "SimError", "Upload"]
