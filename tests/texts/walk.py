"""Print every sample message as a reader of one language sees it: python -m tests.texts.walk ar."""

from __future__ import annotations

import sys

from bot.texts.limits import visible
from bot.texts.render import render
from tests.texts.checks import reader
from tests.texts.hostile import FSI, PDI, RLM
from tests.texts.samples import SAMPLES

_HIDDEN = str.maketrans("", "", FSI + PDI + RLM)


def walk(language: str) -> str:
    """Return all samples in ``language``, buttons in brackets, direction marks left out."""
    parts: list[str] = []
    for message in SAMPLES:
        made = render(message, reader(language))
        rows = ["  ".join(f"[{button.label}]" for button in row) for row in made.buttons]
        shown = "\n".join((visible(made.html), *rows)).translate(_HIDDEN)
        parts.append(f"── {type(message).__name__}\n{shown}")
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(walk(sys.argv[1] if len(sys.argv) > 1 else "en"))
