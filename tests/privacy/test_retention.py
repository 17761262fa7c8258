# ruff: noqa: S608 - tables and conditions stand in this file
"""P6: what has been kept long enough goes by itself, and nothing else does."""

from __future__ import annotations

import logging
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.services import announcements as announcements_service
from bot.services import people as people_service
from bot.services import questions, reminders, retention
from bot.store import dialogs, inbox, journal
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.project.register import REGISTER
from tests.support.lives import base36, coordinator, found, full_life, invite, plan, poster
from tests.support.talk import HandClock, Talk, Talker, open_talk

DAY = timedelta(days=1)


async def retain(talk: Talk) -> int:
    """Run until nothing is left and return how many runs that took."""
    runs = 0
    while True:
        runs += 1
        left = await talk.database.write(
            lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased)
        )
        if left == 0:
            return runs
        assert runs < 1000, "retention never comes to an end"


def count(table: str, where: str = "1"):
    return lambda tx: tx.count(f"SELECT count(*) FROM {table} WHERE {where}")


# --- the register and the code say the same


@pytest.fixture(scope="module")
def register() -> dict:
    return tomllib.loads(REGISTER.read_text(encoding="utf-8"))


SAID = {
    "handled": [(inbox.KEPT, r"the emptied row (\d+) h after receipt")],
    "dialog": [(dialogs.LIFETIME, r"at most (\d+) h")],
    "hour": [(people_service.WRONG_WINDOW, r"\((\d+) hour\)")],
    "invitation": [(retention.INVITATION_KEPT, r"(\d+) days after it was used or ran out")],
    "outbox": [(retention.OUTBOX_KEPT, r"(\d+) days after it ended")],
    "question": [
        (timedelta(days=questions.KEPT_DAYS), r"(\d+) days after the question was closed"),
        (timedelta(days=questions.IDLE_DAYS), r"after (\d+) days without activity"),
    ],
    "merge": [(retention.MERGE_KEPT, r"(\d+) days after two records became one")],
    "companion": [(retention.COMPANION_KEPT, r"(\d+) days after the request ended")],
    "search": [(retention.SEARCH_KEPT, r"(\d+) days after the end of the shift")],
    "trace": [(retention.UNANSWERED_KEPT, r"(\d+) days after somebody last used")],
    "visit": [(retention.VISIT_KEPT, r"(\d+) days after the end of the date")],
    "announcement": [(retention.ANNOUNCEMENT_KEPT, r"the text (\d+) days after")],
    "person": [
        (retention.ANSWER_WITHIN, r"(\d+) days after the notice that follows"),
        (retention.INACTIVE_AFTER, r"follows (\d+) months without a sign of life"),
        (retention.UNINFORMED_KEPT, r"never saw the privacy notice (\d+) days"),
    ],
    "audit": [(retention.AUDIT_KEPT, r"(\d+) months")],
}


@pytest.mark.parametrize("key", SAID)
def test_the_register_names_the_period_the_code_keeps(register, key):
    text = register["periods"][key]
    for period, pattern in SAID[key]:
        number = re.search(pattern, text)
        assert number is not None, (pattern, text)
        unit = DAY if "days" in pattern else timedelta(hours=1)
        if "months" in pattern:
            unit = timedelta(days=365) / 12
        assert int(number[1]) * unit == period


def test_every_period_of_the_register_is_enforced(register):
    # Tested below and in tests/services by what happens.
    by_other_means = {"proof", "author", "link", "contact", "qualification", "clearance", "desk"}
    assert set(register["periods"]) - set(SAID) == by_other_means
    assert register["not_automatic_yet"] == []


@pytest.mark.parametrize("day", range(0, 1100, 13))
def test_no_year_of_shifts_is_kept_longer_than_18_months(day):
    now = datetime(2027, 1, 1, tzinfo=UTC) + day * DAY
    oldest = retention.proof_made(now)
    months = (now.year - oldest.year) * 12 + now.month - oldest.month
    assert 6 <= months < 18


# --- one rule after the other


async def test_a_wrong_code_is_forgotten_after_an_hour(talk):
    who = talk.person(5)
    await who.says("/start")
    await who.forges("1:lang:~de")
    await who.says("/start i_falsch")
    await retain(talk)
    assert await talk.database.read(count("wrong_code")) == 1
    talk.clock.advance(hours=1)
    await retain(talk)
    assert await talk.database.read(count("wrong_code")) == 0


@pytest.mark.parametrize("used", [True, False])
async def test_an_invitation_goes_30_days_after_its_end(talk, used):
    lead = await talk.lead(1)
    payload = await invite(talk, lead, await found(talk, lead, "C"), "volunteer")
    if used:
        await talk.joins(2, payload)
    talk.clock.advance(days=30 if used else 31, seconds=-1)
    await retain(talk)
    assert await talk.database.read(count("invitation", "kind = 'volunteer'")) == 1
    talk.clock.advance(seconds=1)
    await retain(talk)
    assert await talk.database.read(count("invitation")) == 0


async def cafe(talk: Talk) -> tuple[int, Talker, Talker]:
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    member = await talk.joins(3, await poster(talk, initiative), "Cem")
    return initiative, boss, member


async def announce(talk: Talk, boss: Talker) -> None:
    await boss.says("/announce")
    await boss.says("Morgen zu.")
    await boss.presses("announce_yes")
    await talk.deliver()
    await talk.database.write(lambda tx: announcements_service.follow(tx, talk.clock.now()))
    await talk.deliver()


async def test_an_announcement_loses_its_text_and_recipients_after_30_days(talk):
    _, boss, _ = await cafe(talk)
    await announce(talk, boss)
    talk.clock.advance(days=30, seconds=-1)
    await retain(talk)
    kept = count("announcement", "markup <> ''")
    assert await talk.database.read(kept) == 1
    talk.clock.advance(seconds=1)
    await retain(talk)
    assert await talk.database.read(kept) == 0
    assert await talk.database.read(count("outbox", "announcement_id IS NOT NULL")) == 0


async def test_the_text_of_an_erased_author_goes_as_soon_as_it_was_sent(talk):
    _, boss, member = await cafe(talk)
    await boss.says("/announce")
    await boss.says("Morgen zu.")
    await boss.presses("announce_yes")
    await boss.says("/forget")
    await boss.presses("forget_yes")
    await talk.deliver()
    await talk.database.write(lambda tx: announcements_service.follow(tx, talk.clock.now()))
    await retain(talk)
    assert "Morgen zu." in member.text
    assert await talk.database.read(count("announcement", "markup <> ''")) == 0


async def test_the_audit_log_goes_back_12_months(talk):
    await cafe(talk)
    talk.clock.advance(days=365, seconds=-1)
    await retain(talk)
    old = count("audit", "action = 'initiative.founded'")
    assert await talk.database.read(old) == 1
    talk.clock.advance(seconds=1)
    await retain(talk)
    assert await talk.database.read(old) == 0


async def test_shifts_and_signups_become_figures_in_the_july_after_their_year(talk):
    initiative, boss, member = await cafe(talk)
    for days in (3, 5):
        await member.forges(f"1:take:{base36(await plan(talk, boss, initiative, days, 2))}")
    talk.clock.at = datetime(2027, 6, 30, 23, tzinfo=UTC)
    await member.says("/start")  # so that inactivity is not what takes them out
    await retain(talk)
    named = count("signup", "person_id IS NOT NULL")
    worded = count("shift", "task <> '' OR place <> '' OR created_by IS NOT NULL")
    assert (await talk.database.read(named), await talk.database.read(worded)) == (2, 2)
    talk.clock.advance(hours=1)
    await retain(talk)
    assert (await talk.database.read(named), await talk.database.read(worded)) == (0, 0)
    keys = await talk.database.read(
        lambda tx: tx.count("SELECT count(DISTINCT anonymous_key) FROM signup")
    )
    hours = "SELECT sum(ends_at - starts_at) FROM signup JOIN shift ON shift.id = shift_id"
    assert (keys, await talk.database.read(lambda tx: tx.count(hours))) == (1, 2 * 2 * 3_600_000)


async def test_a_closed_year_leaves_no_empty_buttons_when_the_next_shift_is_planned(talk):
    initiative, boss, _ = await cafe(talk)
    await plan(talk, boss, initiative, 3, 2)
    talk.clock.at = datetime(2027, 7, 1, 9, tzinfo=UTC)
    await retain(talk)
    await boss.forges(f"1:new_in:{base36(initiative)}")
    assert not boss.offers("copy_last")
    await boss.says("5.8.2027")
    await boss.says("10-12")
    assert not boss.offers("place")
    await boss.says("Saal")
    assert not boss.offers("task")


# --- silence


async def silent_for_a_year(talk: Talk) -> Talker:
    _, _, member = await cafe(talk)
    await talk.deliver()
    talk.clock.advance(days=365)
    await retain(talk)
    await talk.deliver()
    return member


async def test_after_a_year_of_silence_one_is_asked_once(talk):
    member = await silent_for_a_year(talk)
    assert member.offers("keep")
    before = len(member.messages)
    for _ in range(29):
        talk.clock.advance(days=1)
        await retain(talk)
        await talk.deliver()
    assert len(member.messages) == before


async def test_without_an_answer_one_is_erased_30_days_later_and_stands_in_the_journal(
    talk, tmp_path
):
    member = await silent_for_a_year(talk)
    person_id = await member.id()
    talk.clock.advance(days=30)
    await retain(talk)
    erasures = journal.read(tmp_path / "copies" / journal.NAME).erasures
    assert (await member.id(), [one.person_id for one in erasures]) == (None, [person_id])


@pytest.mark.parametrize("answer", ["keep", "/start"])
async def test_any_answer_keeps_the_data_for_another_year(talk, answer):
    member = await silent_for_a_year(talk)
    await (member.says(answer) if answer.startswith("/") else member.presses(answer))
    talk.clock.advance(days=364)
    await retain(talk)
    assert await member.id() is not None
    talk.clock.advance(days=1)
    await retain(talk)
    await talk.deliver()
    assert member.offers("keep")


async def test_who_was_here_before_the_question_left_is_not_asked(talk):
    _, _, member = await cafe(talk)
    await talk.deliver()
    talk.clock.advance(days=365)
    await retain(talk)
    await member.says("/start")
    await talk.deliver()
    assert "was here" in talk.dropped


async def test_nobody_is_asked_at_night(talk):
    _, _, member = await cafe(talk)
    await talk.deliver()
    talk.clock.advance(days=365, hours=14)  # 22:00 UTC
    await retain(talk)
    await talk.deliver()
    assert not member.offers("keep")


async def test_somebody_who_blocked_the_bot_is_erased_all_the_same(talk):
    _, _, member = await cafe(talk)
    await talk.deliver()
    await member.stays(present=False)
    del talk.talkers[3]
    for days in (365, 30):
        talk.clock.advance(days=days)
        await retain(talk)
        await talk.deliver()
    assert await member.id() is None


async def test_leads_and_coordinators_stay_and_are_reported_once(talk, caplog):
    _, boss, _ = await cafe(talk)
    boss_id, lead_id = await boss.id(), await talk.person(1).id()
    await talk.deliver()
    with caplog.at_level(logging.INFO):
        for _ in range(60):
            talk.clock.advance(days=10)
            await retain(talk)
    kept = [r.person for r in caplog.records if getattr(r, "event", "") == "retention.kept"]
    assert sorted(kept) == sorted([boss_id, lead_id])
    assert (await boss.id(), await talk.person(1).id()) == (boss_id, lead_id)


async def test_who_only_chose_a_language_is_forgotten_after_30_days(talk, tmp_path):
    who = talk.person(5)
    await who.says("/start")
    await who.forges("1:lang:~de")
    person_id = await who.id()
    talk.clock.advance(days=30, seconds=-1)
    await retain(talk)
    assert await who.id() == person_id
    talk.clock.advance(seconds=1)
    await retain(talk)
    erasures = journal.read(tmp_path / "copies" / journal.NAME).erasures
    assert (await who.id(), [one.person_id for one in erasures]) == (None, [person_id])


async def test_somebody_without_telegram_goes_a_month_after_a_silent_year(talk):
    def add(tx: Tx) -> None:
        tx.insert(
            "INSERT INTO person (name, notice_version, notice_at, created_at, seen_at)"
            " VALUES ('Ida', 'paper', :at, :at, :at)",
            at=to_ms(talk.clock.now()),
        )

    await talk.database.write(add)
    talk.clock.advance(days=395, seconds=-1)
    await retain(talk)
    assert await talk.database.read(count("person")) == 1
    talk.clock.advance(seconds=1)
    await retain(talk)
    assert await talk.database.read(count("person")) == 0


# --- in pieces, and over two years


async def test_no_transaction_touches_more_than_500_rows(talk):
    def fill(tx: Tx) -> None:
        at = to_ms(talk.clock.now())
        tx.many(
            "INSERT INTO audit (at, action, subject) VALUES (:at, 'x', 'shift:1')",
            [{"at": at}] * 1200,
        )
        tx.many(
            "INSERT INTO person (telegram_id, created_at, seen_at) VALUES (:n, :at, :at)",
            [{"n": n, "at": at} for n in range(120)],
        )

    await talk.database.write(fill)
    talk.clock.advance(days=400)
    sizes = []
    left = 1
    while left:
        before = (
            await talk.database.read(count("audit")),
            await talk.database.read(count("person")),
        )
        left = await talk.database.write(
            lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased)
        )
        after = await talk.database.read(count("audit")), await talk.database.read(count("person"))
        sizes.append((before[0] - after[0], before[1] - after[1]))
    assert sizes == [(0, 50), (0, 50), (300, 20), (500, 0), (400, 0)]


# Written apart from the code: what may still be there, per table, at the instant :now.
OVERDUE = {
    "inbox": "state IN ('done', 'failed') AND received_at < :now - 2 * :day",
    "dialog": "expires_at <= :now",
    "wrong_code": "tried_at <= :now - :day",
    "invitation": "max(coalesce(used_at, 0), iif(used_at IS NULL, expires_at, 0)) < :now - 31 * :day",
    "outbox": "state NOT IN ('queued', 'sending') AND (updated_at < :now - 31 * :day"
    " OR (kind = 'answer' AND payload NOT IN ('', '{}')))",
    "announcement": "markup <> '' AND finished_at < :now - 31 * :day",
    "question": "(closed_at IS NULL AND active_at < :now - 15 * :day)"
    " OR closed_at < :now - 31 * :day",
    "signup": "person_id IS NOT NULL AND shift_id IN"
    " (SELECT id FROM shift WHERE ends_at < :now - 549 * :day)",
    "shift": "(task <> '' OR created_by IS NOT NULL) AND ends_at < :now - 549 * :day",
    "audit": "at < :now - 366 * :day",
    "shift_role": "name <> '' AND shift_id IN"
    " (SELECT id FROM shift WHERE ends_at < :now - 549 * :day)",
    "series": "(task <> '' OR created_by IS NOT NULL)"
    " AND last_day < date((:now - 549 * :day) / 1000, 'unixepoch')",
    "merge": "at < :now - 15 * :day",
    "companion_request": "closed_at < :now - 31 * :day",
    "search": "shift_id IN (SELECT id FROM shift WHERE ends_at < :now - 31 * :day)",
    "visit": "shift_id IN (SELECT id FROM shift WHERE ends_at < :now - 31 * :day)",
    "activity": "title <> '' AND created_at < :now - 549 * :day",
    "unanswered_trace": "day < date((:now - 92 * :day) / 1000, 'unixepoch')",
    "unanswered_word": "last_day < date((:now - 92 * :day) / 1000, 'unixepoch')",
    "person": "(notice_version IS NULL AND seen_at < :now - 31 * :day) OR"
    " (seen_at < :now - 397 * :day AND id NOT IN (SELECT person_id FROM lead)"
    " AND id NOT IN (SELECT person_id FROM membership WHERE role = 'coordinator'))",
    "linked_group": "initiative_id IS NULL AND since_at < :now - 2 * :day",
}


def overdue(tx: Tx, now: datetime) -> dict[str, int]:
    found_ = {
        table: tx.count(
            f"SELECT count(*) FROM {table} WHERE {where}", now=to_ms(now), day=86_400_000
        )
        for table, where in OVERDUE.items()
    }
    return {table: number for table, number in found_.items() if number}


def of_newcomers(tx: Tx, now: datetime) -> None:
    """Let requests for a companion end now, words find no answer, and an offer have no date."""
    tx.run("UPDATE companion_request SET closed_at = :now", now=to_ms(now))
    day = now.date().isoformat()
    tx.run("INSERT INTO unanswered_trace VALUES (randomblob(32), 7, :day)", day=day)
    tx.run("INSERT INTO unanswered_word VALUES ('pacht', 'de', 'Pacht', 3, :day)", day=day)
    tx.insert(
        """INSERT INTO activity (initiative_id, title, created_at)
           SELECT min(id), 'Nähen', :now FROM initiative""",
        now=to_ms(now),
    )


async def two_years(folder: Path) -> None:
    """Live for two years; on no day may a row be there that should have gone."""
    async with open_talk(folder, HandClock()) as talk:
        lead = await talk.lead(1)
        lives = [await full_life(talk, lead, 1_000 * n, f"W{n}") for n in (1, 2)]
        talk.clock.at = talk.clock.at.replace(hour=9)  # in use it runs every hour
        await talk.database.write(lambda tx: of_newcomers(tx, talk.clock.now()))
        stranger = talk.person(77)
        initiative, boss = lives[0].initiative_id, lives[0].coordinator
        for day in range(730):
            talk.clock.advance(days=1)
            if day % 40 == 0:
                await stranger.says("/start")
                if day < 360:  # later nobody is left who would read it
                    await announce(talk, lives[1].coordinator)
            if day % 30 == 0 and day < 400:
                shift = await plan(talk, boss, initiative, 2, 3)
                await lives[0].who.forges(f"1:take:{base36(shift)}")
            await talk.database.write(
                lambda tx: reminders.plan_due(tx, talk.clock.now(), talk.house.zone)
            )
            await talk.deliver()
            await retain(talk)
            late = await talk.database.read(lambda tx: overdue(tx, talk.clock.now()))
            assert late == {}, (day, late)
        assert await talk.database.read(count("outbox")) < 100


@pytest.mark.slow
async def test_in_24_months_no_row_is_ever_overdue(tmp_path):
    await two_years(tmp_path)
