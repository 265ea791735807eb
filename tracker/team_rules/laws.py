"""What must hold of more than one cell of the rules workbook: fields of a kind, words that mean one thing, orders."""

from collections.abc import Callable, Iterator

import pandas as pd

from tracker.clean import choices
from tracker.settings import Settings
from tracker.team_rules.shapes import JOINED
from tracker.team_rules.sheets import Lines
from tracker.team_rules.wrong import Wrong
from tracker.vocabulary import compared

Law = Callable[[Lines, pd.DataFrame, Settings, Settings], Iterator[Wrong]]


def fields(lines: Lines, stored: pd.DataFrame, shipped: Settings, reader: Settings) -> Iterator[Wrong]:
    """Every field is one of its kind, and a header that names one field names no other."""
    held, taught = _held(shipped), dict[tuple[str, str], str]()
    for row, line in stored.dropna(subset="kind").iterrows():
        names = shipped.shown.fields(line["kind"])["name"]
        field = _field(line["kind"], line["field"], shipped)
        if not field:
            yield lines.wrong("not_listed", row, "field", *names)
            continue
        word = (str(line["kind"]), compared(str(line["typed"] or "")))
        if held.get(word, field) != field:
            yield lines.wrong("claimed", row, "typed", names[held[word]])
        elif word[1] and taught.setdefault(word, field) != field:
            yield lines.wrong("twice_field", row, "typed", names[taught[word]], names[field])


def field_codes(stored: pd.DataFrame, shipped: Settings) -> pd.Series:
    """The field that each line names."""
    pairs = zip(stored["kind"], stored["field"], strict=True)
    return pd.Series([_field(kind, name, shipped) for kind, name in pairs], index=stored.index, dtype="str")


def values(lines: Lines, stored: pd.DataFrame, shipped: Settings, reader: Settings) -> Iterator[Wrong]:
    """What people type for a value means no other value of its list."""
    table = shipped.tables["values"]
    held: dict[tuple[str, str], str] = {}
    for line in table.to_dict("records"):
        for typed in filter(None, [line["word"], *line["typed"].split(JOINED)]):
            held.setdefault((line["list"], choices.spelling(typed)), line["word"])
    words = dict(zip(table["list"] + "." + table["code"], table["word"], strict=True))
    for row, code, typed in stored[["code", "typed"]].dropna().itertuples(name=None):
        for word in filter(None, typed.split(JOINED)):
            owner = held.setdefault((code.split(".")[0], choices.spelling(word)), words[code])
            if owner != words[code]:
                yield lines.wrong("claimed_value", row, "typed", word, owner)


def thresholds(lines: Lines, stored: pd.DataFrame, shipped: Settings, reader: Settings) -> Iterator[Wrong]:
    """Numbers that are an order stay one."""
    table = shipped.tables["thresholds"].set_index("name")
    row_of = {code: row for row, code in stored["code"].items()}
    given = stored.dropna(subset="value").set_index("code")["value"].astype(float)
    number = given.combine_first(table["value"].astype(float))
    for lower, upper in shipped.tables["threshold_orders"][["lower", "upper"]].itertuples(index=False, name=None):
        if lower in number.index and upper in number.index and number[lower] > number[upper]:
            own, other, key = (lower, upper, "above") if lower in given.index else (upper, lower, "below")
            meaning = reader.said(str(table.at[other, "meaning"]))
            yield lines.wrong(key, row_of[own], "value", meaning, f"{number[other]:g}")


def _field(kind: str, typed: object, shipped: Settings) -> str:
    """The field that a name, in the user's language or in Chinese, or a code means, "" for none."""
    said = compared(str(typed or ""))
    names, shown = (settings.fields(kind)["name"].items() for settings in (shipped, shipped.shown))
    known = [(str(field), name) for field, name in (*names, *shown)]
    return next((field for field, name in known if said in (compared(name), compared(field))), "")


def _held(shipped: Settings) -> dict[tuple[str, str], str]:
    """(kind, header as compared) → the field that it already names."""
    fields, synonyms = shipped.tables["fields"], shipped.tables["synonyms"]
    parts = (
        (fields["kind"], fields["name"], fields["field"]),
        (synonyms["kind"], synonyms["typed"], synonyms["field"]),
    )
    return {(kind, compared(typed)): field for part in parts for kind, typed, field in zip(*part, strict=True)}


LAWS: dict[str, Law] = {"synonyms": fields, "values": values, "thresholds": thresholds}
