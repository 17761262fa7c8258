"""A few lifelike values of every message about changes and about who comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import messages_changes as h
from bot.domain import messages_volunteer as v
from bot.domain.coming import Asked, Unheard
from bot.domain.messages import Message
from bot.domain.shifts import Shift

SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
)
WAS = replace(SHIFT, place="Bahnhof", task="Tee", starts_at=SHIFT.starts_at - timedelta(hours=1))
LONG_AGO = replace(WAS, starts_at=SHIFT.starts_at - timedelta(days=3))
NIGHT = replace(
    SHIFT,
    id=8,
    starts_at=datetime(2026, 10, 24, 20, tzinfo=UTC),
    ends_at=datetime(2026, 10, 25, 5, tzinfo=UTC),
    task="Nachtwache in der Unterkunft mit Übergabe an den Frühdienst",
)
MOVED = h.ShiftChange(was=WAS, shift=SHIFT, clash=NIGHT)
PEOPLE = (
    Unheard(name="Olena"),
    Unheard(name="يوسف", by_phone=True, phone="+49 2000 123456"),
    Unheard(name="Gast", by_phone=True),
    Unheard(name="Mia", muted=True),
)
REMINDER = v.Reminder(
    shift=SHIFT,
    silent=False,
    coming=False,
    contact="Karla, +49 2000 123456",
    has_pin=True,
    can_be_late=True,
)

SAMPLES: tuple[Message, ...] = (
    REMINDER,
    replace(REMINDER, coming=True, late_minutes=20),
    replace(REMINDER, coming=True, german=True),
    h.ShiftsChanged(changes=(MOVED,)),
    h.ShiftsChanged(changes=(replace(MOVED, was=LONG_AGO, clash=None),)),
    h.ShiftsChanged(changes=(h.ShiftChange(was=WAS, shift=SHIFT, line=2),)),
    h.ShiftsChanged(
        changes=(MOVED, h.ShiftChange(was=replace(NIGHT, place="Hof"), shift=NIGHT, line=1))
    ),
    h.ShiftsChanged(
        changes=(*(replace(MOVED, was=replace(NIGHT, id=n), shift=SHIFT) for n in range(8)),)
    ),
    h.LateChoice(shift=SHIFT, minutes=None),
    h.LateChoice(shift=SHIFT, minutes=20),
    h.LateSaid(minutes=20),
    h.LateSaid(minutes=0),
    h.RunningLate(name="Mehmet", minutes=20, shift=SHIFT),
    h.RunningLate(name="Mehmet", minutes=0, shift=SHIFT),
    h.UnconfirmedList(shift=SHIFT, people=PEOPLE, can_ask=True),
    h.UnconfirmedList(shift=SHIFT, people=(), can_ask=True),
    h.UnconfirmedList(shift=NIGHT, people=PEOPLE * 12, can_ask=False),
    *(
        h.UnconfirmedList(shift=SHIFT, people=PEOPLE, can_ask=False, asked=asked)
        for asked in (Asked(), Asked(now=3, later=1), Asked(later=2), Asked(before=WAS.starts_at))
    ),
    h.UnconfirmedNotice(shift=SHIFT, people=PEOPLE),
    h.UnconfirmedNotice(shift=NIGHT, people=PEOPLE[:1]),
    h.UnconfirmedShifts(shifts=((SHIFT, 2), (NIGHT, 1))),
    h.UnconfirmedShifts(shifts=()),
)
