"""Catalogues: .po files compiled in memory at start; no .mo file, so none can be stale."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.domain.place import locales_folder

SOURCE = "en"
DOMAIN = "bot"

# Written by hand: Babel numbers the Arabic forms in another order than CLDR and translators do
# (docs/decisions/0009).
ARABIC_PLURAL = "nplurals=6; plural=(n==0?0:n==1?1:n==2?2:n%100>=3&&n%100<=10?3:n%100>=11?4:5);"


class CatalogueError(Exception):
    """A catalogue is missing or cannot be used; the text names its file."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language."""

    language: str
    locale: Locale
    translations: gettext.NullTranslations

    @property
    def right_to_left(self) -> bool:
        """Tell whether the language is written from right to left."""
        return self.locale.text_direction == "rtl"


def po_path(language: str, folder: Path | None = None) -> Path:
    """Return where the catalogue of ``language`` lies."""
    return (folder or locales_folder()) / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def load(language: str) -> Catalogue:
    """Return the catalogue of ``language``; English is the source and needs no file.

    Raises:
        CatalogueError: there is no such catalogue, or it cannot be read.
    """
    locale = Locale.parse(language)
    path = po_path(language)
    if language == SOURCE and not path.exists():
        return Catalogue(language, locale, gettext.NullTranslations())
    compiled = io.BytesIO()
    try:
        with path.open("rb") as handle:
            write_mo(compiled, read_po(handle, locale=language, domain=DOMAIN, abort_invalid=True))
    except (OSError, ValueError, PoFileError) as error:
        raise CatalogueError(f"{path} cannot be used: {error}") from error
    compiled.seek(0)
    return Catalogue(language, locale, gettext.GNUTranslations(compiled))


def available(folder: Path | None = None) -> tuple[str, ...]:
    """Return the languages that have a catalogue, the source language included, sorted."""
    root = folder or locales_folder()
    found = {path.parent.parent.name for path in root.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}
    return tuple(sorted(found | {SOURCE}))


def own_name(language: str) -> str:
    """Return the name of ``language`` in itself, such as العربية."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def normalise_tag(tag: str | None) -> str | None:
    """Return the two- or three-letter part of a language tag as Telegram sends it, or None."""
    return None if not tag else tag.replace("_", "-").split("-")[0].lower()
