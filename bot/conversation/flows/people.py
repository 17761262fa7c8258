"""The people of an initiative: list, card, corrections, removing."""

from __future__ import annotations

from datetime import date

from bot.conversation.flows.pick import pick
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_people as p
from bot.domain.calendar import local_day
from bot.domain.languages import SPOKEN
from bot.domain.people import MembershipState, Right, Role, clean, clean_name
from bot.domain.profile import read_phone
from bot.domain.qualifications import Light
from bot.services import claims as claims_service
from bot.services import clearances
from bot.services import members as service
from bot.services import shifts as shifts_service
from bot.services.members import Member
from bot.services.qualifications import KINDS
from bot.store.members import MemberRow

FLOW = "people"
EDIT = "member"
_PART_LIMIT = 40
_LAST_PAGE = 10_000


@command("people", Right.COORDINATOR)
@press("people_all", right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask of which initiative, or show the people where there is only one."""
    mine = shifts_service.initiatives_of(turn.tx, turn.standing)
    if not mine:
        return turn.reply(c.NoInitiative(is_lead=turn.standing.is_lead))
    if len(mine) == 1:
        return _page(turn, mine[0].id, 0, "")
    return pick(turn, "people_in")


@press("people_in", int, right=Right.COORDINATOR)
def people_in(turn: Turn) -> Reply:
    """Show the first page of all; a search ends."""
    if turn.said(FLOW):
        turn.end()
    return _page(turn, turn.number, 0, "")


@press("people", int, int, right=Right.COORDINATOR)
def other_page(turn: Turn) -> Reply:
    """Show another page, of a search if one is open."""
    said = turn.said(FLOW)
    sought = str(said.get("part", "")) if said.get("initiative") == turn.number else ""
    return _page(turn, turn.number, min(int(turn.args[1]), _LAST_PAGE), sought)


@press("people_find", int, right=Right.COORDINATOR)
def find(turn: Turn) -> Reply:
    """Ask for a part of the name."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    turn.ask(FLOW, "find", initiative=initiative.id)
    return turn.reply(p.AskNamePart(initiative_id=initiative.id))


@step(FLOW, "find", Right.COORDINATOR)
def found(turn: Turn) -> Reply:
    """Show who has that in the name; the next words are looked for as well."""
    initiative = int(turn.said(FLOW)["initiative"])
    shifts_service.initiative_for(turn.tx, turn.standing, initiative)
    part = clean(turn.typed, limit=_PART_LIMIT)
    if not part:
        return turn.reply(p.AskNamePart(initiative_id=initiative))
    turn.ask(FLOW, "find", initiative=initiative, part=part)
    return _page(turn, initiative, 0, part)


def _page(turn: Turn, initiative_id: int, number: int, sought: str) -> Reply:
    page = service.page(turn.tx, turn.standing, initiative_id, number, sought)
    several = len(shifts_service.initiatives_of(turn.tx, turn.standing)) > 1
    return turn.reply(
        p.People(
            initiative_id=initiative_id,
            initiative=page.initiative.name,
            people=tuple(line(one, turn.today) for one in page.members),
            page=page.number,
            pages=page.pages,
            total=page.total,
            sought=sought,
            several=several,
        )
    )


def line(row: MemberRow, today: date) -> p.PersonLine:
    """Return a member as lists show them; ``today`` is the local day."""
    return p.PersonLine(
        id=row.person.id,
        name=row.person.name or "?",
        coordinates=row.role is Role.COORDINATOR,
        by_hand=row.person.telegram_id is None,
        paused=row.paused_until is not None and today < row.paused_until,
        blocked=not row.person.reachable,
        waits=row.state is MembershipState.REQUESTED,
    )


def qualification_lines(member: Member, today: date) -> tuple[p.QualificationLine, ...]:
    """Return how each qualification stands on the local day ``today``, seen or not."""
    seen = {one.kind: one for one in member.qualifications}
    return tuple(
        p.QualificationLine(
            kind=kind,
            light=seen[kind].light(today) if kind in seen else Light.NONE,
            seen_on=seen[kind].seen_on if kind in seen else None,
            valid_until=seen[kind].valid_until if kind in seen else None,
        )
        for kind in KINDS
    )


@press("member", int, int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show one of the people."""
    if turn.said(EDIT):
        turn.end()
    member = service.find(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    return turn.reply(card(turn, member))


def card(turn: Turn, member: Member) -> p.MemberCard:
    """Return all that a coordinator sees of a member."""
    today, person = turn.today, member.person
    row = MemberRow(
        person=person,
        role=member.role,
        state=member.state,
        paused_until=member.profile.paused_until,
    )
    merge = claims_service.open_merge_of(turn.tx, person.id, member.initiative.id, turn.now)
    given = person.notice_at if member.by_hand else None
    return p.MemberCard(
        initiative_id=member.initiative.id,
        initiative=member.initiative.name,
        person=line(row, today),
        role=member.role,
        speaks=member.profile.speaks,
        interests=member.profile.interests,
        phone=member.profile.phone,
        paused_until=member.profile.paused_until,
        qualifications=qualification_lines(member, today),
        removable=service.may_remove(turn.standing, member),
        notice_on=None if given is None else local_day(given, turn.house.zone),
        merge_id=0 if merge is None else merge.id,
        cleared=tuple(sorted(clearances.of(turn.tx, member.initiative.id, person.id))),
    )


# --- correcting what is stored of people without Telegram


def _by_hand(turn: Turn) -> Member:
    return service.without_telegram(turn.tx, turn.standing, turn.number, int(turn.args[1]))


@press("member_edit", int, int, right=Right.COORDINATOR)
def edit(turn: Turn) -> Reply:
    """Ask what is to be corrected."""
    member = _by_hand(turn)
    return turn.reply(
        p.MemberEdit(
            initiative_id=member.initiative.id,
            person_id=member.person.id,
            name=member.person.name or "?",
        )
    )


@press("member_name", int, int, right=Right.COORDINATOR)
def ask_name(turn: Turn) -> Reply:
    """Ask for the right name."""
    member = _by_hand(turn)
    turn.ask(EDIT, "name", initiative=member.initiative.id, person=member.person.id)
    return turn.reply(_name_asked(member))


def _name_asked(member: Member, *, not_understood: bool = False) -> p.AskMemberName:
    return p.AskMemberName(
        initiative_id=member.initiative.id,
        person_id=member.person.id,
        name=member.person.name or "?",
        not_understood=not_understood,
    )


def _edited(turn: Turn) -> Member:
    """Return whom the open dialogue corrects.

    Raises:
        NotFoundError: the person is no longer there, has Telegram now, or is not theirs.
    """
    said = turn.said(EDIT)
    ids = int(said["initiative"]), int(said["person"])
    return service.without_telegram(turn.tx, turn.standing, *ids)


@step(EDIT, "name", Right.COORDINATOR)
def name_sent(turn: Turn) -> Reply:
    """Store the right name."""
    member = _edited(turn)
    name = clean_name(turn.typed)
    if name is None:
        return turn.reply(_name_asked(member, not_understood=True))
    ids = member.initiative.id, member.person.id
    service.rename(turn.tx, turn.standing, *ids, name)
    turn.end()
    return turn.reply(card(turn, service.find(turn.tx, turn.standing, *ids)))


@press("member_phone", int, int, right=Right.COORDINATOR)
def ask_phone(turn: Turn) -> Reply:
    """Ask for the right phone number."""
    member = _by_hand(turn)
    turn.ask(EDIT, "phone", initiative=member.initiative.id, person=member.person.id)
    return turn.reply(_phone_asked(member))


def _phone_asked(member: Member, *, not_understood: bool = False) -> p.AskMemberPhone:
    return p.AskMemberPhone(
        initiative_id=member.initiative.id,
        person_id=member.person.id,
        name=member.person.name or "?",
        phone=member.profile.phone,
        not_understood=not_understood,
    )


@step(EDIT, "phone", Right.COORDINATOR)
def phone_sent(turn: Turn) -> Reply:
    """Store the right phone number."""
    member = _edited(turn)
    phone = read_phone(turn.typed)
    if phone is None:
        return turn.reply(_phone_asked(member, not_understood=True))
    return _phone(turn, member, phone)


@press("member_no_phone", int, int, right=Right.COORDINATOR)
def no_phone(turn: Turn) -> Reply:
    """Forget the phone number."""
    return _phone(turn, _by_hand(turn), None)


def _phone(turn: Turn, member: Member, phone: str | None) -> Reply:
    ids = member.initiative.id, member.person.id
    service.set_phone(turn.tx, turn.standing, *ids, phone)
    if turn.said(EDIT):
        turn.end()
    return turn.reply(card(turn, service.find(turn.tx, turn.standing, *ids)))


@press("member_langs", int, int, right=Right.COORDINATOR)
def languages(turn: Turn) -> Reply:
    """Show the languages to choose from."""
    member = _by_hand(turn)
    return turn.reply(_languages(member, member.profile.speaks))


@press("member_lang", int, int, str, right=Right.COORDINATOR)
def switch_language(turn: Turn) -> Reply:
    """Add or take away one language."""
    member, tag = _by_hand(turn), str(turn.args[2])
    if tag not in SPOKEN:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    ids = member.initiative.id, member.person.id
    return turn.reply(
        _languages(member, service.switch_language(turn.tx, turn.standing, *ids, tag))
    )


def _languages(member: Member, speaks: tuple[str, ...]) -> p.MemberLanguages:
    return p.MemberLanguages(
        initiative_id=member.initiative.id,
        person_id=member.person.id,
        name=member.person.name or "?",
        speaks=speaks,
    )


# --- removing


@press("remove", int, int, right=Right.COORDINATOR)
def remove_ask(turn: Turn) -> Reply:
    """Say what removing means."""
    member = service.find(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    if not service.may_remove(turn.standing, member):
        return turn.only_say(m.Say(note=m.Note.NOT_FOUND), alert=True)
    ends = service.what_removal_ends(turn.tx, member, turn.now)
    return turn.reply(
        p.RemoveAsk(
            initiative_id=member.initiative.id,
            initiative=member.initiative.name,
            person_id=member.person.id,
            name=member.person.name or "?",
            coming=ends.coming,
            erases=ends.erases,
        )
    )


@press("remove_yes", int, int, right=Right.COORDINATOR)
def remove(turn: Turn) -> Reply:
    """Remove the person."""
    ids = turn.number, int(turn.args[1])
    member = service.find(turn.tx, turn.standing, *ids)
    ended = service.remove(turn.tx, turn.standing, *ids, turn.now, turn.house.erased)
    return turn.reply(
        p.RemoveDone(
            initiative_id=member.initiative.id,
            name=member.person.name or "?",
            coming=ended.coming,
            erased=ended.erases,
        )
    )
