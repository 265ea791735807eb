"""The commands that only answer, and write nothing: rules, explain, changes."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import called, find, options
from tracker.errors import CallError
from tracker.options import Command, as_of_option, folder_argument, json_option, lang_option
from tracker.wording import Words, words

if TYPE_CHECKING:
    from tracker.run import Understood
    from tracker.settings import Settings

MOST_LINES = 9


@click.command(cls=Command)
@click.argument("named", metavar="[NAME] [FILE.xlsx] [DIR]", nargs=-1)
@click.option("--preview", is_flag=True)
@as_of_option
@lang_option
@json_option
def rules(named: tuple[str, ...], preview: bool, as_of: str | None, lang: str, as_json: bool) -> None:
    """The rules, one of them, or what others would do."""
    said = words("terminal", lang)
    day = options.day(as_of, said)
    name, file, folder = _asked(named, preview, said)
    from tracker import rules_shown, team_rules, terminal
    from tracker.preview import preview as previewed
    from tracker.settings import shipped_settings

    shipped = shipped_settings(lang)
    workspace = find.workspace(folder or (team_rules.workspace_of(file, Path(), shipped) if file else Path()))
    present = team_rules.settings(workspace, shipped)
    if not preview:
        if name and (answer := rules_shown.answer(name, present)):
            if as_json:
                click.echo(json.dumps([answer], ensure_ascii=False, indent=1))
            else:
                rules_shown.explained(answer, shipped.words("answers"))
            return
        lines = [rules_shown.one(name, present, shipped)] if name else rules_shown.lines(present, shipped)
        if as_json:
            click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        elif name:
            rules_shown.whole(lines[0], said)
        else:
            rules_shown.table(lines, said)
        return
    own = shipped.rules_file
    if file is None and not (workspace / own).is_file():
        raise CallError(said.fill("preview_no_file", folder=workspace, rules=own))
    before, after = (present, team_rules.of_file(file, shipped)) if file else (shipped, present)
    with terminal.progress(said, quiet=as_json) as say:
        found = previewed(workspace, day, before, after, say, file)
    if as_json:
        click.echo(json.dumps(found.listed(), ensure_ascii=False, indent=1))
    else:
        rules_shown.compare(found, said, [change.said(shipped.words("team_rules")) for change in found.changes])


def _asked(named: tuple[str, ...], preview: bool, said: Words) -> tuple[str, Path | None, Path | None]:
    """What the words of `tracker rules` are: the name of a rule, a rules workbook, a folder; each at most once."""
    name, file, folder = "", None, None
    for word in named:
        path = Path(word)
        if path.is_dir() and folder is None:
            folder = path
        elif path.suffix.lower() in (".xlsx", ".xlsm") and file is None:
            file = path
        elif not name and not preview:
            name = word
        else:
            raise CallError(said.fill("no_folder" if preview else "too_many", folder=word, word=word))
    if file and not preview:
        raise CallError(said.fill("preview_only", file=file))
    if file and folder and not file.is_file():
        file = folder / file
    if file and not file.is_file():
        raise CallError(said.fill("no_file", file=file))
    return name, file, folder


@click.command(cls=Command)
@click.argument("customer", metavar="CUSTOMER")
@folder_argument
@as_of_option
@lang_option
@json_option
def explain(customer: str, folder: Path, as_of: str | None, lang: str, as_json: bool) -> None:
    """One customer, walked back to the cells."""
    known, settings = _understood(folder, as_of, lang, as_json, "explain", customer)
    from tracker import explain as explaining
    from tracker import terminal
    from tracker.evidence import Trail

    trail = Trail(known.answers, known.collected, settings)
    told = [explaining.customer(row, trail) for row in explaining.customers(customer, known.answers, settings)]
    if as_json:
        click.echo(json.dumps([one.listed() for one in told], ensure_ascii=False, indent=1))
    else:
        for one in told:
            terminal.explained(one, settings)


@click.command(cls=Command)
@folder_argument
@as_of_option
@lang_option
@json_option
def changes(folder: Path, as_of: str | None, lang: str, as_json: bool) -> None:
    """This week beside the one before."""
    known, settings = _understood(folder, as_of, lang, as_json, "changes")
    from tracker import changes_shown, inputs

    if as_json:
        click.echo(json.dumps(changes_shown.listed(known.report, settings), ensure_ascii=False, indent=1))
    else:
        changes_shown.shown(known.report, settings)
    sys.exit(inputs.exit_status(known.files))


def workspace(folder: Path, said: Words, *asked: str) -> Path:
    """The workspace of a folder, of which something is `asked` (the words before the folder). Raises CallError where
    the folder is none, or only holds the workspaces of others."""
    own = find.workspace(options.existing(folder, said))
    if below := find.workspaces_below(own):
        lines = "\n  ".join(called.line(*asked, each) for each in below[:MOST_LINES])
        raise CallError(
            said.fill("workspaces_below", folder=own, inbox=find.INBOX, count=len(below), lines=lines),
        )
    return own


def _understood(folder: Path, as_of: str | None, lang: str, quiet: bool, *asked: str) -> "tuple[Understood, Settings]":
    """What the sheets of a folder say, and the settings of its team."""
    said = words("terminal", lang)
    day = options.day(as_of, said)
    from tracker import team_rules, terminal
    from tracker.run import Timings, dropped, understand
    from tracker.settings import shipped_settings

    settings = team_rules.settings(workspace(folder, said, *asked), shipped_settings(lang))
    with terminal.progress(said, quiet=quiet) as say:
        return understand(dropped(folder, settings), day, settings, say, Timings()), settings
