"""Words about one's own account: privacy, settings, data and erasure."""

from __future__ import annotations

from bot.domain import messages as m
from bot.domain.people import OptOut
from bot.domain.reminders import LEAD_CHOICES
from bot.domain.rendered import Button, Document, Press, Rendered
from bot.texts.catalogue import own_name
from bot.texts.common import contact_lines, menu_button
from bot.texts.speech import Html, Speech, beside, bold, folded, in_columns, lines, rows, speech
from bot.texts.words import words


@words(m.PrivacyNotice)
def _privacy(s: Speech, message: m.PrivacyNotice) -> Rendered:
    buttons = (
        rows(s.press("✅ I have read this", "notice_ok"), s.press("✖️ Cancel", "cancel"))
        if message.confirm
        else rows(
            (s.press("📄 My data", "mydata"), s.press("🗑 Delete my data", "forget")),
            menu_button(s),
        )
    )
    said = speech("de", s.zone) if message.german else s
    return Rendered(
        html=lines(
            bold(said.say("🔒 Privacy notice")),
            said.say(
                "You can use me without your name. I store only what is needed, "
                "and you can delete it at any time."
            ),
            folded(_privacy_details(said, message.contact)),
            said.say("This translation awaits review by a native speaker.")
            if said.language not in {"de", "en"}
            else None,
        ),
        buttons=rows(_other_notice(s, message)) + buttons,
    )


def _other_notice(s: Speech, message: m.PrivacyNotice) -> Button | None:
    """Return the way to the German original, or back from it."""
    if s.language == "de":
        return None
    if message.german:
        return s.press("⬅️ Back to my language", "notice_as", 0, int(message.confirm))
    return s.press("🇩🇪 Show in German", "notice_as", 1, int(message.confirm))


def _privacy_details(s: Speech, contact: m.Contact) -> Html:
    return lines(
        s.say("Responsible: {name}", name=contact.name),
        contact_lines(s, contact),
        "",
        s.say(
            "Stored: your Telegram number, language, first name if you give it, shifts, "
            "and questions to a human. We never ask for your status, religion, nationality or "
            "health."
        ),
        s.say(
            "Volunteers besides, only if they say it: languages, what they like to do, towns, "
            "18 or older, telephone, breaks. Coordinators note who was there, and that an "
            "introduction or certificate was seen, never the document."
        ),
        s.say(
            "Purpose: to coordinate voluntary help and to answer questions. Legal basis: public "
            "task of the municipality or your consent (Art. 6 GDPR). Using me is voluntary."
        ),
        s.say(
            "Who sees it: the coordinators of your initiative and the leads of the integration "
            "centre. Questions to a human are shown under a made-up name; a volunteer who helps "
            "with your language may read them too."
        ),
        s.say(
            "If you wish: your town, the offers you want to go to (until 30 days after) and what "
            "you want to hear news about. Words that found no answer are counted without you."
        ),
        s.say(
            "If somebody comes along with you: kind of place, time, town, language, and what you "
            "write to each other, until 30 days after. The volunteers who are asked see no name. "
            "If one of you reports the other, the coordinators see the last messages."
        ),
        s.say(
            "Telegram transports the messages and stores them on its own servers, also outside "
            "the EU. If you do not want that, please use the way without Telegram."
        ),
        s.say(
            "How long: questions to a human 30 days after they are closed; shifts at most "
            "18 months, then only as figures. After 12 months without use we ask you, "
            "then we delete."
        ),
        s.say(
            "Your rights: see your data (/mydata), correct it (/settings), delete it (/forget), "
            "and complain to the data protection authority of North Rhine-Westphalia "
            "(LDI NRW, www.ldi.nrw.de)."
        ),
    )


def lead_label(s: Speech, minutes: int) -> Html:
    """Return a lead time in words, such as "2 hours before"."""
    if minutes % 1440 == 0:
        return s.count("{n} day before", "{n} days before", minutes // 1440)
    if minutes % 60 == 0:
        return s.count("{n} hour before", "{n} hours before", minutes // 60)
    return s.count("{n} minute before", "{n} minutes before", minutes)


@words(m.SettingsCard)
def _settings(s: Speech, message: m.SettingsCard) -> Rendered:
    leads = [lead_label(s, lead) for lead in message.lead_minutes]
    quiet = message.quiet
    volunteer = [
        _reminder_line(s, leads, off=OptOut.REMINDER in message.opted_out),
        s.say("Quiet hours: none")
        if quiet.start == quiet.end
        else s.say(
            "Quiet hours: {span}",
            span=f"{quiet.start:%H:%M}–{quiet.end:%H:%M}",
        ),
        s.say("Announcements: off")
        if OptOut.ANNOUNCEMENT in message.opted_out
        else s.say("Announcements: on"),
        s.say("Requests to step in: off")
        if OptOut.STANDIN in message.opted_out
        else s.say("Requests to step in: on"),
    ]
    return Rendered(
        html=lines(
            bold(s.say("⚙️ Settings")),
            s.say("First name: {name}", name=message.name) if message.name else None,
            s.say("Language: {language}", language=own_name(message.language)),
            s.say("My town: {town}", town=message.town) if message.town else None,
            *(volunteer if message.is_volunteer else ()),
            _along_line(s, message) if message.accompanies else None,
            _news_line(s, message),
        ),
        buttons=rows(
            (
                s.press("🌐 Language", "set_lang"),
                *((s.press("✏️ First name", "rename"),) if message.name else ()),
            ),
            s.press("🏘 My town", "town", "settings"),
            (s.press("⏰ Reminder times", "leads"), s.press("🌙 Quiet hours", "quiet"))
            if message.is_volunteer
            else None,
            _opt_button(s, OptOut.REMINDER, message.opted_out) if message.is_volunteer else None,
            _opt_button(s, OptOut.ANNOUNCEMENT, message.opted_out)
            if message.is_volunteer
            else None,
            _opt_button(s, OptOut.STANDIN, message.opted_out) if message.is_volunteer else None,
            _opt_button(s, OptOut.COMPANION, message.opted_out) if message.accompanies else None,
            *_news_buttons(s, message),
            s.press("👤 My profile", "profile") if message.is_volunteer else None,
            (s.press("🔒 Privacy", "privacy"), s.press("📄 My data", "mydata")),
            (s.press("🗑 Delete my data", "forget"), menu_button(s)),
        ),
    )


def _along_line(s: Speech, message: m.SettingsCard) -> Html:
    if OptOut.COMPANION in message.opted_out:
        return s.say("Requests to come along: off")
    return s.say("Requests to come along: on")


def _news_line(s: Speech, message: m.SettingsCard) -> Html | None:
    if OptOut.OFFER in message.opted_out:
        return s.say("News of offers: off")
    return s.count("News of offers: {n} choice", "News of offers: {n} choices", message.news)


def _news_buttons(s: Speech, message: m.SettingsCard) -> tuple[Button, ...]:
    """Return the ways to choose news of offers, and to end them all."""
    if OptOut.OFFER in message.opted_out:
        return (s.press("🔔 News of offers on", "opt", OptOut.OFFER),)
    choose = s.press("🔔 News of offers", "news")
    if not message.news:
        return (choose,)
    return (choose, s.press("🔕 No news of offers", "opt", OptOut.OFFER))


def _reminder_line(s: Speech, leads: list[Html], *, off: bool) -> Html:
    if off:
        return s.say("Shift reminders: off")
    return (
        s.say("Reminders: {leads}", leads=s.listed(leads)) if leads else s.say("Reminders: none")
    )


def _opt_button(s: Speech, kind: OptOut, refused: frozenset[OptOut]) -> Button:
    on = kind not in refused
    if kind is OptOut.REMINDER:
        return (
            s.press("🔕 No reminders", "opt", kind)
            if on
            else s.press("🔔 Reminders on", "opt", kind)
        )
    if kind is OptOut.COMPANION:
        return (
            s.press("🔕 No requests: come along", "opt", kind)
            if on
            else s.press("🔔 Requests: come along", "opt", kind)
        )
    if kind is OptOut.STANDIN:
        return (
            s.press("🔕 No requests to step in", "opt", kind)
            if on
            else s.press("🔔 Requests to step in on", "opt", kind)
        )
    return (
        s.press("🔕 No announcements", "opt", kind)
        if on
        else s.press("🔔 Announcements on", "opt", kind)
    )


@words(m.LeadChoice)
def _leads(s: Speech, message: m.LeadChoice) -> Rendered:
    def one(minutes: int) -> Button:
        mark = "✅" if minutes in message.lead_minutes else "▫️"
        return Button(
            label=f"{mark} {lead_label(s, minutes)}", press=Press(action="lead", args=(minutes,))
        )

    return Rendered(
        html=s.say("When shall I remind you of a shift? Choose up to three times."),
        buttons=(
            *in_columns((one(minutes) for minutes in LEAD_CHOICES), 2),
            (s.press("⬅️ Settings", "settings"),),
        ),
    )


QUIET_CHOICES = ("21:00-08:00", "20:00-09:00", "22:00-07:00", "23:00-06:00")


@words(m.QuietChoice)
def _quiet(s: Speech, message: m.QuietChoice) -> Rendered:
    now = f"{message.quiet.start:%H:%M}-{message.quiet.end:%H:%M}"

    def one(span: str) -> Button:
        mark = "✅" if span == now else "▫️"
        shown = beside(span.replace("-", "–"))
        return Button(
            label=f"{mark} {shown}", press=Press(action="quiet_set", args=(span.replace(":", ""),))
        )

    none = "0000-0000"
    return Rendered(
        html=s.say("In the quiet hours no reminder wakes you. Which hours suit you?"),
        buttons=(
            *in_columns((one(span) for span in QUIET_CHOICES), 2),
            (s.press("🔔 No quiet hours", "quiet_set", none),),
            (s.press("⬅️ Settings", "settings"),),
        ),
    )


@words(m.MyData)
def _my_data(s: Speech, message: m.MyData) -> Rendered:
    return Rendered(
        html=s.say("This is everything stored about you."),
        buttons=rows((s.press("🗑 Delete my data", "forget"), menu_button(s))),
        document=Document(name="lotse-my-data.json", content=message.content),
    )


@words(m.ForgetAsk)
def _forget_ask(s: Speech, message: m.ForgetAsk) -> Rendered:
    shifts = (
        s.count(
            "You will be taken off {n} coming shift.",
            "You will be taken off {n} coming shifts.",
            message.coming_shifts,
        )
        if message.coming_shifts
        else None
    )
    questions = (
        s.say("Your questions to a human and the answers will be gone.")
        if message.open_questions
        else None
    )
    return Rendered(
        html=lines(
            bold(s.say("Delete everything stored about you?")),
            shifts,
            questions,
            s.say("This cannot be undone."),
            s.say("Messages in this chat stay on your phone until you delete the chat."),
        ),
        buttons=rows(
            s.press("🗑 Yes, delete everything", "forget_yes"), s.press("✖️ No, keep it", "menu")
        ),
    )


@words(m.StillThere)
def _still_there(s: Speech, _message: m.StillThere) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("👋 Are you still there?")),
            s.say("We have not heard from you for a year. Shall I keep your data?"),
            s.say("If you do not answer, I will delete everything about you in 30 days."),
        ),
        buttons=rows(s.press("👍 Keep my data", "keep"), s.press("🗑 Delete my data", "forget")),
    )


@words(m.Forgotten)
def _forgotten(s: Speech, _message: m.Forgotten) -> Rendered:
    return Rendered(
        html=s.say("Everything stored about you is deleted. You are welcome again: /start")
    )
