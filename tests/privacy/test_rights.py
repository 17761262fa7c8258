"""P3, P4: everything about me, and nothing of me."""

from __future__ import annotations

from tests.support import privacy_checks


async def test_the_export_holds_every_column_about_me_and_nobody_else(tmp_path):
    assert await privacy_checks.export_is_complete(tmp_path) > 150


async def test_after_forgetting_no_file_holds_a_byte_of_the_person(tmp_path):
    await privacy_checks.erasure_leaves_no_byte(tmp_path)


async def test_the_journal_is_written_before_the_erasure_commits(tmp_path):
    await privacy_checks.journal_is_written_first(tmp_path)


async def test_an_older_backup_revives_nobody(tmp_path):
    await privacy_checks.restore_revives_nobody(tmp_path)


async def test_of_fifty_redemptions_one_succeeds(tmp_path):
    await privacy_checks.invitation_is_single_use(tmp_path)
