"""What the tool says, in the user's language: one table of wording for each writer. Reads fast, without pandas."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache

from tracker.errors import TrackerError
from tracker.shipped import shipped


class Words(Mapping[str, str]):
    """One wording table: `words["key"]`, or `words.fill("key", name=…)` with its placeholders filled."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def fill(self, key: str, **parts: object) -> str:
        """The wording of `key` with its placeholders filled."""
        return self._words[key].format(**parts)


@cache
def words(writer: str, lang: str) -> Words:
    """The wording of one writer (`schemas/wording_<writer>.csv`) in one language."""
    with (shipped("schemas") / f"wording_{writer}.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    if rows and lang not in rows[0]:
        raise TrackerError(f"no wording for language {lang}")
    return Words({row["key"]: row[lang] for row in rows})
