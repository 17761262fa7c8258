"""Words for the coordinator's desk: announcements and questions of newcomers."""

from __future__ import annotations

from bot.domain import messages_coordinator as m
from bot.domain.announcements import Figures
from bot.domain.rendered import Rendered
from bot.texts.catalogue import own_name
from bot.texts.common import menu_button
from bot.texts.markup import authored
from bot.texts.speech import Html, Speech, bold, lines, passage, rows
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
            "",
            s.say("Please write the text now. Bold and links are kept."),
        ),
        buttons=rows(
            None if message.reachable else s.press("✉️ Invite", "invite"),
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
            send,
            (s.press("✏️ Write it again", "announce_again"), s.press("✖️ Cancel", "cancel")),
        ),
    )


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
        buttons=rows(s.press("🔕 No announcements", "opt_out", "announcement")),
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


@words(m.QuestionArrived)
def _question(s: Speech, message: m.QuestionArrived) -> Rendered:
    head = (
        s.say(
            "❓ Question from {pseudonym} ({language})",
            pseudonym=message.pseudonym,
            language=own_name(message.language),
        )
        if message.first
        else s.say(
            "💬 {pseudonym} ({language}) writes:",
            pseudonym=message.pseudonym,
            language=own_name(message.language),
        )
    )
    return Rendered(
        html=lines(
            bold(head),
            "",
            passage(message.text) if message.text else None,
            *_nearest(s, message.topics),
            "",
            s.say("Reply to this message, and your answer goes to the person."),
        ),
        buttons=rows(
            (
                s.press("✏️ Answer", "write", message.question_id),
                s.press("✅ Close", "solved", message.question_id),
            )
        ),
        file=message.file,
    )


def _nearest(s: Speech, topics: tuple[str, ...]) -> tuple[Html | str, ...]:
    if not topics:
        return ()
    return ("", s.say("Nearest topics: {topics}", topics=s.listed(topics)))


@words(m.Inbox)
def _inbox(s: Speech, message: m.Inbox) -> Rendered:
    if not message.questions:
        return Rendered(
            html=lines(bold(s.say("📥 Questions")), s.say("No question is open. Well done!")),
            buttons=rows(menu_button(s)),
        )
    blocks: list[Html | str] = []
    for one in message.questions:
        blocks += [
            "",
            s.say(
                "{pseudonym} ({language}), {day} {time}",
                pseudonym=one.pseudonym,
                language=own_name(one.language),
                day=s.day(one.since),
                time=s.clock(one.since),
            ),
            s.say("{text}", text=one.start) if one.start else s.say("[attachment]"),
        ]
    return Rendered(
        html=lines(
            bold(s.say("📥 Questions")),
            s.count("{n} question is open", "{n} questions are open", message.total),
            *blocks,
        ),
        buttons=rows(
            *(s.choice(one.pseudonym, "thread", one.id) for one in message.questions),
            menu_button(s),
        ),
    )


THREAD_LIMIT = 3000


@words(m.QuestionThread)
def _thread(s: Speech, message: m.QuestionThread) -> Rendered:
    share = THREAD_LIMIT // max(1, len(message.messages))
    said: list[Html | str] = []
    for one in message.messages:
        who = message.pseudonym if one.from_newcomer else s.say("You")
        said += ["", bold(s.say("{who}, {time}", who=who, time=s.clock(one.at)))]
        said.append(passage(one.text, limit=share) if one.text else s.say("[attachment]"))
    return Rendered(
        html=lines(
            bold(
                s.say(
                    "❓ Question from {pseudonym} ({language})",
                    pseudonym=message.pseudonym,
                    language=own_name(message.language),
                )
            ),
            *said,
            *_nearest(s, message.topics),
        ),
        buttons=rows(
            (
                s.press("✏️ Answer", "write", message.question_id),
                s.press("✅ Close", "solved", message.question_id),
            )
            if message.is_open
            else s.press("✏️ Answer", "write", message.question_id),
            (s.press("📥 Questions", "inbox"), menu_button(s)),
        ),
    )
