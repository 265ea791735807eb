"""What a run looks like: piped, on a GBK console, in ASCII, in a narrow window, on a terminal that can link."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from folders import SETTINGS, customer, followup, lay, sheet

from tracker import run, terminal
from tracker.console import LEGIBLE, readable

ROOT = Path(__file__).parents[1]
DAY = "2026-11-20"
WORDS = SETTINGS.words("terminal")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "[销售] 一部"
    rows = [customer("海川机械有限公司"), customer("䶮牛机械有限公司", owner="李娜")]
    lay(folder / "inbox", {"张伟[bold].xlsx": {"客户登记": sheet("customer", rows)}})
    late = followup("海川机械有限公司", f"{DAY[:8]}09", next_follow=f"{DAY[:8]}12")
    lay(folder / "inbox", {"跟进.xlsx": {"跟进记录": sheet("followup", [late])}})
    (folder / "inbox" / "▲半截.xlsx").write_bytes(b"PK\x03\x04")
    return folder


@pytest.fixture(scope="module")
def outcome(workspace: Path) -> run.Outcome:
    return run.week(workspace, run.pd.Timestamp(DAY), SETTINGS, lambda key, what: None, run.Timings())


def closed(outcome: run.Outcome, patch: pytest.MonkeyPatch, encoding: str = "utf-8") -> str:
    """The end of a run as a pipe gets it."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    readable(stream)
    patch.setattr(sys, "stdout", stream)
    terminal.closing(outcome, WORDS)
    stream.flush()
    return raw.getvalue().decode(stream.encoding)


def test_piped_it_is_plain(outcome: run.Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = closed(outcome, monkeypatch)
    assert not CONTROL.search(text)
    lines = text.splitlines()
    assert lines[0] == f"完成：{DAY}" and lines[-2] == f"报告在 {outcome.folder}"
    assert lines[-1] == "先打开 客户跟踪周报.xlsx 或 index.html"
    assert re.search(r"^逾期客户 +1$", text, re.MULTILINE) and re.search(r"^没有用上 +1$", text, re.MULTILINE)
    assert len([line for line in lines if "▲半截.xlsx" in line]) == 1  # one line, however narrow


def test_what_was_left_out_is_said_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that nobody could use, beside one that was; a file of a week to come needs nothing done."""
    lay(tmp_path / "inbox", {"2026-W47/张伟.xlsx": {"客户": sheet("customer", [customer("海川机械有限公司")])}})
    log = [
        ["何时", "客户", "咋联系的", "说了啥", "报价", "下一步"],
        *[["11月3日", "海川", "电话", "谈了", "3万", "再谈"]] * 3,
    ]
    lay(tmp_path / "inbox", {"2026-W47/李娜.xlsx": {"客户": sheet("customer", [customer("云溪学校")]), "流水": log}})
    lay(tmp_path / "inbox", {"2026-W48/张伟.xlsx": {"客户": sheet("customer", [customer("林场")])}})
    done = run.week(tmp_path, run.pd.Timestamp(DAY), SETTINGS, lambda key, what: None, run.Timings())
    text = closed(done, monkeypatch)
    assert done.status == 0 and WORDS["unused"] not in text.splitlines()
    sheets, aside = (text.index(WORDS[heading]) for heading in ("unused_sheets", "aside"))
    assert sheets < text.index("李娜.xlsx / 流水") < aside < text.index("2026-W48/张伟.xlsx")
    assert "｜说了啥" in text and re.search(r"^没有用上的工作表 +1$", text, re.MULTILINE)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "ascii", "cp437", "cp1252", "utf-8"])
def test_no_console_stops_it(encoding: str, outcome: run.Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    text = closed(outcome, monkeypatch, encoding)
    assert "▲半截.xlsx" in text and "完成：" in text and "?" not in text


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "cp936"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONIOENCODING": ""}],
)
def test_a_real_process(environment: dict[str, str], tmp_path: Path) -> None:
    """Help, and an error: both are written before anything is read."""
    encoding = environment["PYTHONIOENCODING"].replace("ascii", "") or "utf-8"
    for arguments, word in ((["--help"], "客户跟踪"), (["run", str(tmp_path / "没有")], "找不到文件夹")):
        done = subprocess.run(
            [sys.executable, "-m", "tracker", *arguments], env=os.environ | environment, cwd=ROOT, capture_output=True
        )
        said = (done.stdout + done.stderr).decode(encoding)
        assert "Traceback" not in said and word in said


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("gbk", "▲●○→·…—✖✔", "▲●○→·…—×√"),
        ("gbk", "⚠ 3² ñ ¥5 • a\u00a0b", "! 32 n ￥5 · a b"),
        ("gbk", "𠮷祥", "〓祥"),
        ("gbk", "零\u200b宽", "零宽"),
        ("utf-8", "✖▲𠮷", "✖▲𠮷"),
    ],
)
def test_a_sign_that_is_missing_is_replaced_by_one_that_reads(encoding: str, text: str, shown: str) -> None:
    assert text.encode(encoding, LEGIBLE).decode(encoding) == shown


@pytest.fixture
def tty(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Rich takes the captured streams for a colour terminal of 40 columns."""
    for name in ("NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm-256color"), ("COLUMNS", "40"), ("LINES", "30")):
        monkeypatch.setenv(name, value)
    yield monkeypatch


def test_the_path_is_a_link_and_whole(
    outcome: run.Outcome, tty: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    terminal.closing(outcome, WORDS)
    text = capfd.readouterr().out
    assert f";{outcome.folder.as_uri()}\x1b\\{outcome.folder}\x1b]8;;" in text
    workbook = (outcome.folder / "客户跟踪周报.xlsx").as_uri()
    assert f";{workbook}\x1b\\客户跟踪周报.xlsx\x1b]8;;" in text


@pytest.mark.parametrize("variable", [("TERM", "dumb"), ("NO_COLOR", "1")])
def test_without_colours(
    variable: tuple[str, str], outcome: run.Outcome, tty: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    tty.setenv(*variable)
    terminal.closing(outcome, WORDS)
    text = capfd.readouterr().out
    assert not re.search(r"\x1b\[[0-9;]*3\d", text) and "逾期客户" in text
    if variable == ("TERM", "dumb"):
        assert not CONTROL.search(text)
        with terminal.progress(WORDS, quiet=False) as say:
            say("found", "2")
            say("reading", "a.xlsx")
        assert capfd.readouterr().err == ""


def test_progress_counts_and_shows_the_name_as_it_is(
    tty: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with terminal.progress(WORDS, quiet=False) as say:
        say("found", "27")
        say("reading", "张伟[bold].xlsx")
        say("reading", "李娜[/].xlsx")
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capfd.readouterr().err)
    assert "正在读取 2/27" in text and "李娜[/].xlsx" in text


def test_last_week_stands_beside(outcome: run.Outcome, capfd: pytest.CaptureFixture[str]) -> None:
    totals = {**outcome.about["totals"], "before": {"overdue": 4, "at_risk": 0, "errors": None}}
    terminal.closing(replace(outcome, about={**outcome.about, "totals": totals}), WORDS)
    lines = capfd.readouterr().out.splitlines()
    told = {line.split()[0]: line.split()[1:] for line in lines if line.startswith(("逾期", "有风险", "要改", "客户"))}
    assert told["逾期客户"] == ["1", "上周", "4"] and told["有风险客户"][1:] == ["上周", "0"]
    assert len(told["要改的错误"]) == len(told["客户"]) == 1
