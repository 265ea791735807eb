"""How this program is called by hand: by its own path as it was started, so that a line works wherever it is pasted."""

import shlex
import sys
from pathlib import Path, PurePath, PureWindowsPath

PROGRAM = "tracker"


def line(*said: str | Path) -> str:
    """The whole line that calls this program: a command, its flags and what it is about."""
    paths = [part.absolute() if isinstance(part, Path) else part for part in said]
    return " ".join([program(sys.argv[0]), *(quoted(part) if isinstance(part, Path) else part for part in paths)])


def program(started: str) -> str:
    """This program by its path; by its name where it was started as something else (a test, a module)."""
    called = Path(started)
    if called.stem != PROGRAM:
        return PROGRAM
    # what starts it on Windows takes the ending off its own name
    there = next((path for path in (called.with_suffix(".exe"), called) if path.is_file()), None)
    return quoted(there.resolve()) if there else PROGRAM


def quoted(path: PurePath) -> str:
    """A path as one word of a line."""
    if not isinstance(path, PureWindowsPath):
        return shlex.quote(str(path))
    whole = str(path)
    return f'"{whole}."' if whole.endswith("\\") else f'"{whole}"'  # \" would be a quote, and the line has no end


def in_language(lang: str) -> tuple[str, ...]:
    """What a line says for the language, where it is not the usual one."""
    return ("--lang", lang) if lang != "zh" else ()
