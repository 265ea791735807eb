"""The customers as reports show them, and the counts of the team: people, funnel, headline figures.

Every figure here is a number of rows of `customers`, `findings` or the contacts, so that a report can link to them.
"""

import re

import pandas as pd

from tracker import private, weeks
from tracker.assess import CONTACT, Answers
from tracker.rules import RULES
from tracker.rules.stage import OPEN
from tracker.settings import Settings
from tracker.standing import CUSTOMER, PURCHASE
from tracker.wording import SOURCE, Words
from tracker.wording import words as said

CUSTOMER_COLUMNS = """
customer_key customer_id company owner team region industry source contact phone_masked
stage stage_declared stage_evidence need_priority grade grade_missing
value value_amount tier contribution loyalty satisfaction cycle priority priority_score priority_missing
last_contact contacts promise_due cadence_due review_due next_due due_status
promise_overdue_days cadence_overdue_days review_overdue_days
budget_low budget_high quote budget_short risks next_step file sheet row
""".split()
INTERNAL = """
overdue_days absent_this_week registered clash unread_contacts record risks_found step_found
""".split()
FUNNEL = (*OPEN, "won")
PRIVATE = (
    *("customer_id", "company", "owner", "team", "region", "industry", "source", "contact"),
    "stage_evidence",
)
WEEKS = 8  # that the weekly figures go back
FLAWS = ("missing_required", "bad_value", "no_contact_way")


def customers(answers: Answers, findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """One row a customer and owner, sorted by them: CUSTOMER_COLUMNS, codes for words, and INTERNAL ones: among
    them its record (the index of the customer frame), and its risks and next step with the waived findings."""
    words = settings.words("findings")
    typed = said("findings", SOURCE)  # scripts read these: Chinese in every language
    held, asked = answers.customers, findings[~findings["waived"]]
    shown = held.assign(
        customer_key=held["key"],
        phone_masked=held["mobile_masked"].mask(held["mobile_masked"] == "", held["phone_masked"]),
        stage_evidence=_evidence(held, answers, settings),
        grade_missing=_missing(held["grade_missing"], typed),
        priority_missing=_missing(held["priority_missing"], typed),
        last_contact=held["last_contact"].dt.normalize(),
        risks=_risks(held, asked, settings),
        next_step=_next_steps(held, asked, settings, words),
        risks_found=_risks(held, findings, settings),
        step_found=_next_steps(held, findings, settings, words),
        record=held.index,
    )
    for name in PRIVATE:
        shown[name] = private.column(shown[name])
    shown["customer_key"] = held["key"].map(private.keys(held["key"], held["company"])).astype("str")
    shown = shown.sort_values(["customer_key", "owner"], kind="stable").reset_index(drop=True)
    return shown[[*CUSTOMER_COLUMNS, *INTERNAL]]


def told(shown: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The customers as people read them: what is Chinese for scripts in the user's language."""
    if settings.lang == SOURCE:
        return shown
    typed, mark = said("findings", SOURCE)["list"], settings.words("findings")["list"]

    def named(missing: str) -> str:
        return mark.join(settings.said(part) for part in missing.split(typed))

    word = shown["stage_evidence"].str.extract("^([^ ]*)(.*)$", flags=re.DOTALL)
    return shown.assign(
        grade_missing=shown["grade_missing"].map(named),
        priority_missing=shown["priority_missing"].map(named),
        stage_evidence=word[0].map(settings.said) + word[1],
    )


def people(answers: Answers, shown: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """One row for each person who owns a customer or made a contact, those who own none last; rates are NaN where
    nothing can be counted."""
    records = answers.frames[CONTACT]
    records = records.assign(owner=private.column(records["owner"]))
    held = set(shown["owner"])
    others = set(records.loc[records["owner"] != "", "owner"]) - held
    owners = [*sorted(held), *sorted(others)]
    monday = weeks.monday(answers.as_of)
    weeks_ago = (monday - records["date"].dt.normalize()).dt.days

    def of(frame: pd.DataFrame, chosen: pd.Series) -> pd.Series:
        number: pd.Series = frame.loc[chosen, "owner"].value_counts().reindex(owners, fill_value=0)
        return number.astype("int64")

    overdue = shown["due_status"] == "overdue"
    dated = records["date"].notna()
    entered = next(verdict.hit for verdict in answers.verdicts if verdict.rule.id == "late_entry")
    timely = entered.reindex(records.index)
    judged = records["entered"].notna() & dated & timely.notna()
    flawed = findings.loc[findings["rule"].isin(FLAWS) & (findings["kind"] == CUSTOMER), "record"]
    table = {
        "customers": of(shown, shown["owner"].notna()),
        "open": of(shown, shown["stage"].isin(OPEN)),
        **{stage: of(shown, shown["stage"] == stage) for stage in (*FUNNEL, "lost")},
        "high_priority": of(shown, shown["priority"] == "high"),
        "contacts_week": of(records, (weeks_ago <= 0) & dated),
        "contacts_last_week": of(records, weeks_ago.between(1, 7) & dated),
        "contacts_total": of(records, dated),
        "registered_week": of(shown, shown["registered"] >= monday),
        "overdue": of(shown, overdue),
        "promise_overdue": of(shown, overdue & shown["promise_due"].notna()),
        "cadence_overdue": of(shown, overdue & shown["promise_due"].isna()),
        "review_overdue": of(shown, shown["review_overdue_days"] > 0),
        "at_risk": of(shown, shown["risks"] != ""),
        "errors": of(findings, (findings["severity"] == "error") & findings["listed"]),
    }
    frame = pd.DataFrame(table).rename_axis("owner")
    frame["timely_rate"] = 1 - _share(of(records, judged & timely.fillna(False)), of(records, judged))
    frame["complete_rate"] = _share(of(shown, ~shown["record"].isin(flawed)), frame["customers"])
    return frame.reset_index()


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """part ÷ whole, NaN where there is nothing to share."""
    return part / whole.mask(whole == 0)


def weekly(answers: Answers, shown: pd.DataFrame, owners: pd.Series) -> pd.DataFrame:
    """owner, monday, contacts, registered: of each of `owners` in each of the last WEEKS weeks, this one the last."""
    records = answers.frames[CONTACT]
    mondays = pd.date_range(end=weeks.monday(answers.as_of), periods=WEEKS, freq="7D").astype("datetime64[us]")
    every = pd.MultiIndex.from_product([owners, mondays], names=["owner", "monday"])

    def number(of: pd.Series, days: pd.Series) -> pd.Series:
        days = days.dt.normalize()
        counted = pd.DataFrame({"owner": of, "monday": days - pd.to_timedelta(days.dt.day_of_week, unit="D")})
        return counted.value_counts().reindex(every, fill_value=0).astype("int64")

    figures = {
        "contacts": number(private.column(records["owner"]), records["date"]),
        "registered": number(shown["owner"], shown["registered"]),
    }
    return pd.DataFrame(figures).reset_index()


def funnel(shown: pd.DataFrame, then: pd.DataFrame | None) -> pd.DataFrame:
    """stage, customers (now in it), reached (in it or beyond), conversion (reached ÷ reached of the stage before),
    before (how many there were in it a week ago, `then`; NA without them)."""
    number = shown["stage"].value_counts().reindex(FUNNEL, fill_value=0).astype("int64")
    reached = number[::-1].cumsum()[::-1]
    before = reached.shift(1)
    frame = pd.DataFrame({"customers": number, "reached": reached, "conversion": _share(reached, before)})
    was = None if then is None else then["stage"].value_counts().reindex(FUNNEL, fill_value=0)
    frame["before"] = pd.Series(was, index=frame.index, dtype="Int64")
    return frame.rename_axis("stage").reset_index()


def headline(answers: Answers, shown: pd.DataFrame, findings: pd.DataFrame) -> pd.Series:
    """The key figures by id. Each counts rows: of the customers, the listed findings, or the contacts."""
    records = answers.frames[CONTACT]
    monday = weeks.monday(answers.as_of)
    figures = {
        "customers": len(shown),
        "open": shown["stage"].isin(OPEN).sum(),
        "high_priority": (shown["priority"] == "high").sum(),
        "overdue": (shown["due_status"] == "overdue").sum(),
        "due_this_week": shown["due_status"].isin(["today", "week"]).sum(),
        "at_risk": (shown["risks"] != "").sum(),
        "clash": shown.loc[shown["clash"], "customer_key"].nunique(),
        "errors": ((findings["severity"] == "error") & findings["listed"]).sum(),
        "contacts_week": (records["date"] >= monday).sum(),
        "registered_week": (shown["registered"] >= monday).sum(),
    }
    return pd.Series(figures).astype("int64").rename_axis("id")


def _evidence(held: pd.DataFrame, answers: Answers, settings: Settings) -> pd.Series:
    """What the stage rests on, with file!sheet!row of where that stands: the quote, the purchase, else his row."""
    bought = answers.frames[PURCHASE].reindex(held["last_purchase_record"]).set_axis(held.index)
    kind = held["stage_evidence"]
    file, sheet, row = (
        held[name].mask(kind == "quote", held[f"quote_{name}"]).mask(kind == "bought", bought[name]).astype("str")
        for name in ("file", "sheet", "row")
    )
    where = file + "!" + sheet + "!" + row.str.removesuffix(".0")
    word = kind.map(settings.vocabulary("stage_evidence"))
    return (word + " " + where).where(kind != "nothing", word)


def _missing(parts: pd.Series, words: Words) -> pd.Series:
    named = [
        words["list"].join(words[f"missing.{part}"] for part in joined.split(";")) if joined else "" for joined in parts
    ]
    return pd.Series(named, index=parts.index, dtype="str")


def _risks(held: pd.DataFrame, findings: pd.DataFrame, settings: Settings) -> pd.Series:
    """The ids of the risk rules that hit each customer, in rulebook order, joined by `;`."""
    of_risk = settings.rules.index[settings.rules["severity"] == "risk"]
    hits = findings[findings["rule"].isin(of_risk) & (findings["customer"] >= 0)].drop_duplicates(["rule", "customer"])
    order = {rule.id: number for number, rule in enumerate(RULES)}
    hits = hits.assign(order=hits["rule"].map(order)).sort_values("order")
    return hits.groupby("customer")["rule"].agg(";".join).reindex(held.index).astype("str").fillna("")


def _next_steps(held: pd.DataFrame, findings: pd.DataFrame, settings: Settings, words: Words) -> pd.Series:
    """The next step of the most urgent finding on each customer whose step is still to be taken, else what his stage
    calls for."""
    urgent = findings[(findings["customer"] >= 0) & ~findings["done"]].assign(
        urgency=lambda rows: rows["rule"].map(settings.rules["urgency"])
    )
    first = urgent.dropna(subset="urgency").sort_values("urgency", kind="stable").drop_duplicates("customer")
    by_stage = held["stage"].map({stage: words[f"next.{stage}"] for stage in (*FUNNEL, "lost")})
    return first.set_index("customer")["next_step"].reindex(held.index).astype("str").fillna(by_stage)
