"""Random walks keep to the model (quality: R2)."""

from __future__ import annotations

import os
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from bot.domain.people import QuietHours
from bot.domain.reminders import plan
from bot.services import reminders
from bot.store import shifts as shift_rows
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.services.walk import BY_HAND, ModelShift, Walk
from tests.services.world import BERLIN

EXAMPLES = 1_000 if os.environ.get("LOTSE_PROFILE") == "N" else 100
STEPS = 50


class Checked(Walk):
    """The walk with what is looked at after each step."""

    @rule()
    def reminders_are_planned(self) -> None:
        by_hand = self.people.get(BY_HAND)
        due = {
            f"reminder:{shift.id}:{person}:{to_ms(shift.starts_at)}:{one.lead_minutes}:{to_ms(at)}"
            for shift in self.shifts
            if shift.open and not shift.ended(self.now)
            for person, (_, at) in shift.confirmed.items()
            if by_hand is None or person != by_hand.id
            for one in plan(
                (1440, 120),
                starts_at=shift.starts_at,
                signed_up_at=at,
                quiet=QuietHours(),
                zone=BERLIN,
            )
            if one.at <= self.now < one.expires_at
        }
        last = self.world.scalar("SELECT coalesce(max(id), 0) FROM outbox")
        added = self.world.do(partial(reminders.plan_due, now=self.now, zone=BERLIN))
        again = self.world.do(partial(reminders.plan_due, now=self.now, zone=BERLIN))
        rows = self.world.rows("SELECT dedupe_key FROM outbox WHERE id > :id", id=last)
        assert {row["dedupe_key"] for row in rows} == due - self.reminded
        assert (added, again) == (len(rows), 0)
        self.reminded |= due

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        if hasattr(self, "world"):
            self.world.do(self._compare)

    def _compare(self, tx: Tx) -> None:
        rows = tx.all(
            "SELECT shift_id, role, person_id, state, attendance FROM signup"
            " WHERE state IN ('confirmed', 'waiting') ORDER BY queued_at, id"
        )
        for shift in self.shifts:
            mine = [row for row in rows if row["shift_id"] == shift.id]
            for role, places in enumerate(shift.places):
                self._compare_role(shift, role, places, [r for r in mine if r["role"] == role])
            marked = {
                row["person_id"]: row["attendance"]
                for row in mine
                if row["attendance"] is not None and row["person_id"] is not None
            }
            assert marked == {one: how for one, how in shift.came.items() if one > 0}
            found = shift_rows.role_views(tx, [shift.id], 0)[shift.id]
            assert [one.role.capacity for one in found] == shift.places
        assert tx.count(
            "SELECT count(*) FROM (SELECT 1 FROM signup WHERE person_id IS NOT NULL"
            " GROUP BY shift_id, person_id HAVING count(*) > 1)"
        ) == 0  # fmt: skip
        assert tx.count(
            "SELECT count(*) FROM (SELECT 1 FROM offer GROUP BY search_id, person_id"
            " HAVING count(*) > 1)"
        ) == 0  # fmt: skip

    def _compare_role(
        self, shift: ModelShift, role: int, places: int, rows: list[dict[str, object]]
    ) -> None:
        confirmed = [row["person_id"] for row in rows if row["state"] == "confirmed"]
        assert len(confirmed) <= places
        expected = [one for one, (of, _) in shift.confirmed.items() if of == role]
        known = sorted(int(str(one)) for one in confirmed if one is not None)
        assert known == sorted(one for one in expected if one > 0)
        assert confirmed.count(None) == sum(one < 0 for one in expected)
        line = [row["person_id"] for row in rows if row["state"] == "waiting"]
        assert line == shift.lines[role]


def check_model(examples: int) -> None:
    """Walk ``examples`` times fifty steps.

    Raises:
        AssertionError: an answer or the file differs from the model.
    """
    run_state_machine_as_test(
        Checked,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.slow
def test_random_walks_keep_to_the_model() -> None:
    check_model(EXAMPLES)
