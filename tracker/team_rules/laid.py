"""The lines of the rules workbook laid over the shipped tables, row by row."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.settings import Settings
from tracker.team_rules.laws import field_codes
from tracker.team_rules.shapes import EDIT, JOINED, OPTIONAL, Shape

TAUGHT = "taught"


def laid(shape: Shape, stored: pd.DataFrame, file: str, shipped: Settings) -> pd.DataFrame:
    """The table of one sheet with the team's lines over it. `file`: what stands as the source of the lines it adds."""
    return _added(shape, stored, file, shipped) if shape.adds else _changed(shape, stored, shipped)


def _changed(shape: Shape, stored: pd.DataFrame, shipped: Settings) -> pd.DataFrame:
    """Shipped rows with the cells that the team filled in; an empty cell leaves the default."""
    table = shipped.tables[shape.table]
    codes = table[list(shape.keys)].agg(".".join, axis=1)
    for column, check in shape.of(EDIT)[["column", "check"]].itertuples(index=False, name=None):
        given = stored.dropna(subset=column).set_index("code")[column]
        pairs = zip(table[column], given.reindex(codes), strict=True)
        table = table.assign(**{column: [was if pd.isna(now) else _over(was, now, check) for was, now in pairs]})
    return table.astype("str")


def _over(was: str, now: str, check: str) -> str:
    """The team's cell over the shipped one: words are added, and the same number stays as it is written."""
    if check == "words":
        return JOINED.join(dict.fromkeys(filter(None, [*was.split(JOINED), *now.split(JOINED)])))
    return was if check == "number" and float(was) == float(now) else now


def _added(shape: Shape, stored: pd.DataFrame, file: str, shipped: Settings) -> pd.DataFrame:
    """Shipped rows, then the team's; of two with one key the team's holds."""
    table = shipped.tables[shape.table]
    own = stored[shape.of(EDIT, OPTIONAL)["column"].tolist()].fillna("")
    own = FILLED_IN.get(shape.table, _nothing)(own, shipped).assign(source=file)
    own = own.reindex(columns=table.columns, fill_value="")
    if shape.table == "synonyms":  # which word holds is settled where headers are matched
        return pd.concat([table, own], ignore_index=True)
    own = own[~_among(own, table, shape.of(EDIT)["column"].tolist())]
    kept = table[~_among(table, own, list(shape.keys))]
    return pd.concat([kept, own], ignore_index=True).astype("str")


def _among(lines: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    """Which lines say in these columns what one of the others says."""
    return pd.MultiIndex.from_frame(lines[columns]).isin(pd.MultiIndex.from_frame(others[columns]))


def _nothing(own: pd.DataFrame, shipped: Settings) -> pd.DataFrame:
    return own


def _synonyms(own: pd.DataFrame, shipped: Settings) -> pd.DataFrame:
    return own.assign(field=field_codes(own, shipped), trust=TAUGHT)


FILLED_IN: dict[str, Callable[[pd.DataFrame, Settings], pd.DataFrame]] = {"synonyms": _synonyms}
