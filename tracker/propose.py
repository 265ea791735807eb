"""What the header rows of a sheet may be read as: for each place and each kind of table one reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tracker.clean import text
from tracker.layout import NAMING, Cells, runs
from tracker.match import Claim, Matcher
from tracker.sift import FEWEST_HEADERS
from tracker.vocabulary import ALWAYS_OURS, HEADER, Vocabulary, compared

HEADER_DEPTH = 4
HEADER_WITHIN_ROWS = 40
FEWEST_TELLS, FEWEST_EXACT, FEWEST_NAMELESS, FEWEST_KNOWN = 2, 2, 4, 4
VALUES_WITHIN_ROWS = 60
PEOPLE, TELLING_PEOPLE, COLLEAGUES = "people", frozenset({"rank", "joined"}), frozenset({"team", "region"})
CUSTOMER, DETAILS = (
    "customer",
    frozenset({"contact", "title", "phone", "mobile", "email", "wechat", "address", "remark"}),
)


@dataclass
class Reading:
    """One candidate header: the rows and columns it covers and what one kind makes of it.

    `fields`: field → column; `near`: column → what its header is like, best first; `torn`: column → the fields it may
    be; `doubled`: field → the columns that claim it equally. `details`: how many columns say of
    a customer what a sheet of any kind may say, where this kind does not keep it.
    """

    kind: str
    top: int
    depth: int
    left: int
    right: int
    headers: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    near: dict[int, tuple[Claim, ...]] = field(default_factory=dict)
    torn: dict[int, tuple[str, ...]] = field(default_factory=dict)
    doubled: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tells: int = 0
    likely: int = 0
    details: int = 0
    named: bool = False
    deeper: bool = False

    @property
    def merit(self) -> tuple[float, int, int, int]:
        """More fields, then more that tell the kind; a deeper header only where all of it is header words."""
        found = len(self.fields) + len(self.doubled) + self.details + self.likely / 2
        return (found, self.tells, self.depth if self.deeper else -self.depth, -self.top)

    @property
    def held(self) -> set[str]:
        """The fields that are named exactly, by one column or by several."""
        return self.fields.keys() | self.doubled.keys()

    @property
    def span(self) -> tuple[int, int]:
        """Its first column with a header, and the one behind the last."""
        parts = runs(self.headers)
        return parts[0][0], parts[-1][1]

    @property
    def bottom(self) -> int:
        """The first row under the header."""
        return self.top + self.depth


def blocks(cells: Cells, known: Sequence[int]) -> list[tuple[int, int]]:
    """Where headers may stand: runs of rows (first, last) with enough header words. `known`: words in each row.

    Only where no row has enough of them, a header that is spread over several rows is looked for near the top.
    """
    strong = [row for row, words in enumerate(known) if words >= FEWEST_HEADERS]
    found: list[tuple[int, int]] = []
    for row in strong:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    if not found:
        weak = [row for row, words in enumerate(known[:HEADER_WITHIN_ROWS]) if words >= FEWEST_EXACT]
        found = [(row, row) for row in weak[:1]]
    return found


def readings(
    cells: Cells, block: tuple[int, int], floor: int, ceiling: int, vocabulary: Vocabulary, matcher: Matcher
) -> list[Reading]:
    """Everything that the header rows of one block may be read as, over rows `floor` to `ceiling` at most."""
    first, last = block
    found: list[Reading] = []
    for top in range(max(floor, first - HEADER_DEPTH + 1), last + 1):
        for depth in range(1, HEADER_DEPTH + 1):
            if top + depth > first and top + depth <= min(ceiling, last + HEADER_DEPTH):
                found += _read(cells, top, depth, 0, len(cells[top]), vocabulary, matcher)
    return _likely(found, vocabulary, matcher)


def best(read: Sequence[Reading]) -> Reading:
    """The best reading. Customers that nobody names yield to people who are, where nothing is said of them but what a
    sheet says of colleagues too."""
    first = max(read, key=lambda reading: reading.merit)
    people = [reading for reading in read if reading.kind == PEOPLE and reading.named]
    if first.named or not people or first.held - DETAILS - COLLEAGUES:
        return first
    return max(people, key=lambda reading: reading.merit)


def side_by_side(cells: Cells, whole: Reading, vocabulary: Vocabulary, matcher: Matcher) -> list[Reading]:
    """The tables that stand beside each other under one row of headers, each naming its own customers; else `whole`."""
    headers = whole.headers
    cuts = {left for left, _ in runs(headers)}
    naming: dict[str, list[int]] = {}
    for at, claim in sorted(whole.claims.items()):
        if claim.field in NAMING:
            naming.setdefault(claim.field, []).append(at)
    again = {at for columns in naming.values() for at in columns[1:]}
    repeated = {at for at in again if headers[at] in headers[:at]}
    edges = sorted({*cuts, *again, len(headers)})
    parts = []
    for left, right in pairwise(edges):
        read = _read(cells, whole.top, whole.depth, left, right, vocabulary, matcher)
        found = [one for one in _likely(list(read), vocabulary, matcher) if one.named]
        if found:
            parts.append(max(found, key=lambda reading: reading.merit))
    apart = {part.left for part in parts[1:]} <= cuts | repeated or len({part.kind for part in parts}) == len(parts)
    return parts if len(parts) > 1 and apart else [whole]


def trimmed(reading: Reading) -> Reading:
    """A reading without what stands beside it behind a blank column and says nothing: another table's records."""
    spoken = reading.claims.keys() | reading.torn.keys() | {at for at, claims in reading.near.items() if claims}
    own = [run for run in runs(reading.headers) if any(run[0] <= at < run[1] for at in spoken)]
    reading.left, reading.right = own[0][0], own[-1][1]
    reading.headers = [
        header if reading.left <= at < reading.right else "" for at, header in enumerate(reading.headers)
    ]
    return reading


def _read(
    cells: Cells, top: int, depth: int, left: int, right: int, vocabulary: Vocabulary, matcher: Matcher
) -> Iterator[Reading]:
    """What each kind makes of these header rows; the lowest filled cell of a column is its header."""
    rows = [row[left:right] for row in cells[top : top + depth]]
    if not all(any(isinstance(cell, str) and cell.strip() for cell in row) for row in rows):
        return
    columns = [[text.shown(cell) for cell in column] for column in zip(*rows, strict=True)]
    lowest = _own([next((cell for cell in reversed(column) if cell), "") for column in columns], vocabulary)
    headers = [""] * left + lowest
    stacks = [""] * left + ["".join(dict.fromkeys(column)) for column in columns]
    deeper = _all_one_header(rows, vocabulary)
    for kind, _, _ in vocabulary.kinds:
        reading = Reading(kind, top, depth, left, right, headers, deeper=deeper)
        _claim(reading, stacks, cells, matcher)
        if len(reading.held) >= FEWEST_EXACT:
            yield reading


def _likely(found: list[Reading], vocabulary: Vocabulary, matcher: Matcher) -> list[Reading]:
    """The readings with enough in them, likeness counted too; it is only looked for where enough is said exactly."""
    most = max((len(reading.held) for reading in found), default=0)
    take = vocabulary.settings.numbers["header_near"]
    needs, tells = ({kind: names[at] for kind, *names in vocabulary.kinds} for at in (0, 1))
    enough = []
    for reading in found:
        held = reading.held
        if 2 * len(held) < most:
            continue
        for at in reading.near:
            reading.near[at] = matcher.near(reading.kind, reading.headers[at])
        likely = {claims[0].field for claims in reading.near.values() if claims and claims[0].sure >= take} - held
        reading.tells, reading.likely = len(tells[reading.kind] & (held | likely)), len(likely)
        reading.named = bool(needs[reading.kind] & held)
        many = len(held) + len(likely)
        fewest = FEWEST_HEADERS if reading.named else FEWEST_NAMELESS
        if (_told(reading) and many >= fewest) if _sure_of(reading) else _all_of_people(reading):
            enough.append(reading)
    return enough


def _told(reading: Reading) -> bool:
    """Whether enough of it tells the kind: of a list that names customers one word does, where the rest is known."""
    return reading.tells >= FEWEST_TELLS or (
        reading.kind == CUSTOMER and reading.named and bool(reading.tells) and len(reading.held) >= FEWEST_KNOWN
    )


def _sure_of(reading: Reading) -> bool:
    """Whether a reading is told by how much of it there is: people are not, whose rank and first day nobody says, for
    patients and pupils have a department and a telephone too."""
    return reading.kind != PEOPLE or bool(TELLING_PEOPLE & reading.held)


def _all_of_people(reading: Reading) -> bool:
    """Whether it is a list of names and teams that says little else."""
    return {"name", "team"} <= reading.held and 2 * len(reading.held) >= len(list(filter(None, reading.headers)))


def _all_one_header(rows: Sequence[Sequence[object]], vocabulary: Vocabulary) -> bool:
    """Whether several rows are one header: header words only, no title first, and only one row a header by itself."""
    if len(rows) > 1 and len({str(cell) for cell in rows[0] if cell not in ("", None)}) == 1:
        return False
    sorts = [[vocabulary.sort_of(cell) for cell in row if cell not in ("", None)] for row in rows]
    if any(sort != HEADER for row in sorts for sort in row):
        return False
    return all(len(row) < FEWEST_HEADERS for row in sorts[1:]) or len(sorts[0]) < FEWEST_HEADERS


def _claim(reading: Reading, stacks: Sequence[str], cells: Cells, matcher: Matcher) -> None:
    """Fill in which column is which field."""
    columns: dict[str, list[int]] = {}
    for at, header in enumerate(reading.headers):
        if not header:
            continue
        claims = matcher.exact(reading.kind, stacks[at]) or matcher.exact(reading.kind, header)
        if len(claims) > 1:
            reading.torn[at] = tuple(claim.field for claim in claims)
        elif claims:
            reading.claims[at] = claims[0]
            columns.setdefault(claims[0].field, []).append(at)
        else:
            reading.near[at] = ()
            reading.details += _is_detail(reading.kind, header, matcher)
    for name, claiming in columns.items():
        best = min(reading.claims[at].strength for at in claiming)
        first = [at for at in claiming if reading.claims[at].strength == best]
        if len(first) > 1:
            # an empty column claims nothing, and one that says the same (a header merged over two) nothing new
            said = {at: values(cells, reading.bottom, at) for at in first}
            first = [at for at in first if said[at] and (at == first[0] or said[at] != said[first[0]])] or first[:1]
        if len(first) > 1:
            reading.doubled[name] = tuple(first)
        else:
            reading.fields[name] = first[0]


def _is_detail(kind: str, header: str, matcher: Matcher) -> bool:
    """Whether a header of another kind of sheet than the customers' speaks of the customer as theirs does."""
    claims = () if kind in (CUSTOMER, PEOPLE) else matcher.exact(CUSTOMER, header)
    return len(claims) == 1 and claims[0].field in DETAILS


def values(cells: Cells, start: int, column: int) -> list[object]:
    """What stands under a header, as far as one has to look."""
    under = (row[column] for row in cells[start : start + VALUES_WITHIN_ROWS])
    return [cell for cell in under if text.shown(cell)]


def _own(headers: list[str], vocabulary: Vocabulary) -> list[str]:
    """The headers without those that we added, for a person may go on working in the copy we gave back."""
    plain = [compared(header) for header in headers]
    for ours in (part for each in vocabulary.ours(plain) for part in (each, each[-ALWAYS_OURS:])):
        for at in range(len(plain) - len(ours) + 1):
            if plain[at : at + len(ours)] == ours:
                return [*headers[:at], *[""] * len(ours), *headers[at + len(ours) :]]
    return headers
