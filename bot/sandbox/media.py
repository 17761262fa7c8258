"""Uploaded files as photo, document and voice objects of the Bot API."""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

from bot.sandbox.model import Kind, StoredFile
from bot.sandbox.values import Json, Upload
from bot.sandbox.world import World

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG or JPEG file, None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        (length,) = struct.unpack(">H", data[position + 2 : position + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def photo_content(world: World, upload: Upload) -> Json | None:
    """Store a picture; return {"photo": [sizes]}, None if the file is no picture.

    Telegram makes several sizes; the sandbox lists a thumbnail and the full picture, both with
    the bytes of the original.
    """
    size = image_size(upload.data)
    if size is None or not size[0] or not size[1] or len(upload.data) > MAX_PHOTO:
        return None
    stored = world.store_file(upload, "photos", _suffix(upload, ".jpg"))
    width, height = size
    scale = min(1.0, 90 / max(width, height))
    full: Json = {**_ids(stored), "width": width, "height": height}
    small: Json = {
        **full,
        "width": max(1, round(width * scale)),
        "height": max(1, round(height * scale)),
    }
    return {"photo": [full] if scale == 1.0 else [small, full]}


def document_content(world: World, upload: Upload) -> Json:
    """Store a file; return {"document": ...}."""
    stored = world.store_file(upload, "documents", _suffix(upload, ""))
    return {"document": {**_ids(stored), "file_name": upload.name, "mime_type": upload.mime}}


def voice_content(world: World, upload: Upload, duration: int) -> Json:
    """Store a voice message of ``duration`` seconds; return {"voice": ...}."""
    stored = world.store_file(upload, "voice", _suffix(upload, ".oga"))
    return {"voice": {**_ids(stored), "duration": duration, "mime_type": upload.mime}}


def content_of(world: World, kind: Kind, upload: Upload, duration: int = 1) -> Json | None:
    """Store ``upload`` as ``kind``; None if it cannot be one."""
    if kind is Kind.PHOTO:
        return photo_content(world, upload)
    if kind is Kind.VOICE:
        return voice_content(world, upload, duration)
    return document_content(world, upload)


def file_of(world: World, content: Json) -> StoredFile | None:
    """Return the stored file that a message content shows, if it shows one."""
    shown = content.get("document") or content.get("voice")
    sizes = content.get("photo")
    if isinstance(sizes, list):
        shown = sizes[-1]
    return world.files.get(str(shown["file_id"])) if isinstance(shown, dict) else None


def _ids(stored: StoredFile) -> Json:
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
    }


def _suffix(upload: Upload, fallback: str) -> str:
    suffix = PurePosixPath(upload.name).suffix.lower()
    plain = suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 10
    return suffix if plain else fallback
