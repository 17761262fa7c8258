"""Words for certificates: the way to one, and all that stands on the paper."""

from __future__ import annotations

import html
from datetime import datetime

from bot.domain import messages_duty as m
from bot.domain.certificate import CERTIFICATE, Certificate, Row, to_facts
from bot.domain.hours import ALL, LAST_YEAR, Worked, tally
from bot.domain.rendered import Button, Paper, Rendered
from bot.texts.amounts import amount
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows, speech
from bot.texts.words import words

_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@words(m.CertificateSpan)
def _span(s: Speech, message: m.CertificateSpan) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📄 Certificate")),
            s.say("For {name}", name=message.name) if message.name else None,
            s.say("For which time?"),
        ),
        buttons=(
            *in_columns(
                (s.choice(str(year), "paper_span", str(year)) for year in message.years), 3
            ),
            (s.press("📆 The last 12 months", "paper_span", LAST_YEAR),),
            (s.press("∞ All hours", "paper_span", ALL),),
            (s.press("✖️ Cancel", "cancel"),),
        ),
    )


@words(m.CertificateIn)
def _in(s: Speech, message: m.CertificateIn) -> Rendered:
    return Rendered(
        html=lines(bold(s.say("📄 Certificate")), s.say("For which initiative?")),
        buttons=rows(
            *(s.choice(name, "paper_in", number) for number, name in message.initiatives),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.CertificateLanguage)
def _language(s: Speech, _message: m.CertificateLanguage) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📄 Certificate")),
            s.say("In which language? Offices in Germany usually want German."),
        ),
        buttons=rows(
            s.press("🇩🇪 In German", "paper_lang", "de"),
            s.press("🌍 In my language", "paper_lang", "own"),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.CertificateName)
def _name(s: Speech, message: m.CertificateName) -> Rendered:
    ask = (
        s.say("What is the full name of {name}? Please write it.", name=message.of)
        if message.of
        else s.say("What is your full name? Please write it.")
    )
    return Rendered(
        html=lines(
            bold(s.say("📄 Certificate")),
            s.say("Please write a name with letters.") if message.not_understood else None,
            ask,
            s.say("It is only for this paper and not kept.")
            if message.of
            else s.say("It is only for this paper and not kept, unless you wish it."),
        ),
        buttons=rows(
            s.choice(message.kept, "paper_name") if message.kept else None,
            s.press("🗑 Forget this name", "name_forget") if message.kept else None,
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.CertificateNone)
def _none(s: Speech, message: m.CertificateNone) -> Rendered:
    waiting = (
        s.say(
            "Not confirmed yet: {hours} h. The coordinator marks after a shift who was there.",
            hours=amount(s, message.unchecked),
        )
        if message.unchecked
        else None
    )
    return Rendered(
        html=lines(
            bold(s.say("📄 Certificate")),
            s.say("For {name}", name=message.name) if message.name else None,
            s.say(
                "There are no confirmed hours in that time, so there is nothing to certify yet."
            ),
            waiting,
        ),
        buttons=rows(s.press("📄 Another time", "paper"), menu_button(s))
        if not message.name
        else rows(menu_button(s)),
    )


@words(m.CertificateReady)
def _ready(s: Speech, message: m.CertificateReady) -> Rendered:
    done = amount(s, tally(message.worked).came)
    signer = message.signer or message.initiative
    return Rendered(
        html=lines(
            s.say(
                "📄 Certificate: {hours} h, {initiative}",
                hours=done,
                initiative=message.initiative,
            ),
            s.say("Please print it and have it signed by {signer}.", signer=signer)
            if message.own
            else s.say("Please print and sign it."),
            _about_name(s, message),
        ),
        buttons=_name_buttons(s, message),
        paper=Paper(
            name=_file_name(s, message),
            kind=CERTIFICATE,
            facts=to_facts(_paper(speech(message.language, s.zone), message)),
            fallback=s.say(
                "The certificate cannot be made at the moment. Your hours are safe. "
                "Please try again later."
            ),
        ),
    )


def _about_name(s: Speech, message: m.CertificateReady) -> Html | None:
    if not message.own:
        return None
    if message.kept:
        return s.say("Your full name is kept for the next time.")
    return s.say("Shall I keep your full name for the next time?")


def _name_buttons(s: Speech, message: m.CertificateReady) -> tuple[tuple[Button, ...], ...]:
    if not message.own:
        return rows(menu_button(s))
    if message.kept:
        return rows(s.press("🗑 Forget this name", "name_forget"), menu_button(s))
    return rows(
        (s.press("💾 Yes, keep it", "name_keep"), s.press("🗑 No", "name_forget")),
        menu_button(s),
    )


def _file_name(s: Speech, message: m.CertificateReady) -> str:
    days = [one.starts_at.astimezone(s.zone).year for one in message.worked]
    years = str(min(days)) if min(days) == max(days) else f"{min(days)}-{max(days)}"
    return f"certificate-{years}.pdf"


def _plain(text: Html) -> str:
    """Return our words as they are printed: no markup, and no marks that only screens need."""
    return html.unescape(str(text)).translate(_MARKS)


def _day(s: Speech, instant: datetime) -> str:
    return s.dated(instant.astimezone(s.zone).date())


def _paper(s: Speech, message: m.CertificateReady) -> Certificate:
    """Return the paper in the words of ``s``, which may be another language than the chat's."""
    first, last = message.worked[0], message.worked[-1]
    total = amount(s, tally(message.worked).came)
    return Certificate(
        language=s.language,
        rtl=s.catalogue.right_to_left,
        made_on=message.made_on,
        letterhead=message.letterhead,
        title=_plain(s.say("Certificate of voluntary work")),
        opening=_plain(s.say("We hereby confirm that")),
        name=message.name,
        paragraphs=(
            _plain(
                s.say(
                    "worked voluntarily for {initiative} in {town} from {start} to {end}, "
                    "{hours} hours in all.",
                    initiative=message.initiative,
                    town=message.town,
                    start=_day(s, first.starts_at),
                    end=_day(s, last.starts_at),
                    hours=total,
                )
            ),
        ),
        columns=Row(
            day=_plain(s.say("Date")), task=_plain(s.say("Task")), hours=_plain(s.say("Hours"))
        ),
        rows=tuple(_row(s, one) for one in message.worked),
        total=_plain(s.say("Total: {hours} hours", hours=total)),
        place_and_date=_plain(
            s.say("{town}, {date}", town=message.town, date=s.dated(message.made_on))
        ),
        signature=_plain(s.say("Signature")),
        signer=message.signer or message.initiative,
        footer=_plain(
            s.say(
                "Made from the attendance list that the initiative keeps in Lotse. "
                "Valid with a signature."
            )
        ),
    )


def _row(s: Speech, one: Worked) -> Row:
    return Row(day=_day(s, one.starts_at), task=one.task or "–", hours=amount(s, one.hours))


@words(m.NameKept)
def _kept(s: Speech, message: m.NameKept) -> Rendered:
    return Rendered(
        html=s.say("Saved. Your full name is kept for the next certificate.")
        if message.kept
        else s.say("Your full name is not kept.")
    )


@words(m.Letter)
def _letter(s: Speech, message: m.Letter) -> Rendered:
    number = message.initiative_id
    preview = message.mark is not None
    return Rendered(
        html=lines(
            bold(s.say("📄 Certificates of {initiative}", initiative=message.initiative)),
            s.say("So it will be:") if preview else None,
            "",
            s.say("At the head of the paper:"),
            *(s.say("{line}", line=line) for line in message.lines),
            "",
            s.say("Signed by: {signer}", signer=message.signer)
            if message.signer
            else s.say("Signed by: the initiative"),
            s.say("Contact in reminders: {contact}", contact=message.contact)
            if message.contact
            else s.say("Contact in reminders: none"),
        ),
        buttons=rows(
            s.press("💾 Save", "letter_save", message.mark) if message.mark is not None else None,
            s.press("✏️ Change", "letter_edit", number),
            s.press("✖️ Cancel", "cancel") if preview else menu_button(s),
        ),
    )


@words(m.AskLetter)
def _ask_letter(s: Speech, message: m.AskLetter) -> Rendered:
    return Rendered(
        html=lines(
            _question(s, message.part),
            *(
                ("", s.say("At present:"), *(s.say("{line}", line=one) for one in message.present))
                if message.present
                else ()
            ),
        ),
        buttons=rows(
            s.press("↩️ Keep it as it is", "letter_as", "keep") if message.present else None,
            s.press("▫️ Leave it empty", "letter_as", "empty"),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


def _question(s: Speech, part: m.LetterPart) -> Html:
    match part:
        case m.LetterPart.HEAD:
            return s.say(
                "Which lines shall stand at the head of certificates? For example the name of the "
                "association and its address. At most six lines; if left empty, name and town of "
                "the initiative stand there."
            )
        case m.LetterPart.SIGNER:
            return s.say(
                "Who signs, and as what? For example: {example}", example="Petra Muster, Vorstand"
            )
        case m.LetterPart.CONTACT:
            return s.say(
                "Whom can volunteers ask about a shift? It stands in their reminders, for example "
                "a name with a phone number."
            )
