"""Joining: by a poster, by a list, or by a one-time invitation; the first name is asked here."""

from __future__ import annotations

import re

from bot.conversation.flows import claims
from bot.conversation.flows.card import card
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_volunteer as v
from bot.domain.people import Initiative, Right, Role, clean_name
from bot.domain.shifts import Shift
from bot.services import claims as claims_service
from bot.services import people as people_service
from bot.services.people import CodeFault, JoinResult
from bot.store import initiatives, shifts

_FAULTS = {
    CodeFault.WRONG: m.Note.CODE_WRONG,
    CodeFault.USED: m.Note.CODE_USED,
    CodeFault.EXPIRED: m.Note.CODE_EXPIRED,
    CodeFault.LOCKED: m.Note.CODE_LOCKED,
    CodeFault.NEEDLESS: m.Note.INVITATION_KEPT,
}
_LINK = re.compile(r"(?:\bstart=|^|\s)i_([A-Za-z0-9_-]{20,62})\b")


def hide_token(payload: str) -> str:
    """Return a start payload with an invitation's token replaced by its hash.

    The token itself must not lie in the database, not even in an open dialogue (quality: S4).
    """
    kind, _, rest = payload.partition("_")
    if kind != "i":
        return payload
    return f"i_{people_service.hash_token(rest).hex()}"


def invitation_in(text: str) -> str | None:
    """Return the start payload of an invitation whose link stands in ``text``, token hidden."""
    found = _LINK.search(text)
    return None if found is None else hide_token(f"i_{found[1]}")


def by_poster(turn: Turn, code: str) -> Reply:
    """Show the initiative a poster belongs to."""
    initiative = initiatives.find_by_poster(turn.tx, code)
    if initiative is None:
        return turn.note(m.Note.NOT_FOUND)
    return _offer(turn, initiative)


@press("join_see", int, right=Right.ANYBODY)
def join_see(turn: Turn) -> Reply:
    """Show an initiative chosen from the list."""
    initiative = initiatives.find(turn.tx, turn.number)
    return turn.note(m.Note.NOT_FOUND) if initiative is None else _offer(turn, initiative)


def for_shift(turn: Turn, shift: Shift) -> Reply:
    """Show the initiative of a shift to somebody who is no member; the shift is remembered."""
    initiative = initiatives.find(turn.tx, shift.initiative_id)
    return turn.note(m.Note.NOT_FOUND) if initiative is None else _offer(turn, initiative, shift)


def _offer(turn: Turn, initiative: Initiative, shift: Shift | None = None) -> Reply:
    if turn.standing.belongs_to(initiative.id):
        return turn.note(m.Note.ALREADY_MEMBER)
    wish = {} if shift is None else {"shift": shift.id}
    turn.ask("join", "offer", initiative=initiative.id, **wish)
    return turn.reply(
        v.JoinOffer(initiative=initiative.name, town=initiative.town, for_shift=shift is not None)
    )


def by_invitation(turn: Turn, token_hash: str) -> Reply:
    """Check a one-time invitation (by its token's hash in hex) and go on to join with it."""
    try:
        wanted = bytes.fromhex(token_hash)
    except ValueError:
        wanted = b""
    fault = people_service.check_code(turn.tx, turn.standing, wanted, turn.now)
    if fault is not None:
        return turn.note(_FAULTS[fault])
    if claims_service.is_claim(turn.tx, wanted):
        return claims.by_link(turn, token_hash)
    turn.ask("join", "offer", token=token_hash)
    if turn.standing.right is Right.ANYBODY:
        return _notice(turn)
    return join_yes(turn)


def _notice(turn: Turn) -> Reply:
    turn.ask("notice", "confirm", **{**turn.said("join"), **_BACK})
    return turn.reply(m.PrivacyNotice(contact=turn.house.contact, confirm=True))


# After the notice the dialogue stands where it stood, and goes on as if "yes" had been pressed.
_BACK: dict[str, str | int] = {"flow": "join", "step": "offer", "resume": "1:join_yes"}


@step("join", "code", Right.ANYBODY)
def code_sent(turn: Turn) -> Reply:
    """Take the link of an invitation that was pasted into the chat."""
    payload = invitation_in(turn.typed) or hide_token(f"i_{turn.typed.strip()}")
    return by_invitation(turn, payload.removeprefix("i_"))


@press("join_yes", right=Right.INFORMED)
def join_yes(turn: Turn) -> Reply:
    """Ask for the first name where none is known, else join."""
    if not turn.said("join"):
        return turn.over()
    if turn.standing.person.name is None:
        turn.ask("join", "name", **turn.said("join"))
        suggestion = clean_name(turn.incoming.first_name) or ""
        return turn.reply(v.AskName(suggestion=suggestion))
    return _finish(turn)


@press("name_ok", right=Right.INFORMED)
def name_pressed(turn: Turn) -> Reply:
    """Take the first name Telegram knows."""
    return _named(turn, turn.incoming.first_name)


@step("join", "name", Right.INFORMED)
def name_sent(turn: Turn) -> Reply:
    """Take the first name that was written."""
    return _named(turn, turn.typed)


def _named(turn: Turn, text: str) -> Reply:
    if not turn.said("join"):
        return turn.over()
    name = clean_name(text)
    if name is None:
        return turn.note(m.Note.NAME_UNREADABLE)
    people_service.rename(turn.tx, turn.standing, name)
    turn.refresh()
    return _finish(turn)


def _finish(turn: Turn) -> Reply:
    said = turn.said("join")
    turn.end()
    if token := str(said.get("token", "")):
        return _redeem(turn, bytes.fromhex(token))
    initiative = initiatives.find(turn.tx, int(said.get("initiative", 0)))
    if initiative is None:
        return turn.note(m.Note.NOT_FOUND)
    wish = shifts.find(turn.tx, int(said.get("shift", 0)))
    result = people_service.join(
        turn.tx, turn.standing, initiative, turn.now, shift_id=0 if wish is None else wish.id
    )
    turn.refresh()
    match result:
        case JoinResult.JOINED if wish is not None:
            return turn.reply(card(turn, wish.id, welcome=initiative.name))
        case JoinResult.JOINED:
            return turn.reply(v.Joined(initiative=initiative.name))
        case JoinResult.REQUESTED:
            return turn.reply(
                v.JoinRequested(initiative=initiative.name, for_shift=wish is not None)
            )
        case JoinResult.ALREADY:
            return turn.note(m.Note.ALREADY_MEMBER)


def _redeem(turn: Turn, token_hash: bytes) -> Reply:
    result = people_service.redeem(turn.tx, turn.standing, token_hash, turn.now)
    if isinstance(result, CodeFault):
        return turn.note(_FAULTS[result])
    turn.refresh()
    if result.initiative is None:
        return turn.reply(v.BecameLead())
    return turn.reply(
        v.Joined(initiative=result.initiative.name, as_coordinator=result.role is Role.COORDINATOR)
    )
