"""Changes of shifts, and what each person signed up knew before: the column ``signup.told``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.changes import Known
from bot.domain.outbox import OutboxKind
from bot.domain.people import Person
from bot.domain.shifts import Qualification, Shift
from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Tx
from bot.store.people import person_of


def alter(tx: Tx, shift: Shift, *, raises: bool) -> None:
    """Write the shift's time, place, task and kind; ``raises``: and its sequence by one."""
    tx.run(
        """UPDATE shift SET starts_at = :a, ends_at = :b, place = :place, task = :task,
               kind = :kind, sequence = sequence + :raises WHERE id = :id""",
        a=to_ms(shift.starts_at),
        b=to_ms(shift.ends_at),
        place=shift.place,
        task=shift.task,
        kind=shift.kind,
        raises=int(raises),
        id=shift.id,
    )


def detach(tx: Tx, shift_id: int) -> None:
    """Note that an occurrence of a series has values of its own."""
    tx.run("UPDATE shift SET detached = 1 WHERE id = :id AND series_id IS NOT NULL", id=shift_id)


def dump_known(known: Known) -> dict[str, int | str]:
    """Return a known state as a value for JSON."""
    return {
        "starts": to_ms(known.starts_at),
        "ends": to_ms(known.ends_at),
        "place": known.place,
        "task": known.task,
        "coming": int(known.coming),
    }


def load_known(value: dict[str, Any]) -> Known:
    """Return what :func:`dump_known` made."""
    return Known(
        starts_at=from_ms(value["starts"]),
        ends_at=from_ms(value["ends"]),
        place=value["place"],
        task=value["task"],
        coming=bool(value.get("coming", 0)),
    )


def remember(tx: Tx, shift_id: int, person_id: int, known: Known, now: datetime) -> None:
    """Keep what the person knows of the shift, unless something older is kept already."""
    tx.run(
        """UPDATE signup SET told = json_set(:known, '$.coming', iif(answer = 'coming', 1, 0)),
               updated_at = :now
           WHERE shift_id = :s AND person_id = :p AND told IS NULL""",
        known=to_json(dump_known(known)),
        s=shift_id,
        p=person_id,
        now=to_ms(now),
    )


def ask_anew(tx: Tx, shift_id: int, person_id: int, now: datetime) -> None:
    """Forget that the person said to come, or to come late."""
    tx.run(
        """UPDATE signup SET answer = NULL, late_minutes = NULL, updated_at = :now
           WHERE shift_id = :s AND person_id = :p""",
        s=shift_id,
        p=person_id,
        now=to_ms(now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A shift somebody is in that has changed since they heard of it."""

    shift_id: int
    known: Known


def pending(tx: Tx, person_id: int) -> list[Pending]:
    """Return the changes this person has not been told of, in the order of the shifts' starts."""
    rows = tx.all(
        """SELECT shift.id, told FROM signup JOIN shift ON shift.id = signup.shift_id
           WHERE person_id = :p AND told IS NOT NULL
               AND signup.state IN ('confirmed', 'waiting')
           ORDER BY shift.starts_at, shift.id""",
        p=person_id,
    )
    return [Pending(shift_id=row["id"], known=load_known(json.loads(row["told"]))) for row in rows]


def known(tx: Tx, shift_id: int, person_id: int) -> Known | None:
    """Return what the person knows of the shift, None where that is how it is."""
    told = tx.scalar(
        "SELECT told FROM signup WHERE shift_id = :s AND person_id = :p", s=shift_id, p=person_id
    )
    return None if told is None else load_known(json.loads(str(told)))


def forget(tx: Tx, person_id: int, shift_id: int) -> None:
    """Note that the person knows the shift as it is."""
    tx.run(
        "UPDATE signup SET told = NULL WHERE shift_id = :s AND person_id = :p",
        s=shift_id,
        p=person_id,
    )


def undo(tx: Tx, person_id: int, shift_id: int) -> None:
    """Note that the shift is again as the person knows it, and so is what they said about it."""
    tx.run(
        """UPDATE signup SET told = NULL,
               answer = iif(state = 'confirmed' AND json_extract(told, '$.coming'),
                            'coming', answer)
           WHERE shift_id = :s AND person_id = :p""",
        s=shift_id,
        p=person_id,
    )


def write_payload(tx: Tx, row_id: int, payload: str) -> None:
    """Keep with a message that is being sent what it says."""
    tx.run("UPDATE outbox SET payload = :payload WHERE id = :id", payload=payload, id=row_id)


def hasten(
    tx: Tx,
    person_id: int,
    payload: str,
    *,
    not_before: datetime,
    expires_at: datetime,
    now: datetime,
) -> bool:
    """Let a notice that waits leave no later than then and last as long; False if none waits."""
    return (
        tx.run(
            """UPDATE outbox SET not_before_at = min(not_before_at, :at),
                   expires_at = max(expires_at, :end), updated_at = :now
               WHERE person_id = :p AND kind = :kind AND state = 'queued'
                   AND payload = :payload""",
            p=person_id,
            kind=OutboxKind.NOTICE,
            payload=payload,
            at=to_ms(not_before),
            end=to_ms(expires_at),
            now=to_ms(now),
        )
        > 0
    )


def drop_reminders(tx: Tx, person_id: int, shift_id: int, now: datetime) -> None:
    """End reminders of the shift that wait: what is being sent says the same."""
    tx.run(
        """UPDATE outbox SET state = 'dropped', reason = 'told with the change', updated_at = :now
           WHERE person_id = :p AND kind = 'reminder' AND state = 'queued'
               AND json_extract(payload, '$.shift') = :s""",
        p=person_id,
        s=shift_id,
        now=to_ms(now),
    )


def people_in(tx: Tx, shift_id: int) -> list[tuple[Person, bool]]:
    """Return who has a place (True) or waits (False)."""
    rows = tx.all(
        """SELECT person.*, signup.state = 'confirmed' AS is_in
           FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state IN ('confirmed', 'waiting') ORDER BY signup.id""",
        s=shift_id,
    )
    return [(person_of(row), bool(row["is_in"])) for row in rows]


def unmet(
    tx: Tx,
    shift: Shift,
    role: int,
    qualification: Qualification | None,
    *,
    adults_only: bool,
) -> int:
    """Return how many with a place in the role do not meet these requirements."""
    return tx.count(
        """SELECT count(*) FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND role = :r AND state = 'confirmed' AND (
               (:adults AND person.adult IS NOT 1)
               OR (:kind IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM qualification AS seen
                   WHERE seen.person_id = person.id AND seen.initiative_id = :i
                       AND seen.kind = :kind
                       AND (seen.valid_until_on IS NULL OR seen.valid_until_on >= :day))))""",
        s=shift.id,
        r=role,
        adults=int(adults_only),
        kind=qualification,
        i=shift.initiative_id,
        day=shift.starts_at.date().isoformat(),
    )


def confirmed_in(tx: Tx, shift_id: int, role: int) -> int:
    """Return how many have a place in the role."""
    return tx.count(
        """SELECT count(*) FROM signup WHERE shift_id = :s AND role = :r
               AND state = 'confirmed'""",
        s=shift_id,
        r=role,
    )


def last_end(tx: Tx, shift: Shift, person_id: int) -> datetime:
    """Return when the shift ends, as it is or as the person knows it, whichever is later."""
    told = known(tx, shift.id, person_id)
    return shift.ends_at if told is None else max(shift.ends_at, told.ends_at)
