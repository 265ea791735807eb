"""What of a sheet's XML and of the styles its copy has not kept, a sentence each."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from excel_rules import area, cell_name, column_letters, placed
from package_parts import Package, child, children, elements, local

INSERTED = {"cols", "hyperlinks", "legacyDrawing"}
CONTENT = {"v", "f", "is"}
REPAINTED = {"fillId", "applyFill", "fontId", "applyFont"}
LISTS = {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}
NO_STYLE = ET.Element("xf")


class Remark(str):
    """Something worth knowing that breaks no promise."""


def same(old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
    """The first difference between two elements and all that is in them."""
    if old.tag != new.tag:
        yield f"{where}: <{local(old)}> has become <{local(new)}>"
    elif old.attrib != new.attrib:
        yield from attributes(old, new, where)
    elif (old.text or "") != (new.text or "") and (not len(old) or stripped(old.text) != stripped(new.text)):
        yield f"{where}: the text {old.text!r} has become {new.text!r}"
    elif len(old) != len(new):
        yield f"{where}: <{local(old)}> had {len(old)} children and has {len(new)}"
    else:
        for before, after in zip(old, new, strict=True):
            if stripped(before.tail) != stripped(after.tail):
                yield f"{where}: the text {before.tail!r} has become {after.tail!r}"
            yield from same(before, after, f"{where}, <{local(before)}>")


def attributes(old: ET.Element, new: ET.Element, where: str, but: Iterable[str] = ()) -> Iterator[str]:
    """Every attribute that differs."""
    for name in sorted({*old.attrib, *new.attrib} - set(but)):
        if old.get(name) != new.get(name):
            short = name.rpartition("}")[2]
            yield f"{where}: {short} of <{local(old)}> was {old.get(name)!r} and is {new.get(name)!r}"


def stripped(text: str | None) -> str:
    """The text between elements: white space there means nothing."""
    return (text or "").strip()


def in_order(
    old: ET.Element,
    new: ET.Element,
    where: str,
    may_add: Callable[[ET.Element], bool],
    compare: Callable[[ET.Element, ET.Element, str], Iterator[str]] = same,
    may_drop: Callable[[ET.Element], bool] = lambda _: False,
) -> Iterator[str]:
    """What of the children of `old` is not among those of `new`, in their order; what was added and may not be."""
    waiting = [each for each in old if not may_drop(each)]
    for each in new:
        if waiting and identity(each) == identity(waiting[0]):
            yield from compare(waiting.pop(0), each, where)
        elif not may_add(each):
            yield f"{where}: <{local(each)} {' '.join(map(str, identity(each)[1]))}> was added or has moved"
    yield from (
        f"{where}: <{local(each)} {' '.join(map(str, identity(each)[1]))}> is missing or has moved" for each in waiting
    )


def identity(element: ET.Element) -> tuple[object, tuple[str, ...]]:
    """The name of an element and what tells it from its brothers."""
    keys = ("Id", "PartName", "Extension", "ref", "sheetId", "name", "localSheetId")
    return element.tag, tuple(element.get(key, "") for key in keys if key in element.attrib)


# --- the sheet ------------------------------------------------------------------------------------------------------


class Sheet:
    """One sheet of the original beside its copy."""

    def __init__(self, old: Package, new: Package, name: str, marked: set[str]) -> None:
        self.old, self.new, self.name, self.marked = old, new, name, marked
        self.root, self.copied = old.tree(name), new.tree(name)
        self.looks = Looks(old, new)

    @cached_property
    def used_right(self) -> int:
        """The last column of the original that holds something or belongs to a table or filter."""
        tables = [self.old.tree(part).get("ref", "A1") for part in self.old.linked(self.name, "table")]
        filtered = child(self.root, "autoFilter")
        taken = [area(ref)[3] for ref in tables]
        if filtered is not None:
            taken.append(area(filtered.get("ref", "A1"))[3])
        columns = [column for _, _, cells in placed(self.root) for column, cell in cells if holds(cell)]
        return max([*columns, *taken], default=0)

    @cached_property
    def ours(self) -> set[tuple[int, int]]:
        """Row and column of every cell right of everything used that holds something in the copy alone."""
        right = self.used_right
        return {
            (row, column)
            for row, _, cells in placed(self.copied)
            for column, cell in cells
            if column > right and holds(cell) and cell_name(row, column) not in self.marked
        }

    @cached_property
    def our_columns(self) -> set[int]:
        """The columns that `ours` stand in."""
        return {column for _, column in self.ours}

    def differences(self) -> Iterator[str]:
        """Everything that is not as it was."""
        yield from attributes(self.root, self.copied, self.name)
        lost = self.old.prefixes(self.name).items() - self.new.prefixes(self.name).items()
        yield from (f"{self.name}: the namespace {prefix or '(none)'} is declared no more" for prefix, _ in lost)
        special = {"sheetData": self._rows, "cols": self._columns, "hyperlinks": self._links, "dimension": self._extent}
        old, new = list(self.root), list(self.copied)
        present = {each.tag for each in old}
        for each in new:
            if old and each.tag == old[0].tag:
                before = old.pop(0)
                where = f"{self.name}, <{local(before)}>"
                yield from special.get(local(before), same)(before, each, where)
            elif local(each) in INSERTED and each.tag not in present and namespace(each) == namespace(self.root):
                if local(each) == "cols":
                    yield from self._columns(ET.Element("cols"), each, f"{self.name}, <cols>")
                if local(each) == "hyperlinks":
                    yield from self._links(ET.Element("hyperlinks"), each, f"{self.name}, <hyperlinks>")
            else:
                yield f"{self.name}: <{local(each)}> was added or has moved"
        yield from (f"{self.name}: <{local(each)}> is missing or has moved" for each in old)
        yield from self._covered()

    def _extent(self, old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
        yield from attributes(old, new, where, but=["ref"])
        if old.get("ref") != new.get("ref"):
            one, two = area(old.get("ref", "A1")), area(new.get("ref", "A1"))
            if two[0] > one[0] or two[1] > one[1] or two[2] < one[2] or two[3] < one[3]:
                yield f"{where}: {new.get('ref')} does not cover {old.get('ref')}"

    def _links(self, old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
        ours = {cell_name(*at) for at in self.ours}
        yield from in_order(old, new, where, lambda each: local(each) == "hyperlink" and each.get("ref") in ours)

    def _columns(self, old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
        before, after = runs(old), runs(new)
        edges = {edge for low, high, _ in [*before, *after] for edge in (low, high + 1)}
        edges |= {edge for column in self.our_columns for edge in (column, column + 1)}
        for low in sorted(edges):
            one, two = at_column(before, low), at_column(after, low)
            if low in self.our_columns:
                if two.get("hidden") in ("1", "true"):
                    yield f"{where}: our column {column_letters(low)} is hidden"
            elif one != two:
                yield f"{where}: column {column_letters(low)} was {one} and is {two}"

    def _covered(self) -> Iterator[str]:
        for each in children(self.root, "mergeCells"):
            top, left, bottom, right = area(each.get("ref", "A1"))
            hidden = [at for at in self.ours if top <= at[0] <= bottom and left <= at[1] <= right and at != (top, left)]
            if hidden:
                yield f"{self.name}: {cell_name(*hidden[0])} is ours and covered by the merged {each.get('ref')}"

    def _rows(self, old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
        yield from attributes(old, new, where)
        waiting = placed(self.root)
        waiting.reverse()
        for number, row, cells in placed(self.copied):
            if waiting and waiting[-1][0] == number:
                _, before, had = waiting.pop()
                if before.attrib != row.attrib:
                    yield from attributes(before, row, f"{self.name}, row {number}", but=["spans"])
                    yield from self._spans(before, row, number)
                if stripped(before.text) != stripped(row.text):
                    yield f"{self.name}, row {number}: the text {before.text!r} has become {row.text!r}"
                yield from self._cells(number, before, had, cells)
            else:
                extra = row.attrib.keys() - {"r", "spans"}
                if extra:
                    yield f"{self.name}: the added row {number} has {sorted(extra)}"
                yield from self._cells(number, row, [], cells)
        yield from (f"{self.name}: row {number} is missing or has moved" for number, _, _ in waiting)

    def _spans(self, old: ET.Element, new: ET.Element, number: int) -> Iterator[str]:
        one, two = old.get("spans"), new.get("spans")
        if one == two:
            return
        if one is None or two is None or " " in one or " " in two:
            yield f"{self.name}, row {number}: spans was {one!r} and is {two!r}"
            return
        (low, high), (left, right) = (map(int, each.split(":")) for each in (one, two))
        if left > low or right < high:
            yield f"{self.name}, row {number}: spans was {one!r} and is {two!r}"

    def _cells(
        self, row: int, element: ET.Element, had: list[tuple[int, ET.Element]], has: list[tuple[int, ET.Element]]
    ) -> Iterator[str]:
        waiting = had[::-1]
        for column, cell in has:
            if waiting and waiting[-1][0] == column:
                before = waiting.pop()[1]
                if before.attrib != cell.attrib or len(before) or len(cell) or before.text != cell.text:
                    yield from self._cell(row, column, before, cell)
            else:
                yield from self._inserted(row, column, cell, element)
        yield from (f"{self.name}: {cell_name(row, column)} is missing or has moved" for column, _ in waiting)

    def _cell(self, row: int, column: int, old: ET.Element, new: ET.Element) -> Iterator[str]:
        ref = cell_name(row, column)
        where = f"{self.name}, {ref}"
        if column in self.our_columns and column > self.used_right and not holds(old):
            if old.attrib != new.attrib or holds(new):
                yield Remark(f"{where}: a blank cell with a style stood where ours stands now")
            return
        if old.attrib != new.attrib:
            style = old.get("s") or "0", new.get("s") or "0"
            if ref in self.marked and style[0] != style[1]:
                yield from attributes(old, new, where, but=["s"])
                yield from self.looks.repainted(int(style[0]), int(style[1]), where)
            else:
                yield from attributes(old, new, where)
        if (old.text or "") != (new.text or "") and (stripped(old.text) or stripped(new.text)):
            yield f"{where}: the text {old.text!r} has become {new.text!r}"
        if len(old) != len(new):
            yield f"{where}: {[local(each) for each in old]} has become {[local(each) for each in new]}"
            return
        for before, after in zip(old, new, strict=True):
            if before.attrib != after.attrib or before.text != after.text or before.tag != after.tag or len(before):
                yield from same(before, after, f"{where}, <{local(before)}>")

    def _inserted(self, row: int, column: int, cell: ET.Element, element: ET.Element) -> Iterator[str]:
        ref = cell_name(row, column)
        where = f"{self.name}, {ref}"
        if namespace(cell) != namespace(self.root):
            yield f"{where}: is in the namespace {namespace(cell)!r}"
        if column in self.our_columns:
            return
        if ref not in self.marked:
            yield f"{where}: was added, and is neither marked nor in a column of ours"
        elif len(cell) or stripped(cell.text):
            yield f"{where}: is marked, was empty, and holds something now"
        else:
            styles = at_column(runs(child(self.root, "cols")), column)
            of_row = element.get("customFormat") in ("1", "true")
            showed = element.get("s", "0") if of_row else styles.get("style", "0")
            yield from self.looks.repainted(int(showed or 0), int(cell.get("s") or 0), where)


def holds(cell: ET.Element) -> bool:
    """Whether a cell has a value or a formula."""
    return any(local(each) == "f" or (local(each) in CONTENT and "".join(each.itertext())) for each in elements(cell))


def namespace(element: ET.Element) -> str:
    """The namespace of an element."""
    return element.tag.partition("}")[0] if isinstance(element.tag, str) and "}" in element.tag else ""


Run = tuple[int, int, dict[str, str]]


def runs(columns: ET.Element | None) -> list[Run]:
    """First and last column of each <col>, and what it says of them."""
    return [
        (int(each.get("min", 0)), int(each.get("max", 0)), {k: v for k, v in each.items() if k not in ("min", "max")})
        for each in elements(columns)
    ]


def at_column(columns: list[Run], column: int) -> dict[str, str]:
    """What is said of a column."""
    return next((said for low, high, said in columns if low <= column <= high), {})


# --- the styles -----------------------------------------------------------------------------------------------------


class Looks:
    """The styles of both workbooks."""

    def __init__(self, old: Package, new: Package) -> None:
        self.old = old.tree(old.styles) if old.styles else None
        self.new = new.tree(new.styles) if new.styles else None
        self._lists: dict[tuple[bool, str], list[ET.Element]] = {}
        self._seen: dict[tuple[int, int], list[str]] = {}

    def listed(self, kind: str, copied: bool) -> list[ET.Element]:
        """The records of one list."""
        if (copied, kind) not in self._lists:
            self._lists[copied, kind] = children(self.new if copied else self.old, kind)
        return self._lists[copied, kind]

    def repainted(self, old: int, new: int, where: str) -> Iterator[str]:
        """What differs between the look of a cell and that of the same cell marked, beyond its paint."""
        if (old, new) not in self._seen:
            self._seen[old, new] = list(self._repainted(old, new))
        return (f"{where}: {sentence}" for sentence in self._seen[old, new])

    def _repainted(self, old: int, new: int) -> Iterator[str]:
        if new >= len(self.listed("cellXfs", True)):
            yield f"has style {new}, which is not there"
            return
        known = self.listed("cellXfs", False)
        one, two = known[old] if old < len(known) else NO_STYLE, self.listed("cellXfs", True)[new]
        if one is NO_STYLE:
            yield from (
                f"{key} is {two.get(key)}" for key in set(two.keys()) - REPAINTED if two.get(key) not in ("0", None)
            )
        else:
            yield from attributes(one, two, f"style {new} for {old}", but=REPAINTED)
        if [ET.tostring(each) for each in elements(one)] != [ET.tostring(each) for each in elements(two)]:
            yield f"style {new} is not aligned or protected as style {old}"
        yield from self._font(one.get("fontId", "0"), two.get("fontId", "0"))
        fills = self.listed("fills", True)
        fill = fills[int(two.get("fillId", 0))] if int(two.get("fillId", 0)) < len(fills) else None
        pattern = None if fill is None else child(fill, "patternFill")
        if pattern is None or pattern.get("patternType") != "solid":
            yield f"style {new} has no plain fill"
        if two.get("applyFill") in ("0", "false"):
            yield f"style {new} does not apply its fill"

    def _font(self, old: str, new: str) -> Iterator[str]:
        if old == new:
            return
        fonts = [self.listed("fonts", copied) for copied in (False, True)]
        told = [
            [ET.tostring(part) for part in elements(font[int(number)]) if local(part) != "color"]
            if int(number) < len(font)
            else []
            for font, number in zip(fonts, (old, new), strict=True)
        ]
        if told[0] != told[1]:
            yield f"font {new} differs from font {old} in more than its colour"


def style_differences(old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
    """What of styles.xml is not as it was: lists may grow at their end, nothing else."""
    yield from attributes(old, new, where)

    def may_add(each: ET.Element) -> bool:
        return local(each) in LISTS and namespace(each) == namespace(old) and child(old, local(each)) is None

    yield from in_order(old, new, where, may_add, _style_list)


def _style_list(old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
    if local(old) not in LISTS:
        yield from same(old, new, where)
        return
    where = f"{where}, <{local(old)}>"
    yield from attributes(old, new, where, but=["count"])
    before, after = list(old), list(new)
    if len(after) < len(before):
        yield f"{where}: had {len(before)} records and has {len(after)}"
    for number, (one, two) in enumerate(zip(before, after, strict=False)):
        if one.attrib != two.attrib or len(one) or len(two) or one.tag != two.tag:
            yield from same(one, two, f"{where} {number}")
    yield from (
        f"{where}: <{local(each)}> added where <{local(before[0])}> are listed"
        for each in after[len(before) :]
        if before and each.tag != before[0].tag and isinstance(each.tag, str)
    )
