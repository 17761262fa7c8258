"""P2: one's rights are two presses away from the main menu, in every language."""

from __future__ import annotations

import pytest

from bot.conversation import buttons
from bot.domain.rendered import Rendered
from bot.texts.catalogue import available
from tests.support.lives import found, poster
from tests.support.talk import Talk, Talker

RIGHTS = {
    "export": "mydata",
    "erasure": "forget",
    "no announcements": "opt:announcement",
    "no reminders": "opt:reminder",
    "notice": "privacy",
}


def offers(screen: Rendered) -> dict[str, str]:
    """Return what the buttons on a screen do: action with its word, and the data they send."""
    found_ = {}
    for row in screen.buttons:
        for button in row:
            if button.press is not None:
                name = ":".join((button.press.action, *map(str, button.press.args)))
                found_[name] = buttons.encode(button.press)
    return found_


async def somebody(talk: Talk, language: str, *, volunteer: bool) -> Talker:
    if not volunteer:
        who = talk.person(5, language)
        await who.says("/start")
        await who.forges(f"1:lang:~{language}")
        return who
    lead = await talk.lead(1)
    return await talk.joins(
        5, await poster(talk, await found(talk, lead, "C", "open")), "Ada", language
    )


async def within_two_presses(who: Talker) -> set[str]:
    """Press everything on the main menu and return what can be pressed then."""
    await who.says("/start")
    reached = offers(who.screen)
    for data in list(reached.values()):
        await who.says("/start")
        await who.forges(data)
        reached |= offers(who.screen)
    return set(reached)


@pytest.mark.parametrize("language", available())
async def test_a_volunteer_reaches_every_right_with_two_presses(talk, language):
    who = await somebody(talk, language, volunteer=True)
    assert set(RIGHTS.values()) - await within_two_presses(who) == set()


@pytest.mark.parametrize("language", available())
async def test_a_newcomer_reaches_export_erasure_and_notice_with_two_presses(talk, language):
    who = await somebody(talk, language, volunteer=False)
    assert {"mydata", "forget", "privacy"} - await within_two_presses(who) == set()


@pytest.mark.parametrize("language", available())
async def test_the_command_and_one_press_erase_from_anywhere(talk, language):
    who = await somebody(talk, language, volunteer=True)
    await who.says("/forget")
    await who.presses("forget_yes")
    assert await who.id() is None


@pytest.mark.parametrize("language", available())
async def test_the_command_alone_hands_the_data_over(talk, language):
    who = await somebody(talk, language, volunteer=False)
    await who.says("/mydata")
    assert who.screen.document is not None


async def test_the_menu_of_commands_names_the_rights(talk):
    who = await somebody(talk, "de", volunteer=False)
    await talk.deliver()
    assert {"privacy", "mydata", "forget", "settings"} - set(who.menu) == set()
