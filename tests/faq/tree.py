"""A small made-up content tree for tests."""

from __future__ import annotations

from pathlib import Path

FACTS = """
[phone.fire]
value = "112"
source = "example.org"
checked_on = 2026-10-01
valid_until = 2027-10-01

[phone.office]
value = "+49 2931 820"
source = "example.org"
checked_on = 2026-10-01
valid_until = 2027-10-01

[eur.fee]
value = "18.36"
source = "example.org"
checked_on = 2026-09-01
valid_until = 2027-09-01

[date.end]
value = 2027-03-04
source = "example.org"
checked_on = 2026-10-01
valid_until = 2027-03-04

[url.site]
value = "https://example.org/help"
source = "example.org"
checked_on = 2026-10-01
"""
HEADER = """+++
title = "{title}"
questions = ["{question}"]
aliases = ["{alias}"]
group = "home"
related = ["{related}"]
sources = ["example.org"]
reviewed_on = 2026-11-01
review_by = 2027-05-01
+++
"""
MILL = "Call **{phone:fire}** at once.\n\n- Fee {eur:fee}\n- Until {date:end}, see {url:site}\n"
BOAT = "Ask at {phone:office}.\n\nThe boat leaves at 9.\n"
TEXTS = {
    ("de", "mill"): ("Die Mühle", "Wann mahlt die Mühle?", "Windmühle", "boat", MILL),
    ("de", "boat"): ("Das Boot", "Wann fährt das Boot?", "Ruderboot", "mill", BOAT),
    ("en", "mill"): ("The windmill", "When does the windmill grind?", "grinding", "boat", MILL),
    ("en", "boat"): ("The rowing boat", "When does the boat leave?", "rowing", "mill", BOAT),
}


def header(title: str, question: str = "q?", alias: str = "a", related: str = "boat") -> str:
    return HEADER.format(title=title, question=question, alias=alias, related=related)


def write_tree(root: Path) -> Path:
    """Two topics in two languages, without a fault."""
    (root / "facts.toml").write_text(FACTS, encoding="utf-8")
    for (language, slug), (title, question, alias, related, body) in TEXTS.items():
        folder = root / language / "faq"
        folder.mkdir(parents=True, exist_ok=True)
        text = header(title, question, alias, related) + body
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")
    ways = "slug\tway\nmill\tgrind my corn\nboat\tcross the river\n"
    (root / "en" / "faq" / "asking.tsv").write_text(ways, encoding="utf-8")
    return root


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
