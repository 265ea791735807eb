"""What recognition finds on a sheet: tables, columns to ask about, and rows that are no table of ours."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Ask:
    """A column that was not taken for a field, but may be one of `fields`. `why`: near (its header is like it), values
    (what stands under it says otherwise), two_columns (another one claims it too), two_fields (it holds both)."""

    letter: str
    header: str
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Table:
    """One recognised table of a sheet.

    `cells`: raw cells, one column a field, index = Excel row. `places`: field → (column letter, header text).
    `units`: field → factor of a header like 预算(万元). `unknown`: headers that are nobody's; `asks`: some that may
    be. `sure`: field → 0 to 1; `guessed`: the fields taken by likeness. `skipped`: Excel row → what it is
    instead of a record. `title`: what stands above, nearest first by lines. `columns`: the first and last letter.
    `unread`: row, field and what is shown of the cells that hold an error or a formula without a result.
    `others`: row, column letter, header and code of the cells in nobody's columns that hold what is private.
    """

    kind: str
    header_row: int
    cells: pd.DataFrame
    places: Mapping[str, tuple[str, str]]
    units: Mapping[str, float]
    unknown: tuple[str, ...]
    title: str
    sure: Mapping[str, float]
    guessed: tuple[str, ...]
    asks: tuple[Ask, ...]
    skipped: Mapping[int, str]
    columns: tuple[str, str]
    unread: tuple[tuple[int, str, str], ...] = ()
    others: tuple[tuple[int, str, str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """Rows that are no table of one kind. `reason` is a wording key, `between` the kinds that claim them (of too few
    words: the likeliest), `row` the Excel row of the header, 0 without one, `known` its header words where these are
    too few, `unknown` those that are nobody's, `teach` header → the field it may be, "" where nobody can say; `names`:
    whether a list that names customers stands under these few words."""

    reason: str
    between: tuple[str, ...] = ()
    row: int = 0
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    teach: tuple[tuple[str, str], ...] = ()
    names: bool = False


Found = tuple[Table | Question, ...]
