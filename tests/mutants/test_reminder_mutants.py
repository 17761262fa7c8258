"""Without its protections a run of reminders loses some, sends some twice, or says untrue things."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import outbound
from bot.domain import reminders as domain
from bot.domain.outbox import Composed, OutboxKind
from bot.domain.reminders import Due
from bot.services import reminders
from bot.store import outbox, shifts
from tests.services.reminder_run import run

pytestmark = pytest.mark.slow
COUNT = 150


def test_the_run_is_fine_with_all_protections() -> None:
    run(3, COUNT)


def test_without_a_key_reminders_come_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    add = outbox.add
    numbers = iter(range(10**6))

    def anew(tx: object, **values: object) -> object:
        values["dedupe_key"] = f"{values['dedupe_key']}"
        tx.run(  # type: ignore[attr-defined]
            "UPDATE outbox SET dedupe_key = dedupe_key || ':again' || :n WHERE dedupe_key = :k",
            n=next(numbers),
            k=values["dedupe_key"],
        )
        return add(tx, **values)  # type: ignore[arg-type]

    class Keyless:
        add = staticmethod(anew)

    monkeypatch.setattr(reminders, "outbox", Keyless)
    monkeypatch.setattr("tests.services.reminder_run.lead", lambda tx, row_id: "")
    with pytest.raises(AssertionError, match="twice"):
        run(3, COUNT)


def test_without_a_second_look_reminders_say_what_is_not_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def blind(case: outbound.Case) -> Composed:
        shift = shifts.find(case.tx, json.loads(case.row.payload)["shift"])
        assert shift is not None
        return case.send(outbound.v.Reminder(shift=shift, silent=False, coming=False))

    monkeypatch.setitem(outbound._KINDS, OutboxKind.REMINDER, blind)
    with pytest.raises(AssertionError, match="untrue"):
        run(3, COUNT)


def test_a_grace_of_minutes_loses_the_late_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(*args: object, **values: object) -> tuple[Due, ...]:
        found = domain.plan(*args, **values)  # type: ignore[arg-type]
        return tuple(
            replace(one, expires_at=min(one.expires_at, one.at + timedelta(minutes=10)))
            for one in found
        )

    monkeypatch.setattr(reminders, "plan", hasty)
    with pytest.raises(AssertionError, match="lost"):
        run(3, COUNT)
