"""Shifts that repeat: coming every time, planning a series, changing it, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain import messages_coordinator as c
from bot.domain import messages_planning as p
from bot.domain import messages_series as r
from bot.domain import messages_volunteer as v
from bot.domain.messages import Note, Say
from bot.domain.people import Role
from bot.domain.series import Pattern
from bot.domain.series_edit import Scope
from bot.domain.shifts import Kind, Qualification, ShiftRole
from bot.store import shifts
from bot.texts.languages import language_name
from bot.texts.speech import speech
from tests.journeys.scene import THURSDAY, TODAY, TUESDAY, WEDNESDAY, hears, reads
from tests.support.talk import ZONE

WEEK = timedelta(weeks=1)


# What the coordinator does first


async def drafts(who, day=WEDNESDAY, places=2):
    """Say everything of a new shift up to its preview."""
    await who.says("/newshift")
    await who.presses("day", day.isoformat())
    await who.presses("span", "1700-1900")
    await who.says("Saal")
    await who.says("Tee kochen")
    await who.presses("capacity", places)


async def repeats(who, day=WEDNESDAY, until="6m", places=2):
    """Plan a shift for every week; no holiday falls on these days."""
    await drafts(who, day, places)
    await who.presses("repeat")
    await who.presses("repeat_as", Pattern.WEEKLY)
    await who.presses("repeat_until", until)
    await who.presses("repeat_yes")


# What people see


async def planned(who, weeks=9):
    """Leaf through the roster; return each shift's number with day, time, task and place."""
    found = {}
    await who.says("/roster")
    for week in range(1, weeks + 1):
        _, *blocks = who.plain.split("\n\n")
        ids = numbers(who, "duty")
        for number, block in zip(ids, blocks if ids else (), strict=True):
            found[number] = tuple(block.splitlines()[:2])
        await who.presses("roster", week)
    return found


def numbers(who, action):
    """Return the first numbers of all buttons on the screen that do this."""
    return [first for first, *_ in who.carried(action)]


async def mine(who):
    """Return the numbers of the shifts somebody is in, soonest first, as their list shows."""
    await who.says("/my")
    return numbers(who, "shift")


async def opens(who, shift_id):
    """Open one of one's own shifts."""
    await who.says("/my")
    await who.presses("shift", shift_id)


async def takes(who, *shift_ids):
    """Sign up for shifts found in the list."""
    for number in shift_ids:
        await who.says("/shifts")
        while number not in numbers(who, "shift"):
            [*_, further] = numbers(who, "shifts")
            await who.presses("shifts", further)
        await who.presses("shift", number)
        await who.presses("take")


# Coming every time


async def comes_every_time(scene):
    """Return a coordinator with a weekly shift, and the hero who comes every time."""
    cafe = await scene.initiative()
    clara, ada = await scene.coordinator(cafe), await scene.hero(cafe)
    await repeats(clara)
    await ada.says("/shifts")
    await ada.presses("shift", numbers(ada, "shift")[0])
    await ada.presses("stand")
    assert "8" in ada.text
    await ada.presses("stand_yes")
    return clara, ada


async def test_every_time_signs_me_up_for_all_and_for_new_ones(scene):
    clara, ada = await comes_every_time(scene)
    assert "8" in ada.text
    every = list(await planned(clara))
    assert await mine(ada) == every

    # Days later a new shift was made, and I am in it without having done anything.
    await scene.until(THURSDAY, 9, step=720)
    [*old, new] = list(await planned(clara))
    assert old == every[1:]
    assert await mine(ada) == [*old, new]


async def test_leaving_one_shift_is_only_that_one(scene):
    clara, ada = await comes_every_time(scene)
    every = await mine(ada)
    await opens(ada, every[1])
    await ada.presses("leave")
    assert await mine(ada) == [every[0], *every[2:]]
    # New ones are not meant by that.
    await scene.until(THURSDAY, 9, step=720)
    assert await mine(ada) == [*every[2:], list(await planned(clara))[-1]]


async def test_ending_every_time_can_keep_the_coming_shifts(scene):
    clara, ada = await comes_every_time(scene)
    every = await mine(ada)
    await opens(ada, every[0])
    await ada.presses("unstand")
    assert "8" in ada.text
    await ada.presses("unstand_yes", every[0], "keep")
    assert ada.screen == reads(ada, r.UnstandDone(shift_id=every[0], left=0))
    await scene.until(THURSDAY, 9, step=720)
    [*old, _new] = list(await planned(clara))
    assert await mine(ada) == old == every[1:]
    # The card offers again what is no longer so.
    await opens(ada, every[1])
    assert (ada.offers("stand"), ada.offers("unstand")) == (True, False)


async def test_ending_every_time_can_give_all_shifts_back(scene):
    _, ada = await comes_every_time(scene)
    every = await mine(ada)
    await opens(ada, every[3])
    await ada.presses("unstand")
    await ada.presses("unstand_yes", every[3], "leave")
    assert ada.screen == reads(ada, r.UnstandDone(shift_id=every[3], left=8))
    assert await mine(ada) == []


async def test_every_time_stays_when_only_the_time_changes(scene):
    clara, ada = await comes_every_time(scene)
    every = await mine(ada)
    await changes_time(clara, every[1], 1, Scope.FOLLOWING)
    await clara.presses("change_yes")
    await scene.until(THURSDAY, 9, step=720)
    plan = await planned(clara)
    [*_, new] = list(plan)
    assert new not in every
    assert "18:00–20:00" in plan[new][0]
    assert await mine(ada) == list(plan)


async def test_who_came_every_time_is_told_that_the_day_is_another_one(scene):
    clara, ada = await comes_every_time(scene)
    every = await mine(ada)
    await begins(clara, every[1], 1)
    await clara.presses("change_what", every[1], "day")
    await clara.presses("change_to", (THURSDAY + WEEK).isoformat())
    await clara.presses("change_scope", Scope.FOLLOWING)
    asked = words_of(clara).count(
        "🔁 {n} person came every time and is not signed up for the new day. Please ask.",
        "🔁 {n} people came every time and are not signed up for the new day. Please ask.",
        1,
    )
    assert asked in clara.text
    await clara.presses("change_yes")
    await scene.until(TODAY, 10)
    told = r.NoLongerRegular(initiative="Sprachcafé", task="Tee kochen", ended=False)
    assert replace(ada.screen, silent=False) == reads(ada, told)
    # What I have taken stays mine, and nothing new is added by itself.
    assert await mine(ada) == every


async def test_who_came_every_time_is_told_that_it_has_ended(scene):
    clara, ada = await comes_every_time(scene)
    every = await mine(ada)
    await begins(clara, every[0], 0)
    await clara.presses("series_end")
    await clara.presses("series_end_yes", every[0], "keep")
    await scene.until(TODAY, 10)
    told = r.NoLongerRegular(initiative="Sprachcafé", task="Tee kochen", ended=True)
    assert replace(ada.screen, silent=False) == reads(ada, told)
    assert await mine(ada) == every


async def test_every_time_waits_where_a_shift_is_full(scene):
    cafe = await scene.initiative()
    clara, ada = await scene.coordinator(cafe), await scene.hero(cafe)
    bob = await scene.member("Bob", cafe)
    await repeats(clara, places=1)
    every = list(await planned(clara))
    await takes(bob, every[2])
    await ada.says("/shifts")
    await ada.presses("shift", every[0])
    await ada.presses("stand")
    await ada.presses("stand_yes")
    words = words_of(ada)
    places = words.count("{n} shift: you have a place", "{n} shifts: you have a place", 7)
    waits = words.count("{n} shift is full: you wait", "{n} shifts are full: you wait", 1)
    for part in (places, waits):
        assert part in ada.text
    assert await mine(ada) == every
    await opens(ada, every[2])
    assert ada.offers("leave")
    assert [one for one in ada.labels if "📆" in one] == [], "nothing to put into a calendar yet"


# Planning a series


async def test_a_series_is_planned_from_the_preview(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    await drafts(ada, TUESDAY)
    await ada.presses("repeat")
    patterns = tuple(Pattern)
    assert ada.screen == reads(ada, r.ChoosePattern(first_day=TUESDAY, patterns=patterns))
    await ada.presses("repeat_as", Pattern.FIRST_THIRD)
    asked = r.AskUntil(first_day=TUESDAY, pattern=Pattern.FIRST_THIRD)
    assert ada.screen == reads(ada, asked)
    await ada.says("irgendwann")
    assert ada.screen == reads(ada, replace(asked, not_understood=True))
    await ada.says("30.4.2026")
    days = [TUESDAY, TUESDAY + 2 * WEEK, TUESDAY + 5 * WEEK, TUESDAY + 7 * WEEK]
    short = map(words_of(ada).short_date, days)
    for part in (*short, "17:00–19:00", "Tee kochen", "Saal", "4"):
        assert part in ada.plain, part

    await ada.presses("repeat_yes")
    assert "4" in ada.text
    await bob.says("/shifts")
    labels = [
        one.label for row in bob.screen.buttons for one in row if one.press.action == "shift"
    ]
    short = map(words_of(bob).short_date, days)
    assert [day in label for day, label in zip(short, labels, strict=True)] == [True] * 4
    # The first of them is opened from what was said.
    await ada.presses("duty")
    assert "17:00–19:00" in ada.text


def words_of(who):
    """Return the words of somebody's language."""
    return speech(who.app_language, ZONE)


async def test_holidays_are_named_and_left_out(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    first = date(2026, 3, 13)  # a Friday
    good_friday, labour_day = date(2026, 4, 3), date(2026, 5, 1)
    await drafts(ada, first)
    await ada.presses("repeat")
    await ada.presses("repeat_as", Pattern.WEEKLY)
    await ada.presses("repeat_until", "3m")
    assert ada.screen == reads(ada, r.AskHolidays(days=(good_friday, labour_day), more=0))
    await ada.presses("repeat_skip", 1)
    await ada.presses("repeat_yes")
    shown = " ".join(card[0] for card in (await planned(ada)).values()).casefold()
    said = words_of(ada).on_day
    days = (first + 2 * WEEK, good_friday, first + 4 * WEEK)
    assert [said(day).casefold() in shown for day in days] == [True, False, True]


async def test_a_series_without_end_goes_on_by_itself(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await repeats(ada, until="open")
    before = await planned(ada)
    assert len(before) == 8
    await scene.until(TODAY + 2 * WEEK, 9, step=1440)
    after = await planned(ada)
    assert len(after) == 8
    assert list(before)[2:] == list(after)[:6]


# Changing a series


async def with_people(scene):
    """Return a coordinator with a weekly shift, a second one, two people in it, and the shifts."""
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    dora = await scene.coordinator(cafe, "Dora")
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    await repeats(ada)
    every = list(await planned(ada))
    await takes(bob, every[1], every[3])
    await takes(cem, every[3])
    return ada, dora, bob, cem, every


async def begins(who, shift_id, week):
    """Go from the roster of that week to what can be changed about a shift."""
    await who.says("/roster")
    for number in range(1, week + 1):
        await who.presses("roster", number)
    await who.presses("duty", shift_id)
    await who.presses("change")


async def changes_time(who, shift_id, week, scope):
    """Go from the roster to the preview of another time."""
    await begins(who, shift_id, week)
    await who.presses("change_what", shift_id, "time")
    await who.presses("change_to", "1800-2000")
    await who.presses("change_scope", scope)


async def happens_as_shown(scene, who, dora, others):
    """Confirm a preview; return the plan before and after, who was told, and the preview.

    Dora reads the plan meanwhile. All that is said to be done stood in the preview before.
    """
    preview, shown, before = who.text, who.plain, await planned(dora)
    heard = {one.first_name: len(one.messages) for one in others}
    await who.presses("change_yes")
    _, *done = filter(None, who.plain.splitlines())
    assert done
    assert [line for line in done if line not in shown.splitlines()] == []
    # Changes are gathered for a while, so that several of them make one message.
    await scene.until(TODAY, 10)
    told = [one.first_name for one in others if len(one.messages) > heard[one.first_name]]
    promised = words_of(who).count("🔔 {n} person is told.", "🔔 {n} people are told.", len(told))
    assert promised in preview if told else "🔔" not in preview
    return before, await planned(dora), told, shown


def moved(before, after):
    """Return the shifts whose card says something else."""
    return [number for number, card in after.items() if card != before[number]]


async def test_one_shift_of_a_series_is_changed_alone(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await changes_time(ada, every[1], 1, Scope.ONE)
    before, after, told, shown = await happens_as_shown(scene, ada, dora, (bob, cem))
    assert "17:00–19:00" in shown
    assert "18:00–20:00" in shown
    assert (list(after), moved(before, after)) == (every, [every[1]])
    assert told == ["Bob"]
    assert "17:00–19:00 → 18:00–20:00" in bob.plain


async def test_this_and_the_following_shifts_are_changed(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await changes_time(ada, every[2], 2, Scope.FOLLOWING)
    before, after, told, shown = await happens_as_shown(scene, ada, dora, (bob, cem))
    assert "6" in shown
    assert (list(after), moved(before, after)) == (every, every[2:])
    assert told == ["Bob", "Cem"]
    # What is made from now on follows the new time.
    await scene.until(THURSDAY, 9, step=720)
    [*_, new] = (await planned(ada)).values()
    assert "18:00–20:00" in new[0]


async def test_all_shifts_are_changed_except_those_changed_by_themselves(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await changes_time(ada, every[3], 3, Scope.ONE)
    await ada.presses("change_yes")
    await scene.until(TODAY, 9, 30)
    await begins(ada, every[0], 0)
    await ada.presses("change_what", every[0], "place")
    await ada.says("Garten")
    await ada.presses("change_scope", Scope.ALL)
    before, after, told, _ = await happens_as_shown(scene, ada, dora, (bob, cem))
    assert list(after) == every
    others = [one for one in every if one != every[3]]
    assert moved(before, after) == others
    assert all("Garten" in after[one][1] for one in others)
    assert "18:00–20:00" in after[every[3]][0]
    assert told == ["Bob"]


async def test_another_weekday_keeps_the_days_on_which_people_come(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await begins(ada, every[2], 2)
    await ada.presses("change_what", every[2], "day")
    await ada.presses("change_to", (THURSDAY + 2 * WEEK).isoformat())
    await ada.presses("change_scope", Scope.FOLLOWING)
    before, after, told, shown = await happens_as_shown(scene, ada, dora, (bob, cem))
    assert [sign in shown for sign in "➕➖📌"] == [True] * 3
    # Before it everything stays; after it, Bob's and Cem's Wednesday stays beside the Thursdays.
    kept = [one for one in after if one in before]
    assert kept == [every[0], every[1], every[3]]
    assert [after[one] for one in kept] == [before[one] for one in kept]
    thursdays = [THURSDAY + n * WEEK for n in range(2, 8)]
    said = words_of(dora).on_day
    new = [after[one][0].casefold() for one in after if one not in before]
    assert [said(day).casefold() in at for day, at in zip(thursdays, new, strict=True)] == [
        True
    ] * 6
    assert told == []


async def test_another_pattern_keeps_the_days_on_which_people_come(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await begins(ada, every[0], 0)
    await ada.presses("change_what", every[0], "pattern")
    await ada.presses("change_to", Pattern.BIWEEKLY)
    await ada.presses("change_scope", Scope.ALL)
    assert "📌" in ada.text
    before, after, told, _ = await happens_as_shown(scene, ada, dora, (bob, cem))
    # The rule leaves every other week; 2 and 4 stay because Bob and Cem are in them.
    assert list(after) == [every[n] for n in (0, 1, 2, 3, 4, 6)]
    assert moved(before, after) == []
    assert told == []


async def test_who_signs_up_meanwhile_makes_another_preview(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await changes_time(ada, every[2], 2, Scope.ONE)
    preview, shown = ada.at, ada.text
    await takes(cem, every[2])
    await ada.presses("change_yes", on=preview)
    assert ada.text != shown
    assert ada.offers("change_yes")
    _, _, told, _ = await happens_as_shown(scene, ada, dora, (bob, cem))
    assert told == ["Cem"]


async def test_a_single_day_is_cancelled(scene):
    ada, dora, bob, cem, every = await with_people(scene)
    await ada.says("/roster")
    await ada.presses("roster", 1)
    await ada.presses("duty", every[1])
    await ada.presses("cancel_shift")
    await ada.presses("cancel_yes")
    heard = len(cem.messages)
    await scene.tick()
    cancelled = await shown_as(scene, every[1])
    assert replace(bob.screen, silent=False) == reads(bob, v.ShiftCancelled(shift=cancelled))
    assert len(cem.messages) == heard
    # It is not made again.
    await scene.until(THURSDAY, 9, step=720)
    [*left, _new] = list(await planned(dora))
    assert left == every[2:]


async def shown_as(scene, shift_id):
    """Return a shift as it stands in the plan."""
    found = await scene.talk.database.read(lambda tx: shifts.find(tx, shift_id))
    assert found is not None
    return found


async def test_a_series_ends_and_its_people_are_told(scene):
    ada, _, bob, cem, every = await with_people(scene)
    await begins(ada, every[0], 0)
    await ada.presses("series_end")
    assert "6" in ada.text
    await ada.presses("series_end_yes", every[0], "cancel")
    done = r.EndDone(removed=6, kept=0, cancelled=2, told=2)
    assert ada.screen == reads(ada, done)
    await scene.tick()
    assert await planned(ada) == {}
    for who in (bob, cem):
        assert await mine(who) == []
    await scene.until(TODAY + WEEK, 12, step=1440)
    assert await planned(ada) == {}


async def test_a_series_ends_and_shifts_with_people_stay(scene):
    ada, _, bob, cem, every = await with_people(scene)
    await begins(ada, every[0], 0)
    await ada.presses("series_end")
    await ada.presses("series_end_yes", every[0], "keep")
    assert ada.screen == reads(ada, r.EndDone(removed=6, kept=2, cancelled=0, told=0))
    await scene.tick()
    assert list(await planned(ada)) == [every[1], every[3]]
    assert (await mine(bob), await mine(cem)) == ([every[1], every[3]], [every[3]])
    # Coming every time is not offered any more.
    await opens(cem, every[3])
    assert cem.offers("leave")
    assert not cem.offers("stand")


# Roles


async def test_roles_and_kind_are_planned_and_seen(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    await drafts(ada)
    await ada.presses("kinds")
    assert ada.screen == reads(ada, p.ChooseKind(chosen=Kind.OTHER))
    await ada.presses("kind", Kind.LANGUAGE)
    await ada.presses("roles")
    helpers = ShiftRole(capacity=2)
    assert ada.screen == reads(ada, p.RolesDraft(roles=(helpers,)))

    await ada.presses("role_new")
    assert ada.screen == reads(ada, p.AskRoleName(position=1))
    await ada.says("Dolmetschen")
    asked = ShiftRole(position=1, name="Dolmetschen", capacity=1)
    assert ada.screen == reads(ada, p.RoleDraft(role=asked, removable=True))
    await ada.presses("role_places")
    await ada.says("3")
    await ada.presses("role_langs")
    await ada.presses("role_lang", 1, "ar")
    wanted = replace(asked, capacity=3, languages=("ar",))
    assert ada.screen == reads(ada, p.RoleLanguages(role=wanted))
    await ada.presses("role")
    await ada.presses("role_need")
    required = replace(wanted, qualification=Qualification.INTRODUCTION)
    assert ada.screen == reads(ada, p.RoleDraft(role=required, removable=True))
    await ada.presses("roles")
    assert ada.screen == reads(ada, p.RolesDraft(roles=(helpers, required)))
    await ada.presses("draft")
    assert "Dolmetschen" in ada.text
    await ada.presses("plan_yes")

    await bob.says("/shifts")
    await bob.presses("shift")
    for part in ("Dolmetschen", language_name(words_of(bob), "ar"), "🎓"):
        assert part in bob.plain, part
    # Without the introduction the role is not taken; the other one is.
    number = numbers(bob, "take_role")[0]
    await bob.presses("take_role", number, 1)
    assert await mine(bob) == []
    await bob.says("/shifts")
    await bob.presses("shift")
    await bob.presses("take_role", number, 0)
    assert await mine(bob) == [number]


async def test_a_role_of_the_draft_can_be_taken_out_again(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await drafts(ada)
    before = ada.text
    await ada.presses("roles")
    await ada.presses("role_new")
    await ada.says("Dolmetschen")
    await ada.presses("role_drop")
    await ada.presses("draft")
    assert ada.text == before
    await ada.presses("cancel")
    assert ada.toast == hears(ada, Say(note=Note.CANCELLED))
    await ada.says("/roster")
    empty = c.Roster(entries=(), start=TODAY, week=0)
    assert ada.screen == reads(ada, empty)
