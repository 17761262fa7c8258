"""Words for coordinators who let newcomers see a shift."""

from __future__ import annotations

from bot.domain import messages_activities as m
from bot.domain.activities import PLACES_LIMIT, Activity
from bot.domain.languages import SPOKEN
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.languages import language_name, own_name
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import when
from bot.texts.words import words

_USUAL = (5, 8, 10, 12, 15, 20, 25, 30)


def offered(s: Speech, activity: Activity) -> Html:
    """Return what newcomers see besides day, time and place, one below the other."""
    named = s.listed(language_name(s, tag) for tag in activity.languages)
    return lines(
        s.say("🌍 For newcomers too: {title}", title=activity.title),
        s.say("🗣 {languages}", languages=named) if activity.languages else None,
        s.say("🧸 With childcare") if activity.childcare else None,
        s.say("🚪 Just come, without booking.")
        if activity.places is None
        else s.count("🎟 {n} place to be booked", "🎟 {n} places to be booked", activity.places),
    )


@words(m.OfferDraft)
def _draft(s: Speech, message: m.OfferDraft) -> Rendered:
    one = message.activity
    return Rendered(
        html=lines(
            bold(s.say("What newcomers see")),
            offered(s, one),
            s.say("They see day, time and place of the shift as well."),
            None if message.booked is None else _too_few(s, message.booked),
            s.count("This changes {n} date.", "This changes {n} dates.", message.dates)
            if message.dates > 1
            else None,
        ),
        buttons=rows(
            (s.press("✏️ Title", "act_title"), s.press("🗣 Languages", "act_langs")),
            (
                s.press("🧸 No childcare", "act_care", 0)
                if one.childcare
                else s.press("🧸 With childcare", "act_care", 1),
                s.press("🎟 Places", "act_places"),
            ),
            *_ends(s, message),
        ),
    )


def _ends(s: Speech, message: m.OfferDraft) -> tuple[Button, ...]:
    if not message.shift_id:
        return (
            s.press("✅ Done", "draft"),
            s.press("🚫 Not for newcomers", "act_none"),
        )
    return (
        s.press("✅ Show it to newcomers", "act_save")
        if message.is_new
        else s.press("✅ Save", "act_save"),
        *(
            ()
            if message.is_new
            else (s.press("🚫 Not for newcomers", "act_off", message.shift_id),)
        ),
        s.press("⬅️ Back", "duty", message.shift_id),
    )


def _too_few(s: Speech, booked: int) -> Html:
    return s.count(
        "⚠️ {n} place is booked already. There cannot be fewer.",
        "⚠️ {n} places are booked already. There cannot be fewer.",
        booked,
    )


@words(m.AskOfferTitle)
def _title(s: Speech, _message: m.AskOfferTitle) -> Rendered:
    return Rendered(
        html=s.say("What shall newcomers read as the title? Please write it in plain words."),
        buttons=rows(s.press("⬅️ Back", "act_draft")),
    )


@words(m.OfferLanguages)
def _languages(s: Speech, message: m.OfferLanguages) -> Rendered:
    def label(tag: str) -> str:
        return f"✅ {own_name(tag)}" if tag in message.chosen else own_name(tag)

    return Rendered(
        html=lines(bold(s.say("🗣 Languages")), s.say("Which languages are spoken there?")),
        buttons=(
            *in_columns((s.choice(label(tag), "act_lang", tag) for tag in SPOKEN), 3),
            *rows(s.press("⬅️ Back", "act_draft")),
        ),
    )


@words(m.AskOfferPlaces)
def _places(s: Speech, message: m.AskOfferPlaces) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Please write a number from 1 to {most}.", most=PLACES_LIMIT)
            if message.not_understood
            else None,
            s.say("How many newcomers can come? Press a number, or write it."),
        ),
        buttons=(
            *in_columns((s.choice(str(n), "act_n", n) for n in _USUAL), 4),
            *rows(s.press("🚪 Nobody has to book", "act_n", 0), s.press("⬅️ Back", "act_draft")),
        ),
    )


@words(m.OfferSaved)
def _saved(s: Speech, message: m.OfferSaved) -> Rendered:
    number = message.shift.id
    return Rendered(
        html=lines(
            bold(s.say("✅ Newcomers see it like this:")),
            when(s, message.shift),
            offered(s, message.activity),
        ),
        buttons=rows(
            (
                s.press("✏️ Change", "act_edit", number),
                s.press("📋 Show the shift", "duty", number),
            ),
            menu_button(s),
        ),
    )


@words(m.TakeOffAsk)
def _take_off(s: Speech, message: m.TakeOffAsk) -> Rendered:
    number = message.shift.id
    several = message.dates > 1
    return Rendered(
        html=lines(
            bold(s.say("Not for newcomers any more?")),
            when(s, message.shift),
            s.say("{title}", title=message.activity.title),
            s.say("The shift itself stays as it is."),
            _told(s, message.visitors),
            s.count("All {n} date:", "All {n} dates:", message.dates) if several else None,
            _told(s, message.visitors_of_all) if several else None,
        ),
        buttons=rows(
            s.press("🚫 Only this date", "act_off_yes", number, 0)
            if several
            else s.press("🚫 Yes, take it off", "act_off_yes", number, 0),
            s.press("🚫 All dates", "act_off_yes", number, 1) if several else None,
            s.press("↩️ No, keep it", "duty", number),
        ),
    )


def _told(s: Speech, n: int) -> Html:
    if not n:
        return s.say("Nobody has to be told.")
    return s.count(
        "{n} newcomer wants to come and will be told.",
        "{n} newcomers want to come and will be told.",
        n,
    )


@words(m.TakenOff)
def _taken_off(s: Speech, message: m.TakenOff) -> Rendered:
    return Rendered(
        html=lines(
            bold(
                s.say("🚫 Newcomers do not see any of its dates any more.")
                if message.every
                else s.say("🚫 Newcomers do not see this date any more.")
            ),
            s.count("{n} person is being told.", "{n} people are being told.", message.told)
            if message.told
            else None,
        ),
        buttons=rows(
            (
                s.press("🌍 Show it again", "act_edit", message.shift_id),
                s.press("📋 Show the shift", "duty", message.shift_id),
            ),
            menu_button(s),
        ),
    )
