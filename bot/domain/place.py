"""Where the files lie that travel with the program: catalogues, answers, migrations."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def locales_folder() -> Path:
    """Return the folder of catalogues, answers and facts, in a checkout or a built wheel."""
    return _beside("locales")


def migrations_folder() -> Path:
    """Return the folder of migrations, in a checkout or a built wheel."""
    return _beside("migrations")


def _beside(name: str) -> Path:
    inside = _PACKAGE / "_data" / name  # a wheel carries them inside the package
    return inside if inside.is_dir() else _PACKAGE.parent / name
