"""A report appears whole or not at all: written beside its place, then moved there in one step."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


def report(files: Mapping[str, bytes], folder: Path) -> None:
    """Write `files` (path in the report → content) as `folder`, in place of what was there.

    Raises OSError where it cannot, and then leaves the old report as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    aside = fresh.with_name(fresh.name + "-old")
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        fresh.chmod(0o755)
        try:
            if folder.exists():
                folder.rename(aside)
            fresh.rename(folder)
        except BaseException:  # Ctrl+C, too, leaves the old one where it was
            if aside.exists() and not folder.exists():
                aside.rename(folder)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def digests(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """file and sha256 of every file, sorted by name."""
    return [{"file": name, "sha256": hashlib.sha256(files[name]).hexdigest()} for name in sorted(files)]
