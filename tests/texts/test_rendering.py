"""Every message in every language: complete, within Telegram's limits, handled by somebody."""

from __future__ import annotations

import re

import pytest

from bot.conversation.registry import MENU, PRESSES
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain.messages_finding import PlaceOnMap
from bot.domain.people import Right, utf16_length
from bot.domain.place import locales_folder
from bot.texts.catalogue import available
from bot.texts.common import about, about_short, command_description
from bot.texts.render import render, toast
from bot.texts.words import known
from tests.texts import checks
from tests.texts.checks import LANGUAGES, buttons, problems, reader
from tests.texts.hostile import FSI, PDI, problems_of_isolates
from tests.texts.leaves import with_all_texts, with_extreme_ids
from tests.texts.samples import (
    CONTACT,
    SAMPLES,
    SAMPLES_OF,
    every_kind,
)

# A phone's two buttons side by side show about so many letters.
LABEL_AT_MOST = 28


def test_every_message_has_samples_and_words():
    assert every_kind() == {type(one) for one in SAMPLES}
    assert every_kind() == known()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(SAMPLES_OF, key=lambda kind: kind.__name__))
def test_every_message_is_taken_by_telegram(kind, language):
    found = [
        (message, problem)
        for message in SAMPLES_OF[kind]
        for problem in problems(render(with_extreme_ids(message), reader(language)))
    ]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_with_the_longest_values_is_taken_by_telegram(language):
    found = [
        (type(message).__name__, problem)
        for message in SAMPLES
        for problem in problems(
            render(
                with_all_texts(message, lambda: "Ünïcode 👩‍👩‍👧 & <b> " * 150), reader(language)
            )
        )
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_toasts_are_short_and_plain(language):
    for message in SAMPLES:
        text = toast(with_all_texts(message, lambda: "Sprachcafé & mehr " * 6), reader(language))
        alone = getattr(message, "file", None) or isinstance(message, PlaceOnMap)
        assert 0 < utf16_length(text) <= 200 or alone
        assert "<b>" not in text
        assert problems_of_isolates(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thousand_initiatives_still_make_a_keyboard_with_a_way_out(language):
    many = tuple((i, f"Initiative {i}") for i in range(1, 1001))
    for message in (
        c.ChooseInitiative(action="new_in", initiatives=many),
        m.HelpChoice(contact=CONTACT, initiatives=many),
        m.GroupChoice(chat_id=-1, initiatives=many),
    ):
        made = render(message, reader(language))
        few = render(SAMPLES_OF[type(message)][0], reader(language))
        assert problems(made) == []
        assert [one.label for one in made.buttons[-1]] == [one.label for one in few.buttons[-1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_slugs_of_the_answers_fit_on_a_button(language):
    for path in sorted(locales_folder().glob("*/faq/*.md")):
        made = render(
            checks.answer(slug=path.stem, answer_language=path.parent.parent.name),
            reader(language),
        )
        assert problems(made) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bot_says_of_itself_fits(language):
    speech = reader(language).speech
    assert 0 < utf16_length(about(speech)) <= 512
    assert 0 < utf16_length(about_short(speech)) <= 120
    for name in MENU:
        assert 3 <= utf16_length(command_description(speech, name)) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_short(language):
    found = {
        label
        for message in SAMPLES
        for button in buttons(render(message, reader(language)))
        # What carries a name or a title is as long as that; a number is no excuse.
        if button.press and not re.search(FSI + "[^0-9]", button.label)
        if len(label := button.label.replace(FSI, "").replace(PDI, "")) > LABEL_AT_MOST
    }
    assert found == set()


def test_the_first_screen_speaks_every_language():
    made = render(m.ChooseLanguage(languages=available()), reader("en"))
    assert [button.press.args[0] for button in buttons(made)] == list(available())


def test_nobody_sees_a_button_above_their_right():
    for right in Right:
        made = render(m.MainMenu(right=right, contact=CONTACT), reader("en"))
        for button in buttons(made):
            assert PRESSES[button.press.action].right <= max(right, Right.INFORMED)
