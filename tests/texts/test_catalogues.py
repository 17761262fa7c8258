"""Catalogues are complete, in step with the code, and keep numbers, commands and emoji."""

from __future__ import annotations

import ast

import pytest

from bot.texts import catalogue as catalogue_module
from bot.texts.catalogue import load
from tests.texts import catalogues
from tests.texts.catalogues import LANGUAGES, ROOT


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def catalogue(language):
    return catalogues.read(language)


def test_the_code_has_texts():
    assert len(catalogues.extracted()) > 250


def test_every_text_stands_where_it_is_extracted_from():
    """A text handed on in a variable would stay English in every language."""
    variable = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "bot" / "texts").glob("*.py"))
        if path.name != "speech.py"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "s"
        and call.func.attr in {"say", "label", "press", "count"}
        and not all(isinstance(one, ast.Constant) for one in call.args[: _texts_of(call)])
    ]
    assert variable == []


def _texts_of(call: ast.Call) -> int:
    return 2 if call.func.attr == "count" else 1


def test_a_catalogue_has_exactly_the_texts_of_the_code(catalogue, language):
    assert catalogues.missing_and_stale(catalogue, language) == []


def test_no_entry_is_empty_or_fuzzy(catalogue, language):
    assert catalogues.unfinished(catalogue, language) == []


def test_the_header_chooses_the_plural_forms_of_cldr(catalogue, language):
    assert catalogues.plural_faults(catalogue, language) == []


def test_the_compiled_catalogue_chooses_the_plural_forms_of_cldr(language):
    chosen = load(language).translations.plural
    names = catalogues.forms_of(language)
    rule = catalogues.Locale.parse(language).plural_form
    assert [names[chosen(n)] for n in range(1001)] == [rule(n) for n in range(1001)]


def test_the_header_says_who_made_it_and_that_nobody_native_has_read_it(catalogue):
    header = dict(catalogue.mime_headers)
    assert "machine-made" in header["Last-Translator"]
    assert "awaits review by a native speaker" in header["Last-Translator"]


def test_every_text_keeps_what_must_not_change(catalogue, language):
    found = [
        fault
        for text in catalogues.texts(catalogue, language)
        for fault in catalogues.faults(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "msgid", "text", "fault"),
    [
        ("ar", "Hello {name}", "مرحبا", "placeholders"),
        ("uk", "Call 112", "Телефонуйте 110", "numbers"),
        ("uk", "See /mydata", "Дивіться", "numbers"),
        ("ar", "🚑 Emergency", "طوارئ 🚑", "emoji"),
        ("ar", "Yes, sure", "نعم, أكيد", "Latin comma"),
        ("ar", "Really?", "حقا?", "Latin comma"),
        ("uk", "Menu", "Menü", "Latin letters"),
        ("uk", "Topics", "Тeми", "two scripts"),
        ("uk", "Wait …", "Зачекайте...", "three dots"),
        ("de", "Write to {link} please", "Bitte {link}.", "touches"),
        ("uk", "Saved", "Saved", "not translated"),
        ("de", "Saved", "Gespeichert ", "space"),
    ],
)
def test_each_fault_is_found(language, msgid, text, fault):
    found = catalogues.faults(catalogues.Text(language, msgid, "", (msgid,), text))
    assert any(fault in one for one in found)


def test_a_broken_catalogue_is_refused_with_its_path(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue_module, "locales_folder", lambda: tmp_path)
    broken = catalogue_module.po_path("fr")
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid "a\n', "utf-8")
    with pytest.raises(catalogue_module.CatalogueError, match=r"fr/LC_MESSAGES/bot\.po"):
        load("fr")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de-AT", "de"), ("pt_BR", "pt"), ("UK", "uk"), ("zh-hans", "zh"), ("", None), (None, None)],
)
def test_a_tag_of_telegram_leads_to_its_language(tag, language):
    assert catalogue_module.normalise_tag(tag) == language


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "Deutsch"), ("uk", "Українська"), ("ar", "العربية"), ("en", "English")],
)
def test_a_language_is_named_in_itself(language, name):
    assert catalogue_module.own_name(language) == name
