"""来源渠道 by what came of it, and 成败原因 as the development forms tell them."""

import pandas as pd

from tracker import private
from tracker.assess import Answers
from tracker.clean import choices
from tracker.reports.log import customer_of
from tracker.settings import Settings
from tracker.standing import DEVELOPMENT, PURCHASE

STATES = ("open", "won", "lost")
RESULTS = ("lost", "won", "going", "")


def by_source(answers: Answers, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The customers, with source (in the word of its list, as typed where that does not know it), state (of STATES)
    and bought (their purchases of the last value_months, each purchase once,
    NaN for none): by source, the one with most customers first and no source last, then state and score."""
    bought = answers.frames[PURCHASE]
    months = int(settings.numbers["value_months"])
    in_year = bought[bought["date"].dt.normalize() > answers.as_of - pd.DateOffset(months=months)]
    whose = customer_of(in_year.rename(columns={"owner": "person"}), answers.linked, customers)
    amounts = in_year["amount"].groupby([whose["customer_key"], whose["owner"]]).sum(min_count=1)
    pairs = pd.MultiIndex.from_frame(customers[["customer_key", "owner"]])
    state = customers["stage"].where(customers["stage"].isin(STATES[1:]), STATES[0])
    source = _channels(customers["source"], settings)
    number = source.map(source.value_counts())
    rows = customers.assign(
        source=source,
        state=state,
        bought=amounts.reindex(pairs).to_numpy(dtype="float64"),
        nowhere=source == "",
        fewer=-number,
        order=state.map({each: place for place, each in enumerate(STATES)}),
        less=-customers["priority_score"],
    ).sort_values(["nowhere", "fewer", "source", "order", "less", "customer_key", "owner"], kind="stable")
    return rows.drop(columns=["nowhere", "fewer", "order", "less"]).reset_index(drop=True)


def sources(rows: pd.DataFrame) -> pd.DataFrame:
    """source, customers, open, won, lost, conversion (won ÷ customers), amount: one row a source, in the order of
    `rows` (those of `by_source`)."""
    of = rows.groupby("source", sort=False)
    table = {state: rows["state"].eq(state).groupby(rows["source"], sort=False).sum() for state in STATES}
    frame = pd.DataFrame({"customers": of.size(), **table}).astype("int64")
    frame["conversion"] = frame["won"] / frame["customers"]
    frame["amount"] = of["bought"].sum(min_count=1)
    return frame.rename_axis("source").reset_index()


def reasons(answers: Answers, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Who was lost, and every development form that tells an outcome or a reason: result (of RESULTS, "" where nobody
    knows), reason, outcome, person, customer_key, owner, company, stage, source, ended, contacts, file, sheet, row.

    A lost customer without a form has an empty reason. By result, then the reason told most often; no reason last.
    """
    forms = answers.frames[DEVELOPMENT].rename(columns={"owner": "person"})
    forms = forms[(forms["reason"] != "") | (forms["outcome"] != "")]
    whose = forms.drop(columns="company").join(customer_of(forms, answers.linked, customers))
    told = whose.assign(
        company=private.column(whose["company"].fillna(whose["who"]).astype("str")),
        customer_key=whose["customer_key"].fillna(""),
        owner=whose["owner"].fillna(""),
    )
    lost = customers[customers["stage"] == "lost"].assign(person=lambda rows: rows["owner"], reason="", outcome="")
    known = pd.MultiIndex.from_frame(told[["customer_key", "owner"]])
    silent = lost[~pd.MultiIndex.from_frame(lost[["customer_key", "owner"]]).isin(known)]
    names = ["person", "customer_key", "owner", "company", "reason", "outcome", "file", "sheet", "row"]
    rows = pd.concat([told[names], silent[names]], ignore_index=True)
    held = answers.customers.loc[customers["record"]].set_axis(customers.index)
    about = customers[["customer_key", "owner", "stage", "source", "contacts"]].assign(ended=held["ended"])
    rows = rows.merge(about, on=["customer_key", "owner"], how="left")
    words = {word: code for code, word in settings.vocabulary("outcome").items()}
    said = rows["outcome"].map(words).fillna("")
    result = rows["stage"].where(rows["stage"].isin(["lost", "won"]), said).astype("str")
    rows = rows.assign(
        result=result,
        reason=private.column(rows["reason"]),
        outcome=private.column(rows["outcome"]),
        stage=rows["stage"].fillna(""),
        source=_channels(rows["source"].fillna(""), settings),
    )
    return _most_often_first(rows)


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """result, reason, count: in the order of `rows` (those of `reasons`)."""
    return rows.groupby(["result", "reason"], sort=False).size().astype("int64").rename("count").reset_index()


def _channels(typed: pd.Series, settings: Settings) -> pd.Series:
    """Each source in the one word for it; one that no list knows as typed."""
    codes = choices.read(typed, name="source", closed=False, settings=settings)["value"]
    words = settings.shown.vocabulary("source")
    return codes.map(words).fillna(typed).astype("str")


def _most_often_first(rows: pd.DataFrame) -> pd.DataFrame:
    number = rows.groupby(["result", "reason"])["reason"].transform("size")
    order = rows["result"].map({result: place for place, result in enumerate(RESULTS)})
    ranked = rows.assign(order=order, unsaid=rows["reason"] == "", fewer=-number)
    ranked = ranked.sort_values(
        ["order", "unsaid", "fewer", "reason", "person", "customer_key", "file", "sheet", "row"], kind="stable"
    )
    return ranked.drop(columns=["order", "unsaid", "fewer"]).reset_index(drop=True)
