"""Announce: text, preview with the number reached, send, progress, stop."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import buttons
from bot.conversation.flows.pick import pick
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Attachment, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain.announcements import MARKUP_LIMIT, Audience, Whom
from bot.domain.people import Right, utf16_length
from bot.services import announcements as service
from bot.services import shifts as shifts_service
from bot.texts.limits import visible

FLOW = "announce"


@command("announce", Right.COORDINATOR)
@press("announce", right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask for which initiative, or go straight to the text."""
    mine = shifts_service.initiatives_of(turn.tx, turn.standing)
    if not mine:
        return turn.reply(c.NoInitiative(is_lead=turn.standing.is_lead))
    if len(mine) == 1:
        return _ask_text(turn, mine[0].id)
    return pick(turn, "announce_in")


@press("announce_in", int, right=Right.COORDINATOR)
def begin_in(turn: Turn) -> Reply:
    """Ask for the text to the chosen initiative."""
    return _ask_text(turn, turn.number)


def _ask_text(turn: Turn, initiative_id: int) -> Reply:
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    reach = _reach(turn, initiative_id)
    turn.ask(FLOW, "text", initiative=initiative_id)
    return turn.reply(
        c.AskAnnouncement(
            initiative=initiative.name,
            reachable=reach[Whom.MEMBERS].reachable,
            newcomers=reach[Whom.NEWCOMERS].reachable,
        )
    )


def _reach(turn: Turn, initiative_id: int) -> dict[Whom, Audience]:
    """Return how many people each choice of readers reaches."""
    return {whom: service.audience(turn.tx, turn.standing, initiative_id, whom) for whom in Whom}


@press("announce_again", right=Right.COORDINATOR)
def again(turn: Turn) -> Reply:
    """Ask for the text once more."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    return _ask_text(turn, int(said["initiative"]))


@step(FLOW, "text", Right.COORDINATOR)
@step(FLOW, "preview", Right.COORDINATOR)
def text_sent(turn: Turn) -> Reply:
    """Show the announcement as its readers will see it; an edited or new text replaces it."""
    content = turn.incoming.content
    if isinstance(content, Attachment):
        return turn.note(m.Note.ALBUM)
    if not isinstance(content, Text) or not content.text.strip():
        return turn.note(m.Note.SEND_AS_TEXT)
    length = utf16_length(visible(content.html))
    if length > MARKUP_LIMIT:
        return turn.reply(c.AnnouncementTooLong(limit=MARKUP_LIMIT, length=length))
    said = {**turn.said(FLOW), "markup": content.html}
    card = _preview(turn, said)
    turn.ask(FLOW, "preview", **said)
    return turn.reply(card)


@press("announce_to", str, right=Right.COORDINATOR)
def choose_readers(turn: Turn) -> Reply:
    """Take to whom it goes, and show how many that are."""
    said = turn.said(FLOW)
    if "markup" not in said or turn.word not in set(Whom):
        return turn.over()
    said["whom"] = turn.word
    card = _preview(turn, said)
    turn.ask(FLOW, "preview", **said)
    return turn.reply(card)


def _preview(turn: Turn, said: dict[str, str | int]) -> c.AnnouncementPreview:
    """Return the preview; where no newcomer wants to hear it, there is nothing to choose."""
    initiative_id, markup = int(said["initiative"]), str(said["markup"])
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    reach = _reach(turn, initiative_id)
    nobody_else = not reach[Whom.MEMBERS].reachable and reach[Whom.NEWCOMERS].reachable
    whom = Whom(str(said.get("whom", Whom.NEWCOMERS if nobody_else else Whom.MEMBERS)))
    audience = reach[whom]
    choices = tuple((one, reach[one].reachable) for one in Whom)
    can_choose = reach[Whom.NEWCOMERS].reachable or whom is not Whom.MEMBERS
    return c.AnnouncementPreview(
        initiative=initiative.name,
        markup=markup,
        reachable=audience.reachable,
        opted_out=audience.opted_out,
        unreachable=audience.unreachable,
        mark=buttons.mark(markup if whom is Whom.MEMBERS else f"{whom}:{markup}"),
        whom=whom,
        choices=choices if can_choose else (),
    )


@press("announce_yes", int, right=Right.COORDINATOR)
def send(turn: Turn) -> Reply:
    """Send what stands above the button, and show the progress in place of the preview."""
    said = turn.said(FLOW)
    if "markup" not in said:
        return turn.over()
    card = _preview(turn, said)
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    started = service.start(
        turn.tx,
        turn.standing,
        int(said["initiative"]),
        str(said["markup"]),
        progress_message_id=turn.incoming.message_id,
        now=turn.now,
        whom=card.whom,
    )
    turn.end()
    return _progress(turn, service.progress(turn.tx, started.id))


@press("announce_stop", int, right=Right.COORDINATOR)
def stop(turn: Turn) -> Reply:
    """Stop it: whoever still waits does not get it."""
    return _progress(turn, service.stop(turn.tx, turn.standing, turn.number, turn.now))


def _progress(turn: Turn, progress: service.Progress) -> Reply:
    shown = turn.show(progress_message(progress))
    with_id = replace(shown, announcement_id=progress.announcement.id)
    return Reply(shows=(with_id,))


def progress_message(progress: service.Progress) -> c.AnnouncementProgress:
    """Return the message that shows how far an announcement has come."""
    one = progress.announcement
    return c.AnnouncementProgress(
        announcement_id=one.id,
        figures=progress.figures,
        finished=one.finished or progress.figures.waiting == 0,
        stopped=one.stopped,
        started_at=one.started_at,
    )
