"""Topics as the newcomer reads them, loaded from ``DIR/<language>/faq/<slug>.md``.

A file has a TOML header between two lines ``+++`` and a Markdown body. Only ``title`` and the
body must be there to load; what the product asks for besides is checked by ``bot.faq.check``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.faq.blocks import Block, UnknownFactError, fact_names, parse_blocks
from bot.faq.errors import ContentError
from bot.faq.facts import Fact, FactKind, Facts, load_facts
from bot.faq.tables import Reader, parse_toml, read_text

_FENCE = "+++"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER = frozenset(
    {"title", "questions", "aliases", "group", "related", "sources"}
    | {"reviewed_on", "review_by", "translated_by", "native_review"}
    | {"version", "source_version"}
)
_ASKING_HEADER = "slug\tway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic in one language.

    ``lead`` is the first block and stands alone, ``rest`` what follows. ``ways`` are ways people
    ask for it, for search only. ``body`` is the Markdown as written, ``body_line`` its first line.
    ``version`` counts the changes of meaning of a source, ``source_version`` is the version of the
    source that a translation follows.
    """

    slug: str
    language: str
    title: str
    questions: tuple[str, ...]
    aliases: tuple[str, ...]
    ways: tuple[str, ...]
    group: str
    related: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed_on: date | None
    review_by: date | None
    translated_by: str
    native_review: bool
    version: int
    source_version: int
    lead: Block
    rest: tuple[Block, ...]
    facts: tuple[Fact, ...]
    body: str
    body_line: int
    path: Path

    def is_due(self, today: date) -> bool:
        """Whether the review day or the validity of any used fact lies before ``today``."""
        late = self.review_by is not None and self.review_by < today
        return late or any(fact.is_due(today) for fact in self.facts)

    def checked_on(self) -> date | None:
        """The oldest day on which the text or one of its facts was checked; None if unknown."""
        days = [fact.checked_on for fact in self.facts]
        return min([*days, self.reviewed_on]) if self.reviewed_on else None


class Content:
    """All topics and facts of an installation."""

    def __init__(self, root: Path, topics: tuple[Topic, ...], facts: Facts) -> None:
        self.root = root
        self.facts = facts
        self.topics = topics
        self.languages = tuple(sorted({topic.language for topic in topics}))
        self.slugs = tuple(sorted({topic.slug for topic in topics}))
        self._by_key = {(topic.slug, topic.language): topic for topic in topics}

    def topic(self, slug: str, language: str) -> Topic | None:
        """The topic in exactly this language, or None."""
        return self._by_key.get((slug, language))

    def best(self, slug: str, languages: tuple[str, ...]) -> Topic | None:
        """The topic in the first of these languages that has it, or None."""
        found = (self._by_key.get((slug, language)) for language in languages)
        return next((topic for topic in found if topic is not None), None)

    def in_language(self, language: str) -> Iterator[Topic]:
        """The topics of a language, in the order of their slugs."""
        return (topic for topic in self.topics if topic.language == language)

    def due(self, today: date) -> tuple[Topic, ...]:
        """The topics that may be out of date."""
        return tuple(topic for topic in self.topics if topic.is_due(today))


def _split(path: Path, text: str) -> tuple[str, str, int]:
    """Header, body and the line at which the body begins."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        raise ContentError(path, 1, "the file must begin with a line +++")
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise ContentError(path, len(lines), "the second line +++ after the header is missing")


def _load_topic(path: Path, language: str, facts: Facts, ways: tuple[str, ...]) -> Topic:
    slug = path.stem
    if not _SLUG.fullmatch(slug):
        raise ContentError(path, None, "a file name has small letters, digits and - only")
    header, body, body_line = _split(path, read_text(path))
    reader = Reader(path, parse_toml(path, header, 2), header, 2)
    reader.only(_HEADER)
    try:
        blocks = parse_blocks(body, body_line, facts.find)
    except UnknownFactError as error:
        reason = f"facts.toml knows no “{error.name}”"
        raise ContentError(path, error.line, reason) from error
    if not blocks:
        raise ContentError(path, body_line, "the text is empty")
    used = (facts.find(FactKind(k), key) for k, _, key in _names(body))
    return Topic(
        slug=slug,
        language=language,
        title=reader.need_text("title"),
        questions=reader.texts("questions"),
        aliases=reader.texts("aliases"),
        ways=ways,
        group=reader.text("group"),
        related=reader.texts("related"),
        sources=reader.texts("sources"),
        reviewed_on=reader.day("reviewed_on"),
        review_by=reader.day("review_by"),
        translated_by=reader.text("translated_by"),
        native_review=reader.flag("native_review"),
        version=reader.count("version"),
        source_version=reader.count("source_version"),
        lead=blocks[0],
        rest=blocks[1:],
        facts=tuple(fact for fact in used if fact is not None),
        body=body,
        body_line=body_line,
        path=path,
    )


def _names(body: str) -> Iterator[tuple[str, str, str]]:
    return (name.partition(":") for name in fact_names(body))


def _load_ways(path: Path, slugs: frozenset[str]) -> dict[str, list[str]]:
    """The lines of ``asking.tsv`` as slug → ways; empty if there is no such file."""
    if not path.exists():
        return {}
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != _ASKING_HEADER:
        raise ContentError(path, 1, "the first line must be “slug”, a tab and “way”")
    ways: dict[str, list[str]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        slug, tab, way = line.partition("\t")
        if not tab or not way.strip() or "\t" in way:
            raise ContentError(path, number, "a line is a slug, one tab and a way of asking")
        if slug not in slugs:
            raise ContentError(path, number, f"there is no topic “{slug}” beside this file")
        ways.setdefault(slug, []).append(way.strip())
    return ways


def _load_language(folder: Path, facts: Facts, *, asking: bool) -> Iterator[Topic]:
    paths = sorted(folder.glob("*.md"))
    slugs = frozenset(path.stem for path in paths)
    ways = _load_ways(folder / "asking.tsv", slugs) if asking else {}
    for path in paths:
        own = tuple(ways.get(path.stem, ()))
        yield _load_topic(path, folder.parent.name, facts, own)


def load_content(root: Path, *, asking: bool = True) -> Content:
    """Everything below ``root``: topics, ways of asking (if ``asking``) and ``facts.toml``.

    Raises:
        ContentError: A file cannot be read, or there is no topic at all.
    """
    facts = load_facts(root / "facts.toml")
    topics: list[Topic] = []
    for folder in sorted(root.glob("*/faq")):
        topics.extend(_load_language(folder, facts, asking=asking))
    if not topics:
        raise ContentError(root, None, "no topics here (expected <language>/faq/<slug>.md)")
    return Content(root, tuple(topics), facts)
