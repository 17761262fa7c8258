"""What lies in the outbox becomes a message: facts read again, words in today's language."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation import (
    outbound_activities,
    outbound_changes,
    outbound_companions,
    outbound_duty,
    outbound_find,
    outbound_handover,
    outbound_offers,
    outbound_people,
    replies,
)
from bot.conversation.flows.announce import progress_message
from bot.conversation.registry import commands_for
from bot.conversation.turn import House
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_volunteer as v
from bot.domain.announcements import Way, Whom, way_to
from bot.domain.calendar import local_clock
from bot.domain.errors import NotFoundError
from bot.domain.outbox import (
    Composed,
    Drop,
    EditOld,
    LeaveGroup,
    MenuLine,
    OutboxKind,
    OutboxRow,
    SendNew,
    SetMenu,
)
from bot.domain.people import Person
from bot.domain.reminders import in_quiet
from bot.domain.rendered import Rendered
from bot.domain.shifts import ShiftView
from bot.faq.faq import Faq
from bot.services import announcements as announcements_service
from bot.services import people as people_service
from bot.services import ports
from bot.services import shifts as shifts_service
from bot.services.notices import OF_COMPANIONS, Notice
from bot.services.retention import INACTIVE_AFTER
from bot.store import (
    announcements,
    companion_talk,
    initiatives,
    outbox,
    people,
    planning,
    privacy,
    questions,
    retention,
    shifts,
    subscriptions,
)
from bot.store.codec import to_json
from bot.store.database import Tx
from bot.texts.common import command_description
from bot.texts.render import Reader, render

RINGS_BEFORE = timedelta(hours=12)  # news of a shift this near rings in the night too
ANSWER_LASTS = timedelta(minutes=15)
GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One outbox row on its way to a message."""

    tx: Tx
    row: OutboxRow
    facts: dict[str, Any]
    person: Person
    now: datetime
    house: House

    @property
    def reader(self) -> Reader:
        """Return for whom the message is rendered, in the language of this moment."""
        return Reader(language=self.person.language or "de", zone=self.house.zone)

    def coordinates(self, initiative_id: int) -> bool:
        """Tell whether the reader plans for that initiative at this moment."""
        return people.standing_of(self.tx, self.person).coordinates(initiative_id)

    def send(self, message: m.Message) -> SendNew:
        """Return the message rendered."""
        return SendNew(message=render(message, self.reader))

    def send_softly(self, message: m.Message) -> SendNew:
        """Return the message rendered; in the person's quiet hours it makes no sound."""
        return SendNew(message=replace(render(message, self.reader), silent=self.is_quiet))

    @property
    def faq(self) -> Faq:
        """Return the questions and answers with those of this place, as they stand now."""
        return self.house.live.now(self.house.faq, self.tx)

    @property
    def is_quiet(self) -> bool:
        """Tell whether these are the person's quiet hours."""
        return in_quiet(local_clock(self.now, self.house.zone), self.person.quiet)


def compose(tx: Tx, row: OutboxRow, now: datetime, house: House) -> Composed:
    """Return what to send for ``row`` as things stand now, or why nothing is sent any more."""
    if row.kind is OutboxKind.ANSWER:
        words = json.loads(row.payload)
        return SendNew(message=replies.load_message(words)) if words else GONE
    if row.kind is OutboxKind.LEAVE:
        return LeaveGroup()
    if row.person_id is None:
        return SetMenu(lines=()) if row.kind is OutboxKind.MENU else GONE
    person = people.find(tx, row.person_id)
    if person is None:
        return GONE
    case = Case(tx=tx, row=row, facts=json.loads(row.payload), person=person, now=now, house=house)
    return _KINDS[row.kind](case)


def _menu(case: Case) -> Composed:
    if case.person.language is None:
        return GONE
    speech = case.reader.speech
    right = people.standing_of(case.tx, case.person).right
    return SetMenu(
        lines=tuple(
            MenuLine(command=name, description=command_description(speech, name))
            for name in commands_for(right)
        )
    )


def _announcement(case: Case) -> Composed:
    """An announcement goes to those who still want to hear it, unless it was stopped."""
    one = announcements.find(case.tx, case.row.announcement_id or 0)
    if one is None or one.stopped:
        return Drop(reason="stopped")
    way = way_to(
        one.whom,
        member=people.standing_of(case.tx, case.person).belongs_to(one.initiative_id),
        subscriber=one.whom is not Whom.MEMBERS
        and subscriptions.concerns(case.tx, case.person.id, one.initiative_id),
        refused=people.opted_out(case.tx, case.person.id),
    )
    if way is Way.REFUSED:
        return Drop(reason=announcements.OPTED_OUT)
    if way is Way.GONE:
        return Drop(reason="no member")
    initiative = initiatives.find(case.tx, one.initiative_id)
    name = initiative.name if initiative else ""
    return case.send_softly(
        c.Announcement(initiative=name, markup=one.markup, to_newcomer=way is Way.NEWCOMER)
    )


def _progress(case: Case) -> Composed:
    try:
        progress = announcements_service.progress(case.tx, int(case.facts["announcement"]))
    except NotFoundError:
        return GONE
    message_id = progress.announcement.progress_message_id
    if message_id is None:
        return GONE
    rendered = render(progress_message(progress), case.reader)
    return EditOld(message_id=message_id, message=rendered)


def _join_request(case: Case) -> Composed:
    member = people.find(case.tx, int(case.facts["member"]))
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    if member is None or initiative is None:
        return GONE
    if not case.coordinates(initiative.id):
        return NO_RIGHT
    if not people.standing_of(case.tx, member).asks_to_join(initiative.id):
        return Drop(reason="decided")
    return case.send_softly(
        c.JoinRequest(
            person_id=member.id,
            initiative_id=initiative.id,
            name=member.name or "?",
            initiative=initiative.name,
            shift=shifts.find(case.tx, int(case.facts.get("shift", 0))),
        )
    )


def _join_decided(case: Case) -> Composed:
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    if initiative is None:
        return GONE
    if case.facts["notice"] == Notice.JOIN_ACCEPTED:
        wished = shifts.find(case.tx, int(case.facts.get("shift", 0)))
        here = wished is not None and wished.initiative_id == initiative.id
        return case.send_softly(
            v.Joined(initiative=initiative.name, shift=wished if here else None)
        )
    return case.send_softly(v.JoinDeclined(initiative=initiative.name))


def _about_shift(case: Case) -> Composed:
    """Notices that say something about one shift."""
    view = shifts.view(case.tx, int(case.facts["shift"]), case.person.id)
    if view is None:
        return GONE
    notice = Notice(case.facts["notice"])
    if notice in _ABOUT_OTHERS and not case.coordinates(view.shift.initiative_id):
        return NO_RIGHT
    if notice is Notice.VOLUNTEER_UNREACHABLE and _is_back(case):
        return Drop(reason="reachable again")
    said = _said_of_shift(case, notice, view)
    if said is None:
        return GONE
    return SendNew(message=replace(render(said, case.reader), silent=_can_wait(case, view)))


# What only a coordinator may read; the role may have gone since the notice was written.
_ABOUT_OTHERS = frozenset(
    {Notice.LATE_WITHDRAWAL, Notice.VOLUNTEER_GONE, Notice.VOLUNTEER_UNREACHABLE}
)


def _is_back(case: Case) -> bool:
    member = people.find(case.tx, int(case.facts["member"]))
    return member is not None and member.reachable


def _can_wait(case: Case, view: ShiftView) -> bool:
    """Tell whether it is night for the person and the shift more than 12 hours away."""
    return case.is_quiet and view.shift.starts_at - case.now > RINGS_BEFORE


def _said_of_shift(case: Case, notice: Notice, view: ShiftView) -> m.Message | None:
    # A place that is kept for somebody's answer is nobody's yet.
    shift, free = view.shift, sum(one.role.capacity - one.confirmed for one in view.roles)
    match notice:
        case Notice.LATE_WITHDRAWAL:
            searching = bool(planning.searching(case.tx, shift.id))
            return c.LateWithdrawal(
                shift=shift, free=free, name=_member_name(case) or "", searching=searching
            )
        case Notice.VOLUNTEER_GONE:
            return c.VolunteerGone(shift=shift, free=free)
        case _:
            name = _member_name(case)
            return None if name is None else c.VolunteerUnreachable(name=name, shift=shift)


def _member_name(case: Case) -> str | None:
    """Return the name of the member a notice is about, None once they are erased."""
    member = people.find(case.tx, int(case.facts.get("member", 0)))
    return None if member is None else member.name or "?"


def _group_choice(case: Case) -> Composed:
    chat_id = int(case.facts["group"])
    group = initiatives.find_group(case.tx, chat_id)
    if group is None or group.initiative_id is not None:
        return GONE
    mine = shifts_service.initiatives_of(case.tx, people.standing_of(case.tx, case.person))
    choices = tuple((one.id, one.name) for one in mine)
    return case.send(m.GroupChoice(chat_id=chat_id, initiatives=choices))


def _still_there(case: Case) -> Composed:
    """The question after twelve months; whoever was here meanwhile has answered it."""
    if not retention.is_silent(case.tx, case.person.id, case.now - INACTIVE_AFTER):
        return Drop(reason="was here")
    return case.send(m.StillThere())


_NOTICES = {
    Notice.JOIN_REQUEST: _join_request,
    Notice.JOIN_ACCEPTED: _join_decided,
    Notice.JOIN_DECLINED: _join_decided,
    Notice.LATE_WITHDRAWAL: _about_shift,
    Notice.VOLUNTEER_GONE: _about_shift,
    Notice.VOLUNTEER_UNREACHABLE: _about_shift,
    Notice.GROUP_CHOICE: _group_choice,
    Notice.INACTIVE: _still_there,
    **outbound_find.NOTICES,
    **outbound_handover.NOTICES,
    **outbound_changes.NOTICES,
    **outbound_companions.NOTICES,
    **outbound_duty.NOTICES,
    **outbound_offers.NOTICES,
    **outbound_people.NOTICES,
    **outbound_activities.NOTICES,
}


def _reminder(case: Case) -> Composed:
    """A reminder of a shift to somebody who helps, or of an offer to a newcomer."""
    if case.facts.get("visit"):
        return outbound_activities.reminder(case)
    return outbound_changes.reminder(case)


def _notice(case: Case) -> Composed:
    return _NOTICES[Notice(case.facts["notice"])](case)


_KINDS = {
    OutboxKind.REMINDER: _reminder,
    OutboxKind.NOTICE: _notice,
    OutboxKind.RELAY: _notice,
    OutboxKind.ANNOUNCEMENT: _announcement,
    OutboxKind.PROGRESS: _progress,
    OutboxKind.MENU: _menu,
}


def settle(tx: Tx, row: OutboxRow, outcome: ports.Outcome, now: datetime) -> None:
    """Write what follows from a delivery: the thread of a relayed message, who is unreachable."""
    if isinstance(outcome, ports.Unreachable) and row.person_id is not None:
        person = people.find(tx, row.person_id)
        if person is not None:
            people_service.lost(tx, person, now)
    if row.kind is OutboxKind.RELAY and isinstance(outcome, ports.Sent):
        _remember(tx, row, outcome.message_id)
    if not _is_final(outcome):
        return
    if row.kind is OutboxKind.MENU or (row.kind is OutboxKind.ANSWER and row.person_id is None):
        privacy.forget_row(tx, row.id)
    elif row.kind is OutboxKind.ANSWER:
        privacy.forget_words(tx, row.id)


def _is_final(outcome: ports.Outcome) -> bool:
    return isinstance(outcome, ports.Sent | ports.Unreachable | ports.Refused)


def _remember(tx: Tx, row: OutboxRow, message_id: int) -> None:
    facts = json.loads(row.payload)
    if facts.get("notice") in OF_COMPANIONS:
        request_id = int(facts["request"])
        companion_talk.put_relay(
            tx, chat_id=row.chat_id, message_id=message_id, request_id=request_id
        )
        return
    message = questions.find_message(tx, int(facts.get("message", 0)))
    question_id = int(facts.get("question", 0)) if message is None else message.question_id
    questions.put_relay(tx, chat_id=row.chat_id, message_id=message_id, question_id=question_id)


def defer(tx: Tx, chat_id: int, message: Rendered, now: datetime) -> None:
    """Put a direct answer that Telegram did not take at once into the personal lane."""
    person = people.find_by_telegram(tx, chat_id)
    outbox.add(
        tx,
        lane=ports.Lane.PERSONAL,
        kind=OutboxKind.ANSWER,
        payload=to_json(replies.dump_message(message)),
        person_id=None if person is None else person.id,
        chat_id=chat_id,
        not_before=now,
        expires_at=now + ANSWER_LASTS,
        now=now,
    )
