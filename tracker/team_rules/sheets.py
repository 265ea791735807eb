"""The sheets of a rules workbook as lines: under the header, without the example, index = Excel row."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pandas as pd

from tracker import read
from tracker.clean import text
from tracker.errors import CallError
from tracker.find import Dropped
from tracker.layout import Cells
from tracker.settings import Settings
from tracker.team_rules.shapes import ABOUT, CODE, Shape, shapes
from tracker.team_rules.wrong import Wrong
from tracker.vocabulary import EXAMPLE, Vocabulary, compared
from tracker.wording import LANGUAGES

HEADER_WITHIN = 10  # rows: a title and notes may stand above


@dataclass(frozen=True)
class Lines:
    """The filled lines of one sheet: `raw` cells and their `text`, a column each of the shape's; `at`: column → its
    number in the sheet, from 1. A column that the sheet does not have is empty and at 0."""

    shape: Shape
    raw: pd.DataFrame
    text: pd.DataFrame
    at: Mapping[str, int]

    def wrong(self, key: str, row: Hashable, column: str, *allowed: str) -> Wrong:
        """A mistake in one cell."""
        return Wrong(self.shape.name, int(str(row)), self.at[column], key, str(self.text.at[row, column]), allowed)


def book(path: Path, shipped: Settings) -> read.Book:
    """The rules workbook as it stands. Raises CallError where the file is no workbook."""
    words = shipped.words("team_rules")
    book = read.book(Dropped(path, path.name))
    if book.problem not in ("", "no_cells"):
        why = shipped.words("inputs")
        raise CallError(
            words.fill("unreadable", file=path, why=why[book.problem], remedy=why[f"{book.problem}.remedy"])
        )
    return book


def language(book: read.Book, shipped: Settings) -> Settings:
    """The settings in the language that the workbook is written in: the user's, where it has sheets of it."""
    names = {sheet.name.strip() for sheet in book.sheets}
    others = (replace(shipped, lang=lang) for lang in LANGUAGES if lang != shipped.lang)
    return next((each for each in chain([shipped], others) if shapes(each).keys() & names), shipped)


def lines(
    path: Path, book: read.Book, shapes: Mapping[str, Shape], shipped: Settings, wrong: list[Wrong]
) -> Iterator[Lines]:
    """The sheets that we know, in the order of `shapes`. Adds to `wrong` those without their headers.

    Raises CallError where the workbook has none of our sheets.
    """
    words = shipped.words("team_rules")
    sheets = {sheet.name.strip(): sheet for sheet in reversed(book.sheets)}
    if not shapes.keys() & sheets.keys():
        # a slip, and the team would wonder why nothing it wrote has any effect
        there, allowed = (words["list"].join(names) for names in ([sheet.name for sheet in book.sheets], shapes))
        raise CallError(words.fill("no_sheet", file=path, there=there, allowed=allowed))
    vocabulary = Vocabulary(shipped)
    for name, shape in shapes.items():
        if name in sheets and (found := _lines(shape, sheets[name].cells, vocabulary, wrong)):
            yield found


def _lines(shape: Shape, cells: Cells, vocabulary: Vocabulary, wrong: list[Wrong]) -> Lines | None:
    headers, under = _header(shape, cells)
    missing = [header for header in shape.needed if compared(header) not in headers]
    if missing and not any(any(row) for row in cells):
        return None
    if missing:
        wrong.append(Wrong(shape.name, 0, 1, "no_header", missing[0], tuple(shape.needed)))
        return None
    columns = shape.columns[shape.columns["header"].map(compared).isin(headers)]
    at = {
        column: headers.index(compared(header))
        for header, column in zip(columns["header"], columns["column"], strict=True)
    }
    own = [at[column] for column in columns.loc[columns["part"] != ABOUT, "column"]]
    first = min(own)
    filled = {
        number: row
        for number, row in enumerate(cells[under:], under + 1)
        if any(text.shown(row[place]) for place in own) and vocabulary.sort_of(row[first]) != EXAMPLE
    }
    raw = pd.DataFrame(
        {column: pd.Series([row[at[column]] if column in at else "" for row in filled.values()], dtype=object)
         for column in shape.columns["column"]}
    ).set_axis(list(filled))  # fmt: skip
    shown = raw.apply(text.read) if len(raw) else raw.astype("str")
    numbers = {column: at.get(column, -1) + 1 for column in shape.columns["column"]}
    return Lines(shape, raw.mask(shown == "", None), shown, numbers)


def _header(shape: Shape, cells: Cells) -> tuple[list[str], int]:
    """The headers as compared, of the row that has most of ours, and how many rows that and those above are."""
    known = {compared(header) for header in shape.columns.loc[shape.columns["part"] != CODE, "header"]}
    rows = [[compared(text.shown(cell)) for cell in row] for row in cells[:HEADER_WITHIN]]
    if not rows:
        return [], 0
    best = max(range(len(rows)), key=lambda number: len(known & set(rows[number])))
    return rows[best], best + 1
