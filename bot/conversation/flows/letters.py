"""What stands on an initiative's certificates: letterhead, signer, contact."""

from __future__ import annotations

from bot.conversation import buttons
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_duty as d
from bot.domain.people import Initiative, Right, clean
from bot.services import hours
from bot.services import shifts as shifts_service

FLOW = "letter"
_ORDER = tuple(d.LetterPart)
Said = dict[str, str | int]


@press("letterhead", int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show what stands on the initiative's papers."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    return turn.reply(_card(initiative, _present(initiative)))


def _card(initiative: Initiative, letter: hours.Letter, mark: int | None = None) -> d.Letter:
    return d.Letter(
        initiative_id=initiative.id,
        initiative=initiative.name,
        town=initiative.town,
        lines=letter.lines or (initiative.name, initiative.town),
        signer=letter.signer,
        contact=letter.contact,
        mark=mark,
    )


def _present(initiative: Initiative) -> hours.Letter:
    return hours.Letter(
        lines=tuple(line for line in initiative.letterhead.split("\n") if line),
        signer=initiative.signer,
        contact=initiative.contact,
    )


@press("letter_edit", int, right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask the first of the three questions."""
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, turn.number)
    return _ask(turn, initiative, d.LetterPart.HEAD, {"initiative": initiative.id})


def _need(turn: Turn) -> tuple[Initiative, Said] | None:
    """Return what was said so far and about which initiative, or None if the dialogue is over.

    Raises:
        NotFoundError: the initiative is not this person's any more.
    """
    said = turn.said(FLOW)
    if not said:
        return None
    initiative_id = int(said["initiative"])
    return shifts_service.initiative_for(turn.tx, turn.standing, initiative_id), said


def _ask(turn: Turn, initiative: Initiative, part: d.LetterPart, said: Said) -> Reply:
    turn.ask(FLOW, part, **said)
    return turn.reply(d.AskLetter(part=part, present=_lines(_present(initiative), part)))


def _lines(letter: hours.Letter, part: d.LetterPart) -> tuple[str, ...]:
    """Return what stands in one part, line by line."""
    if part is d.LetterPart.HEAD:
        return letter.lines
    one = letter.signer if part is d.LetterPart.SIGNER else letter.contact
    return (one,) if one else ()


@step(FLOW, d.LetterPart.HEAD, Right.COORDINATOR)
def head_typed(turn: Turn) -> Reply:
    """Take the lines of the letterhead."""
    return _typed(turn, d.LetterPart.HEAD)


@step(FLOW, d.LetterPart.SIGNER, Right.COORDINATOR)
def signer_typed(turn: Turn) -> Reply:
    """Take who signs."""
    return _typed(turn, d.LetterPart.SIGNER)


@step(FLOW, d.LetterPart.CONTACT, Right.COORDINATOR)
def contact_typed(turn: Turn) -> Reply:
    """Take the contact."""
    return _typed(turn, d.LetterPart.CONTACT)


def _typed(turn: Turn, part: d.LetterPart) -> Reply:
    lines = (
        hours.clean_lines(turn.typed)
        if part is d.LetterPart.HEAD
        else tuple(filter(None, (clean(turn.typed, limit=hours.LINE_LIMIT),)))
    )
    needed = _need(turn)
    if needed is None:
        return turn.over()
    initiative, said = needed
    if not lines:
        return _ask(turn, initiative, part, said)
    return _next(turn, initiative, part, {**said, part: "\n".join(lines)})


@press("letter_as", str, right=Right.COORDINATOR)
def untouched(turn: Turn) -> Reply:
    """Keep a part as it is, or leave it empty."""
    needed = _need(turn)
    if needed is None or turn.dialog is None or turn.dialog.step not in set(_ORDER):
        return turn.over()
    initiative, said = needed
    part = d.LetterPart(turn.dialog.step)
    kept = _lines(_present(initiative), part) if turn.word == "keep" else ()
    return _next(turn, initiative, part, {**said, part: "\n".join(kept)})


def _next(turn: Turn, initiative: Initiative, part: d.LetterPart, said: Said) -> Reply:
    """Ask what is still missing, else show how it will be."""
    following = _ORDER[_ORDER.index(part) + 1 :]
    missing = next((one for one in following if one not in said), None)
    if missing is not None:
        return _ask(turn, initiative, missing, said)
    turn.ask(FLOW, "preview", **said)
    return _preview(turn)


@step(FLOW, "preview", Right.COORDINATOR)
def preview_again(turn: Turn) -> Reply:
    """Show the preview again when something is written instead of pressed."""
    return _preview(turn)


def _preview(turn: Turn) -> Reply:
    needed = _need(turn)
    if needed is None:
        return turn.over()
    initiative, said = needed
    letter = _draft(said)
    return turn.reply(_card(initiative, letter, buttons.mark(repr(letter))))


def _draft(said: Said) -> hours.Letter:
    head = str(said.get(d.LetterPart.HEAD, ""))
    return hours.Letter(
        lines=tuple(line for line in head.split("\n") if line),
        signer=str(said.get(d.LetterPart.SIGNER, "")),
        contact=str(said.get(d.LetterPart.CONTACT, "")),
    )


@press("letter_save", int, right=Right.COORDINATOR)
def save(turn: Turn) -> Reply:
    """Store what the preview shows, if it is the one above the button."""
    needed = _need(turn)
    if needed is None or turn.dialog is None or turn.dialog.step != "preview":
        return turn.over()
    initiative, said = needed
    letter = _draft(said)
    if buttons.mark(repr(letter)) != turn.number:
        card = _card(initiative, letter, buttons.mark(repr(letter)))
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    hours.set_letter(turn.tx, turn.standing, initiative.id, letter=letter, now=turn.now)
    turn.end()
    return turn.reply(_card(initiative, letter), said=m.Say(note=m.Note.SAVED))
