"""Enter people without Telegram, and sign others up for a shift."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.conversation.flows.people import line
from bot.conversation.past_days import read_past_day
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_people as p
from bot.domain.calendar import at_local
from bot.domain.languages import SPOKEN
from bot.domain.people import Right, clean_name
from bot.domain.profile import read_phone
from bot.domain.signups import SignupResult
from bot.services import entering as service
from bot.services import members as members_service
from bot.services import shifts as shifts_service
from bot.services.entering import Candidate
from bot.store import shifts
from bot.store.members import MemberRow

FLOW = "hand"
_LAST_PAGE = 10_000
_OLDEST = timedelta(days=366 * 3)  # an older paper notice needs a fresh one
_DAYS = {"today": 0, "yesterday": 1}
Said = dict[str, str | int]


@press("enter_person", int, right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask for the first name."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    turn.ask(FLOW, "name", initiative=initiative.id)
    return turn.reply(p.AskHandName(initiative=initiative.name))


def _said(turn: Turn) -> Said:
    """Return what was said so far; empty if the dialogue is over.

    Raises:
        NotFoundError: the initiative is not this person's any more.
    """
    said = turn.said(FLOW)
    if said:
        shifts_service.initiative_for(turn.tx, turn.standing, int(said["initiative"]))
    return said


def _speaks(said: Said) -> tuple[str, ...]:
    return tuple(tag for tag in str(said.get("speaks", "")).split(",") if tag)


@step(FLOW, "name", Right.COORDINATOR)
def name_sent(turn: Turn) -> Reply:
    """Take the name and go on to the languages."""
    said = _said(turn)
    name = clean_name(turn.typed)
    if name is None:
        initiative = shifts_service.initiative_for(turn.tx, turn.standing, int(said["initiative"]))
        return turn.reply(p.AskHandName(initiative=initiative.name, not_understood=True))
    turn.ask(FLOW, "langs", **{**said, "name": name})
    return turn.reply(p.AskHandLanguages(name=name, speaks=_speaks(said)))


@step(FLOW, "langs", Right.COORDINATOR)
def languages_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    said = _said(turn)
    return turn.reply(p.AskHandLanguages(name=str(said.get("name", "")), speaks=_speaks(said)))


@press("hand_lang", str, right=Right.COORDINATOR)
def switch_language(turn: Turn) -> Reply:
    """Add or take away one language."""
    said = _said(turn)
    if "name" not in said or turn.word not in SPOKEN:
        return turn.over()
    speaks = members_service.switched(_speaks(said), turn.word)
    turn.ask(FLOW, "langs", **{**said, "speaks": ",".join(speaks)})
    return turn.reply(p.AskHandLanguages(name=str(said["name"]), speaks=speaks))


@press("hand_langs_ok", right=Right.COORDINATOR)
def languages_done(turn: Turn) -> Reply:
    """Go on to the phone number."""
    said = _said(turn)
    if "name" not in said:
        return turn.over()
    turn.ask(FLOW, "phone", **said)
    return turn.reply(p.AskHandPhone(name=str(said["name"])))


@step(FLOW, "phone", Right.COORDINATOR)
def phone_sent(turn: Turn) -> Reply:
    """Take the phone number."""
    said = _said(turn)
    phone = read_phone(turn.typed)
    if phone is None:
        return turn.reply(p.AskHandPhone(name=str(said.get("name", "")), not_understood=True))
    return _ask_day(turn, {**said, "phone": phone})


@press("hand_no_phone", right=Right.COORDINATOR)
def phone_skipped(turn: Turn) -> Reply:
    """Go on without a phone number."""
    said = _said(turn)
    if "name" not in said:
        return turn.over()
    said.pop("phone", None)
    return _ask_day(turn, said)


def _ask_day(turn: Turn, said: Said) -> Reply:
    turn.ask(FLOW, "day", **said)
    return turn.reply(p.AskHandDay(name=str(said.get("name", ""))))


@press("hand_day", str, right=Right.COORDINATOR)
def day_pressed(turn: Turn) -> Reply:
    """Take today or yesterday."""
    said = _said(turn)
    if "name" not in said or turn.word not in _DAYS:
        return turn.over()
    return _preview(turn, said, turn.today - timedelta(days=_DAYS[turn.word]))


@step(FLOW, "day", Right.COORDINATOR)
def day_sent(turn: Turn) -> Reply:
    """Take the day that was written."""
    said = _said(turn)
    name = str(said.get("name", ""))
    day = read_past_day(turn.typed, turn.today)
    if day is None or day < turn.today - _OLDEST:
        return turn.reply(p.AskHandDay(name=name, not_understood=True))
    if day > turn.today:
        return turn.reply(p.AskHandDay(name=name, future=True))
    return _preview(turn, said, day)


def _preview(turn: Turn, said: Said, day: date) -> Reply:
    turn.ask(FLOW, "preview", **{**said, "day": day.isoformat()})
    return _show_preview(turn, {**said, "day": day.isoformat()})


def _show_preview(turn: Turn, said: Said) -> Reply:
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, int(said["initiative"]))
    same = members_service.namesakes(turn.tx, turn.standing, initiative.id, str(said["name"]))
    return turn.reply(
        p.HandPreview(
            initiative_id=initiative.id,
            initiative=initiative.name,
            name=str(said["name"]),
            speaks=_speaks(said),
            phone=str(said["phone"]) if "phone" in said else None,
            notice_on=date.fromisoformat(str(said["day"])),
            namesakes=tuple(line(one, turn.today) for one in same),
        )
    )


@step(FLOW, "preview", Right.COORDINATOR)
def preview_again(turn: Turn) -> Reply:
    """Show the preview again when something is written instead of pressed."""
    said = _said(turn)
    return _show_preview(turn, said) if "day" in said else turn.over()


@press("hand_yes", right=Right.COORDINATOR)
def save(turn: Turn) -> Reply:
    """Store the person."""
    said = _said(turn)
    if "day" not in said:
        return turn.over()
    day = date.fromisoformat(str(said["day"]))
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, int(said["initiative"]))
    person = members_service.enter_by_hand(
        turn.tx,
        turn.standing,
        initiative.id,
        members_service.Entered(
            name=str(said["name"]),
            speaks=_speaks(said),
            phone=str(said["phone"]) if "phone" in said else None,
            notice_at=min(turn.now, at_local(day, time(12), turn.house.zone)),
        ),
        turn.now,
    )
    turn.end()
    return turn.reply(
        p.HandDone(
            initiative_id=initiative.id,
            initiative=initiative.name,
            person_id=person.id,
            name=person.name or "?",
        )
    )


@press("hand_undo", int, int, right=Right.COORDINATOR)
def undo(turn: Turn) -> Reply:
    """Delete the record again if nothing hangs on it."""
    ids = turn.number, int(turn.args[1])
    deleted = members_service.take_back(turn.tx, turn.standing, *ids, turn.now, turn.house.erased)
    return turn.reply(p.HandTakenBack(initiative_id=ids[0], person_id=ids[1], deleted=deleted))


# --- signing others up


@press("enter", int, right=Right.COORDINATOR)
def enter(turn: Turn) -> Reply:
    """Show whom to sign up."""
    return _list(turn, turn.number, 0)


@press("enter_page", int, int, right=Right.COORDINATOR)
def other_page(turn: Turn) -> Reply:
    """Show another page of them."""
    return _list(turn, turn.number, min(int(turn.args[1]), _LAST_PAGE))


def _list(turn: Turn, shift_id: int, number: int, *, said: m.Message | None = None) -> Reply:
    found = service.candidates(turn.tx, turn.standing, shift_id, number)
    return turn.reply(
        p.EnterList(
            shift=found.shift,
            people=tuple(_entry(one) for one in found.people),
            page=found.number,
            pages=found.pages,
            begun=turn.now >= found.shift.starts_at,
        ),
        said=said,
    )


def _entry(one: Candidate) -> p.EnterLine:
    row: MemberRow = one.row
    return p.EnterLine(
        id=row.person.id,
        name=row.person.name or "?",
        by_hand=row.person.telegram_id is None,
        state=one.state,
    )


@press("enter_for", int, int, int, right=Right.COORDINATOR)
def enter_for(turn: Turn) -> Reply:
    """Show the coming shifts for one member."""
    member = members_service.find(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    found, number, pages = service.coming(
        turn.tx, turn.standing, turn.number, min(int(turn.args[2]), _LAST_PAGE), turn.now
    )
    return turn.reply(
        p.EnterFor(
            initiative_id=member.initiative.id,
            person_id=member.person.id,
            name=member.person.name or "?",
            shifts=found,
            page=number,
            pages=pages,
        )
    )


@press("enter_who", int, int, right=Right.COORDINATOR)
def enter_who(turn: Turn) -> Reply:
    """Sign somebody up, or ask as what; who is signed up already can be taken out."""
    person = service.member_of(turn.tx, turn.standing, turn.number, int(turn.args[1]))
    if service.is_in(turn.tx, turn.number, person.id):
        return _ask_take_out(turn)
    roles = shifts.role_views(turn.tx, [turn.number], person.id).get(turn.number, ())
    if len(roles) == 1:
        return _enter(turn, roles[0].role.position)
    return turn.reply(
        p.EnterRole(
            shift=shifts_service.own_shift(turn.tx, turn.standing, turn.number),
            person_id=person.id,
            name=person.name or "?",
            roles=tuple(one.role for one in roles),
            free=tuple(one.free for one in roles),
        )
    )


@press("enter_as", int, int, int, right=Right.COORDINATOR)
def enter_as(turn: Turn) -> Reply:
    """Sign somebody up in one role."""
    return _enter(turn, int(turn.args[2]))


@press("enter_anyway", int, int, int, right=Right.COORDINATOR)
def enter_anyway(turn: Turn) -> Reply:
    """Sign somebody up although the role requires what nobody has seen."""
    return _enter(turn, int(turn.args[2]), override=True)


def _enter(turn: Turn, role: int, *, override: bool = False) -> Reply:
    shift_id, person_id = turn.number, int(turn.args[1])
    person = service.member_of(turn.tx, turn.standing, shift_id, person_id)
    result = service.sign_up(
        turn.tx, turn.standing, shift_id, person_id, turn.now, role=role, override=override
    )
    name = person.name or "?"
    if result in {SignupResult.UNQUALIFIED, SignupResult.ADULTS_ONLY}:
        shift = shifts_service.own_shift(turn.tx, turn.standing, shift_id)
        needs = next(one for one in shifts.roles(turn.tx, shift_id) if one.position == role)
        return turn.reply(
            p.EnterAnyway(
                shift=shift,
                person_id=person_id,
                name=name,
                role=role,
                requires=needs.qualification if result is SignupResult.UNQUALIFIED else None,
            )
        )
    view = shifts.view(turn.tx, shift_id, person_id)
    place = 0 if view is None else view.line or 0
    return _list(turn, shift_id, 0, said=p.EnterSaid(name=name, result=result, line=place))


@press("take_out", int, int, right=Right.COORDINATOR)
def take_out_ask(turn: Turn) -> Reply:
    """Ask whether to give somebody's place back."""
    return _ask_take_out(turn)


def _ask_take_out(turn: Turn) -> Reply:
    shift_id, person_id = turn.number, int(turn.args[1])
    person = service.member_of(turn.tx, turn.standing, shift_id, person_id)
    return turn.reply(
        p.TakeOutAsk(
            shift=shifts_service.own_shift(turn.tx, turn.standing, shift_id),
            person_id=person_id,
            name=person.name or "?",
            waits=service.waits(turn.tx, shift_id, person_id),
            by_hand=person.telegram_id is None,
        )
    )


@press("take_out_yes", int, int, right=Right.COORDINATOR)
def take_out(turn: Turn) -> Reply:
    """Give somebody's place back."""
    shift_id, person_id = turn.number, int(turn.args[1])
    person = service.member_of(turn.tx, turn.standing, shift_id, person_id)
    result = service.take_out(turn.tx, turn.standing, shift_id, person_id, turn.now)
    said = p.TakeOutSaid(name=person.name or "?", result=result)
    return _list(turn, shift_id, 0, said=said)
