"""The templates: the shipped ones, and a team's own laid over them file by file.

A team's template comes from a shared folder, so it runs in a sandbox: it can say what is on a page, not touch the
machine. What is wrong in one stops the run, with its file and line.
"""

import base64
import hashlib
import traceback
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker.errors import CallError
from tracker.shipped import shipped
from tracker.wording import Words
from tracker.write.pages.rows import percent, thousands

FOLDER = "templates"  # of a workspace, and of the package
TEXTS = (".html", ".css", ".js")


class Templates:
    """The templates of one run: `own`, the team's folder, over the shipped ones. Raises CallError for a template of
    the team that is no template."""

    def __init__(self, own: Path | None, wording: Words) -> None:
        self._own, self._wording = own, wording
        folders = [folder for folder in (own, shipped(FOLDER)) if folder]
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder, encoding="utf-8") for folder in folders]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )
        self._environment.filters.update(thousands=thousands, percent=percent)
        for path in sorted(own.rglob("*")) if own else []:
            if path.suffix in TEXTS and path.is_file():
                self._checked(path)

    def render(self, name: str, context: dict[str, Any]) -> str:
        """A page. Raises CallError, with file and line, where it is a team's template that fails."""
        try:
            return self._environment.get_template(name).render(context)
        except Exception as error:
            if self._own is None:
                raise
            raise self._wrong(error) from error

    def source(self, name: str) -> str:
        """A template's own text, for what goes into the page as it is."""
        assert self._environment.loader is not None
        return self._environment.loader.get_source(self._environment, name)[0]

    def digest(self, name: str) -> str:
        """The hash of a script as a page's security policy wants it."""
        return base64.b64encode(hashlib.sha256(self.source(name).encode()).digest()).decode()

    def _checked(self, path: Path) -> None:
        assert self._own is not None
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CallError(self._wording.fill("template_unreadable", file=_named(path))) from error
        try:
            if path.suffix != ".js":
                self._environment.parse(text, path.name, str(path))
        except TemplateSyntaxError as error:
            raise self._wrong(error) from error

    def _wrong(self, error: Exception) -> CallError:
        """What is wrong, with the template and line where it shows: the team's own if one is among them."""
        if isinstance(error, TemplateSyntaxError):
            file, line = Path(error.filename or error.name or ""), error.lineno
        else:
            frames = traceback.extract_tb(error.__traceback__)
            places = [(Path(frame.filename), frame.lineno or 0) for frame in frames]
            ours = [place for place in places if self._own in place[0].parents]
            shown = [place for place in places if place[0].parent == shipped(FOLDER)]
            file, line = next(iter([*ours[::-1], *shown[::-1]]), (Path(FOLDER), 0))
        return CallError(self._wording.fill("template_wrong", file=_named(file), line=line, why=error))


@cache
def shipped_templates() -> Templates:
    """The shipped templates alone."""
    return Templates(None, Words({}))


def of_workspace(workspace: Path, wording: Words) -> Templates:
    """The templates of a workspace; those of its `templates/` come first. Raises CallError for one that is wrong."""
    own = workspace.resolve() / FOLDER
    return Templates(own, wording) if own.is_dir() else shipped_templates()


def _named(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def _shown(value: Any) -> Any:
    """What a template prints: nothing for what is missing (an undefined name still raises)."""
    return "" if value is None else value
