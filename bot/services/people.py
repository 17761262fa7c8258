"""Who somebody is and becomes: first contact, language, notice, joining, invitations."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import NotFoundError
from bot.domain.people import (
    Initiative,
    JoinMode,
    Membership,
    MembershipState,
    OptOut,
    Person,
    QuietHours,
    Right,
    Role,
    Standing,
)
from bot.domain.reminders import LEAD_CHOICES, LEADS_AT_MOST
from bot.domain.signups import SignupState
from bot.services import audit, companions
from bot.services.notices import Notice, set_menu, tell
from bot.services.shifts import initiative_for
from bot.store import initiatives, people, shifts
from bot.store.claims import KIND as CLAIM
from bot.store.database import Tx

INVITATION_HOURS = 24
_TOKEN_BYTES = 32
_POSTER_BYTES = 9
_WRONG_AT_MOST = 5
WRONG_WINDOW = timedelta(hours=1)


def meet(tx: Tx, telegram_id: int, now: datetime) -> Standing:
    """Return who writes, known or new; of a new person only the identity is stored."""
    person = people.find_by_telegram(tx, telegram_id)
    if person is None:
        person = people.add(tx, telegram_id=telegram_id, now=now)
        return Standing(person=person)
    people.mark_seen(tx, person.id, now)
    return people.standing_of(tx, person)


def choose_language(tx: Tx, standing: Standing, language: str, now: datetime) -> None:
    """Store the language and have the command menu set in it."""
    people.set_language(tx, standing.person.id, language)
    set_menu(tx, standing.person, now)


def accept_notice(tx: Tx, standing: Standing, version: str, now: datetime) -> None:
    """Store that the privacy notice was shown, once per version."""
    if standing.person.notice_version != version:
        people.set_notice(tx, standing.person.id, version, now)


def rename(tx: Tx, standing: Standing, name: str) -> None:
    """Store the first name that others see."""
    people.set_name(tx, standing.person.id, name)


class JoinResult(StrEnum):
    """What became of the wish to join."""

    JOINED = "joined"
    REQUESTED = "requested"
    ALREADY = "already"


def join(
    tx: Tx, standing: Standing, initiative: Initiative, now: datetime, *, shift_id: int = 0
) -> JoinResult:
    """Let the person join by the poster: at once or after a coordinator's yes, as it is set.

    ``shift_id`` is the shift they want to take then; 0: none in particular.
    """
    mine = _membership(standing, initiative.id)
    if mine is not None:
        waits = mine.state is MembershipState.REQUESTED
        return JoinResult.REQUESTED if waits else JoinResult.ALREADY
    opened = initiative.join_mode is JoinMode.OPEN
    initiatives.set_member(
        tx,
        person_id=standing.person.id,
        initiative_id=initiative.id,
        role=Role.VOLUNTEER,
        state=MembershipState.ACTIVE if opened else MembershipState.REQUESTED,
        now=now,
    )
    if opened:
        set_menu(tx, standing.person, now)
        return JoinResult.JOINED
    for coordinator in initiatives.coordinators_of(tx, initiative.id):
        tell(
            tx,
            coordinator,
            Notice.JOIN_REQUEST,
            now,
            initiative=initiative.id,
            member=standing.person.id,
            shift=shift_id,
        )
    return JoinResult.REQUESTED


def _membership(standing: Standing, initiative_id: int) -> Membership | None:
    return next((m for m in standing.memberships if m.initiative_id == initiative_id), None)


def decide_request(
    tx: Tx,
    standing: Standing,
    initiative_id: int,
    member_id: int,
    *,
    accept: bool,
    now: datetime,
    shift_id: int = 0,
) -> Person | None:
    """Accept or decline a wish to join; None if it was decided before.

    ``shift_id`` is the shift they wanted to join for, and are led to now; 0: none in particular.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    member = people.find(tx, member_id)
    if member is None:
        return None
    request = _membership(people.standing_of(tx, member), initiative_id)
    if request is None or request.state is not MembershipState.REQUESTED:
        return None
    if accept:
        initiatives.set_member(
            tx,
            person_id=member_id,
            initiative_id=initiative_id,
            role=Role.VOLUNTEER,
            state=MembershipState.ACTIVE,
            now=now,
        )
        set_menu(tx, member, now)
    else:
        initiatives.remove_member(tx, person_id=member_id, initiative_id=initiative_id)
    notice = Notice.JOIN_ACCEPTED if accept else Notice.JOIN_DECLINED
    tell(tx, member, notice, now, initiative=initiative_id, shift=shift_id)
    audit.of_person(
        tx,
        standing.person.id,
        "member.accepted" if accept else "member.declined",
        member_id,
        initiative_id,
        now,
    )
    return member


def hash_token(token: str) -> bytes:
    """Return what is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


def invite_lead(tx: Tx, now: datetime) -> str:
    """Store a one-time invitation for a lead and return its token (command line only)."""
    return _invite(tx, kind="lead", initiative_id=None, created_by=None, now=now)


def invite(tx: Tx, standing: Standing, initiative_id: int, role: Role, now: datetime) -> str:
    """Store a one-time invitation into the initiative and return its token.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    token = _invite(
        tx, kind=role, initiative_id=initiative_id, created_by=standing.person.id, now=now
    )
    audit.of_initiative(tx, standing.person.id, f"invited.{role}", initiative_id, now)
    return token


def _invite(
    tx: Tx, *, kind: str, initiative_id: int | None, created_by: int | None, now: datetime
) -> str:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    initiatives.add_invitation(
        tx,
        token_hash=hash_token(token),
        kind=kind,
        initiative_id=initiative_id,
        created_by=created_by,
        now=now,
        expires_at=now + timedelta(hours=INVITATION_HOURS),
    )
    return token


class CodeFault(StrEnum):
    """Why an invitation does not open the door."""

    WRONG = "wrong"
    USED = "used"
    EXPIRED = "expired"
    LOCKED = "locked"
    NEEDLESS = "needless"  # the person is this already; the invitation stays good for another


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """What an invitation made of the person; no initiative means lead."""

    initiative: Initiative | None
    role: Role | None


def redeem(tx: Tx, standing: Standing, token_hash: bytes, now: datetime) -> Redeemed | CodeFault:
    """Use a one-time invitation; five wrong ones within an hour lock further tries."""
    person_id = standing.person.id
    if initiatives.wrong_codes_since(tx, person_id, now - WRONG_WINDOW) >= _WRONG_AT_MOST:
        return CodeFault.LOCKED
    invitation = initiatives.find_invitation(tx, token_hash)
    if invitation is None or invitation.kind == CLAIM:  # a claim goes by services.claims
        initiatives.add_wrong_code(tx, person_id, now)
        return CodeFault.WRONG
    if now >= invitation.expires_at:
        return CodeFault.EXPIRED
    if not initiatives.use_invitation(tx, invitation.id, person_id, now):
        return CodeFault.USED
    redeemed = _apply(tx, standing, invitation, now)
    set_menu(tx, standing.person, now)
    audit.of_person(
        tx, person_id, f"redeemed.{invitation.kind}", person_id, invitation.initiative_id, now
    )
    return redeemed


def check_code(tx: Tx, standing: Standing, token_hash: bytes, now: datetime) -> CodeFault | None:
    """Say early whether a code can work, without using it; a wrong one counts as a try."""
    if initiatives.wrong_codes_since(tx, standing.person.id, now - WRONG_WINDOW) >= _WRONG_AT_MOST:
        return CodeFault.LOCKED
    invitation = initiatives.find_invitation(tx, token_hash)
    if invitation is None:
        initiatives.add_wrong_code(tx, standing.person.id, now)
        return CodeFault.WRONG
    if invitation.used_at is not None:
        return CodeFault.USED
    if _has(standing, invitation):
        return CodeFault.NEEDLESS
    return CodeFault.EXPIRED if now >= invitation.expires_at else None


def _has(standing: Standing, invitation: initiatives.StoredInvitation) -> bool:
    """Tell whether the invitation would make nothing new of the person."""
    if invitation.kind == CLAIM:
        return False
    if invitation.initiative_id is None:
        return standing.is_lead
    if invitation.kind == Role.COORDINATOR:
        mine = _membership(standing, invitation.initiative_id)
        return mine is not None and mine.role is Role.COORDINATOR
    return standing.belongs_to(invitation.initiative_id)


def _apply(
    tx: Tx, standing: Standing, invitation: initiatives.StoredInvitation, now: datetime
) -> Redeemed:
    if invitation.initiative_id is None:
        people.make_lead(tx, standing.person.id, now)
        return Redeemed(initiative=None, role=None)
    role = Role(invitation.kind)
    mine = _membership(standing, invitation.initiative_id)
    keeps = mine is not None and mine.role is Role.COORDINATOR
    initiatives.set_member(
        tx,
        person_id=standing.person.id,
        initiative_id=invitation.initiative_id,
        role=Role.COORDINATOR if keeps else role,
        state=MembershipState.ACTIVE,
        now=now,
    )
    return Redeemed(initiative=initiatives.find(tx, invitation.initiative_id), role=role)


def found_initiative(
    tx: Tx, standing: Standing, *, name: str, town: str, mode: JoinMode, now: datetime
) -> Initiative:
    """Found an initiative.

    Raises:
        NotFoundError: the person is no lead.
    """
    if standing.right < Right.LEAD:
        raise NotFoundError
    initiative = initiatives.add(
        tx,
        name=name,
        town=town,
        mode=mode,
        poster_code=secrets.token_urlsafe(_POSTER_BYTES),
        now=now,
    )
    audit.of_initiative(tx, standing.person.id, "initiative.founded", initiative.id, now)
    return initiative


def switch_lead_time(tx: Tx, standing: Standing, minutes: int) -> tuple[int, ...]:
    """Add or take away one lead time of the reminders; return what is set now.

    At most three stand at a time; a fourth replaces the one nearest to the shift.
    """
    leads = set(standing.person.lead_minutes)
    if minutes not in LEAD_CHOICES:
        return standing.person.lead_minutes
    if minutes in leads:
        leads.remove(minutes)
    else:
        while len(leads) >= LEADS_AT_MOST:
            leads.remove(min(leads))
        leads.add(minutes)
    chosen = tuple(sorted(leads, reverse=True))
    people.set_leads(tx, standing.person.id, chosen)
    return chosen


def set_quiet_hours(tx: Tx, standing: Standing, quiet: QuietHours) -> None:
    """Store the quiet hours."""
    people.set_quiet(tx, standing.person.id, quiet)


def switch_opt_out(tx: Tx, standing: Standing, kind: OptOut, now: datetime) -> frozenset[OptOut]:
    """Refuse or allow one kind of message, effective for the next one; return what is refused."""
    refused = people.opted_out(tx, standing.person.id)
    people.set_opt_out(tx, standing.person.id, kind, out=kind not in refused, now=now)
    return people.opted_out(tx, standing.person.id)


def lost(tx: Tx, person: Person, now: datetime) -> None:
    """Note that a person cannot be reached; tell the coordinators of their coming shifts, once."""
    if not people.set_blocked(tx, person.id, now):
        return
    companions.volunteer_gone(tx, person.id, now)
    for view in shifts.mine(tx, person.id, now):
        if view.mine is not SignupState.CONFIRMED:
            continue
        for coordinator in initiatives.coordinators_of(tx, view.shift.initiative_id):
            tell(
                tx,
                coordinator,
                Notice.VOLUNTEER_UNREACHABLE,
                now,
                expires_at=view.shift.starts_at,
                shift=view.shift.id,
                member=person.id,
            )
