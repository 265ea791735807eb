"""The cells of the rows that hold, against pandera schemas built from the tables.

What a cell must be: filled where it is required, readable as its type, no past event in the future.

A schema's frame has one column a field, each cell the state of the cell in the sheet: "" fine, "empty", or the code of
its problem. The index is the record's number, which leads back to file, sheet and Excel row.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tracker.collect import Collected
from tracker.rules import quality
from tracker.rules.registry import HAS, Rule
from tracker.settings import Settings
from tracker.typed import Typed
from tracker.verdict import Verdict

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

EMPTY = "empty"
SHARED = ("team", "screening", "factors", "profile", "survey")  # a sheet of several people
PAST = {"past", "past_after_date"}


def states(rows: pd.DataFrame, typed: Typed, fields: pd.DataFrame) -> pd.DataFrame:
    """The state of each cell of `rows`: "" fine, "empty", or the code of its problem. A record's customer is named by
    his number as well as by his name, and some fields need not be filled where another is (`unless`)."""
    filled = typed.filled.loc[rows.index]
    instead = dict(fields.loc[fields["unless"] != "", "unless"])
    if typed.kind != "customer" and "customer_id" in filled:
        instead["company"] = "customer_id"
    state = np.where(filled, "", EMPTY).astype(object)
    for field, unless in instead.items():
        here = filled.columns.get_loc(field)
        state[filled[unless].to_numpy() & (state[:, here] == EMPTY), here] = ""
    record = rows.index.get_indexer(pd.Index(typed.problems["record"]))
    place = filled.columns.get_indexer(pd.Index(typed.problems["field"]))
    held = record >= 0
    state[record[held], place[held]] = typed.problems["problem"].to_numpy()[held]
    return pd.DataFrame(state, index=rows.index, columns=filled.columns, dtype="str")


def schema(kind: str, settings: Settings, fields: Iterable[str] | None = None) -> "DataFrameSchema":
    """The schema of one kind, or of some of its fields: for each the cell rules that apply to it, by the rule's id."""
    from pandera.pandas import Check, Column, DataFrameSchema  # half a second to import: not for --help

    def check(rule: Rule) -> "Check":
        return Check(lambda state: ~rule.judge(state), name=rule.id, error=rule.id)

    applying = _applying(kind, settings)
    asked = applying if fields is None else fields
    return DataFrameSchema({name: Column(str, [check(rule) for rule in applying[name]]) for name in asked})


def cells(frame: str, rows: pd.DataFrame, typed: Typed, settings: Settings) -> list[Verdict]:
    """The verdict of every cell rule on every field it applies to: on the cells that are there, for what must be
    filled; on the filled ones, for what must be readable. `frame`: what Answers calls these rows."""
    state = states(rows, typed, settings.fields(typed.kind))
    broken = _broken(state, typed.kind, settings)
    closed = settings.tables["types"].set_index("type")["closed"] == "y"
    can_fail = settings.fields(typed.kind)["type"].map(closed)
    verdicts = []
    for field, rules in _applying(typed.kind, settings).items():
        filled = (state[field] != EMPTY).to_numpy()
        for rule in rules:
            hit = rows.index.isin(broken.get((field, rule.id), []))
            looked_at = rows[f"{HAS}{field}"].to_numpy() if rule is quality.missing_required else filled
            if rule is quality.bad_value and not can_fail[field]:
                looked_at = hit  # in a text only an error can be wrong: the others are not judged
            judged = pd.Series(hit[looked_at], index=rows.index[looked_at], dtype="boolean")
            verdicts.append(Verdict(rule, frame, field, judged, state=state[field]))
    return verdicts


def _broken(state: pd.DataFrame, kind: str, settings: Settings) -> dict[tuple[str, str], list[int]]:
    """field, rule → the records whose cell breaks it. Only columns in which a cell may are shown to the schema."""
    from pandera.errors import SchemaErrors

    required = settings.fields(kind)["required"]
    applying = _applying(kind, settings)
    fine = {name: {"", *([] if required[name] else [EMPTY])} for name in applying}
    asked = [name for name in applying if not fine[name].issuperset(state[name].unique())]
    try:
        if asked:
            schema(kind, settings, asked).validate(state[asked], lazy=True)
    except SchemaErrors as found:
        return {
            (str(field), str(rule)): list(records)
            for (field, rule), records in found.failure_cases.groupby(["column", "check"])["index"]
        }
    return {}


def pairs(frame: str, kind: str, rows: pd.DataFrame, settings: Settings) -> list[Verdict]:
    """The verdict on every pair of dates that has an order (schemas/date_orders.csv), cited at the later one."""
    orders = settings.tables["date_orders"]
    orders = orders[orders["kind"] == kind]
    verdicts = []
    for earlier, later in zip(orders["earlier"], orders["later"], strict=True):
        known = rows[f"{HAS}{earlier}"] & rows[f"{HAS}{later}"]
        hit = quality.dates_out_of_order.judge(rows[earlier], rows[later]).astype("boolean").mask(~known, pd.NA)
        verdicts.append(Verdict(quality.dates_out_of_order, frame, later, hit, against=earlier))
    return verdicts


def absent(frames: Mapping[str, pd.DataFrame], collected: Collected, settings: Settings) -> pd.DataFrame:
    """table, field: the required fields that a sheet with rows that hold has no column for, and `owner` for a sheet
    that leaves some row without one."""
    missing = []
    for kind, rows in frames.items():
        fields = settings.fields(kind)
        for field in fields.index[fields["required"]]:
            lacking = rows.loc[~rows[f"{HAS}{field}"], "table"].drop_duplicates()
            if kind != "customer" and field == "company":
                lacking = lacking[~collected.has(lacking, ["customer_id"])["customer_id"]]
            missing.append(pd.DataFrame({"table": lacking, "field": field}))
        somebodys = "owner" in fields.index and kind not in SHARED
        nobodys = rows.loc[(rows["owner"] == "") & somebodys, "table"].drop_duplicates()
        missing.append(pd.DataFrame({"table": nobodys, "field": "owner"}))
    return pd.concat(missing, ignore_index=True)


@lru_cache(maxsize=64)
def _applying(kind: str, settings: Settings) -> dict[str, list[Rule]]:
    """field → the cell rules that apply to it."""
    fields = settings.fields(kind)
    applying = {
        quality.missing_required: fields["required"],
        quality.bad_value: fields["type"] != "",  # a cell of any type may hold an error
        quality.future_record: fields["role"].isin(PAST),
    }
    chosen = {name: [rule for rule, applies in applying.items() if applies[name]] for name in fields.index}
    return {name: rules for name, rules in chosen.items() if rules}
