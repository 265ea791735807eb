"""What lies in the inbox: every file, sorted by its path, and whether it can be a sheet at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".ett", ".csv", ".tsv"}
TABLES = {".numbers"}
INBOX = "inbox"
LOCKS = ("~$", ".~")
SYSTEM = {"thumbs.db", "desktop.ini"}
OURS = {"reports", "templates"}
RUN = "reports/*/data/run.json"


@dataclass(frozen=True)
class Dropped:
    """One file of the inbox: where it is, its path relative to the inbox with `/`, and the folder names above it."""

    path: Path
    file: str

    @property
    def is_lock(self) -> bool:
        """Whether it is what Excel or WPS lays beside a workbook while somebody has it open."""
        return self.path.name.startswith(LOCKS)

    @property
    def is_table(self) -> bool:
        """Whether the ending is one of a table that can be saved as a workbook."""
        return self.path.suffix.lower() in TABLES

    @property
    def is_sheet(self) -> bool:
        """Whether the ending is one that a spreadsheet program writes."""
        return self.path.suffix.lower() in SHEETS


def workspace(folder: Path) -> Path:
    """The workspace that a folder names: itself, or the one above where somebody names its inbox."""
    folder = folder.resolve()
    return folder.parent if folder.name == INBOX else folder


def inbox(workspace: Path) -> Path:
    """The folder that sheets are dropped in: `inbox/` where there is one, else the workspace itself."""
    own = workspace / INBOX
    return own if own.is_dir() else workspace


def workspaces_below(workspace: Path) -> list[Path]:
    """Other workspaces whose sheets would be read as this one's: it has no inbox, and folders in it have one, or
    reports."""
    if (workspace / INBOX).is_dir():
        return []
    inboxes = (path.parent for path in workspace.rglob(INBOX) if path.is_dir())
    reported = (path.parents[3] for path in workspace.rglob(RUN))
    found = sorted({path for path in (*inboxes, *reported) if path != workspace})
    return [path for path in found if path.relative_to(workspace).parts[0] not in OURS]


def workbooks(workspace: Path, rules_file: str) -> list[Dropped]:
    """Every file that a person dropped, sorted by its path in the inbox; lock and system files are passed over, and
    what is ours where the inbox is the workspace itself: reports, templates and `rules_file`."""
    folder = inbox(workspace)
    ours = {*OURS, rules_file} if folder == workspace else set()
    found = [Dropped(path, path.relative_to(folder).as_posix()) for path in _files(folder, ours)]
    return sorted(found, key=lambda dropped: dropped.file)


def _files(folder: Path, ours: set[str]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if parts[0] in ours:
            continue
        hidden = any(part.startswith(".") for part in parts)
        locked = path.name.startswith(LOCKS)
        if path.is_file() and not hidden and not locked and path.name.lower() not in SYSTEM:
            yield path
