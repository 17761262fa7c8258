"""Nobody may more than the table of rights says; a flow without a row fails."""

from __future__ import annotations

import pytest

from bot.conversation import registry
from tests.conversation import rights, rights_table
from tests.conversation.stage import Outcome, Stage, Who, words

GONE = "DELETE FROM shift WHERE id = {id}"


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert set(rights_table.COMMANDS) == set(registry.COMMANDS)


def test_every_button_has_a_row_and_every_row_a_button() -> None:
    assert set(rights_table.PRESSES) == set(registry.PRESSES)


def test_every_step_has_a_row_and_every_row_a_step() -> None:
    assert set(rights_table.STEPS) == set(registry.STEPS)


def test_everybody_may_exactly_what_the_table_says(stage: Stage) -> None:
    assert rights.wrong_grants(stage) == []


def test_ids_of_another_initiative_open_nothing(stage: Stage) -> None:
    assert rights.foreign_grants(stage) == []


@pytest.mark.slow
def test_a_revoked_role_is_gone_at_the_very_next_update(stage: Stage) -> None:
    assert rights.kept_after_revocation(stage) == []


def test_every_step_about_an_initiative_is_tried_with_foreign_ids(stage: Stage) -> None:
    tried = [row[0] for row in rights.rows(stage, stage.theirs) if rights.about_an_initiative(row)]
    with_ids = {name for name in registry.PRESSES if stage.ids(stage.mine, name) != stage.ids(
        stage.theirs, name)}  # fmt: skip
    # What is held for newcomers is everybody's, as the list of initiatives is.
    public = {"join_see", "human_at"} | {name for name in with_ids if name.startswith("near_")}
    assert with_ids - public <= set(tried)


def test_a_refusal_says_the_same_for_gone_and_for_not_yours(stage: Stage) -> None:
    theirs = stage.try_out(Who.COORDINATOR, stage.press(stage.theirs, "duty"))
    gone = stage.try_out(
        Who.COORDINATOR,
        stage.press(stage.theirs, "duty"),
        before=(GONE.format(id=stage.theirs.shift),),
    )
    assert theirs.reply == gone.reply


def test_free_words_of_a_stranger_wait_for_the_language(stage: Stage) -> None:
    result = stage.try_out(Who.STRANGER, words())
    assert (result.outcome, result.changed) == (Outcome.LANGUAGE, {"person", "dialog"})
