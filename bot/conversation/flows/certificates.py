"""The way to a certificate: time, initiative, language, full name, paper.

The dialogue holds what was chosen: ``person`` (0: oneself), ``initiative`` (0: not chosen yet),
``span``, ``language``, and the ``name`` only while it is asked whether to keep it.
"""

from __future__ import annotations

from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import hours as h
from bot.domain import messages_duty as d
from bot.domain.hours import Worked
from bot.domain.people import Right
from bot.services import hours

FLOW = "paper"
GERMAN = "de"
YEARS_AT_MOST = 9
Said = dict[str, str | int]


def _said(turn: Turn) -> Said:
    """Return what was chosen so far, without where messages were typed; {} if it is over."""
    return {key: value for key, value in turn.said(FLOW).items() if not key.startswith("@")}


def _subject(turn: Turn, said: Said) -> hours.Subject:
    return hours.subject(
        turn.tx,
        turn.standing,
        int(said.get("person", 0)),
        int(said.get("initiative", 0)),
        turn.now,
    )


def _name(found: hours.Subject) -> str:
    return "" if found.own else found.person.name or "?"


@press("paper", right=Right.VOLUNTEER)
def begin(turn: Turn) -> Reply:
    """Ask for which time one wants one's own certificate."""
    return _ask_span(turn, {"person": 0, "initiative": 0})


@press("certificate_for", int, int, right=Right.COORDINATOR)
def begin_for(turn: Turn) -> Reply:
    """Ask for which time a volunteer of one's own initiative gets a certificate."""
    return _ask_span(turn, {"person": int(turn.args[1]), "initiative": turn.number})


def _ask_span(turn: Turn, said: Said) -> Reply:
    found = _subject(turn, said)
    proven = h.proven(found.worked)
    if not proven:
        return _none(turn, found, h.ALL)
    turn.ask(FLOW, "span", **said)
    years = h.years(proven, turn.house.zone)[:YEARS_AT_MOST]
    return turn.reply(d.CertificateSpan(years=years, name=_name(found)))


def _none(turn: Turn, found: hours.Subject, span: str) -> Reply:
    chosen = h.in_span(found.worked, span, turn.today, turn.house.zone)
    return turn.reply(d.CertificateNone(unchecked=h.tally(chosen).unchecked, name=_name(found)))


@step(FLOW, "span", Right.VOLUNTEER)
def span_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    return _ask_span(turn, _said(turn))


@press("paper_span", str, right=Right.VOLUNTEER)
def span(turn: Turn) -> Reply:
    """Take the time, and ask for the initiative where there are several."""
    said = _said(turn)
    if not said:
        return turn.over()
    return _ask_initiative(turn, {**said, "span": turn.word})


def _ask_initiative(turn: Turn, said: Said) -> Reply:
    found = _subject(turn, said)
    offered = hours.offered(found, str(said["span"]), turn.today, turn.house.zone)
    if not offered:
        return _none(turn, found, str(said["span"]))
    if len(offered) == 1:
        return _ask_language(turn, {**said, "initiative": offered[0][0]})
    turn.ask(FLOW, "initiative", **said)
    return turn.reply(d.CertificateIn(initiatives=offered))


@step(FLOW, "initiative", Right.VOLUNTEER)
def initiative_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    return _ask_initiative(turn, _said(turn))


@press("paper_in", int, right=Right.VOLUNTEER)
def initiative(turn: Turn) -> Reply:
    """Take the initiative; only one's own hours there are certified."""
    said = _said(turn)
    if "span" not in said:
        return turn.over()
    return _ask_language(turn, {**said, "initiative": turn.number})


def _worked(turn: Turn, found: hours.Subject, said: Said) -> tuple[Worked, ...]:
    """Return what the paper will list; nothing where an old or forged button led."""
    initiative_id, chosen = int(said.get("initiative", 0)), str(said["span"])
    return hours.proven(found, chosen, initiative_id, turn.today, turn.house.zone)


def _ask_language(turn: Turn, said: Said) -> Reply:
    found = _subject(turn, said)
    if not _worked(turn, found, said):
        return _none(turn, found, str(said["span"]))
    if turn.language == GERMAN:
        return _ask_name(turn, {**said, "language": GERMAN})
    turn.ask(FLOW, "language", **said)
    return turn.reply(d.CertificateLanguage())


@step(FLOW, "language", Right.VOLUNTEER)
def language_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    return _ask_language(turn, _said(turn))


@press("paper_lang", str, right=Right.VOLUNTEER)
def language(turn: Turn) -> Reply:
    """Take the language: German, else one's own."""
    said = _said(turn)
    if "span" not in said:
        return turn.over()
    wanted = GERMAN if turn.word == GERMAN else turn.language
    return _ask_name(turn, {**said, "language": wanted})


def _ask_name(turn: Turn, said: Said, *, not_understood: bool = False) -> Reply:
    found = _subject(turn, said)
    turn.ask(FLOW, "name", **said)
    kept = hours.full_name(turn.tx, turn.standing) if found.own else None
    return turn.reply(
        d.CertificateName(kept=kept or "", of=_name(found), not_understood=not_understood)
    )


@step(FLOW, "name", Right.VOLUNTEER)
def name_typed(turn: Turn) -> Reply:
    """Take the full name that was written, and hand over the paper."""
    said = _said(turn)
    if "language" not in said:
        return turn.over()
    name = hours.clean_full_name(turn.typed)
    if name is None:
        return _ask_name(turn, said, not_understood=True)
    return _paper(turn, said, name)


@press("paper_name", right=Right.VOLUNTEER)
def name_kept(turn: Turn) -> Reply:
    """Take the full name that is kept."""
    said = _said(turn)
    kept = hours.full_name(turn.tx, turn.standing)
    if "language" not in said or kept is None or not _subject(turn, said).own:
        return turn.over()
    return _paper(turn, said, kept)


def _paper(turn: Turn, said: Said, name: str) -> Reply:
    """Hand over the paper; of somebody else's the name is forgotten at once."""
    found = _subject(turn, said)
    worked = _worked(turn, found, said)
    if not worked:
        return _none(turn, found, str(said["span"]))
    made_for = hours.certificate_made(
        turn.tx, turn.standing, found, int(said["initiative"]), turn.now
    )
    kept = found.own and hours.full_name(turn.tx, turn.standing) == name
    if found.own and not kept:
        turn.ask(FLOW, "keep", **{**said, "name": name})
    else:
        turn.end()
    return turn.reply(
        d.CertificateReady(
            language=str(said["language"]),
            name=name,
            initiative=made_for.name,
            town=made_for.town,
            letterhead=hours.letterhead(made_for),
            signer=made_for.signer,
            worked=worked,
            made_on=turn.today,
            kept=kept,
            own=found.own,
        ),
        mode=Mode.SEND,
    )


@step(FLOW, "keep", Right.VOLUNTEER)
def corrected(turn: Turn) -> Reply:
    """Make the paper anew with the name that was written instead of an answer."""
    return name_typed(turn)


@press("name_keep", right=Right.VOLUNTEER)
def keep_name(turn: Turn) -> Reply:
    """Keep the full name for the next time; the paper stays on the screen."""
    said = _said(turn)
    if "name" not in said:
        return turn.over()
    hours.keep_full_name(turn.tx, turn.standing, str(said["name"]))
    turn.end()
    return turn.only_say(d.NameKept(kept=True))


@press("name_forget", right=Right.VOLUNTEER)
def forget_name(turn: Turn) -> Reply:
    """Forget the full name, kept or just asked for; a name that is still asked for is so again."""
    hours.keep_full_name(turn.tx, turn.standing, None)
    said = _said(turn)
    if turn.dialog is not None and turn.dialog.step == "name" and "language" in said:
        return _ask_name(turn, said)
    if "name" in said:
        turn.end()
    return turn.only_say(d.NameKept(kept=False))
