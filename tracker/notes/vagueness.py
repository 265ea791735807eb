"""Whether a text says anything at all that could be checked: a product, number, date, question, act or fact."""

import re

from tracker.clean.passage import passage
from tracker.notes.lexicon import Lexicon

GIVEN = 2  # signs of a given name
LONG = 48  # signs: whoever writes more says something
_NAME = re.compile(r"\s|[^\w\u4e00-\u9fff]|_")


def empty(text: str, words: Lexicon) -> bool:
    """Whether the words that say nothing, and names, make up the whole text in one way or another; `open_ends` are the
    places up to which they do."""
    plain = _NAME.sub("", passage(text[: 3 * LONG]).plain)
    if len(plain) > LONG:
        return False
    open_ends, furthest = {0}, len(plain)
    for at in range(furthest):
        if at not in open_ends:
            continue
        for end in range(at + 1, min(at + words.longest, furthest) + 1):
            word = plain[at:end]
            if word in words.empty:
                open_ends.add(end)
            if word in words.surnames:
                given = next((n for n in range(GIVEN) if plain[end + n : end + n + 1] in words.counts), GIVEN)
                open_ends.update(range(end, min(end + given, furthest) + 1))
        open_ends.discard(at)
        if not open_ends:
            return False
    return furthest in open_ends
