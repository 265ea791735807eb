"""The workbook while it is being written: its sheets, its words, and where the rows of each figure stand."""

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from tracker.report import Report
from tracker.settings import Settings
from tracker.wording import Words
from tracker.write.look import Look, page, printable, widths

TOP = 2  # the first row of a sheet below its title and the way back
MOST_LINKS = 65_000  # Excel takes 65,530 on a sheet
TEAM = "\0"  # instead of a person: everybody's rows; no name can be this


@dataclass(frozen=True)
class Place:
    """Rows of one sheet, zero-based and inclusive; a link to them selects one cell in each row."""

    sheet: str
    column: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.last - self.first + 1

    @property
    def cells(self) -> str:
        """The rows as a reference: `'Sheet'!B5:B9`."""
        name = self.sheet.replace("'", "''")
        return f"'{name}'!{xl_range(self.first, self.column, self.last, self.column)}"

    def over(self, column: int) -> "Place":
        """The same rows in another column."""
        return replace(self, column=column)


class TooLong(Exception):
    """A sheet (its name) that would need more rows than a sheet has."""


Cells = tuple[str, int, int, int, int]  # sheet, first row and column, last row and column, zero-based


@dataclass(frozen=True)
class Drawn:
    """The numbers of a chart: the cells of its labels, and of each series its name, its numbers, its colour."""

    labels: Cells
    series: Sequence[tuple[tuple[str, int, int], Cells, str]]


@dataclass
class Draft:
    """One workbook being written. `places`: (figure, group) → rows; `at`: (customer_key, owner) → row; `drawn`: the
    numbers of each chart that has any; `repeated`: the columns whose headings each printed page has; `breaks`: the
    rows at which a printed page begins. `parts`: the workbooks that this is one of, where one was too long."""

    book: Workbook
    report: Report
    settings: Settings
    words: Words
    look: Look
    parts: Sequence[str] = ()
    most_rows: int = 1_048_576
    sheets: dict[str, Worksheet] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    at: dict[tuple[str, str], Place] = field(default_factory=dict)
    drawn: dict[str, "Drawn"] = field(default_factory=dict)
    repeated: dict[str, Sequence[object]] = field(default_factory=dict)
    breaks: dict[str, list[int]] = field(default_factory=dict)
    _blank: Format | None = None
    _vocabularies: dict[str, dict[str, str]] = field(default_factory=dict)

    def vocabulary(self, name: str) -> dict[str, str]:
        """code → word of one list; looked up once, because every row asks."""
        if name not in self._vocabularies:
            self._vocabularies[name] = self.settings.vocabulary(name)
        return self._vocabularies[name]

    def day(self, date: datetime.date) -> str:
        """Month and day, with the year where it is not this one."""
        return f"{date:%m-%d}" if date.year == self.report.as_of.year else f"{date:%Y-%m-%d}"

    def fit(self, name: str, rows: int) -> None:
        """Raises TooLong where so many rows are more than a sheet has."""
        if rows > self.most_rows:
            raise TooLong(self.words[f"sheet_{name}"])

    def blank(self) -> Format:
        """The hairline below an empty cell, for a conditional format."""
        if self._blank is None:
            self._blank = self.book.add_format({"bottom": 1, "bottom_color": self.look.palette["line"]})
        return self._blank

    def start(self, name: str, columns: Sequence[float]) -> Worksheet:
        """The sheet with its page, its widths, a title row, and a row with the way back and a note."""
        sheet = self.sheets[name]
        page(sheet, self.words.fill("footer", as_of=self.report.as_of.isoformat()))
        widths(sheet, columns)
        sheet.set_default_row(21)
        sheet.set_row(0, 30)
        sheet.freeze_panes(TOP, 1)
        sheet.write_string(0, 0, self.words[f"sheet_{name}"], self.look(font_size=16, bold=True, font_color="accent"))
        note = self.words[f"note_{name}"]
        self.link(
            sheet,
            1,
            0,
            Place(self.words["sheet_overview"], 0, 0, 0),
            self.words["back"],
            self.look(font_color="accent", font_size=9),
        )
        sheet.write_string(1, 1, note, self.look(font_color="muted", font_size=9))
        return sheet

    def section(self, sheet: Worksheet, row: int, text: str) -> None:
        """A heading inside a sheet."""
        sheet.set_row(row, 26)
        sheet.write_string(row, 0, text, self.look(font_size=12, bold=True, font_color="accent"))

    def link(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        place: Place | None,
        shown: str | float,
        style: Format,
        tip: str = "",
    ) -> None:
        """A cell that leads to `place`, or just says what it says when there is none."""
        if place is not None and sheet.hlink_count < MOST_LINKS:
            # A fixed text here, the real one below: the library would repeat it unescaped beside the link.
            sheet.write_url(row, column, f"internal:{place.cells}", style, string=self.words["arrow"], tip=tip or None)
        if isinstance(shown, int | float):
            sheet.write_number(row, column, shown, style)
        else:
            sheet.write_string(row, column, printable(shown), style)

    def source(
        self, sheet: Worksheet, row: int, column: int, target: str, shown: str, style: Format, linked: Format
    ) -> None:
        """A cell that leads to a cell of the inbox (`sources.targets`), or just says what it says."""
        if target and sheet.hlink_count < MOST_LINKS:
            sheet.write_url(row, column, f"external:{target}", linked, string=self.words["arrow"])
            sheet.write_string(row, column, printable(shown), linked)
        else:
            sheet.write_string(row, column, printable(shown), style)

    def figure(self, sheet: Worksheet, row: int, column: int, figure: str, group: str, style: Format) -> int:
        """The number of rows of one figure, leading to these rows; returns it."""
        place = self.places.get((figure, group))
        count = place.count if place else 0
        self.link(sheet, row, column, place, count, style, self.words["tip_rows"] if place else "")
        return count

    def record(self, figure: str, name: str, first: int, column: int, groups: pd.Series) -> None:
        """Remembers where the rows of a figure stand: for the team and for each group.

        `groups`: one value a row from `first` on, equal ones side by side; NA where the row does not count.
        """
        title = self.words[f"sheet_{name}"]
        named = zip(groups.tolist(), groups.isna().tolist(), strict=True)
        runs: dict[str | None, list[tuple[int, int]]] = {}
        row = first
        for group, run in itertools.groupby(None if missing else str(group) for group, missing in named):
            size = len(list(run))
            runs.setdefault(group, []).append((row, row + size - 1))
            row += size
        runs.pop(None, None)
        for group, found in runs.items():
            if len(found) == 1:
                self.places[figure, str(group)] = Place(title, column, *found[0])
        every = sorted(run for found in runs.values() for run in found)
        if every and all(end + 1 == start for (_, end), (start, _) in itertools.pairwise(every)):
            self.places[figure, TEAM] = Place(title, column, every[0][0], every[-1][1])
