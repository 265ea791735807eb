"""A table kept as plain text (csv, tsv, text under another ending) into rows of cells; every cell stays as typed."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import islice

FULL_WIDTH = 0xFEE0  # from a sign to the same one in full width
DELIMITERS = ",\t;|" + "".join(chr(ord(sign) + FULL_WIDTH) for sign in ",;")
BINARY = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
TOLD_APART_BY = 100  # rows
MOST_STRANGE = 0.01  # of all characters: GBK text may hold a euro sign that no standard knows
SAID = re.compile("sep=(.)\r?\n")  # Excel's own way to say it; Excel does not show this line
KEPT_AS_TEXT = re.compile('="([^"]*)"')  # how programs keep Excel from taking 0138 for a number
UTF8 = codecs.getincrementaldecoder("utf-8-sig")  # does not mind a last letter that is cut in two
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST_CELL = 10_000_000


def decoded(data: bytes) -> str | None:
    """The text in a file: UTF-16 with its mark, UTF-8 with or without one, else GB18030; None where it is no text."""
    if data.startswith(UTF16):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = UTF8().decode(data)
        except UnicodeDecodeError:
            text = data.decode("gb18030", "replace")
    strange = text.count("\ufffd") > MOST_STRANGE * len(text)
    return None if strange or BINARY.search(text) else text


def rows(text: str) -> list[list[str]]:
    """The cells of a text, row by row as Excel counts them."""
    csv.field_size_limit(LONGEST_CELL)
    said = SAID.match(text)
    try:
        delimiter = said[1] if said else _delimiter(text)
        cells = csv.reader(StringIO(text[said.end() :] if said else text, newline=""), delimiter=delimiter)
        return [[_cell(cell) for cell in row] for row in cells]
    except csv.Error:  # a cell of ten million signs
        return []


def _delimiter(text: str) -> str:
    """The sign that splits most of the first rows into the same number of columns; of several the most columns."""
    lines = list(islice(StringIO(text, newline=""), TOLD_APART_BY))
    return max(DELIMITERS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(map(len, csv.reader(lines, delimiter=delimiter)))
    return max(((times, width) for width, times in widths.items() if width > 1), default=(0, 0))


def _cell(cell: str) -> str:
    kept = KEPT_AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return kept[1] if kept else cell
