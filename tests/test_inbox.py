"""What people drop into the inbox and type at the command line: nothing stops the run without a clear word."""

import hashlib
import json
import os
import re
import resource
import shlex
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from folders import SETTINGS, Inbox, customer, followup, lay, sheet, worked

from tracker.cli import main

GOOD: Inbox = {
    "2026-W47/张伟.xlsx": {
        "客户": sheet("customer", [customer("海川机械有限公司", customer_id="K1", quote="5万"), customer("云溪学校")]),
        "跟进": sheet("followup", [followup("海川机械有限公司", date(2026, 11, 18))]),
    }
}
WITH_PASSWORD = Path(__file__).parent / "golden" / "with_password.xlsx"  # 1234
DAY = "2026-11-20"


def run(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "500"}).invoke(main, ["run", *map(str, arguments)])


def report(workspace: Path, day: str = DAY) -> dict[str, Any]:
    """run.json of a report."""
    text = (workspace / "reports" / day / "data" / "run.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def companies(workspace: Path, day: str = DAY) -> list[str]:
    table = pd.read_csv(workspace / "reports" / day / "data" / "customers.csv", dtype=str, encoding="utf-8-sig")
    return sorted(table["company"])


def everything(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file and folder below, with its content and the time it was changed."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


# --- files that cannot be used --------------------------------------------------------------------------------------

UNUSED = {
    "损坏.xlsx": "corrupt",
    "半个.xlsx": "corrupt",
    "网页.xls": "no_header",
    "老格式.xls": "convert",
    "压缩包.xlsx": "no_workbook",
    "文档.xlsx": "no_workbook",
    "缺一张.xlsx": "incomplete",
    "没有表.xlsx": "no_sheets",
    "加密.xlsx": "encrypted",
    "空文件.xlsx": "empty_file",
    "两个角.xlsx": "too_large",
    "笔记.txt": "foreign",
    "合同.docx": "foreign",
    "名单.numbers": "convert",
    "王强/照片.JPG": "foreign",
    "价目表.xlsx": "no_header",
    "白纸.xlsx": "no_cells",
}
PASSED_OVER = ["~$张伟.xlsx", "2026-W47/~$张伟.xlsx", ".~lock.张伟.xlsx#", "Thumbs.db", ".DS_Store"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, bool]:
    """A run over good sheets among bad files: the workspace, what the command said, whether the inbox is untouched."""
    workspace = tmp_path_factory.mktemp("mixed")
    inbox = lay(
        workspace / "inbox",
        {**GOOD, "价目表.xlsx": {"价目": [["型号", "价格"], ["A3", 3]]}, "白纸.xlsx": {"Sheet1": []}},
    )
    whole = (inbox / "2026-W47" / "张伟.xlsx").read_bytes()
    content = {
        "损坏.xlsx": b"PK\x03\x04" + bytes(range(256)) * 8,
        "半个.xlsx": whole[: len(whole) // 2],
        "网页.xls": "<html><body><table><tr><td>单位名称</td></tr></table></body></html>".encode(),
        "加密.xlsx": WITH_PASSWORD.read_bytes(),
        "空文件.xlsx": b"",
        "两个角.xlsx": far_apart(),
        "笔记.txt": "单位名称\t联系人".encode(),
        "合同.docx": whole,
        "老格式.xls": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>',
        "压缩包.xlsx": b"PK\x05\x06" + bytes(18),
        "文档.xlsx": zipped({"word/document.xml": b"<document/>"}),
        "缺一张.xlsx": without(whole, "xl/worksheets/sheet1.xml"),
        "没有表.xlsx": changed(whole, "xl/workbook.xml", rb"<sheet .*/>(?=</sheets>)", b""),
        "名单.numbers": b"PK",
        "王强/照片.JPG": b"\xff\xd8\xff",
        **dict.fromkeys(PASSED_OVER, b"\x05lock"),
    }
    for name, data in content.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    before = everything(inbox)
    result = run(workspace, "--as-of", DAY)
    return workspace, result, everything(inbox) == before


def zipped(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def without(book: bytes, part: str) -> bytes:
    """The workbook, one of its parts lost."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if name != part})


def changed(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook, something in one of its parts written otherwise."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert re.search(old, parts[part]), f"{part} has no {old!r}"
    return zipped({**parts, part: re.sub(old, new, parts[part])})


def far_apart() -> bytes:
    """A sheet with one cell in each of two opposite corners: a reader that keeps all cells between them dies of it."""
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "单位名称")
        sheet.write(1_048_575, 16_383, "x")
    return made.getvalue()


def test_some_file_could_not_be_used_is_status_3(mixed: tuple[Path, Result, bool]) -> None:
    assert mixed[1].exit_code == 3, mixed[1].output


@pytest.mark.parametrize(("file", "problem"), UNUSED.items())
def test_a_file_that_cannot_be_used_is_listed(file: str, problem: str, mixed: tuple[Path, Result, bool]) -> None:
    """In run.json and at the terminal, with its reason and what to do about it."""
    workspace, result, _ = mixed
    words = SETTINGS.words("inputs")
    about = next(one for one in report(workspace)["inputs"] if one["file"] == file)
    assert (about["status"], about["reason"]) == (words["status.not_used"], words[problem])
    assert about["remedy"] == words[f"{problem}.remedy"] != ""
    assert about["sha256"] == hashlib.sha256((workspace / "inbox" / file).read_bytes()).hexdigest()
    assert file in result.stdout and about["reason"] in result.stdout and about["remedy"] in result.stdout


def test_everything_else_is_still_reported(mixed: tuple[Path, Result, bool]) -> None:
    workspace, _, _ = mixed
    assert companies(workspace) == ["云溪学校", "海川机械有限公司"]
    assert (workspace / "reports" / DAY / "annotated" / "2026-W47" / "张伟.xlsx").is_file()


def test_locks_and_system_files_are_passed_over(mixed: tuple[Path, Result, bool]) -> None:
    """They are nobody's sheets: listing them would send people looking for what they never dropped."""
    listed = {one["file"] for one in report(mixed[0])["inputs"]}
    assert listed == {*UNUSED, *GOOD}


def test_nothing_in_the_inbox_is_changed(mixed: tuple[Path, Result, bool]) -> None:
    workspace, _, untouched = mixed
    assert untouched
    assert sorted(path.name for path in workspace.iterdir() if not path.name.startswith(".")) == ["inbox", "reports"]


# --- the call -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["昨天", "", "2026-02-30", "2026-13-01", "2026-11", "20-11-2026", "9999-01-01", "0001-01-01", "2026-11-20 09:00"],
)
def test_a_day_that_is_none(typed: str, tmp_path: Path) -> None:
    lay(tmp_path / "inbox", GOOD)
    before = everything(tmp_path)
    refused(run(tmp_path, "--as-of", typed), typed)
    assert everything(tmp_path) == before


def refused(result: Result, *named: str) -> None:
    """Status 2, and one line on stderr that names what is wrong."""
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert all(name in line for name in named)


@pytest.mark.parametrize("files", [[], ["笔记.txt"], ["~$张伟.xlsx"], ["reports/2026-11-20/annotated/张伟.xlsx"]])
@pytest.mark.parametrize("inbox", ["inbox", ""])
def test_an_inbox_without_sheets(files: list[str], inbox: str, tmp_path: Path) -> None:
    (tmp_path / inbox).mkdir(exist_ok=True)
    for name in files:
        path = tmp_path / (name if name.startswith("reports") else f"{inbox}/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    before = everything(tmp_path)
    refused(run(tmp_path, "--as-of", DAY), str(tmp_path))
    assert everything(tmp_path) == before


def test_what_is_no_folder(tmp_path: Path) -> None:
    file = lay(tmp_path, {"张伟.xlsx": {"客户": []}}) / "张伟.xlsx"
    refused(run(file, "--as-of", DAY), str(file))
    refused(run(tmp_path / "没有", "--as-of", DAY), str(tmp_path / "没有"))
    assert run(tmp_path, "--nonsense").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["张伟.xlsx"]


def test_a_folder_of_workspaces_is_none(tmp_path: Path) -> None:
    lay(tmp_path / "一队" / "inbox", GOOD)
    lay(tmp_path / "二队", GOOD)
    assert run(tmp_path / "二队", "--as-of", DAY).exit_code == 0
    done = run(tmp_path, "--as-of", DAY)
    assert done.exit_code == 2 and not (tmp_path / "reports").exists()
    said, *lines = done.stderr.splitlines()
    assert "2 个工作文件夹" in said
    assert lines == [f"  tracker run {shlex.quote(str(tmp_path / name))}" for name in ("一队", "二队")]
    (tmp_path / "inbox").mkdir()
    assert "没有任何表格文件" in run(tmp_path, "--as-of", DAY).stderr


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["runn"], "没有“runn”这个命令；是不是：run？"),
        (["写诗"], "可以用的有：run、check、"),
        (["run", "--asof", DAY], "没有 --asof 这个选项；是不是 --as-of？"),
        (["--nonsense"], "没有 --nonsense 这个选项；写法："),
        (["run", "--as-of"], "--as-of 的写法不对"),
        (["run", "--json=3"], "--json 的写法不对"),
        (["run", "--lang", "fr"], "--lang 只能写：zh、en"),
        (["explain"], "还缺 CUSTOMER；写法："),
        (["run", "一队", "二队"], "给的东西多了；写法："),
        (["run", "--asof", DAY, "--lang", "en"], "There is no option --asof; did you mean --as-of?"),
        (["--lang=en", "runn"], "There is no command “runn”; did you mean run?"),
    ],
)
def test_a_wrong_call_is_said_in_the_users_language(call: list[str], said: str) -> None:
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 2 and said in done.stderr and "Error" not in done.stderr


def test_a_day_to_come_is_said(tmp_path: Path) -> None:
    lay(tmp_path / "inbox", GOOD)
    assert "这一天还没有到" in run(tmp_path, "--as-of", "2099-12-01").stdout


# --- what is read ---------------------------------------------------------------------------------------------------


def test_a_sheet_of_a_week_not_begun_waits(tmp_path: Path) -> None:
    """It is 未到期, raises nothing, and is no reason to complain: status 0."""
    later = sheet("customer", [customer("远山医院", contact=None, registered=date(2026, 11, 24))], also=["contact"])
    lay(tmp_path / "inbox", {**GOOD, "2026-W48/张伟.xlsx": {"客户": later}})
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    statuses = {one["file"]: one["status"] for one in report(tmp_path)["inputs"]}
    assert statuses == {"2026-W47/张伟.xlsx": "已使用", "2026-W48/张伟.xlsx": "未到期"}
    assert companies(tmp_path) == ["云溪学校", "海川机械有限公司"]
    assert "W48" not in (tmp_path / "reports" / DAY / "data" / "findings.csv").read_text(encoding="utf-8")
    assert run(tmp_path, "--as-of", "2026-11-24").exit_code == 0
    assert companies(tmp_path, "2026-11-24") == ["云溪学校", "海川机械有限公司", "远山医院"]


def test_a_folder_without_inbox_is_the_inbox_itself(tmp_path: Path) -> None:
    """Then what is ours in it, the reports of the first run, is not read on the second."""
    lay(tmp_path, GOOD)
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    first = everything(tmp_path / "reports")
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    assert {name: content for name, (content, _) in everything(tmp_path / "reports").items()} == {
        name: content for name, (content, _) in first.items()
    }
    assert [one["file"] for one in report(tmp_path)["inputs"]] == list(GOOD)


def test_as_of_is_today_when_it_is_not_given(tmp_path: Path) -> None:
    lay(tmp_path / "inbox", GOOD)
    assert run(tmp_path).exit_code in (0, 3)
    days = {date.fromisoformat(path.name) for path in (tmp_path / "reports").iterdir()}
    assert days <= {date.today(), date.today() - timedelta(days=1)}  # midnight may have passed


@pytest.mark.parametrize("kind", ["customer", "followup", "people"])
def test_an_inbox_of_one_small_sheet(kind: str, tmp_path: Path) -> None:
    """As little as a sheet can be: three columns, no rows that hold anything else."""
    rows = {
        "customer": [["单位名称", "联系人", "登记日期"], ["海川机械有限公司", "王明", "2026-11-16"]],
        "followup": [["客户名称", "跟进时间", "跟进内容"], ["海川机械有限公司", "2026-11-18", "谈了报价"]],
        "people": [["姓名", "部门", "职级"], ["张伟", "销售一部", "销售经理"]],
    }[kind]
    lay(tmp_path / "inbox", {"表.xlsx": {"Sheet1": rows}, "空表头.xlsx": {"Sheet1": rows[:1]}})
    result = run(tmp_path, "--as-of", DAY)
    assert result.exit_code == 0, result.exception
    assert companies(tmp_path) == (["海川机械有限公司"] if kind == "customer" else [])


# --- a report appears whole or not at all ---------------------------------------------------------------------------


def test_a_second_run_replaces_the_folder_whole(tmp_path: Path) -> None:
    lay(tmp_path / "inbox", GOOD)
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    folder = tmp_path / "reports" / DAY
    (folder / "annotated" / "旧的.xlsx").write_bytes(b"stale")
    (folder / "index.html").write_text("stale")
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    about = report(tmp_path)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {one["file"] for one in about["outputs"]} | {"data/run.json"}
    for one in about["outputs"]:
        assert hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    assert [path.name for path in (tmp_path / "reports").iterdir()] == [DAY]


def test_reports_that_cannot_be_written(tmp_path: Path) -> None:
    lay(tmp_path / "inbox", GOOD)
    (tmp_path / "reports").write_text("a file where the folder should be")
    before = everything(tmp_path)
    result = run(tmp_path, "--as-of", DAY)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert str(tmp_path / "reports") in line
    assert everything(tmp_path) == before


def test_a_disk_that_fills_up_leaves_the_old_report_whole(tmp_path: Path) -> None:
    """The second run may write no file above 8 KB, as if the disk were full half way."""
    lay(tmp_path / "inbox", GOOD)
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    before = everything(tmp_path / "reports")

    def tight() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))

    command = [sys.executable, "-m", "tracker", "run", str(tmp_path), "--as-of", DAY]
    again = subprocess.run(
        command,
        preexec_fn=tight,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert again.returncode == 1, again.stderr
    assert len(again.stderr.splitlines()) == 1
    assert everything(tmp_path / "reports") == before


def test_a_gbk_console_is_survived(tmp_path: Path) -> None:
    """A Chinese Windows console cannot print every name; what it cannot print becomes 〓, as in print."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "笔记😀.txt").write_text("x", encoding="utf-8")
    (tmp_path / "inbox" / "空.xlsx").write_bytes(b"")
    command = [sys.executable, "-m", "tracker", "run", str(tmp_path), "--as-of", "2026-11-20"]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "gbk"}, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr.decode("gbk")
    assert "笔记〓.txt" in done.stdout.decode("gbk")


def test_one_number_for_two_companies_is_told_apart_from_a_repeated_row(tmp_path: Path) -> None:
    """The number decides, but nobody is told to delete a row, or hand over a customer, that may be another company."""
    same = [customer("海川机械有限公司", customer_id="K1"), customer("海川机械有限公司", customer_id="K1")]
    other = [customer("云溪学校", customer_id="K2"), customer("天河电子厂", customer_id="K2")]
    lay(tmp_path / "inbox", {"张伟.xlsx": {"客户": sheet("customer", same + other)}})
    assert run(tmp_path, "--as-of", DAY).exit_code == 0
    path = tmp_path / "reports" / DAY / "data" / "findings.csv"
    found = pd.read_csv(path, dtype=str, encoding="utf-8-sig").set_index("rule").loc["duplicate"]
    first, second = found.sort_values("row")[["message", "next_step"]].agg("".join, axis=1)
    assert "第 2 行重复" in first and "只保留一行" in first
    assert "名称却不同" in second and "不要删行" in second


def test_of_two_tables_side_by_side_each_counts_its_own_findings() -> None:
    left, right = (sheet("customer", [customer(company)]) for company in ("海川机械有限公司", "云溪学校"))
    left[1][left[0].index("联系电话")] = "无"
    beside = [[*a, "", *b] for a, b in zip(left, right, strict=True)]
    assert list(worked({"周报.xlsx": {"客户": beside}}).report.inputs["findings"]) == [1, 0]
