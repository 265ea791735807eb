"""What became of every file and sheet of the inbox: used, not used and why, or not yet due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import private, teach, wording
from tracker.collect import Collected
from tracker.read import Book
from tracker.read import Sheet as Read
from tracker.references import column_number
from tracker.settings import Settings
from tracker.table import Found, Question, Table
from tracker.wording import SOURCE, Words

NOT_OURS = ("no_header", "too_little")
LIST = "list"  # of customers, in words too few of which we know: the team's own
COMPUTED, KEPT = "y", "kept"  # what kinds.csv says: rules ask for it, or it is only listed
Understood = Sequence[tuple[Book, Mapping[str, Found]]]


@dataclass(frozen=True)
class Sheet:
    """One table of a sheet, or a sheet without one: `status` used, not_used, skipped or not_yet, and why not (reason
    and remedy, worded); of a used one `reason` says what of it is hidden, and that no rule asks for its kind.
    `name`: the sheet's. `hidden`: the sheet is; `hidden_rows`: how many of its records are; `hidden_columns`: the
    headers of those that are and hold a field."""

    name: str
    status: str
    reason: str = ""
    remedy: str = ""
    reason_key: str = ""
    table: Table | None = None
    week: pd.Timestamp | None = None
    named: bool = False
    hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input:
    """One file: its sheets, and its own status."""

    file: str
    sha256: str
    status: str
    reason: str
    remedy: str
    sheets: tuple[Sheet, ...]


def inputs(
    understood: Understood, collected: Collected, week: pd.Series, as_of: pd.Timestamp, settings: Settings
) -> list[Input]:
    """Every file in order. A file is not used when no sheet of it could be used and none is merely not yet due."""
    words = settings.words("inputs")
    known = collected.sheets.assign(week=week)
    placed = {
        (file, sheet): (monday, pd.notna(named))
        for file, sheet, monday, named in zip(known["file"], known["sheet"], known["week"], known["named"], strict=True)
    }
    result = []
    for book, tables in understood:
        read = {sheet.name: sheet for sheet in book.sheets}
        sheets = tuple(
            _with_hidden(
                _sheet(name, table, *placed.get((book.file, name), (None, False)), as_of, settings, words),
                read[name],
                words,
            )
            for name, found in tables.items()
            for table in found
        )
        if book.is_misnamed:
            sheets = tuple(_no_workbook(sheet, words) for sheet in sheets)
        statuses = {sheet.status for sheet in sheets}
        if statuses & {"used", "not_yet"}:
            sheets = tuple(_beside(sheet) for sheet in sheets)
        status = next((status for status in ("used", "not_yet") if status in statuses), "not_used")
        status = "skipped" if book.copy_of else status
        reason, remedy = "", ""
        if book.problem:
            reason, remedy = (
                words.fill(book.problem, copy_of=private.masked(book.copy_of)),
                words[f"{book.problem}.remedy"],
            )
        if status != "used" and not book.problem:
            reason, remedy = next(
                ((sheet.reason, sheet.remedy) for sheet in sheets if sheet.status == status), ("", "")
            )
        result.append(Input(book.file, book.sha256, status, reason, remedy, sheets))
    return result


def exit_status(files: Sequence[Input]) -> int:
    """The exit status that the files call for: 0, or 3 where some file could not be used."""
    return 3 if any(file.status == "not_used" for file in files) else 0


def unused_sheets(files: Sequence[Input]) -> list[tuple[str, Sheet]]:
    """File and sheet of what could not be used but what is not ours in a file without any that is."""
    return [
        (file.file, sheet)
        for file in files
        for sheet in file.sheets
        if sheet.status == "not_used" and (file.status in ("used", "not_yet") or sheet.reason_key not in NOT_OURS)
    ]


def _with_hidden(sheet: Sheet, read: Read, words: Words) -> Sheet:
    """The sheet with what of it is hidden, which was read all the same: a filter loses nobody."""
    rows = len(read.hidden_rows & set(sheet.table.cells.index)) if sheet.table else 0
    places = sheet.table.places.values() if sheet.table else ()
    columns = tuple(private.masked(header) for at, header in places if column_number(at) in read.hidden_columns)
    said = [sheet.reason] if sheet.reason else []
    said += [words["hidden"]] if read.hidden else []
    said += [words.fill("hidden_rows", rows=rows)] if rows else []
    said += [words.fill("hidden_columns", columns=words["list"].join(columns))] if columns else []
    reason = words["hidden_joiner"].join(said) if sheet.status == "used" else sheet.reason
    return replace(sheet, reason=reason, hidden=read.hidden, hidden_rows=rows, hidden_columns=columns)


def _no_workbook(sheet: Sheet, words: Words) -> Sheet:
    """A text that is called a workbook, in which nothing is known: that is what is wrong with it."""
    if sheet.reason_key != "no_header":
        return sheet
    return replace(sheet, reason=words["misnamed"], remedy=words["misnamed.remedy"])


def _beside(sheet: Sheet) -> Sheet:
    """A sheet without a table of ours, in a file that has one (instructions, lists), needs no mending."""
    return replace(sheet, status="skipped", remedy="") if sheet.reason_key in NOT_OURS else sheet


def _sheet(
    name: str,
    table: Table | Question,
    week: pd.Timestamp | None,
    named: bool,
    as_of: pd.Timestamp,
    settings: Settings,
    words: Words,
) -> Sheet:
    kinds = settings.shown.kinds
    if isinstance(table, Question):
        return Sheet(name, "not_used", *teach.questioned(table, settings), LIST if table.names else table.reason)
    used = kinds.at[table.kind, "used"]
    if used not in (COMPUTED, KEPT):
        reason = words.fill("not_computed", kind=kinds.at[table.kind, "name"])
        return Sheet(name, "not_used", reason, words["not_computed.remedy"], "not_computed", table)
    if week is not None and week > as_of:
        reason = words.fill("not_yet", week=week.date().isoformat())
        return Sheet(name, "not_yet", reason, words["not_yet.remedy"], "not_yet", table, week)
    monday = None if week is None or pd.isna(week) else week
    kept = words.fill("kept", kind=kinds.at[table.kind, "name"]) if used == KEPT else ""
    return Sheet(name, "used", kept, teach.lines(table, settings.shown), table=table, week=monday, named=named)


def frame(files: Sequence[Input], findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """One row a sheet, or a file that has none to show, as the reports list them."""
    words = settings.words("inputs")
    kinds = settings.shown.kinds["name"]
    counted = dict(iter(findings.groupby(["file", "sheet"])))
    lines = []
    for file in files:
        shown = [sheet for sheet in file.sheets if sheet.table or not _is_guide(sheet)]
        for sheet in shown or (Sheet("", file.status, file.reason, file.remedy),):
            table = sheet.table
            lines.append(
                {
                    "file": file.file,
                    "sheet": sheet.name,
                    "status": sheet.status,
                    "kind": kinds[table.kind] if table else "",
                    "week": _week_shown(sheet, words),
                    "header_row": table.header_row if table else pd.NA,
                    "rows": len(table.cells) if table else 0,
                    "understood": "; ".join(teach.understood(table, settings.shown)) if table else "",
                    "unknown": settings.words("findings")["list"].join(teach.unsettled(table, settings.shown))
                    if table
                    else "",
                    "not_records": teach.not_records(table, settings) if table else "",
                    "reason": sheet.reason,
                    "remedy": sheet.remedy,
                    "findings": _count(counted.get((file.file, sheet.name)), table),
                }
            )
    columns = [
        "file",
        "sheet",
        "status",
        "kind",
        "week",
        "header_row",
        "rows",
        "understood",
        "unknown",
        "not_records",
        "reason",
        "remedy",
        "findings",
    ]
    return pd.DataFrame(lines, columns=columns).astype({"header_row": "Int64"})


def _is_guide(sheet: Sheet) -> bool:
    """Whether a sheet without a table is the guide of our own forms, in whatever language they were given out."""
    return any(sheet.name == wording.words("forms", lang)["guide"] for lang in wording.languages(sheet.name))


def listed(files: Sequence[Input], settings: Settings) -> list[dict[str, Any]]:
    """The inputs as run.json shows them."""
    status = wording.words("inputs", SOURCE)  # scripts read it: Chinese in every language
    return [
        {
            "file": file.file,
            "sha256": file.sha256,
            "status": status[f"status.{file.status}"],
            "reason": file.reason,
            "remedy": file.remedy,
            "sheets": [
                {
                    "name": private.masked(sheet.name),
                    "status": status[f"status.{sheet.status}"],
                    "reason": sheet.reason,
                    "kind": sheet.table.kind if sheet.table else None,
                    "week": _week(sheet.week) or None,
                    "header_row": sheet.table.header_row if sheet.table else None,
                    "rows": len(sheet.table.cells) if sheet.table else 0,
                    "hidden": sheet.hidden,
                    "hidden_rows": sheet.hidden_rows,
                    "hidden_columns": list(sheet.hidden_columns),
                    "columns": teach.headers(sheet.table, settings) if sheet.table else {},
                    **teach.doubts(sheet.table, settings),
                }
                for sheet in file.sheets
            ],
        }
        for file in files
    ]


def _week_shown(sheet: Sheet, words: Words) -> str:
    week = _week(sheet.week)
    return words.fill("week_by_content", week=week) if week and not sheet.named else week


def _week(monday: pd.Timestamp | None) -> str:
    if monday is None or pd.isna(monday):
        return ""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def _count(found: pd.DataFrame | None, table: Table | None) -> int:
    """How many findings of a sheet are one table's; another may stand beside it, in the same rows."""
    if found is None or table is None:
        return 0
    own = found["row"].isin({table.header_row, *table.cells.index}) & (found["kind"] == table.kind)
    left, right = map(column_number, table.columns)
    columns = found["cell"].str.extract("^([A-Z]+)")[0].map(column_number, na_action="ignore")
    return int((own & (columns.isna() | columns.between(left, right))).sum())
