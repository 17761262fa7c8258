"""Reminders, and notices about changes of shifts: what is said when their turn comes.

A notice of changes reads what the person knew (signup.told) and what is true now, writes both
into its own row and forgets what the person knew, all in the transaction that leases the row.
So it says the same when it is sent again after a doubt, and a change that comes meanwhile is a
notice of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from bot.domain import messages_changes as h
from bot.domain import messages_volunteer as v
from bot.domain.changes import Known, as_known, known_of, news_moment
from bot.domain.coming import FRESH
from bot.domain.outbox import Composed, Drop, Later, SendNew
from bot.domain.people import OptOut, utf16_length
from bot.domain.shifts import Shift, ShiftState, ShiftView
from bot.domain.signups import ACTIVE, SignupState
from bot.services import changes as changes_service
from bot.services import coming as coming_service
from bot.services.notices import Notice, tell
from bot.store import changes, coming, people, shifts
from bot.store.codec import to_json, to_ms
from bot.texts.render import render

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")
OVER = Drop(reason="shift changed")
AT_ONCE = 12  # changes in one message
_ROOM = 3600  # UTF-16 units; Telegram takes 4,096
_FRAME = 300  # what a change needs besides the words of people
_A_MINUTE = timedelta(minutes=1)


def reminder(case: Case) -> Composed:
    """A reminder holds while the sign-up stands, the shift is as it was, and has not begun.

    While the person still has to be told of a change, it waits: the message about that comes
    first and stands in its place.
    """
    view = shifts.view(case.tx, int(case.facts["shift"]), case.person.id)
    if view is None or view.mine is not SignupState.CONFIRMED:
        return Drop(reason="not signed up")
    shift = view.shift
    moved = to_ms(shift.starts_at) != case.facts["starts_at"]
    if moved or shift.state is ShiftState.CANCELLED or case.now >= shift.starts_at:
        return OVER
    if OptOut.REMINDER in people.opted_out(case.tx, case.person.id):
        return Drop(reason="opted out")
    if case.facts.get("again") and view.coming:
        return Drop(reason="has answered")
    if changes_service.is_about_to_hear(case.tx, case.person, shift):
        return Later(until=case.now + _A_MINUTE)
    silent = bool(case.facts["silent"])
    return case.send(coming_service.reminder(case.tx, view, case.now, silent=silent))


def _changes(case: Case) -> Composed:
    if (said := case.facts.get("said")) is not None:
        found = [one for value in said if (one := _again(case, value)) is not None]
        return case.send(h.ShiftsChanged(changes=tuple(found))) if found else OVER
    return _first_time(case)


def _first_time(case: Case) -> Composed:
    """Say all changes the person does not know of, or wait for the morning."""
    pending = changes.pending(case.tx, case.person.id)
    news = [one for was in pending if (one := _news(case, was)) is not None]
    if not news:
        return Drop(reason="as it was")
    moments = [_moment(case, min(one.was.starts_at, one.shift.starts_at)) for one in news]
    at = min(moment for moment, _ in moments)
    if at > case.now:
        return Later(until=at)
    silent = all(soft for moment, soft in moments if moment <= case.now)
    said = _fitting(news)
    _write_down(case, said)
    if len(news) > len(said):
        end = max(one.shift.ends_at for one in news)
        tell(case.tx, case.person, Notice.CHANGES, case.now, expires_at=end)
    return SendNew(
        message=replace(render(h.ShiftsChanged(changes=tuple(said)), case.reader), silent=silent)
    )


def _fitting(news: list[h.ShiftChange]) -> list[h.ShiftChange]:
    """Return the first changes that fit into one message, one at least."""
    sizes = accumulate(
        _FRAME
        + sum(
            utf16_length(text)
            for shift in (one.was, one.shift)
            for text in (shift.task, shift.place, shift.initiative)
        )
        for one in news
    )
    count = sum(size <= _ROOM for size in sizes)
    return news[: max(1, min(count, AT_ONCE))]


def _news(case: Case, one: changes.Pending) -> h.ShiftChange | None:
    """Return what the person has to be told; None, and it is settled, where that is nothing."""
    view = shifts.view(case.tx, one.shift_id, case.person.id)
    if view is None:
        return None
    if one.known.is_like(known_of(view.shift)):
        changes.undo(case.tx, case.person.id, one.shift_id)
        return None
    if not _concerns(case, view):
        changes.forget(case.tx, case.person.id, one.shift_id)
        return None
    return _change(view, one.known, view.shift)


def _concerns(case: Case, view: ShiftView) -> bool:
    """Tell whether the shift still takes place, has not begun, and the person is in it."""
    shift = view.shift
    is_open = shift.state is ShiftState.OPEN and case.now < shift.starts_at
    return is_open and view.mine in ACTIVE


def _change(view: ShiftView, was: Known, now: Shift) -> h.ShiftChange:
    return h.ShiftChange(
        was=as_known(view.shift, was),
        shift=now,
        line=(view.line or 1) if view.mine is SignupState.WAITING else None,
        clash=view.clash,
    )


def _write_down(case: Case, said: list[h.ShiftChange]) -> None:
    """Keep with the row what it says; from now on the person knows it."""
    facts = [
        {
            "shift": one.shift.id,
            "was": changes.dump_known(known_of(one.was)),
            "now": changes.dump_known(known_of(one.shift)),
        }
        for one in said
    ]
    changes.write_payload(case.tx, case.row.id, to_json({"notice": Notice.CHANGES, "said": facts}))
    for one in said:
        changes.forget(case.tx, case.person.id, one.shift.id)
        changes.drop_reminders(case.tx, case.person.id, one.shift.id, case.now)


def _again(case: Case, value: Mapping[str, Any]) -> h.ShiftChange | None:
    """Return what was said before; None where it is over, or something newer was said since."""
    view = shifts.view(case.tx, int(value["shift"]), case.person.id)
    if view is None or not _concerns(case, view):
        return None
    was, now = changes.load_known(value["was"]), changes.load_known(value["now"])
    known = changes_service.as_they_know_it(case.tx, view.shift, case.person.id)
    return _change(view, was, as_known(view.shift, now)) if known.is_like(now) else None


def _cancelled(case: Case) -> Composed:
    """A cancellation rings at once within 12 hours of the start, else it waits for the morning.

    It names the shift as the person knows it.
    """
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    if shift is None:
        return GONE
    known = changes_service.as_they_know_it(case.tx, shift, case.person.id)
    at, silent = _moment(case, min(known.starts_at, shift.starts_at))
    if at > case.now:
        return Later(until=at)
    said = v.ShiftCancelled(shift=as_known(shift, known))
    return SendNew(message=replace(render(said, case.reader), silent=silent))


def _moment(case: Case, starts_at: datetime) -> tuple[datetime, bool]:
    return news_moment(case.now, starts_at, case.person.quiet, case.house.zone)


def _running_late(case: Case) -> Composed:
    """Tell how late somebody comes: only the newest word, and only while it holds."""
    shift_id, member_id = int(case.facts["shift"]), int(case.facts["member"])
    view = shifts.view(case.tx, shift_id, member_id)
    member = people.find(case.tx, member_id)
    if view is None or member is None:
        return GONE
    if not case.coordinates(view.shift.initiative_id):
        return NO_RIGHT
    minutes = int(case.facts["minutes"])
    newest = coming.newest_notice(
        case.tx, case.person.id, Notice.RUNNING_LATE, shift_id=shift_id, member_id=member_id
    )
    holds = view.mine is SignupState.CONFIRMED and minutes == (view.late_minutes or 0)
    if not holds or case.row.id != newest:
        return Drop(reason="replaced")
    if view.shift.state is ShiftState.CANCELLED or case.now >= view.shift.ends_at:
        return OVER
    return case.send_softly(
        h.RunningLate(name=member.name or "?", minutes=minutes, shift=view.shift)
    )


def _unconfirmed(case: Case) -> Composed:
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    if shift is None:
        return GONE
    if not case.coordinates(shift.initiative_id):
        return NO_RIGHT
    if shift.state is ShiftState.CANCELLED or case.now >= shift.starts_at:
        return OVER
    silent = coming_service.unheard(case.tx, shift.id, signed_up_until=shift.starts_at - FRESH)
    if not silent:
        return Drop(reason="all confirmed")
    return case.send_softly(h.UnconfirmedNotice(shift=shift, people=silent))


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.CHANGES: _changes,
    Notice.SHIFT_CANCELLED: _cancelled,
    Notice.RUNNING_LATE: _running_late,
    Notice.UNCONFIRMED: _unconfirmed,
}
