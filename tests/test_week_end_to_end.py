"""One week of the sample team, from the sheets in the inbox to the files of the report.

The golden texts in golden/ are written anew by: RENEW=1 pytest tests/test_week_end_to_end.py
"""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from tracker.rules import RULES as REGISTERED

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
GOLDEN = Path(__file__).parent / "golden"
DAY = "2026-11-20"
MANAGER = "客户跟踪周报.xlsx"

# spec/outputs.md
CUSTOMER_COLUMNS = """
    customer_key, customer_id, company, owner, team, region, industry, source, contact,
    phone_masked, stage, stage_declared, stage_evidence, need_priority, grade, grade_missing, value,
    value_amount, tier, contribution, loyalty, satisfaction, cycle, priority, priority_score,
    priority_missing, last_contact, contacts, promise_due, cadence_due, review_due, next_due,
    due_status, promise_overdue_days, cadence_overdue_days, review_overdue_days, budget_low,
    budget_high, quote, budget_short, risks, next_step, file, sheet, row
"""
FINDING_COLUMNS = """
    rule, severity, since, customer_key, company, owner, file, sheet, row, column, cell, value,
    message, next_step, source
"""
RUN_KEYS = "version, calendar, as_of, rules_sha256, inputs, rules, totals, outputs"
RULES = [rule.id for rule in REGISTERED]
HEADLINE = """
    customers open high_priority overdue due_this_week at_risk clash errors contacts_week registered_week
""".split()
OPEN = ["潜在客户", "意向客户", "高意向客户", "准客户"]


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",")]


# --- the run --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The report folders of the same inbox in two places, worked out at the same time under other circumstances."""
    circumstances = [
        ("one", {"PYTHONHASHSEED": "0", "TZ": "UTC"}, 1_000_000_000),
        (
            "别的 地方/深处",
            {"PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai", "COLUMNS": "40", "LC_ALL": "C"},
            1_900_000_000,
        ),
    ]
    started, folders = [], []
    for name, environment, changed in circumstances:
        workspace = tmp_path_factory.mktemp("week") / name
        files = sorted(path for path in (SAMPLE / "inbox").rglob("*") if path.is_file())
        for path in files if name == "one" else reversed(files):
            copy = workspace / "inbox" / path.relative_to(SAMPLE / "inbox")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            os.utime(copy, (changed, changed))
        command = [sys.executable, "-m", "tracker", "run", str(workspace), "--as-of", DAY]
        started.append(
            subprocess.Popen(
                command,
                env={**os.environ, **environment},
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        folders.append(workspace / "reports" / DAY)
    for process in started:
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
    return folders[0], folders[1]


@pytest.fixture(scope="module")
def report(runs: tuple[Path, Path]) -> Path:
    return runs[0]


@pytest.fixture(scope="module")
def customers(report: Path) -> pd.DataFrame:
    return table(report, "customers")


@pytest.fixture(scope="module")
def found(report: Path) -> pd.DataFrame:
    return table(report, "findings")


@pytest.fixture(scope="module")
def about(report: Path) -> dict[str, Any]:
    return dict(json.loads((report / "data" / "run.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def manager(report: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know solid data bars
        return openpyxl.load_workbook(report / MANAGER)


def table(report: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(report / "data" / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def contents(folder: Path) -> dict[str, str]:
    """Every file below, by its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- the files ------------------------------------------------------------------------------------------------------


def test_every_byte_is_the_same_anywhere(runs: tuple[Path, Path]) -> None:
    """Whatever the folder, the order of the files and their times, the hash seed, the zone, the terminal."""
    one, other = map(contents, runs)
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == set()


def test_run_json_lists_all_files_but_itself(report: Path, about: dict[str, Any]) -> None:
    assert set(names(RUN_KEYS)) <= set(about)
    assert about["as_of"] == DAY
    listed = {one["file"]: one["sha256"] for one in about["outputs"]}
    assert listed == {name: sha256 for name, sha256 in contents(report).items() if name != "data/run.json"}
    assert {"data/customers.csv", "data/findings.csv", "index.html", MANAGER} <= set(listed)


def test_every_file_of_the_inbox_is_listed_and_copied(report: Path, about: dict[str, Any]) -> None:
    dropped = contents(SAMPLE / "inbox")
    assert {one["file"]: one["sha256"] for one in about["inputs"]} == dropped
    assert {one["status"] for one in about["inputs"]} == {"已使用"}
    copied = {name.removeprefix("annotated/") for name in contents(report) if name.startswith("annotated/")}
    assert copied == {name for name in dropped if name != "人员名单.xlsx"}


def test_the_tables_are_as_promised(report: Path, customers: pd.DataFrame, found: pd.DataFrame) -> None:
    """spec/outputs.md: columns, order, key, BOM, dates, numbers."""
    assert list(customers) == names(CUSTOMER_COLUMNS)
    assert list(found) == names(FINDING_COLUMNS)
    key = list(zip(customers["customer_key"], customers["owner"], strict=True))
    assert key == sorted(key) and len(key) == len(set(key))
    for name in ("customers", "findings"):
        assert (report / "data" / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    dates = {"last_contact", "promise_due", "cadence_due", "review_due", "next_due"}
    numbers = {"value_amount", "contacts", "budget_low", "budget_high", "quote", "row"} | {
        f"{clock}_overdue_days" for clock in ("promise", "cadence", "review")
    }
    for column in dates:
        assert customers[column].str.fullmatch(r"(\d{4}-\d\d-\d\d)?").all()
    for column in numbers:
        assert customers[column].str.fullmatch(r"(\d+(\.\d+)?)?").all()
    assert found["since"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert customers["priority_score"].str.fullmatch(r"(\d{1,3}\.\d\d)?").all()
    assert customers["phone_masked"].str.fullmatch(r"((\d{3})?\*{4}\d{4})?").all()
    words = {
        "stage": {*OPEN, "成交客户", "流失客户"},
        "grade": {"A", "B", "C", "D", "待定", ""},
        "priority": {"高", "中", "低"},
        "due_status": {"逾期", "今日", "本周", "以后", "无计划"},
        "budget_short": {"是", "否", ""},
        "cycle": {"短期", "中期", "长期", "待定"},
        "value": {"高", "中", "一般", "待定"},
        "need_priority": {"高", "中", "低", "待定"},
    }
    for column, allowed in words.items():
        assert set(customers[column]) <= allowed
    for text in (customers, found):
        for column in text:
            assert not text[column].str.match(r"[=+\-@\t\r]").any(), column


def test_what_a_due_date_and_its_days_say_agrees(customers: pd.DataFrame) -> None:
    as_of = pd.Timestamp(DAY)
    for clock in ("promise", "cadence", "review"):
        due = pd.to_datetime(customers[f"{clock}_due"])
        days = (as_of - due).dt.days.clip(lower=0)
        assert (
            days.map(lambda number: "" if pd.isna(number) else str(int(number))).tolist()
            == customers[f"{clock}_overdue_days"].tolist()
        )
    assert (
        customers["next_due"].tolist()
        == customers["promise_due"].mask(customers["promise_due"] == "", customers["cadence_due"]).tolist()
    )
    due = pd.to_datetime(customers["next_due"])
    assert ((customers["due_status"] == "逾期") == (due < as_of)).all()
    assert ((customers["due_status"] == "今日") == (due == as_of)).all()
    assert ((customers["due_status"] == "无计划") == due.isna()).all()


# --- golden ---------------------------------------------------------------------------------------------------------


def dumped(sheet: Any) -> str:
    """Cell and value, a line each."""
    filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "".join(f"{sheet.title}\t{cell.coordinate}\t{cell.value}\n" for cell in filled)


@pytest.mark.parametrize("name", ["customers.csv", "findings.csv", "overview.txt"])
def test_golden(name: str, report: Path, manager: Workbook) -> None:
    """The whole answer, as it was last looked at."""
    got = dumped(manager.worksheets[0]) if name == "overview.txt" else (report / "data" / name).read_text("utf-8-sig")
    golden = GOLDEN / name
    if os.environ.get("RENEW"):
        golden.write_text(got, encoding="utf-8", newline="\n")
    assert got.splitlines() == golden.read_text(encoding="utf-8").splitlines()


# --- figures --------------------------------------------------------------------------------------------------------


def test_every_headline_figure_is_the_number_of_its_rows(
    customers: pd.DataFrame, found: pd.DataFrame, about: dict[str, Any]
) -> None:
    due = customers["due_status"]
    # what was said of a record two weeks ago and more is counted apart (rulebook section 6)
    of_record = found["rule"].isin(["unknown_customer", "link_conflict"])
    apart = of_record & (pd.to_datetime(found["since"]) <= pd.Timestamp(DAY) - pd.Timedelta(days=14))
    counted = {
        "customers": len(customers),
        "open": customers["stage"].isin(OPEN).sum(),
        "high_priority": (customers["priority"] == "高").sum(),
        "overdue": (due == "逾期").sum(),
        "due_this_week": due.isin(["今日", "本周"]).sum(),
        "at_risk": (customers["risks"] != "").sum(),
        "clash": customers.loc[customers["customer_key"].duplicated(), "customer_key"].nunique(),
        "errors": ((found["severity"] == "错误") & ~apart).sum(),
        "findings": len(found),
    }
    assert {name: about["totals"][name] for name in counted} == {name: int(number) for name, number in counted.items()}
    assert found.loc[found["rule"] == "clash", "customer_key"].nunique() == counted["clash"]


def test_every_figure_of_the_overview_is_the_number_of_rows_it_leads_to(
    manager: Workbook, about: dict[str, Any]
) -> None:
    """Or their sum, where it leads to figures; all ten headline figures are there."""
    overview, figures = manager.worksheets[0], []
    for row in overview.iter_rows(max_row=7):
        for cell in row:
            if isinstance(cell.value, int) and cell.hyperlink:
                name, _, cells = cell.hyperlink.location.rpartition("!")
                left, top, right, bottom = range_boundaries(cells)
                led = [manager[name.strip("'")].cell(at, left).value for at in range(top, bottom + 1)]
                assert left == right
                assert cell.value == (sum(led) if all(isinstance(one, int) for one in led) else len(led)), (
                    cell.coordinate
                )
                figures.append(cell.value)
    assert Counter(figures) == Counter(about["totals"][name] for name in HEADLINE)


def test_the_risks_of_a_customer_are_his_findings(customers: pd.DataFrame, found: pd.DataFrame) -> None:
    of_risk = found[found["severity"] == "风险"]
    from_findings = Counter(zip(of_risk["customer_key"], of_risk["rule"], strict=True))
    from_customers = Counter(
        (key, rule)
        for key, risks in zip(customers["customer_key"], customers["risks"], strict=True)
        for rule in risks.split(";")
        if rule
    )
    assert from_findings == from_customers


def test_the_counts_of_each_rule_are_its_findings(found: pd.DataFrame, about: dict[str, Any]) -> None:
    assert [rule["id"] for rule in about["rules"]] == RULES
    hits = {rule["id"]: rule["hit"] for rule in about["rules"]}
    assert hits == {rule: int((found["rule"] == rule).sum()) for rule in RULES}
    for rule in about["rules"]:
        assert sum(rule["why"].values()) == rule["not_judged"]


# --- the planted cases ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_hits_and_misses_somewhere(rule: str, about: dict[str, Any]) -> None:
    counts = next(one for one in about["rules"] if one["id"] == rule)
    assert counts["hit"] > 0 and counts["miss"] > 0


def planted() -> list[tuple[str, str, str, str]]:
    """case, file, sheet, cell of the first table of sample_data/README.md."""
    text = (SAMPLE / "README.md").read_text(encoding="utf-8").split("## Rule cases")[1].split("## Ways of typing")[0]
    lines = re.findall(r"^\| (.+?) \| (.+?) · (.+?) · ([A-Z]+\d+) \| .* \|$", text, flags=re.MULTILINE)
    return [(case, file, sheet, cell) for case, file, sheet, cell in lines]


CASES = planted()
AT_THE_CELL = """
    missing_required bad_value future_record late_registration late_entry pending_audit short_name review_overdue
""".split()


def test_the_table_of_planted_cases_is_read() -> None:
    assert len(CASES) > 100
    assert {case for case, *_ in CASES if "(" not in case} == set(RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case[:1] + case[2:]))
def test_a_planted_case_is_found(case: tuple[str, str, str, str], found: pd.DataFrame) -> None:
    """In its row; at its cell where the cell itself is wrong. What is no finding raises none of its kind."""
    rule, file, sheet, cell = case
    row = re.sub(r"\D", "", cell)
    here = found[(found["file"] == file) & (found["sheet"] == sheet) & (found["row"] == row)]
    exempt = {
        "移交 (no finding)": ["clash", "duplicate"],
        "本周表中未出现 (no finding)": ["clash", "missing_required"],
        "潜在型 (exempt)": ["no_next_step", "never_contacted", "stalled", "pool_due"],
        "作废 (no finding)": ["budget_short", "stage_conflict"],
        "fell back (no finding)": ["stage_conflict", "stalled"],
        "改单 (no finding)": ["duplicate", "link_conflict"],
    }
    if rule in exempt:
        assert not here["rule"].isin(exempt[rule]).any()
        return
    hits = here[here["rule"] == rule]
    assert len(hits) == 1
    if rule in AT_THE_CELL:
        assert hits["cell"].item() == cell


def test_what_the_planted_customers_are(customers: pd.DataFrame, report: Path) -> None:
    """The cases without a finding, by their answers."""
    place = customers.set_index(["file", "sheet", "row"], drop=False)

    def of(case: str) -> pd.Series:
        file, sheet, cell = next(rest for name, *rest in CASES if name.startswith(case))
        return place.loc[(file, sheet, re.sub(r"\D", "", cell))]

    assert of("fell back")["stage"] == "高意向客户"
    assert (of("作废")["stage"] != "高意向客户") and of("作废")["quote"] == ""
    assert of("潜在型")["cadence_due"] == ""
    assert of("移交")["owner"] == "陈静" and (customers["customer_key"] == of("移交")["customer_key"]).sum() == 1
    assert of("本周表中未出现")["file"].startswith("2026-W46/")
    assert "本周表中未出现" in (report / "people" / "张伟.html").read_text(encoding="utf-8")


# --- nothing private, nothing new ------------------------------------------------------------------------------------

NUMBER = re.compile(r"(?<!\d)\d(?:[\s-]?\d){6,}")


def full_numbers() -> set[str]:
    """Every phone number of the sample's sheets, digits only."""
    numbers: set[str] = set()
    for path in (SAMPLE / "inbox").rglob("*.xlsx"):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                for cell in row:
                    plain = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
                    found = NUMBER.findall(unicodedata.normalize("NFKC", plain))
                    numbers |= {
                        digits
                        for digits in (re.sub(r"\D", "", number) for number in found)
                        if re.search(r"1[3-9]\d{8,9}$", digits) or re.fullmatch(r"0\d{9,11}|400\d{7}", digits)
                    }
    return numbers | {number[2:] for number in numbers if re.fullmatch(r"861\d{10}", number)}


def written(report: Path) -> dict[str, str]:
    """The text of every file outside annotated/: pages and data as they are, workbooks with all their parts."""
    texts: dict[str, str] = {}
    for path in sorted(report.rglob("*")):
        name = path.relative_to(report).as_posix()
        if name.startswith("annotated/") or not path.is_file():
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                texts |= {f"{name}/{part}": parts.read(part).decode("utf-8", "replace") for part in parts.namelist()}
        else:
            texts[name] = path.read_text(encoding="utf-8")
    return texts


def test_no_full_phone_number_leaves_the_sheets(report: Path) -> None:
    numbers = full_numbers()
    assert len(numbers) > 100
    leaks = {
        (name, number)
        for name, text in written(report).items()
        for number in {re.sub(r"\D", "", one) for one in NUMBER.findall(unicodedata.normalize("NFKC", text))} & numbers
    }
    assert leaks == set()


def test_the_pages_ask_nothing_of_the_network(report: Path) -> None:
    for path in report.rglob("*.html"):
        assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", path.read_text(encoding="utf-8")), (
            path.name
        )


def test_the_sample_is_what_make_py_writes(tmp_path: Path) -> None:
    """Byte for byte, sheets and README."""
    for path in (*SAMPLE.glob("*.py"), SAMPLE / "README.md"):
        shutil.copyfile(path, tmp_path / path.name)
    subprocess.run([sys.executable, "make.py"], cwd=tmp_path, check=True)
    assert contents(tmp_path / "inbox") == contents(SAMPLE / "inbox")
    assert (tmp_path / "README.md").read_text("utf-8") == (SAMPLE / "README.md").read_text("utf-8")


def test_the_tables_can_be_read_line_by_line(report: Path) -> None:
    """By any reader of CSV: every line has as many cells as the header."""
    for name in ("customers", "findings"):
        text = (report / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), strict=True))
        assert {len(line) for line in lines} == {len(lines[0])}
