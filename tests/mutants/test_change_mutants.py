"""Without its protections somebody learns too little of a change, too much, or at a bad hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.conversation import outbound, outbound_changes
from bot.services import changes as changes_service
from bot.services import reminders
from bot.store import changes, coming, outbox
from bot.texts.render import Reader
from tests.services import test_change_effects as effects
from tests.services import test_changes as checks
from tests.services import test_coming as late_checks
from tests.services.change_run import FIRST, SOON_AFTER, Scene, Way
from tests.services.world import BERLIN, open_world

PLAIN: list[tuple[str, int, object]] = [("place", 0, "Garten"), ("deliver", 0, Way.ARRIVES)]
OVERTAKEN: list[tuple[str, int, object]] = [
    ("place", 0, "Garten"),
    ("wait", 0, SOON_AFTER),
    ("deliver", 0, Way.CRASH_LOST),
    ("place", 0, "Hof"),
    ("wait", 0, SOON_AFTER),
    ("restart", 0, 0),
]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_world() as world:
        yield Scene(world)


@pytest.mark.parametrize("steps", [PLAIN, OVERTAKEN])
def test_the_checks_pass_with_all_protections(
    scene: Scene, steps: list[tuple[str, int, object]]
) -> None:
    checks.play(scene, steps)


def test_without_what_people_knew_nobody_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "remember", lambda *args: None)
    with pytest.raises(AssertionError, match="knows"):
        checks.play(scene, PLAIN)


def test_without_forgetting_it_the_same_is_told_for_ever(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "forget", lambda *args: None)
    with pytest.raises(AssertionError, match="still to be told"):
        checks.play(scene, PLAIN)


def test_without_its_own_words_a_row_says_nothing_when_it_is_sent_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "write_payload", lambda *args: None)
    with pytest.raises((AssertionError, ValueError)):
        checks.test_after_a_doubt_the_same_is_said_again(scene)


def test_without_a_look_at_what_was_said_since_the_old_follows_the_new(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = outbound_changes._again

    def blind(case: outbound.Case, value: dict[str, object]) -> object:
        said = changes.load_known(value["now"])  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changes_service, "as_they_know_it", lambda *args: said)
            return again(case, value)

    monkeypatch.setattr(outbound_changes, "_again", blind)
    with pytest.raises(AssertionError, match="knows"):
        checks.play(scene, OVERTAKEN)


def test_with_the_language_of_somebody_else_people_read_what_they_cannot(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = property(lambda case: Reader(language="de", zone=BERLIN))
    monkeypatch.setattr(outbound.Case, "reader", german)
    with pytest.raises(AssertionError):
        checks.test_everybody_reads_it_in_their_own_language(scene)


def test_without_the_rule_for_the_night_it_rings(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound_changes, "news_moment", lambda now, *args: (now, False))
    with pytest.raises(AssertionError):
        checks.test_at_night_it_waits_for_the_morning(scene)


def test_without_the_old_start_somebody_goes_there_for_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = outbound_changes._moment

    def only_new(case: outbound.Case, starts_at: datetime) -> tuple[datetime, bool]:
        del starts_at
        return moment(case, FIRST)

    monkeypatch.setattr(outbound_changes, "_moment", only_new)
    with pytest.raises(AssertionError):
        checks.test_a_shift_that_was_near_and_is_far_now_rings_at_night(scene)


def test_without_asking_anew_a_word_for_the_old_time_counts(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ask_anew", lambda *args: None)
    with pytest.raises(AssertionError):
        checks.test_only_a_changed_time_asks_people_to_confirm_anew(scene)


def test_without_the_start_in_its_key_a_reminder_is_not_planned_anew(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = outbox.add

    class Careless:
        @staticmethod
        def add(tx: object, **values: object) -> object:
            parts = str(values["dedupe_key"]).split(":")
            values["dedupe_key"] = ":".join(parts[:3] + parts[4:])
            return add(tx, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "outbox", Careless)
    with pytest.raises(AssertionError):
        effects.test_a_waiting_reminder_of_the_old_time_is_dropped_and_planned_anew(scene)


def test_without_a_look_at_the_moment_another_lead_time_reminds_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming, "reminded_at", lambda *args: False)
    with pytest.raises(AssertionError):
        effects.test_switching_off_one_of_two_leads_of_one_evening_reminds_nobody_again(scene)


def test_without_waiting_for_the_news_a_reminder_comes_besides(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "drop_reminders", lambda *args: None)
    with pytest.raises(AssertionError):
        effects.test_the_message_about_a_change_stands_in_place_of_a_reminder_due_then(scene)


def test_without_a_look_at_newer_words_every_delay_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.now = late_checks.SOON

    def any_row(tx: object, person_id: int, *args: object, **ids: int) -> int:
        del args
        row = tx.scalar("SELECT min(id) FROM outbox WHERE state = 'sending'")  # type: ignore[attr-defined]
        return int(row)

    monkeypatch.setattr(coming, "newest_notice", any_row)
    with pytest.raises(AssertionError):
        late_checks.test_only_the_last_word_is_told(scene)
