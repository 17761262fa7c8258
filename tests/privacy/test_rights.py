"""P3, P4: everything about me, and nothing of me."""

from __future__ import annotations

import json
import logging
from contextlib import closing
from itertools import pairwise

from bot.conversation import outbound
from bot.domain.people import Right
from bot.domain.rendered import Rendered
from bot.services import privacy
from bot.store.database import Tx
from bot.store.privacy import tables as tables_of_people
from tests.project.register import build
from tests.support import privacy_checks
from tests.support.lives import base36, found, plan, poster
from tests.support.tenants import contents


async def test_the_export_holds_every_column_about_me_and_nobody_else(tmp_path):
    assert await privacy_checks.export_is_complete(tmp_path) > 150


async def test_after_forgetting_no_file_and_no_log_holds_a_byte_of_the_person(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    await privacy_checks.erasure_leaves_no_byte(tmp_path)
    logged = [
        word for word in (privacy_checks.WORD, str(privacy_checks.NUMBER)) if word in caplog.text
    ]
    assert logged == []


async def test_the_journal_is_written_before_the_erasure_commits(tmp_path):
    await privacy_checks.journal_is_written_first(tmp_path)


async def test_an_older_backup_revives_nobody(tmp_path):
    await privacy_checks.restore_revives_nobody(tmp_path)


async def test_a_stray_word_of_the_name_does_not_cost_others_their_answers(talk):
    lead = await talk.lead(1)
    await talk.joins(2, await poster(talk, await found(talk, lead, "Café", "open")), "Li")
    now = talk.clock.now()

    def put(tx: Tx) -> None:
        for text in ("Liebe Grüße", "Es kommt: Li"):
            outbound.defer(tx, lead.telegram_id, Rendered(html=text), now)

    await talk.database.write(put)
    await talk.person(2).says("/forget")
    await talk.person(2).presses("forget_yes")
    await talk.deliver()
    assert ("Liebe Grüße" in lead.texts, "Es kommt: Li" in lead.texts) == (True, False)


async def test_an_export_that_waits_does_not_grow_into_the_next_one(talk):
    who = await talk.lead(1)
    now = talk.clock.now()
    sizes = []
    for _ in range(6):
        await who.says("/mydata")
        shown = who.screen
        assert shown.document is not None
        sizes.append(len(shown.document.content))
        await talk.database.write(
            lambda tx, shown=shown: outbound.defer(tx, who.telegram_id, shown, now)
        )
    steps = [later - earlier for earlier, later in pairwise(sizes)]
    assert max(steps) < 3_000


async def test_the_export_names_initiatives_and_shifts_in_readable_times(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café Linde", "open")
    who = await talk.joins(2, await poster(talk, initiative))
    shift = await plan(talk, lead, initiative, 3, 2)
    await who.forges(f"1:take:{base36(shift)}")
    await who.says("/mydata")
    shown = who.screen
    assert shown.document is not None
    content = json.loads(shown.document.content)
    assert content["initiatives"] == {str(initiative): "Café Linde, Unna"}
    assert content["tables"]["shift"][0]["starts_at"] == "2026-03-05T16:00:00+00:00"
    assert content["tables"]["shift"][0]["created_by"] == "somebody else"


async def test_nobody_is_erased_whom_nobody_knows(talk):
    erased = await talk.database.write(
        lambda tx: privacy.erase(tx, 999, talk.clock.now(), talk.house.erased)
    )
    assert erased is False


async def test_whoever_comes_back_after_forgetting_is_a_stranger(talk):
    who = await talk.lead(1)
    old = await who.id()
    await who.says("/forget")
    await who.presses("forget_yes")
    await who.says("/start")
    assert who.offers("lang")
    assert (await who.id(), (await who.standing()).right) != (old, Right.LEAD)


def test_every_table_that_points_to_people_is_exported_and_erased():
    with closing(build()) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        pointing = {
            table
            for table in tables
            for row in connection.execute(f"PRAGMA foreign_key_list({table})")
            if row[2] in {"person", "question", "companion_request"}
        }
    assert pointing | {"person", "inbox", "audit"} == tables_of_people()


async def test_a_coordinators_export_does_not_say_whom_they_took_in(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    who = await talk.joins(2, await poster(talk, initiative))
    await talk.deliver()
    await lead.presses("admit")
    await lead.says("/mydata")
    shown = lead.screen
    assert shown.document is not None
    tables = json.loads(shown.document.content)["tables"]
    subjects = {row["action"]: row["subject"] for row in tables["audit"]}
    members = [json.loads(row["payload"]).get("member") for row in tables["outbox"]]
    assert (subjects["member.accepted"], members) == ("person", ["somebody else"])
    assert await who.id() is not None


async def test_what_was_emptied_is_exported_as_empty(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    await talk.joins(2, await poster(talk, initiative))
    await talk.database.write(lambda tx: tx.run("UPDATE outbox SET payload = ''"))
    await lead.says("/mydata")
    shown = lead.screen
    assert shown.document is not None
    rows = json.loads(shown.document.content)["tables"]["outbox"]
    assert {row["payload"] for row in rows} == {""}


async def test_an_erasure_from_the_journal_of_somebody_unknown_changes_nothing(talk):
    await talk.lead(1)
    before = await talk.database.read(contents)
    await talk.database.write(lambda tx: privacy.erase_again(tx, 999, talk.clock.now()))
    assert await talk.database.read(contents) == before


async def test_forgetting_says_what_ends(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    who = await talk.joins(2, await poster(talk, initiative))
    for days in (3, 4):
        await who.forges(f"1:take:{base36(await plan(talk, lead, initiative, days, 2))}")
    await who.says("/human")
    await who.says("Wann?")
    await who.presses("human_yes")
    person_id = await who.id()
    assert person_id is not None
    ends = await talk.database.read(lambda tx: privacy.what_ends(tx, person_id, talk.clock.now()))
    assert ends == privacy.Ending(coming_shifts=2, open_questions=1)
