"""What I say about myself: languages, interests, towns, age, phone, and breaks."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation import buttons
from bot.conversation.flows.card import card
from bot.conversation.reading import read_day
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_profile as p
from bot.domain.languages import SPOKEN
from bot.domain.people import Profile, Right, clean_name
from bot.domain.profile import PAUSE_WEEKS, TOWNS_AT_MOST
from bot.services import companion_profile, profiles, signups
from bot.services import people as people_service
from bot.store import profiles as store

FLOW = "profile"
LANGUAGES_PER_PAGE = 16
TOWNS_PER_PAGE = 12
_LAST_PAGE = 1_000
_ADULT = {"yes": True, "no": False, "none": None}


def _paged(number: int, total: int, size: int) -> tuple[int, int]:
    """Return the page nearest to ``number`` that exists, and how many there are."""
    pages = max(1, -(-total // size))
    return max(0, min(number, pages - 1)), pages


@command("profile", Right.VOLUNTEER)
@press("profile", right=Right.VOLUNTEER)
def show(turn: Turn) -> Reply:
    """Show what this person said about themselves."""
    return _show(turn, profiles.own(turn.tx, turn.standing))


def _show(turn: Turn, profile: Profile, *, said: m.Message | None = None) -> Reply:
    if turn.dialog is not None and turn.dialog.flow == FLOW:
        turn.end()
    name = turn.standing.person.name or ""
    return turn.reply(
        p.ProfileCard(
            name=name,
            profile=profile,
            today=turn.today,
            accompanies=companion_profile.is_cleared(turn.tx, turn.standing),
        ),
        said=said,
    )


@press("me_name", right=Right.VOLUNTEER)
def ask_name(turn: Turn) -> Reply:
    """Ask for another first name."""
    turn.ask(FLOW, "name")
    return turn.reply(p.AskOwnName())


@step(FLOW, "name", Right.VOLUNTEER)
def name_sent(turn: Turn) -> Reply:
    """Store the first name that was written."""
    name = clean_name(turn.typed)
    if name is None:
        return turn.note(m.Note.NAME_UNREADABLE)
    people_service.rename(turn.tx, turn.standing, name)
    turn.refresh()
    return show(turn)


@press("me_speaks", int, right=Right.VOLUNTEER)
def languages(turn: Turn) -> Reply:
    """Offer the languages a person can speak."""
    return _languages(turn, profiles.own(turn.tx, turn.standing), turn.number)


def _languages(turn: Turn, profile: Profile, number: int) -> Reply:
    page, pages = _paged(number, len(SPOKEN), LANGUAGES_PER_PAGE)
    start = page * LANGUAGES_PER_PAGE
    return turn.reply(
        p.SpokenChoice(
            tags=SPOKEN[start : start + LANGUAGES_PER_PAGE],
            spoken=profile.speaks,
            page=page,
            pages=pages,
        )
    )


@press("me_speak", str, int, right=Right.VOLUNTEER)
def switch_language(turn: Turn) -> Reply:
    """Add or take away a language."""
    profile = profiles.switch_language(turn.tx, turn.standing, turn.word)
    return _languages(turn, profile, int(turn.args[1]))


@press("me_likes", right=Right.VOLUNTEER)
def interests(turn: Turn) -> Reply:
    """Offer the kinds of work."""
    profile = profiles.own(turn.tx, turn.standing)
    return turn.reply(p.InterestChoice(chosen=profile.interests))


@press("me_like", str, right=Right.VOLUNTEER)
def switch_interest(turn: Turn) -> Reply:
    """Add or take away a kind of work."""
    profile = profiles.switch_interest(turn.tx, turn.standing, turn.word)
    return turn.reply(p.InterestChoice(chosen=profile.interests))


def _known_towns(turn: Turn, profile: Profile) -> tuple[str, ...]:
    """Return the person's own towns, then those of all initiatives."""
    return tuple(dict.fromkeys((*profile.towns, *store.known_towns(turn.tx))))


@press("me_towns", int, right=Right.VOLUNTEER)
def towns(turn: Turn) -> Reply:
    """Offer the towns."""
    return _towns(turn, profiles.own(turn.tx, turn.standing), turn.number)


def _towns(turn: Turn, profile: Profile, number: int) -> Reply:
    if turn.dialog is not None and turn.dialog.flow == FLOW:
        turn.end()
    every = sorted(_known_towns(turn, profile), key=str.casefold)
    page, pages = _paged(number, len(every), TOWNS_PER_PAGE)
    shown = every[page * TOWNS_PER_PAGE : (page + 1) * TOWNS_PER_PAGE]
    return turn.reply(
        p.TownChoice(
            towns=tuple(
                p.TownLine(name=name, mark=buttons.mark(name), chosen=name in profile.towns)
                for name in shown
            ),
            page=page,
            pages=pages,
            full=len(profile.towns) >= TOWNS_AT_MOST,
        )
    )


@press("me_town", int, int, right=Right.VOLUNTEER)
def switch_town(turn: Turn) -> Reply:
    """Add or take away a town, by the number that stands for its name."""
    profile = profiles.own(turn.tx, turn.standing)
    known = _known_towns(turn, profile)
    town = next((name for name in known if buttons.mark(name) == turn.number), None)
    if town is not None:
        profile = profiles.switch_town(turn.tx, turn.standing, town)
    return _towns(turn, profile, int(turn.args[1]))


@press("me_town_new", right=Right.VOLUNTEER)
def ask_town(turn: Turn) -> Reply:
    """Ask for another town."""
    turn.ask(FLOW, "town")
    return turn.reply(p.AskTown())


@step(FLOW, "town", Right.VOLUNTEER)
def town_sent(turn: Turn) -> Reply:
    """Add the town that was written."""
    profile = profiles.add_town(turn.tx, turn.standing, turn.typed)
    return turn.reply(p.AskTown()) if profile is None else _towns(turn, profile, 0)


@press("me_adult", int, right=Right.VOLUNTEER)
def ask_adult(turn: Turn) -> Reply:
    """Ask whether the person is 18, from the profile (0) or from a shift that asks for it."""
    profile = profiles.own(turn.tx, turn.standing)
    if turn.number:
        signups.shift_for(turn.tx, turn.standing, turn.number)
    return turn.reply(p.AskAdult(adult=profile.adult, shift_id=turn.number))


@press("me_adult_set", int, str, right=Right.VOLUNTEER)
def set_adult(turn: Turn) -> Reply:
    """Store the answer and go back to where the question came from."""
    answer = str(turn.args[1])
    if answer not in _ADULT:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    back = card(turn, turn.number) if turn.number else None
    profile = profiles.say_adult(turn.tx, turn.standing, _ADULT[answer])
    saved = m.Say(note=m.Note.SAVED)
    return _show(turn, profile, said=saved) if back is None else turn.reply(back, said=saved)


@press("me_phone", right=Right.VOLUNTEER)
def ask_phone(turn: Turn) -> Reply:
    """Ask for the phone number."""
    turn.ask(FLOW, "phone")
    return turn.reply(p.AskPhone(phone=profiles.own(turn.tx, turn.standing).phone))


@step(FLOW, "phone", Right.VOLUNTEER)
def phone_sent(turn: Turn) -> Reply:
    """Store the phone number that was written."""
    profile = profiles.set_phone(turn.tx, turn.standing, turn.typed)
    if profile is None:
        known = profiles.own(turn.tx, turn.standing).phone
        return turn.reply(p.AskPhone(phone=known, not_understood=True))
    return _show(turn, profile)


@press("me_phone_drop", right=Right.VOLUNTEER)
def drop_phone(turn: Turn) -> Reply:
    """Delete the phone number."""
    profile = profiles.drop_phone(turn.tx, turn.standing)
    return _show(turn, profile, said=m.Say(note=m.Note.SAVED))


def _ask_pause(turn: Turn, profile: Profile, *, not_understood: bool = False) -> Reply:
    until = profile.paused_until if profile.is_paused(turn.today) else None
    return turn.reply(p.AskPause(until=until, not_understood=not_understood))


@press("me_pause", right=Right.VOLUNTEER)
def ask_pause(turn: Turn) -> Reply:
    """Ask until when the person wants a break."""
    turn.ask(FLOW, "pause")
    return _ask_pause(turn, profiles.own(turn.tx, turn.standing))


@press("me_pause_for", int, right=Right.VOLUNTEER)
def pause_for(turn: Turn) -> Reply:
    """Begin a break of some weeks."""
    if turn.number not in PAUSE_WEEKS:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    until = turn.today + timedelta(weeks=turn.number)
    profile = profiles.pause(turn.tx, turn.standing, until, turn.today)
    return turn.over() if profile is None else _show(turn, profile, said=_SAVED)


_SAVED = m.Say(note=m.Note.SAVED)


@step(FLOW, "pause", Right.VOLUNTEER)
def pause_sent(turn: Turn) -> Reply:
    """Begin a break until the day that was written."""
    day = read_day(turn.typed, turn.today)
    profile = None if day is None else profiles.pause(turn.tx, turn.standing, day, turn.today)
    if profile is None:
        own = profiles.own(turn.tx, turn.standing)
        return _ask_pause(turn, own, not_understood=True)
    return _show(turn, profile)


@press("me_pause_end", right=Right.VOLUNTEER)
def end_pause(turn: Turn) -> Reply:
    """End the break."""
    return _show(turn, profiles.end_pause(turn.tx, turn.standing), said=_SAVED)
