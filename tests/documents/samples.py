"""Certificates for tests, of invented people."""

from __future__ import annotations

from datetime import date

from bot.domain.certificate import Certificate, Row


def rows(count: int, task: str = "Sprachcafé") -> tuple[Row, ...]:
    """Return so many lines of a table."""
    return tuple(
        Row(day=f"{number % 28 + 1:02}.03.2026", task=f"{task} {number}", hours="2,5")
        for number in range(count)
    )


GERMAN = Certificate(
    language="de",
    rtl=False,
    made_on=date(2026, 11, 22),
    letterhead=("Sprachcafé Beispiel e. V.", "Beispielweg 1, 59423 Unna"),
    title="Bescheinigung über ehrenamtliche Tätigkeit",
    opening="Hiermit bestätigen wir, dass",
    name="Anneliese Müller-Łukasiewicz",
    paragraphs=("sich in unserer Initiative engagiert hat.", "Wir danken herzlich."),
    columns=Row(day="Datum", task="Aufgabe", hours="Stunden"),
    rows=rows(3),
    total="Insgesamt 7,5 Stunden",
    place_and_date="Unna, 22. November 2026",
    signature="Unterschrift",
    signer="Petra Beispiel",
    footer="Gültig mit Unterschrift",
)
ARABIC = Certificate(
    language="ar",
    rtl=True,
    made_on=date(2026, 11, 22),
    letterhead=("مقهى اللغة", "Beispielweg 1, 59423 Unna"),
    title="شهادة عمل تطوعي",
    opening="نشهد بأن",
    name="أحمد العلي",
    paragraphs=("شارك متطوعًا في \u2068Sprachcafé Unna\u2069 من 1 مارس 2026 إلى 31 أكتوبر 2026.",),
    columns=Row(day="التاريخ", task="المهمة", hours="الساعات"),
    rows=rows(3),
    total="المجموع: 7,5 ساعة",
    place_and_date="أونا، 22 نوفمبر 2026",
    signature="التوقيع",
    signer="Petra Beispiel",
    footer="صالحة مع التوقيع",
)
