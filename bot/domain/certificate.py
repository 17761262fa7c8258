"""What a certificate of voluntary work says: finished words in their order, nothing to decide."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

CERTIFICATE = "certificate"  # the kind of such a paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table of shifts, as it is printed."""

    day: str
    task: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate in the words of one language, from top to bottom.

    ``language`` is a language tag for the file, ``rtl`` the direction of its lines. ``made_on`` is
    the date of the file, not printed. What is empty takes no room; without ``rows`` there is no
    table. ``signature`` stands below the line on which ``signer`` signs.
    """

    language: str
    rtl: bool
    made_on: date
    letterhead: tuple[str, ...]
    title: str
    name: str  # in full, printed large
    opening: str = ""  # between title and name
    paragraphs: tuple[str, ...] = ()
    columns: Row
    rows: tuple[Row, ...] = ()
    total: str = ""
    place_and_date: str
    signature: str
    signer: str
    footer: str = ""


def to_facts(certificate: Certificate) -> str:
    """Return the certificate as the JSON text of a ``bot.domain.rendered.Paper``."""
    value = asdict(certificate) | {"made_on": certificate.made_on.isoformat()}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_facts(facts: str) -> Certificate:
    """Return what :func:`to_facts` wrote.

    Raises:
        KeyError: a fact is missing.
        TypeError: there is a fact too many.
        ValueError: it is not JSON, or the date is none.
    """
    value: dict[str, Any] = json.loads(facts)
    changed: dict[str, Any] = {
        "made_on": date.fromisoformat(value["made_on"]),
        "letterhead": tuple(value["letterhead"]),
        "paragraphs": tuple(value["paragraphs"]),
        "columns": Row(**value["columns"]),
        "rows": tuple(Row(**row) for row in value["rows"]),
    }
    return Certificate(**(value | changed))
