"""Listed words at the beginning or the end of a text, the longest first."""

from collections.abc import Iterable


class Lexicon:
    """Words made ready for being looked for at either end of many short texts."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if word)
        self._by_first = _sizes((word[0], len(word)) for word in self._words)
        self._by_last = _sizes((word[-1], len(word)) for word in self._words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def front(self, text: str, least: int = 0) -> int:
        """The size of the longest word that `text` begins with, leaving at least `least` signs; 0 for none."""
        room = len(text) - least
        for size in self._by_first.get(text[:1], ()):
            if size <= room and text[:size] in self._words:
                return size
        return 0

    def back(self, text: str, least: int = 0) -> int:
        """The size of the longest word that `text` ends with, leaving at least `least` signs; 0 for none.

        A Latin word is one only where another does not run into it: inc does not end zinc.
        """
        room = len(text) - least
        for size in self._by_last.get(text[-1:], ()):
            if size <= room and text[-size:] in self._words and not _inside_latin(text, size):
                return size
        return 0


def _inside_latin(text: str, size: int) -> bool:
    return size < len(text) and text[-size].isascii() and text[-size - 1].isascii() and text[-size - 1] != " "


def _sizes(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """sign → the sizes of its words, longest first."""
    found: dict[str, set[int]] = {}
    for sign, size in pairs:
        found.setdefault(sign, set()).add(size)
    return {sign: sorted(sizes, reverse=True) for sign, sizes in found.items()}
