"""The rules at the terminal: all of them in a table, one in full, and what an edit of them would do to the counts."""

import sys
from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Any

from rich.console import Console
from rich.table import Table

from tracker.errors import CallError
from tracker.preview import Preview
from tracker.rules import RULES
from tracker.rules.registry import Rule
from tracker.settings import Settings
from tracker.team_rules import near
from tracker.vocabulary import compared
from tracker.wording import SOURCE, Words
from tracker.wording import words as wording

Line = dict[str, Any]
MOST_NEAR = 3
ANSWERS = ("stage", "grade", "value", "priority")


def lines(settings: Settings, shipped: Settings) -> list[Line]:
    """One a rule, in rulebook order: id, name, severity, enabled, meaning (thresholds filled in), source, thresholds
    (name, meaning, value, unit, default, source) and changed: whether the team changed anything of it."""
    return [_line(rule, settings, shipped) for rule in RULES if rule.id in settings.rules.index]


def one(name: str, settings: Settings, shipped: Settings) -> Line:
    """The rule of that id or name. Raises CallError, with the nearest, where there is none."""
    found = lines(settings, shipped)
    for line in found:
        typed = str(settings.rules.at[line["id"], "name"])
        if compared(name) in map(compared, (line["id"], line["name"], typed)):
            return line
    names = [line["name"] for line in found]
    within = [each for each in names if compared(name) and compared(name) in compared(each)]
    ids = {line["id"]: line["name"] for line in found}
    nearest = within or near(name, names) or [ids[each] for each in near(name, ids)]
    words = settings.words("terminal")
    key = "no_rule_near" if nearest else "no_rule"
    raise CallError(words.fill(key, name=name, near=words["list"].join(nearest[:MOST_NEAR])))


def answer(asked: str, settings: Settings) -> Line | None:
    """How an answer about a customer comes about (id, name, about, lines: each a name and when it holds), with the
    team's own numbers; None where no answer is called so."""
    words, typed, numbers = settings.words("answers"), wording("answers", SOURCE), settings.numbers
    known = {compared(each): id for id in ANSWERS for each in (id, words[id], typed[id])}
    id = known.get(compared(asked))
    if id is None:
        return None
    keys = [f"{id}.{number}" for number in range(1, len(words)) if f"{id}.{number}" in words]
    told = [{"name": words.fill(key, **numbers), "when": words.fill(f"{key}.when", **numbers)} for key in keys]
    return {"id": id, "name": words[id], "about": words.fill(f"{id}.about", **numbers), "lines": told}


def explained(found: Line, words: Words) -> None:
    """How an answer comes about. `words`: those of `answers`."""
    console = _console()
    console.print(found["name"])
    console.print(found["about"])
    for line in found["lines"]:
        console.print(words.fill("line", **line))


def _line(rule: Rule, settings: Settings, shipped: Settings) -> Line:
    about, was = (each.shown.rules.loc[rule.id].to_dict() for each in (settings, shipped))
    numbers = {name: f"{number:g}" for name, number in settings.numbers.items()}
    thresholds = list(_thresholds(rule, settings, shipped))
    return {
        "id": rule.id,
        "name": about["name"],
        "severity": settings.shown.vocabulary("severity")[about["severity"]],
        "enabled": bool(about["enabled"]),
        "meaning": settings.said(rule.sentence).format_map(numbers),
        "source": settings.said(rule.source),
        "thresholds": thresholds,
        "changed": bool(about["severity"] != was["severity"] or about["enabled"] != was["enabled"])
        or any(each["value"] != each["default"] for each in thresholds),
    }


def _thresholds(rule: Rule, settings: Settings, shipped: Settings) -> Iterator[Line]:
    """The numbers that a rule asks for, or names in its sentence."""
    named = {name for _, name, _, _ in Formatter().parse(rule.sentence) if name}
    asked = {*rule.asks, *named, *(part for part in rule.after if isinstance(part, str))}
    default = shipped.tables["thresholds"].set_index("name")["value"]
    for row in settings.shown.tables["thresholds"].to_dict("records"):
        if row["name"] in asked:
            kept = ("name", "meaning", "value", "unit", "source")
            yield {**{str(key): row[key] for key in kept}, "default": str(default[row["name"]])}
    was = shipped.tables["cadences"].set_index(["clock", "key"])["number"]
    for row in settings.shown.tables["cadences"].to_dict("records"):
        if rule.id == f"{row['clock']}_overdue":
            number = {"name": f"{row['clock']}.{row['key']}", "value": str(row["number"])}
            told = {str(key): row[key] for key in ("meaning", "unit", "source")}
            yield {**number, **told, "default": str(was[row["clock"], row["key"]])}


def table(found: Sequence[Line], said: Words) -> None:
    """All rules; piped, one a line, parted by tabs."""
    heads = [said[f"rules_{name}"] for name in ("name", "severity", "enabled", "meaning", "source", "changed")]
    rows = [
        [
            line["name"],
            line["severity"],
            _flag(line["enabled"], said),
            line["meaning"],
            line["source"],
            _own(line, said),
        ]
        for line in found
    ]
    console = _console()
    if not console.is_terminal:
        print("\n".join("\t".join(row) for row in (heads, *rows)))  # rich would make spaces of the tabs
        return
    shown = Table(box=None, pad_edge=False, row_styles=["", "dim"])
    for head, wide in zip(heads, (False, False, False, True, True, False), strict=True):
        shown.add_column(head, no_wrap=not wide, overflow="fold")
    for row in rows:
        shown.add_row(*row)
    console.print(shown)


def whole(line: Line, said: Words) -> None:
    """One rule with its numbers and the words of its source."""
    console = _console()
    console.print(said.fill("rule_title", name=line["name"], id=line["id"]))
    console.print(said.fill("rule_state", severity=line["severity"], enabled=_flag(line["enabled"], said)))
    console.print(said.fill("rule_meaning", meaning=line["meaning"]))
    console.print(said.fill("rule_source", source=line["source"]))
    for each in line["thresholds"]:
        key = "rule_number" if each["value"] == each["default"] else "rule_number_own"
        console.print("  " + said.fill(key, **each))
    if line["changed"]:
        console.print(said["rule_changed"])


def compare(found: Preview, said: Words, changes: Sequence[str]) -> None:
    """What changes, then the figures of the week and the rules whose counts differ, before and after."""
    console = _console()
    console.print(said["preview_changes" if changes else "preview_same"])
    for change in changes:
        console.print(f"  {change}")
    if not changes:
        return
    console.print()
    console.print(said["preview_counts"])
    rules = found.rules.set_index("name")
    figures = found.headline.rename(index=lambda name: said.get(f"preview_{name}", said[name]))
    for counts in (figures, rules):
        for name, before, after in counts.itertuples(name=None):
            if before != after:
                by = f"{after - before:+d}"
                console.print("  " + said.fill("preview_line", name=name, before=before, after=after, by=by))
    still = figures[figures["before"] == figures["after"]]["after"]
    same = said["list"].join(f"{name} {count}" for name, count in still.items())
    console.print(said.fill("preview_still", figures=same, count=int((rules["before"] == rules["after"]).sum())))
    console.print(said["preview_nothing_written"])


def _flag(flag: bool, said: Words) -> str:
    return said["yes" if flag else "no"]


def _own(line: Line, said: Words) -> str:
    return said["rules_own"] if line["changed"] else ""


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False, soft_wrap=not sys.stdout.isatty())
