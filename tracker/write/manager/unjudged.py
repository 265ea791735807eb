"""What the week's sheets did not allow to judge, each in one line."""

from tracker.write.manager.draft import TEAM, Draft, Place

MOST = 3  # rules, inputs or files named in a line
REASON = 24  # characters of a reason; the sheet it leads to has all of them
UNUSED = ("not_used",)


def reasons(draft: Draft) -> list[tuple[str, Place | None]]:
    """Lines about rules, grades and files, each with the rows that tell all; one if nothing is missing."""
    found = [line for line in (_rules(draft), _grades(draft), _files(draft)) if line]
    return found or [(draft.words["all_judged"], None)]


def _rules(draft: Draft) -> tuple[str, Place | None] | None:
    words, rules = draft.words, draft.report.coverage
    rules = rules.assign(data=rules["severity"] == "error")[rules["not_judged"] > 0]
    rules = rules.sort_values(["data", "not_judged"], ascending=[True, False], kind="stable")
    if rules.empty:
        return None
    named = rules[["name", "not_judged", "why"]].head(MOST).itertuples(index=False)
    which = [
        words.fill("unjudged_rule", name=name, count=count, why=_short(why, words["cut"])) for name, count, why in named
    ]
    text = words.fill("unjudged_rules", count=len(rules), which=words["join"].join(which))
    return text, draft.places.get(("rules", TEAM))


def _short(text: str, cut: str) -> str:
    return text if len(text) <= REASON else text[:REASON] + cut


def _grades(draft: Draft) -> tuple[str, Place | None] | None:
    words, customers = draft.words, draft.report.customers
    pending = customers.loc[customers["grade"] == "pending", "grade_missing"]
    if pending.empty:
        return None
    missing = pending.str.split(words["join"]).explode()
    counts = missing[missing != ""].value_counts(sort=False).sort_values(ascending=False, kind="stable").head(MOST)
    which = [words.fill("missing_input", name=name, count=count) for name, count in counts.items()]
    text = words.fill("unjudged_grades", count=len(pending), which=words["join"].join(which))
    return text, draft.places.get(("grade", "pending"))


def _files(draft: Draft) -> tuple[str, Place | None] | None:
    words, inputs = draft.words, draft.report.inputs
    unused = inputs[inputs["status"].isin(UNUSED)]
    if unused.empty:
        return None
    named = unused["file"].unique()[:MOST]
    return words.fill("unjudged_files", count=len(unused), which=words["join"].join(named)), draft.places.get(
        ("files", TEAM)
    )
