"""The team's own rules workbook, laid over the shipped tables: so far the sheet of synonyms, which teaches headers.

`schemas/rules_workbook.csv` says which sheet is which table, and which header is which column of it. What is wrong in
the workbook stops the run, all of it said at once: file, sheet, cell, what is there, what is allowed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tracker import read
from tracker.clean import text
from tracker.errors import CallError
from tracker.find import INBOX, Dropped
from tracker.layout import Cells
from tracker.references import letters
from tracker.settings import Settings
from tracker.vocabulary import compared

SYNONYMS = "synonyms"
TAUGHT = "taught"


class Wrong(NamedTuple):
    """One mistake: a wording key, the cell, what is there, what is allowed."""

    key: str
    sheet: str
    cell: str
    there: str
    allowed: Sequence[str]


def settings(workspace: Path, shipped: Settings) -> Settings:
    """The shipped settings with the team's workbook over them, where the workspace has one.

    Raises CallError for everything that is wrong in it.
    """
    path = workspace / shipped.words("inputs")["rules_file"]
    if not path.is_file():
        return shipped
    shape = shipped.tables["rules_workbook"]
    wrong: list[Wrong] = []
    tables = dict(shipped.tables)
    for sheet, cells in _sheets(path, set(shape["sheet"]), shipped):
        lines = _lines(sheet, cells, shape[shape["sheet"] == sheet], wrong)
        tables[SYNONYMS] = _taught(sheet, lines, shipped, wrong, path.name)
    if wrong:
        raise CallError(_told(path, wrong, shipped))
    return replace(shipped, tables=tables)


def workspace_of(file: Path, here: Path, shipped: Settings) -> Path:
    """The workspace that a file belongs to: the nearest folder above it with an inbox or a rules workbook, for a sheet
    not yet handed in the one that the user stands in (`here`), else the file's folder."""
    rules = shipped.words("inputs")["rules_file"]
    own = file.resolve().parents
    folders = (*own, here.resolve(), *here.resolve().parents)
    return next((folder for folder in folders if (folder / INBOX).is_dir() or (folder / rules).is_file()), own[0])


def _sheets(path: Path, names: set[str], shipped: Settings) -> Iterator[tuple[str, Cells]]:
    words = shipped.words("team_rules")
    book = read.book(Dropped(path, path.name))
    if book.problem not in ("", "no_cells"):
        why = shipped.words("inputs")
        raise CallError(
            words.fill("unreadable", file=path, why=why[book.problem], remedy=why[f"{book.problem}.remedy"])
        )
    if not names & {sheet.name.strip() for sheet in book.sheets}:
        # a slip, and the team would wonder why nothing it wrote has any effect
        there, allowed = (words["list"].join(each) for each in ((one.name for one in book.sheets), sorted(names)))
        raise CallError(words.fill("no_sheet", file=path, there=there, allowed=allowed))
    yield from ((sheet.name.strip(), sheet.cells) for sheet in book.sheets if sheet.name.strip() in names)


def _lines(sheet: str, cells: Cells, shape: pd.DataFrame, wrong: list[Wrong]) -> pd.DataFrame:
    """The filled lines of one sheet, index = Excel row: for each column its text, and its letter as <column>_at."""
    headers = [text.shown(cell) for cell in cells[0]] if cells else []
    missing = [header for header in shape["header"] if header not in headers]
    if missing:
        wrong.append(Wrong("no_header", sheet, "", missing[0], tuple(shape["header"])))
        return pd.DataFrame(columns=list(shape["column"]))
    at = {column: headers.index(header) for header, column in zip(shape["header"], shape["column"], strict=True)}
    filled = {number: row for number, row in enumerate(cells[1:], 2) if any(text.shown(row[c]) for c in at.values())}
    lines = {column: [text.shown(row[place]) for row in filled.values()] for column, place in at.items()}
    places = {f"{column}_at": letters(place + 1) for column, place in at.items()}
    return pd.DataFrame(lines, index=list(filled), dtype="str").assign(**places)


def _taught(sheet: str, lines: pd.DataFrame, shipped: Settings, wrong: list[Wrong], file: str) -> pd.DataFrame:
    """The table of synonyms with the team's own at its end."""
    kinds = dict(zip(shipped.tables["kinds"]["name"], shipped.tables["kinds"]["kind"], strict=True))
    held = _held(shipped)
    taught: dict[tuple[str, str], str] = {}
    rows = []
    for line in lines.itertuples():
        kind = kinds.get(str(line.kind))
        if kind is None:
            wrong.append(Wrong("not_listed", sheet, f"{line.kind_at}{line.Index}", str(line.kind), tuple(kinds)))
            continue
        names = shipped.fields(kind)["name"]
        fields = dict(zip(names, names.index, strict=True))
        field = fields.get(str(line.field))
        typed, cell = str(line.typed), f"{line.typed_at}{line.Index}"
        if field is None:
            wrong.append(Wrong("not_listed", sheet, f"{line.field_at}{line.Index}", str(line.field), tuple(fields)))
        word = (kind, compared(typed))
        if not word[1]:
            wrong.append(Wrong("empty", sheet, cell, typed, (str(line.field),)))
        elif field is not None and held.get(word, field) != field:
            wrong.append(Wrong("claimed", sheet, cell, typed, (names[held[word]],)))
        elif field is not None and taught.setdefault(word, field) != field:
            wrong.append(Wrong("twice", sheet, cell, typed, (names[taught[word]], names[field])))
        elif field is not None:
            rows.append({"kind": kind, "field": field, "typed": typed, "trust": TAUGHT, "source": file})
    synonyms = shipped.tables[SYNONYMS]
    return pd.concat([synonyms, pd.DataFrame(rows, columns=synonyms.columns, dtype="str")], ignore_index=True)


def _held(shipped: Settings) -> dict[tuple[str, str], str]:
    """(kind, header as compared) → the field that it already names."""
    fields, synonyms = shipped.tables["fields"], shipped.tables[SYNONYMS]
    parts = (
        (fields["kind"], fields["name"], fields["field"]),
        (synonyms["kind"], synonyms["typed"], synonyms["field"]),
    )
    return {(kind, compared(typed)): field for part in parts for kind, typed, field in zip(*part, strict=True)}


def _told(path: Path, wrong: Sequence[Wrong], shipped: Settings) -> str:
    words = shipped.words("team_rules")
    lines = (
        words.fill(one.key, sheet=one.sheet, cell=one.cell, there=one.there, allowed=words["list"].join(one.allowed))
        for one in wrong
    )
    return "\n  ".join([words.fill("wrong", file=path, count=len(wrong)), *lines])
