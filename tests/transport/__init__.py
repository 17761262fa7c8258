"""Tests of bot.transport against the local Bot API server."""
