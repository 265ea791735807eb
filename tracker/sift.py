"""Which rows under a header are records, and what the others are: totals, notes, instructions, the header again."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tracker.vocabulary import EXAMPLE, HEADER, INSTRUCTION, NOTE, TOTAL, Vocabulary, narrow

FEWEST_HEADERS = 3
BAND, APART = "band", "apart"
BLANK = ("", None)
SENTENCE = re.compile(r"[\u3002\uff1b;!\uff01]|^\s*[\uff08(]?\d{1,2}[\u3001.)\uff09]|.[:\uff1a].")
FIELD_NAME = re.compile(r"[A-Za-z]+(?:[_ ][A-Za-z]+)*$")
TWO_WORDS = re.compile(r"[a-z][A-Z]|[A-Za-z][_ ][A-Za-z]")
SPARSE, RICH = 2, 4
ONCE = 3

Row = Sequence[object]


@dataclass(frozen=True)
class Body:
    """What stands under a header. `first`, `last`: its rows, counted from 0; `left`, `right`: its columns, the last
    not counted; `at`: field → column; `headers`: column → header text."""

    first: int
    last: int
    left: int
    right: int
    at: Mapping[str, int]
    headers: Mapping[int, str]


def records(
    cells: Sequence[Row], own: Sequence[Row], bands: Collection[int], body: Body, vocabulary: Vocabulary
) -> tuple[list[int], dict[int, str]]:
    """The rows that are records, and what each other row that is filled is.

    `cells`: with merged ranges filled; `own`: as they stand in the sheet; `bands`: rows with a wide merged range.
    """
    kept: list[int] = []
    skipped: dict[int, str] = {}
    columns = list(body.at.values())
    texts = {cell for row in cells[body.first : body.last] for cell in row if isinstance(cell, str)}
    telling = {cell for cell in texts if vocabulary.sort_of(cell)}
    for number in range(body.first, body.last):
        row = cells[number][body.left : body.right]
        if number in bands or not telling.isdisjoint(row):
            other = _other(row, number in bands, body, vocabulary)
            if other:
                skipped[number] = other
                continue
        # a person merged over many rows fills none of them
        if any(_filled(own[number][column]) for column in columns if column < len(own[number])):
            kept.append(number)
    if kept and kept[0] == body.first and _field_names(cells[kept[0]], body):
        skipped[kept.pop(0)] = HEADER
    for number in _trailing_notes(cells, kept, bands, body):
        kept.remove(number)
        skipped[number] = NOTE
    for number in _apart(own, kept, columns):
        kept.remove(number)
        skipped[number] = APART
    return kept, skipped


def is_log(names: Sequence[object]) -> bool:
    """Whether most people stand in several rows: a list of what they did, as of when each came and went."""
    return len(names) > ONCE and 3 * len(set(names)) < 2 * len(names)


def _other(row: Row, band: bool, body: Body, vocabulary: Vocabulary) -> str:
    """What a row is if it is no record."""
    filled = [cell for cell in row if _filled(cell)]
    if band and len(set(map(str, filled))) == 1:
        return BAND
    if not filled:
        return ""
    sorts = [vocabulary.sort_of(cell) for cell in filled]
    if 2 * sorts.count(INSTRUCTION) >= len(filled):
        return INSTRUCTION
    if sorts[0] in (TOTAL, NOTE, EXAMPLE):
        return sorts[0]
    if sorts[0] == INSTRUCTION and narrow(str(filled[0])).startswith(vocabulary.listed("for_example")):
        return EXAMPLE
    if EXAMPLE in sorts[1:]:
        return EXAMPLE
    if isinstance(filled[0], int | float) and len(filled) > 1 and sorts[1] == TOTAL:
        return TOTAL
    headers = sorts.count(HEADER)
    if headers > FEWEST_HEADERS or headers == FEWEST_HEADERS == len(filled):
        return HEADER
    texts = (row[column - body.left] for column in body.at.values())
    repeated = sum(
        str(cell).strip() == body.headers[column] for cell, column in zip(texts, body.at.values(), strict=True)
    )
    return HEADER if repeated >= FEWEST_HEADERS else ""


def _filled(cell: object) -> bool:
    return cell not in BLANK and not (isinstance(cell, str) and not cell.strip())


def _field_names(row: Row, body: Body) -> bool:
    """Whether the first row repeats a Chinese header in a program's words: customerName, contact_phone."""
    texts = [str(row[column]).strip() for column in body.headers if _filled(row[column])]
    if len(texts) <= FEWEST_HEADERS or any(header.isascii() for header in body.headers.values()):
        return False
    return all(map(FIELD_NAME.match, texts)) and 2 * sum(map(bool, map(TWO_WORDS.search, texts))) >= len(texts)


def _trailing_notes(cells: Sequence[Row], kept: Sequence[int], bands: Collection[int], body: Body) -> list[int]:
    """The last rows that hold one sentence and nothing else."""
    notes = []
    for number in reversed(kept):
        filled = {str(cell) for cell in cells[number][body.left : body.right] if _filled(cell)}
        if len(filled) != 1 or not (number in bands or SENTENCE.search(next(iter(filled)))):
            break
        notes.append(number)
    return notes


def _apart(own: Sequence[Row], kept: list[int], columns: Sequence[int]) -> list[int]:
    """A little list with numbers that stands below the table behind a blank row: how many of each stage."""
    gap = next((at for at in range(len(kept) - 1, 0, -1) if kept[at] - kept[at - 1] > 1), 0)
    below, above = kept[gap:], kept[:gap]
    if len(below) < SPARSE or not above:
        return []
    counts = [sum(_filled(own[number][column]) for column in columns) for number in kept]
    if sorted(counts[:gap])[gap // 2] < RICH or max(counts[gap:]) > SPARSE:
        return []
    counted = sum(any(isinstance(own[number][column], int | float) for column in columns) for number in below)
    return below if 2 * counted >= len(below) else []
