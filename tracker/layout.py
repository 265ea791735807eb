"""How the cells of a sheet lie: merged ranges, blank columns, and forms, which have labels but no header row."""

import re
from collections.abc import Iterator, Sequence

from tracker.clean import text
from tracker.match import Matcher
from tracker.references import Merge
from tracker.vocabulary import INSTRUCTION, NOTE, Vocabulary, narrow

LONGEST_LABEL = 10
FEWEST_LABELS, FEWEST_COLONS, MOST_LABELS_A_ROW = 3, 2, 3
FULL_ROWS = 2  # under one row of headers: a list
FORM_KINDS = ("customer", "followup")
NAMING = frozenset({"company", "customer_id"})
INLINE = re.compile(r"([^\s:_]{2,10})\s*[:_]")

Cells = Sequence[Sequence[object]]


def spread(cells: Cells, merges: Sequence[Merge]) -> list[list[object]]:
    """The cells with each merged range filled by its first cell, so that every row stands for itself."""
    filled = [list(row) for row in cells]
    for (top, left), (bottom, right) in merges:
        if top >= len(filled) or left >= len(filled[top]):
            continue
        value = filled[top][left]
        if value in ("", None):
            continue
        for row in filled[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return filled


def runs(headers: Sequence[str]) -> list[tuple[int, int]]:
    """The runs of columns with a header (first, one behind the last), parted by columns without one."""
    edges = [at for at, header in enumerate(headers) if bool(header) != bool(at and headers[at - 1])]
    if headers and headers[-1]:
        edges.append(len(headers))
    return list(zip(edges[::2], edges[1::2], strict=True))


def is_form(cells: Cells, vocabulary: Vocabulary, matcher: Matcher) -> bool:
    """Whether a sheet without a header row is a form: 客户名称：____, or labels in several rows with room beside."""
    header = next(((row, known) for row, known in _known(cells, vocabulary) if len(known) >= FEWEST_LABELS), None)
    if header and heads_list(cells, *header, vocabulary):
        return False
    rows = list(_labels(cells, vocabulary))
    named = ({claim for row in rows for claim in _named(row, kind, matcher)} for kind in FORM_KINDS)
    return _colons(cells, vocabulary) >= FEWEST_COLONS or (
        len(rows) > 1 and any(len(fields) >= FEWEST_LABELS and fields & NAMING for fields in named)
    )


def under(row: Sequence[object], at: Sequence[tuple[int, str]], kind: str, matcher: Matcher) -> bool:
    """Whether the row under a supposed header names other fields in its columns: then both are rows of a form.

    `at`: (column, field) of the header.
    """
    other = 0
    for column, field in at:
        claims = matcher.exact(kind, text.shown(row[column])) if isinstance(row[column], str) else ()
        other += bool(claims) and claims[0].field != field
    return other >= 2 and 2 * other >= len(at)


def heads_list(cells: Cells, at: int, columns: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Whether full rows stand under row `at`, and values in them: of its `columns` one at most, and not the only
    one, holds words that are headers too (the way 电话), where a form has labels below labels."""
    header = [column for column, cell in enumerate(cells[at]) if cell not in ("", None)]
    if len(header) < FEWEST_LABELS or not all(isinstance(cells[at][column], str) for column in header):
        return False
    full = [
        row for row in cells[at + 1 :] if 2 * sum(row[column] not in ("", None) for column in header) >= len(header)
    ]
    labels = {column for row in full for column in columns if vocabulary.knows(row[column])}
    return len(full) >= FULL_ROWS and len(labels) <= 1 and len(labels) < len(columns)


def _known(cells: Cells, vocabulary: Vocabulary) -> Iterator[tuple[int, list[int]]]:
    """Each row with words that we know, and in which columns."""
    for number, row in enumerate(cells):
        if known := [at for at, cell in enumerate(row) if vocabulary.knows(cell)]:
            yield number, known


def _named(row: Sequence[str], kind: str, matcher: Matcher) -> Iterator[str]:
    for label in row:
        yield from (claim.field for claim in matcher.exact(kind, label)[:1])


def _labels(cells: Cells, vocabulary: Vocabulary) -> Iterator[list[str]]:
    """The labels of each row that has a few; those that are explained beside are words of a manual."""
    for row in cells:
        known = [at for at, cell in enumerate(row) if vocabulary.knows(cell)]
        beside = [vocabulary.sort_of(row[at + 1]) for at in known if at + 1 < len(row)]
        inline = [label for cell in row if isinstance(cell, str) for label in INLINE.findall(narrow(cell))]
        if known and len(known) <= MOST_LABELS_A_ROW and INSTRUCTION not in beside:
            yield [text.shown(row[at]) for at in known]
        elif inline:
            yield inline


def _colons(cells: Cells, vocabulary: Vocabulary) -> int:
    """How many cells are a short label that ends in a colon or a line to write on; 0 if no label is known at all."""
    labels = [
        cell
        for row in cells
        for cell in row
        if isinstance(cell, str) and len(cell) <= LONGEST_LABEL and narrow(cell).strip().endswith((":", "_"))
    ]
    return sum(vocabulary.sort_of(label) != NOTE for label in labels) if any(map(vocabulary.knows, labels)) else 0
