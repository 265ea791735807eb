"""tracker rules: all rules, one in full, and what an edit would do to the counts: those of two real runs."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from folders import AS_OF, RULES_FILE, SETTINGS, customer, followup, lay, sheet

from tracker.cli import main
from tracker.rules import RULES

DAY = str(AS_OF.date())
NUMBERS = ["含义", "数值", "代号"]
INBOX = {
    "张伟 2026-W47.xlsx": {
        "客户": sheet(
            "customer",
            [
                customer(
                    "云溪学校", first_contact=date(2026, 8, 1), registered=date(2026, 8, 1), need_date="2026-12-01"
                ),
                customer("海宁纺织有限公司", first_contact=date(2026, 9, 20), registered=date(2026, 9, 20)),
                customer("北辰医院", contact=None),
            ],
        ),
        "跟进": sheet(
            "followup", [followup("云溪学校", date(2026, 8, 1)), followup("海宁纺织有限公司", date(2026, 9, 25))]
        ),
    }
}


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def rules(folder: Path, name: str = RULES_FILE, **numbers: object) -> Path:
    """A rules workbook with these thresholds."""
    lines: list[list[Any]] = [["", number, threshold] for threshold, number in numbers.items()]
    return lay(folder, {name: {"阈值": [NUMBERS, *lines]}}) / name


@pytest.fixture
def team(tmp_path: Path) -> Path:
    lay(tmp_path / "team" / "inbox", INBOX)
    return tmp_path / "team"


def published(folder: Path) -> tuple[Counter[str], dict[str, int]]:
    """Findings by rule and the totals of the week as it is published."""
    assert ran("run", folder, "--as-of", DAY).exit_code == 0
    data = folder / "reports" / DAY / "data"
    with (data / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        found = Counter(row["rule"] for row in csv.DictReader(file))
    return found, json.loads((data / "run.json").read_text(encoding="utf-8"))["totals"]


def files(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


def test_all_rules_are_listed_in_their_order(team: Path) -> None:
    head, *lines = ran("rules", team).stdout.splitlines()
    assert head.split("\t")[:3] == ["规则", "级别", "启用"]
    names = SETTINGS.rules["name"]
    assert [line.split("\t")[0] for line in lines] == [names[rule.id] for rule in RULES]
    (pool,) = [line for line in lines if line.startswith("公海预警\t")]
    assert "未成交客户 83 天没有联系；满 90 天建议收回公海。" in pool and "非种子默认" in pool


@pytest.mark.parametrize("name", ["公海预警", "pool_due", "POOL_DUE"])
def test_one_rule_in_full(team: Path, name: str) -> None:
    said = ran("rules", name, team).stdout
    for part in ("公海预警", "pool_due", "提示", "满 90 天", "多少天没有联系建议收回公海：90 天（非种子默认）"):
        assert part in said
    rules(team, pool_days=120)
    said = ran("rules", team, name).stdout
    assert "120 天（团队改的；默认 90 天" in said and "满 120 天" in said


def test_the_seeds_own_words_are_told(team: Path) -> None:
    assert "“高优先级客户每周1次，中优先级每两周1次”" in ran("rules", "跟进周期已逾期", team).stdout


@pytest.mark.parametrize("name", ["价值", "value", "Value"])
def test_how_an_answer_comes_about(team: Path, name: str) -> None:
    assert "高：500,000 元起" in ran("rules", name).stdout
    rules(team, value_high=800000)
    assert "高：800,000 元起" in ran("rules", name, team).stdout
    (answer,) = json.loads(ran("rules", name, team, "--json").stdout)
    assert answer["id"] == "value" and {"name": "高", "when": "800,000 元起"} in answer["lines"]


@pytest.mark.parametrize(
    ("name", "nearest"), [("公海", "公海预警"), ("pool_du", "公海预警"), ("长期没进展", "长期无进展")]
)
def test_a_name_that_is_none_names_the_nearest(team: Path, name: str, nearest: str) -> None:
    done = ran("rules", name, team)
    assert done.exit_code == 2 and name in done.stderr and nearest in done.stderr


def test_nothing_near_names_no_rule(team: Path) -> None:
    done = ran("rules", "不存在", team)
    assert done.exit_code == 2 and "公海预警" not in done.stderr and "tracker rules" in done.stderr


def test_a_clock_tells_its_days(team: Path) -> None:
    said = ran("rules", "跟进周期已逾期", team).stdout
    assert all(f"{days} 天" in said for days in (7, 14, 30)) and "回访" not in said


def test_a_preview_says_what_two_runs_would(team: Path) -> None:
    plain = published(team)
    before = files(team)
    draft = rules(team.parent, "草稿.xlsx", pool_days=60, pool_warn_days=50, never_contacted_days=1)
    said = json.loads(ran("rules", "--preview", draft, team, "--as-of", DAY, "--json").stdout)
    assert files(team) == before
    rules(team, pool_days=60, pool_warn_days=50, never_contacted_days=1)
    edited = published(team)
    assert plain[0] != edited[0]
    for rule, counts in said["rules"].items():
        assert (counts["before"], counts["after"]) == (plain[0][rule], edited[0][rule]), rule
    for figure, counts in said["headline"].items():
        assert (counts["before"], counts["after"]) == (plain[1][figure], edited[1][figure]), figure
    assert {change["before"] + change["after"] for change in said["changes"]} == {
        "90 天60 天",
        "83 天50 天",
        "7 天1 天",
    }


def test_without_a_draft_the_own_rules_are_compared_with_the_defaults(team: Path) -> None:
    done = ran("rules", "--preview", team)
    assert done.exit_code == 2 and RULES_FILE in done.stderr
    rules(team, pool_days=60, pool_warn_days=50)
    said = ran("rules", "--preview", team, "--as-of", DAY).stdout
    assert "90 天 → 60 天" in said and "公海预警 1 → 2（+1）" in said and "什么都没有写" in said
    # the same as a draft: nothing would change
    assert "没有差别" in ran("rules", "--preview", RULES_FILE, team, "--as-of", DAY).stdout
    assert not (team / "reports").exists()


def test_a_draft_that_lies_among_the_sheets_is_none_of_them(tmp_path: Path) -> None:
    lay(tmp_path, INBOX)
    rules(tmp_path, "草稿.xlsx", pool_days=60, pool_warn_days=50)
    said = ran("rules", "--preview", "草稿.xlsx", tmp_path, "--as-of", DAY).stdout
    assert "公海预警 1 → 2（+1）" in said


def test_a_bad_draft_stops_the_preview(team: Path) -> None:
    done = ran("rules", "--preview", rules(team, "草稿.xlsx", pool_dais=60), team)
    assert done.exit_code == 2 and "“阈值”C2“pool_dais”" in done.stderr and "pool_days" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["草稿.xlsx"], "--preview"),
        (["--preview", "没有.xlsx"], "找不到文件"),
        (["--preview", "没有"], "找不到文件夹"),
        (["公海预警", "撞单"], "撞单"),
    ],
)
def test_what_the_words_after_it_cannot_be(arguments: list[str], said: str) -> None:
    done = ran("rules", *arguments)
    assert done.exit_code == 2 and said in done.stderr
