"""Without its protections a claim hands a record over twice, or a merge loses something."""

from __future__ import annotations

import sqlite3

import pytest

from bot.services import claims
from bot.services import privacy as privacy_service
from bot.services.claims import ClaimFault
from bot.store import claims as store
from bot.store import initiatives, merge_rows, merges
from bot.store.merge_rows import Record
from tests.privacy import test_claims
from tests.services import test_merges
from tests.support import claim_checks
from tests.support.talk import open_talk


async def test_a_link_that_is_not_used_up_hands_the_record_to_more_than_one(tmp_path, monkeypatch):
    check = claims.check

    def forgetful(tx, token_hash, now):
        claim = check(tx, token_hash, now)
        return store.find(tx, token_hash) if isinstance(claim, ClaimFault) else claim

    monkeypatch.setattr(initiatives, "use_invitation", lambda *_, **__: True)
    monkeypatch.setattr(claims, "check", forgetful)
    with pytest.raises(AssertionError):
        await claim_checks.claim_is_single_use(tmp_path)


@pytest.mark.parametrize("table", [own.table for own in merge_rows._OWN])
def test_a_merge_that_leaves_out_a_table_leaves_something_behind(monkeypatch, table):
    without = tuple(own for own in merge_rows._OWN if own.table != table)
    handled = merge_rows.handled()
    monkeypatch.setattr(merge_rows, "_OWN", without)
    monkeypatch.setattr(merge_rows, "handled", lambda: handled)
    with pytest.raises(AssertionError):
        test_merges.test_a_merge_loses_no_sign_up_and_leaves_an_empty_record()


@pytest.mark.parametrize("part", ["moved", "stayed", "gone"])
def test_a_merge_that_forgets_a_part_of_the_way_back_does_not_find_it(monkeypatch, part):
    text = Record.text

    def without(self: Record) -> str:
        setattr(self, part, {})
        return text(self)

    monkeypatch.setattr(Record, "text", without)
    with pytest.raises((AssertionError, sqlite3.IntegrityError)):
        test_merges.test_undo_restores_every_row_of_both()


async def test_keys_that_keep_the_old_number_let_a_reminder_come_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(merge_rows, "_rename_keys", lambda *_: None)
    async with open_talk(tmp_path) as talk:
        with pytest.raises(AssertionError):
            await test_claims.test_a_reminder_sent_before_the_merge_is_not_sent_again(talk)


async def test_an_erasure_without_the_empty_records_leaves_them(tmp_path, monkeypatch):
    monkeypatch.setattr(merges, "tombstones_of", lambda *_: [])
    monkeypatch.setattr(privacy_service.merges, "tombstones_of", lambda *_: [])
    async with open_talk(tmp_path) as talk:
        with pytest.raises(AssertionError):
            await test_claims.test_an_erasure_in_the_undo_time_leaves_nothing_of_either_record(
                talk, tmp_path
            )
