"""What Excel insists on in the parts of a workbook, so that it does not offer to repair the file.

No schema is read here: these are the rules that a program which adds cells, notes, columns and a sheet can break.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from package_parts import Package, child, children, elements, legacy_drawing, local, relation

ORDER = {
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing "
    "legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts "
    "extLst",
    "workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes "
    "webPublishing fileRecoveryPr webPublishObjects extLst",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "comments": "authors commentList extLst",
}
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_STYLES, MOST_LINKS, LONGEST_TEXT, LONGEST_NAME = 65_490, 65_530, 32_767, 31
CELL_TYPES = {"b", "d", "e", "inlineStr", "n", "s", "str"}
REF = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
NOTE_TYPE = re.compile(rb"""<(?:\w+:)?ClientData\b[^>]*ObjectType\s*=\s*["']Note["'].*?</(?:\w+:)?ClientData>""", re.S)
NOTE_ROW, NOTE_COLUMN = re.compile(rb"<(?:\w+:)?Row>\s*(\d+)"), re.compile(rb"<(?:\w+:)?Column>\s*(\d+)")
SHAPE_TAG = re.compile(rb"<(?:\w+:)?(?:shape|rect|oval|line|group|roundrect|polyline|image|arc|curve)\s[^>]*>")
IDENTITY = re.compile(rb"""\sid\s*=\s*["']([^"']*)["']""")
SPID = re.compile(rb"""\s\w+:spid\s*=\s*["']([^"']*)["']""")
TYPES = {
    "worksheet": "spreadsheetml.worksheet+xml",
    "styles": "spreadsheetml.styles+xml",
    "comments": "spreadsheetml.comments+xml",
    "vmlDrawing": "vmlDrawing",
}
QUOTED_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")

Merge = tuple[int, int, int, int]


def broken(package: Package, parts: Iterable[str]) -> set[str]:
    """What is wrong in these parts (and in the zip itself), a sentence each."""
    found = set(_zip(package))
    for name in parts:
        if name in package.parts:
            found |= {f"{name}: {sentence}" for sentence in _part(package, name)}
    return found


def _zip(package: Package) -> Iterator[str]:
    for name, times in Counter(package.zip_names).items():
        if times > 1:
            yield f"the zip holds {name} {times} times"
    for name in package.parts:
        if name != "[Content_Types].xml" and not package.content_type(name):
            yield f"{name} has no content type"


def _part(package: Package, name: str) -> Iterator[str]:
    if name.endswith(".vml"):
        yield from _drawing(package.read(name))
        return
    try:
        root = package.tree(name)
    except ET.ParseError as error:
        yield f"is no XML: {error}"
        return
    kind = local(root)
    if kind in ORDER:
        yield from _order(root, ORDER[kind].split())
    yield from _counts(root)
    if kind in ("worksheet", "styleSheet", "comments") and ("purl.oclc.org" in root.tag) != package_is_strict(package):
        yield f"is written in the namespace of {root.tag}, unlike the workbook"
    for key, value in root.attrib.items():
        if key.endswith("}Ignorable"):
            missing = set(value.split()) - set(package.prefixes(name))
            if missing:
                yield f"mc:Ignorable names prefixes that are not declared: {sorted(missing)}"
    checks = {
        "worksheet": _worksheet,
        "workbook": _workbook,
        "styleSheet": _stylesheet,
        "comments": _comments,
        "Relationships": _relationships,
        "Types": _types,
    }
    if kind in checks:
        yield from checks[kind](package, name, root)


def _order(root: ET.Element, order: list[str]) -> Iterator[str]:
    places = [(order.index(local(each)), local(each)) for each in elements(root) if local(each) in order]
    for (before, first), (after, second) in pairwise(places):
        if after < before:
            yield f"<{second}> stands behind <{first}>"
        elif after == before and second != "conditionalFormatting":
            yield f"<{second}> stands there twice"


def _counts(root: ET.Element) -> Iterator[str]:
    for each in root:
        if local(each) in ("sst", "c", "row"):
            continue
        count = each.get("count")
        if count is not None and count != str(len(elements(each))):
            yield f"<{local(each)}> has count={count} and {len(elements(each))} children"


# --- a sheet --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def spot(ref: str) -> tuple[int, int]:
    """Row and column of "B3"."""
    match = REF.match(ref)
    assert match, f"{ref!r} is no cell"
    return int(match[2]), column_number(match[1])


def cell_name(row: int, column: int) -> str:
    """(3, 2) is "B3"."""
    return f"{column_letters(column)}{row}"


def area(ref: str) -> Merge:
    """First row, first column, last row, last column of "A1:C3" or "B2"."""
    first, _, last = ref.partition(":")
    if not REF.match(first):  # whole columns or rows
        columns = [column_number(part.replace("$", "")) for part in (first, last) if part.replace("$", "").isalpha()]
        rows = [int(part.replace("$", "")) for part in (first, last) if part.replace("$", "").isdigit()]
        return (*(rows[:1] or [1]), *(columns[:1] or [1]), *(rows[1:] or [LAST_ROW]), *(columns[1:] or [LAST_COLUMN]))
    return (*spot(first), *spot(last or first))


@lru_cache(maxsize=16)
def placed(sheet: ET.Element) -> list[tuple[int, ET.Element, list[tuple[int, ET.Element]]]]:
    """The rows of a sheet with their numbers, and their cells with their columns, said or counted."""
    rows = []
    number = 0
    for row in elements(child(sheet, "sheetData")):
        number = int(row.get("r") or number + 1)
        cells, column = [], 0
        for cell in row:
            if not isinstance(cell.tag, str):
                continue
            ref = cell.get("r")
            column = column_number(ref.rstrip("0123456789")) if ref else column + 1
            cells.append((column, cell))
        rows.append((number, row, cells))
    return rows


def _worksheet(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    yield from _cells(package, name, root)
    last = 0
    for each in children(root, "cols"):
        low, high = int(each.get("min", 0)), int(each.get("max", 0))
        if not last < low <= high <= LAST_COLUMN:
            yield f"<col min={low} max={high}> overlaps or is out of order"
        last = high
    links = children(root, "hyperlinks")
    refs = Counter(each.get("ref") for each in links)
    yield from (f"two hyperlinks at {ref}" for ref, times in refs.items() if times > 1)
    if len(links) > MOST_LINKS:
        yield f"{len(links)} hyperlinks are more than Excel reads"
    names = {sheet.lower() for sheet in package.sheets}
    for link in links:
        place = QUOTED_PLACE.match(link.get("location", ""))
        if place and (place[1] or place[2]).replace("''", "'").lower() not in names and "[" not in place[0]:
            yield f"the hyperlink at {link.get('ref')} leads to {link.get('location')}, which is not there"
    known = {link.id: link for link in package.links(name)}
    for each in elements(root):
        expected = {"legacyDrawing": "vmlDrawing", "legacyDrawingHF": "vmlDrawing", "drawing": "drawing"}.get(
            local(each)
        )
        if expected and (relation(each) not in known or known[relation(each)].kind != expected):
            yield f"<{local(each)}> names the relationship {relation(each)!r}, which is no {expected}"
    yield from _merges(root)
    yield from _notes(package, name, root, known)


def _cells(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    styles = len(children(package.tree(package.styles), "cellXfs")) if package.styles else 1
    last_row = 0
    for number, _, cells in placed(root):
        if not last_row < number <= LAST_ROW:
            yield f"row {number} stands behind row {last_row}"
        last_row, last = number, 0
        for column, cell in cells:
            ref = cell.get("r")
            if ref is not None and not ref.endswith(str(number)):
                yield f"{ref} stands in row {number}"
            if not last < column <= LAST_COLUMN:
                yield f"{cell_name(number, column)} stands behind column {column_letters(last)}"
            last = column
            if int(cell.get("s") or 0) >= max(styles, 1):
                yield f"{cell_name(number, column)} has style {cell.get('s')} of {styles}"
            kind = cell.get("t", "n")
            if kind not in CELL_TYPES:
                yield f"{cell_name(number, column)} is of type {kind}"
            inside = [local(each) for each in elements(cell)]
            if kind == "inlineStr" and "is" not in inside and inside:
                yield f"{cell_name(number, column)} is inlineStr without <is>"
            if "is" in inside and (kind != "inlineStr" or "v" in inside):
                yield f"{cell_name(number, column)} has <is> beside another value"
            if kind == "inlineStr" and len("".join(cell.itertext())) > LONGEST_TEXT:
                yield f"{cell_name(number, column)} holds more text than a cell can"


def _merges(root: ET.Element) -> Iterator[str]:
    areas = sorted(area(each.get("ref", "A1")) for each in children(root, "mergeCells"))
    for number, one in enumerate(areas):
        for other in areas[number + 1 :]:
            if other[0] > one[2]:
                break
            if other[1] <= one[3] and one[1] <= other[3]:
                yield f"two merged areas overlap at {cell_name(other[0], other[1])}"


def _notes(package: Package, name: str, root: ET.Element, known: dict[str, object]) -> Iterator[str]:
    parts = package.linked(name, "comments")
    if len(parts) > 1:
        yield "two parts of comments"
    refs = {each.get("ref", "") for part in parts for each in children(package.tree(part), "commentList")}
    drawing = legacy_drawing(root)
    drawn: list[tuple[int, int]] = []
    if drawing is not None:
        target = next((link.target for link in package.links(name) if link.id == relation(drawing)), "")
        drawn = note_places(package.read(target)) if target in package.parts else []
        if target not in package.parts:
            yield f"<legacyDrawing> leads to {target}, which is not there"
    yield from (f"the note at {ref} is not drawn" for ref in refs if spot(ref) not in drawn)
    yield from (f"a note is drawn at {cell_name(*at)}, which has none" for at in drawn if cell_name(*at) not in refs)
    yield from (f"two notes are drawn at {cell_name(*at)}" for at, times in Counter(drawn).items() if times > 1)


# --- the other parts ------------------------------------------------------------------------------------------------


def note_places(vml: bytes) -> list[tuple[int, int]]:
    """Row and column, counted from 1, of every note that is drawn."""
    found = []
    for note in NOTE_TYPE.findall(vml):
        row, column = NOTE_ROW.search(note), NOTE_COLUMN.search(note)
        if row and column:
            found.append((int(row[1]) + 1, int(column[1]) + 1))
    return found


def _drawing(vml: bytes) -> Iterator[str]:
    tags = SHAPE_TAG.findall(vml)
    for pattern in (IDENTITY, SPID):
        numbers = Counter(match[1] for match in map(pattern.search, tags) if match)
        yield from (f"two shapes are called {number.decode()}" for number, times in numbers.items() if times > 1)
    if not vml.rstrip().endswith(b"</xml>"):
        yield "does not end with </xml>"


def _workbook(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    sheets = children(root, "sheets")
    known = {link.id: link for link in package.links(name)}
    for attribute in ("name", "sheetId"):
        values = Counter(each.get(attribute, "").lower() for each in sheets)
        yield from (f"two sheets have the {attribute} {value}" for value, times in values.items() if times > 1)
    for each in sheets:
        sheet = each.get("name", "")
        if not 0 < len(sheet) <= LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", sheet):
            yield f"Excel takes no sheet called {sheet!r}"
        if relation(each) not in known or not known[relation(each)].kind.lower().endswith("sheet"):
            yield f"the sheet {sheet} names the relationship {relation(each)!r}, which is no sheet"
        if not 0 < int(each.get("sheetId", 0)) < 65_535:
            yield f"the sheet {sheet} has the sheetId {each.get('sheetId')}"
    names = Counter((each.get("name", "").lower(), each.get("localSheetId")) for each in children(root, "definedNames"))
    yield from (f"two defined names {each}" for each, times in names.items() if times > 1)
    for each in children(root, "definedNames"):
        if int(each.get("localSheetId", 0)) >= len(sheets):
            yield f"the defined name {each.get('name')} belongs to sheet {each.get('localSheetId')} of {len(sheets)}"


def _stylesheet(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    sizes = {part: len(children(root, part)) for part in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")}
    for kind in ("cellStyleXfs", "cellXfs"):
        for number, xf in enumerate(children(root, kind)):
            for attribute, part in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                if int(xf.get(attribute, 0)) >= max(sizes[part], 1):
                    yield f"<{kind}> {number} has {attribute}={xf.get(attribute)} of {sizes[part]}"
            if kind == "cellXfs" and int(xf.get("xfId", 0)) >= max(sizes["cellStyleXfs"], 1):
                yield f"<{kind}> {number} has xfId={xf.get('xfId')} of {sizes['cellStyleXfs']}"
    if sizes["cellXfs"] > MOST_STYLES:
        yield f"{sizes['cellXfs']} cell formats are more than Excel reads"
    formats = Counter(each.get("numFmtId") for each in children(root, "numFmts"))
    yield from (f"two number formats {number}" for number, times in formats.items() if times > 1)


def _comments(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    authors = len(children(root, "authors"))
    refs: Counter[str] = Counter()
    for each in children(root, "commentList"):
        refs[each.get("ref", "")] += 1
        if int(each.get("authorId", -1)) not in range(authors):
            yield f"the note at {each.get('ref')} is by author {each.get('authorId')} of {authors}"
        text = child(each, "text")
        if text is None:
            yield f"the note at {each.get('ref')} has no <text>"
    yield from (f"two notes at {ref}" for ref, times in refs.items() if times > 1)


def _relationships(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    owner = owner_part(name)
    links = package.links(owner)
    for number, times in Counter(link.id for link in links).items():
        if times > 1 or not number:
            yield f"{times} relationships have the id {number!r}"
    strict = package_is_strict(package)
    for link in links:
        if link.external:
            continue
        if link.target not in package.parts:
            yield f"{link.id} leads to {link.target}, which is not there"
        elif TYPES.get(link.kind, "") not in package.content_type(link.target):
            yield f"{link.target} is a {link.kind} but has the content type {package.content_type(link.target)!r}"
        if link.kind in TYPES and ("purl.oclc.org" in link.type) != strict:
            yield f"{link.id} has the type {link.type} in a {'strict' if strict else 'transitional'} workbook"


def owner_part(name: str) -> str:
    """The part whose relationships these are."""
    folder, _, file = name.rpartition("/")
    return f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}"


def package_is_strict(package: Package) -> bool:
    """Whether the workbook is written in the namespaces of ISO 29500 strict."""
    return "purl.oclc.org" in package.tree(package.workbook).tag


def _types(package: Package, name: str, root: ET.Element) -> Iterator[str]:
    said = Counter(
        (local(each), (each.get("Extension") or each.get("PartName", "")).lower()) for each in elements(root)
    )
    yield from (f"says twice what {what} is" for (_, what), times in said.items() if times > 1)
    parts = {part.lower() for part in package.parts}
    for each in elements(root):
        part = each.get("PartName")
        if part is not None and (not part.startswith("/") or part[1:].lower() not in parts):
            yield f"speaks of {part}, which is not there"
