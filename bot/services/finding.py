"""Narrow down the open shifts: what a wish means, and what each next choice would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_day
from bot.domain.errors import NotFoundError
from bot.domain.finding import (
    AskedFor,
    Choice,
    Facet,
    Wish,
    days_of,
    offered_days,
    town_mark,
)
from bot.domain.people import Standing
from bot.domain.shifts import Kind, Qualification, RoleView, ShiftRole, ShiftState, ShiftView
from bot.domain.signups import SignupFacts, SignupState
from bot.services.notices import Notice, tell
from bot.services.signups import shift_for
from bot.store import finding, initiatives, searches, shifts, signups
from bot.store.database import Tx
from bot.store.shift_filter import Filter


def read(
    tx: Tx,
    standing: Standing,
    args: tuple[int, int, int, str],
    today: date,
    *,
    offered: bool = False,
) -> Wish:
    """Return the wish that a button carries: day, initiative, town's mark, kind.

    What is unknown, or none of this person's business, is as if it were not there; what is
    ``offered`` to newcomers is everybody's. ``today`` is the local day.
    """
    day, initiative_id, mark, kind = args
    everywhere = offered or standing.is_lead
    name = _initiative(tx, standing, initiative_id, everywhere=everywhere)
    town = _town(tx, standing, mark, everywhere=everywhere) if mark else ""
    return Wish(
        day=0 if days_of(day, today) is None else day,
        initiative_id=initiative_id if name else 0,
        initiative=name,
        town_mark=mark if town else 0,
        town=town,
        kind=Kind(kind) if kind in set(Kind) else None,
    )


def _initiative(tx: Tx, standing: Standing, initiative_id: int, *, everywhere: bool) -> str:
    if not (everywhere or standing.belongs_to(initiative_id)):
        return ""
    found = initiatives.find(tx, initiative_id)
    return "" if found is None else found.name


def _town(tx: Tx, standing: Standing, mark: int, *, everywhere: bool) -> str:
    towns = finding.towns_of(tx, standing.person.id, everywhere=everywhere)
    return next((town for town in towns if town_mark(town) == mark), "")


def filter_of(wish: Wish, today: date, zone: ZoneInfo, *, offered: bool = False) -> Filter:
    """Return what the store looks for, days as instants in ``zone``.

    ``offered``: only among what newcomers can go to.
    """
    days = days_of(wish.day, today)
    return Filter(
        initiative_id=wish.initiative_id or None,
        town=wish.town or None,
        kind=wish.kind,
        start=None if days is None else at_local(days[0], time(0), zone),
        end=None if days is None else at_local(days[1], time(0), zone),
        offered=offered,
    )


def choices(
    tx: Tx,
    standing: Standing,
    facet: Facet,
    wish: Wish,
    now: datetime,
    zone: ZoneInfo,
    *,
    offered: bool = False,
) -> tuple[Choice, ...]:
    """Return what can be chosen for one facet, and how many shifts each choice would leave.

    Everything else of the wish stays as it is. What would leave nothing is left out. Days that
    are named from today come first, then single days, then months. ``offered``: of what newcomers
    can go to.
    """
    today = local_day(now, zone)
    whole = filter_of(wish, today, zone, offered=offered)
    who, everywhere = standing.person.id, offered or standing.is_lead
    match facet:
        case Facet.DAY:
            wanted = replace(whole, start=None, end=None)
            starts = finding.by_start(tx, who, now, wanted, everywhere=everywhere)
            return _days([(local_day(at, zone), n) for at, n in starts], today)
        case Facet.INITIATIVE:
            wanted = replace(whole, initiative_id=None)
            named = finding.by_initiative(tx, who, now, wanted, everywhere=everywhere)
            return tuple(Choice(code=i, name=name, count=n) for i, name, n in named)
        case Facet.TOWN:
            wanted = replace(whole, town=None)
            towns = finding.by_town(tx, who, now, wanted, everywhere=everywhere)
            return tuple(
                Choice(code=town_mark(town), name=town, count=n) for town, n in towns.items()
            )
        case Facet.KIND:
            wanted = replace(whole, kind=None)
            kinds = finding.by_kind(tx, who, now, wanted, everywhere=everywhere)
            return tuple(Choice(code=kind, count=kinds[kind]) for kind in Kind if kind in kinds)
        case Facet.ALL:
            return ()


def _days(starts: Sequence[tuple[date, int]], today: date) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for code in offered_days(today):
        days = days_of(code, today)
        if days is None:
            continue
        count = sum(n for day, n in starts if days[0] <= day < days[1])
        if count:
            found.append(Choice(code=code, count=count))
    return tuple(found)


def asked_for(tx: Tx, standing: Standing, now: datetime) -> tuple[AskedFor, ...]:
    """Return the places this person was offered and has not answered, soonest shift first."""
    found: list[AskedFor] = []
    for offer in searches.open_for(tx, standing.person.id):
        shift = shifts.find(tx, offer.shift_id)
        if shift is None or shift.state is ShiftState.CANCELLED:
            continue
        role = shifts.role(tx, shift.id, offer.role)
        if role is not None and now < min(offer.expires_at, shift.starts_at):
            found.append(AskedFor(offer_id=offer.id, shift=shift, role=role))
    return tuple(sorted(found, key=lambda one: (one.shift.starts_at, one.offer_id)))


def with_speakers(tx: Tx, view: ShiftView) -> ShiftView:
    """Return the view with how many of those signed up speak a language that is wanted."""
    if not any(one.role.languages for one in view.roles):
        return view
    there = [
        one for one in signups.attendees(tx, view.shift.id) if one.state is SignupState.CONFIRMED
    ]
    return replace(view, roles=tuple(_counted(one, there) for one in view.roles))


def _counted(one: RoleView, there: Sequence[signups.Attendee]) -> RoleView:
    wanted = frozenset(one.role.languages)
    speakers = sum(
        who.role == one.role.position and not wanted.isdisjoint(who.speaks) for who in there
    )
    return replace(one, speakers=speakers)


def requirement(
    tx: Tx, standing: Standing, shift_id: int, position: int
) -> tuple[ShiftRole, SignupFacts]:
    """Return what a role asks for, and how this person stands to it.

    Raises:
        NotFoundError: there is no such shift, or no such role, for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    role = shifts.role(tx, shift_id, position)
    facts = signups.facts(tx, shift, position, standing.person.id)
    if role is None or facts is None:
        raise NotFoundError
    return role, facts


def ask_coordinators(
    tx: Tx, standing: Standing, shift_id: int, position: int, now: datetime
) -> bool:
    """Tell the coordinators that somebody wants a role that asks for a qualification.

    They are told once per person and shift. False if nothing has to be asked: the shift is over or
    cancelled, or the person has all that the role asks for.

    Raises:
        NotFoundError: there is no such shift, or no such role, for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    _, facts = requirement(tx, standing, shift_id, position)
    if facts.qualified or not facts.is_open or now >= shift.starts_at:
        return False
    who = standing.person.id
    for coordinator in initiatives.coordinators_of(tx, shift.initiative_id):
        if coordinator.id != who:
            tell(
                tx,
                coordinator,
                Notice.QUALIFICATION_WANTED,
                now,
                key=f"{shift_id}:{who}",
                expires_at=shift.starts_at,
                shift=shift_id,
                member=who,
                role=position,
            )
    return True


def wanted_qualification(
    tx: Tx, member: Standing, shift_id: int, position: int, now: datetime
) -> tuple[ShiftRole, Qualification] | None:
    """Return the role and what somebody still lacks for it; None once there is nothing to do.

    Raises:
        NotFoundError: there is no such shift, or no such role, for that person any more.
    """
    shift = shift_for(tx, member, shift_id)
    role, facts = requirement(tx, member, shift_id, position)
    over = now >= shift.starts_at or not facts.is_open
    if over or facts.qualified or role.qualification is None:
        return None
    return role, role.qualification
