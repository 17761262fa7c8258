"""A person's own profile: languages, interests, towns, age, phone and breaks.

Everything here is about the person who asks and nobody else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.errors import NotAllowedError
from bot.domain.languages import SPOKEN
from bot.domain.people import Profile, Right, Standing, clean
from bot.domain.profile import TOWN_LIMIT, TOWNS_AT_MOST, can_pause, read_phone
from bot.domain.shifts import Kind
from bot.store import profiles
from bot.store.database import Tx


def own(tx: Tx, standing: Standing) -> Profile:
    """Return the person's own profile.

    Raises:
        NotAllowedError: the person is no volunteer (the same for everything below).
    """
    if standing.right < Right.VOLUNTEER:
        raise NotAllowedError
    return profiles.find(tx, standing.person.id)


def _store(tx: Tx, standing: Standing, profile: Profile) -> Profile:
    profiles.put(tx, standing.person.id, profile)
    return profile


def _switched(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(word for word in chosen if word != one) if one in chosen else (*chosen, one)


def switch_language(tx: Tx, standing: Standing, tag: str) -> Profile:
    """Add or take away a language the person speaks; an unknown one changes nothing."""
    profile = own(tx, standing)
    if tag not in SPOKEN:
        return profile
    return _store(tx, standing, replace(profile, speaks=_switched(profile.speaks, tag)))


def switch_interest(tx: Tx, standing: Standing, kind: str) -> Profile:
    """Add or take away a kind of work the person likes; an unknown one changes nothing."""
    profile = own(tx, standing)
    if kind not in set(Kind):
        return profile
    return _store(tx, standing, replace(profile, interests=_switched(profile.interests, kind)))


def switch_town(tx: Tx, standing: Standing, town: str) -> Profile:
    """Add or take away a town; beyond ten nothing is added."""
    profile = own(tx, standing)
    if town not in profile.towns and len(profile.towns) >= TOWNS_AT_MOST:
        return profile
    return _store(tx, standing, replace(profile, towns=_switched(profile.towns, town)))


def add_town(tx: Tx, standing: Standing, text: str) -> Profile | None:
    """Add the town that somebody wrote; None if it has no letters.

    A town that is known is taken as it is written there.
    """
    name = clean(text, limit=TOWN_LIMIT)
    if not any(char.isalpha() for char in name):
        return None
    profile = own(tx, standing)
    known = (*profile.towns, *profiles.known_towns(tx))
    town = next((one for one in known if one.casefold() == name.casefold()), name)
    return profile if town in profile.towns else switch_town(tx, standing, town)


def say_adult(tx: Tx, standing: Standing, adult: bool | None) -> Profile:
    """Store whether the person is 18 or older; a date of birth is never asked."""
    return _store(tx, standing, replace(own(tx, standing), adult=adult))


def set_phone(tx: Tx, standing: Standing, text: str) -> Profile | None:
    """Store the phone number in ``text``; None if there is none in it."""
    profile, phone = own(tx, standing), read_phone(text)
    return None if phone is None else _store(tx, standing, replace(profile, phone=phone))


def drop_phone(tx: Tx, standing: Standing) -> Profile:
    """Delete the phone number."""
    return _store(tx, standing, replace(own(tx, standing), phone=None))


def pause(tx: Tx, standing: Standing, until: date, today: date) -> Profile | None:
    """Begin a break that ends on that local day; None if it is over or too far away.

    Shifts the person has stay theirs.
    """
    profile = own(tx, standing)
    if not can_pause(until, today):
        return None
    return _store(tx, standing, replace(profile, paused_until=until))


def end_pause(tx: Tx, standing: Standing) -> Profile:
    """End the break."""
    return _store(tx, standing, replace(own(tx, standing), paused_until=None))
