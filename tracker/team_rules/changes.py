"""What one set of rules says otherwise than another: the defaults that a team changed, what an edit would change."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from tracker.settings import Change, Settings
from tracker.team_rules.cells import sort
from tracker.team_rules.checked import shown_rows
from tracker.team_rules.shapes import EDIT, JOINED, NAME, OPTIONAL, Shape, rows, shapes

MOST_LINES = 5  # of what was added to one sheet are named


def differences(before: Settings, after: Settings) -> tuple[Change, ...]:
    """Every default that differs, in the order of the sheets; lines that were added or taken out, a sheet at a time."""
    found: list[Change] = []
    for shape in shapes(before).values():
        if not before.tables[shape.table].equals(after.tables[shape.table]):
            found += _lines(shape, before, after) if shape.adds else _cells(shape, before, after)
    return tuple(found)


def _cells(shape: Shape, before: Settings, after: Settings) -> Iterator[Change]:
    was, now = (shown_rows(shape, rows(shape, settings), settings) for settings in (before, after))
    edited = shape.of(EDIT)
    columns = [line for line in edited.to_dict("records") if line["check"] != "unit"]
    for code in was.index:
        names = " ".join(was.loc[code, shape.of(NAME)["column"].tolist()])
        for line in columns:
            one, other = (_cell(frame.loc[code], line) for frame in (was, now))
            if one != other:
                name = names if len(columns) == 1 else f"{names} {line['header']}"
                yield Change(shape.name, name, *(_words(one, other) if line["check"] == "words" else (one, other)))


def _cell(row: "pd.Series[str]", line: Mapping[Hashable, Any]) -> str:
    shown = str(row[line["column"]])
    return f"{shown} {row['unit']}" if line["check"] == "number" else shown


def _words(one: str, other: str) -> tuple[str, str]:
    """The words that only one of the two has."""
    held, own = one.split(JOINED), other.split(JOINED)
    return JOINED.join(word for word in held if word not in own), JOINED.join(word for word in own if word not in held)


def _lines(shape: Shape, before: Settings, after: Settings) -> Iterator[Change]:
    words = before.words("team_rules")
    was, now = (_said(shape, settings) for settings in (before, after))
    gone, new = ([line for line in one if line not in other] for one, other in ((was, now), (now, was)))
    if gone or new:
        shown = [
            words.fill("more_lines", lines=words["semicolon"].join(lines[:MOST_LINES]), count=len(lines))
            if len(lines) > MOST_LINES
            else words["semicolon"].join(lines)
            for lines in (gone, new)
        ]
        yield Change(shape.name, words["own_lines"], *shown)


def _said(shape: Shape, settings: Settings) -> dict[str, None]:
    """Each line of a sheet that grows, in words."""
    table = settings.tables[shape.table]
    parts = shape.of(EDIT, OPTIONAL)
    shown = {
        line["column"]: table[line["column"]].map(sort(line["check"], settings).shown)
        for line in parts.to_dict("records")
    }
    if "field" in shown:
        fields = settings.shown.tables["fields"].set_index(["kind", "field"])["name"].to_dict()
        shown["field"] = pd.Series([fields[pair] for pair in zip(table["kind"], table["field"], strict=True)])
    lines = zip(*(column.tolist() for column in shown.values()), strict=True)
    return dict.fromkeys(" ".join(filter(None, line)) for line in lines)
