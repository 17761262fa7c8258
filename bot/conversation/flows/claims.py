"""Claim links: made by a coordinator, opened by the person, and undone where it went wrong."""

from __future__ import annotations

from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_claims as p
from bot.domain.people import Right
from bot.services import claims as service
from bot.services import members as members_service
from bot.services import people as people_service
from bot.services.claims import Belongings, ClaimFault

FLOW = "claim"
_FAULTS = {
    ClaimFault.GONE: m.Note.CODE_WRONG,
    ClaimFault.USED: m.Note.CODE_USED,
    ClaimFault.EXPIRED: m.Note.CODE_EXPIRED,
    ClaimFault.TAKEN: m.Note.CODE_USED,
}
# After the notice the dialogue stands where it stood, and goes on as if its button were pressed.
_BACK: dict[str, str | int] = {"flow": FLOW, "step": "look", "resume": "1:claim_see"}


@press("claim", int, int, right=Right.COORDINATOR)
def make(turn: Turn) -> Reply:
    """Make a link, in a message of its own: nothing pressed later takes it away."""
    ids = turn.number, int(turn.args[1])
    member = members_service.without_telegram(turn.tx, turn.standing, *ids)
    token = service.link(turn.tx, turn.standing, *ids, turn.now)
    return turn.reply(
        p.ClaimLink(
            name=member.person.name or "?",
            initiative=member.initiative.name,
            link=turn.house.link(f"i_{token}"),
            days=service.CLAIM_DAYS,
        ),
        mode=Mode.SEND,
    )


def by_link(turn: Turn, token_hash: str) -> Reply:
    """Go on from a claim link, given by its token's hash in hex: the notice first, then a look."""
    fault = service.check(turn.tx, bytes.fromhex(token_hash), turn.now)
    if isinstance(fault, ClaimFault):
        return turn.note(_FAULTS[fault])
    turn.ask(FLOW, "look", token=token_hash)
    if turn.standing.right is Right.ANYBODY:
        turn.ask("notice", "confirm", **{**turn.said(FLOW), **_BACK})
        return turn.reply(m.PrivacyNotice(contact=turn.house.contact, confirm=True))
    return see(turn)


def _token(turn: Turn) -> bytes | None:
    token = turn.said(FLOW).get("token")
    return None if token is None else bytes.fromhex(str(token))


@press("claim_see", right=Right.INFORMED)
def see(turn: Turn) -> Reply:
    """Show for whom the link is and what would be merged."""
    token = _token(turn)
    if token is None:
        return turn.over()
    shown = service.preview(turn.tx, turn.standing, token, turn.now)
    if isinstance(shown, ClaimFault):
        return _fault(turn, shown)
    return turn.reply(
        p.ClaimPreview(
            name=shown.name,
            initiative=shown.initiative,
            record=_share(shown.record),
            own=_share(shown.own),
        )
    )


def _fault(turn: Turn, fault: ClaimFault) -> Reply:
    turn.end()
    return turn.note(_FAULTS[fault])


def _share(what: Belongings) -> p.Share:
    return p.Share(coming=what.coming, past=what.past, initiatives=what.initiatives)


@press("claim_yes", right=Right.INFORMED)
def accept(turn: Turn) -> Reply:
    """Make one of both records; from here on the person is the record."""
    token = _token(turn)
    if token is None:
        return turn.over()
    shown = service.preview(turn.tx, turn.standing, token, turn.now)
    if isinstance(shown, ClaimFault):
        return _fault(turn, shown)
    turn.end()
    done = service.accept(turn.tx, turn.standing, token, turn.now)
    if isinstance(done, ClaimFault):
        return turn.note(_FAULTS[done])
    turn.standing = people_service.meet(turn.tx, done.telegram_id, turn.now)
    return turn.reply(p.ClaimDone(name=shown.name, initiative=shown.initiative))


@press("claim_no", right=Right.INFORMED)
def refuse(turn: Turn) -> Reply:
    """Let the link die, because it reached somebody else."""
    token = _token(turn)
    if token is None:
        return turn.over()
    turn.end()
    fault = service.refuse(turn.tx, turn.standing, token, turn.now)
    return turn.reply(p.ClaimDeclined()) if fault is None else turn.note(_FAULTS[fault])


@press("unmerge", int, right=Right.COORDINATOR)
def unmerge_ask(turn: Turn) -> Reply:
    """Say what undoing a merge means."""
    shown = service.merge_for(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(
        p.UnmergeAsk(
            merge_id=shown.merge.id,
            initiative_id=shown.merge.initiative_id,
            person_id=shown.merge.kept_id,
            name=shown.name,
            until=shown.until,
        )
    )


@press("unmerge_yes", int, right=Right.COORDINATOR)
def unmerge(turn: Turn) -> Reply:
    """Make two records of one again."""
    shown = service.merge_for(turn.tx, turn.standing, turn.number, turn.now)
    done = service.unmerge(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(
        p.UnmergeDone(
            initiative_id=shown.merge.initiative_id,
            person_id=shown.merge.kept_id,
            name=shown.name,
            done=done,
        )
    )
