"""Plain text of a cell, as its owner would read it."""

import datetime as dt

import pandas as pd

INVISIBLE = "\u200b\u200c\u200d\ufeff\u00a0\u3000"


def shown(cell: object) -> str:
    """One cell as text: 13800138000.0 as 13800138000, dates in ISO, no blanks around it; "" when empty."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != dt.time() else cell.date().isoformat()
    return str(cell).strip().strip(INVISIBLE).strip()


def read(cells: pd.Series) -> pd.Series:
    """Each cell as text (str, "" when empty); each distinct cell is looked at once."""
    keys = list(zip(map(type, cells), cells, strict=True))
    known = {key: shown(key[1]) for key in set(keys)}
    return pd.Series([known[key] for key in keys], index=cells.index, dtype="str")
