"""Dialogues without Telegram: an Incoming goes in, a Reply comes out."""
