"""The annotated copy of every sheet that was used: which marks and answers go onto which sheet."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd

from tracker.assess import CONTACT, ROW, Answers
from tracker.collect import Collected
from tracker.inputs import Input
from tracker.read import Book
from tracker.report import Report
from tracker.settings import Settings
from tracker.standing import CUSTOMER
from tracker.write import annotated, personal, twice

REPLACED, SEVERAL = -1, -2  # no record has these numbers


@dataclass(frozen=True)
class Marked:
    """One annotated copy: its path under annotated/, its bytes, and what of the original it could not keep."""

    file: str
    path: str
    data: bytes
    not_kept: tuple[str, ...]


def copies(
    books: list[Book],
    files: list[Input],
    collected: Collected,
    answers: Answers,
    report: Report,
    settings: Settings,
) -> Iterator[Marked]:
    """A copy of each workbook that has a sheet we used, in the order of the inbox."""
    shown = _answers(collected, answers, report, settings)
    taken = {file.file for file in files}
    found = _problems(collected, answers, report, settings)
    problems = dict(iter(found.groupby(["file", "sheet"], sort=False)))
    home, writers, to_do = personal.homes(answers), personal.writers(answers), personal.to_do(report, answers)
    keepers = personal.keepers(answers)
    for book, file in zip(books, files, strict=True):
        headers: dict[str, set[int]] = {}
        for sheet in file.sheets:
            if sheet.table and sheet.status == "used" and sheet.table.kind in answers.frames:
                headers.setdefault(sheet.name, set()).add(sheet.table.header_row)
        named = writers.get(file.file, [])
        marks = [
            annotated.Marks(
                name,
                min(rows),
                _of_people(problems.get((file.file, name), found.iloc[:0]), named),
                shown.get((file.file, name), pd.DataFrame()),
                tuple(sorted(rows)[1:]),
            )
            for name, rows in headers.items()
        ]
        if not marks:
            continue
        people = tuple(personal.people(file.file, named, keepers.get(file.file, ""), home, to_do, settings))
        front = annotated.Front(people, tuple(personal.unused(file, settings)))
        path, copy = _copied(book, marks, front, taken, settings)
        taken.add(path)
        yield Marked(file.file, path, copy.data, copy.lost)


def _copied(
    book: Book, marks: list[annotated.Marks], front: annotated.Front, taken: set[str], settings: Settings
) -> tuple[str, annotated.Copy]:
    """The path of the copy and the copy; what is no .xlsx becomes one, under a name that is not `taken`."""
    with suppress(annotated.NotCopied):
        return book.file, annotated.copy(book, marks, settings, front)
    names = (f"{book.file}{again}.xlsx" for again in ("", *(f" ({number})" for number in range(2, len(taken) + 3))))
    path = book.file if book.file.lower().endswith(".xlsx") else next(name for name in names if name not in taken)
    return path, annotated.fresh(book, marks, settings, front)


def _problems(collected: Collected, answers: Answers, report: Report, settings: Settings) -> pd.DataFrame:
    """The findings as they are marked, by sheet and place."""
    found = report.findings[~report.findings["waived"]]
    found = personal.proposed(found, answers, settings)
    found = found.assign(act=found["rule"].map(settings.rules["urgency"]).notna())
    found = twice.marked(found, collected, answers, settings.words("annotated"))
    # what a whole sheet lacks stands in no row
    found["row"] = found["row"].mask(found["scope"] == "sheet")
    return found.sort_values(["row", "cell"], kind="stable")


def _of_people(found: pd.DataFrame, named: list[str]) -> pd.DataFrame:
    """The problems of one sheet: what is nobody's is the one person's whose file it is."""
    if len(named) == 1:
        found = found.assign(person=found["person"].mask(found["person"] == "", named[0]))
    return found


def _answers(
    collected: Collected, answers: Answers, report: Report, settings: Settings
) -> dict[tuple[str, str], pd.DataFrame]:
    """(file, sheet) → the worded answers of its rows: on the customer's own row, and on his latest contact where that
    is of the same person. A row that a newer one has taken the place of says so, and one on which two tables stand side
    by side."""
    shown = report.customers.set_index("record")
    level, stage = settings.vocabulary("level"), settings.vocabulary("stage")
    grade, words = settings.vocabulary("grade"), settings.words("annotated")
    names = settings.rules["name"]
    worded = pd.DataFrame(
        {
            "stage": shown["stage"].map(stage),
            "grade": [
                words.fill("grade_pending", missing=missing) if missing else grade.get(code, "")
                for code, missing in zip(shown["grade"], shown["grade_missing"], strict=True)
            ],
            "priority": shown["priority"].map(level),
            "next_due": shown["next_due"],
            "overdue_days": shown["overdue_days"],
            "risks": shown["risks"].map(lambda ids: words["list"].join(names[rule] for rule in ids.split(";") if rule)),
            "next_step": shown["next_step"],
        },
        index=shown.index,
    )
    held = answers.frames[CUSTOMER].loc[shown.index]
    contacted = held["last_record"].dropna().astype("int64")
    told_by = answers.frames[CONTACT]["owner"].loc[contacted].set_axis(contacted.index)
    contacted = contacted[told_by == held["owner"].loc[contacted.index]]
    contacts = answers.frames[CONTACT].loc[contacted]
    rows = collected.rows[CUSTOMER].join(collected.sheets[["file", "sheet"]], on="table")
    replaced = rows.drop(index=answers.frames[ROW].index)[["file", "sheet", "row"]]
    nothing = dict.fromkeys(("stage", "grade", "priority", "risks"), "")
    said = {REPLACED: words["replaced"], SEVERAL: words["several"]}
    others = pd.DataFrame([{**nothing, "next_step": text} for text in said.values()], index=list(said))
    worded = pd.concat([worded, others])
    places = pd.concat(
        [
            held[["file", "sheet", "row"]].assign(customer=held.index),
            contacts[["file", "sheet", "row"]].assign(customer=contacted.index),
            replaced.assign(customer=REPLACED),
        ]
    )
    place = places.groupby(["file", "sheet", "row"])["customer"]
    places["customer"] = places["customer"].mask(place.transform("nunique") > 1, SEVERAL)
    places = places.drop_duplicates(["file", "sheet", "row"])
    return {
        (str(place[0]), str(place[1])): worded.loc[part["customer"]].set_axis(pd.Index(part["row"], name="row"))
        for place, part in places.groupby(["file", "sheet"])
    }
