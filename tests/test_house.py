"""The house rules that a machine can see: words are data, tables whole, modules small, the package complete."""

import ast
import csv
import importlib.util
import statistics
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.vocabulary import compared

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "tracker").rglob("*.py"))
TABLES = sorted((ROOT / "schemas").glob("*.csv"))
LONGEST_MODULE = 320  # lines
LONGEST_MIDDLE = 140
# what makes a row of each table; of the others the first column does
KEYS = {
    "cadences": ("clock", "key"),
    "company_words": ("use", "word"),
    "date_orders": ("kind", "earlier", "later"),
    "date_words": ("kind", "word"),
    "day_parts": ("word", "from_hour"),
    "contact_ways": ("way", "word"),
    "fields": ("kind", "field"),
    "form_columns": ("form", "field"),
    "need_details": ("need", "detail"),
    "note_fields": ("kind", "field"),
    "number_words": ("kind", "word"),
    "phrases": ("subject", "use", "pattern"),
    "private_words": ("use", "word"),
    "receiver_errors": ("receiver", "code"),
    "rules_workbook": ("sheet", "header"),
    "sheet_words": ("use", "word"),
    "stand_ins": ("kind", "field"),
    "synonyms": ("kind", "typed"),
    "values": ("list", "code"),
}

shown = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


def rows(table: Path) -> list[dict[str | None, str | list[str]]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


# --- words are data -------------------------------------------------------------------------------------------------


def chinese(text: str) -> bool:
    """Whether a Chinese character or full-width sign stands in it."""
    return any("\u3001" <= sign <= "\u9fff" or "\uff01" <= sign <= "\uffee" or sign >= "\U00020000" for sign in text)


def docstrings(tree: ast.Module) -> set[ast.AST]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    firsts = [node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    return {first.value for first in firsts if isinstance(first, ast.Expr)}


@shown
def test_no_chinese_in_the_code(path: Path) -> None:
    """Docstrings may be Chinese: those of the commands and rules are what the user reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = docstrings(tree)
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said and chinese(node.value)
    ]
    assert found == []


def wording() -> dict[str, set[str]]:
    """writer → its keys."""
    return {
        table.stem.removeprefix("wording_"): {str(row["key"]) for row in rows(table)}
        for table in TABLES
        if table.stem.startswith("wording_")
    }


def gives_words(node: ast.expr) -> bool:
    """settings.words("pages") or words("terminal", lang)."""
    match node:
        case ast.Call(func=ast.Name(id="words") | ast.Attribute(attr="words")):
            return True
    return False


def bound(function: ast.AST) -> set[str]:
    """The names that hold words in a function: what is annotated Words, or given by words(…)."""
    names = set()
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="Words")):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if gives_words(value):
                names.add(name)
            case ast.Assign(targets=[ast.Tuple(elts=left)], value=ast.Tuple(elts=right)):
                names |= {
                    one.id
                    for one, value in zip(left, right, strict=True)
                    if gives_words(value) and isinstance(one, ast.Name)
                }
    return names


def asked_for(path: Path) -> Iterator[tuple[int, str]]:
    """(line, key) of each wording a module asks for by a constant: words["key"], words.fill("key")."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    writes = "write" in path.parts
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = bound(function)
        for node in ast.walk(function):
            match node:
                case ast.Subscript(value=of, slice=ast.Constant(value=str(key))):
                    pass
                case ast.Call(func=ast.Attribute(value=of, attr="fill"), args=[ast.Constant(value=str(key)), *_]):
                    pass
                case _:
                    continue
            match of:
                case ast.Name(id=name) if name in names:
                    yield node.lineno, key
                case ast.Attribute(attr="_words" | "words") if writes:
                    yield node.lineno, key
                case _ if gives_words(of):
                    yield node.lineno, key


def writers(tree: ast.Module) -> set[str]:
    """The wording tables that a module names: settings.words("pages"), words("terminal", lang)."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id) == "words"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


@shown
def test_every_wording_that_is_asked_for_exists(path: Path) -> None:
    """In the tables the module names; where it is handed its words, in some table."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tables, named = wording(), writers(tree)
    assert named <= set(tables)
    known = set().union(*(tables[writer] for writer in named or tables))
    assert [(line, key) for line, key in asked_for(path) if key not in known] == []


def test_the_search_for_wording_finds_something() -> None:
    found = [key for path in MODULES for _, key in asked_for(path)]
    assert len(found) > 50


# --- the tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_is_whole(table: Path) -> None:
    """It parses, no row is longer or shorter than the header, no key stands twice, every row says where it is from."""
    assert not table.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = rows(table)
    assert lines or table.stem == "waivers"  # those are the team's own
    ragged = [number for number, row in enumerate(lines, 2) if None in row or None in row.values()]
    assert ragged == []
    sourceless = [number for number, row in enumerate(lines, 2) if not str(row.get("source", "")).strip()]
    # a rule's source is its docstring, which quotes the seed: it is written once; the weights of runs are learnt
    assert sourceless == [] or table.stem in ("rules", "note_signs")
    columns = KEYS.get(table.stem, tuple(lines[0])[:1] if lines else ())
    keys = [tuple(row[column] for column in columns) for row in lines]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_no_header_word_is_claimed_twice() -> None:
    """As headers are compared: half width, without case, blanks and punctuation."""
    claims: dict[tuple[str, str], set[str]] = {}
    for table, column in (("fields", "name"), ("synonyms", "typed")):
        for row in rows(ROOT / "schemas" / f"{table}.csv"):
            claims.setdefault((str(row["kind"]), compared(str(row[column]))), set()).add(str(row["field"]))
    assert {word: fields for word, fields in claims.items() if len(fields) > 1} == {}


def test_what_people_type_for_a_value_means_one_thing() -> None:
    meant: dict[tuple[str, str], set[str]] = {}
    for row in rows(ROOT / "schemas" / "values.csv"):
        for typed in filter(None, [str(row["word"]), *str(row["typed"]).split("|")]):
            meant.setdefault((str(row["list"]), typed.casefold()), set()).add(str(row["code"]))
    assert {typed: codes for typed, codes in meant.items() if len(codes) > 1} == {}


# --- the code -------------------------------------------------------------------------------------------------------


def test_modules_are_small() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    middle, longest = statistics.median(lengths.values()), max(lengths, key=lengths.__getitem__)
    print(f"{len(lengths)} modules, median {middle:g} lines, longest {longest.relative_to(ROOT)} {lengths[longest]}")
    assert middle <= LONGEST_MIDDLE
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_help_is_quick() -> None:
    """Neither pandas nor openpyxl is imported to say what the commands are."""
    code = """
import sys
from tracker.cli import main
try:
    main(sys.argv[1:], prog_name="tracker")
finally:
    heavy = {"pandas", "openpyxl", "xlsxwriter", "pandera", "python_calamine", "jinja2", "numpy"} & set(sys.modules)
    print("HEAVY", sorted(heavy))
"""
    for arguments in (["--help"], ["run", "--help"], ["check", "--help"], ["rules", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
        assert "HEAVY []" in done.stdout, done.stdout + done.stderr
        assert done.returncode == 0 and done.stderr == ""


# --- the package ----------------------------------------------------------------------------------------------------


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", *folders], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    return {name for name in listed.stdout.split("\0") if name}


@pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not here")
def test_the_wheel_holds_what_git_holds(tmp_path: Path) -> None:
    """Every table and page that is checked in, under tracker/, and nothing that is not."""
    expected = {
        name if name.startswith("tracker/") else f"tracker/{name}"
        for name in tracked("tracker", "schemas", "templates")
    }
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as parts:
        held = {name for name in parts.namelist() if ".dist-info/" not in name}
    assert held == expected
