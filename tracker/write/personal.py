"""What a salesperson finds on top of the copy of a sheet: this week's list, and what of the file was not used."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from tracker import link, private, teach
from tracker.assess import CONTACT, ROW, Answers
from tracker.inputs import Input
from tracker.link import BEFORE_ALL
from tracker.nearest import nearest
from tracker.report import Report
from tracker.settings import Settings
from tracker.standing import CUSTOMER, FOLLOWUP
from tracker.write.annotated import Person, Unused

UNKNOWN = "unknown_customer"
PROPOSED = 2
PLACE = ["file", "sheet", "row"]
SHOWN = ["company", "contact", "reason", "next_step"]
EXAMPLE = "example"


def homes(answers: Answers) -> dict[str, list[str]]:
    """Owner, masked → the files of his latest week with customers or followups of his: there he looks for his list."""
    columns = ["owner", "file", "week", "table"]
    held = pd.concat([answers.frames[kind][columns] for kind in (ROW, FOLLOWUP)])
    held = held.assign(owner=private.column(held["owner"]))
    held = held[held["owner"] != ""].assign(week=lambda rows: rows["week"].fillna(BEFORE_ALL))
    latest = held[held["week"] == held.groupby("owner")["week"].transform("max")].sort_values("table")
    return {str(owner): list(dict.fromkeys(files)) for owner, files in latest.groupby("owner")["file"]}


def writers(answers: Answers) -> dict[str, list[str]]:
    """File → the people (masked) whose customers or followups stand in it, in their order."""
    columns = ["file", "owner", "table", "row"]
    sheets = answers.sheets[answers.sheets["kind"].isin([CUSTOMER, FOLLOWUP])].rename_axis("table").reset_index()
    held = pd.concat([*(answers.frames[kind][columns] for kind in (ROW, FOLLOWUP)), sheets.assign(row=0)[columns]])
    held = held.assign(owner=private.column(held["owner"]))
    held = held[held["owner"] != ""].sort_values(["table", "row"])
    return {str(file): list(dict.fromkeys(owners)) for file, owners in held.groupby("file")["owner"]}


def keepers(answers: Answers) -> dict[str, str]:
    """File → the one person (masked) whose it is as its titles, names and folders say; where they name two, nobody."""
    sheets = answers.sheets[answers.sheets["kind"].isin([CUSTOMER, FOLLOWUP])]
    named = sheets.assign(owner=private.column(sheets["owner"])).groupby("file")["owner"].unique()
    return {str(file): owners[0] for file, owners in named.items() if len(owners) == 1}


def to_do(report: Report, answers: Answers) -> pd.DataFrame:
    """The actions of all, in order, and where the latest contact of each customer stands: last_file, last_sheet,
    last_row."""
    held = answers.customers
    contacted = held["last_record"].dropna().astype("int64")
    last = answers.frames[CONTACT][PLACE].loc[contacted].set_axis(contacted.index).add_prefix("last_")
    places = held[PLACE].join(last).drop_duplicates(PLACE)
    actions = report.actions.assign(owner=private.column(report.actions["owner"]))
    return actions.merge(places, on=PLACE, how="left").sort_values("rank")


def people(
    file: str,
    named: Sequence[str],
    keeper: str,
    home: Mapping[str, Sequence[str]],
    to_do: pd.DataFrame,
    settings: Settings,
) -> Iterator[Person]:
    """Each of the people `named` in a file, with this week's list where it is theirs to work in; a customer of whom
    only the latest contact stands there is found by that. In a file of several people only its `keeper` has those of
    his other files, too: the others read what he reads."""
    level = settings.vocabulary("level")
    for name in named:
        files = home.get(name, ())
        every = to_do[to_do["owner"] == name]
        of = every
        if name != keeper and len(named) > 1:
            of = every[(every["file"] == file) | (every["last_file"] == file)]
        if file not in files or (of.empty and len(every)):
            yield Person(name, None, tuple(private.masked(other) for other in files if other != file))
            continue
        own, told = of["file"] == file, of["last_file"] == file
        of = of.assign(
            priority=of["priority"].map(level),
            sheet=of["sheet"].where(own, of["last_sheet"]).where(own | told, ""),
            row=of["row"].where(own, of["last_row"]).where(own | told).astype("Int64"),
        )
        yield Person(name, of.assign(**{column: private.column(of[column]) for column in SHOWN}))


def unused(file: Input, settings: Settings) -> Iterator[Unused]:
    """What of a file no answer was made of: sheets, columns, and rows that may be meant as records."""
    words, inputs = settings.words("annotated"), settings.words("inputs")
    for sheet in file.sheets:
        table = sheet.table
        if sheet.status != "used" or table is None:
            yield Unused(sheet.name, "", words.fill("unused_sheet", reason=sheet.reason))
            continue
        unknown = teach.unsettled(table, settings)
        if unknown:
            yield Unused(sheet.name, "", words.fill("unused_columns", columns=words["list"].join(unknown)))
        rows = {
            what: [row for row in sorted(table.skipped) if table.skipped[row] == what]
            for what in sorted(set(table.skipped.values()))
        }
        for row in rows.pop(EXAMPLE, []):
            yield Unused(sheet.name, f"A{row}", words.fill("unused_example", row=row))
        for what, numbers in rows.items():
            said = words["list"].join(map(str, numbers))
            yield Unused(sheet.name, f"A{numbers[0]}", words.fill("unused_rows", rows=said, what=inputs[f"row_{what}"]))


def proposed(found: pd.DataFrame, answers: Answers, settings: Settings) -> pd.DataFrame:
    """The findings, those on unknown customers with the registered names that may be meant: of other people's none is
    named."""
    asked = found[found["rule"] == UNKNOWN]
    if asked.empty:
        return found
    words = settings.words("annotated")
    suffix, stays = settings.company_words("suffix"), settings.company_words("stays")
    held = answers.customers[["company", "owner"]]
    held = held[held["company"] != ""].assign(
        name=link.names(held["company"], suffix, stays), owner=private.column(held["owner"])
    )
    names = link.names(asked["company"], suffix, stays).to_dict()
    steps = {}
    for person, of in asked.groupby("person"):
        mine, others = held[held["owner"] == person], held[held["owner"] != person]
        called = mine.drop_duplicates("name").set_index("name")["company"]
        own, foreign = (
            nearest([names[place] for place in of.index], some["name"], PROPOSED) for some in (mine, others)
        )
        for place, step in of["next_step"].items():
            meant = [private.masked(str(called[name])) for name in own[names[place]]]
            if meant:
                key = "near_two" if meant[1:] else "near_one"
                steps[place] = words.fill(key, step=step, name=meant[0], other=meant[-1])
            elif foreign[names[place]]:
                steps[place] = words.fill("near_others", step=step)
    return found.assign(next_step=pd.Series(steps, dtype="str").reindex(found.index).fillna(found["next_step"]))
