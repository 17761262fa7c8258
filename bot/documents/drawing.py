"""Lines of text in several scripts and both directions, drawn on pages of A4.

The library shapes one run of letters of one font and one direction. Which runs there are, and in
what order they stand, is decided here, line by line (Unicode Standard Annex 9, rules L1 and L2):
a line is broken first and ordered then, otherwise long right-to-left texts come out upside down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import accumulate, groupby

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont
from fpdf.line_break import Fragment
from typing_extensions import override

from bot.domain.people import printable
from bot.domain.place import locales_folder

LINE = 1.45  # height of a line in heights of its letters
POINT_MM = 25.4 / 72
# The library orders signs between letters by recursion; more than a line of them is too deep.
LONGEST_WORD, LONGEST_LINE = 200, 400
UNKNOWN = "\ufffd"
_LATIN, _ARABIC = "Sans", "Naskh"
_FILES = {_LATIN: "NotoSans", _ARABIC: "NotoNaskhArabic"}
_FSI, _PDI = "\u2068", "\u2069"
_ISOLATES = re.compile(f"([{_FSI}{_PDI}])")
# Scripts that turn no line; most texts are of such letters only.
_LEFT_TO_RIGHT = re.compile("[ -\u058f]*")
_JOINERS = "\u200c\u200d"
_DIRECTIONS = ("paragraph_direction", "fragment_direction")
_MARKS = ("Mn", "Me", "Mc")
_SIGNS = ("So", "Sk", "Cf", "Cc", "Cn", "Co", "Cs", "Mn", "Me")


class Side(Enum):
    """Where a line stands; start is the left side, in right-to-left papers the right one."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """How letters look: size in points, weight, grey from 0 (black) to 255 (white)."""

    size: float = 11.0
    bold: bool = False
    grey: int = 0

    @property
    def height(self) -> float:
        """Return the height of a line in millimetres."""
        return self.size * POINT_MM * LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Letters that stand side by side in one font and one direction; ``level`` as in UAX 9."""

    text: str
    font: str
    level: int


class _Sheets(FPDF):
    """Pages that take every text as one run.

    The library would cut it once more, also between an Arabic letter and its vowel sign, which
    then no longer join.
    """

    @override
    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        if self.text_shaping:
            direction = self.text_shaping["direction"]
            self.text_shaping |= dict.fromkeys(_DIRECTIONS, direction)
        return (Fragment(text, self._get_current_graphics_state(), self.k),) if text else ()


class Pen:
    """Writes on the pages of one file; lengths in millimetres from the upper left corner."""

    def __init__(self, *, rtl: bool) -> None:
        """Open an empty file whose lines begin on the left, or with ``rtl`` on the right."""
        self.pdf = _Sheets(orientation="portrait", unit="mm", format="A4")
        self.pdf.alias_nb_pages("")  # "{nb}" is a text like any other
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.c_margin = 0
        self.rtl = rtl
        folder = locales_folder() / "fonts"
        for family, name in _FILES.items():
            self.pdf.add_font(family, "", folder / f"{name}-Regular.ttf")
            self.pdf.add_font(family, "B", folder / f"{name}-Bold.ttf")
        self._letters = {
            family: frozenset(font.cmap)
            for family in _FILES
            if isinstance(font := self.pdf.fonts[family.lower()], TTFFont)
        }
        self._first = _ARABIC if rtl else _LATIN
        self._font_of = cache(self._look_up)

    def close(self) -> bytes:
        """Return the finished file and let go of the fonts."""
        content = bytes(self.pdf.output())
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
        return content

    def width(self, text: str, ink: Ink) -> float:
        """Return how wide ``text``, which :meth:`readable` returned, is on one line."""
        return sum(self._width(run, ink) for run in self.runs(text))

    def readable(self, text: str) -> str:
        """Return what of ``text`` can be printed, spaces folded.

        Of direction marks only well-formed isolates stay: they keep names and numbers apart and
        are never drawn. Signs that no font has (emoji) fall away; a letter that no font has
        leaves a sign that something is missing.
        """
        parts = _ISOLATES.split(text)
        depths = list(accumulate((one == _FSI) - (one == _PDI) for one in parts))
        whole = min(depths) == depths[-1] == 0
        kept = (
            part if whole and part in {_FSI, _PDI} else "".join(map(self._known, printable(part)))
            for part in parts
        )
        return " ".join("".join(kept).split())

    def lines(self, text: str, width: float, ink: Ink) -> list[str]:
        """Return ``text`` broken into lines that are at most ``width`` wide; words may break."""
        space = self.width(" ", ink)
        out: list[str] = []
        line, used = "", 0.0
        for word in self._words(self.readable(text), width, ink):
            wide = self.width(word, ink)
            full = used + space + wide > width or len(line) + len(word) > LONGEST_LINE
            if line and full:
                out.append(line)
                line, used = "", 0.0
            line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
        return list(_closed([*out, line] if line else out))

    def write(self, line: str, x: float, y: float, width: float, *, ink: Ink, side: Side) -> None:
        """Write one of :meth:`lines` into the box at ``x``, ``y`` that is ``width`` wide."""
        runs = self.runs(line)
        widths = [self._width(run, ink) for run in runs]
        free = width - sum(widths)
        at_right = (side is Side.END) is not self.rtl
        at = x + (free / 2 if side is Side.CENTRE else free if at_right else 0)
        self.pdf.set_text_color(ink.grey)
        for run, wide in zip(runs, widths, strict=True):
            self._choose(run, ink)
            self.pdf.set_xy(at, y)
            self.pdf.cell(wide, ink.height, run.text)
            at += wide

    def runs(self, line: str) -> list[Run]:
        """Return the runs of one line from left to right."""
        if (
            not self.rtl
            and _LEFT_TO_RIGHT.fullmatch(line)
            and self._letters[_LATIN] >= set(map(ord, line))
        ):
            return [Run(text=line, font=_LATIN, level=0)] if line else []
        base = TextDirection.RTL if self._runs_left(line) else TextDirection.LTR
        paragraph = BidiParagraph(text=line, base_direction=base, preserve_bn_chars=True)
        paragraph.reorder_resolved_levels()  # rule L1 changes the levels in place
        pieces: list[tuple[str, str, int]] = []
        font = self._first
        for char in paragraph.characters:
            if char.character in {_FSI, _PDI}:
                continue
            font = self._font_after(char.character, font, char.embedding_level)
            pieces.append((char.character, font, char.embedding_level))
        runs = [
            Run(text="".join(piece[0] for piece in group), font=key[0], level=key[1])
            for key, group in groupby(pieces, key=lambda piece: (piece[1], piece[2]))
        ]
        return in_order(runs)

    def _runs_left(self, line: str) -> bool:
        """Tell whether the line is read from right to left.

        A line whose letters are all of the other direction, such as a Latin letterhead on an
        Arabic paper, follows its letters, so that its full stop stands at its end.
        """
        kinds = {unicodedata.bidirectional(char) for char in line}
        to_left, to_right = bool(kinds & {"R", "AL"}), "L" in kinds
        return to_left if to_left is not to_right else self.rtl

    def _words(self, text: str, width: float, ink: Ink) -> Iterator[str]:
        for word in text.split(" "):
            rest = word
            while len(rest) > LONGEST_WORD or (rest and self.width(rest, ink) > width):
                at = self._fitting(rest, width, ink)
                yield rest[:at]
                rest = rest[at:]
            if rest:
                yield rest

    def _fitting(self, word: str, width: float, ink: Ink) -> int:
        """Return how many characters of ``word`` fit, at least one letter with its marks."""
        low, high = 1, min(len(word) - 1, LONGEST_WORD)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(word[:middle], ink) <= width:
                low = middle
            else:
                high = middle - 1
        at = low
        while at > 1 and _belongs_to_the_letter_before(word[at]):
            at -= 1
        return at if not _belongs_to_the_letter_before(word[at]) else low

    def _width(self, run: Run, ink: Ink) -> float:
        self._choose(run, ink)
        return float(self.pdf.get_string_width(run.text))

    def _choose(self, run: Run, ink: Ink) -> None:
        self.pdf.set_font(run.font, "B" if ink.bold else "", ink.size)
        self.pdf.set_text_shaping(
            direction=TextDirection.RTL if run.level % 2 else TextDirection.LTR
        )

    def _known(self, char: str) -> str:
        if char.isspace():
            return " "
        if char in _JOINERS or self._font_of(char) is not None:
            return char
        return "" if unicodedata.category(char) in _SIGNS else UNKNOWN

    def _look_up(self, char: str) -> str | None:
        order = (_ARABIC, _LATIN) if self._first == _ARABIC else (_LATIN, _ARABIC)
        for family in order:
            if ord(char) in self._letters[family]:
                return family
        return None

    def _font_after(self, char: str, font: str, level: int) -> str:
        """Return the font for ``char``; signs between letters take the one of their direction."""
        if level == int(self.rtl) and not char.isalnum():
            font = font if char in _JOINERS else self._first
        neutral = char in _JOINERS or not char.isalnum()
        if neutral and (char in _JOINERS or ord(char) in self._letters[font]):
            return font
        return self._font_of(char) or font


def in_order(runs: list[Run]) -> list[Run]:
    """Return ``runs``, given as they are read, as they stand from left to right (rule L2)."""
    out = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        turned: list[Run] = []
        for high, group in groupby(out, key=lambda run: run.level >= level):
            together = list(group)
            turned += reversed(together) if high else together
        out = turned
    return out


def _closed(lines: Iterable[str]) -> Iterator[str]:
    """Yield ``lines`` so that no isolate goes on from one into the next."""
    depth = 0
    for line in lines:
        opened = _FSI * depth + line
        depth = opened.count(_FSI) - opened.count(_PDI)
        yield opened + _PDI * depth


def _belongs_to_the_letter_before(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in _MARKS
