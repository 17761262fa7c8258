"""A shift that repeats, changed as a dry run said, and people who come every time."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.conversation.buttons import encode
from bot.domain import messages as m
from bot.domain import messages_series as r
from bot.domain.messages import Note
from bot.domain.people import Role
from bot.domain.rendered import Press
from bot.domain.series import Pattern
from bot.domain.series_edit import EditFault, Scope
from bot.store import shifts
from tests.journeys.scene import THURSDAY, TUESDAY, WEDNESDAY, hears, note, reads
from tests.support.talk import Talker


async def drafts(who: Talker, day: date = TUESDAY, places: int = 2) -> None:
    """Say everything of a new shift up to its preview."""
    await who.says("/newshift")
    await who.presses("day", day.isoformat())
    await who.presses("span", "1700-1900")
    await who.says("Saal")
    await who.says("Tee kochen")
    await who.presses("capacity", places)


async def repeats(who: Talker, day: date = TUESDAY, places: int = 2) -> None:
    """Plan a shift for every week, without end."""
    await drafts(who, day, places)
    await who.presses("repeat")
    await who.presses("repeat_as", Pattern.WEEKLY)
    await who.presses("repeat_until", "open")  # no holiday is on these weekdays for a year
    await who.presses("repeat_yes")


async def planned(who: Talker) -> list[int]:
    """Return the ids of all open shifts, soonest first."""
    rows = await who.talk.database.read(
        lambda tx: tx.all("SELECT id FROM shift WHERE state = 'open' ORDER BY starts_at")
    )
    return [row["id"] for row in rows]


async def starts(who: Talker) -> list[str]:
    """Return day and time of all open shifts, soonest first."""
    found = []
    for number in await planned(who):
        shift = await who.talk.database.read(lambda tx, number=number: shifts.find(tx, number))
        assert shift is not None
        found.append(f"{shift.starts_at.astimezone(who.talk.house.zone):%a %d.%m. %H:%M}")
    return found


async def test_a_shift_is_repeated_by_buttons(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada)
    await ada.presses("repeat")
    assert ada.screen == reads(ada, r.ChoosePattern(first_day=TUESDAY, patterns=tuple(Pattern)))
    await ada.presses("repeat_as", Pattern.FIRST_THIRD)
    assert ada.screen == reads(ada, r.AskUntil(first_day=TUESDAY, pattern=Pattern.FIRST_THIRD))
    await ada.presses("repeat_until", "6m")
    for word in ("17:00–19:00", "Tee kochen", "Saal", "13"):
        assert word in ada.text
    await ada.presses("repeat_yes")
    assert await starts(ada) == [
        "Tue 03.03. 17:00",
        "Tue 17.03. 17:00",
        "Tue 07.04. 17:00",
        "Tue 21.04. 17:00",
    ]


async def test_holidays_are_shown_before_they_are_left_out(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada, date(2026, 3, 13))
    await ada.presses("repeat")
    await ada.presses("repeat_as", Pattern.WEEKLY)
    await ada.presses("repeat_until", "3m")
    hit = (date(2026, 4, 3), date(2026, 5, 1))  # Good Friday and Labour Day
    assert ada.screen == reads(ada, r.AskHolidays(days=hit, more=0))
    await ada.presses("repeat_skip", 1)
    await ada.presses("repeat_yes")
    assert [day[4:10] for day in await starts(ada)] == [
        "13.03.",
        "20.03.",
        "27.03.",
        "10.04.",
        "17.04.",
        "24.04.",
    ]


async def test_the_last_day_can_be_written(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada)
    await ada.presses("repeat")
    await ada.presses("repeat_as", Pattern.WEEKLY)
    asked = r.AskUntil(first_day=TUESDAY, pattern=Pattern.WEEKLY)
    await ada.says("irgendwann")
    assert ada.screen == reads(
        ada, r.AskUntil(first_day=TUESDAY, pattern=asked.pattern, not_understood=True)
    )
    await ada.says("2.3.2026")
    assert ada.screen == reads(
        ada, r.AskUntil(first_day=TUESDAY, pattern=asked.pattern, too_early=True)
    )
    await ada.says("17.3.2026")
    await ada.presses("repeat_yes")
    assert len(await planned(ada)) == 3


async def test_the_series_can_still_be_a_single_shift(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada)
    await ada.presses("repeat")
    await ada.presses("draft")
    await ada.presses("plan_yes")
    assert len(await planned(ada)) == 1


async def test_planning_a_series_twice_plans_it_once(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada)
    await ada.presses("repeat")
    await ada.presses("repeat_as", Pattern.WEEKLY)
    await ada.presses("repeat_until", "3m")
    [button] = [b for row in ada.screen.buttons for b in row if b.press.action == "repeat_yes"]
    at = ada.at
    await ada.presses("repeat_yes")
    await ada.forges(encode(Press(action="repeat_yes", args=(button.press.args[0],))), on=at)
    assert (ada.screen, len(await planned(ada))) == (note(ada, Note.NO_LONGER_OPEN), 8)


async def test_a_changed_time_is_shown_first_and_told_once(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    await repeats(ada)
    first, second, *_ = await planned(ada)
    for number in (first, second):
        await bob.forges(encode(Press(action="take", args=(number,))))
    await ada.forges(encode(Press(action="change", args=(second,))))
    await ada.presses("change_what", second, "time")
    await ada.presses("change_to", "1800-2000")
    await ada.presses("change_scope", Scope.ALL)
    assert "17:00–19:00" in ada.text
    assert "18:00–20:00" in ada.text
    assert (await starts(ada))[0] == "Tue 03.03. 17:00"
    await ada.presses("change_yes")
    assert {day[-5:] for day in await starts(ada)} == {"18:00"}


async def test_one_shift_is_changed_alone(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await repeats(ada)
    _, second, *_ = await planned(ada)
    await ada.forges(encode(Press(action="change", args=(second,))))
    await ada.presses("change_what", second, "day")
    await ada.says("12.3.2026")
    await ada.presses("change_scope", Scope.ONE)
    await ada.presses("change_yes")
    assert (await starts(ada))[:3] == ["Tue 03.03. 17:00", "Thu 12.03. 17:00", "Tue 17.03. 17:00"]


async def test_a_single_shift_is_changed_without_a_question_about_a_series(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    shift = await scene.shift(cafe, THURSDAY)
    await ada.forges(encode(Press(action="change", args=(shift.id,))))
    assert ada.screen == reads(ada, r.ChangeWhat(shift=shift, series=None))
    await ada.presses("change_what", shift.id, "place")
    assert ada.screen == reads(ada, r.AskNew(what=r.What.PLACE, shift=shift, usual=("Saal",)))
    await ada.says("Garten")
    assert "Garten" in ada.text
    await ada.presses("change_yes")
    found = await ada.talk.database.read(lambda tx: shifts.find(tx, shift.id))
    assert found is not None
    assert found.place == "Garten"


async def test_what_is_so_already_changes_nothing(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    shift = await scene.shift(cafe, THURSDAY)
    await ada.forges(encode(Press(action="change", args=(shift.id,))))
    await ada.presses("change_what", shift.id, "task")
    await ada.presses("change_usual", 0)
    refused = r.ChangeRefused(shift_id=shift.id, fault=EditFault.NOTHING)
    assert ada.screen == reads(ada, refused)


async def test_fewer_places_than_people_are_refused(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    shift = await scene.shift(cafe, THURSDAY)
    for name in ("Bob", "Mia"):
        who = await scene.member(name, cafe)
        await who.forges(encode(Press(action="take", args=(shift.id,))))
    await ada.forges(encode(Press(action="change", args=(shift.id,))))
    await ada.presses("change_what", shift.id, "places")
    await ada.presses("change_to", "1")
    refused = r.ChangeRefused(shift_id=shift.id, fault=EditFault.TAKEN)
    assert ada.screen == reads(ada, refused)


async def test_somebody_who_signs_up_in_between_makes_another_preview(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await ada.forges(encode(Press(action="change", args=(shift.id,))))
    await ada.presses("change_what", shift.id, "place")
    await ada.says("Garten")
    before = ada.text
    await bob.forges(encode(Press(action="take", args=(shift.id,))))
    await ada.presses("change_yes")
    assert ada.toast == hears(ada, m.Say(note=Note.REPLACED))
    assert ada.text != before
    await ada.presses("change_yes")
    found = await ada.talk.database.read(lambda tx: shifts.find(tx, shift.id))
    assert found is not None
    assert found.place == "Garten"


async def test_a_series_is_ended_by_buttons(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    await repeats(ada)
    first, *_ = await planned(ada)
    await bob.forges(encode(Press(action="take", args=(first,))))
    await ada.forges(encode(Press(action="change", args=(first,))))
    await ada.presses("series_end")
    await ada.presses("series_end_yes", first, "keep")
    assert ada.screen == reads(ada, r.EndDone(removed=7, kept=1, cancelled=0, told=0))
    assert await starts(ada) == ["Tue 03.03. 17:00"]


async def test_a_volunteer_comes_every_time_and_stops(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    await repeats(clara, WEDNESDAY)
    first, *_ = await planned(clara)
    await ada.forges(encode(Press(action="stand", args=(first,))))
    await ada.presses("stand_yes", first, "0")
    assert "8" in ada.text
    await ada.presses("unstand")
    await ada.presses("unstand_yes", first, "leave")
    assert ada.screen == reads(ada, r.UnstandDone(shift_id=first, left=8))


async def test_new_shifts_sign_up_who_comes_every_time(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    await repeats(clara, WEDNESDAY)
    first, *_ = await planned(clara)
    await ada.forges(encode(Press(action="stand", args=(first,))))
    await ada.presses("stand_yes", first, "0")
    scene.talk.clock.at += timedelta(weeks=1)
    await scene.tick()
    rows = await ada.talk.database.read(
        lambda tx: tx.count("SELECT count(*) FROM signup WHERE state = 'confirmed'")
    )
    assert rows == 9


async def test_wall_time_stays_through_the_change_of_the_clocks(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await repeats(ada)
    found = []
    for number in await planned(ada):
        shift = await ada.talk.database.read(lambda tx, number=number: shifts.find(tx, number))
        assert shift is not None
        local = shift.starts_at.astimezone(ada.talk.house.zone)
        found.append((local.time(), local.utcoffset()))
    assert found == [(time(17), timedelta(hours=1))] * 4 + [(time(17), timedelta(hours=2))] * 4
