"""No log record carries a token, whatever made it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.transport.redaction import Redactor, install

CANARY = "987654321:CanaryCanaryCanaryCanaryCanaryCanar"
ODD = "odd-token"


@pytest.fixture
def installed() -> Iterator[None]:
    undo = install(ODD)
    yield
    undo()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("token", [CANARY, ODD])
def test_message_arguments_exception_and_stack_are_clean(
    token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logger = logging.getLogger("somewhere.deep")
    logger.debug("/bot%s/getMe %r", token, {"url": token})
    logger.debug("wrong %d", token)
    try:
        raise ValueError(token)
    except ValueError:
        logger.exception("failed", stack_info=True)
    assert len(caplog.records) == 3
    assert token not in caplog.text + str([vars(record) for record in caplog.records])
    assert "ValueError: test_redaction.py:" in caplog.text


@pytest.mark.usefixtures("installed")
def test_libraries_that_log_each_call_are_quiet() -> None:
    names = ("httpx", "httpcore", "telegram", "aiosqlite")
    assert {logging.getLogger(name).level for name in names} == {logging.WARNING}


def test_as_a_filter_it_cleans_extra_fields_too() -> None:
    record = logging.makeLogRecord({"msg": "x", "url": f"/bot{CANARY}/getMe", "n": 3})
    assert Redactor().filter(record)
    assert (vars(record)["url"], vars(record)["n"]) == ("/bot[token]/getMe", 3)
