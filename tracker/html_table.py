"""A web page saved as .xls into rows of cells: every table below the other, as Excel lays them out."""

import re
from html.parser import HTMLParser

from tracker.references import LAST_COLUMN, LAST_ROW, Merge

BEFORE = r"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!doctype\s+html[^>]*>\s*)*"
START = re.compile(BEFORE + r"<(?:html|head|meta|body|style|div|table)\b", re.IGNORECASE | re.DOTALL)
SPACE = re.compile(r"[ \t\r\n]+")
UNSEEN = {"style", "script", "title", "xml"}
PARTED = {"p", "div", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
MOST_COVERED = 2_000_000  # cells that others may say they cover


def is_page(text: str) -> bool:
    """Whether a text is a web page."""
    return START.match(text) is not None


def has_table(text: str) -> bool:
    """Whether there is a table in the page itself, not in other pages that it only frames."""
    return "<table" in text.lower()


def rows(text: str) -> tuple[list[list[str]], list[Merge], frozenset[int]]:
    """The cells of a page, row by row, their merged ranges, and the hidden rows (Excel's numbers)."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_row()
    last = len(page.cells) - 1
    merges = [(first, (min(row, last), column)) for first, (row, column) in page.merges]
    return page.cells, merges, frozenset(page.hidden)


class _Page(HTMLParser):
    """Gathers `cells`, `merges` and `hidden` rows while it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[list[str]] = []
        self.merges: list[Merge] = []
        self.hidden: list[int] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._loose: list[str] = []  # text between the tables
        self._span = (1, 1)
        self._above: dict[int, int] = {}  # column → how many more rows a cell above covers
        self._unseen = self._covered = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self.end_row()
            self._row = []
            if "display:none" in said.get("style", "").replace(" ", "").lower():
                self.hidden.append(len(self.cells) + 1)
        elif tag in ("td", "th"):
            self._end_cell()
            self._row = [] if self._row is None else self._row
            self._cell = []
            self._span = (_number(said.get("rowspan"), LAST_ROW), _number(said.get("colspan"), LAST_COLUMN))
        elif self._cell is not None:
            self._cell += ["\n"] if tag == "br" else []
        elif tag in PARTED:
            self.end_row()
            self._above = {}

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table") or (tag in PARTED and self._cell is None):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            gathered = self._cell if self._cell is not None else self._loose if self._row is None else []
            gathered.append(SPACE.sub(" ", data))

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![` with no section that the library knows is a comment, as browsers have it."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def end_row(self) -> None:
        """What has been gathered is a row: of a table, or a text before or after one."""
        self._end_cell()
        loose, self._loose = "".join(self._loose).strip(), []
        if loose:
            self.cells.append([loose])
        if self._row is not None:
            self.cells.append(self._row)
            self._above = {column: rows - 1 for column, rows in self._above.items() if rows > 1}
        self._row = None

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        row, row_length, (down, across) = len(self.cells), len(self._row), self._span
        column = row_length
        if self._covered > MOST_COVERED:
            self._above, down, across = {}, 1, 1
        while self._above.get(column, 0) > 0:
            column += 1
        across = min(across, max(LAST_COLUMN - column, 1))
        self._covered += column - row_length + across - 1
        text = "\n".join(line.strip() for line in "".join(self._cell).split("\n")).strip()
        self._row += [""] * (column - row_length) + [text] + [""] * (across - 1)
        if down > 1:
            self._above |= dict.fromkeys(range(column, column + across), down)
        if (down, across) != (1, 1):
            self.merges.append(((row, column), (row + down - 1, column + across - 1)))
        self._cell = None


def _number(text: str | None, most: int) -> int:
    digits = re.match(r"\s*(\d{1,9})", text or "")
    return min(max(int(digits[1]), 1), most) if digits else 1
