"""When to run again: sheets were dropped, and have come to rest.

It looks every second instead of waiting for events: a network share sends none. Looking asks for sizes and times, and
opens only what is new, to read, for a moment.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import click
import pandas as pd

from tracker import find, team_rules, terminal
from tracker.errors import TrackerError
from tracker.run import Timings, week
from tracker.settings import Settings

EVERY, REST = 1.0, 3.0  # seconds; some shares tell time in steps of two
BESIDE = "../"  # before the name of the team's rules, which lie beside the inbox
LOCKS = ("~${}", ".~lock.{}#", ".~{}")  # Excel, LibreOffice, WPS

Kind = Literal["rest", "open", "gone", "back"]


@dataclass(frozen=True)
class Seen:
    """What one look saw: size and time of change of each file, and which of them somebody has open."""

    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    open: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """`done`: what was there when it was run last; `last`: what was seen last, and since when it is so; `told`: that
    what is new is open."""

    done: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    last: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    since: float = 0.0
    told: bool = False

    @property
    def news(self) -> frozenset[str]:
        """The files that are otherwise than when it was run last."""
        names = self.done.keys() | self.last.keys()
        return frozenset(name for name in names if self.done.get(name) != self.last.get(name))


@dataclass(frozen=True)
class Event:
    """`rest`: run now; `open`: all that is new is open in some program (`files`); `gone`, `back`: the folder."""

    kind: Kind
    files: tuple[str, ...] = ()


def runs(
    workspace: Path, today: Callable[[], pd.Timestamp], shipped: Settings, every: float = EVERY, rest: float = REST
) -> None:
    """Run each time the inbox has come to rest, as of the day it then is, until Ctrl+C. What stops a run is told; it
    does not stop this."""
    said = shipped.words("terminal")
    click.echo(said.fill("watching", folder=find.inbox(workspace)))
    try:
        for event in events(workspace, shipped.rules_file, every, rest):
            if event.kind != "rest":
                click.echo(said.fill(f"watch_{event.kind}", folder=workspace, files=said["list"].join(event.files)))
                continue
            try:
                with terminal.progress(said, quiet=False) as say:
                    outcome = week(workspace, today(), team_rules.settings(workspace, shipped), say, Timings())
                terminal.closing(outcome, said)
            except (TrackerError, OSError) as error:  # a share may go away in the midst of a run, too
                click.echo(str(error), err=True)
            click.echo("\n" + said.fill("watching_on", time=time.strftime("%H:%M")))
    except KeyboardInterrupt:
        click.echo("\n" + said["watch_stopped"])


def look(known: Known, seen: Seen, now: float, rest: float = REST) -> tuple[Known, Event | None]:
    """What is known after a look, and what is to be done: nothing while anything moves, nor where no sheet is."""
    if seen.files != known.last:
        return replace(known, last=seen.files, since=now, told=False), None
    sheets = any(not name.startswith(BESIDE) for name in seen.files)
    if not known.news or not sheets or now - known.since < rest:
        return known, None
    if known.news - seen.open:
        return replace(known, done=seen.files), Event("rest")
    return replace(known, told=True), None if known.told else Event("open", tuple(sorted(known.news)))


def seen(workspace: Path, news: frozenset[str], rules_file: str) -> Seen:
    """The sheets in the inbox, and the team's rules. Whether one is open is asked of `news` only."""
    paths = {one.file: one.path for one in find.workbooks(workspace, rules_file) if one.is_sheet or one.is_table}
    paths[BESIDE + rules_file] = workspace / rules_file
    files = {name: stamp for name, path in paths.items() if (stamp := _stamp(path))}
    return Seen(files, frozenset(name for name in news & files.keys() if _is_open(paths[name])))


def events(workspace: Path, rules_file: str, every: float = EVERY, rest: float = REST) -> Iterator[Event]:
    """What happens in a workspace, for ever. What changes while the caller is busy is seen when he comes back."""
    known, there = Known(), True
    while True:
        event = None
        if workspace.is_dir() != there:
            there = not there
            yield Event("back" if there else "gone")
        if there:
            try:
                known, event = look(known, seen(workspace, known.news, rules_file), time.monotonic(), rest)
            except OSError:
                known = replace(known, since=time.monotonic())  # a share that is going away: the next look tells
        if event:
            yield event
        time.sleep(every)


def _stamp(path: Path) -> tuple[int, int] | None:
    """None where it has gone meanwhile."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _is_open(path: Path) -> bool:
    """Whether a program says that it has the file open, or Windows lets nobody read it, as while it is being copied."""
    if any(path.with_name(lock.format(path.name)).exists() for lock in LOCKS):
        return True
    try:
        path.open("rb").close()
    except OSError:
        return True
    return False
