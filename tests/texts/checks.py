"""What must be true of every rendered message; tests and mutants use the same checks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import bot.conversation.dispatcher  # noqa: F401  (fills the table of flows)
from bot.conversation.buttons import encode
from bot.conversation.registry import PRESSES
from bot.domain.messages import Message
from bot.domain.messages_newcomer import TopicAnswer
from bot.domain.people import utf16_length
from bot.domain.rendered import Button, Rendered
from bot.sandbox.html_parser import parse_html
from bot.sandbox.values import Json
from bot.texts.catalogue import available
from bot.texts.limits import visible
from bot.texts.render import Reader, render
from tests.texts.hostile import FSI, PDI, RLM, problems_of_isolates, tags_of
from tests.texts.leaves import Leaf, shown, texts_of
from tests.texts.samples import ANSWER, SAMPLES

ZONE = ZoneInfo("Europe/Berlin")
LANGUAGES = available()
HARMLESS = "Qzx1Qzx"


def reader(language: str) -> Reader:
    """Return somebody who reads ``language``."""
    return Reader(language=language, zone=ZONE)


def answer(*, slug: str, answer_language: str) -> TopicAnswer:
    """Return an answer card of the topic ``slug``."""
    return replace(ANSWER, slug=slug, language=answer_language)


@lru_cache(maxsize=64)
def parsed(html: str) -> tuple[str, list[Json]]:
    """Return visible text and entities as Telegram reads them; it refuses what it cannot."""
    return parse_html(html)


def buttons(message: Rendered) -> list[Button]:
    """Return all buttons of a message."""
    return [button for row in message.buttons for button in row]


def problems(message: Rendered) -> list[str]:
    """Return what Telegram would refuse, or a reader would stumble over."""
    text, _entities = parsed(message.html)
    limit = 1024 if message.document or message.file else 4096
    found = [f"text: {one}" for one in problems_of_isolates(text)]
    if utf16_length(text) > limit:
        found.append(f"{utf16_length(text)} units, at most {limit}")
    if not text.strip() and not message.file and not message.venue:
        found.append("no text")
    if len(buttons(message)) > 100:
        found.append(f"{len(buttons(message))} buttons")
    for button in buttons(message):
        found += [f"{button.label!r}: {one}" for one in _problems_of(button)]
    return found


def _problems_of(button: Button) -> list[str]:
    found = problems_of_isolates(button.label)
    if not button.label.strip(FSI + PDI + " \u200c\u200d"):
        found.append("empty label")
    if utf16_length(button.label) > 64:
        found.append("label too long")
    if "\n" in button.label:
        found.append("label of several lines")
    if button.copy is not None and not 1 <= utf16_length(button.copy) <= 256:
        found.append("nothing to copy, or too much")
    if button.press is not None:
        if len(encode(button.press).encode()) > 64:
            found.append("payload too long")
        entry = PRESSES.get(button.press.action)
        if entry is None:
            found.append(f"nobody handles {button.press.action}")
        elif not entry.takes(button.press.args):
            found.append(f"{button.press.action} takes {entry.args}, not {button.press.args}")
    return found


@cache
def _harmless(leaf: Leaf, language: str) -> tuple[str, tuple[str, ...], int]:
    made = render(leaf.put(HARMLESS), reader(language))
    text, entities = parsed(made.html)
    return text.replace(RLM, ""), tuple(tags_of(made.html)), len(entities)


def forget() -> None:
    """Forget the harmless renderings, because the renderers changed."""
    _harmless.cache_clear()


def not_isolated(language: str) -> list[str]:
    """Return the values that stand between our words without marks around them."""
    found: list[str] = []
    for message in SAMPLES:
        for leaf in texts_of(message):
            made = render(leaf.put(HARMLESS), reader(language))
            shown_lines = visible(made.html).replace(RLM, "").splitlines()
            labels = [button.label for button in buttons(made)]
            for line in (*shown_lines, *labels):
                whole = f"{FSI}{HARMLESS}{PDI}" in line or line in {HARMLESS, f"• {HARMLESS}"}
                if HARMLESS in line and not whole and not _may_be_bare(leaf):
                    found.append(f"{type(message).__name__}{leaf.path}: {line}")
    return found


def _may_be_bare(leaf: Leaf) -> bool:
    """Links, whose address must not change, and the running text of an answer."""
    return (
        leaf.path.endswith((".link", ".web")) or ".spans." in leaf.path or ".sources." in leaf.path
    )


def breaches(message: Message, leaf: Leaf, value: str, language: str) -> list[str]:
    """Return where ``value`` in the place of ``leaf`` is more or less than its own text."""
    made = render(leaf.put(value), reader(language))
    found = problems(made)
    text, entities = parsed(made.html)
    # Whether a line needs our own mark depends on its letters; problems() has looked at it.
    text = text.replace(RLM, "")
    harmless, tags, number = _harmless(leaf, language)
    wanted = shown(message, leaf, value)
    expected = harmless.replace(HARMLESS, wanted)
    if utf16_length(wanted) > 400:
        # Cut somewhere behind; up to there it is the same.
        start = harmless.find(HARMLESS)
        until = start + 200 if start >= 0 else 0
        text, expected = text[:until], expected[:until]
    elif tuple(tags_of(made.html)) != tags or (wanted and len(entities) != number):
        found.append(f"tags {tags_of(made.html)}")
    if text != expected:
        found.append(f"shown as {text!r}, not {expected!r}")
    return found
