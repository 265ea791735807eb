"""Where the names of suppliers stand in a text: many names, so each place is asked which of them begin there."""

from collections.abc import Iterable, Iterator, Mapping

Known = Mapping[str, tuple[str, ...]]  # the first two signs → the names that begin with them, longer ones first


def known(names: Iterable[str], others: Known | None = None) -> Known:
    """The names by their first two signs, with the `others`."""
    found: dict[str, set[str]] = {start: set(some) for start, some in (others or {}).items()}
    for name in names:
        found.setdefault(name[:2], set()).add(name)
    return {start: tuple(sorted(some, key=lambda name: (-len(name), name))) for start, some in found.items()}


def places(text: str, names: Known) -> Iterator[tuple[int, int]]:
    """Where the names stand, from left to right; one of Latin letters and digits only as a word of its own."""
    free = 0
    for at in range(len(text) - 1):
        if at < free or (found := names.get(text[at : at + 2])) is None:
            continue
        for name in found:
            end = at + len(name)
            beside = text[max(0, at - 1) : at] + text[end : end + 1]
            if text.startswith(name, at) and not (name.isascii() and _latin(beside)):
                yield at, end
                free = end
                break


def _latin(signs: str) -> bool:
    return any(sign.isascii() and sign.isalnum() for sign in signs)
