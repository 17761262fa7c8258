"""Claim links: somebody entered by hand takes over their record with their own Telegram.

See docs/decisions/0014 for who wins where both records have something.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import NotFoundError
from bot.domain.people import MembershipState, Person, Standing
from bot.services import audit, members, searches
from bot.services.notices import Notice, set_menu, tell
from bot.services.people import hash_token
from bot.services.shifts import initiative_for
from bot.store import claims, initiatives, merges, people, shifts
from bot.store import members as member_store
from bot.store import searches as search_store
from bot.store.claims import Claim
from bot.store.database import Tx
from bot.store.merge_rows import Met
from bot.store.merges import Merge

CLAIM_DAYS = 7
UNDO_DAYS = 14
_TOKEN_BYTES = 32


class ClaimFault(StrEnum):
    """Why a claim link does nothing any more."""

    GONE = "gone"  # there is no such link
    USED = "used"
    EXPIRED = "expired"
    TAKEN = "taken"  # the record has a Telegram account by now, or is nobody's any more


def link(tx: Tx, standing: Standing, initiative_id: int, person_id: int, now: datetime) -> str:
    """Store a one-time link to somebody's record and return its token; older ones end.

    Raises:
        NotFoundError: nobody without Telegram of that number is an active member there.
    """
    member = members.without_telegram(tx, standing, initiative_id, person_id)
    if member.state is not MembershipState.ACTIVE:
        raise NotFoundError
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    claims.add(
        tx,
        token_hash=hash_token(token),
        person_id=person_id,
        initiative_id=initiative_id,
        created_by=standing.person.id,
        now=now,
        expires_at=now + timedelta(days=CLAIM_DAYS),
    )
    audit.of_person(tx, standing.person.id, "claim.made", person_id, initiative_id, now)
    return token


def is_claim(tx: Tx, token_hash: bytes) -> bool:
    """Tell whether this hash belongs to a claim link."""
    return claims.find(tx, token_hash) is not None


def check(tx: Tx, token_hash: bytes, now: datetime) -> Claim | ClaimFault:
    """Return the claim link if it can still be used, else why not."""
    claim = claims.find(tx, token_hash)
    if claim is None:
        return ClaimFault.GONE
    if claim.used_at is not None:
        return ClaimFault.USED
    record = people.find(tx, claim.person_id)
    if record is None or record.telegram_id is not None:
        return ClaimFault.TAKEN
    return ClaimFault.EXPIRED if now >= claim.expires_at else claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What hangs on a record: coming sign-ups, shifts that were, other initiatives by name."""

    coming: int
    past: int
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPreview:
    """What would be merged: the record made by the coordinator, and the reader's own account."""

    name: str
    initiative: str
    record: Belongings
    own: Belongings


def preview(
    tx: Tx, standing: Standing, token_hash: bytes, now: datetime
) -> ClaimPreview | ClaimFault:
    """Return what a claim would merge, or why the link does nothing any more."""
    claim = check(tx, token_hash, now)
    if isinstance(claim, ClaimFault):
        return claim
    record = people.find(tx, claim.person_id)
    initiative = initiatives.find(tx, claim.initiative_id)
    if record is None or initiative is None:
        return ClaimFault.TAKEN
    return ClaimPreview(
        name=record.name or "?",
        initiative=initiative.name,
        record=_belongings(tx, record, now),
        own=_belongings(tx, standing.person, now),
    )


def _belongings(tx: Tx, person: Person, now: datetime) -> Belongings:
    known = (
        initiatives.find(tx, one.initiative_id)
        for one in people.standing_of(tx, person).memberships
    )
    return Belongings(
        coming=len(shifts.mine(tx, person.id, now)),
        past=member_store.past_shifts(tx, person.id, now),
        initiatives=tuple(one.name for one in known if one is not None),
    )


def accept(tx: Tx, standing: Standing, token_hash: bytes, now: datetime) -> Merge | ClaimFault:
    """Make one of the record and this person's own; the record's number is the one that stays.

    Afterwards this person's ``standing`` no longer holds: they are the record now.
    """
    claim = check(tx, token_hash, now)
    if isinstance(claim, ClaimFault):
        return claim
    if not initiatives.use_invitation(tx, claim.id, standing.person.id, now):
        return ClaimFault.USED
    done = merges.merge(tx, claim.person_id, standing.person.id, claim.initiative_id, now)
    claims.end_all(tx, claim.person_id, now)
    for met in done.met:
        _settle(tx, met, claim.person_id, now)
    merged = people.find(tx, claim.person_id)
    if merged is not None:
        set_menu(tx, merged, now)
    audit.of_person(tx, claim.person_id, "claim.merged", claim.person_id, claim.initiative_id, now)
    _tell_coordinators(tx, claim, Notice.MERGED, now, merge=done.merge.id)
    return done.merge


def _settle(tx: Tx, met: Met, person_id: int, now: datetime) -> None:
    """Pass on a place that one human had twice, and end a search for the one who has a place."""
    shift = shifts.find(tx, met.shift_id)
    if shift is None or shift.starts_at <= now:
        return
    if search_store.open_for(tx, person_id, shift.id):
        searches.took(tx, shift, person_id, now)
    if met.freed is not None:
        searches.open_place(tx, shift, met.freed, now, late=False)


def refuse(tx: Tx, standing: Standing, token_hash: bytes, now: datetime) -> ClaimFault | None:
    """Let the link die, because it reached somebody else; its coordinators are told."""
    claim = check(tx, token_hash, now)
    if isinstance(claim, ClaimFault):
        return claim
    if not initiatives.use_invitation(tx, claim.id, standing.person.id, now):
        return ClaimFault.USED
    audit.of_person(
        tx, standing.person.id, "claim.refused", claim.person_id, claim.initiative_id, now
    )
    _tell_coordinators(tx, claim, Notice.CLAIM_REFUSED, now)
    return None


def _tell_coordinators(
    tx: Tx, claim: Claim, notice: Notice, now: datetime, *, merge: int = 0
) -> None:
    """Tell the coordinators, but not the person whose record it is; ``merge`` 0: there is none."""
    for person in initiatives.coordinators_of(tx, claim.initiative_id):
        if person.id != claim.person_id:
            tell(
                tx,
                person,
                notice,
                now,
                expires_at=now + timedelta(days=UNDO_DAYS),
                initiative=claim.initiative_id,
                member=claim.person_id,
                merge=merge,
            )


# --- the way back


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergePreview:
    """What a coordinator sees before undoing a merge; ``until`` is when that ends."""

    merge: Merge
    name: str
    initiative: str
    until: datetime


def merge_for(tx: Tx, standing: Standing, merge_id: int, now: datetime) -> UnmergePreview:
    """Return a merge this person may undo.

    Raises:
        NotFoundError: there is none of that number, its time has ended, or the initiative is not
            theirs.
    """
    merge = merges.find(tx, merge_id)
    if merge is None:
        raise NotFoundError
    initiative = initiative_for(tx, standing, merge.initiative_id)
    until = merge.at + timedelta(days=UNDO_DAYS)
    kept = people.find(tx, merge.kept_id)
    if now >= until or kept is None:
        raise NotFoundError
    return UnmergePreview(
        merge=merge, name=kept.name or "?", initiative=initiative.name, until=until
    )


def unmerge(tx: Tx, standing: Standing, merge_id: int, now: datetime) -> bool:
    """Make two people of one again; False if another merge has to be undone before.

    Raises:
        NotFoundError: this person may not undo it, or it is too late.
    """
    merge = merge_for(tx, standing, merge_id, now).merge
    if not merges.undo(tx, merge_id):
        return False
    audit.of_person(
        tx, standing.person.id, "claim.undone", merge.kept_id, merge.initiative_id, now
    )
    other = people.find(tx, merge.other_id)
    if other is not None:
        set_menu(tx, other, now)
        tell(tx, other, Notice.UNMERGED, now, initiative=merge.initiative_id)
    return True


def open_merge_of(tx: Tx, person_id: int, initiative_id: int, now: datetime) -> Merge | None:
    """Return the newest merge into this record that the initiative can still undo, or None."""
    since = now - timedelta(days=UNDO_DAYS)
    return next(
        (
            one
            for one in merges.of_kept(tx, person_id)
            if one.initiative_id == initiative_id and one.at > since
        ),
        None,
    )
