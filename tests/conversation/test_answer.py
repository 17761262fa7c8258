"""Answers to reminders and changes, pressed on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.changes import Alteration
from bot.services import changes, reminders
from bot.store import shifts
from tests.support.db import START
from tests.support.lives import base36, coordinator, found, plan, poster
from tests.support.talk import ZONE, Talk, Talker, open_talk


@dataclass
class Scene:
    """A coordinator, a volunteer with a place, and the shift."""

    talk: Talk
    boss: Talker
    ada: Talker
    initiative: int
    shift: int

    async def altered(self, **what: object) -> None:
        """Change the shift and let the message about it arrive."""
        wanted, now = Alteration(**what), self.talk.clock.now()  # type: ignore[arg-type]
        await self.talk.database.write(
            lambda tx: changes.alter(tx, self.shift, wanted, now, by=None)
        )
        self.talk.clock.advance(minutes=2)
        await self.talk.deliver()

    async def reminded(self) -> None:
        """Let the reminder two hours before the start arrive."""
        shift = await self.talk.database.read(lambda tx: shifts.find(tx, self.shift))
        assert shift is not None
        self.talk.clock.at = now = shift.starts_at - timedelta(hours=2)
        await self.talk.database.write(lambda tx: reminders.plan_due(tx, now, ZONE))
        await self.talk.deliver()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_talk(tmp_path) as talk:
        lead = await talk.lead(1)
        initiative = await found(talk, lead, "Sprachcafé")
        boss = await coordinator(talk, lead, initiative, 2, "Karla")
        shift = await plan(talk, boss, initiative, 5, 2)
        await talk.database.write(lambda tx: tx.run("UPDATE initiative SET join_mode = 'open'"))
        ada = await talk.joins(3, await poster(talk, initiative), "Ada", "en")
        await ada.forges(f"1:take:{base36(shift)}")
        await talk.deliver()
        yield Scene(talk, boss, ada, initiative, shift)


async def test_late_is_chosen_told_and_taken_back(scene: Scene) -> None:
    await scene.reminded()
    await scene.ada.presses("late")
    await scene.ada.presses("late_by", scene.shift, 20)
    said = scene.ada.toast
    assert "20\u2069 minutes late" in scene.ada.text
    await scene.talk.deliver()
    assert "Ada" in scene.boss.text
    assert "20" in scene.boss.text
    await scene.ada.presses("late")
    await scene.ada.presses("late_by", scene.shift, 0)
    assert "late" not in scene.ada.text
    assert said == "Thank you. The coordinator was told."


async def test_the_way_back_from_the_minutes_leads_to_the_reminder(scene: Scene) -> None:
    await scene.reminded()
    before = scene.ada.text
    await scene.ada.presses("late")
    await scene.ada.presses("reminder")
    assert scene.ada.text == before


async def test_a_reminder_is_shown_in_german_and_back(scene: Scene) -> None:
    await scene.reminded()
    before = scene.ada.screen
    await scene.ada.presses("reminder_german")
    german = scene.ada.text
    await scene.ada.presses("reminder")
    assert ("Ihre Schicht" in german, scene.ada.screen) == (True, before)


async def test_who_reads_german_is_not_offered_german(scene: Scene) -> None:
    await scene.talk.database.write(lambda tx: tx.run("UPDATE person SET language = 'de'"))
    await scene.reminded()
    assert not scene.ada.offers("reminder_german")


async def test_the_reminder_names_whom_to_ask(scene: Scene) -> None:
    await scene.talk.database.write(
        lambda tx: tx.run("UPDATE initiative SET contact = 'Karla, +49 2303 1'")
    )
    await scene.reminded()
    assert "Contact: \u2068Karla, +49 2303 1\u2069" in scene.ada.text


@pytest.mark.parametrize("pinned", [True, False])
async def test_a_map_is_offered_where_the_place_is_known(scene: Scene, pinned: bool) -> None:
    await scene.talk.database.write(lambda tx: tx.run(
        "INSERT INTO place SELECT initiative_id, place || :no, 51.5, 7.7 FROM shift",
        no="" if pinned else "?"))  # fmt: skip
    await scene.reminded()
    assert scene.ada.offers("map") is pinned


async def test_a_reminder_days_before_offers_no_coming_late(scene: Scene) -> None:
    await scene.talk.database.write(
        lambda tx: tx.run("UPDATE person SET lead_minutes = '4320' WHERE telegram_id = 3")
    )
    shift = await scene.talk.database.read(lambda tx: shifts.find(tx, scene.shift))
    assert shift is not None
    scene.talk.clock.at = now = shift.starts_at - timedelta(days=3)
    await scene.talk.database.write(lambda tx: reminders.plan_due(tx, now, ZONE))
    await scene.talk.deliver()
    assert (scene.ada.offers("cant"), scene.ada.offers("late")) == (True, False)


async def test_a_changed_shift_is_confirmed_from_the_message(scene: Scene) -> None:
    await scene.altered(place="Garten")
    await scene.ada.presses("coming")
    assert "You said that you are coming" in scene.ada.text


async def test_a_list_of_changes_stays_for_the_other_answers(scene: Scene) -> None:
    second = await plan(scene.talk, scene.boss, scene.initiative, 6, 2)
    await scene.ada.forges(f"1:take:{base36(second)}")
    now = scene.talk.clock.now()
    for shift in (scene.shift, second):
        await scene.talk.database.write(
            lambda tx, shift=shift: changes.alter(
                tx, shift, Alteration(place="Garten"), now, by=None
            )
        )
    scene.talk.clock.advance(minutes=2)
    await scene.talk.deliver()
    before = scene.ada.screen
    await scene.ada.presses("coming_of", scene.shift)
    said = scene.ada.toast
    await scene.ada.presses("cant_of", second)
    states = await scene.talk.database.read(
        lambda tx: [(row["state"], row["answer"]) for row in tx.all("SELECT * FROM signup")]
    )
    assert (scene.ada.screen, bool(said)) == (before, True)
    assert states == [("confirmed", "coming"), ("withdrawn", None)]


async def test_the_coordinator_asks_those_who_have_not_answered(scene: Scene) -> None:
    await scene.boss.forges("1:unconfirmed_all")
    empty = scene.boss.offers("unconfirmed")
    scene.talk.clock.at = START + timedelta(days=4)
    await scene.boss.forges("1:unconfirmed_all")
    await scene.boss.presses("unconfirmed")
    assert "Ada" in scene.boss.text
    await scene.boss.presses("ask_again")
    await scene.talk.deliver()
    assert (empty, scene.ada.offers("coming")) == (False, True)
    assert not scene.boss.offers("ask_again")


async def test_an_old_button_of_coming_late_is_refused(scene: Scene) -> None:
    await scene.ada.forges(f"1:late:{base36(scene.shift)}")
    assert scene.ada.toast is not None
