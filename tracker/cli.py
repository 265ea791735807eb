"""The commands. What is heavy is imported inside the command that needs it."""

import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tracker import asking, options
from tracker.console import readable
from tracker.errors import CallError, TrackerError
from tracker.options import Command, as_of_option, folder_argument, json_option, lang_option
from tracker.wording import words

if TYPE_CHECKING:
    from tracker.run import Outcome


SPOKEN = "tracker.lang"


class Commands(Command, click.Group):
    """All commands; what stops one is told in one line, with its exit status."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for command in self.commands.values():
            options.tell(command, options.language(ctx))
        super().format_help(ctx, formatter)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                readable(stream)
        return super().main(*args, **kwargs)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        spoken = options.spoken(args)  # before they are taken apart
        try:
            ctx = super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            _stop(error, spoken)
        ctx.meta[SPOKEN] = spoken
        return ctx

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise options.no_command(args[0], list(self.commands), ctx.meta[SPOKEN])
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.status)
        except click.UsageError as error:
            _stop(error, ctx.meta[SPOKEN])


def _stop(error: click.UsageError, lang: str) -> NoReturn:
    """Say what is wrong with a call, and stop; no call at all gets the help."""
    told = options.misused(error, lang)
    if not told:
        raise error
    click.echo(told, err=True)
    raise click.exceptions.Exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker")
@lang_option
@click.pass_context
def main(ctx: click.Context, lang: str) -> None:
    """Everything below; `--lang` here is that of whatever command follows."""
    ctx.default_map = {name: {"lang": lang} for name in main.commands}


@main.command(cls=Command)
@folder_argument
@as_of_option
@lang_option
@json_option
@click.option("--timings", is_flag=True)
def run(folder: Path, as_of: str | None, lang: str, as_json: bool, timings: bool) -> None:
    """Read, work out, write the reports. Exits with 0, 3, 2 or 1 as outputs are relied on."""
    said = words("terminal", lang)
    day = options.day(as_of, said)
    workspace = asking.workspace(folder, said, "run")
    from tracker import team_rules, terminal
    from tracker.run import Timings, week
    from tracker.settings import shipped_settings

    settings, measured = team_rules.settings(workspace, shipped_settings(lang)), Timings()
    with terminal.progress(said, quiet=as_json) as say:
        outcome = week(folder, day, settings, say, measured)
    if as_json:
        click.echo(json.dumps(_result(outcome), ensure_ascii=False, indent=1))
    else:
        terminal.closing(outcome, said)
        if day > options.day(None, said):
            click.echo(said["day_to_come"])
    if timings:
        terminal.timings(measured, said)
    sys.exit(outcome.status)


@main.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@lang_option
@json_option
def check(files: tuple[Path, ...], as_of: str | None, lang: str, as_json: bool) -> None:
    """What is wrong with some sheets, at the terminal."""
    said = words("terminal", lang)
    day = options.day(as_of, said)
    missing = next((file for file in files if not file.is_file()), None)
    if missing:
        raise CallError(said.fill("folder_not_file" if missing.is_dir() else "no_file", file=missing))
    from tracker import check as checking
    from tracker import team_rules, terminal
    from tracker.settings import shipped_settings

    shipped = shipped_settings(lang)
    workspaces = dict.fromkeys(team_rules.workspace_of(file, Path(), shipped) for file in files)
    taught = [team_rules.settings(workspace, shipped) for workspace in workspaces]
    if len({settings.sha256 for settings in taught}) > 1:
        raise CallError(said.fill("two_rules", folders=said["list"].join(map(str, workspaces))))
    with terminal.progress(said, quiet=as_json) as say:
        checked = checking.files(files, day, taught[0], say)
    if as_json:
        click.echo(json.dumps(checked.listed(), ensure_ascii=False, indent=1))
    else:
        terminal.checked(checked, said)
    sys.exit(checked.status)


@main.command(cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@lang_option
def init(folder: Path, lang: str) -> None:
    """A new workspace."""
    from tracker import find, terminal
    from tracker import init as making
    from tracker.settings import shipped_settings

    settings = shipped_settings(lang)
    terminal.made(making.workspace(find.workspace(folder), settings), settings)


@main.command(cls=Command)
@folder_argument
@lang_option
def watch(folder: Path, lang: str) -> None:
    """Run again whenever sheets came to rest."""
    said = words("terminal", lang)
    workspace = asking.workspace(folder, said, "watch")
    from tracker import watch as watching
    from tracker.settings import shipped_settings

    watching.runs(workspace, lambda: options.day(None, said), shipped_settings(lang))


@main.command(cls=Command)
@folder_argument
@as_of_option
@click.option("--to", metavar="NAME")
@click.option("--for-real", is_flag=True)
@lang_option
def send(folder: Path, as_of: str | None, to: str | None, for_real: bool, lang: str) -> None:
    """A published report's headline to those who are set up; only shown without --for-real."""
    said = words("terminal", lang)
    day = None if as_of is None else options.day(as_of, said).date()
    options.existing(folder, said)
    from tracker import find
    from tracker import send as sending
    from tracker.send import shown
    from tracker.send.digest import digest
    from tracker.send.published import published
    from tracker.settings import shipped_settings

    settings = shipped_settings(lang)
    told = settings.words("digest")
    report = published(find.workspace(folder), day, told, until=options.day(None, said).date())
    text, now = digest(report, settings), dt.datetime.now().astimezone()
    waiting = [(one, sending.messages(one, report, text, now)) for one in sending.receivers(to, os.environ, settings)]
    if not for_real:
        for one, messages in waiting:
            click.echo("\n".join(shown.waiting(one, messages, told)))
        click.echo(told["only_shown"] if waiting else "\n".join(shown.unaddressed(text, settings)))
        return
    if not waiting:
        raise CallError(told["nobody_set_to_send"])
    became = [sending.sent(one, messages, told) for one, messages in waiting]
    for one_sent in became:
        click.echo(shown.became(one_sent, told), err=bool(one_sent.problem))
    sys.exit(1 if any(one_sent.problem for one_sent in became) else 0)


def _result(outcome: "Outcome") -> dict[str, Any]:
    """What a script wants to know of a run."""
    from tracker import inputs
    from tracker.private import masked

    unused = [file for file in outcome.understood.files if file.status == "not_used"]
    return {
        "status": outcome.status,
        "report": str(outcome.folder),
        "as_of": outcome.about["as_of"],
        "totals": outcome.about["totals"],
        "unused": [{"file": file.file, "reason": file.reason, "remedy": file.remedy} for file in unused],
        "unused_sheets": [
            {"file": file, "sheet": masked(sheet.name), "reason": sheet.reason, "remedy": sheet.remedy}
            for file, sheet in inputs.unused_sheets(outcome.understood.files)
        ],
    }


for command in (asking.rules, asking.explain, asking.changes):
    main.add_command(command)
