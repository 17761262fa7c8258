"""An incident is a number and a place in the code, and never a person's words."""

from __future__ import annotations

import re

from bot.domain.incident import new_incident, trace, way_of


def failed() -> ValueError:
    try:
        int("words of a person")
    except ValueError as error:
        return error
    raise AssertionError("words are no number")


def test_a_number_is_short_and_never_the_same() -> None:
    numbers = {new_incident() for _ in range(50)}
    assert all(re.fullmatch(r"[0-9A-F]{6}", number) for number in numbers)
    assert len(numbers) > 40


def test_the_way_names_file_line_and_function() -> None:
    assert re.fullmatch(r"test_incident\.py:\d+ failed", way_of(failed()))


def test_an_error_that_was_never_raised_has_no_way() -> None:
    assert way_of(ValueError()) == ""


def test_the_words_of_the_error_are_left_out() -> None:
    found = trace(failed())
    assert found["error"] == "ValueError"
    assert "words" not in str(found)
