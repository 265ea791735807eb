"""English: every text of ours has a translation, and nothing Chinese is left but what people typed.

With RENEW=1 the missing ones are put into the catalogue, to be filled in there, and what nobody uses is taken out.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import polib
import pytest
from click.testing import CliRunner
from folders import RULES_FILE, SETTINGS, findings, understood
from test_forms import FILLED, HEADER_ROW, STRUCTURAL

from tracker import team_rules, wording
from tracker.cli import main
from tracker.errors import CallError
from tracker.rules import ANSWERS, LAST_ANSWERS, RULES
from tracker.settings import shipped_settings
from tracker.vocabulary import OURS, Vocabulary, compared
from tracker.write import forms
from tracker.write.rules_workbook import rules_workbook

ROOT = Path(__file__).parents[1]
SAMPLE, AS_OF = ROOT / "sample_data", "2026-11-20"
ENGLISH = shipped_settings("en")
CATALOGUE = wording.catalogue("en")
FILES = ("客户跟踪周报", "规则")  # a file has one name in every language
DATA = ("［身份证号］",)  # what stands for a number that is not shown
LONGEST_SHEET, LONGEST_LIST = 31, 255  # Excel's bounds
NAME = re.compile(r"[A-Za-z_]\w*")


# --- the catalogue ---------------------------------------------------------------------------------------------------


def texts() -> dict[str, list[str]]:
    """Every text that is shown → the places it stands in."""
    found: dict[str, list[str]] = {}
    said = [("rule.sentence", rule.sentence) for rule in RULES]
    said += [(f"rule.{step.id}", step.source) for step in (*RULES, *ANSWERS, *LAST_ANSWERS)]
    for place, text in (*wording.strings(), *said):
        if wording.needed(text):
            found.setdefault(text, []).append(place)
    return found


def renewed(entries: polib.POFile) -> polib.POFile:
    wanted, known = texts(), {entry.msgid for entry in entries if not entry.msgctxt}
    kept = [entry for entry in entries if is_used(entry, wanted)]
    missing = sorted((places[0], text) for text, places in wanted.items() if text not in known)
    kept += [polib.POEntry(msgid=text, msgstr="", comment=place) for place, text in missing]
    entries.clear()
    entries.extend(kept)
    entries.wrapwidth = 0
    entries.save(str(CATALOGUE))
    return entries


def is_used(entry: polib.POEntry, wanted: dict[str, list[str]]) -> bool:
    return entry.msgid in wanted and (not entry.msgctxt or entry.msgctxt in wanted[entry.msgid])


def catalogue() -> polib.POFile:
    entries = polib.pofile(str(CATALOGUE), encoding="utf-8", wrapwidth=0)
    return renewed(entries) if os.environ.get("RENEW") else entries


ENTRIES = catalogue()


def test_every_text_has_a_translation() -> None:
    known = {entry.msgid for entry in ENTRIES if entry.msgstr and not entry.msgctxt}
    assert [(places[0], text) for text, places in texts().items() if text not in known] == []


def test_a_translation_fills_the_same_placeholders() -> None:
    def placeholders(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    assert [entry.msgid for entry in ENTRIES if placeholders(entry.msgid) != placeholders(entry.msgstr)] == []


def test_nothing_stands_in_the_catalogue_for_nobody() -> None:
    wanted, seen = texts(), [(entry.msgctxt, entry.msgid) for entry in ENTRIES]
    assert [entry.msgid for entry in ENTRIES if not is_used(entry, wanted)] == []
    assert len(seen) == len(set(seen))


def test_the_names_in_the_workbook_are_fit_for_excel() -> None:
    words = ENGLISH.words("workbook")
    names = [word for key, word in words.items() if key.startswith(("name_", "table_")) and key != "name_rows"]
    assert [name for name in names if not NAME.fullmatch(name)] == []
    reports = [word for key, word in words.items() if key.startswith("sheet_")]
    for sheets in (reports, list(team_rules.shapes(ENGLISH))):
        assert [name for name in sheets if len(name) > LONGEST_SHEET or re.search(r"[][:*?/\\']", name)] == []
        assert len({name.lower() for name in sheets}) == len(sheets)


def test_what_the_rules_workbook_offers_fits_into_a_list() -> None:
    checks = set(ENGLISH.tables["rules_workbook"]["check"]) - {"rule"}  # that one is a reference
    assert max(len(",".join(team_rules.offered(check, ENGLISH))) for check in checks) <= LONGEST_LIST


def test_the_answers_do_not_depend_on_the_language() -> None:
    assert ENGLISH.sha256 == SETTINGS.sha256
    assert ENGLISH.vocabulary("stage") == SETTINGS.vocabulary("stage")
    assert ENGLISH.shown.vocabulary("stage")["prospect"] == "Prospect"
    assert SETTINGS.shown is SETTINGS and ENGLISH.shown.shown is ENGLISH.shown


def test_one_text_may_have_two_translations() -> None:
    assert ENGLISH.shown.vocabulary("risk_tag")["none"] == "None"
    assert ENGLISH.shown.vocabulary("power")["no"] == "No"


def test_who_reads_chinese_does_not_wait_for_the_catalogue() -> None:
    sheet = next((SAMPLE / "inbox").rglob("*.xlsx"))
    loaded = "print('polib' in sys.modules, 'pandas' in sys.modules)"
    for call, told in ((["--help"], "False False"), (["check", str(sheet), "--as-of", AS_OF], "False True")):
        invoked = f"from click.testing import CliRunner; from tracker.cli import main; CliRunner().invoke(main, {call})"
        asked = f"import sys; {invoked}; {loaded}"
        done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout.splitlines()[-1] == told
    ours = [ENGLISH.words("forms")["guide"], *(compared(ENGLISH.words("annotated")[name]) for name in OURS)]
    assert all("en" in wording.languages(name) for name in ours)


# --- a week in English -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The report of the sample, and what the terminal said."""
    team = tmp_path_factory.mktemp("english") / "team"
    shutil.copytree(SAMPLE, team)
    done = CliRunner().invoke(main, ["run", str(team), "--as-of", AS_OF, "--lang", "en"])
    assert done.exit_code in (0, 3), done.output
    return team / "reports" / AS_OF, done.output


def said(cells: Iterable[Any]) -> Iterator[str]:
    yield from (cell for cell in cells if isinstance(cell, str))


def written(data: bytes | Path) -> Iterator[str]:
    """Every text of a workbook: titles, names, cells, notes, tips."""
    book = openpyxl.load_workbook(io.BytesIO(data) if isinstance(data, bytes) else data)
    yield from book.defined_names
    for sheet in book:
        yield from (sheet.title, *sheet.tables)
        for row in sheet.iter_rows():
            yield from said(cell.value for cell in row)
            yield from (cell.comment.text for cell in row if cell.comment)
            yield from said(cell.hyperlink.tooltip for cell in row if cell.hyperlink)


@pytest.fixture(scope="module")
def typed() -> str:
    """All that people typed: names of files and sheets, cells, notes."""
    texts = []
    for path in sorted((SAMPLE / "inbox").rglob("*")):
        texts.append(path.relative_to(SAMPLE).as_posix())
        if path.suffix in (".xlsx", ".xlsm"):
            texts += written(path)
        elif path.suffix == ".csv":
            data = path.read_bytes()
            texts += [data.decode(code, errors="ignore") for code in ("utf-8-sig", "gb18030")]
    return "\n".join((*texts, *FILES, *DATA))


def chinese(texts: Iterable[str], typed: str) -> list[str]:
    """The Chinese in these texts that nobody typed; the number of a seed's chapter is no text."""
    plain = (wording.CITED.sub("", text) for text in texts)
    found = (match[0] for text in plain for match in re.finditer(f"{wording.CHINESE.pattern}+", text))
    return [text for text in found if text not in typed]


def test_the_managers_workbook_is_english(week: tuple[Path, str], typed: str) -> None:
    assert chinese(written(week[0] / "客户跟踪周报.xlsx"), typed) == []


def test_the_pages_are_english(week: tuple[Path, str], typed: str) -> None:
    pages = [week[0] / "index.html", *(week[0] / "people").iterdir()]
    assert len(pages) > 2
    assert chinese((unescape(page.read_text(encoding="utf-8")) for page in pages), typed) == []
    assert all('<html lang="en">' in page.read_text(encoding="utf-8") for page in pages)


def test_the_annotated_copies_are_english(week: tuple[Path, str], typed: str) -> None:
    copies = [path for path in (week[0] / "annotated").rglob("*.xls*") if path.suffix in (".xlsx", ".xlsm")]
    assert len(copies) > 2
    assert [(path.name, left) for path in copies if (left := chinese(written(path), typed))] == []


def test_the_terminal_speaks_english(week: tuple[Path, str], typed: str) -> None:
    folder, output = week
    assert chinese([output], typed) == []
    sheet = next((SAMPLE / "inbox").rglob("*.xlsx"))
    calls = (
        *(["rules"], ["rules", "公海预警"], ["rules", "--preview"], ["run", str(folder / "no")]),
        ["check", str(sheet), "--as-of", AS_OF],
        ["explain", "南通骁桥软件股份有限公司", str(SAMPLE), "--as-of", AS_OF],
        ["changes", str(SAMPLE), "--as-of", AS_OF],
        ["send", str(folder.parents[1]), "--as-of", AS_OF],
    )
    for call in calls:
        done = CliRunner().invoke(main, [*call, "--lang", "en"])
        assert chinese([done.output], typed + str(folder)) == [], call
        assert done.exit_code in (0, 2, 3), done.output
    assert "Pool warning" in CliRunner().invoke(main, ["rules", "公海预警", "--lang", "en"]).output


@pytest.mark.parametrize("name", ["", *sorted(main.commands)])
def test_the_help_is_in_the_language_that_is_asked_for(name: str) -> None:
    for call in (["--lang", "en", *filter(None, [name]), "--help"], [*filter(None, [name]), "--lang", "en", "--help"]):
        done = CliRunner().invoke(main, call, terminal_width=100)
        assert done.exit_code == 0 and chinese([done.output], RULES_FILE) == [], done.output
    plain = CliRunner().invoke(main, [*filter(None, [name]), "--help"]).output
    assert SETTINGS.words("help")[name or "tracker"].split("\n")[0][:8] in plain.replace("\n  ", "")


def test_what_scripts_read_is_chinese_in_every_language(week: tuple[Path, str]) -> None:
    customers = (week[0] / "data" / "customers.csv").read_text(encoding="utf-8-sig")
    assert "高意向客户" in customers and "签约日期 " in customers and "Won" not in customers
    about = json.loads((week[0] / "data" / "run.json").read_text(encoding="utf-8"))
    assert {file["status"] for file in about["inputs"]} <= {"已使用", "未使用", "已跳过", "未到期"}
    assert about["rules_sha256"] == SETTINGS.sha256
    columns = next(sheet["columns"] for file in about["inputs"] for sheet in file["sheets"] if sheet["columns"])
    assert set(columns.values()) <= set(SETTINGS.tables["fields"]["name"])


def test_an_english_copy_may_be_handed_in_to_who_reads_chinese(week: tuple[Path, str], tmp_path: Path) -> None:
    ours = {ENGLISH.words("annotated")[name] for name in ("risks", "next_step", "handling", "remarks")}
    copy = next(path for path in sorted((week[0] / "annotated").rglob("*.xlsx")) if ours <= set(written(path)))
    shutil.copy(copy, tmp_path / copy.name)
    tables = [sheet.table for file in understood(tmp_path).files for sheet in file.sheets if sheet.table]
    assert tables and not ours & {header for table in tables for header in table.unknown}


# --- what a new workspace holds ---------------------------------------------------------------------------------------


def test_the_headers_of_an_english_form_are_understood_as_those_of_the_chinese() -> None:
    vocabulary = Vocabulary(ENGLISH)
    for form, kind in zip(ENGLISH.tables["forms"]["form"], ENGLISH.tables["forms"]["kind"], strict=True):
        for column in forms.columns.columns(form, ENGLISH):
            known = vocabulary.headers[kind]
            word = known.get(compared(column.header)) or known.get(vocabulary.bare(column.header))
            assert word and word.field == column.field, (form, column.header)


def test_a_filled_english_form_is_read_as_the_chinese(tmp_path: Path) -> None:
    """Under the Chinese headers with their meaning beside them, filled as the Chinese forms are in their own tests."""
    about = ENGLISH.shown.tables["forms"].set_index("form")
    blank = {file: openpyxl.load_workbook(io.BytesIO(data)) for file, data in forms.workbooks(ENGLISH).items()}
    for form, rows in FILLED.items():
        sheet = blank[f"{about.at[form, 'file']}.xlsx"][about.at[form, "title"]]
        columns = {str(cell.value).lstrip("*").rpartition(" (")[0]: cell.column for cell in sheet[HEADER_ROW]}
        free = 1 + max(cell.row for row in sheet.iter_rows(HEADER_ROW) for cell in row if cell.value is not None)
        for number, row in enumerate(rows, free):
            for header, value in row.items():
                sheet.cell(number, columns[header]).value = value
    for file, book in blank.items():
        book.save(tmp_path / file)
    of = understood(tmp_path)
    assert findings(of, *STRUCTURAL) == []
    kinds = {sheet.name: sheet.table.kind for file in of.files for sheet in file.sheets if sheet.table}
    assert kinds == dict(zip(about["title"], about["kind"], strict=True))
    assert all(not sheet.table.unknown for file in of.files for sheet in file.sheets if sheet.table)


def test_a_new_workspace_is_english(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path / "team"), "--lang", "en"])
    assert chinese([done.output], "\n".join(FILES)) == []
    assert (tmp_path / "team" / "START HERE.txt").is_file()
    assert (tmp_path / "team" / "Blank forms" / "Customer register.xlsx").is_file()


def test_what_is_wrong_in_a_chinese_rules_workbook_is_said_in_english(tmp_path: Path) -> None:
    path = tmp_path / RULES_FILE
    path.write_bytes(rules_workbook(SETTINGS))
    edited = openpyxl.load_workbook(path)
    numbers, waivers = edited["阈值"], edited["豁免"]
    given = {"pool_days": 9999, "value_high": 5}
    for row in numbers.iter_rows(min_row=4):
        if row[-1].value in given:
            row[1].value = given[row[-1].value]
    waivers["A5"] = "撞单"
    edited.save(path)
    with pytest.raises(CallError) as stopped:
        team_rules.of_file(path, ENGLISH)
    said = str(stopped.value)
    assert "allowed: 0 to 3650" in said and "it needs: Reason" in said and "Least amount of a medium-value" in said
    assert chinese([said], RULES_FILE + "阈值豁免") == []


@pytest.mark.parametrize("reads", [SETTINGS, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("writes", [SETTINGS, ENGLISH], ids=["zh", "en"])
def test_a_rules_workbook_is_read_in_the_language_it_is_written_in(writes: Any, reads: Any, tmp_path: Path) -> None:
    path = tmp_path / "规则.xlsx"
    path.write_bytes(rules_workbook(writes))
    assert team_rules.of_file(path, reads).sha256 == SETTINGS.sha256
    edited = openpyxl.load_workbook(path)
    sheets = list(team_rules.shapes(writes))
    for row in edited[sheets[0]].iter_rows(min_row=4):
        if row[-1].value == "pool_days":
            row[1].value = 120
    edited[sheets[1]]["C4"] = writes.said("月")
    edited[sheets[2]]["B5"] = writes.shown.vocabulary("yes_no")["no"]
    edited[sheets[2]]["C6"] = writes.shown.vocabulary("severity")["risk"]
    edited.save(path)
    own = team_rules.of_file(path, reads)
    assert own.numbers["pool_days"] == 120
    assert own.tables["cadences"].at[0, "unit"] == "月"
    assert list(own.rules.index[~own.rules["enabled"]]) == ["bad_value"]
    assert own.rules.at["short_name", "severity"] == "risk"
    assert len(own.changed) == 4
