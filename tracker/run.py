"""The story of a run: every step once, in order, nothing else.

find → read → recognise → collect → typed → assess → cite → summarise → write → publish
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from tracker import (
    actions,
    assess,
    cite,
    collect,
    coverage,
    find,
    inputs,
    placed,
    private,
    publish,
    read,
    recognise,
    reports,
    summary,
    typed,
    waivers,
)
from tracker.errors import CallError, TrackerError
from tracker.report import Report
from tracker.settings import Settings
from tracker.standing import PEOPLE
from tracker.vocabulary import Vocabulary
from tracker.workdays import Workdays
from tracker.write import copies, data, manager, pages

UP = "../../"  # from the folder of the reports to the workspace

Say = Callable[[str, str], None]


@dataclass
class Timings:
    """Wall and CPU seconds of each step, in order."""

    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.steps[name] = (time.perf_counter() - wall, time.process_time() - cpu)


@dataclass(frozen=True)
class Understood:
    """What the inbox holds and what it says: everything the writers and the terminal need."""

    report: Report
    files: list[inputs.Input]
    books: inputs.Understood
    collected: collect.Collected
    answers: assess.Answers
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a run wrote and where. `status` is the exit status: 0, or 3 where some file could not be used."""

    folder: Path
    about: Mapping[str, Any]
    understood: Understood
    status: int


def week(workspace: Path, as_of: pd.Timestamp, settings: Settings, say: Say, timings: Timings) -> Outcome:
    """Read the inbox of `workspace`, work everything out as of that day, publish the reports.

    Raises CallError where there is nothing to read, TrackerError where the reports cannot be written.
    """
    with timings.step("find"):
        files_dropped = dropped(workspace, settings)
    workspace = find.workspace(workspace)
    understood = understand(files_dropped, as_of, settings, say, timings)
    inbox = UP + (f"{find.INBOX}/" if find.inbox(workspace) != workspace else "")
    understood = replace(understood, report=replace(understood.report, inbox=inbox))
    files, lost = _written(understood, settings, say, timings)
    folder = workspace / "reports" / as_of.date().isoformat()
    with timings.step("publish"):
        about = {**understood.about, "not_kept": lost, "outputs": publish.digests(files)}
        files["data/run.json"] = data.run(about)
        try:
            publish.report(files, folder)
        except OSError as error:
            why = error.strerror or str(error)
            raise TrackerError(settings.words("terminal").fill("cannot_write", folder=folder, why=why)) from error
    return Outcome(folder, about, understood, inputs.exit_status(understood.files))


def dropped(workspace: Path, settings: Settings) -> list[find.Dropped]:
    """What was dropped into the inbox; raises CallError where there is no sheet."""
    workspace = find.workspace(workspace)
    files = find.workbooks(workspace, settings.words("inputs")["rules_file"])
    if not any(file.is_sheet for file in files):
        terminal = settings.words("terminal")
        raise CallError(terminal.fill("no_sheets", folder=workspace, inbox=find.inbox(workspace)))
    return files


def understand(
    dropped: list[find.Dropped], as_of: pd.Timestamp, settings: Settings, say: Say, timings: Timings
) -> Understood:
    """Read and work out what was dropped; nothing is written."""
    vocabulary = Vocabulary(settings)
    books: list[read.Book] = []
    known: dict[str, read.Content] = {}
    with timings.step("read"):
        for file in dropped:
            say("reading", file.file)
            books.append(read.book(file, known))
        books = read.once(books, settings.tables["week_patterns"])
    say("working_out", "")
    with timings.step("recognise"):
        tables = [(book, recognise.tables(book.sheets, vocabulary)) for book in books]
        used = settings.tables["kinds"].query("used != ''")["kind"]
        kinds = {str(kind): list(settings.fields(kind).index) for kind in used}
        collected = collect.sheets(tables, kinds, settings.tables["week_patterns"])
    with timings.step("clean"):
        records = {kind: typed.records(kind, collected, as_of, settings) for kind in kinds}
        mondays = placed.week_of_sheets(collected, records)
    with timings.step("assess"):
        answers = assess.answers(collected, mondays, records, as_of, settings)
    with timings.step("summarise"):
        found = cite.findings(answers, collected, settings)
        files = inputs.inputs(tables, collected, mondays, as_of, settings)
        report = _report(answers, found, files, records[PEOPLE].rows, as_of, settings)
    return Understood(report, files, tables, collected, answers, _about(report, files, answers, settings))


def _report(
    answers: assess.Answers,
    found: pd.DataFrame,
    files: list[inputs.Input],
    people: pd.DataFrame,
    as_of: pd.Timestamp,
    settings: Settings,
) -> Report:
    old = (as_of - found["since"]).dt.days >= settings.numbers["recent_days"]
    # what is open stays listed, however long it is
    found = found.assign(listed=(found["scope"] != "record") | ~old | (found["severity"] == "risk"))
    found = waivers.applied(found, settings, as_of)
    customers = summary.customers(answers, found, settings)
    to_act = actions.actions(customers, found[~found["waived"]], settings)
    # a contact that counts for both owners of a clash is one record, and one finding
    found = found.drop_duplicates(["rule", "file", "sheet", "row", "column", "cell"], ignore_index=True)
    return Report(
        as_of=as_of.date(),
        customers=customers,
        findings=found,
        actions=to_act,
        people=summary.people(answers, customers, found),
        funnel=summary.funnel(customers),
        headline=summary.headline(answers, customers, found),
        coverage=coverage.coverage(answers, settings),
        inputs=inputs.frame(files, found, settings),
        calendar_note=_calendar_note(answers, settings),
        changed_rules=tuple(change.said(settings.words("team_rules")) for change in settings.changed),
        waivers=waivers.standing(found, settings, as_of),
        reports=reports.reports(answers, customers, found[~found["waived"]], people, settings),
    )


def _calendar_note(answers: assess.Answers, settings: Settings) -> str:
    workdays, held = Workdays(settings.tables["calendar"]), answers.customers
    years = workdays.unpublished(held["promise_due"], held["cadence_due"], held["review_due"])
    words = settings.words("findings")
    return words.fill("calendar.unpublished", years=words["list"].join(map(str, years))) if years else ""


def _about(report: Report, files: list[inputs.Input], answers: assess.Answers, settings: Settings) -> dict[str, Any]:
    """run.json without its outputs."""
    workdays = Workdays(settings.tables["calendar"])
    judged = report.coverage[["id", "hit", "miss", "not_judged", "reasons"]].rename(columns={"reasons": "why"})
    return {
        "version": version("tracker"),
        "calendar": {"published": workdays.published, "note": report.calendar_note},
        "as_of": report.as_of.isoformat(),
        "rules_sha256": settings.sha256,
        "changed": [change._asdict() for change in settings.changed],
        "waivers": data.waivers(report),
        "inputs": inputs.listed(files, settings),
        "rules": judged.to_dict("records"),
        "totals": {
            **dict(zip(report.headline["id"], report.headline["count"].tolist(), strict=True)),
            "contacts": int(answers.frames[assess.CONTACT]["date"].notna().sum()),
            "findings": len(report.findings),
            "waived": int(report.findings["waived"].sum()),
        },
    }


def _shown(report: Report) -> Report:
    """The report as people read it: the names of files and sheets are masked too, which the copies still need."""
    return replace(
        report,
        customers=private.places(report.customers, "file", "sheet"),
        findings=private.places(report.findings, "file", "sheet"),
        actions=private.places(report.actions, "file", "sheet"),
        inputs=private.places(report.inputs, "file", "sheet"),
        changes=private.places(report.changes, "file", "sheet"),
        reports={
            name: private.places(frame, *frame.columns.intersection(["file", "sheet"]))
            for name, frame in report.reports.items()
        },
    )


def _written(
    understood: Understood, settings: Settings, say: Say, timings: Timings
) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """Every file of the report but run.json (path → content), and what each annotated copy could not keep."""
    report = understood.report
    say("writing", "")
    with timings.step("write data"):
        files = {
            "data/customers.csv": data.customers(report, settings),
            "data/findings.csv": data.findings(report, settings),
        }
    shown = _shown(report)
    with timings.step("write workbook"):
        files |= manager.workbooks(shown, settings)
    with timings.step("write pages"):
        files["index.html"] = pages.index(shown, settings).encode()
        for owner in shown.people["owner"]:
            files[f"people/{pages.file_name(owner)}"] = pages.person(shown, owner, settings).encode()
    lost = {}
    with timings.step("write annotated"):
        books = [book for book, _ in understood.books]
        for marked in copies.copies(
            books, understood.files, understood.collected, understood.answers, report, settings
        ):
            say("writing", marked.path)
            files[f"annotated/{marked.path}"] = marked.data
            lost[marked.file] = list(marked.not_kept)
    return files, lost
