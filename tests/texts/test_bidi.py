"""Lines of right-to-left languages stand on the right, whatever they begin with."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.texts.bidi import RLM, anchor
from bot.texts.speech import speech

ZONE = ZoneInfo("Europe/Berlin")


def test_a_line_of_an_emoji_and_a_name_is_set_on_the_right():
    assert anchor("🧩 \u2068Kochabend\u2069") == f"{RLM}🧩 \u2068Kochabend\u2069"


def test_the_mark_stands_behind_leading_tags():
    assert anchor("<b>\u206817:00\u2069</b>") == f"<b>{RLM}\u206817:00\u2069</b>"


def test_a_line_with_letters_of_its_own_stays():
    for line in ("مرحبًا \u2068Karl\u2069", "Guten Tag", "", "<b></b>", "  "):
        assert anchor(line) == line


def test_a_line_that_begins_with_a_foreign_name_stands_on_the_right():
    line = "🏠 \u2068Garten\u2069: ساعة"
    assert anchor(f"<b>{line}</b>") == f"<b>{RLM}{line}</b>"


def test_a_line_of_our_own_that_begins_in_latin_letters_stays():
    line = "Lotse: \u2068أحمد\u2069 هنا"
    assert anchor(line) == line


def test_a_flag_is_a_picture_and_does_not_turn_its_line():
    for line in ("🇩🇪 بالألمانية", "🇩🇪 \u2068Bescheid\u2069"):
        assert anchor(line) == f"{RLM}{line}"
    assert speech("ar", ZONE).label("🇩🇪 Show in German").startswith(RLM)
    assert not speech("uk", ZONE).label("🇩🇪 Show in German").startswith(RLM)


def test_the_pictogram_of_a_button_stands_where_the_language_begins():
    arabic = speech("ar", ZONE)
    assert arabic.entry("📚", "سؤال", "topic").label == f"{RLM}📚 \u2068سؤال\u2069"
    assert arabic.label("✅ {town}", town="Unna") == f"{RLM}✅ \u2068Unna\u2069"
    assert speech("de", ZONE).label("✅ {town}", town="Unna") == "✅ \u2068Unna\u2069"


def test_each_line_is_looked_at_alone():
    assert anchor("أهلًا\n📍 \u2068Lindenhof\u2069").split("\n")[1].startswith(RLM)


def test_a_line_that_is_only_an_address_stands_on_the_right():
    assert anchor("https://ki.example.org") == RLM + "https://ki.example.org"
    assert anchor("نص https://ki.example.org") == "نص https://ki.example.org"
