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
from bot.domain.announcements import MARKUP_LIMIT
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
    audience = service.audience(turn.tx, turn.standing, initiative_id)
    turn.ask(FLOW, "text", initiative=initiative_id)
    return turn.reply(c.AskAnnouncement(initiative=initiative.name, reachable=audience.reachable))


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
    initiative_id = int(turn.said(FLOW)["initiative"])
    card = _preview(turn, initiative_id, content.html)
    turn.ask(FLOW, "preview", initiative=initiative_id, markup=content.html)
    return turn.reply(card)


def _preview(turn: Turn, initiative_id: int, markup: str) -> c.AnnouncementPreview:
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    audience = service.audience(turn.tx, turn.standing, initiative_id)
    return c.AnnouncementPreview(
        initiative=initiative.name,
        markup=markup,
        reachable=audience.reachable,
        opted_out=audience.opted_out,
        unreachable=audience.unreachable,
        mark=buttons.mark(markup),
    )


@press("announce_yes", int, right=Right.COORDINATOR)
def send(turn: Turn) -> Reply:
    """Send what stands above the button, and show the progress in place of the preview."""
    said = turn.said(FLOW)
    if "markup" not in said:
        return turn.over()
    card = _preview(turn, int(said["initiative"]), str(said["markup"]))
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    started = service.start(
        turn.tx,
        turn.standing,
        int(said["initiative"]),
        str(said["markup"]),
        progress_message_id=turn.incoming.message_id,
        now=turn.now,
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
