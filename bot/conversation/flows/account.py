"""One's own account: settings, privacy, my data, forget me."""

from __future__ import annotations

import re
from datetime import time

from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_volunteer as v
from bot.domain.people import OptOut, QuietHours, Right, clean_name
from bot.services import companion_profile, privacy
from bot.services import people as people_service
from bot.store import people, subscriptions, towns

RENAME = "rename"


@command("privacy", Right.ANYBODY)
@press("privacy", right=Right.ANYBODY)
def notice(turn: Turn) -> Reply:
    """Show the privacy notice."""
    return turn.reply(m.PrivacyNotice(contact=turn.house.contact, confirm=False))


@press("notice_as", int, int, right=Right.ANYBODY)
def notice_in(turn: Turn) -> Reply:
    """Show the notice as the German original (1) or again in the person's language (0).

    The second number keeps the button to go on; what the person was about to do stays open.
    """
    german, confirm = (bool(one) for one in turn.args)
    notice = m.PrivacyNotice(contact=turn.house.contact, confirm=confirm, german=german)
    return turn.reply(notice)


@command("settings", Right.ANYBODY)
@press("settings", right=Right.ANYBODY)
def settings(turn: Turn) -> Reply:
    """Show what this person has set."""
    person = turn.standing.person
    return turn.reply(
        m.SettingsCard(
            is_volunteer=turn.standing.right >= Right.VOLUNTEER,
            language=turn.language,
            lead_minutes=person.lead_minutes,
            quiet=person.quiet,
            opted_out=people.opted_out(turn.tx, person.id),
            name=person.name or "",
            news=len(subscriptions.of(turn.tx, person.id)),
            town=towns.of(turn.tx, person.id) or "",
            accompanies=companion_profile.is_cleared(turn.tx, turn.standing),
        )
    )


@press("rename", right=Right.INFORMED)
def ask_name(turn: Turn) -> Reply:
    """Ask for another first name (Art. 16 GDPR: what is wrong can be corrected)."""
    turn.ask(RENAME, "name")
    return turn.reply(v.AskName(suggestion=""))


@step(RENAME, "name", Right.INFORMED)
def renamed(turn: Turn) -> Reply:
    """Store the first name that was written, and show the settings with it."""
    name = clean_name(turn.typed)
    if name is None:
        return turn.note(m.Note.NAME_UNREADABLE)
    people_service.rename(turn.tx, turn.standing, name)
    turn.end()
    turn.refresh()
    return settings(turn)


@press("leads", right=Right.VOLUNTEER)
def lead_times(turn: Turn) -> Reply:
    """Offer the lead times of the reminders."""
    return turn.reply(m.LeadChoice(lead_minutes=turn.standing.person.lead_minutes))


@press("lead", int, right=Right.VOLUNTEER)
def switch_lead(turn: Turn) -> Reply:
    """Switch one lead time on or off."""
    chosen = people_service.switch_lead_time(turn.tx, turn.standing, turn.number)
    return turn.reply(m.LeadChoice(lead_minutes=chosen), said=m.Say(note=m.Note.SAVED))


@press("quiet", right=Right.VOLUNTEER)
def quiet_hours(turn: Turn) -> Reply:
    """Offer the quiet hours."""
    return turn.reply(m.QuietChoice(quiet=turn.standing.person.quiet))


_SPAN = re.compile(r"([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-3])([0-5]\d)")


@press("quiet_set", str, right=Right.VOLUNTEER)
def set_quiet(turn: Turn) -> Reply:
    """Store the chosen quiet hours ("2100-0800")."""
    found = _SPAN.fullmatch(turn.word)
    if found is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    a, b, c, d = (int(part) for part in found.groups())
    quiet = QuietHours(start=time(a, b), end=time(c, d))
    people_service.set_quiet_hours(turn.tx, turn.standing, quiet)
    return turn.reply(m.QuietChoice(quiet=quiet), said=m.Say(note=m.Note.SAVED))


@press("opt", str, right=Right.INFORMED)
def switch_opt_out(turn: Turn) -> Reply:
    """Switch one kind of message off or on again, from the settings."""
    if (kind := _kind(turn)) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    people_service.switch_opt_out(turn.tx, turn.standing, kind, turn.now)
    return settings(turn)


@press("opt_out", str, right=Right.INFORMED)
def opt_out(turn: Turn) -> Reply:
    """Refuse one kind of message, from such a message itself; pressing again changes nothing."""
    if (kind := _kind(turn)) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    people.set_opt_out(turn.tx, turn.standing.person.id, kind, out=True, now=turn.now)
    return turn.only_say(m.Say(note=m.Note.SAVED))


def _kind(turn: Turn) -> OptOut | None:
    return OptOut(turn.word) if turn.word in set(OptOut) else None


@command("mydata", Right.ANYBODY)
@press("mydata", right=Right.ANYBODY)
def my_data(turn: Turn) -> Reply:
    """Hand over everything stored about this person, at once."""
    content = privacy.export(turn.tx, turn.standing.person.id, turn.now)
    return turn.reply(m.MyData(content=content), mode=Mode.SEND)


@press("keep", right=Right.ANYBODY)
def keep(turn: Turn) -> Reply:
    """Keep the data of somebody who was away for long; being here is the answer."""
    return turn.note(m.Note.DATA_KEPT)


@command("forget", Right.ANYBODY)
@press("forget", right=Right.ANYBODY)
def forget_ask(turn: Turn) -> Reply:
    """Say what erasing means."""
    what = privacy.what_ends(turn.tx, turn.standing.person.id, turn.now)
    return turn.reply(
        m.ForgetAsk(coming_shifts=what.coming_shifts, open_questions=what.open_questions)
    )


@press("forget_yes", right=Right.ANYBODY)
def forget(turn: Turn) -> Reply:
    """Erase the person at once."""
    goodbye = turn.reply(m.Forgotten())
    privacy.erase(turn.tx, turn.standing.person.id, turn.now, turn.house.erased)
    return goodbye
