"""Words for the coordinator's desk: announcements."""

from __future__ import annotations

from bot.domain import messages_coordinator as m
from bot.domain.announcements import Figures, Whom
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.markup import authored
from bot.texts.speech import Html, Speech, bold, lines, rows
from bot.texts.words import words


@words(m.AskAnnouncement)
def _ask(s: Speech, message: m.AskAnnouncement) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📢 Announcement of {initiative}", initiative=message.initiative)),
            s.count(
                "It reaches {n} volunteer at the moment.",
                "It reaches {n} volunteers at the moment.",
                message.reachable,
            ),
            s.count(
                "{n} newcomer wants to hear news of you, too.",
                "{n} newcomers want to hear news of you, too.",
                message.newcomers,
            )
            if message.newcomers
            else None,
            "",
            s.say("Please write the text now. Bold and links are kept."),
        ),
        buttons=rows(
            None if message.reachable or message.newcomers else s.press("✉️ Invite", "invite"),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.AnnouncementPreview)
def _preview(s: Speech, message: m.AnnouncementPreview) -> Rendered:
    reach = s.count("It goes to {n} person.", "It goes to {n} people.", message.reachable)
    out = (
        s.count(
            "{n} person does not want announcements.",
            "{n} people do not want announcements.",
            message.opted_out,
        )
        if message.opted_out
        else None
    )
    blocked = (
        s.count(
            "{n} person cannot be reached.", "{n} people cannot be reached.", message.unreachable
        )
        if message.unreachable
        else None
    )
    send = s.press("📢 Send now", "announce_yes", message.mark) if message.reachable else None
    return Rendered(
        html=lines(
            bold(s.say("This is how it will look:")),
            "",
            _framed(s, message.initiative, message.markup),
            "",
            reach,
            out,
            blocked,
        ),
        buttons=rows(
            *(_whom(s, message, whom, n) for whom, n in message.choices),
            send,
            (s.press("✏️ Write it again", "announce_again"), s.press("✖️ Cancel", "cancel")),
        ),
    )


def _whom(s: Speech, message: m.AnnouncementPreview, whom: Whom, n: int) -> Button:
    """Return the button of one choice of readers, with how many that are."""
    chosen = "✅" if whom is message.whom else "▫️"
    match whom:
        case Whom.MEMBERS:
            return s.press("{mark} Volunteers: {n}", "announce_to", whom, mark=chosen, n=n)
        case Whom.NEWCOMERS:
            return s.press("{mark} Newcomers: {n}", "announce_to", whom, mark=chosen, n=n)
        case Whom.EVERYBODY:
            return s.press("{mark} Both: {n}", "announce_to", whom, mark=chosen, n=n)


def _framed(s: Speech, initiative: str, markup: str) -> Html:
    return lines(bold(s.say("📢 {initiative}", initiative=initiative)), Html(authored(markup)))


@words(m.AnnouncementTooLong)
def _too_long(s: Speech, message: m.AnnouncementTooLong) -> Rendered:
    return Rendered(
        html=s.say(
            "The text is too long: {length} characters, at most {limit} fit. "
            "Please send a shorter one.",
            length=message.length,
            limit=message.limit,
        ),
        buttons=rows(s.press("✖️ Cancel", "cancel")),
    )


@words(m.Announcement)
def _announcement(s: Speech, message: m.Announcement) -> Rendered:
    return Rendered(
        html=_framed(s, message.initiative, message.markup),
        buttons=rows(
            s.press("🔕 No news of offers", "opt_out", "offer")
            if message.to_newcomer
            else s.press("🔕 No announcements", "opt_out", "announcement"),
            s.press("🌍 Offers", "offers") if message.to_newcomer else None,
        ),
    )


@words(m.AnnouncementProgress)
def _progress(s: Speech, message: m.AnnouncementProgress) -> Rendered:
    figures = message.figures
    done = figures.total - figures.waiting
    if message.finished and message.stopped:
        head = s.say("⏹ Announcement stopped")
    elif message.finished:
        head = s.say("✅ Announcement sent")
    elif message.stopped:
        head = s.say("⏹ Stopping …")
    else:
        head = s.say("📢 Sending: {done} of {total}", done=done, total=figures.total)
    running = not message.finished and not message.stopped
    return Rendered(
        html=lines(bold(head), *_bar(figures, running=running), *_results(s, figures)),
        buttons=rows(
            s.press("⏹ Stop", "announce_stop", message.announcement_id) if running else None,
            None if running else menu_button(s),
        ),
    )


def _bar(figures: Figures, *, running: bool) -> tuple[Html, ...]:
    if not running or figures.total == 0:
        return ()
    full = round(10 * (figures.total - figures.waiting) / figures.total)
    return (Html("▓" * full + "░" * (10 - full)),)


def _results(s: Speech, figures: Figures) -> list[Html]:
    found = [
        (True, s.say("Sent: {n}", n=figures.sent)),
        (figures.unreachable, s.say("Cannot be reached: {n}", n=figures.unreachable)),
        (figures.unknown, s.say("Uncertain, perhaps received: {n}", n=figures.unknown)),
        (figures.opted_out, s.say("Do not want announcements: {n}", n=figures.opted_out)),
        (figures.refused, s.say("Not accepted by Telegram: {n}", n=figures.refused)),
        (figures.stopped, s.say("Not sent, because it was stopped: {n}", n=figures.stopped)),
        (figures.waiting, s.say("Still waiting: {n}", n=figures.waiting)),
    ]
    return [text for shown, text in found if shown]
