"""Verdicts into findings: where each stands, since when, what is there, what it means, what to do next.

Out: one row a finding, the columns of data/findings.csv plus rule_name, scope (cell, sheet, record, customer), kind and
record it is cited at (-1 for a whole sheet), customer (the held customer record that the rule judged, or whose record
it is cited at, else -1), person (whose record it is cited at: the owner in data/findings.csv), field (whose column it
is cited at), done (what it asks for was done, only late).
"""

from collections.abc import Mapping, Sequence
from string import Formatter

import pandas as pd

from tracker import private
from tracker.assess import Answers, kind_of
from tracker.clean import text
from tracker.collect import Collected
from tracker.facts import plain, problems, trigger, worded
from tracker.placed import NAMED
from tracker.rules import RULES
from tracker.rules.quality import missing_required
from tracker.settings import Settings
from tracker.standing import CUSTOMER, FOLLOWUP, VISIT
from tracker.verdict import Verdict

COLUMNS = """
rule severity since customer_key company owner file sheet row column cell value message next_step source
rule_name scope kind record customer person field done
""".split()
PRIVATE = ("company", "owner", "person", "column", "message")
ROW = "row"
TWINS = {"twin", "clash_twin"}  # one customer twice, or two with one number


def findings(answers: Answers, collected: Collected, settings: Settings) -> pd.DataFrame:
    """Every finding of `answers`, in the order of the rulebook, then by place."""
    parts = [_sheet_findings(answers, settings)]
    for verdict in (verdict for verdict in answers.verdicts if verdict.hit.any()):
        parts += _of_verdict(verdict, answers, collected, settings)
    found = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)
    enabled = settings.rules.index[settings.rules["enabled"]]
    found = found[found["rule"].isin(enabled)]
    order = found["rule"].map({rule.id: number for number, rule in enumerate(RULES)})
    found = _with_customers(found.assign(order=order), answers.linked)
    found = found.sort_values(["order", "file", "sheet", "row", "column", "customer"], kind="stable")
    found["since"] = found["since"].astype("datetime64[us]")
    found["row"] = found["row"].astype("Int64")
    typed = found["company"]
    for name in PRIVATE:
        found[name] = private.column(found[name])
    held = answers.customers
    known = private.keys(held["key"], held["company"])
    others = private.keys(found["customer_key"], typed)
    found["customer_key"] = found["customer_key"].map(others | known).astype("str")
    found["done"] = found["done"].astype(bool)
    return found[COLUMNS].reset_index(drop=True)


def _with_customers(found: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """The findings with the customer of their record; under 撞单 one that counts for both stands once for each."""
    of_record = found["scope"] == "record"
    named = found[of_record].drop(columns="customer").merge(linked, on="record", how="left")
    named["customer"] = named["customer"].fillna(-1).astype("int64")
    order = [*COLUMNS, "order"]
    return pd.concat([found.loc[~of_record, order], named[order]], ignore_index=True)


def _of_verdict(verdict: Verdict, answers: Answers, collected: Collected, settings: Settings) -> list[pd.DataFrame]:
    """The findings of one verdict: at the record it hit, or at the customer's contact or note that the rule names."""
    hits = answers.frames[verdict.kind].loc[verdict.hit.index[verdict.hit.fillna(False)]]
    kind = kind_of(verdict.kind)
    if verdict.rule.cite == ROW:
        return [_at(hits, hits, kind, verdict, answers, collected, settings)]
    places = [(noted, answers.frames[noted]) for noted in (FOLLOWUP, VISIT)]
    parts = [(noted, hits[hits[verdict.rule.cite].isin(records.index)], records) for noted, records in places]
    cited = [
        _at(told, records.loc[told[verdict.rule.cite].astype("int64")], noted, verdict, answers, collected, settings)
        for noted, told, records in parts
    ]
    rest = hits[hits[verdict.rule.cite].isna()]
    return [*cited, _at(rest, rest, kind, verdict, answers, collected, settings)]


def _at(
    hits: pd.DataFrame,
    place: pd.DataFrame,
    kind: str,
    verdict: Verdict,
    answers: Answers,
    collected: Collected,
    settings: Settings,
) -> pd.DataFrame:
    """The findings on `hits`, each cited at the record of `kind` in the same line of `place`."""
    if hits.empty:
        return pd.DataFrame(columns=COLUMNS)
    rule, fields = verdict.rule, settings.fields(kind)
    wanted = pd.Series(verdict.column or rule.field, index=place.index)
    if f"{rule.id}_field" in hits:  # of a note the text that says so
        said = hits[f"{rule.id}_field"].set_axis(place.index)
        wanted = said.where(said.isin(fields.index), wanted)
    if verdict.at[1]:
        at = pd.DataFrame({"field": "", "letter": verdict.at[0], "header": verdict.at[1]}, index=place.index)
    else:
        at = _cells(place["table"], wanted.where(wanted.isin(fields.index), "company"), collected)
    raw = collected.rows[kind]
    shown = [
        _fit(text.shown(raw.at[record, field]), str(fields.at[field, "type"]), header) if field else ""
        for record, field, header in zip(place.index, at["field"], at["header"], strict=True)
    ]
    told = _told(hits, shown, at, verdict, answers, collected, settings)
    words = settings.shown.rules.loc[rule.id]
    of_customer = kind_of(verdict.kind) == CUSTOMER
    scope = "cell" if verdict.column or verdict.at[1] else "customer" if of_customer else "record"
    row = place["row"].to_numpy()
    return pd.DataFrame(
        {
            "rule": rule.id,
            "severity": words["severity"],
            "since": _since(hits, verdict, settings).to_numpy(),
            "customer_key": _key(hits).to_numpy(),
            "company": hits["company"].to_numpy(),
            "owner": hits["owner"].to_numpy(),
            "person": place["owner"].to_numpy(),
            "file": place["file"].to_numpy(),
            "sheet": place["sheet"].to_numpy(),
            "row": row,
            "column": at["header"].to_numpy(),
            "cell": [f"{letter}{number}" if letter else "" for letter, number in zip(at["letter"], row, strict=True)],
            "value": shown,
            "message": [words["message"].format_map(facts) for facts in told],
            "next_step": [words["next_step"].format_map(facts) for facts in told],
            "source": settings.said(rule.source),
            "rule_name": words["name"],
            "scope": scope,
            "kind": kind,
            "record": place.index,
            "customer": hits.index if of_customer else -1,
            "field": at["field"].to_numpy(),
            "done": hits[done].to_numpy() if (done := f"{rule.id}_done") in hits else False,
        }
    )


def _fit(shown: str, kind: str, header: str) -> str:
    """What a cell says, fit for a report."""
    return private.masked_phone(shown) if kind == "phone" else private.shown(shown, header)


def _key(hits: pd.DataFrame) -> pd.Series:
    """The customer's key; of a record that is linked to nobody what it was typed with."""
    typed = hits["customer_id"].mask(hits["customer_id"] == "", hits["name"])
    return hits["key"].mask(hits["key"] == "", typed)


def _cells(tables: pd.Series, fields: pd.Series, collected: Collected) -> pd.DataFrame:
    """field, letter, header of the column that each record is cited at: its field, else its customer's name or
    number."""
    places = collected.places

    def cell(table: int, field: str) -> tuple[str, str, str]:
        name = next((name for name in (field, *NAMED[::-1]) if (table, name) in places), "")
        return (name, *places[table, name]) if name else ("", "", "")

    asked = list(zip(tables.tolist(), fields, strict=True))
    known = {pair: cell(*pair) for pair in set(asked)}
    return pd.DataFrame([known[pair] for pair in asked], index=tables.index, columns=["field", "letter", "header"])


def _since(hits: pd.DataFrame, verdict: Verdict, settings: Settings) -> pd.Series:
    """The day it became true: the sheet's Monday for cells and rows, else the rule's own day (rulebook section 6)."""
    if verdict.column:
        return hits["week"]
    days = sum(int(settings.numbers[part]) if isinstance(part, str) else part for part in verdict.rule.after)
    began: pd.Series = hits[verdict.rule.since].dt.normalize() + pd.Timedelta(days=days)
    return began


def _told(
    hits: pd.DataFrame,
    shown: Sequence[str],
    at: pd.DataFrame,
    verdict: Verdict,
    answers: Answers,
    collected: Collected,
    settings: Settings,
) -> list[Mapping[str, str]]:
    """What the message of each finding may name: the facts of its record, the thresholds, the cell's own words."""
    words, rule = settings.words("findings"), settings.shown.rules.loc[verdict.rule.id]
    templates = f"{rule['message']}{rule['next_step']}"
    named = {name for _, name, _, _ in Formatter().parse(templates) if name}
    coded = {name for name in named if any(key.startswith(f"{name}.") for key in words)}
    deeper = "".join(words[key] for key in words if key.split(".")[0] in coded)
    named |= {name for _, name, _, _ in Formatter().parse(deeper) if name}
    facts: dict[str, Sequence[str]] = {
        name: worded(name, hits[name], words, settings) for name in sorted(named & set(hits.columns))
    }
    facts["name"], facts["shown"] = private.column(at["header"]).tolist(), shown
    if verdict.against:
        before = _cells(hits["table"], pd.Series(verdict.against, index=hits.index), collected)
        facts |= {
            "earlier_name": before["header"].tolist(),
            "later_name": at["header"].tolist(),
            "earlier": worded("", hits[verdict.against], words, settings),
            "later": worded("", hits[verdict.column], words, settings),
        }
    if "private" in named:
        facts["private"] = [words[f"private.{code}"] for code in verdict.state.reindex(hits.index)]
    if {"problem", "instead"} & named:
        facts |= problems(hits, verdict, settings, words)
        facts |= trigger(hits, shown, facts["instead"], verdict, collected, words)
    if "owners" in named:
        held = (
            answers.customers.replace({"owner": {"": words["nobody"]}}).groupby("key")["owner"].agg(words["list"].join)
        )
        facts["owners"] = hits["key"].map(held).tolist()
    if "other_row" in named:
        facts["other_row"] = hits["duplicate_of"].astype("str").tolist()
    for twin in TWINS & named:
        facts[f"{twin}_step"] = [words[f"{twin}_step.{code}"] for code in hits[twin]]
    numbers = {name: plain(number) for name, number in settings.numbers.items()}
    common = {**numbers, "as_of": answers.as_of.date().isoformat()}
    lines = [{**common, **dict(zip(facts, line, strict=True))} for line in zip(*facts.values(), strict=True)]
    return [{**line, **{name: line[name].format_map(line) for name in coded & line.keys()}} for line in lines]


def _sheet_findings(answers: Answers, settings: Settings) -> pd.DataFrame:
    """One finding for each required column that a sheet lacks, and for a sheet that names no owner."""
    missing = answers.absent.join(answers.sheets, on="table").drop_duplicates(["file", "sheet", "kind", "field"])
    if missing.empty:
        return pd.DataFrame(columns=COLUMNS)
    words, rule = settings.words("findings"), settings.shown.rules.loc[missing_required.id]
    fields = settings.tables["fields"].set_index(["kind", "field"])["name"]
    name = [settings.as_typed(fields[place]) for place in zip(missing["kind"], missing["field"], strict=True)]
    nobody = missing["field"] == "owner"
    keys = list(zip(nobody, name, strict=True))
    return pd.DataFrame(
        {
            "rule": missing_required.id,
            "severity": rule["severity"],
            "since": missing["week"],
            "customer_key": "",
            "company": "",
            "owner": missing["owner"],
            "file": missing["file"],
            "sheet": missing["sheet"],
            "row": missing["header_row"],
            "column": name,
            "cell": "",
            "value": "",
            "message": [words.fill("no_owner" if none else "no_column", name=header) for none, header in keys],
            "next_step": [words.fill("give_owner" if none else "add_column", name=header) for none, header in keys],
            "source": settings.said(missing_required.source),
            "rule_name": rule["name"],
            "scope": "sheet",
            "kind": missing["kind"],
            "record": -1,
            "customer": -1,
            "person": missing["owner"],
            "field": missing["field"],
            "done": False,
        }
    )
