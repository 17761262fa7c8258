"""People who come every time: a standing sign-up for a series."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.series import Series
from bot.domain.shifts import Shift
from bot.domain.signups import SignupResult
from bot.services import signups
from bot.store import series as store
from bot.store.database import Tx
from bot.store.series import Regular

_IN = frozenset({SignupResult.CONFIRMED, SignupResult.ALREADY_CONFIRMED})
_WAITS = frozenset({SignupResult.WAITING, SignupResult.ALREADY_WAITING})


def series_for(tx: Tx, standing: Standing, shift_id: int) -> Series:
    """Return the series of a shift this person may see.

    Raises:
        NotFoundError: there is no such shift for this person, or it is a single one.
    """
    shift = signups.shift_for(tx, standing, shift_id)
    found = None if shift.series_id is None else store.find(tx, shift.series_id)
    if found is None:
        raise NotFoundError
    return found


def is_regular(tx: Tx, standing: Standing, shift: Shift) -> bool:
    """Tell whether the person comes every time to what the shift belongs to."""
    if shift.series_id is None:
        return False
    return store.regular(tx, shift.series_id, standing.person.id) is not None


def goes_on(tx: Tx, shift: Shift, zone: ZoneInfo) -> bool:
    """Tell whether more follow after this shift of a series: it has not ended before."""
    series = None if shift.series_id is None else store.find(tx, shift.series_id)
    if series is None:
        return False
    return series.last_day is None or series.last_day > local_day(shift.starts_at, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What became of the wish to come every time, for the shifts that exist already.

    ``refused`` of them require something of the person that nobody has seen. ``stands``: new
    shifts sign the person up from now on.
    """

    places: int
    waits: int
    refused: int
    stands: bool


def stand(tx: Tx, standing: Standing, series: Series, role: int, now: datetime) -> Stood:
    """Sign the person up for every shift of the series, those that exist and those to come.

    Each is decided like any other wish. A person whom every shift refuses does not become a
    regular.

    Raises:
        NotFoundError: the series has no such role.
    """
    if not 0 <= role < len(series.roles):
        raise NotFoundError
    results = Counter(
        signups.sign_up(tx, standing, shift_id, now, role=role)
        for shift_id in store.coming(tx, series.id, now)
    )
    places = sum(results[one] for one in _IN)
    waits = sum(results[one] for one in _WAITS)
    refused = results.total() - places - waits
    stands = not refused or places + waits > 0
    if stands:
        who = Regular(person_id=standing.person.id, role=role)
        store.put_regular(tx, series.id, who, now)
    return Stood(places=places, waits=waits, refused=refused, stands=stands)


def unstand(
    tx: Tx, standing: Standing, series: Series, now: datetime, *, leave_coming: bool
) -> int:
    """End the person's standing sign-up; return how many coming shifts they gave back.

    With ``leave_coming`` those are all in which they are or wait, each given back as if by hand.
    """
    store.drop_regular(tx, series.id, standing.person.id)
    if not leave_coming:
        return 0
    coming = store.coming_with(tx, series.id, standing.person.id, now)
    for shift_id in coming:
        signups.withdraw(tx, standing, shift_id, now)
    return len(coming)
