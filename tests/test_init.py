"""A new workspace: what `tracker init` puts there, and that nothing of anybody's is touched."""

import shlex
import shutil
from pathlib import Path, PureWindowsPath

import pytest
from click.testing import CliRunner, Result
from folders import SETTINGS, customer, lay, sheet

from tracker import called, init
from tracker.cli import main
from tracker.settings import shipped_settings

FORMS = [f"空白表格/{file}.xlsx" for file in dict.fromkeys(SETTINGS.tables["forms"]["file"])]
MADE = ["inbox/", *FORMS, "规则.xlsx", "从这里开始.txt"]
AS_OF = "2026-11-20"


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_workspace_has_all_a_team_needs(tmp_path: Path) -> None:
    done = call("init", tmp_path / "团队" / "销售")
    assert done.exit_code == 0
    assert (tmp_path / "团队/销售/inbox").is_dir()
    assert sorted(files(tmp_path / "团队/销售")) == sorted(MADE[1:])
    assert all(name in done.output for name in MADE) and "tracker run" in done.output


def test_the_same_workspace_every_time(tmp_path: Path) -> None:
    assert init.workspace(tmp_path / "a", shipped_settings()).made == tuple(MADE)
    first = files(tmp_path / "a")
    shutil.rmtree(tmp_path / "a")
    init.workspace(tmp_path / "a", shipped_settings())
    assert files(tmp_path / "a") == first


def test_what_is_there_is_left_alone_and_said(tmp_path: Path) -> None:
    init.workspace(tmp_path, SETTINGS)
    (tmp_path / "规则.xlsx").write_text("我们的规则")
    (tmp_path / FORMS[0]).unlink()
    (tmp_path / "inbox" / "张伟.xlsx").write_text("我的表")
    before = files(tmp_path)
    again = init.workspace(tmp_path, SETTINGS)
    assert again.made == (FORMS[0],)
    assert again.kept == tuple(name for name in MADE if name != FORMS[0])
    after = files(tmp_path)
    assert {name: after[name] for name in before} == before and after.keys() - before.keys() == {FORMS[0]}
    said = call("init", tmp_path).output
    assert "什么都没有改" in said


def test_sheets_that_lay_there_before_are_not_forgotten(tmp_path: Path) -> None:
    """Without an inbox the folder itself was read; with one it no longer is."""
    lay(tmp_path, {"登记.xlsx": {"客户登记": sheet("customer", [customer("海川机械有限公司")])}})
    done = call("init", tmp_path)
    assert done.exit_code == 0 and "原来就有 1 个表格文件" in done.output
    assert (tmp_path / "登记.xlsx").exists()


def test_its_inbox_names_a_workspace_too(tmp_path: Path) -> None:
    """As for every other command."""
    call("init", tmp_path / "inbox")
    assert sorted(files(tmp_path)) == sorted(MADE[1:])


@pytest.mark.parametrize("in_the_way", ["", "inbox", "空白表格"])
def test_a_file_in_the_way_is_said(tmp_path: Path, in_the_way: str) -> None:
    folder = tmp_path / "团队"
    if in_the_way:
        folder.mkdir()
    (folder / in_the_way).write_text("文件")
    done = call("init", folder)
    assert done.exit_code == 2
    assert "是一个文件" in done.output and files(tmp_path) == {(Path("团队") / in_the_way).as_posix(): "文件".encode()}


def test_running_it_at_once_says_what_to_do(tmp_path: Path) -> None:
    call("init", tmp_path)
    done = call("run", tmp_path, "--as-of", AS_OF)
    assert done.exit_code == 2
    assert str(tmp_path / "inbox") in done.output and "空白表格" in done.output


def test_a_blank_form_in_the_inbox_is_used_and_empty(tmp_path: Path) -> None:
    call("init", tmp_path)
    for name in ("客户信息登记表.xlsx", "大客户服务团队表.xlsx"):
        (tmp_path / "inbox" / name).write_bytes((tmp_path / "空白表格" / name).read_bytes())
    done = call("run", tmp_path, "--as-of", AS_OF)
    assert done.exit_code == 0, done.output


def test_the_page_to_start_from_opens_on_windows(tmp_path: Path) -> None:
    call("init", tmp_path)
    page = (tmp_path / "从这里开始.txt").read_bytes()
    text = page.decode("utf-8-sig")
    assert page.startswith(b"\xef\xbb\xbf") and text.count("\r\n") == text.count("\n") <= 14
    assert "{" not in text and all(
        word in text for word in ("inbox", "空白表格", "规则.xlsx", f"tracker run {shlex.quote(str(tmp_path))}")
    )


def test_the_line_to_paste_works_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As it was started: by a path that is on nobody's PATH."""
    program = tmp_path / "bin" / "tracker"
    program.parent.mkdir()
    program.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/tracker", "init", "team"])
    line = f"{shlex.quote(str(program.resolve()))} run {shlex.quote(str(tmp_path.resolve() / 'team'))}"
    assert line in call("init", "team").output
    assert f"{line}\r\n" in (tmp_path / "team" / "从这里开始.txt").read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize(
    ("path", "word"),
    [(r"D:\销售 一部", r'"D:\销售 一部"'), ("D:\\", r'"D:\."'), (r"D:\a\tracker.exe", r'"D:\a\tracker.exe"')],
)
def test_a_path_is_one_word_on_windows(path: str, word: str) -> None:
    assert called.quoted(PureWindowsPath(path)) == word
