"""What the commands ask for alike: the day, the language, the folder. Only here does a clock enter."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import CallError
from tracker.wording import LANGUAGES, SOURCE, Words

if TYPE_CHECKING:
    import pandas as pd

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
as_of_option = click.option("--as-of", metavar="DATE")
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=SOURCE)
json_option = click.option("--json", "as_json", is_flag=True)
folder_argument = click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))


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
