"""What each rule could and could not judge, and why."""

from collections import Counter

import pandas as pd

from tracker.assess import Answers, kind_of
from tracker.rules import RULES
from tracker.rules.registry import HAS
from tracker.settings import Settings
from tracker.verdict import Verdict


def coverage(answers: Answers, settings: Settings) -> pd.DataFrame:
    """One row a rule, in rulebook order: id, name, severity, on (whether the team uses it), meaning (thresholds filled
    in), source, hit, miss, not_judged, reasons (dict: why → how many), why (the same as text)."""
    words = settings.words("findings")
    numbers = {name: f"{number:g}" for name, number in settings.numbers.items()}
    lines = []
    for rule in RULES:
        verdicts = [verdict for verdict in answers.verdicts if verdict.rule.id == rule.id]
        why: Counter[str] = Counter()
        for verdict in verdicts:
            if verdict.hit.isna().any():
                why.update(reasons(verdict, answers, settings))
        about = settings.shown.rules.loc[rule.id]
        sheets = len(answers.absent) if rule.id == "missing_required" else 0
        lines.append(
            {
                "id": rule.id,
                "name": about["name"],
                "severity": about["severity"],
                "on": bool(about["enabled"]),
                "meaning": settings.said(rule.sentence).format_map(numbers),
                "source": settings.said(rule.source),
                "hit": sheets + sum(int(verdict.hit.fillna(False).sum()) for verdict in verdicts),
                "miss": sum(int((~verdict.hit.fillna(True)).sum()) for verdict in verdicts),
                "not_judged": sum(int(verdict.hit.isna().sum()) for verdict in verdicts),
                "reasons": dict(sorted(why.items())),
                "why": words["why.and"].join(
                    words.fill("why.times", why=told, times=times) for told, times in why.most_common()
                ),
            }
        )
    return pd.DataFrame(lines)


def reasons(verdict: Verdict, answers: Answers, settings: Settings, records: list[int] | None = None) -> Counter[str]:
    """Why the unjudged records (or some of them) could not be judged: the columns their sheets lack, else the rule's
    own reason."""
    words = settings.words("findings")
    fields = settings.shown.fields(kind_of(verdict.kind))
    unjudged = answers.frames[verdict.kind].loc[
        list(verdict.hit.index[verdict.hit.isna()]) if records is None else records
    ]
    read = [verdict.column, verdict.against] if verdict.column else list(verdict.rule.reads)
    names = [name.removeprefix(HAS) for name in read if name.removeprefix(HAS) in fields.index]
    if verdict.rule.unknown:
        return Counter({words[f"why.{verdict.rule.unknown}"]: len(unjudged)} if len(unjudged) else {})
    lacking = pd.Series("", index=unjudged.index, dtype="str")
    for name in dict.fromkeys(names):
        listed = words["list"] + str(fields.at[name, "name"])
        lacking = lacking.mask(~unjudged[f"{HAS}{name}"], lacking + listed)
    told = {
        names: words.fill("why.absent", names=names.removeprefix(words["list"])) if names else words["why.unknown"]
        for names in lacking.unique()
    }
    return Counter(lacking.map(told).tolist())
