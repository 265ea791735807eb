"""A new workspace: the inbox, the blank forms, the team's rules, and a page that says what to do each week.

What is there already is somebody's: it is left as it is, and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker import called, find
from tracker.errors import CallError, TrackerError
from tracker.settings import Settings
from tracker.write import forms
from tracker.write.rules_workbook import rules_workbook


@dataclass(frozen=True)
class Made:
    """What stands in a workspace now. `made` and `kept`: paths in it with `/`, in order; `loose`: how many sheets lie
    beside an inbox that was not there before, where nobody reads them any more."""

    folder: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]
    loose: int


def workspace(folder: Path, settings: Settings) -> Made:
    """Make `folder` a workspace; nothing is ever written over.

    Raises CallError where a file is in the way, TrackerError where nothing can be written.
    """
    terminal, rules_file = settings.words("terminal"), settings.rules_file
    made: list[str] = []
    kept: list[str] = []
    inbox = folder / find.INBOX
    for place in (folder, inbox, folder / settings.words("forms")["folder"]):
        if place.exists() and not place.is_dir():
            raise CallError(terminal.fill("in_the_way", file=place))
    loose = [] if inbox.is_dir() or not folder.is_dir() else find.workbooks(folder, rules_file)
    try:
        _folder(inbox, made, kept)
        for name, content in _files(folder, settings):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("xb") as file:
                    file.write(content)
                made.append(name)
            except FileExistsError:
                kept.append(name)
    except OSError as error:
        why = error.strerror or str(error)
        raise TrackerError(terminal.fill("cannot_make", folder=folder, why=why)) from error
    return Made(folder, tuple(made), tuple(kept), sum(file.is_sheet for file in loose))


def _folder(place: Path, made: list[str], kept: list[str]) -> None:
    (kept if place.is_dir() else made).append(f"{place.name}/")
    place.mkdir(parents=True, exist_ok=True)


def _files(folder: Path, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Path in the workspace → content of everything that a new one holds."""
    words, rules_file = settings.words("forms"), settings.rules_file
    for name, content in forms.workbooks(settings).items():
        yield f"{words['folder']}/{name}", content
    yield rules_file, rules_workbook(settings)
    names = {
        "forms": words["folder"],
        "inbox": find.INBOX,
        "rules": rules_file,
        "run": called.line("run", folder, *called.in_language(settings.lang)),
    }
    lines = [text.format(**names) for key, text in words.items() if key.startswith("start_") and key != "start_file"]
    # what opens it on Windows knows the letters by the mark in front, and older ones want both ends of a line
    yield words["start_file"], "\r\n".join([*lines, ""]).encode("utf-8-sig")
