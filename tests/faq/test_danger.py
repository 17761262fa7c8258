from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.place import locales_folder
from bot.faq.danger import DangerWords, load_danger
from bot.faq.errors import ContentError
from bot.faq.faq import DANGER_FILE


@pytest.fixture(scope="module")
def danger() -> DangerWords:
    return load_danger(locales_folder() / DANGER_FILE)


DANGEROUS = [
    "Mein Mann schlägt mich",
    "Er hat mich geschlagen!",
    "Ich will nicht mehr leben",
    "Unsere Küche brennt",
    "Sie ist bewusstlos",
    "Meine Tochter wurde entführt",
    "kind hat tabletten geschluckt",
    "Ich werde bedroht",
    "HILFE FEUER",
    "er wird mich umbringen",
    "my husband hits me",
    "I want to kill myself",
    "he swallowed bleach",
    "the house is on fire",
    "she is unconscious",
    "someone attacked us with a knife",
    "they kidnapped my child",
    "i cant breathe",
    "My child is missing",
    "he threatens me",
    "чоловік б'є мене",
    "Я не хочу жити",
    "дитина отруїлася",
    "пожежа в будинку",
    "він непритомний",
    "на мене напали",
    "викрали дитину",
    "мені погрожують",
    "муж бьёт меня",
    "хочу умереть",
    "ребёнок отравился",
    "у нас пожар",
    "она без сознания",
    "на нас напали",
    "похитили ребёнка",
    "زوجي يضربني",
    "أريد أن أموت",
    "ابتلع الطفل دواءً",
    "حريق في البيت",
    "فاقد الوعي",
    "خطفوا ابني",
    "يهددني بالقتل",
    "أُغمي عليها",
    "شوهرم مرا کتک می‌زند",
    "می‌خواهم خودکشی کنم",
    "بچه مسموم شده",
    "خانه آتش گرفته",
    "او بیهوش است",
    "بچه را دزدیدند",
    "kocam beni dövüyor",
    "intihar etmek istiyorum",
    "çocuk zehirlendi",
    "evde YANGIN var",
    "bayıldı uyanmıyor",
    "bize saldırdılar",
    "çocuğumu kaçırdılar",
    "mon mari me frappe",
    "je veux mourir",
    "mon fils est empoisonné",
    "la maison est en feu",
    "elle est inconsciente",
    "on m'a agressée",
    "ma fille a été enlevée",
]
HARMLESS = [
    "Wann ist der Feuerwehr-Kurs?",
    "Freiwillige Feuerwehr mitmachen",
    "Wo melde ich mich an?",
    "gewaltfreie Kommunikation lernen",
    "Erste-Hilfe-Kurs",
    "Feuerwerk an Silvester",
    "Sprachcafé am Dienstag",
    "Kontoauszug verloren",
    "What time is the fire drill?",
    "how do I open a bank account",
    "deadline for the letter",
    "die Kita ist geschlossen",
    "I was fired from my job",
    "де записати дитину до школи",
    "коли мовне кафе",
    "номер лікаря",
    "как открыть счёт",
    "где аптека",
    "كيف أفتح حساباً",
    "درجة حرارة الغرفة",
    "موعد الروضة",
    "چطور حساب باز کنم",
    "okula kayıt nasıl yapılır",
    "banka hesabı",
    "ouvrir un compte",
    "feu rouge",
    "",
    "👍",
    "112",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_danger_is_heard(danger: DangerWords, text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_texts_are_left_alone(danger: DangerWords, text: str) -> None:
    assert not danger(text)


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("bit*", "bitten", True),
        ("*bite", "frostbite", True),
        ("*bite", "bites", False),
        ("*it*", "bites", True),
        ("dog ~ bit", "the dog suddenly and angrily bit me", True),
        ("dog ~ bit", "the dog that we met last year bit me", False),
        ("dog bit", "bit dog", False),
    ],
)
def test_patterns_mean_what_the_file_says(pattern: str, text: str, hit: bool) -> None:
    assert DangerWords((pattern,))(text) is hit


def test_calm_words_take_out_only_themselves() -> None:
    danger = DangerWords(("fire",), ("fire drill",))
    assert (danger("fire drill"), danger("fire drill and fire")) == (False, True)


def test_without_a_file_nothing_is_dangerous(tmp_path: Path) -> None:
    assert not load_danger(tmp_path / "none.toml")("fire")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[danger]\nde = ["~ !"]\n', "has no word"),
        ("danger = 3\n", "must be a table"),
        ("[dangr]\n", "unknown key"),
        ("[danger]\nde = 3\n", "list of strings"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "danger_words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=reason):
        load_danger(path)
