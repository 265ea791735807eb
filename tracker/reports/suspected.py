"""疑似撞单: two people's customers that are likely one and the same (likely_same), pair by pair."""

import pandas as pd

from tracker import private
from tracker.assess import Answers


def suspected(answers: Answers, customers: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Two rows for each pair of rows of different owners that is asked about: those of `customers`, with pair (1 …) and
    alike (in words what both have). A pair is not asked about where one of its rows has no finding."""
    asked = findings.loc[findings["rule"] == "likely_same", "customer"]
    held = answers.customers
    lists = held.loc[held.index.isin(asked), ["likely_records", "likely_alike"]]
    edges = lists.explode(["likely_records", "likely_alike"]).rename_axis("one").reset_index()
    edges = edges.set_axis(["one", "other", "alike"], axis=1).astype({"other": "int64", "alike": "str"})
    edges = edges[edges["other"].isin(asked)]
    one, other = edges["one"], edges["other"]
    edges = edges.assign(first=one.where(one < other, other), second=other.where(one < other, one))
    apart = held["owner"].reindex(edges["first"]).to_numpy() != held["owner"].reindex(edges["second"]).to_numpy()
    edges = edges[apart].drop_duplicates(["first", "second"]).sort_values(["first", "second"])
    numbered = edges.assign(pair=range(1, len(edges) + 1), alike=private.column(edges["alike"]))
    rows = numbered.melt(["pair", "alike"], ["first", "second"], "side", "record")
    rows = rows.merge(customers, on="record").sort_values(["pair", "side"], kind="stable")
    shown: pd.DataFrame = rows.drop(columns="side").reset_index(drop=True)
    return shown
