"""The cells in which something private stands: those of fields, and those in nobody's columns."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tracker import private
from tracker.collect import Collected

COLUMNS = ["kind", "record", "field", "letter", "header", "code"]


def cells(collected: Collected) -> pd.DataFrame:
    """One line a cell: kind, record, field ("" in a column that is nobody's), letter, header and code (identity, card,
    home, family, marriage, health), by kind, record and letter. What the cell says is not among them."""
    parts = [pd.DataFrame(columns=COLUMNS)]
    for kind, raw in collected.rows.items():
        parts += [found.assign(kind=kind) for found in _of_fields(raw, collected)]
        parts.append(collected.others[kind].assign(kind=kind, field=""))
    found = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    order = ["kind", "record", "field", "letter"]
    return found[COLUMNS].astype({"record": "int64"}).sort_values(order, kind="stable", ignore_index=True)


def _of_fields(raw: pd.DataFrame, collected: Collected) -> Iterator[pd.DataFrame]:
    """The same of each column of each field, one header at a time: what stands in a cell may depend on it."""
    tables, known = pd.factorize(raw["table"])
    for field in raw.columns.difference(["table", "row"], sort=False):
        places = [collected.places.get((int(table), field), ("", "")) for table in known]
        letters = np.array([letter for letter, _ in places], dtype=object)
        for header in sorted({header for letter, header in places if letter}):
            own = np.array([letter != "" and name == header for letter, name in places])[tables]
            codes = private.found(raw[field] if own.all() else raw.loc[own, field], header)
            hits = (codes != "").to_numpy()
            if hits.any():
                yield pd.DataFrame(
                    {
                        "record": codes.index[hits],
                        "field": field,
                        "letter": letters[tables[own]][hits],
                        "header": header,
                        "code": codes.array[hits],
                    }
                )
