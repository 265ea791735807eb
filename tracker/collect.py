"""All recognised tables side by side: one frame of raw rows a kind, and what is known of each sheet.

A record's number (the index) never changes afterwards; `table` and `row` say where it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

import pandas as pd

from tracker import weeks
from tracker.table import Found, Table

UNREAD, OTHERS = ["field", "shown"], ["letter", "header", "code"]


class Source(Protocol):
    """The file that tables come from."""

    @property
    def file(self) -> str: ...
    @property
    def epoch_1904(self) -> bool: ...


@dataclass(frozen=True)
class Collected:
    """`sheets`: index table; file, sheet, kind, header_row, title, named (Monday or NaT), epoch_1904.
    `rows`: kind → raw records: table, row, then one column a field ("" where the sheet has none); a record's number
    is its own among the records of all kinds.
    `headers`: index (table, field); letter, header, unit (factor).
    `unread`: kind → record, field, shown of the raw cells that hold an error or a formula without a result.
    `others`: kind → record, letter, header, code of the cells in nobody's columns that hold what is private.
    """

    sheets: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]
    headers: pd.DataFrame
    unread: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    others: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def has(self, tables: pd.Series, field: str) -> pd.Series:
        """For each record (by its `table`): whether its sheet has a column for `field`."""
        known = self.headers.index
        having = known[known.get_level_values("field") == field].get_level_values("table")
        return tables.isin(having)

    def unit(self, tables: pd.Series, field: str) -> pd.Series:
        """For each record: the factor of a header like 预算(万元), 1 where it names none."""
        units = self.headers.loc[self.headers.index.get_level_values("field") == field, "unit"].droplevel("field")
        return units.reindex(tables).fillna(1.0).set_axis(tables.index)


def sheets(
    books: Sequence[tuple[Source, Mapping[str, Found]]],
    kinds: Mapping[str, Sequence[str]],
    patterns: pd.DataFrame,
) -> Collected:
    """The tables of all books together. `kinds`: kind → its fields; `patterns`: the table week_patterns."""
    about: list[dict[str, object]] = []
    headers: list[dict[str, object]] = []
    rows: dict[str, list[pd.DataFrame]] = {kind: [] for kind in kinds}
    unread: dict[str, list[tuple[int, int, str, str]]] = {kind: [] for kind in kinds}
    others: dict[str, list[tuple[int, int, str, str, str]]] = {kind: [] for kind in kinds}
    for book, tables in books:
        for name, table in ((name, table) for name, found in tables.items() for table in found):
            if not isinstance(table, Table) or table.kind not in rows:
                continue
            number = len(about)
            about.append(
                {
                    "file": book.file,
                    "sheet": name,
                    "kind": table.kind,
                    "header_row": table.header_row,
                    "title": table.title,
                    "named": weeks.named(_names(book.file, name), patterns),
                    "epoch_1904": book.epoch_1904,
                }
            )
            for known_as, (letter, header) in table.places.items():
                unit = table.units.get(known_as, 1.0)
                headers.append({"table": number, "field": known_as, "letter": letter, "header": header, "unit": unit})
            rows[table.kind].append(table.cells.reset_index().assign(table=number))
            unread[table.kind] += [(number, *cell) for cell in table.unread]
            others[table.kind] += [(number, *cell) for cell in table.others]
    columns = ["file", "sheet", "kind", "header_row", "title", "named", "epoch_1904"]
    known = pd.DataFrame(about, columns=columns).rename_axis("table")
    known["named"] = pd.to_datetime(known["named"]).astype("datetime64[us]")
    places = pd.DataFrame(headers, columns=["table", "field", "letter", "header", "unit"])
    stacked = _numbered({kind: _stacked(parts, kinds[kind]) for kind, parts in rows.items()})
    return Collected(
        sheets=known,
        rows=stacked,
        headers=places.set_index(["table", "field"]),
        unread={kind: _placed(cells, UNREAD, stacked[kind]) for kind, cells in unread.items()},
        others={kind: _placed(cells, OTHERS, stacked[kind]) for kind, cells in others.items()},
    )


def nothing(kinds: Mapping[str, Sequence[str]]) -> Collected:
    """What an inbox without any table holds. `kinds`: kind → its fields."""
    return sheets((), kinds, pd.DataFrame({"pattern": []}, dtype="str"))


def _names(file: str, sheet: str) -> Iterable[str]:
    """The names that may speak of a week or a person, nearest first: sheet, file, folders upwards."""
    *folders, stem = file.rsplit(".", 1)[0].split("/")
    return [sheet, stem, *reversed(folders)]


def _placed(cells: Sequence[tuple[object, ...]], columns: Sequence[str], rows: pd.DataFrame) -> pd.DataFrame:
    """record and `columns` of cells given by table, row, columns."""
    found = pd.DataFrame(cells, columns=["table", "row", *columns])
    records = pd.Series(rows.index, index=pd.MultiIndex.from_frame(rows[["table", "row"]]), dtype="int64")
    at = records.reindex(pd.MultiIndex.from_frame(found[["table", "row"]]))
    return found.assign(record=at.to_numpy())[["record", *columns]]


def _numbered(rows: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The records of all kinds numbered one after the other, so that a number says of which kind it is."""
    first = [0, *accumulate(len(records) for records in rows.values())]
    return {
        kind: records.set_axis(pd.RangeIndex(start, start + len(records), name="record"))
        for start, (kind, records) in zip(first, rows.items(), strict=False)
    }


def _stacked(parts: Sequence[pd.DataFrame], fields: Sequence[str]) -> pd.DataFrame:
    columns = ["table", "row", *fields]
    if not parts:
        return pd.DataFrame(columns=columns, dtype=object).astype({"table": "int64", "row": "int64"})
    filled = [part.reindex(columns=columns, fill_value="") for part in parts if len(part)]
    if not filled:
        return _stacked((), fields)
    return pd.concat(filled, ignore_index=True)
