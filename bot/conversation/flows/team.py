"""Initiatives and their people: found, invite, take in, link a group."""

from __future__ import annotations

from bot.conversation.flows.pick import pick
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain.people import JoinMode, Right, Role, clean
from bot.services import groups as groups_service
from bot.services import people as people_service
from bot.services import shifts as shifts_service

FOUND = "found"
_LIMIT = 60


@press("found", right=Right.LEAD)
def found(turn: Turn) -> Reply:
    """Ask how the new initiative is called."""
    turn.ask(FOUND, "name")
    return turn.reply(c.AskInitiativeName())


def _typed(turn: Turn) -> str:
    return clean(turn.typed, limit=_LIMIT)


@step(FOUND, "name", Right.LEAD)
def found_name(turn: Turn) -> Reply:
    """Take the name."""
    name = _typed(turn)
    if not name:
        return turn.reply(c.AskInitiativeName())
    turn.ask(FOUND, "town", name=name)
    return turn.reply(c.AskTown())


@step(FOUND, "town", Right.LEAD)
def found_town(turn: Turn) -> Reply:
    """Take the town."""
    town = _typed(turn)
    if not town:
        return turn.reply(c.AskTown())
    turn.ask(FOUND, "mode", **{**turn.said(FOUND), "town": town})
    return turn.reply(c.AskJoinMode())


@step(FOUND, "mode", Right.LEAD)
def found_mode(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    return turn.reply(c.AskJoinMode())


@press("mode", str, right=Right.LEAD)
def found_it(turn: Turn) -> Reply:
    """Found the initiative."""
    said = turn.said(FOUND)
    if "town" not in said or turn.word not in set(JoinMode):
        return turn.over()
    made = people_service.found_initiative(
        turn.tx,
        turn.standing,
        name=str(said["name"]),
        town=str(said["town"]),
        mode=JoinMode(turn.word),
        now=turn.now,
    )
    turn.end()
    return turn.reply(
        c.InitiativeFounded(initiative=made.name, mode=made.join_mode, initiative_id=made.id)
    )


@command("invite", Right.COORDINATOR)
@press("invite", right=Right.COORDINATOR)
def invite(turn: Turn) -> Reply:
    """Ask into which initiative."""
    mine = shifts_service.initiatives_of(turn.tx, turn.standing)
    if not mine:
        return turn.reply(c.NoInitiative(is_lead=turn.standing.is_lead))
    if len(mine) == 1:
        return turn.reply(c.InviteChoice(initiative_id=mine[0].id, initiative=mine[0].name))
    return pick(turn, "invite_in")


@press("invite_in", int, right=Right.COORDINATOR)
def invite_in(turn: Turn) -> Reply:
    """Ask whom."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    return turn.reply(c.InviteChoice(initiative_id=initiative.id, initiative=initiative.name))


@press("invite_as", int, str, right=Right.COORDINATOR)
def invite_as(turn: Turn) -> Reply:
    """Make a one-time link, in a message of its own: nothing pressed later takes it away."""
    if turn.args[1] not in set(Role):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    role = Role(turn.args[1])
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    token = people_service.invite(turn.tx, turn.standing, initiative.id, role, turn.now)
    return turn.reply(
        c.InviteLink(
            initiative=initiative.name,
            role=role,
            link=turn.house.link(f"i_{token}"),
            hours=people_service.INVITATION_HOURS,
        ),
        mode=Mode.SEND,
    )


@press("poster", int, right=Right.COORDINATOR)
def poster(turn: Turn) -> Reply:
    """Show the lasting link for posters."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    return turn.reply(
        c.PosterLink(
            initiative=initiative.name,
            link=turn.house.link(f"o_{initiative.poster_code}"),
            mode=initiative.join_mode,
            initiative_id=initiative.id,
        )
    )


@press("admit", int, int, right=Right.COORDINATOR)
def admit(turn: Turn) -> Reply:
    """Take somebody in."""
    return _decide(turn, accept=True)


@press("admit_to", int, int, int, right=Right.COORDINATOR)
def admit_to(turn: Turn) -> Reply:
    """Take somebody in who came for one shift, and lead them there."""
    return _decide(turn, accept=True, shift_id=int(turn.args[2]))


@press("decline", int, int, right=Right.COORDINATOR)
def decline(turn: Turn) -> Reply:
    """Decline somebody's wish to join."""
    return _decide(turn, accept=False)


def _decide(turn: Turn, *, accept: bool, shift_id: int = 0) -> Reply:
    member = people_service.decide_request(
        turn.tx,
        turn.standing,
        turn.number,
        int(turn.args[1]),
        accept=accept,
        now=turn.now,
        shift_id=shift_id,
    )
    if member is None:
        return turn.note(m.Note.ALREADY_DECIDED)
    return turn.reply(c.JoinDecided(name=member.name or "?", accepted=accept))


@press("group", int, int, right=Right.COORDINATOR)
def link_group(turn: Turn) -> Reply:
    """Link the group to the chosen initiative, or leave it."""
    linked = groups_service.choose(
        turn.tx, turn.standing, turn.number, int(turn.args[1]), turn.now
    )
    if linked is None:
        return turn.note(m.Note.DECLINED)
    return turn.reply(m.GroupLinked(initiative=linked.name))
