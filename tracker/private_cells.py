"""The cells of the rows that hold in which something private stands: those of fields, and those in nobody's columns."""

from collections.abc import Mapping

import pandas as pd

from tracker import private
from tracker.collect import Collected

COLUMNS = ["kind", "record", "field", "letter", "header", "code"]


def cells(frames: Mapping[str, pd.DataFrame], collected: Collected) -> pd.DataFrame:
    """One line a cell: kind, record, field ("" in a column that is nobody's), letter, header and code (identity, card,
    home, family, marriage, health), by kind, record and letter. What the cell says is not among them.

    `frames`: kind → the rows that hold; only their index, the record, is read.
    """
    parts = [pd.DataFrame(columns=COLUMNS)]
    for kind, rows in frames.items():
        parts += [found.assign(kind=kind) for found in _of_fields(kind, rows.index, collected)]
        others = collected.others[kind]
        parts.append(others[others["record"].isin(rows.index)].assign(kind=kind, field=""))
    found = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    order = ["kind", "record", "field", "letter"]
    return found[COLUMNS].astype({"record": "int64"}).sort_values(order, kind="stable", ignore_index=True)


def _of_fields(kind: str, records: pd.Index, collected: Collected) -> list[pd.DataFrame]:
    """The same of each column of each field, one header at a time: what stands in a cell may depend on it."""
    raw = collected.rows[kind].loc[records]
    parts = []
    for field in raw.columns.difference(["table", "row"], sort=False):
        places = collected.headers[["letter", "header"]]
        own = places[places.index.get_level_values("field") == field].droplevel("field")
        for header, tables in own.groupby("header"):
            column = raw.loc[raw["table"].isin(tables.index), field]
            codes = private.found(column, str(header))
            hits = codes[codes != ""]
            if len(hits):
                letter = tables["letter"].reindex(raw.loc[hits.index, "table"]).to_numpy()
                parts.append(
                    pd.DataFrame(
                        {"record": hits.index, "field": field, "letter": letter, "header": header, "code": hits.array}
                    )
                )
    return parts
