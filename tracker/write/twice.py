"""Problems of a record that stands in several sheets: the newest one is where its person works."""

import pandas as pd

from tracker import private
from tracker.assess import Answers
from tracker.collect import Collected
from tracker.link import BEFORE_ALL
from tracker.wording import Words

PLACE = ["file", "sheet", "row"]


def marked(found: pd.DataFrame, collected: Collected, answers: Answers, words: Words) -> pd.DataFrame:
    """The findings with `also` (where else the same record stands, in a sentence, or ""), and once more those whose
    record a newer sheet repeats, at its newest place."""
    again = _newest(collected, answers)
    here = found["record"].isin(again.index)
    if not here.any():
        return found.assign(also="")
    repeated = found[here]
    at = again.loc[repeated["record"]].set_axis(repeated.index)
    at = at[(at["file"] != repeated["file"]) | (at["sheet"] != repeated["sheet"])]
    repeated = repeated.loc[at.index]
    copies = repeated.assign(**{name: at[name] for name in PLACE}, also=_also(repeated, words))
    copies["row"] = copies["row"].astype("Int64")
    headers = collected.headers[["letter", "header"]].reindex(pd.MultiIndex.from_arrays([at["table"], copies["field"]]))
    known = headers["letter"].notna().to_numpy() & (copies["cell"] != "")
    letter = headers["letter"].set_axis(copies.index)
    copies["cell"] = (letter + copies["row"].astype("str")).where(known, "").astype("str")
    copies["column"] = private.column(headers["header"].set_axis(copies.index).where(known, "").fillna(""))
    also = _also(copies, words).reindex(found.index).fillna("")
    return pd.concat([found.assign(also=also), copies], ignore_index=True)


def _newest(collected: Collected, answers: Answers) -> pd.DataFrame:
    """table, file, sheet, row of the newest repetition of each record that counts (the index)."""
    again = answers.again
    rows = pd.concat([records[["table", "row"]] for records in collected.rows.values()])
    at = rows.loc[again.index].join(answers.sheets[["file", "sheet", "week"]], on="table")
    at = at.assign(week=at["week"].fillna(BEFORE_ALL), counted=again).sort_values(["week", "table", "row"])
    return at.drop_duplicates("counted", keep="last").set_index("counted")


def _also(found: pd.DataFrame, words: Words) -> pd.Series:
    """That the same record stands at the place of each finding, too."""
    said = [
        words.fill("also" if act else "also_mend", file=private.masked(file), sheet=private.masked(sheet), row=row)
        for act, file, sheet, row in zip(found["act"], found["file"], found["sheet"], found["row"], strict=True)
    ]
    return pd.Series(said, index=found.index, dtype="str")
