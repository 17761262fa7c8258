"""The check of the table of rights: every entry, every role, and nothing happens that may not."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation import registry
from bot.conversation.types import Content
from tests.conversation import rights_table as table
from tests.conversation.stage import (
    BOOKKEEPING,
    Outcome,
    Side,
    Stage,
    Tried,
    Who,
    command,
    words,
)

FLOW_OF = {
    **dict.fromkeys(("announce_again", "announce_yes", "announce_to"), ("announce", "preview")),
    **dict.fromkeys(("act_plan", "act_none"), ("plan", "preview")),
    **dict.fromkeys(
        (
            "act_draft",
            "act_title",
            "act_langs",
            "act_lang",
            "act_care",
            "act_places",
            "act_n",
            "act_save",
        ),
        ("activity", "offer"),
    ),
    **dict.fromkeys(
        (
            "copy_last",
            "day",
            "span",
            "place",
            "task",
            "capacity",
            "plan_day",
            "plan_time",
            "plan_yes",
            "draft",
            "kind",
            "kinds",
            "role",
            "role_adult",
            "role_drop",
            "role_lang",
            "role_langs",
            "role_n",
            "role_name",
            "role_need",
            "role_new",
            "role_places",
            "roles",
        ),
        ("plan", "preview"),
    ),
    **dict.fromkeys(
        ("repeat", "repeat_as", "repeat_until", "repeat_skip", "repeat_yes"), ("plan", "series")
    ),
    **dict.fromkeys(
        ("change_role", "change_to", "change_usual", "change_scope", "change_yes"),
        ("change", "preview"),
    ),
    **dict.fromkeys(
        ("human_yes", "human_to", "human_at", "human_town", "human_back"), ("human", "consent")
    ),
    **dict.fromkeys(("make_lang", "make_yes"), ("topic", "preview")),
    **dict.fromkeys(("faq_part", "faq_no_ways", "faq_save"), ("faq_write", "preview")),
    **dict.fromkeys(
        ("card_kind", "card_town", "card_lang", "card_langs_ok", "card_empty", "card_save"),
        ("contact", "preview"),
    ),
    **dict.fromkeys(("letter_as", "letter_save"), ("letter", "head")),
    **dict.fromkeys(("paper_span", "paper_in", "paper_lang", "paper_name"), ("paper", "name")),
    **dict.fromkeys(
        ("hand_lang", "hand_langs_ok", "hand_no_phone", "hand_day", "hand_yes"),
        ("hand", "preview"),
    ),
    **dict.fromkeys(("qual_day", "qual_until"), ("qualify", "until")),
    "join_yes": ("join", "offer"),
    "name_ok": ("join", "name"),
    "mode": ("found", "mode"),
    **dict.fromkeys(("companion_set", "companion_at", "companion_send"), ("companion", "preview")),
    "companion_name": ("companion", "name"),
}
Row = tuple[str, str, Content, tuple[str, str] | None]


def rows(stage: Stage, side: Side) -> Iterator[Row]:
    """Yield name, expected outcomes, what is done and which dialogue is open for every entry with a row."""
    for name in table.COMMANDS.keys() & registry.COMMANDS.keys():
        yield f"/{name}", table.COMMANDS[name], command(name), None
    for name in table.PRESSES.keys() & registry.PRESSES.keys():
        yield name, table.PRESSES[name], stage.press(side, name), FLOW_OF.get(name)
    for step in table.STEPS.keys() & registry.STEPS.keys():
        yield ".".join(step), table.STEPS[step], words(), step


def tried(stage: Stage, side: Side, who: Who, row: Row, *before: str) -> Tried:
    """Let ``who`` do what the row says."""
    _, _, content, step = row
    open_at = None if step is None else (*step, stage.said(side, *step))
    return stage.try_out(who, content, open_at=open_at, before=before)


def forbidden_effects(result: Tried, who: Who) -> set[str]:
    """Return the tables that a step which was not allowed changed nevertheless."""
    new_here = {"person"} if who in {Who.STRANGER, Who.ERASED} else set()
    return result.changed - BOOKKEEPING - new_here


def wrong_grants(stage: Stage) -> list[str]:
    """Return every cell of the table that is not as it should be, and every forbidden effect."""
    wrong = []
    for row in rows(stage, stage.mine):
        for who, wanted in zip(Who, row[1].replace(" ", ""), strict=True):
            result = tried(stage, stage.mine, who, row)
            if result.outcome != wanted:
                wrong.append(f"{row[0]} for {who}: {result.outcome} instead of {wanted}")
            if result.outcome is not Outcome.ALLOWED and (more := forbidden_effects(result, who)):
                wrong.append(f"{row[0]} for {who}: changed {sorted(more)}")
    return wrong


# Entries that belong to one person and not to a role.
PERSONAL = {"offer_yes", "offer_no", "help_yes", "help_no", "my_question"} | {
    "companion_mine",
    "companion_german",
    "companion_change",
    "companion_withdraw",
    "companion_withdraw_yes",
    "companion_write",
    "companion_end",
    "companion_end_yes",
    "companion_report",
    "companion_report_yes",
    "companion_map",
    "companion_yes",
    "companion_no",
    "companion_duty",
    "companion_out",
    "companion_out_yes",
    "companion_talk.write",
}
# Entries whose ids or dialogue belong to one initiative, and what is told apart by them.
CARRIES_NOTHING_FOREIGN = {"join_see", "join_yes", "name_ok", "join.name"}


def about_an_initiative(row: Row) -> bool:
    """Tell whether the row's step is refused to the coordinator of another initiative."""
    foreign = row[1].replace(" ", "")[list(Who).index(Who.FOREIGN)]
    return foreign == Outcome.REFUSED and row[0] not in CARRIES_NOTHING_FOREIGN


def foreign_grants(stage: Stage) -> list[str]:
    """Return what a coordinator and a volunteer may do with another initiative's ids."""
    wrong = []
    for row in rows(stage, stage.theirs):
        if not about_an_initiative(row):
            continue
        for who in (Who.COORDINATOR, Who.VOLUNTEER, Who.PENDING, Who.INFORMED):
            result = tried(stage, stage.theirs, who, row)
            if result.outcome is not Outcome.REFUSED or forbidden_effects(result, who):
                wrong.append(f"{row[0]} for {who}: {result.outcome}, {result.changed}")
    return wrong


REVOKED = (
    "UPDATE membership SET role = 'volunteer' WHERE person_id = {id} AND initiative_id = {of}",
    "DELETE FROM membership WHERE person_id = {id} AND initiative_id = {of}",
    # Still coordinator, but of another initiative only: the right alone does not help.
    "UPDATE membership SET initiative_id = {other} WHERE person_id = {id}",
)


def kept_after_revocation(stage: Stage) -> list[str]:
    """Return what a coordinator can still do right after the role was taken away."""
    wrong = []
    person = stage.people[Who.COORDINATOR].id
    for row in rows(stage, stage.mine):
        if row[0] in PERSONAL:
            continue
        cells = row[1].replace(" ", "")
        order = list(Who)
        volunteer, foreign = (cells[order.index(one)] for one in (Who.VOLUNTEER, Who.FOREIGN))
        wanted = (volunteer, cells[order.index(Who.INFORMED)], foreign)
        for change, outcome in zip(REVOKED, wanted, strict=True):
            sql = change.format(
                id=person, of=stage.mine.initiative.id, other=stage.theirs.initiative.id
            )
            result = tried(stage, stage.mine, Who.COORDINATOR, row, sql)
            if result.outcome != outcome:
                wrong.append(f"{row[0]} after {sql}: {result.outcome} instead of {outcome}")
            if outcome != Outcome.ALLOWED and forbidden_effects(result, Who.COORDINATOR):
                wrong.append(f"{row[0]} after {sql}: changed {result.changed}")
    return wrong
