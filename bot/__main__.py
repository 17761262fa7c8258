"""The command line: run, demo, doctor, migrate, backup, restore, invite-lead, faq."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot import operator
from bot.app import App, StartAgainError, offered_languages, serve
from bot.clock import SystemClock
from bot.config import Config, ConfigError, environment
from bot.faq.cli import main as faq_main
from bot.faq.errors import ContentError
from bot.logs import set_up
from bot.process import settle, stop_on_signals
from bot.store.errors import StoreError
from bot.texts.catalogue import CatalogueError
from bot.transport.errors import FatalTransportError, NoConnectionError

EXIT_AGAIN = 1  # a fresh start may help: no connection, a part that failed or stands still
EXIT_OPERATOR = 2  # it would not: settings, files, token, a second instance
_FOR_THE_OPERATOR = (
    StoreError,
    FatalTransportError,
    CatalogueError,
    ContentError,
    operator.DoctorError,
)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["faq"]:
        return faq_main(arguments[1:])
    chosen = _parser().parse_args(arguments)
    try:
        chosen.work(chosen)
    except ConfigError as error:
        return _fail(EXIT_OPERATOR, "Settings:", *error.problems)
    except (StartAgainError, NoConnectionError) as error:
        return _fail(EXIT_AGAIN, str(error))
    except _FOR_THE_OPERATOR as error:
        return _fail(EXIT_OPERATOR, str(error))
    except KeyboardInterrupt:
        return 0
    return 0


def _fail(code: int, *lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - the operator's terminal
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, help_text: str, work: Callable[[argparse.Namespace], None]) -> None:
        sub = commands.add_parser(name, help=help_text, description=help_text)
        sub.set_defaults(work=work)
        if (options := _OPTIONS.get(name)) is not None:
            options(sub)

    add("run", "start the bot with the token in BOT_TOKEN", _run)
    add("demo", "start the bot with a sandbox in the browser", _demo)
    add("start", "run with a token in .env, else demo (what make run calls)", _start)
    add("doctor", "name what is wrong and how to mend it", _doctor)
    add("migrate", "bring the database up to date", _migrate)
    add("backup", "make a verified copy of the database now", _backup)
    add("restore", "put a backup in place of the database", _restore)
    add("invite-lead", "print a link that makes whoever opens it a lead", _invite_lead)
    commands.add_parser("faq", help="predict, eval and check of the answers")
    return parser


def _demo_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--port", type=int, default=8088, help="port of the page (0: any free one)")
    sub.add_argument("--data", type=Path, default=Path("demo-data"), help="folder of the demo")


def _run_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--adopt", action="store_true", help="take over a database that served another bot"
    )


def _restore_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("backup", type=Path, help="the backup file")


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "run": _run_options,
    "demo": _demo_options,
    "start": _demo_options,
    "restore": _restore_options,
}


def _config(*, need_token: bool) -> Config:
    given = environment(Path.cwd())
    return Config.from_mapping(
        given.values,
        offered=offered_languages(),
        need_token=need_token,
        problems=given.problems,
    )


def _run(chosen: argparse.Namespace) -> None:
    config = _config(need_token=True)
    set_up(config.token or "")

    def ready(app: App) -> None:
        stop_on_signals(app.stop.event)
        settle()
        print(f"Lotse runs as @{app.telegram.username}.", flush=True)  # noqa: T201

    with suppress(asyncio.CancelledError):
        asyncio.run(serve(config, SystemClock(), adopt=chosen.adopt, ready=ready))


def _demo(chosen: argparse.Namespace) -> None:
    # The sandbox's server costs a start with a token time and memory that it never uses.
    from bot.demo import demo  # noqa: PLC0415

    asyncio.run(demo(_config(need_token=False), port=chosen.port, folder=chosen.data))


def _start(chosen: argparse.Namespace) -> None:
    if environment(Path.cwd()).values.get("BOT_TOKEN", "").strip():
        chosen.adopt = False
        _run(chosen)
    else:
        _demo(chosen)


def _doctor(_chosen: argparse.Namespace) -> None:
    folder = Path.cwd()
    asyncio.run(operator.doctor(environment(folder), folder, SystemClock()))


def _migrate(_chosen: argparse.Namespace) -> None:
    operator.migrate_now(_config(need_token=False), SystemClock())


def _backup(_chosen: argparse.Namespace) -> None:
    operator.back_up(_config(need_token=False), SystemClock())


def _restore(chosen: argparse.Namespace) -> None:
    operator.put_back(_config(need_token=False), chosen.backup, SystemClock())


def _invite_lead(_chosen: argparse.Namespace) -> None:
    asyncio.run(operator.invite_lead(_config(need_token=True), SystemClock()))


if __name__ == "__main__":
    sys.exit(main())
