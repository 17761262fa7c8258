"""Without the model's eye for danger the search misses somebody who needs help at once."""

from __future__ import annotations

import pytest

from bot.domain.place import locales_folder
from bot.faq import faq as faq_module
from bot.faq.danger import DangerWords
from bot.faq.faq import load_faq
from tests.faq import test_quality


@pytest.mark.parametrize("words_too", [False, True])
def test_danger_that_only_words_or_nothing_sees_is_missed(
    monkeypatch: pytest.MonkeyPatch, *, words_too: bool
) -> None:
    monkeypatch.setattr(faq_module, "DANGER_FROM", 99.0)
    if words_too:
        monkeypatch.setattr(DangerWords, "__call__", lambda *_: False)
    with pytest.raises(AssertionError):
        test_quality.test_danger_is_never_missed(load_faq(locales_folder()))
