"""The languages people can say they speak, and shifts can ask for."""

from __future__ import annotations

# BCP 47 tags, the most spoken in NRW's initiatives first. Dari and Kurmanji stand beside Persian
# and Sorani because their speakers name them so.
SPOKEN = (
    "de",
    "en",
    "uk",
    "ru",
    "ar",
    "fa",
    "prs",
    "tr",
    "kmr",
    "ckb",
    "ps",
    "fr",
    "ti",
    "so",
    "sq",
    "ro",
    "bg",
    "pl",
    "sr",
    "rom",
    "es",
    "it",
    "pt",
    "bs",
    "hr",
    "am",
    "vi",
    "zh",
)
