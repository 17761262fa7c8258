"""Settings from the environment or ``.env``; everything missing or wrong is named at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

KEYS = (
    "BOT_TOKEN",
    "TELEGRAM_API_URL",
    "DATABASE_PATH",
    "BACKUP_PATH",
    "TIMEZONE",
    "LANGUAGES",
    "CONTROLLER_NAME",
    "CONTACT_PHONE",
    "CONTACT_EMAIL",
    "CONTACT_WEB",
)
ENV_FILE = ".env"
TELEGRAM_URL = "https://api.telegram.org"
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,64}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s/()-]{5,24}")


class ConfigError(Exception):
    """Settings are missing or wrong; ``problems`` has one sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep all ``problems``."""
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one installation; ``token`` is None where only the sandbox is meant."""

    token: str | None = field(repr=False)
    api_url: str
    database: Path
    backups: Path
    zone: ZoneInfo
    languages: tuple[str, ...]
    controller: str
    phone: str | None
    email: str | None
    web: str | None

    @classmethod
    def from_mapping(
        cls,
        values: Mapping[str, str],
        *,
        offered: tuple[str, ...],
        need_token: bool,
        problems: tuple[str, ...] = (),
    ) -> Config:
        """Return the settings in ``values``; ``offered`` are the languages that have texts.

        ``problems`` are what was wrong already when the values were read.

        Raises:
            ConfigError: at least one is missing or wrong; it names all of them.
        """
        return _Reader(values, offered, problems).read(need_token=need_token)


class _Reader:
    """Reads one setting after the other and collects what is wrong."""

    def __init__(
        self, values: Mapping[str, str], offered: tuple[str, ...], problems: tuple[str, ...]
    ) -> None:
        self._values = {key: values.get(key, "").strip() for key in KEYS}
        self._offered = offered
        self._problems = list(problems)

    def read(self, *, need_token: bool) -> Config:
        database = Path(self._values["DATABASE_PATH"] or "data/lotse.sqlite3")
        backups = self._values["BACKUP_PATH"]
        config = Config(
            token=self._token(need_token=need_token),
            api_url=self._url("TELEGRAM_API_URL") or TELEGRAM_URL,
            database=database,
            backups=Path(backups) if backups else database.parent / "backups",
            zone=self._zone(),
            languages=self._languages(),
            controller=self._controller(need_token=need_token),
            phone=self._matching("CONTACT_PHONE", _PHONE, "a phone number such as +49 221 221-0"),
            email=self._matching("CONTACT_EMAIL", _EMAIL, "an e-mail address"),
            web=self._url("CONTACT_WEB"),
        )
        if need_token and not (config.phone or config.email or config.web):
            self._problems.append(
                "CONTACT_PHONE, CONTACT_EMAIL or CONTACT_WEB must be set: "
                "people need a way to reach you without Telegram."
            )
        if self._problems:
            raise ConfigError(tuple(self._problems))
        return config

    def _token(self, *, need_token: bool) -> str | None:
        token = self._values["BOT_TOKEN"]
        if not token:
            if need_token:
                self._problems.append("BOT_TOKEN is missing. Get one from @BotFather in Telegram.")
            return None
        if _TOKEN.fullmatch(token) is None:
            self._problems.append(
                "BOT_TOKEN does not look like a token. It has the form 123456789:AAbbCC…"
            )
        return token

    def _controller(self, *, need_token: bool) -> str:
        name = self._values["CONTROLLER_NAME"]
        if not name and need_token:
            self._problems.append(
                "CONTROLLER_NAME is missing: the privacy notice must say who is responsible."
            )
        return name or "Lotse"

    def _zone(self) -> ZoneInfo:
        name = self._values["TIMEZONE"] or "Europe/Berlin"
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._problems.append(f"TIMEZONE: there is no time zone {name!r}.")
            return ZoneInfo("Europe/Berlin")

    def _languages(self) -> tuple[str, ...]:
        wanted = [one.strip() for one in self._values["LANGUAGES"].split(",") if one.strip()]
        if not wanted:
            return self._offered
        unknown = [one for one in wanted if one not in self._offered]
        if unknown:
            self._problems.append(
                f"LANGUAGES: no texts in {', '.join(unknown)}. There are: "
                f"{', '.join(self._offered)}."
            )
        return tuple(dict.fromkeys(wanted))

    def _matching(self, key: str, pattern: re.Pattern[str], what: str) -> str | None:
        value = self._values[key]
        if value and pattern.fullmatch(value) is None:
            self._problems.append(f"{key}: {value!r} is not {what}.")
        return value or None

    def _url(self, key: str) -> str | None:
        value = self._values[key].rstrip("/")
        if not value:
            return None
        if not _is_address(value):
            self._problems.append(
                f"{key}: {value!r} is not an address such as https://example.org."
            )
        return value


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The settings as they were given, and what of them could not be read at all."""

    values: Mapping[str, str] = field(repr=False)
    problems: tuple[str, ...] = ()


def read_env_file(path: Path) -> Given:
    """Return the ``KEY=value`` lines of a ``.env`` file; no such file gives nothing.

    Comments, empty lines, ``export`` and quotes around a value are understood. Of a line that is
    no setting the number is named, its content is not: it may be half a token.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return Given(values={})
    except UnicodeDecodeError:
        return Given(values={}, problems=(f"{path.name} is not UTF-8 text. Save it as UTF-8.",))
    except OSError as error:
        return Given(values={}, problems=(f"{path.name} cannot be read: {error.strerror}.",))
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip().removeprefix("export ").strip()
        if not line or line.startswith("#"):
            continue
        key, separator, value = line.partition("=")
        if separator and _KEY.fullmatch(key.strip()):
            values[key.strip()] = _unquoted(value.strip())
        else:
            problems.append(f"{path.name}, line {number}: expected KEY=value.")
    return Given(values=values, problems=tuple(problems))


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def environment(folder: Path) -> Given:
    """Return the settings of ``folder/.env`` with the process's environment above them."""
    found = read_env_file(folder / ENV_FILE)
    return Given(values={**found.values, **os.environ}, problems=found.problems)
