"""Lotse coordinates volunteers, newcomers and coordinators of integration work over Telegram."""

__version__ = "0.1.0"
