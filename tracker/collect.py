"""All recognised tables side by side: one frame of raw rows a kind, and what is known of each sheet.

A record's number (the index) never changes afterwards; `table` and `row` say where it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from tracker import weeks
from tracker.recognise import Found, Table


class Source(Protocol):
    """The file that tables come from."""

    @property
    def file(self) -> str: ...
    @property
    def epoch_1904(self) -> bool: ...


@dataclass(frozen=True)
class Collected:
    """`sheets`: index table; file, sheet, kind, header_row, title, named (Monday or NaT), epoch_1904.
    `rows`: kind → raw records: table, row, then one column a field ("" where the sheet has none).
    `headers`: index (table, field); letter, header, unit (factor).
    """

    sheets: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]
    headers: pd.DataFrame

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
            for field, (letter, header) in table.places.items():
                unit = table.units.get(field, 1.0)
                headers.append({"table": number, "field": field, "letter": letter, "header": header, "unit": unit})
            rows[table.kind].append(table.cells.reset_index().assign(table=number))
    columns = ["file", "sheet", "kind", "header_row", "title", "named", "epoch_1904"]
    known = pd.DataFrame(about, columns=columns).rename_axis("table")
    known["named"] = pd.to_datetime(known["named"]).astype("datetime64[us]")
    places = pd.DataFrame(headers, columns=["table", "field", "letter", "header", "unit"])
    return Collected(
        sheets=known,
        rows={kind: _stacked(parts, kinds[kind]) for kind, parts in rows.items()},
        headers=places.set_index(["table", "field"]),
    )


def _names(file: str, sheet: str) -> Iterable[str]:
    """The names that may speak of a week or a person, nearest first: sheet, file, folders upwards."""
    *folders, stem = file.rsplit(".", 1)[0].split("/")
    return [sheet, stem, *reversed(folders)]


def _stacked(parts: Sequence[pd.DataFrame], fields: Sequence[str]) -> pd.DataFrame:
    columns = ["table", "row", *fields]
    if not parts:
        return pd.DataFrame(columns=columns, dtype=object).astype({"table": "int64", "row": "int64"})
    filled = [part.reindex(columns=columns, fill_value="") for part in parts if len(part)]
    if not filled:
        return _stacked((), fields)
    return pd.concat(filled, ignore_index=True).rename_axis("record")
