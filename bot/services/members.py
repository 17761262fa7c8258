"""The people of an initiative: list, enter by hand, correct, remove; and sign them up."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import NotFoundError
from bot.domain.people import (
    Initiative,
    MembershipState,
    Person,
    Profile,
    Role,
    Standing,
)
from bot.domain.qualifications import Seen
from bot.domain.shifts import Shift
from bot.services import audit, companions, privacy, signups
from bot.services.notices import Notice, set_menu, tell
from bot.services.shifts import initiative_for
from bot.store import initiatives, members, people, profiles, qualifications, shifts
from bot.store.database import Tx
from bot.store.members import MemberRow

PAGE_SIZE = 10
PAPER = "paper"  # the version of a privacy notice that was handed over on paper
Journal = Callable[[Tx, int, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage:
    """One page of an initiative's people; ``number`` counts from 0."""

    initiative: Initiative
    members: tuple[MemberRow, ...]
    number: int
    pages: int
    total: int


def folded(text: str) -> str:
    """Return a name as it is compared: without case and without marks on its letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def in_order(row: MemberRow) -> tuple[bool, str, int]:
    """Return by what the people of an initiative are sorted: who waits first, then by name."""
    waits = row.state is MembershipState.REQUESTED
    return (not waits, folded(row.person.name or ""), row.person.id)


def page(
    tx: Tx, standing: Standing, initiative_id: int, number: int, sought: str = ""
) -> MemberPage:
    """Return one page of the initiative's people by name, those who ask to join first.

    ``sought`` is a part of the name. A page beyond the end is the last one.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative = initiative_for(tx, standing, initiative_id)
    part = folded(sought)
    found = sorted(
        (
            row
            for row in members.of_initiative(tx, initiative_id)
            if part in folded(row.person.name or "")
        ),
        key=in_order,
    )
    pages = max(1, -(-len(found) // PAGE_SIZE))
    at = max(0, min(number, pages - 1))
    return MemberPage(
        initiative=initiative,
        members=tuple(found[at * PAGE_SIZE : (at + 1) * PAGE_SIZE]),
        number=at,
        pages=pages,
        total=len(found),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of an initiative's people with all that a coordinator sees of them."""

    initiative: Initiative
    person: Person
    role: Role
    state: MembershipState
    profile: Profile
    qualifications: tuple[Seen, ...]

    @property
    def by_hand(self) -> bool:
        """Tell whether this is a record of somebody without Telegram."""
        return self.person.telegram_id is None


def find(tx: Tx, standing: Standing, initiative_id: int, person_id: int) -> Member:
    """Return one of the people of an initiative.

    Raises:
        NotFoundError: the initiative is not this person's, or nobody of that number is there.
    """
    initiative = initiative_for(tx, standing, initiative_id)
    row = members.find(tx, initiative_id, person_id)
    if row is None:
        raise NotFoundError
    return Member(
        initiative=initiative,
        person=row.person,
        role=row.role,
        state=row.state,
        profile=profiles.find(tx, person_id),
        qualifications=qualifications.of_member(tx, initiative_id, person_id),
    )


def without_telegram(tx: Tx, standing: Standing, initiative_id: int, person_id: int) -> Member:
    """Return somebody without Telegram, whose record the coordinators keep.

    Raises:
        NotFoundError: nobody of that number is there, or they have Telegram by now.
    """
    member = find(tx, standing, initiative_id, person_id)
    if not member.by_hand:
        raise NotFoundError
    return member


def namesakes(tx: Tx, standing: Standing, initiative_id: int, name: str) -> tuple[MemberRow, ...]:
    """Return the initiative's people of the same name.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    return tuple(
        row
        for row in members.of_initiative(tx, initiative_id)
        if folded(row.person.name or "") == folded(name)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a coordinator says of somebody without Telegram; ``notice_at``: given on paper."""

    name: str
    speaks: tuple[str, ...]
    phone: str | None
    notice_at: datetime


def enter_by_hand(
    tx: Tx, standing: Standing, initiative_id: int, entered: Entered, now: datetime
) -> Person:
    """Store somebody without Telegram as an active member.

    Raises:
        NotFoundError: the initiative is not this person's.
        ValueError: the notice would have been given in the future.
    """
    initiative_for(tx, standing, initiative_id)
    if entered.notice_at > now:
        raise ValueError("the notice cannot have been given in the future")
    person = people.add(tx, telegram_id=None, now=now)
    members.set_paper_notice(tx, person.id, PAPER, entered.notice_at)
    people.set_name(tx, person.id, entered.name)
    profiles.put(tx, person.id, Profile(speaks=entered.speaks, phone=entered.phone))
    initiatives.set_member(
        tx,
        person_id=person.id,
        initiative_id=initiative_id,
        role=Role.VOLUNTEER,
        state=MembershipState.ACTIVE,
        now=now,
    )
    audit.of_person(tx, standing.person.id, "member.entered", person.id, initiative_id, now)
    return replace(person, name=entered.name, notice_version=PAPER, notice_at=entered.notice_at)


def take_back(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, now: datetime, journal: Journal
) -> bool:
    """Delete a record entered by mistake; False if something hangs on it already.

    Raises:
        NotFoundError: nobody without Telegram of that number is there.
    """
    without_telegram(tx, standing, initiative_id, person_id)
    if members.hangs_on(tx, person_id, initiative_id):
        return False
    audit.of_person(tx, standing.person.id, "member.taken_back", person_id, initiative_id, now)
    return privacy.erase(tx, person_id, now, journal)


def rename(tx: Tx, standing: Standing, initiative_id: int, person_id: int, name: str) -> None:
    """Correct the first name of somebody without Telegram.

    Raises:
        NotFoundError: nobody without Telegram of that number is there.
    """
    without_telegram(tx, standing, initiative_id, person_id)
    people.set_name(tx, person_id, name)


def set_phone(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, phone: str | None
) -> None:
    """Correct the phone number of somebody without Telegram.

    Raises:
        NotFoundError: nobody without Telegram of that number is there.
    """
    member = without_telegram(tx, standing, initiative_id, person_id)
    profiles.put(tx, person_id, replace(member.profile, phone=phone))


def switch_language(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, tag: str
) -> tuple[str, ...]:
    """Add or take away a language somebody without Telegram speaks; return those they speak.

    Raises:
        NotFoundError: nobody without Telegram of that number is there.
    """
    member = without_telegram(tx, standing, initiative_id, person_id)
    speaks = switched(member.profile.speaks, tag)
    profiles.put(tx, person_id, replace(member.profile, speaks=speaks))
    return speaks


def switched(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    """Return ``chosen`` without ``one`` if it is there, else with it."""
    return tuple(tag for tag in chosen if tag != one) if one in chosen else (*chosen, one)


# --- removing


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What ends when somebody is removed; ``erases``: the whole record goes."""

    coming: int
    erases: bool


def may_remove(standing: Standing, member: Member) -> bool:
    """Tell whether this person may remove that member: coordinators only by a lead."""
    return standing.is_lead or member.role is Role.VOLUNTEER


def _coming(tx: Tx, initiative_id: int, person_id: int, now: datetime) -> list[Shift]:
    return [
        view.shift
        for view in shifts.mine(tx, person_id, now)
        if view.shift.initiative_id == initiative_id and view.shift.starts_at > now
    ]


def what_removal_ends(tx: Tx, member: Member, now: datetime) -> Removal:
    """Return what ends if this member is removed now."""
    return Removal(
        coming=len(_coming(tx, member.initiative.id, member.person.id, now)),
        erases=member.by_hand and members.is_alone(tx, member.person.id, member.initiative.id),
    )


def remove(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, now: datetime, journal: Journal
) -> Removal:
    """Take somebody out of the initiative: coming places are given back, and they are told.

    A record of somebody without Telegram that belongs to nobody else is erased as a whole.

    Raises:
        NotFoundError: nobody of that number is there, or only a lead may remove them.
    """
    member = find(tx, standing, initiative_id, person_id)
    if not may_remove(standing, member):
        raise NotFoundError
    removal = what_removal_ends(tx, member, now)
    audit.of_person(tx, standing.person.id, "member.removed", person_id, initiative_id, now)
    for shift in _coming(tx, initiative_id, person_id, now):
        signups.leave(tx, shift, person_id, now)
    members.take_out(tx, person_id, initiative_id)
    companions.clearance_gone(tx, person_id, now)
    if removal.erases:
        privacy.erase(tx, person_id, now, journal)
    else:
        tell(tx, member.person, Notice.REMOVED, now, initiative=initiative_id)
        set_menu(tx, member.person, now)
    return removal
