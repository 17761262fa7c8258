"""Whatever callback data comes: an answer, no exception, and nothing that is not one's own."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from bot.conversation.types import Command
from tests.conversation import forged
from tests.conversation.stage import Outcome, Stage, Who, command, words

EXAMPLES = 10_000 if os.environ.get("LOTSE_PROFILE") == "N" else 1_000
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.slow
@MANY
@given(forged.PAYLOADS, forged.ACTORS, forged.DIALOGS)
def test_forged_data_is_answered_and_changes_nothing_of_others(
    stage: Stage, data: str, who: Who, open_at: tuple[str, str] | None
) -> None:
    forged.press(stage, who, data, open_at)


@pytest.mark.parametrize(
    "payload",
    ["s_" + "9" * 60, "s_0", "s_٣", "s_-1", "s_", "q_nothing", "o_nothing", "i_", "i_x", "x_1",
     "_", "z" * 64, "s_1e3"],
)  # fmt: skip
@pytest.mark.parametrize("who", [Who.STRANGER, Who.INFORMED, Who.VOLUNTEER, Who.LEAD])
def test_a_forged_start_link_is_answered(stage: Stage, who: Who, payload: str) -> None:
    tried = stage.try_out(who, Command(name="start", argument=payload))
    assert len(tried.reply.shows) == 1


@pytest.mark.parametrize("text", ["31.12.9999", "24.12.9998"])
def test_a_day_at_the_end_of_time_is_too_far_away(stage: Stage, text: str) -> None:
    said = {"initiative": stage.mine.initiative.id}
    tried = stage.try_out(Who.COORDINATOR, words(text), open_at=("plan", "day", said))
    assert "18 Monate" in tried.reply.shows[0].message.html


@pytest.mark.parametrize(
    "resume", ["1:command.human.write", "1:command.gone", "1:gone", "1:write", "", "junk"]
)
def test_the_way_on_after_the_notice_may_be_gone_by_then(stage: Stage, resume: str) -> None:
    tried = stage.try_out(
        Who.LANGUAGE,
        stage.press(stage.mine, "notice_ok"),
        open_at=("notice", "confirm", {"resume": resume, "flow": "human", "step": "write"}),
    )
    assert (tried.outcome, len(tried.reply.shows)) == (Outcome.ALLOWED, 1)


def test_an_unknown_command_is_a_question(stage: Stage) -> None:
    tried = stage.try_out(Who.VOLUNTEER, command("wohngeld"))
    assert (tried.outcome, "faq_count" in tried.changed) == (Outcome.ALLOWED, True)
