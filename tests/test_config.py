"""Settings: what is understood, and that everything wrong is named at once."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import (
    KEYS,
    TELEGRAM_URL,
    Config,
    ConfigError,
    Given,
    environment,
    read_env_file,
)

OFFERED = ("de", "en", "uk", "ar")
TOKEN = "123456789:" + "a" * 35
GOOD = {"BOT_TOKEN": TOKEN, "CONTROLLER_NAME": "Kreis Musterstadt", "CONTACT_PHONE": "+49 221-0"}


def read(values: dict[str, str], *, need_token: bool = True) -> Config:
    return Config.from_mapping(values, offered=OFFERED, need_token=need_token)


def problems(values: dict[str, str], *, need_token: bool = True) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as wrong:
        read(values, need_token=need_token)
    return wrong.value.problems


def test_the_least_settings_are_enough() -> None:
    assert read(GOOD) == Config(
        token=TOKEN,
        api_url=TELEGRAM_URL,
        database=Path("data/lotse.sqlite3"),
        backups=Path("data/backups"),
        zone=ZoneInfo("Europe/Berlin"),
        languages=OFFERED,
        controller="Kreis Musterstadt",
        phone="+49 221-0",
        email=None,
        web=None,
    )


def test_every_setting_is_read() -> None:
    config = read(
        {
            **GOOD,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "DATABASE_PATH": "store/all.sqlite3",
            "BACKUP_PATH": "elsewhere",
            "TIMEZONE": "Europe/Kyiv",
            "LANGUAGES": " uk , de,uk",
            "CONTACT_EMAIL": "ki@kreis.example",
            "CONTACT_WEB": "https://kreis.example/ki",
        }
    )
    assert config == Config(
        token=TOKEN,
        api_url="http://127.0.0.1:8081",
        database=Path("store/all.sqlite3"),
        backups=Path("elsewhere"),
        zone=ZoneInfo("Europe/Kyiv"),
        languages=("uk", "de"),
        controller="Kreis Musterstadt",
        phone="+49 221-0",
        email="ki@kreis.example",
        web="https://kreis.example/ki",
    )


def test_the_sandbox_needs_no_settings() -> None:
    config = read({}, need_token=False)
    assert (config.token, config.controller, config.languages) == (None, "Lotse", OFFERED)


def test_backups_lie_beside_the_database_unless_said_otherwise() -> None:
    assert read({**GOOD, "DATABASE_PATH": "a/b.sqlite3"}).backups == Path("a/backups")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("BOT_TOKEN", "no token"),
        ("BOT_TOKEN", "123456789:tooshort"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("TELEGRAM_API_URL", "http://[broken"),
        ("TELEGRAM_API_URL", "http://example.org:port"),
        ("TELEGRAM_API_URL", "http://:80"),
        ("TIMEZONE", "Europe/Bielefeld"),
        ("TIMEZONE", "Europe"),
        ("TIMEZONE", "../secret"),
        ("LANGUAGES", "de,tlh"),
        ("CONTACT_PHONE", "call me"),
        ("CONTACT_EMAIL", "nobody"),
        ("CONTACT_WEB", "example.org"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: str) -> None:
    [problem] = problems({**GOOD, key: value})
    assert problem.startswith(key)


def test_everything_missing_is_named_at_once() -> None:
    found = problems({})
    assert [problem.split()[0].rstrip(",:") for problem in found] == [
        "BOT_TOKEN",
        "CONTROLLER_NAME",
        "CONTACT_PHONE",
    ]


def test_what_could_not_be_read_is_named_with_the_rest() -> None:
    with pytest.raises(ConfigError) as wrong:
        Config.from_mapping(
            {}, offered=OFFERED, need_token=False, problems=(".env, line 3: expected KEY=value.",)
        )
    assert str(wrong.value) == ".env, line 3: expected KEY=value."


def test_no_text_shows_the_token() -> None:
    secret = "123456789:half-a-secret"
    config = read(GOOD)
    assert TOKEN not in repr(config)
    assert secret not in "".join(problems({**GOOD, "BOT_TOKEN": secret}))
    assert TOKEN not in repr(Given(values=GOOD))


def test_an_env_file_is_read_with_comments_quotes_and_export(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "\ufeff# a comment\n\nexport BOT_TOKEN = '1:2'\nCONTROLLER_NAME=\"Kreis = groß\"\n"
        "CONTACT_WEB=https://a.example/?b=c\nCONTACT_PHONE='\n",
        encoding="utf-8",
    )
    assert read_env_file(path) == Given(
        values={
            "BOT_TOKEN": "1:2",
            "CONTROLLER_NAME": "Kreis = groß",
            "CONTACT_WEB": "https://a.example/?b=c",
            "CONTACT_PHONE": "'",
        }
    )


def test_every_line_that_is_no_setting_is_named_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("BOT_TOKEN 1:secret\nTIMEZONE=UTC\n=secret\nBOT TOKEN=secret\n")
    assert read_env_file(path) == Given(
        values={"TIMEZONE": "UTC"},
        problems=tuple(f".env, line {n}: expected KEY=value." for n in (1, 3, 4)),
    )


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe")
    [problem] = read_env_file(tmp_path / ".env").problems
    assert "UTF-8" in problem


def test_an_env_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    [problem] = read_env_file(tmp_path / ".env").problems
    assert "cannot be read" in problem


def test_no_env_file_is_no_problem(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / ".env") == Given(values={})


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    (tmp_path / ".env").write_text("TIMEZONE=UTC\nLANGUAGES=de\nnonsense\n")
    monkeypatch.setenv("TIMEZONE", "Europe/Kyiv")
    given = environment(tmp_path)
    assert (given.values["TIMEZONE"], given.values["LANGUAGES"]) == ("Europe/Kyiv", "de")
    assert given.problems == (".env, line 3: expected KEY=value.",)
