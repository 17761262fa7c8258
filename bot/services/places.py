"""Places on the map: everybody of the initiative sees them, its coordinators set them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.shifts import Shift
from bot.services import audit
from bot.services.shifts import own_shift
from bot.services.signups import shift_for
from bot.store import places
from bot.store.database import Tx
from bot.store.places import Pin

_DECIMALS = 5  # about a metre; nobody needs to know it better
_DEGREES = r"([+-]?\d{1,3}(?:\.\d{1,15})?)"
_PAIR = re.compile(rf"{_DEGREES}\s*[,;\s]\s*{_DEGREES}")


def read_degrees(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude written as "51.5344, 7.6889"; None if they are no place."""
    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not found[0].isascii():
        return None
    return on_earth(float(found[1]), float(found[2]))


def on_earth(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Return the degrees rounded to a metre or so; None if there is no such place."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return round(latitude, _DECIMALS), round(longitude, _DECIMALS)


def pin_of(tx: Tx, standing: Standing, shift_id: int) -> tuple[Shift, Pin]:
    """Return a shift with its place on the map.

    Raises:
        NotFoundError: there is no such shift for this person, or nobody has set the pin.
    """
    shift = shift_for(tx, standing, shift_id)
    pin = places.find(tx, shift.initiative_id, shift.place)
    if pin is None:
        raise NotFoundError
    return shift, pin


def place_of(tx: Tx, standing: Standing, shift_id: int) -> tuple[Shift, Pin | None]:
    """Return a shift this person plans, and where its place is on the map as far as known.

    Raises:
        NotFoundError: the shift is not this person's to plan, or it has no place any more.
    """
    shift = own_shift(tx, standing, shift_id)
    if not shift.place:
        raise NotFoundError
    return shift, places.find(tx, shift.initiative_id, shift.place)


def set_pin(
    tx: Tx, standing: Standing, shift_id: int, degrees: tuple[float, float], now: datetime
) -> Pin:
    """Put the shift's place on the map, for all shifts of the initiative at that place.

    Raises:
        NotFoundError: the shift is not this person's to plan, or it has no place any more.
    """
    shift, _ = place_of(tx, standing, shift_id)
    pin = Pin(
        initiative_id=shift.initiative_id,
        name=shift.place,
        latitude=degrees[0],
        longitude=degrees[1],
    )
    places.put(tx, pin)
    audit.of_shift(tx, standing.person.id, "place.pinned", shift, now)
    return pin


def drop_pin(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> Shift:
    """Take the shift's place off the map.

    Raises:
        NotFoundError: the shift is not this person's to plan, or it has no place any more.
    """
    shift, _ = place_of(tx, standing, shift_id)
    if places.drop(tx, shift.initiative_id, shift.place):
        audit.of_shift(tx, standing.person.id, "place.unpinned", shift, now)
    return shift
