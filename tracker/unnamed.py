"""Headers that are no table yet: which of their words nobody knows, and what to teach so that they become one."""

from tracker.clean import text
from tracker.layout import NAMING, Cells, heads_list
from tracker.match import Matcher, fits
from tracker.propose import Reading, values
from tracker.sift import FEWEST_HEADERS
from tracker.table import Question
from tracker.vocabulary import Vocabulary

MOST_TAUGHT = 3


def too_little(cells: Cells, vocabulary: Vocabulary, matcher: Matcher) -> Question:
    """The question of a sheet without a table: `too_little` of the first row that has enough words we know, else of
    the first one that has any, where it heads a list; else `no_header`."""
    first = None
    for at, row in enumerate(cells):
        known = [column for column, cell in enumerate(row) if vocabulary.knows(cell)]
        if not known:
            continue
        if len({row[column] for column in known}) >= FEWEST_HEADERS:
            return _few(cells, at, known, vocabulary, matcher)
        if first is None and sum(bool(text.shown(cell)) for cell in row) >= FEWEST_HEADERS:
            first = at, known
    if first and heads_list(cells, *first, vocabulary):
        return _few(cells, *first, vocabulary, matcher)
    return Question("no_header")


def no_name(cells: Cells, reading: Reading, vocabulary: Vocabulary) -> Question:
    """The question of a header under which nobody is named; `teach`: the first column that may hold the names."""
    left = sorted(reading.near)
    unknown = tuple(dict.fromkeys(reading.headers[at] for at in left))
    said = {at: values(cells, reading.bottom, at) for at in left}
    naming = _naming(vocabulary, reading.kind)
    likely = [at for at in left if said[at] and fits(said[at], reading.kind, naming, vocabulary.settings)]
    teach = tuple((reading.headers[at], naming) for at in likely[:1])
    return Question("no_name", (reading.kind,), reading.bottom, unknown=unknown, teach=teach)


def _naming(vocabulary: Vocabulary, kind: str) -> str:
    needs = next(needs for name, needs, _ in vocabulary.kinds if name == kind)
    return "company" if "company" in needs else min(needs)


def _few(cells: Cells, at: int, known: list[int], vocabulary: Vocabulary, matcher: Matcher) -> Question:
    row = cells[at]
    words = tuple(dict.fromkeys(text.shown(row[column]) for column in known))
    unknown: tuple[str, ...] = ()
    if heads_list(cells, at, known, vocabulary):
        unknown = tuple(dict.fromkeys(text.shown(cell) for cell in row if text.shown(cell) not in ("", *words)))
    suggest = vocabulary.settings.numbers["header_suggested"]
    kinds = [kind for kind, _, _ in vocabulary.kinds]
    near = {(kind, header): matcher.near(kind, header)[:1] for kind in kinds for header in unknown}
    like = {at: claims[0].field for at, claims in near.items() if claims and claims[0].sure >= suggest}

    def told(kind: str) -> tuple[int, int]:
        exact = sum(bool(matcher.exact(kind, word)) for word in words)
        return exact, sum((kind, header) in like for header in unknown)

    kind = max(kinds, key=told)
    teach = tuple((header, like.get((kind, header), "")) for header in unknown[:MOST_TAUGHT])
    held = {claim.field for word in words for claim in matcher.exact(kind, word)[:1]}
    names = bool(unknown) and len(words) >= FEWEST_HEADERS and not held.isdisjoint(NAMING)
    return Question("too_little", (kind,) if unknown else (), at + 1, words, unknown, teach, names)
