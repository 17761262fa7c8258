"""Qualifications: a coordinator notes that they saw something, and until when it counts."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.flows.people import qualification_lines
from bot.conversation.past_days import read_past_day
from bot.conversation.reading import read_day
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_people as p
from bot.domain.people import Right
from bot.domain.qualifications import YEARS, Seen, years_after
from bot.domain.shifts import Qualification
from bot.services import members as members_service
from bot.services import qualifications as service
from bot.services.members import Member

FLOW = "qualify"
Said = dict[str, str | int]


@press("qualifications", int, int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show what was seen of somebody."""
    if turn.said(FLOW):
        turn.end()
    member = members_service.find(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    return _show(turn, member)


def _show(turn: Turn, member: Member, *, said: m.Message | None = None) -> Reply:
    return turn.reply(
        p.Qualifications(
            initiative_id=member.initiative.id,
            person_id=member.person.id,
            name=member.person.name or "?",
            lines=qualification_lines(member, turn.today),
        ),
        said=said,
    )


@press("qual", int, int, str, right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask on which day it was seen."""
    member = members_service.find(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    if turn.args[2] not in set(Qualification):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    turn.ask(
        FLOW,
        "seen",
        initiative=member.initiative.id,
        person=member.person.id,
        kind=str(turn.args[2]),
    )
    return turn.reply(_ask_seen(member, Qualification(turn.args[2])))


def _ask_seen(member: Member, kind: Qualification, *, refused: bool = False) -> p.AskSeenDay:
    return p.AskSeenDay(
        initiative_id=member.initiative.id,
        person_id=member.person.id,
        name=member.person.name or "?",
        kind=kind,
        refused=refused,
    )


def _ask_until(member: Member, kind: Qualification, *, refused: bool = False) -> p.AskUntil:
    return p.AskUntil(
        initiative_id=member.initiative.id,
        person_id=member.person.id,
        name=member.person.name or "?",
        kind=kind,
        years=YEARS,
        refused=refused,
    )


def _open(turn: Turn) -> tuple[Member, Qualification] | None:
    """Return whom and what the open dialogue is about; None if it is over.

    Raises:
        NotFoundError: the person is not one of theirs any more.
    """
    said = turn.said(FLOW)
    if not said:
        return None
    ids = int(said["initiative"]), int(said["person"])
    member = members_service.find(turn.tx, turn.standing, *ids)
    return member, Qualification(str(said["kind"]))


@press("qual_day", int, right=Right.COORDINATOR)
def seen_pressed(turn: Turn) -> Reply:
    """Take today (0) or yesterday (1)."""
    about = _open(turn)
    if about is None or turn.number not in {0, 1}:
        return turn.over()
    return _seen(turn, *about, turn.today - timedelta(days=turn.number))


@step(FLOW, "seen", Right.COORDINATOR)
def seen_sent(turn: Turn) -> Reply:
    """Take the day that was written."""
    about = _open(turn)
    if about is None:
        return turn.over()
    day = read_past_day(turn.typed, turn.today)
    return turn.reply(_ask_seen(*about, refused=True)) if day is None else _seen(turn, *about, day)


def _seen(turn: Turn, member: Member, kind: Qualification, day: date) -> Reply:
    """Store an introduction at once; ask of a certificate until when it counts."""
    try:
        service.check(Seen(kind=kind, seen_on=day), turn.today)
    except service.SeenError:
        return turn.reply(_ask_seen(member, kind, refused=True))
    if kind is Qualification.INTRODUCTION:
        return _store(turn, member, Seen(kind=kind, seen_on=day))
    turn.ask(FLOW, "until", **{**turn.said(FLOW), "seen": day.isoformat()})
    return turn.reply(_ask_until(member, kind))


def _store(turn: Turn, member: Member, seen: Seen) -> Reply:
    ids = member.initiative.id, member.person.id
    stored = service.record(turn.tx, turn.standing, *ids, seen, today=turn.today, now=turn.now)
    turn.end()
    return _show(turn, stored, said=m.Say(note=m.Note.SAVED))


@press("qual_until", int, right=Right.COORDINATOR)
def until_pressed(turn: Turn) -> Reply:
    """Take so many years after it was seen; 0: it does not run out."""
    about, said = _open(turn), turn.said(FLOW)
    if about is None or "seen" not in said or turn.number not in {0, *YEARS}:
        return turn.over()
    seen = date.fromisoformat(str(said["seen"]))
    until = years_after(seen, turn.number) if turn.number else None
    return _until(turn, *about, seen, until)


@step(FLOW, "until", Right.COORDINATOR)
def until_sent(turn: Turn) -> Reply:
    """Take the last day that was written."""
    about, said = _open(turn), turn.said(FLOW)
    if about is None or "seen" not in said:
        return turn.over()
    until = read_day(turn.typed, turn.today)
    if until is None:
        return turn.reply(_ask_until(*about, refused=True))
    return _until(turn, *about, date.fromisoformat(str(said["seen"])), until)


def _until(
    turn: Turn, member: Member, kind: Qualification, seen_on: date, until: date | None
) -> Reply:
    try:
        return _store(turn, member, Seen(kind=kind, seen_on=seen_on, valid_until=until))
    except service.SeenError:
        return turn.reply(_ask_until(member, kind, refused=True))


@press("qual_drop", int, int, str, right=Right.COORDINATOR)
def drop(turn: Turn) -> Reply:
    """Forget what was seen."""
    if turn.args[2] not in set(Qualification):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    member = service.drop(
        turn.tx,
        turn.standing,
        turn.number,
        int(turn.args[1]),
        Qualification(turn.args[2]),
        turn.now,
    )
    return _show(turn, member, said=m.Say(note=m.Note.SAVED))
