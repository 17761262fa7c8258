"""Without its guards the hand-over lets others read, counts weekends and names people."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from bot.domain import handover
from bot.services import question_desk, question_helpers, questions
from bot.store import question_helpers as helper_rows
from bot.store import questions as rows
from tests.domain import test_handover as rules
from tests.services import test_question_desk as desk_stories
from tests.services import test_question_helpers as helper_stories
from tests.services import test_questions as stories
from tests.services.world import World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def fails(story: Callable[[], None], *, by: type[BaseException] = AssertionError) -> None:
    with pytest.raises((by, pytest.fail.Exception)):
        story()


def test_a_thread_that_is_open_to_all_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "may_answer", lambda tx, standing, question: True)
    fails(lambda: stories.test_nobody_else_reads_writes_or_closes(stories.Desk(world)))


def test_a_clearance_that_is_not_looked_at_again_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "may_help", lambda tx, person_id, question: True)
    story = helper_stories.test_without_the_clearance_the_door_is_shut_at_once
    fails(lambda: story(helper_stories.Desk(world)))


def test_asking_volunteers_who_are_not_cleared_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared = question_helpers.clearances.cleared

    def anybody(tx: object, kind: object, **wanted: object) -> object:
        every = [cleared(tx, one, **wanted) for one in question_helpers.clearances.Kind]  # type: ignore[arg-type]
        return [one for found in every for one in found]

    monkeypatch.setattr(question_helpers.clearances, "cleared", anybody)
    story = helper_stories.test_only_cleared_speakers_of_the_initiative_can_be_asked
    fails(lambda: story(helper_stories.Desk(world)))


def test_the_table_stops_a_second_volunteer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_rows, "helping", lambda tx, question_id: None)
    story = helper_stories.test_one_volunteer_helps_at_a_time
    fails(lambda: story(helper_stories.Desk(world)), by=sqlite3.IntegrityError)


def test_somebody_who_stays_in_after_the_end_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper_rows, "end_all", lambda tx, question_id: None)
    story = helper_stories.test_the_end_of_the_question_ends_the_help
    fails(lambda: story(helper_stories.Desk(world)))


def test_names_in_a_topic_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_desk, "without_names", lambda text, names: text)
    story = desk_stories.test_a_topic_is_made_of_question_and_answer_without_names
    fails(lambda: story(desk_stories.Desk(world)))


def test_counting_weekends_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "is_working_day", lambda day: True)
    fails(lambda: desk_stories.test_a_weekend_is_not_counted(desk_stories.Desk(world)))
    fails(rules.test_a_working_day_is_no_weekend_and_no_holiday)


def test_a_clock_that_starts_again_with_every_word_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_state = rows.set_state

    def impatient(tx, question_id, state, now):  # type: ignore[no-untyped-def]
        tx.run("UPDATE question SET waiting_since_at = NULL WHERE id = :id", id=question_id)
        set_state(tx, question_id, state, now)

    monkeypatch.setattr(rows, "set_state", impatient)
    story = desk_stories.test_an_answer_in_time_is_never_told_to_the_leads
    fails(lambda: story(desk_stories.Desk(world)))


def test_leads_who_are_not_told_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "set_escalated", lambda tx, question_id, now: False)
    story = desk_stories.test_after_two_working_days_the_leads_are_told_once_and_may_answer
    fails(lambda: story(desk_stories.Desk(world)))
