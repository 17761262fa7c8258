"""Words for claim links, and for two records that become one."""

from __future__ import annotations

from bot.domain import messages_claims as m
from bot.domain.rendered import Rendered
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bare, bold, lines, rows, to_copy
from bot.texts.words import words


@words(m.ClaimLink)
def _link(s: Speech, message: m.ClaimLink) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🔗 A personal link for {name}", name=message.name)),
            s.say("Please hand it to {name} only, on paper or by message:", name=message.name),
            "",
            bare(message.link),
            "",
            s.say(
                "Who opens it in Telegram takes over what is entered for {name} in {initiative}.",
                name=message.name,
                initiative=message.initiative,
            ),
            s.count(
                "The link works once and for {n} day.",
                "The link works once and for {n} days.",
                message.days,
            ),
            s.say("Older links for this person no longer work."),
        ),
        # Only what leaves the message as it is: the link cannot be shown a second time.
        buttons=rows(to_copy(s.label("📋 Copy the link"), message.link)),
    )


def _share(s: Speech, share: m.Share) -> list[Html]:
    found = [
        s.count("{n} coming shift", "{n} coming shifts", share.coming) if share.coming else None,
        s.count("the hours of {n} shift", "the hours of {n} shifts", share.past)
        if share.past
        else None,
        s.say("member of: {initiatives}", initiatives=s.listed(share.initiatives))
        if share.initiatives
        else None,
    ]
    said = [part for part in found if part is not None]
    return [s.say("• {part}", part=part) for part in said or [s.say("nothing yet")]]


@words(m.ClaimPreview)
def _preview(s: Speech, message: m.ClaimPreview) -> Rendered:
    return Rendered(
        html=lines(
            bold(
                s.say(
                    "This link is for {name}, volunteer in {initiative}.",
                    name=message.name,
                    initiative=message.initiative,
                )
            ),
            "",
            s.say("This becomes yours:"),
            *_share(s, message.record),
            "",
            s.say("This comes from your own account:"),
            *_share(s, message.own),
            "",
            s.say("Your coordinator can undo this for 14 days."),
        ),
        buttons=rows(
            s.press("✅ Yes, that's me", "claim_yes"), s.press("✖️ That's not me", "claim_no")
        ),
    )


@words(m.ClaimDone)
def _done(s: Speech, message: m.ClaimDone) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("✅ Welcome, {name}!", name=message.name)),
            s.say(
                "What was entered for you in {initiative} is now yours.",
                initiative=message.initiative,
            ),
        ),
        buttons=rows((s.press("🗓 My shifts", "my"), menu_button(s))),
    )


@words(m.ClaimDeclined)
def _declined(s: Speech, _message: m.ClaimDeclined) -> Rendered:
    return Rendered(
        html=s.say("Thank you. The link no longer works, and the coordinator is told."),
        buttons=rows(menu_button(s)),
    )


@words(m.ClaimRefused)
def _refused(s: Speech, message: m.ClaimRefused) -> Rendered:
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=lines(
            bold(s.say("⚠️ The link for {name} reached somebody else.", name=message.name)),
            s.say("🏠 {initiative}", initiative=message.initiative),
            s.say("It no longer works, and nothing was changed. You can make a new one."),
        ),
        buttons=rows(s.press("👤 Show", "member", *ids)),
    )


@words(m.Merged)
def _merged(s: Speech, message: m.Merged) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🔗 {name} has Telegram now.", name=message.name)),
            s.say("🏠 {initiative}", initiative=message.initiative),
            s.count(
                "Was that somebody else? For {n} day you can undo it.",
                "Was that somebody else? For {n} days you can undo it.",
                message.days,
            ),
        ),
        buttons=rows(s.press("↩️ Undo the merge", "unmerge", message.merge_id)),
    )


@words(m.UnmergeAsk)
def _unmerge_ask(s: Speech, message: m.UnmergeAsk) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("Make two people of {name} again?", name=message.name)),
            s.say(
                "The record of the initiative is without Telegram again, and the account has what "
                "it brought along."
            ),
            s.say("Sign-ups made since then stay with the record of the initiative."),
            s.say("If both were in a shift and the place was taken since, one of them waits."),
            s.say("Possible until {day}.", day=s.day(message.until)),
        ),
        buttons=rows(
            s.press("↩️ Yes, undo it", "unmerge_yes", message.merge_id),
            s.press("✖️ No", "member", message.initiative_id, message.person_id),
        ),
    )


@words(m.UnmergeDone)
def _unmerge_done(s: Speech, message: m.UnmergeDone) -> Rendered:
    ids = message.initiative_id, message.person_id
    text = (
        s.say("{name} is without Telegram again.", name=message.name)
        if message.done
        else s.say(
            "Not possible yet: this account was joined with another record since. "
            "That has to be undone first."
        )
    )
    return Rendered(html=text, buttons=rows((s.press("👤 Show", "member", *ids), menu_button(s))))


@words(m.Unmerged)
def _unmerged(s: Speech, message: m.Unmerged) -> Rendered:
    return Rendered(
        html=s.say(
            "A coordinator of {initiative} has parted your account from the record there. "
            "What you had before is yours again.",
            initiative=message.initiative,
        ),
        buttons=rows((s.press("🗓 My shifts", "my"), menu_button(s))),
    )
