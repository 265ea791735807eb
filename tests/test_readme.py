"""The README says what is so: its rules table is the rules', its commands run, its pictures are there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from folders import customer, lay, sheet

from tracker import rules_shown
from tracker.cli import main
from tracker.rules import RULES
from tracker.send import mail
from tracker.settings import Settings, shipped_settings

ROOT = Path(__file__).parent.parent
README, USERS = ROOT / "README.md", ROOT / "README.zh-CN.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->"
BEGIN_ANSWERS, END_ANSWERS = "<!-- answers: begin -->\n", "<!-- answers: end -->"


def rules_table(settings: Settings) -> str:
    """The README's rules table: one line a rule, in the order of the rulebook."""
    severity = settings.vocabulary("severity")
    numbers = {name: f"{number:g}" for name, number in settings.numbers.items()}
    lines = ["| rule | 名称 | 含义 | 级别 | 来源 |", "|---|---|---|---|---|"]
    for rule in RULES:
        about = settings.rules.loc[rule.id]
        meaning = rule.sentence.format_map(numbers)
        lines.append(f"| `{rule.id}` | {about['name']} | {meaning} | {severity[about['severity']]} | {rule.source} |")
    return "\n".join(lines) + "\n"


def answers_tables(settings: Settings) -> str:
    """The users' tables of how each answer comes about, with the numbers as shipped."""
    parts = []
    for answer in (rules_shown.answer(each, settings) for each in rules_shown.ANSWERS):
        assert answer
        lines = [f"| {line['name']} | {line['when']} |" for line in answer["lines"]]
        parts.append(
            "\n".join([f"**{answer['name']}** {answer['about']}", "", "| 是什么 | 怎么来的 |", "|---|---|", *lines])
            + "\n"
        )
    return "\n" + "\n".join(parts) + "\n"


def command(name: str) -> str:
    """The line of shell under `<!-- command: name -->`."""
    found = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)\n```", README.read_text("utf-8"), re.DOTALL)
    assert found, f"the README has no command {name}"
    return found[1]


def test_rules_table_is_generated_from_the_rules() -> None:
    text = README.read_text("utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == rules_table(shipped_settings())


def test_how_answers_come_about_is_told_with_the_numbers_as_shipped() -> None:
    said = USERS.read_text("utf-8").split(BEGIN_ANSWERS)[1].split(END_ANSWERS)[0]
    assert said == answers_tables(shipped_settings())
    numbers = shipped_settings().numbers
    months = (f"{numbers[name]:g} 个月" for name in ("high_months", "medium_months", "value_months"))
    points = (f"{numbers[name]:g} 分起" for name in ("priority_high", "priority_medium"))
    assert all(part in said for part in (*months, *points, f"{numbers['value_high']:,} 元起"))


def test_the_run_command_is_one_line_that_runs_the_sample(tmp_path: Path) -> None:
    line = command("run")
    assert "\n" not in line
    *setup, job = line.split(" && ")
    assert [step.split()[0] for step in setup] == ["python3", ".venv/bin/pip"]
    program, *arguments = shlex.split(job)
    assert Path(program).name == "tracker"
    (tmp_path / "sample_data").mkdir()
    (tmp_path / "sample_data" / "inbox").symlink_to(ROOT / "sample_data" / "inbox")
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        result = runner.invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "sample_data/reports/2026-11-20/index.html").is_file()


def test_the_test_command_is_one_line_that_runs_these_tests() -> None:
    assert command("test").endswith(".venv/bin/python -m pytest -n auto --dist loadfile")
    assert "-e '.[test]'" in command("test")


SHOWN = {
    (page.name, name)
    for page in (README, USERS)
    for name in re.findall(r"\]\((?!http|#)(.+?)\)", page.read_text("utf-8"))
}


@pytest.mark.parametrize(("page", "name"), sorted(SHOWN))
def test_what_a_readme_shows_is_there(page: str, name: str) -> None:
    assert (ROOT / name).is_file()


def test_every_command_has_its_line_in_the_readme() -> None:
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| `tracker ")]
    assert {row.split("`")[1].split()[1] for row in rows} == set(main.commands)
    for row in rows:
        assert_options(row.split("`")[1].split()[1], row)


def assert_options(name: str, text: str) -> None:
    known = {option for parameter in main.commands[name].params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", text)) <= known, text


def test_every_command_of_the_users_readme_is_one() -> None:
    """And is written as it is found in the folder that the reader is in."""
    text = USERS.read_text("utf-8")
    assert len(typed()) > 10
    assert not {word for word in re.findall(r"(?<!Scripts\\)\btracker ([a-z]+)", text) if word in main.commands}
    for line in typed():
        assert_options(line.split()[0], line)


def typed() -> list[str]:
    """What the users' page has people type, without the program."""
    return re.findall(r"\.venv\\Scripts\\tracker ([^`\n]+)", USERS.read_text("utf-8"))


def test_every_command_of_the_users_readme_runs(tmp_path: Path) -> None:
    """As it stands, in its order, on a folder that its own `init` made."""
    team = tmp_path / "销售"
    own = [line for line in typed() if "sample_data" not in line and not line.startswith("watch")]
    assert own[0].startswith("init")
    for line in own:
        words = shlex.split(line.replace("D:\\销售", str(team)).replace("\\", "/").replace("客户名称", "海川机械"))
        if "as_of" in {each.name for each in main.commands[words[0]].params} and "--as-of" not in words:
            words += ["--as-of", "2026-11-20"]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, f"{line}: {result.output}"
        if words[0] == "init":
            book = {"客户登记": sheet("customer", [customer("海川机械有限公司")])}
            lay(team / "inbox", dict.fromkeys(("张伟 2026-10-26.xlsx", "张伟 2026-11-20.xlsx", "我的表.xlsx"), book))
            (team / "草稿.xlsx").write_bytes((team / "规则.xlsx").read_bytes())


def test_the_users_first_commands_are_those_of_the_readme() -> None:
    """README.md's are run by the tests; those of the page for users are the same, a line each."""
    (both,) = re.findall(r"```bat\n(py .+)\n```", README.read_text("utf-8"))
    install, run = (line.strip() for line in re.findall(r"```bat\n(.+)\n", USERS.read_text("utf-8"))[:2])
    assert f"{install} && {run}" == both


def test_every_variable_that_the_users_readme_names_is_read() -> None:
    receivers = shipped_settings().tables["receivers"]
    known = {*receivers["address"], *receivers["secret"], *mail.NEEDED, mail.PORT, mail.USER, mail.PASSWORD} - {""}
    assert set(re.findall(r"TRACKER_[A-Z_]+", USERS.read_text("utf-8"))) == known


def test_the_headings_that_the_users_readme_leads_to_are_there() -> None:
    text = USERS.read_text("utf-8")
    headings = {
        line.lstrip("# ").replace(" ", "-").replace("、", "").lower()
        for line in text.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\]\(#(.+?)\)", text)) <= headings


def test_modules_that_the_readme_names_exist() -> None:
    table = README.read_text("utf-8").split("## How a row travels")[1].split("##")[0]
    for name in re.findall(
        r"`([a-z]+/?)`",
        "".join(
            line.split("|")[2]
            for line in table.splitlines()
            if line[:3].strip("| ").isdigit() or re.match(r"\| \d", line)
        ),
    ):
        place = ROOT / "tracker" / name
        assert place.is_dir() or place.with_suffix(".py").is_file(), name


if __name__ == "__main__":
    for page, begin, end, table in (
        (README, BEGIN, END, rules_table),
        (USERS, BEGIN_ANSWERS, END_ANSWERS, answers_tables),
    ):
        before, after = page.read_text("utf-8").split(begin)[0], page.read_text("utf-8").split(end)[1]
        page.write_text(before + begin + table(shipped_settings()) + end + after, "utf-8")
