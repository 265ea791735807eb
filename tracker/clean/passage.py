"""A text as it is compared, with the way back to its own words: what was found is shown as it stands in the text."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.clean.cells import DASHES, HIDDEN

_DROPPED = re.compile(rf"(?:{HIDDEN}| (?!\d)|(?<!\d) )+")


@dataclass(frozen=True)
class Passage:
    """`plain`: half width, lower case, without spaces but for those between digits; `places`: for each of its signs
    the place in `text`."""

    text: str
    plain: str
    places: Sequence[int]

    def words(self, start: int, end: int) -> str:
        """The signs from `start` to `end` of `plain`, as they stand in the text."""
        return self.text[self.places[start] : self.places[end - 1] + 1] if end > start else ""


def passage(text: str) -> Passage:
    """The passage of any text."""
    plain = _flat(text)
    places: Sequence[int] = range(len(text))
    if len(plain) != len(text):  # a sign that stands for several, or several that make one
        signs = [(sign, place) for place, one in enumerate(text) for sign in _flat(one)]
        plain, places = "".join(sign for sign, _ in signs), [place for _, place in signs]
    if found := list(_DROPPED.finditer(plain)):
        dropped = {at for gap in found for at in range(*gap.span())}
        kept = [at for at in range(len(plain)) if at not in dropped]
        plain, places = "".join(plain[at] for at in kept), [places[at] for at in kept]
    return Passage(text, plain, places)


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).casefold()
