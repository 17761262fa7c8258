"""The certificate of voluntary work as a PDF of A4 pages."""

from __future__ import annotations

from datetime import UTC, datetime, time

from bot.documents.drawing import Ink, Pen, Side
from bot.domain.certificate import Certificate, Row

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 25.0, 20.0, 20.0, 28.0  # margins; the left one as in DIN 5008
WIDTH = PAGE_WIDTH - LEFT - RIGHT
END = PAGE_HEIGHT - BOTTOM
FOOT = PAGE_HEIGHT - 20.0
DAY_WIDTH, HOURS_WIDTH, GAP = 38.0, 24.0, 4.0
TASK_WIDTH = WIDTH - DAY_WIDTH - HOURS_WIDTH - 2 * GAP
SIGNATURE_WIDTH = 75.0
FOOT_LINES = 3
LONGEST = 600  # characters of one text; what is longer was not meant for a certificate

TEXT, STRONG, SMALL = Ink(), Ink(bold=True), Ink(size=8.5, grey=90)
TABLE, HEAD = Ink(size=10), Ink(size=10, bold=True)
TITLE, NAME = Ink(size=20, bold=True), Ink(size=17, bold=True)
LETTERHEAD, SENDER = Ink(size=10, grey=60), Ink(size=12, bold=True)


def make(certificate: Certificate) -> bytes:
    """Return ``certificate`` as a PDF; the same certificate always gives the same bytes."""
    sheet = _Sheet(certificate, pages=1)
    sheet.fill()
    if sheet.number > 1:
        _ = sheet.pen.close()
        sheet = _Sheet(certificate, pages=sheet.number)
        sheet.fill()
    return sheet.pen.close()


class _Sheet:
    """One pass over all that a certificate says; ``pages`` is how many an earlier pass needed."""

    def __init__(self, certificate: Certificate, *, pages: int) -> None:
        self.one = certificate
        self.pen = Pen(rtl=certificate.rtl)
        self.pages = pages
        self.number = 0
        self.y = TOP
        self._in_table = False
        pdf = self.pen.pdf
        pdf.set_title(self.pen.readable(certificate.title))
        pdf.set_lang(certificate.language)
        pdf.set_creation_date(datetime.combine(certificate.made_on, time(12), tzinfo=UTC))
        pdf.set_producer("Lotse")

    def fill(self) -> None:
        one = self.one
        self._new_page()
        self._letterhead()
        self._text(one.title, TITLE, side=Side.CENTRE, above=12)
        self._text(one.opening, TEXT, side=Side.CENTRE, above=8)
        self._text(one.name, NAME, side=Side.CENTRE, above=4)
        for paragraph in one.paragraphs:
            self._text(paragraph, TEXT, above=4)
        self._table()
        self._text(one.total, STRONG, above=5)
        self._signature()

    # --- pages --------------------------------------------------------------------------------

    def _new_page(self) -> None:
        self.pen.pdf.add_page()
        self.number += 1
        self._foot()
        self.y = TOP
        if self._in_table:
            self._table_row(self.one.columns, HEAD, rule=0.4)

    def _need(self, height: float) -> None:
        if self.y + height > END:
            self._new_page()

    def _foot(self) -> None:
        lines = self._lines(self.one.footer, WIDTH, SMALL)[:FOOT_LINES]
        y = FOOT
        for line in lines:
            self.pen.write(line, LEFT, y, WIDTH, ink=SMALL, side=Side.CENTRE)
            y += SMALL.height
        if self.pages > 1:
            place = f"{self.number} / {self.pages}"
            self.pen.write(place, LEFT, FOOT - SMALL.height - 1, WIDTH, ink=SMALL, side=Side.END)

    # --- texts --------------------------------------------------------------------------------

    def _lines(self, text: str, width: float, ink: Ink) -> list[str]:
        return self.pen.lines(text[:LONGEST], width, ink)

    def _text(self, text: str, ink: Ink, *, side: Side = Side.START, above: float = 0) -> None:
        """Write ``text`` below what is there, ``above`` millimetres under it."""
        lines = self._lines(text, WIDTH, ink)
        if lines:
            self.y += above
        for line in lines:
            self._need(ink.height)
            self.pen.write(line, LEFT, self.y, WIDTH, ink=ink, side=side)
            self.y += ink.height

    def _letterhead(self) -> None:
        for number, line in enumerate(self.one.letterhead):
            self._text(line, LETTERHEAD if number else SENDER)
        if self.one.letterhead:
            self.y += 3
            self._rule(LEFT, WIDTH, 0.3)

    def _rule(self, x: float, width: float, thickness: float) -> None:
        pdf = self.pen.pdf
        pdf.set_draw_color(120)
        pdf.set_line_width(thickness)
        pdf.line(x, self.y, x + width, self.y)

    # --- table --------------------------------------------------------------------------------

    def _table(self) -> None:
        if not self.one.rows:
            return
        self.y += 7
        self._need(HEAD.height + TABLE.height + 6)
        self._table_row(self.one.columns, HEAD, rule=0.4)
        self._in_table = True
        for row in self.one.rows:
            self._table_row(row, TABLE, rule=0.1)
        self._in_table = False

    def _table_row(self, row: Row, ink: Ink, *, rule: float) -> None:
        """Write one row; it stays on one page if it is not longer than a page itself."""
        cells = (
            self._lines(row.day, DAY_WIDTH, ink),
            self._lines(row.task, TASK_WIDTH, ink),
            self._lines(row.hours, HOURS_WIDTH, ink),
        )
        count = max(map(len, cells))
        height = count * ink.height + 2
        if height <= END - TOP - 20:
            self._need(height)
        self.y += 1
        for number in range(count):
            self._need(ink.height + 1)
            line = tuple(cell[number] if number < len(cell) else "" for cell in cells)
            self._table_line(line, ink)
        self.y += 1
        self._rule(LEFT, WIDTH, rule)

    def _table_line(self, line: tuple[str, ...], ink: Ink) -> None:
        widths = (DAY_WIDTH, TASK_WIDTH, HOURS_WIDTH)
        offset = 0.0
        for text, width, side in zip(
            line, widths, (Side.START, Side.START, Side.END), strict=True
        ):
            x = LEFT + (WIDTH - offset - width if self.one.rtl else offset)
            self.pen.write(text, x, self.y, width, ink=ink, side=side)
            offset += width + GAP
        self.y += ink.height

    # --- end ----------------------------------------------------------------------------------

    def _signature(self) -> None:
        """Write place, date and the line to sign on, all on one page."""
        one = self.one
        signer = self._lines(one.signer, SIGNATURE_WIDTH, TEXT)
        label = self._lines(one.signature, SIGNATURE_WIDTH, SMALL)
        below = len(signer) * TEXT.height + len(label) * SMALL.height
        self._need(min(12 + 2 * TEXT.height + 20 + below, END - TOP - 20))
        self._text(one.place_and_date, TEXT, above=12)
        self.y += 20
        x = PAGE_WIDTH - RIGHT - SIGNATURE_WIDTH if one.rtl else LEFT
        self._rule(x, SIGNATURE_WIDTH, 0.3)
        self.y += 1.5
        for lines, ink in ((signer, TEXT), (label, SMALL)):
            for line in lines:
                self._need(ink.height)
                self.pen.write(line, x, self.y, SIGNATURE_WIDTH, ink=ink, side=Side.START)
                self.y += ink.height
