"""Without its protection each promise about texts breaks, and the same check sees it."""

from __future__ import annotations

import pytest
from babel.messages.plurals import get_plural

from bot.domain import messages_newcomer as n
from bot.domain import messages_volunteer as v
from bot.texts import limits, speech
from bot.texts.catalogue import ARABIC_PLURAL, po_path
from bot.texts.render import render
from bot.texts.speech import Html
from tests.texts import catalogues, checks
from tests.texts.leaves import texts_of
from tests.texts.samples import SAMPLES_OF

JOIN = SAMPLES_OF[v.JoinOffer][0]
TOWN = next(leaf for leaf in texts_of(JOIN) if leaf.path == ".town")


@pytest.fixture(autouse=True)
def _fresh_references():
    checks.forget()
    yield
    checks.forget()


def found(value):
    return checks.breaches(JOIN, TOWN, value, "de")


def test_the_checks_pass_with_all_protections():
    assert found("<b>x</b> \u202ey\u2069") == []


def test_a_value_inserted_without_escaping_becomes_markup(monkeypatch):
    monkeypatch.setattr(speech, "escape", Html)
    assert any("tags" in one for one in found("<b>x</b>"))


def test_a_value_inserted_without_escaping_can_break_the_message(monkeypatch):
    monkeypatch.setattr(speech, "escape", Html)
    with pytest.raises(Exception, match="can't parse entities"):
        found("<3")


def test_a_value_inserted_without_isolation_is_noticed(monkeypatch):
    monkeypatch.setattr(speech, "isolate", speech.escape)
    assert checks.not_isolated("de") != []
    monkeypatch.undo()
    assert checks.not_isolated("de") == []


def test_a_value_inserted_without_cleaning_brings_its_direction_marks(monkeypatch):
    monkeypatch.setattr(speech, "clean", lambda text, **_limits: text)
    assert any("U+202E got through" in one for one in found("\u202ey"))


def test_a_text_cut_blindly_breaks_the_message(monkeypatch):
    assert taken_when_long()
    monkeypatch.setattr(limits, "shorten", lambda html, limit: Html(html[:limit]))
    with pytest.raises(Exception, match="can't parse entities"):
        taken_when_long()


def taken_when_long():
    long = n.HumanConsent(text="<&" * 3000, receiver="Ä" * 3000)
    return checks.problems(render(long, checks.reader("de"))) == []


def test_babels_own_arabic_header_chooses_wrong_forms(tmp_path):
    def plural_faults(header):
        path = changed(tmp_path, "ar", lambda text: text.replace(ARABIC_PLURAL, header))
        return catalogues.plural_faults(catalogues.read("ar", path), "ar")

    assert plural_faults(ARABIC_PLURAL) == []
    assert len(plural_faults(f"{get_plural('ar')}")) > 900


def test_a_dropped_placeholder_is_found(tmp_path):
    def faults(path):
        catalogue = catalogues.read("de", path)
        return [
            fault
            for text in catalogues.texts(catalogue, "de")
            for fault in catalogues.faults(text)
            if "{town}" in fault
        ]

    assert faults(po_path("de")) == []
    path = changed(tmp_path, "de", lambda text: text.replace("“ in {town}.", "“."))
    assert [one for one in faults(path) if "placeholders" in one] != []


def changed(tmp_path, language, change):
    path = tmp_path / f"{language}.po"
    path.write_text(change(po_path(language).read_text("utf-8")), "utf-8")
    return path
