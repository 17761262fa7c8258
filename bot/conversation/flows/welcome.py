"""First contact: language, start links, menu, privacy notice, help, emergency."""

from __future__ import annotations

from bot.conversation import buttons
from bot.conversation.flows import ask, find, join
from bot.conversation.registry import COMMANDS, PRESSES, Entry, command, commands_for, press
from bot.conversation.turn import Turn
from bot.conversation.types import Command, Mode, Pressed, Reply, Show
from bot.domain import messages as m
from bot.domain.people import Right
from bot.domain.rendered import Press, Rendered
from bot.services import people as people_service
from bot.services import questions
from bot.store import initiatives

NOTICE_VERSION = "2026-11-3"
_ID_DIGITS = 18  # more than any row number, fewer than SQLite takes
BEFORE_LANGUAGE = frozenset({"lang", "start", "language", "emergency"})


def plain_show(message: Rendered) -> Show:
    """Return a new message that replaces nothing."""
    return Show(message=message, mode=Mode.SEND)


def ask_language(turn: Turn) -> Reply:
    """Show the language screen and keep what the person came with until one is chosen.

    Words of danger do not wait for that: the emergency card comes first.
    """
    came_with = _came_with(turn)
    turn.ask("language", "choose", **(came_with or turn.said("language")))
    reply = turn.reply(_languages(turn))
    danger = turn.house.faq.in_danger(str(came_with.get("asked", "")))
    return ask.with_card(turn, reply) if danger else reply


def _came_with(turn: Turn) -> dict[str, str | int]:
    content = turn.incoming.content
    if not isinstance(content, Command) or content.name not in COMMANDS:
        text, file = ask.came_with(content)
        if (payload := join.invitation_in(text)) is not None:
            return {"payload": payload}
        return ask.kept(text, file) if text or file else {}
    if content.name == "start":
        return {"payload": join.hide_token(content.argument)} if content.argument else {}
    if content.name in BEFORE_LANGUAGE or content.name == "cancel":
        return {}
    return {"command": content.name, **(ask.kept(content.argument) if content.argument else {})}


def _languages(turn: Turn) -> m.ChooseLanguage:
    first = turn.house.offered(turn.incoming.app_language)
    others = [one for one in turn.house.languages if one != first]
    return m.ChooseLanguage(languages=(first, *others))


@command("language", Right.ANYBODY)
@press("set_lang", right=Right.ANYBODY)
def choose_again(turn: Turn) -> Reply:
    """Offer the languages again."""
    return turn.reply(_languages(turn))


@press("lang", str, right=Right.ANYBODY)
def language_chosen(turn: Turn) -> Reply:
    """Store the language and go on with what the person came for."""
    if turn.word not in turn.house.languages:
        return turn.reply(_languages(turn))
    came_with = turn.said("language")
    text, file = ask.last_question(turn)
    is_new = turn.standing.person.language is None
    people_service.choose_language(turn.tx, turn.standing, turn.word, turn.now)
    turn.refresh()
    if turn.dialog is not None and turn.dialog.flow == "language":
        turn.end()
    if payload := str(came_with.get("payload", "")):
        return follow_link(turn, payload)
    wanted = COMMANDS.get(str(came_with.get("command", "")))
    if wanted is not None and not (text and wanted.name == "ask"):
        if text:
            ask.keep(turn, text, file)
        return _go_on(turn, wanted)
    if text or file:
        return ask.answer_question(turn, text, file)
    return turn.reply(main_menu(turn, greeting=is_new))


def _go_on(turn: Turn, entry: Entry) -> Reply:
    """Enter what the person wanted before the language or the notice came in between."""
    if turn.standing.right >= entry.right:
        return entry.handler(turn)
    if turn.standing.right is Right.ANYBODY and entry.right is Right.INFORMED:
        return notice_first(turn, entry)
    return turn.reply(main_menu(turn))


@command("start", Right.ANYBODY)
def start(turn: Turn) -> Reply:
    """Greet, or follow the link that led here."""
    content = turn.incoming.content
    payload = content.argument if isinstance(content, Command) else ""
    if turn.standing.person.language is None:
        return ask_language(turn)
    if payload:
        return follow_link(turn, join.hide_token(payload))
    return turn.reply(main_menu(turn, greeting=turn.standing.right < Right.VOLUNTEER))


def follow_link(turn: Turn, payload: str) -> Reply:
    """Go where a deep link points: poster, invitation, topic or shift."""
    kind, _, rest = payload.partition("_")
    match kind:
        case "o":
            return join.by_poster(turn, rest)
        case "i":
            return join.by_invitation(turn, rest)
        case "q":
            return ask.open_topic(turn, rest)
        case "s":
            return _to_shift(turn, rest)
        case _:
            return turn.note(m.Note.NOT_FOUND)


def _to_shift(turn: Turn, rest: str) -> Reply:
    """Go to a shift, or to its initiative's door; a stranger is never left without a way."""
    if rest.isascii() and rest.isdigit() and len(rest) <= _ID_DIGITS:
        reply = find.by_link(turn, int(rest))
        if reply is not None:
            return reply
    if turn.standing.right < Right.VOLUNTEER:
        return help_out(turn)
    return turn.note(m.Note.NOT_FOUND)


def main_menu(turn: Turn, *, greeting: bool = False) -> m.MainMenu:
    """Return the menu of this person."""
    right = turn.standing.right
    waiting = questions.inbox(turn.tx, turn.standing, 0)[1] if right >= Right.COORDINATOR else 0
    return m.MainMenu(
        right=right, contact=turn.house.contact, greeting=greeting, open_questions=waiting
    )


@press("menu", right=Right.ANYBODY)
def menu(turn: Turn) -> Reply:
    """Show the main menu; an open dialogue ends."""
    turn.end()
    return turn.reply(main_menu(turn))


@command("help", Right.ANYBODY)
@press("help", right=Right.ANYBODY)
def show_help(turn: Turn) -> Reply:
    """List what this person can do."""
    names = commands_for(turn.standing.right)
    return turn.reply(
        m.Help(
            commands=tuple(m.CommandHelp(name=name) for name in names),
            contact=turn.house.contact,
        )
    )


@command("emergency", Right.ANYBODY)
@press("emergency", right=Right.ANYBODY)
def emergency(turn: Turn) -> Reply:
    """Show the emergency card."""
    return turn.reply(m.Emergency())


@command("cancel", Right.ANYBODY)
@press("cancel", right=Right.ANYBODY)
def cancel(turn: Turn) -> Reply:
    """End whatever is open."""
    was_open = turn.dialog is not None and turn.dialog.flow != ask.FLOW
    turn.end()
    which = m.Note.CANCELLED if was_open else m.Note.NOTHING_TO_CANCEL
    if isinstance(turn.incoming.content, Pressed):
        return turn.reply(main_menu(turn), said=m.Say(note=which))
    return turn.note(which)


@press("help_out", right=Right.ANYBODY)
def help_out(turn: Turn) -> Reply:
    """Say how somebody can help, with the initiatives of this place."""
    every = initiatives.all_of(turn.tx)
    return turn.reply(
        m.HelpChoice(
            contact=turn.house.contact,
            initiatives=tuple((one.id, f"{one.name}, {one.town}") for one in every[:12]),
        )
    )


def notice_first(turn: Turn, entry: Entry) -> Reply:
    """Show the privacy notice and remember what the person was about to do.

    Words of danger do not wait for that: the emergency card comes first.
    """
    held = turn.dialog
    data: dict[str, str | int] = {}
    if held is not None and not held.expired:
        data = {**held.data, "flow": held.flow, "step": held.step}
    content = turn.incoming.content
    if isinstance(content, Command) and content.argument:
        data |= {**ask.kept(content.argument), "flow": ask.FLOW, "step": "asked"}
    resume = (
        Press(action=entry.name, args=turn.args)
        if entry.name in PRESSES
        else Press(action=f"command.{entry.name}")
    )
    turn.ask("notice", "confirm", **{**data, "resume": buttons.encode(resume)})
    reply = turn.reply(m.PrivacyNotice(contact=turn.house.contact, confirm=True))
    words = content.argument if isinstance(content, Command) else ""
    return ask.with_card(turn, reply) if turn.faq.in_danger(words) else reply


@press("notice_ok", right=Right.ANYBODY)
def notice_read(turn: Turn) -> Reply:
    """Store that the notice was shown, and go on with what the person wanted."""
    people_service.accept_notice(turn.tx, turn.standing, NOTICE_VERSION, turn.now)
    turn.refresh()
    data = turn.said("notice")
    resume = buttons.decode(str(data.pop("resume", "")))
    flow, step = str(data.pop("flow", "")), str(data.pop("step", ""))
    if flow:
        turn.ask(flow, step, **data)
    else:
        turn.end()
    entry = None if resume is None else _entry(resume)
    if resume is None or entry is None:
        return turn.reply(main_menu(turn))
    turn.args = resume.args
    return _go_on(turn, entry)


def _entry(resume: Press) -> Entry | None:
    """Return where to go on; None where that is gone since, or was a message and no button."""
    if resume.action.startswith("command."):
        return COMMANDS.get(resume.action.removeprefix("command."))
    entry = PRESSES.get(resume.action)
    return entry if entry is not None and entry.takes(resume.args) else None


@press("code", right=Right.ANYBODY)
def ask_code(turn: Turn) -> Reply:
    """Ask for the link of an invitation."""
    turn.ask("join", "code")
    return turn.note(m.Note.ASK_CODE)
