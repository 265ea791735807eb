"""Names that somebody may have meant: the registered names nearest to one that nobody registered."""

from collections import Counter
from collections.abc import Iterable
from math import log

LEAST_SHARE = 0.6  # of what is rare in the shorter of the two names
LEAST_SIGNS = 4  # 立讯 and 立汛 are too short for a slip of the pen
COMPARED = 50  # of the names that share most with the one asked


def nearest(asked: Iterable[str], registered: Iterable[str], most: int) -> dict[str, list[str]]:
    """For each name at most `most` registered ones, nearest first, all of them as compared (link.names): they share
    what is rare among the names, or one sign is another, missing or one too many."""
    asked, names = list(asked), list(dict.fromkeys(registered))
    wanted = {gram for name in asked for gram in _grams(name)}
    bearers: dict[str, list[str]] = {}
    for name in names:
        for gram in _grams(name) & wanted:
            bearers.setdefault(gram, []).append(name)

    def worth(gram: str) -> float:
        return log(1 + len(names) / max(len(bearers.get(gram, ())), 1))

    def share(one: str, other: str) -> float:
        mine, others = _grams(one), _grams(other)
        shorter = min(sum(map(worth, mine)), sum(map(worth, others)))
        return sum(map(worth, mine & others)) / shorter if shorter else 0.0

    found = {}
    for name in asked:
        shared = Counter(other for gram in _grams(name) for other in bearers.get(gram, ()) if other != name)
        ranked = sorted(shared, key=lambda other: (-shared[other], abs(len(other) - len(name)), other))[:COMPARED]
        told = {other: max(share(name, other), float(_one_apart(name, other))) for other in ranked}
        likely = [other for other in ranked if told[other] >= LEAST_SHARE]
        found[name] = sorted(likely, key=lambda other: (-told[other], abs(len(other) - len(name)), other))[:most]
    return found


def _grams(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _one_apart(one: str, other: str) -> bool:
    """Whether one sign is another, missing or one too many."""
    short, long = sorted((one, other), key=len)
    if len(short) < LEAST_SIGNS or len(long) - len(short) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
