"""The files that travel with the package: tables in `schemas/`, pages in `templates/`."""

from pathlib import Path

from tracker.errors import TrackerError


def shipped(folder: str) -> Path:
    """The shipped folder: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    for place in (package / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise TrackerError(f"the installation is incomplete: {folder}/ is missing; install tracker again")
