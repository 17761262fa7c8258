"""The files that travel with the program are found in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import place


def test_a_checkout_has_them_beside_the_package() -> None:
    assert (place.locales_folder().name, place.locales_folder().is_dir()) == ("locales", True)
    assert list(place.migrations_folder().glob("0001_*.sql"))


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_data" / "locales").mkdir(parents=True)
    monkeypatch.setattr(place, "_PACKAGE", tmp_path)
    assert place.locales_folder() == tmp_path / "_data" / "locales"
