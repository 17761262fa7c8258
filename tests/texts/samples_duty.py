"""One of everything that is said after a shift, of hours, certificates and calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.domain import messages_duty as d
from bot.domain.hours import Share, Tally, Worked
from bot.domain.messages import Message
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import Attendance

SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
)
CANCELLED = replace(SHIFT, state=ShiftState.CANCELLED)
PEOPLE = (
    d.Attendee(person_id=3, name="Olena", attendance=None),
    d.Attendee(person_id=4, name="يوسف", attendance=Attendance.CAME),
    d.Attendee(person_id=5, name="Mehmet", attendance=Attendance.EXCUSED),
    d.Attendee(person_id=6, name="Anna-Maria", attendance=Attendance.MISSED),
    d.Attendee(person_id=8, name="سارة", attendance=Attendance.CAME, added=True),
)
LIST = d.AttendanceList(
    shift=SHIFT, people=PEOPLE, counts=d.Counts(came=2, excused=1, missed=1, open=1)
)
WORKED = Worked(
    shift_id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt",
    task="Kaffee und Gespräche",
    starts_at=datetime(2026, 3, 1, 16, tzinfo=UTC),
    ends_at=datetime(2026, 3, 1, 18, 30, tzinfo=UTC),
    attendance=Attendance.CAME,
)
EVERY = (WORKED, *(replace(WORKED, attendance=one) for one in (None, *Attendance)))
SHARES = (
    Share(
        initiative_id=1,
        initiative="Sprachcafé Musterstadt",
        tally=Tally(came=150.0, unchecked=4.5),
    ),
    Share(initiative_id=2, initiative="Fahrradwerkstatt", tally=Tally(came=37.25, unchecked=0.0)),
)
GOAL = d.Goal(hours=Decimal(200), checked_on=date(2026, 1, 26), due=False)
HOURS = d.HoursCard(
    year=2026,
    total=Tally(came=187.25, unchecked=4.5),
    shares=SHARES,
    years=(2025,),
    last=EVERY,
    goal=GOAL,
)
CERTIFICATE = d.CertificateReady(
    language="uk",
    name="Olena Prykladna",
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt",
    letterhead=("Musterverein e. V.", "Musterweg 1, 59999 Musterstadt"),
    signer="Petra Muster, Vorstand",
    worked=(
        replace(
            WORKED,
            starts_at=datetime(2025, 12, 31, 16, tzinfo=UTC),
            ends_at=datetime(2025, 12, 31, 19, tzinfo=UTC),
        ),
        WORKED,
    ),
    made_on=date(2026, 11, 22),
    kept=False,
    own=True,
)
LETTER = d.Letter(
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt",
    lines=("Musterverein e. V.", "Musterweg 1"),
    signer="Petra Muster",
    contact="Petra, +49 2000 123456",
)
FILE = d.CalendarFile(content=b"BEGIN:VCALENDAR", coming=3, cancelled=2, updates=False)
ONE = d.CalendarShift(shift=SHIFT, content=b"BEGIN:VCALENDAR", cancelled=False, updates=False)
SAMPLES: tuple[Message, ...] = (
    LIST,
    replace(LIST, asked=True, erased=2, page=1, pages=3),
    replace(LIST, asked=True, again=True, erased=1),
    replace(LIST, people=(), counts=d.Counts(came=2), participants=0, finished=True),
    d.AttendanceEarly(shift=SHIFT),
    d.AttendanceEarly(shift=CANCELLED),
    d.AttendanceAdd(shift=SHIFT, members=((3, "Olena"), (4, "يوسف")), page=1, pages=3),
    d.AttendanceAdd(shift=SHIFT, members=()),
    d.AskParticipants(shift=SHIFT),
    d.AskParticipants(shift=SHIFT, not_understood=True),
    HOURS,
    replace(HOURS, goal=replace(GOAL, due=True), shares=SHARES[:1], years=()),
    replace(HOURS, goal=None, total=Tally(came=0.0, unchecked=0.0), last=()),
    replace(HOURS, last=(), years=(), shares=()),
    d.CertificateSpan(years=(2026, 2025)),
    d.CertificateSpan(years=(2026,), name="Mehmet"),
    d.CertificateIn(initiatives=((1, "Sprachcafé Musterstadt"), (2, "Fahrradwerkstatt"))),
    d.CertificateLanguage(),
    d.CertificateName(),
    d.CertificateName(kept="Olena Prykladna"),
    d.CertificateName(of="Mehmet", not_understood=True),
    d.CertificateNone(unchecked=0.0),
    d.CertificateNone(unchecked=2.5, name="Mehmet"),
    CERTIFICATE,
    replace(CERTIFICATE, kept=True, language="de"),
    replace(CERTIFICATE, own=False, signer="", language="ar"),
    d.NameKept(kept=True),
    d.NameKept(kept=False),
    LETTER,
    replace(LETTER, signer="", contact="", mark=2**31),
    *(d.AskLetter(part=part) for part in d.LetterPart),
    d.AskLetter(part=d.LetterPart.HEAD, present=LETTER.lines),
    FILE,
    replace(FILE, coming=0, cancelled=1, updates=True),
    d.CalendarEmpty(updates=True),
    d.CalendarEmpty(updates=False),
    d.CalendarUpdates(on=True),
    d.CalendarUpdates(on=False),
    ONE,
    replace(ONE, cancelled=True, updates=True, sent=True),
    d.CalendarNotIn(shift=SHIFT),
)
