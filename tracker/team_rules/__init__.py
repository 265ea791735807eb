"""The team's own rules workbook, laid over the shipped tables: numbers, rules, words, holidays, waivers.

A missing sheet, line or cell means the default. What is wrong in the workbook stops the run, all of it said at once:
file, sheet, cell, what is there, what is allowed.
"""

from dataclasses import replace
from pathlib import Path

from tracker.errors import CallError
from tracker.find import INBOX
from tracker.settings import Settings
from tracker.team_rules import sheets
from tracker.team_rules.cells import offered
from tracker.team_rules.changes import differences
from tracker.team_rules.checked import checked, shown_rows
from tracker.team_rules.laid import laid
from tracker.team_rules.shapes import Shape, between, limits, rows, shapes
from tracker.team_rules.wrong import Wrong, near, told

__all__ = [
    "Shape",
    "between",
    "differences",
    "limits",
    "near",
    "of_file",
    "offered",
    "rows",
    "settings",
    "shapes",
    "shown_rows",
    "workspace_of",
]


def settings(workspace: Path, shipped: Settings) -> Settings:
    """The shipped settings with the team's workbook over them, where the workspace has one.

    Raises CallError for everything that is wrong in it.
    """
    path = workspace / shipped.rules_file
    return of_file(path, shipped) if path.is_file() else shipped


def of_file(path: Path, shipped: Settings) -> Settings:
    """The shipped settings with one rules workbook over them; `changed` says what it changes.

    Raises CallError for everything that is wrong in it.
    """
    book = sheets.book(path, shipped)
    written = sheets.language(book, shipped)
    known = shapes(written)
    wrong: list[Wrong] = []
    tables = dict(shipped.tables)
    for lines in sheets.lines(path, book, known, written, wrong):
        stored, mistakes = checked(lines, written, shipped)
        wrong += mistakes
        if not wrong:
            tables[lines.shape.table] = laid(lines.shape, stored, path.name, written)
    if wrong:
        raise CallError(told(path, wrong, list(known), shipped))
    own = replace(shipped, tables=tables)
    return replace(own, changed=differences(shipped, own))


def workspace_of(file: Path, here: Path, shipped: Settings) -> Path:
    """The workspace that a file belongs to: the nearest folder above it with an inbox or a rules workbook, for a sheet
    not yet handed in the one that the user stands in (`here`), else the file's folder."""
    rules = shipped.rules_file
    own = file.resolve().parents
    folders = (*own, here.resolve(), *here.resolve().parents)
    return next((folder for folder in folders if (folder / INBOX).is_dir() or (folder / rules).is_file()), own[0])
