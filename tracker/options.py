"""What the commands ask for alike: the day, the language, the folder. Only here does a clock enter."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import CallError
from tracker.wording import LANGUAGES, SOURCE, Words, words

if TYPE_CHECKING:
    import pandas as pd

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
