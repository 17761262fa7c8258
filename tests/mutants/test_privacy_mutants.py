"""Each protection of people's data taken away in turn: the check of its promise must then fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.conversation import groups
from bot.domain.people import Right, Standing
from bot.services import privacy as privacy_service
from bot.services import questions as questions_service
from bot.services import retention
from bot.store import database, initiatives, journal, people
from bot.store import privacy as store
from bot.store.database import Database, Tx, Value
from bot.store.errors import StoreError
from tests.privacy import test_groups, test_opt_out, test_retention
from tests.support import privacy_checks, tenants
from tests.support.talk import open_talk


async def test_without_secure_delete_bytes_stay_in_the_file(tmp_path, monkeypatch):
    monkeypatch.setitem(database.PRAGMAS, "secure_delete", 0)
    with pytest.raises(AssertionError, match=privacy_checks.WORD):
        await privacy_checks.erasure_leaves_no_byte(tmp_path)


async def test_without_a_checkpoint_bytes_stay_in_the_log(tmp_path, monkeypatch):
    async def nothing(self: Database) -> None:
        del self

    monkeypatch.setattr(Database, "checkpoint", nothing)
    with pytest.raises(AssertionError, match="-wal"):
        await privacy_checks.erasure_leaves_no_byte(tmp_path)


def skip(monkeypatch: pytest.MonkeyPatch, fragment: str) -> list[str]:
    """Have statements that begin so do nothing; return the list of those that were skipped."""
    skipped: list[str] = []
    run = Tx.run

    def without(self: Tx, sql: str, **values: Value) -> int:
        if " ".join(sql.split()).startswith(fragment):
            skipped.append(sql)
            return 0
        return run(self, sql, **values)

    monkeypatch.setattr(Tx, "run", without)
    return skipped


@pytest.mark.parametrize(
    "fragment",
    [
        "DELETE FROM dialog WHERE flow IN",
        "DELETE FROM outbox WHERE kind IN",
        "DELETE FROM outbox WHERE person_id = :p OR",
        "DELETE FROM relay",
        "UPDATE announcement SET markup",
        "UPDATE audit SET actor_id",
        "UPDATE audit SET subject",
        "UPDATE inbox SET state = 'done', reply = NULL WHERE CASE",
        "UPDATE inbox SET state = 'done', reply = NULL WHERE seq",
        "UPDATE outbox SET payload = '{}' WHERE id",
    ],
)
async def test_an_erasure_that_leaves_out_one_step_leaves_somebody(
    tmp_path, monkeypatch, fragment
):
    skipped = skip(monkeypatch, fragment)
    with pytest.raises(AssertionError):
        await privacy_checks.erasure_leaves_no_byte(tmp_path)
    assert skipped != []


@pytest.mark.parametrize("table", sorted(store.tables()))
async def test_an_export_that_leaves_out_one_table_is_not_complete(tmp_path, monkeypatch, table):
    monkeypatch.delitem(store._OF_PERSON, table)
    with pytest.raises(AssertionError):
        await privacy_checks.export_is_complete(tmp_path)


@pytest.mark.parametrize("table", ["relay"])
async def test_an_export_without_masks_names_other_people(tmp_path, monkeypatch, table):
    monkeypatch.delitem(store._MAY_NAME, table)
    with pytest.raises(AssertionError, match=str(privacy_checks.NUMBER + 1)):
        await privacy_checks.export_is_complete(tmp_path)


async def test_a_journal_written_after_the_commit_misses_somebody(tmp_path, monkeypatch):
    erase = privacy_service.erase

    def late(
        tx: Tx, person_id: int, now: datetime, journal: Callable[[Tx, int, datetime], None]
    ) -> bool:
        del journal  # the caller would write it once the transaction has committed
        return erase(tx, person_id, now, lambda *_: None)

    monkeypatch.setattr(privacy_service, "erase", late)
    with pytest.raises(StoreError, match="cannot be read"):
        await privacy_checks.journal_is_written_first(tmp_path)


async def test_a_restore_without_the_journal_revives_somebody(tmp_path, monkeypatch):
    def empty(path: Path) -> journal.Journal:
        found = read(path)
        return journal.Journal(installation=found.installation, since=found.since, erasures=())

    read = journal.read
    monkeypatch.setattr(journal, "read", empty)
    with pytest.raises(AssertionError, match=privacy_checks.WORD):
        await privacy_checks.restore_revives_nobody(tmp_path)


async def test_an_invitation_that_is_not_used_up_lets_everybody_in(tmp_path, monkeypatch):
    monkeypatch.setattr(initiatives, "use_invitation", lambda *_, **__: True)
    with pytest.raises(AssertionError):
        await privacy_checks.invitation_is_single_use(tmp_path)


MUTANT_RIGHTS = {
    "coordinates": lambda mp: mp.setattr(Standing, "coordinates", lambda *_: True),
    "belongs_to": lambda mp: mp.setattr(Standing, "belongs_to", lambda *_: True),
    "may_answer": lambda mp: mp.setattr(questions_service, "may_answer", lambda *_: True),
}


@pytest.mark.parametrize("right", MUTANT_RIGHTS)
async def test_without_one_check_of_rights_an_initiative_reaches_into_another(
    tmp_path, monkeypatch, right
):
    MUTANT_RIGHTS[right](monkeypatch)
    with pytest.raises(AssertionError):
        await tenants.tenants_are_apart(tmp_path)


async def test_an_opt_out_nobody_looks_at_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(people, "opted_out", lambda *_: frozenset())
    async with open_talk(tmp_path) as talk:
        with pytest.raises(AssertionError):
            await test_opt_out.test_opting_out_in_the_middle_of_a_broadcast_takes_effect(talk)


async def test_without_looking_who_added_it_lotse_stays_in_foreign_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "Right", SimpleNamespace(COORDINATOR=Right.ANYBODY))
    async with open_talk(tmp_path) as talk:
        with pytest.raises(AssertionError):
            await test_groups.test_a_group_to_which_a_volunteer_added_it_is_left(talk)


@pytest.mark.slow
@pytest.mark.parametrize(
    "left_out",
    # A report deletes nothing; it has a test of its own.
    [n for n, rule in enumerate(retention._RULES) if rule is not retention._report_staff],
)
async def test_a_rule_of_retention_left_out_leaves_something_overdue(
    tmp_path, monkeypatch, left_out
):
    rules = retention._RULES
    monkeypatch.setattr(retention, "_RULES", rules[:left_out] + rules[left_out + 1 :])
    with pytest.raises(AssertionError):
        await test_retention.two_years(tmp_path)
