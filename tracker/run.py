"""The story of a run: every step once, in order, nothing else.

find → read → recognise → collect → typed → assess → the same a week ago → cite → summarise → write → publish
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
    changes,
    collect,
    coverage,
    find,
    inputs,
    placed,
    private,
    publish,
    read,
    recognise,
    replay,
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
    # before anything is read: a template of the team that is wrong stops the run
    templates = pages.of_workspace(workspace, settings.words("pages"))
    understood = understand(files_dropped, as_of, settings, say, timings)
    inbox = UP + (f"{find.INBOX}/" if find.inbox(workspace) != workspace else "")
    understood = replace(understood, report=replace(understood.report, inbox=inbox))
    files, lost = _written(understood, templates, settings, say, timings)
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


def dropped(workspace: Path, settings: Settings, without: Path | None = None) -> list[find.Dropped]:
    """What was dropped into the inbox, without a file that is none of it; raises CallError where there is no sheet."""
    workspace = find.workspace(workspace)
    files = find.workbooks(workspace, settings.rules_file)
    files = [file for file in files if without is None or file.path.resolve() != without.resolve()]
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
    say("found", str(len(dropped)))
    with timings.step("read"):
        for file in dropped:
            say("reading", file.file)
            books.append(read.book(file, known))
        books = read.once(books, settings.tables["week_patterns"])
    say("working_out", "")
    with timings.step("recognise"):
        tables = [(book, recognise.tables(book.sheets, vocabulary)) for book in books]
        used = settings.kinds.index[settings.kinds["used"] != ""]
        kinds = {str(kind): list(settings.fields(kind).index) for kind in used}
        collected = collect.sheets(tables, kinds, settings.tables["week_patterns"])
    with timings.step("clean"):
        records = {kind: typed.records(kind, collected, as_of, settings) for kind in kinds}
        mondays = placed.week_of_sheets(collected, records)
    with timings.step("assess"):
        inbox = assess.inbox(collected, mondays, records, settings)
        answers = assess.answers(inbox, records, as_of, settings)
    with timings.step("replay"):
        before = replay.week_ago(answers, inbox, records, settings)
    with timings.step("summarise"):
        now = replay.week(answers, collected, settings)
        files = inputs.inputs(tables, collected, mondays, as_of, settings)
        report = _report(now, before, files, records[PEOPLE].rows, settings)
    return Understood(report, files, tables, collected, answers, _about(report, files, answers, settings))


def _report(
    now: replay.Week, then: replay.Week | None, files: list[inputs.Input], people: pd.DataFrame, settings: Settings
) -> Report:
    answers, customers, found = now.answers, now.customers, replay.once(now.findings)
    was = None if then is None else then.customers
    keyed = customers.assign(key=answers.customers["key"].reindex(customers["record"]).array)
    team = summary.people(answers, customers, found)
    return Report(
        as_of=answers.as_of.date(),
        customers=customers,
        findings=found,
        actions=actions.actions(customers, now.findings[~now.findings["waived"]], settings),
        people=team,
        funnel=summary.funnel(customers, was),
        headline=replay.headline(now, then),
        coverage=coverage.coverage(answers, settings),
        inputs=inputs.frame(files, found, settings),
        calendar_note=_calendar_note(answers, settings),
        changed_rules=tuple(change.said(settings.words("team_rules")) for change in settings.changed),
        waivers=waivers.standing(found, answers.customers, settings, answers.as_of),
        changes=changes.changes(keyed, was, settings),
        flow=changes.flow(keyed, was, settings),
        weekly=summary.weekly(answers, customers, team["owner"]),
        reports=reports.reports(answers, customers, found[~found["waived"]], people, settings),
    )


def _calendar_note(answers: assess.Answers, settings: Settings) -> str:
    held = answers.customers
    years = settings.workdays.unpublished(held["promise_due"], held["cadence_due"], held["review_due"])
    words = settings.words("findings")
    return words.fill("calendar.unpublished", years=words["list"].join(map(str, years))) if years else ""


def _about(report: Report, files: list[inputs.Input], answers: assess.Answers, settings: Settings) -> dict[str, Any]:
    """run.json without its outputs."""
    judged = report.coverage[["id", "hit", "miss", "not_judged", "reasons"]].rename(columns={"reasons": "why"})
    return {
        "version": version("tracker"),
        "calendar": {"published": settings.workdays.published, "note": report.calendar_note},
        "as_of": report.as_of.isoformat(),
        "lang": settings.lang,
        "rules_sha256": settings.sha256,
        "changed": [change._asdict() for change in settings.changed],
        "waivers": data.waivers(report),
        "actions": data.actions(report),
        "inputs": inputs.listed(files, settings),
        "rules": judged.to_dict("records"),
        "totals": {
            **dict(zip(report.headline["id"], report.headline["count"].tolist(), strict=True)),
            "contacts": int(answers.frames[assess.CONTACT]["date"].notna().sum()),
            "findings": len(report.findings),
            "waived": int(report.findings["waived"].sum()),
            "before": data.before(report),
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
    understood: Understood, templates: pages.Templates, settings: Settings, say: Say, timings: Timings
) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """Every file of the report but run.json (path → content), and what each annotated copy could not keep."""
    report = understood.report
    say("writing", "")
    with timings.step("write data"):
        files = {
            "data/customers.csv": data.customers(report, settings),
            "data/findings.csv": data.findings(report, settings),
        }
    told = replace(report, customers=summary.told(report.customers, settings))
    shown, people = _shown(told), settings.shown
    with timings.step("write workbook"):
        files |= manager.workbooks(shown, people)
    with timings.step("write pages"):
        files["index.html"] = pages.index(shown, people, templates).encode()
        for owner in shown.people["owner"]:
            files[f"people/{pages.file_name(owner)}"] = pages.person(shown, owner, people, templates).encode()
    lost = {}
    with timings.step("write annotated"):
        books = [book for book, _ in understood.books]
        for marked in copies.copies(books, understood.files, understood.collected, understood.answers, told, people):
            say("writing", marked.path)
            files[f"annotated/{marked.path}"] = marked.data
            lost[marked.file] = list(marked.not_kept)
    return files, lost
