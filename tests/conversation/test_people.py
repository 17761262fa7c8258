"""A coordinator's people in the chat: list, card, entering by hand, signing up, qualifications."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.past_days import read_past_day
from bot.services import qualifications
from bot.store.database import Tx
from tests.support.claim_checks import record, scene
from tests.support.lives import base36, plan, poster
from tests.support.talk import ZONE, Talk, open_talk

TODAY = date(2026, 3, 2)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with open_talk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1.3.", date(2026, 3, 1)),
        ("3.3.", date(2025, 3, 3)),
        ("3.11.", date(2025, 11, 3)),
        ("29.2.", date(2024, 2, 29)),
        ("3.11.2026", date(2026, 11, 3)),
        ("2025-12-24", date(2025, 12, 24)),
        ("heute", TODAY),
        ("morgen", date(2026, 3, 3)),
        ("Montag", None),
    ],
)
def test_a_day_without_its_year_is_the_last_such_day(text: str, day: date | None) -> None:
    assert read_past_day(text, TODAY) == day


def people(tx: Tx) -> list[tuple[object, ...]]:
    rows = tx.all(
        """SELECT name, speaks, phone, notice_version, date(notice_at / 1000, 'unixepoch') AS day
           FROM person WHERE telegram_id IS NULL ORDER BY id"""
    )
    return [tuple(row) for row in rows]


async def test_somebody_is_entered_by_hand_step_by_step(talk):
    _, boss = await scene(talk)
    await boss.says("/people")
    await boss.presses("enter_person")
    await boss.says("Maria")
    await boss.presses("hand_lang", "es")
    await boss.presses("hand_lang", "ar")
    await boss.presses("hand_lang", "ar")
    await boss.presses("hand_langs_ok")
    await boss.says("keine Ahnung")
    await boss.says("0176 1234567")
    await boss.says("5.3.2026")  # still to come
    assert boss.offers("hand_day")
    await boss.says("1.3.")
    assert await talk.database.read(people) == []
    await boss.presses("hand_yes")
    assert await talk.database.read(people) == [
        ("Maria", "es", "+491761234567", "paper", "2026-03-01")
    ]
    await boss.presses("hand_undo")
    assert await talk.database.read(people) == []


async def test_without_the_paper_notice_nothing_is_stored(talk):
    _, boss = await scene(talk)
    await boss.says("/people")
    await boss.presses("enter_person")
    await boss.says("Maria")
    await boss.forges("1:hand_yes")
    assert await talk.database.read(people) == []


async def test_a_second_maria_is_pointed_out_before_she_is_saved(talk):
    initiative, boss = await scene(talk)
    first = await record(talk, boss, initiative)
    await boss.forges(f"1:enter_person:{base36(initiative)}")
    await boss.says("maria")
    await boss.presses("hand_langs_ok")
    await boss.presses("hand_no_phone")
    await boss.presses("hand_day", "yesterday")
    assert "⚠️" in boss.text
    await boss.presses("member", initiative, first)
    assert "Maria" in boss.text


async def test_pressing_save_twice_enters_one_person(talk):
    initiative, boss = await scene(talk)
    await boss.forges(f"1:enter_person:{base36(initiative)}")
    await boss.says("Maria")
    await boss.presses("hand_langs_ok")
    await boss.presses("hand_no_phone")
    await boss.presses("hand_day", "today")
    await boss.forges("1:hand_yes")
    await boss.forges("1:hand_yes")
    assert len(await talk.database.read(people)) == 1


async def test_a_name_is_looked_for_and_all_are_shown_again(talk):
    initiative, boss = await scene(talk)
    for name in ("Maria", "Marion", "Olena"):
        await record(talk, boss, initiative, name)
    await boss.says("/people")
    await boss.presses("people_find")
    await boss.says("mari")
    assert ("Marion" in boss.text, "Olena" in boss.text) == (True, False)
    await boss.says("olena")
    assert ("Marion" in boss.text, "Olena" in boss.text) == (False, True)
    await boss.presses("people_in")
    assert all(name in boss.text for name in ("Maria", "Marion", "Olena", "Clara"))


async def test_name_phone_and_languages_are_corrected_from_the_card(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    await boss.forges(f"1:member:{base36(initiative)}:{base36(person)}")
    await boss.presses("member_edit")
    await boss.presses("member_name")
    await boss.says("Marija")
    await boss.presses("member_edit")
    await boss.presses("member_phone")
    await boss.says("+49 176 1234567")
    await boss.presses("member_edit")
    await boss.presses("member_langs")
    await boss.presses("member_lang", initiative, person, "uk")
    [row] = await talk.database.read(people)
    assert row[:3] == ("Marija", "es,uk", "+491761234567")


async def test_somebody_is_signed_up_from_the_shift_and_taken_out_again(talk):
    initiative, boss = await scene(talk)
    person, shift = await record(talk, boss, initiative), await plan(talk, boss, initiative, 3, 1)
    await boss.forges(f"1:enter:{base36(shift)}")
    await boss.presses("enter_who", shift, person)
    assert "Maria" in (boss.toast or "")

    def state(tx: Tx) -> object:
        return tx.scalar("SELECT state FROM signup WHERE person_id = :p", p=person)

    assert await talk.database.read(state) == "confirmed"
    await boss.presses("enter_who", shift, person)
    await boss.presses("take_out_yes")
    assert await talk.database.read(state) == "withdrawn"


async def test_who_was_signed_up_can_say_that_they_cannot(talk):
    initiative, boss = await scene(talk)
    shift = await plan(talk, boss, initiative, 3, 1)
    ada = await talk.joins(9, await poster(talk, initiative), "Ada")
    person = await ada.id()
    assert person is not None
    await boss.forges(f"1:enter_who:{base36(shift)}:{base36(person)}")
    await talk.deliver()
    assert "Clara" in ada.text
    await ada.presses("cant")

    def state(tx: Tx) -> object:
        return tx.scalar("SELECT state FROM signup WHERE person_id = :p", p=person)

    assert await talk.database.read(state) == "withdrawn"


async def test_a_full_shift_says_the_place_on_the_waitlist(talk):
    initiative, boss = await scene(talk)
    shift = await plan(talk, boss, initiative, 3, 1)
    for name in ("Maria", "Ida"):
        person = await record(talk, boss, initiative, name)
        await boss.forges(f"1:enter_who:{base36(shift)}:{base36(person)}")
    assert "Ida" in (boss.toast or "")
    assert "1" in (boss.toast or "")


async def test_a_lacking_qualification_is_asked_about_and_waived(talk):
    initiative, boss = await scene(talk)
    person, shift = await record(talk, boss, initiative), await plan(talk, boss, initiative, 3, 1)
    await talk.database.write(
        lambda tx: tx.run("UPDATE shift_role SET qualification = 'introduction'")
    )
    await boss.forges(f"1:enter_who:{base36(shift)}:{base36(person)}")
    assert boss.offers("enter_anyway")
    await boss.presses("enter_anyway")
    assert await talk.database.read(lambda tx: tx.count("SELECT count(*) FROM signup")) == 1


async def test_a_certificate_is_noted_for_five_years_and_shown_on_the_card(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    await boss.forges(f"1:qualifications:{base36(initiative)}:{base36(person)}")
    await boss.presses("qual", initiative, person, "conduct")
    await boss.says("3.11.")
    await boss.presses("qual_until", 5)
    await boss.forges(f"1:member:{base36(initiative)}:{base36(person)}")
    assert "2030" in boss.text


async def test_an_introduction_needs_one_press_and_has_no_end(talk):
    initiative, boss = await scene(talk)
    person = await record(talk, boss, initiative)
    await boss.forges(f"1:qualifications:{base36(initiative)}:{base36(person)}")
    await boss.presses("qual", initiative, person, "introduction")
    await boss.presses("qual_day", 0)
    assert "🟢" in boss.text
    await boss.presses("qual_drop", initiative, person, "introduction")
    assert "🟢" not in boss.text


async def test_both_hear_that_a_qualification_runs_out(talk):
    initiative, boss = await scene(talk)
    ada = await talk.joins(9, await poster(talk, initiative), "Ada")
    await talk.deliver()
    person = await ada.id()
    await talk.database.write(
        lambda tx: tx.run(
            "INSERT INTO qualification VALUES (:p, :i, 'conduct', '2025-01-01', '2026-04-20', NULL)",
            p=person,
            i=initiative,
        )
    )
    await talk.database.write(lambda tx: qualifications.tell_ending(tx, talk.clock.now(), ZONE))
    await talk.deliver()
    assert ("🟡" in boss.text, "Ada" in boss.text, "🟡" in ada.text) == (True, True, True)
    assert (boss.offers("qualifications"), ada.offers("qualifications")) == (True, False)


async def test_a_member_is_removed_after_a_question_and_is_told(talk):
    initiative, boss = await scene(talk)
    ada = await talk.joins(9, await poster(talk, initiative), "Ada")
    person = await ada.id()
    assert person is not None
    await talk.deliver()
    await boss.forges(f"1:member:{base36(initiative)}:{base36(person)}")
    await boss.presses("remove")
    await boss.presses("remove_yes")
    await talk.deliver()
    assert "Café" in ada.text
    assert (await ada.standing()).memberships == ()
