"""What the commands ask for alike: the day, the language, the folder. Only here does a clock enter."""

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import CallError
from tracker.wording import LANGUAGES, SOURCE, Words, words

if TYPE_CHECKING:
    import pandas as pd

MOST_NEAR = 3
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
as_of_option = click.option("--as-of", metavar="DATE")
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=SOURCE, is_eager=True)
json_option = click.option("--json", "as_json", is_flag=True)
folder_argument = click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))


def language(ctx: click.Context) -> str:
    """The language that a command is asked in."""
    return str(ctx.params.get("lang") or ctx.lookup_default("lang") or SOURCE)


def tell(command: click.Command, lang: str) -> None:
    """Give a command and its options what the table of help says of them, in that language."""
    told, name = words("help", lang), str(command.name)
    command.help = told["tracker" if isinstance(command, click.Group) else name]
    for option in command.params:
        if isinstance(option, click.Option):
            flag = max(option.opts, key=len)
            option.help = told.get(f"{name} {flag}", told[flag])


class Command(click.Command):
    """A command whose help is in the table of wording, in the language that it is asked in."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        tell(self, language(ctx))
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = words("help", language(ctx))["--help"]
        return option


def spoken(arguments: Sequence[str]) -> str:
    """The language that the words of a call ask for, also where the call is wrong."""
    said = " ".join(arguments).replace("--lang=", "--lang ").split(" ")
    asked = [after for flag, after in pairwise(said) if flag == "--lang" and after in LANGUAGES]
    return asked[-1] if asked else SOURCE


def no_command(name: str, known: Sequence[str], lang: str) -> CallError:
    """What to say of a command that is none."""
    said, near = words("terminal", lang), get_close_matches(name, known, n=MOST_NEAR)
    key = "no_command_near" if near else "no_command"
    return CallError(said.fill(key, name=name, near=said["list"].join(near), known=said["list"].join(known)))


def misused(error: click.UsageError, lang: str) -> str:
    """What to say of a call that click cannot make sense of; nothing where it has only help to show."""
    said = words("terminal", lang)
    if isinstance(error, click.BadOptionUsage):
        return said.fill("option_value", option=error.option_name)
    ctx = error.ctx
    if ctx is None or isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        return ""
    usage = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    known = [flag for option in ctx.command.params for flag in option.opts if flag.startswith("-")]
    if isinstance(error, click.NoSuchOption):
        near = get_close_matches(error.option_name, known, n=1)
        key = "no_option_near" if near else "no_option"
        return said.fill(key, option=error.option_name, near="".join(near), usage=usage)
    if isinstance(error, click.MissingParameter) and error.param:
        return said.fill("call_missing", what=error.param.make_metavar(ctx), usage=usage)
    if isinstance(error, click.BadParameter) and error.param and isinstance(error.param.type, click.Choice):
        choices = said["list"].join(map(str, error.param.type.choices))
        return said.fill("option_choice", option=max(error.param.opts, key=len), choices=choices)
    return said.fill("call_too_much", usage=usage)


def existing(folder: Path, said: Words) -> Path:
    """The folder. Raises CallError where it is none."""
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    return folder


def day(text: str | None, said: Words) -> "pd.Timestamp":
    """The day to work out; today unless it is given. Raises CallError for what is not a day."""
    try:
        asked = dt.date.today() if text is None else dt.date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise CallError(said.fill("bad_date", text=text)) from None
    if not EARLIEST <= asked <= LATEST:
        raise CallError(said.fill("date_out_of_range", text=text))
    import pandas as pd

    return pd.Timestamp(asked)
