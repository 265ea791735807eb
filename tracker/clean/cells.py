"""What every reader needs: a raw cell made tidy, and each different cell read only once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

# Zero-width characters, direction marks and soft hyphens: invisible, typed by nobody, pasted by everybody.
HIDDEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_HIDDEN = re.compile(HIDDEN)
DASHES = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500",
    "--------",
)
_LOOSE_SPACE = re.compile(r" (?=\D)|(?<=\D) ")


# Longer text is notes in the wrong column. One sign no pattern knows stands for it: patterns crawl over it.
_LONGEST, _UNREADABLE = 300, "\ufffd"


def tidy(value: object) -> object:
    """None for an empty cell; text in NFKC with single spaces and plain dashes; anything else as it is."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        if len(value) > _LONGEST and len(value := value.strip()) > _LONGEST:
            return _UNREADABLE
        text = _HIDDEN.sub("", unicodedata.normalize("NFKC", value)).translate(DASHES)
        return " ".join(text.split()) or None
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    return value


def close_up(text: str) -> str:
    """Lower case, and without spaces, but for those between two digits: `1 2` is not `12`."""
    return _LOOSE_SPACE.sub("", text.casefold())


def once(
    cells: pd.Series,
    read: Callable[..., tuple[Any, ...]],
    columns: Mapping[str, str],
    *beside: Iterable[object],
) -> pd.DataFrame:
    """`read(tidy cell, *beside)` for each different combination, spread back over the rows of `cells`.

    `beside` are values row by row (an anchor, a unit); `columns` name what `read` returns, with its dtype.
    """
    seen: dict[tuple[object, ...], int] = {}
    # The type is part of the key: 1, 1.0 and True are equal in Python and different cells.
    codes = [seen.setdefault((type(cell), cell, *rest), len(seen)) for cell, *rest in zip(cells, *beside, strict=True)]
    answers = [read(tidy(cell), *rest) for _, cell, *rest in seen]
    parts = zip(*answers, strict=True) if answers else ((),) * len(columns)
    table = {
        name: pd.Series(list(part), dtype=dtype).take(codes).set_axis(cells.index)
        for (name, dtype), part in zip(columns.items(), parts, strict=True)
    }
    return pd.DataFrame(table, index=cells.index)
