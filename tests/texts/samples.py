"""A few lifelike values of every message."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.conversation.registry import MENU
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_newcomer as n
from bot.domain import messages_volunteer as v
from bot.domain.announcements import Figures
from bot.domain.people import JoinMode, OptOut, QuietHours, Right, Role
from bot.domain.rendered import FileRef
from bot.domain.shifts import DraftFault, Shift, ShiftDraft, ShiftState, one_role
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.domain.small_talk import SmallTalk
from tests.support.shapes import entry, view
from tests.texts import (
    samples_activities,
    samples_answers,
    samples_changes,
    samples_companion,
    samples_duty,
    samples_finding,
    samples_handover,
    samples_offers,
    samples_people,
    samples_planning,
    samples_series,
)

CONTACT = m.Contact(
    name="Integrationszentrum Musterkreis",
    phone="+49 2000 123456",
    email="hilfe@musterkreis.example",
    web="https://musterkreis.example/hilfe",
)
BARE_CONTACT = m.Contact(name="Integrationszentrum Musterkreis")
INITIATIVES = ((1, "Sprachcafé Musterstadt"), (2, "Fahrradwerkstatt im alten Bahnhof, Musterdorf"))
LINK = "https://t.me/lotse_bot?start=AbCdEfGhIjKlMnOp"
PHOTO = FileRef(kind="photo", file_id="AgACAgIAAxk")
TOPICS = (("doctor", "Zum Arzt gehen"), ("registration-of-address", "Wohnung anmelden"))
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
NIGHT = replace(
    SHIFT,
    starts_at=datetime(2026, 10, 24, 20, tzinfo=UTC),
    ends_at=datetime(2026, 10, 25, 5, tzinfo=UTC),
    task="Nachtwache in der Unterkunft mit Übergabe an den Frühdienst",
)
CANCELLED = replace(SHIFT, state=ShiftState.CANCELLED)
VIEWS = (
    view(SHIFT, confirmed=1, waiting=0),
    view(NIGHT, confirmed=4, waiting=2, mine=SignupState.WAITING, line=2),
    view(SHIFT, confirmed=4, waiting=1),
    view(SHIFT, confirmed=4, waiting=0, mine=SignupState.CONFIRMED, coming=True),
    view(SHIFT, confirmed=4, waiting=0),
    view(CANCELLED, confirmed=0, waiting=0),
)
ENTRY = entry(SHIFT, (("Olena", True), ("يوسف", False)), ("Mehmet", "سارة"), searching=True)
EMPTY_ENTRY = entry(NIGHT)
FULL_ENTRY = entry(SHIFT, tuple((f"Anna-Maria {i}", i % 2 == 0) for i in range(4)))
FIGURES = Figures(
    total=40, waiting=10, sent=20, unreachable=3, unknown=1, opted_out=4, refused=1, stopped=1
)
DRAFT = ShiftDraft(
    initiative_id=1,
    task=SHIFT.task,
    place=SHIFT.place,
    starts_at=SHIFT.starts_at,
    ends_at=SHIFT.ends_at,
    roles=one_role(3),
)
MARKUP = (
    'Am <b>Samstag</b> kochen wir.\n<i>Mehr:</i> <a href="https://example.org/">hier</a> &amp; da'
)
WORDS = "Guten Tag,\nwo finde ich einen Arzt?\nSiehe https://example.org/a?b=c&d=e"
LEAD = n.Paragraph(
    spans=(
        n.Span(kind="text", text="Rufen Sie an: "),
        n.Span(kind="phone", text="+49 2000 123456"),
        n.Span(kind="text", text=" oder "),
        n.Span(kind="bold", text="kommen Sie vorbei"),
        n.Span(kind="text", text=". Es kostet "),
        n.Span(kind="money", text="2,29 €"),
        n.Span(kind="text", text=" – siehe "),
        n.Span(kind="link", text="https://www.example.org/a?b=1&c=2"),
    )
)
ANSWER = n.TopicAnswer(
    slug="official-letters-and-deadlines",
    language="ar",
    title="رسالة من الدائرة",
    lead=LEAD,
    rest=(LEAD, replace(LEAD, bullet=True)),
    sources=("https://www.example.org/", "Musterkreis"),
    checked_on=date(2026, 11, 2),
    due=False,
    phones=("+49 2000 123456", "116 117", "112"),
    related=TOPICS,
    fallback=False,
    german=False,
    reviewed=False,
)
SETTINGS = m.SettingsCard(
    is_volunteer=True,
    language="ar",
    lead_minutes=(1440, 120, 30),
    quiet=QuietHours(),
    opted_out=frozenset(),
)
PROGRESS = c.AnnouncementProgress(
    announcement_id=5, figures=FIGURES, finished=False, stopped=False, started_at=SHIFT.starts_at
)
PREVIEW = c.AnnouncementPreview(
    initiative="Sprachcafé", markup=MARKUP, reachable=21, opted_out=2, unreachable=1
)
DAYS = tuple(date(2026, 11, 23) + timedelta(days=i) for i in range(9))
NO_QUIET = QuietHours(start=time(0), end=time(0))
ASK_DAY = c.AskDay(initiative="Sprachcafé", days=DAYS, can_copy=True)
ASK_TIME = c.AskTime(day=DAYS[1], usual=("17:00-19:00", "09:30-12:00"))

SAMPLES: tuple[m.Message, ...] = (
    *samples_activities.SAMPLES,
    *samples_duty.SAMPLES,
    *samples_changes.SAMPLES,
    *samples_companion.SAMPLES,
    *samples_finding.SAMPLES,
    *samples_answers.SAMPLES,
    *samples_handover.SAMPLES,
    *samples_offers.SAMPLES,
    *samples_people.SAMPLES,
    *samples_planning.SAMPLES,
    *samples_series.SAMPLES,
    *(m.Say(note=note) for note in m.Note),
    m.ChooseLanguage(languages=("ar", "de", "en", "uk")),
    *(m.MainMenu(right=right, contact=CONTACT, greeting=True) for right in Right),
    m.MainMenu(right=Right.LEAD, contact=BARE_CONTACT, open_questions=12),
    m.Help(commands=tuple(m.CommandHelp(name=name) for name in MENU), contact=CONTACT),
    m.Emergency(),
    m.Emergency(danger=True),
    m.HelpChoice(contact=CONTACT, initiatives=INITIATIVES),
    m.HelpChoice(contact=BARE_CONTACT, initiatives=()),
    m.PrivacyNotice(contact=CONTACT, confirm=True),
    m.PrivacyNotice(contact=CONTACT, confirm=True, german=True),
    m.PrivacyNotice(contact=BARE_CONTACT, confirm=False),
    SETTINGS,
    replace(SETTINGS, town="Musterstadt"),
    replace(SETTINGS, lead_minutes=(), quiet=NO_QUIET, opted_out=frozenset(OptOut)),
    replace(SETTINGS, is_volunteer=False),
    m.LeadChoice(lead_minutes=(1440, 120)),
    m.QuietChoice(quiet=QuietHours()),
    m.QuietChoice(quiet=NO_QUIET),
    m.MyData(content=b"{}"),
    m.ForgetAsk(coming_shifts=2, open_questions=1),
    m.ForgetAsk(coming_shifts=0, open_questions=0),
    m.Forgotten(),
    m.StillThere(),
    m.Apology(incident="K7M2Q9"),
    m.GroupNotice(link="https://t.me/lotse_bot"),
    m.GroupNotice(link="https://t.me/lotse_bot", emergency=True),
    m.GroupChoice(chat_id=-1001234567890, initiatives=INITIATIVES),
    m.GroupLinked(initiative="Sprachcafé Musterstadt"),
    *(
        c.ChooseInitiative(action=action, initiatives=INITIATIVES)
        for action in ("new_in", "announce_in", "invite_in")
    ),
    c.ChooseInitiative(action="new_in", initiatives=INITIATIVES, page=1, pages=3),
    c.NoInitiative(is_lead=True),
    c.NoInitiative(is_lead=False),
    c.AskInitiativeName(),
    c.AskTown(),
    c.AskJoinMode(),
    c.InitiativeFounded(initiative="Sprachcafé", mode=JoinMode.OPEN, initiative_id=4),
    c.JoinRequest(person_id=9, initiative_id=4, name="Olena", initiative="Sprachcafé"),
    c.JoinDecided(name="يوسف", accepted=True),
    c.JoinDecided(name="يوسف", accepted=False),
    c.InviteChoice(initiative_id=4, initiative="Sprachcafé"),
    *(c.InviteLink(initiative="Sprachcafé", role=role, link=LINK, hours=24) for role in Role),
    *(c.PosterLink(initiative="Sprachcafé", link=LINK, mode=mode) for mode in JoinMode),
    c.PosterLink(initiative="Sprachcafé", link=LINK, mode=JoinMode.OPEN, initiative_id=4),
    ASK_DAY,
    replace(ASK_DAY, can_copy=False, not_understood=True),
    replace(ASK_DAY, fault=DraftFault.PAST),
    ASK_TIME,
    replace(ASK_TIME, usual=(), not_understood=True),
    replace(ASK_TIME, past=True),
    replace(ASK_TIME, far=True),
    c.AskPlace(usual=("Begegnungszentrum, Hauptstraße 1", "Bahnhof")),
    c.AskTask(usual=("Kaffee und Gespräche", "Fahrräder reparieren")),
    c.AskCapacity(),
    c.AskCapacity(not_understood=True),
    c.DraftPreview(initiative="Sprachcafé", draft=DRAFT, mark=2**31),
    c.DraftPreview(initiative="Sprachcafé", draft=DRAFT, far=True),
    *(c.DraftRefused(fault=fault) for fault in DraftFault),
    c.ShiftPlanned(shift=SHIFT),
    c.ShiftPlanned(shift=NIGHT, link=LINK),
    c.Roster(entries=(ENTRY, EMPTY_ENTRY, FULL_ENTRY), start=date(2026, 11, 23), week=0),
    c.Roster(entries=(EMPTY_ENTRY,) * 18, start=date(2026, 11, 23), week=1),
    c.Roster(entries=(ENTRY,), start=date(2026, 11, 23), week=1, page=1, pages=3),
    c.Roster(entries=(), start=date(2026, 11, 23), week=-1),
    c.RosterShift(entry=ENTRY, begun=False),
    c.RosterShift(entry=EMPTY_ENTRY, begun=True),
    c.RosterShift(entry=FULL_ENTRY, begun=False, link=LINK),
    c.RosterShift(entry=replace(ENTRY, shift=CANCELLED), begun=False),
    c.CancelAsk(shift=SHIFT, concerned=5),
    c.CancelAsk(shift=SHIFT, concerned=0),
    c.CancelAsk(shift=SHIFT, concerned=0, to_call=1),
    c.CancelDone(shift=SHIFT, told=5),
    c.CancelDone(shift=SHIFT, told=0),
    c.LateWithdrawal(shift=SHIFT, free=1, searching=True),
    c.LateWithdrawal(shift=SHIFT, free=0, name="Mehmet"),
    c.VolunteerUnreachable(name="Mehmet", shift=SHIFT),
    c.VolunteerGone(shift=SHIFT, free=2),
    c.AskAnnouncement(initiative="Sprachcafé", reachable=21),
    PREVIEW,
    replace(PREVIEW, mark=2**31),
    replace(PREVIEW, reachable=0, opted_out=0, unreachable=0),
    c.AnnouncementTooLong(limit=3500, length=3701),
    PROGRESS,
    replace(PROGRESS, stopped=True),
    replace(PROGRESS, finished=True),
    replace(PROGRESS, finished=True, stopped=True),
    c.Announcement(initiative="Sprachcafé", markup=MARKUP),
    ANSWER,
    replace(ANSWER, due=True, checked_on=None, fallback=True, danger=True, rest=(), sources=()),
    replace(ANSWER, language="de", german=True, reviewed=True, title="Post vom Amt"),
    *(n.Chat(talk=talk) for talk in SmallTalk),
    n.Suggestions(topics=TOPICS, covered=True),
    n.Suggestions(topics=TOPICS, covered=False, danger=True),
    n.Suggestions(topics=(), covered=False, member=True),
    n.HumanConsent(text=WORDS, receiver="Integrationszentrum Musterkreis"),
    n.HumanConsent(text="", receiver="", has_file=True, mark=2**31),
    n.QuestionSent(receiver="Integrationszentrum Musterkreis", night=True),
    n.QuestionSent(receiver="", night=False),
    n.HumanAnswer(question_id=3, receiver="Sprachcafé", text=WORDS, file=None),
    n.HumanAnswer(question_id=3, receiver="", text="", file=PHOTO),
    v.AskName(suggestion="Olena"),
    v.AskName(suggestion=""),
    v.JoinOffer(initiative="Sprachcafé", town="Musterstadt"),
    v.JoinRequested(initiative="Sprachcafé"),
    v.Joined(initiative="Sprachcafé"),
    v.Joined(initiative="Sprachcafé", as_coordinator=True),
    v.BecameLead(),
    v.JoinDeclined(initiative="Sprachcafé"),
    v.ShiftList(shifts=VIEWS, page=1, pages=3, total=17),
    v.ShiftList(shifts=(), page=0, pages=0, total=0),
    v.MyShifts(shifts=VIEWS),
    v.MyShifts(shifts=()),
    *(v.ShiftCard(view=view, begun=False, late=False) for view in VIEWS),
    v.ShiftCard(view=VIEWS[3], begun=False, late=True),
    v.ShiftCard(view=VIEWS[3], begun=True, late=True),
    *(v.SignupSaid(result=result, line=2) for result in SignupResult),
    *(v.WithdrawSaid(result=result) for result in WithdrawResult),
    v.Reminder(shift=NIGHT, silent=False, coming=False),
    v.Reminder(shift=SHIFT, silent=True, coming=True),
    v.ShiftCancelled(shift=CANCELLED),
)


def every_kind() -> frozenset[type[m.Message]]:
    """Return all messages the domain knows."""
    found: set[type[m.Message]] = set()
    todo = [m.Message]
    while todo:
        for kind in todo.pop().__subclasses__():
            found.add(kind)
            todo.append(kind)
    # A dataclass with slots leaves its first draft behind; only what the module names counts.
    return frozenset(
        one for one in found if getattr(sys.modules[one.__module__], one.__name__, None) is one
    )


SAMPLES_OF = {kind: tuple(one for one in SAMPLES if type(one) is kind) for kind in every_kind()}
