"""The cells of the rows that hold, against pandera schemas built from the tables.

What a cell must be: filled where it is required, readable as its type, no past event in the future.

A schema's frame has one column a field, each cell the state of the cell in the sheet: "" fine, "empty", or the code of
its problem. The index is the record's number, which leads back to file, sheet and Excel row.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
    state = pd.DataFrame("", index=typed.filled.index, columns=typed.filled.columns).mask(~typed.filled, EMPTY)
    if typed.kind != "customer" and "customer_id" in state:
        state.loc[typed.filled["customer_id"], "company"] = ""
    for field, unless in fields.loc[fields["unless"] != "", "unless"].items():
        state.loc[typed.filled[unless] & (state[field] == EMPTY), field] = ""
    problems = typed.problems.pivot(index="record", columns="field", values="problem")
    problems = problems.reindex(index=state.index, columns=state.columns).astype("str")
    return state.mask(problems.notna(), problems).reindex(rows.index)


def schema(kind: str, settings: Settings) -> "DataFrameSchema":
    """The schema of one kind: for each field the cell rules that apply to it, named by the rule's id."""
    from pandera.pandas import Check, Column, DataFrameSchema  # half a second to import: not for --help

    def check(rule: Rule) -> "Check":
        return Check(lambda state: ~rule.judge(state), name=rule.id, error=rule.id)

    columns = {name: Column(str, [check(rule) for rule in rules]) for name, rules in _applying(kind, settings).items()}
    return DataFrameSchema(columns)


def cells(frame: str, rows: pd.DataFrame, typed: Typed, settings: Settings) -> list[Verdict]:
    """The verdict of every cell rule on every field it applies to: on the cells that are there, for what must be
    filled; on the filled ones, for what must be readable. `frame`: what Answers calls these rows."""
    from pandera.errors import SchemaErrors

    state = states(rows, typed, settings.fields(typed.kind))
    try:
        schema(typed.kind, settings).validate(state, lazy=True)
        failed = pd.DataFrame(columns=["column", "check", "index"])
    except SchemaErrors as found:
        failed = found.failure_cases
    broken = failed.groupby(["column", "check"])["index"].agg(list).to_dict() if len(failed) else {}
    closed = settings.tables["types"].set_index("type")["closed"] == "y"
    can_fail = settings.fields(typed.kind)["type"].map(closed)
    verdicts = []
    for field, rules in _applying(typed.kind, settings).items():
        there = rows[f"{HAS}{field}"]
        for rule in rules:
            hit = pd.Series(False, index=rows.index, dtype="boolean")
            hit.loc[broken.get((field, rule.id), [])] = True
            looked_at = there if rule is quality.missing_required else state[field] != EMPTY
            if rule is quality.bad_value and not can_fail[field]:
                looked_at = hit  # in a text only an error can be wrong: the others are not judged
            verdicts.append(Verdict(rule, frame, field, hit[looked_at], state=state[field]))
    return verdicts


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
                lacking = lacking[~collected.has(lacking, "customer_id")]
            missing.append(pd.DataFrame({"table": lacking, "field": field}))
        somebodys = "owner" in fields.index and kind not in SHARED
        nobodys = rows.loc[(rows["owner"] == "") & somebodys, "table"].drop_duplicates()
        missing.append(pd.DataFrame({"table": nobodys, "field": "owner"}))
    return pd.concat(missing, ignore_index=True)


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
