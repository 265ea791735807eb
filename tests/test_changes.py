"""What has changed since last week: one team in two weeks, and what holds of any team."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from folders import AS_OF, SETTINGS, Inbox, customer, followup, lay, sheet, worked
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tracker import changes, changes_shown
from tracker.cli import main
from tracker.report import CHANGES, FLOW
from tracker.run import Understood

STAGES = list(SETTINGS.vocabulary("stage"))
LONG_AGO = date(2026, 9, 1)
TWO_MONTHS_ON = date(2026, 12, 30)


def of_old(company: str, **cells: Any) -> dict[str, Any]:
    """A customer that is known for long, and is called every second week."""
    return customer(company, first_contact=LONG_AGO, registered=LONG_AGO, urgency="中", **cells)


def booked(company: str, **cells: Any) -> dict[str, Any]:
    """One whose next call is agreed on and far off, so that nothing is overdue."""
    return of_old(company, next_follow=TWO_MONTHS_ON, **cells)


ZHANG_THEN = [
    booked("进步一厂有限公司", stage_declared="潜在"),
    booked("退步二厂有限公司", stage_declared="准客户"),
    booked("丢掉三厂有限公司", stage_declared="意向"),
    of_old("到期四厂有限公司", last_review=AS_OF.date()),
    of_old("补上五厂有限公司"),
    booked("加急六厂有限公司", budget="20万", need_date=date(2027, 1, 15), power="有"),
    booked("移交七厂有限公司"),
    booked("加钱八厂有限公司", budget="20万"),
    booked("不见九厂有限公司"),
    booked("编号十厂有限公司"),
    booked("没变的厂有限公司"),
    booked("两家的厂有限公司"),
]
ZHANG_NOW = [
    booked("进步一厂有限公司", stage_declared="高意向"),
    booked("退步二厂有限公司", stage_declared="潜在"),
    booked("丢掉三厂有限公司", stage_declared="流失", ended=date(2026, 11, 16)),
    of_old("到期四厂有限公司"),
    of_old("补上五厂有限公司"),
    booked("加急六厂有限公司", budget="20万", need_date=date(2026, 12, 15), power="有"),
    booked("加钱八厂有限公司", budget="30万"),
    booked("编号十厂有限公司", customer_id="C10"),
    booked("没变的厂有限公司"),
    booked("两家的厂有限公司"),
    customer("新来的厂有限公司"),
]
LI_THEN = [booked("李娜的厂有限公司", owner="李娜")]
LI_NOW = [
    booked("李娜的厂有限公司", owner="李娜"),
    booked("移交七厂有限公司", owner="李娜"),
    booked("两家的厂有限公司", owner="李娜"),
]
TALKS_THEN = [
    followup("到期四厂有限公司", date(2026, 10, 31)),
    followup("补上五厂有限公司", date(2026, 10, 20)),
]
TALKS_NOW = [followup("补上五厂有限公司", date(2026, 11, 17)), followup("没变的厂有限公司", date(2026, 11, 18))]
GRADED = ["budget", "need_date", "power"]
TEAM: Inbox = {
    "2026-W46/客户.xlsx": {"张伟": sheet("customer", ZHANG_THEN), "李娜": sheet("customer", LI_THEN, also=GRADED)},
    "2026-W47/客户.xlsx": {"张伟": sheet("customer", ZHANG_NOW), "李娜": sheet("customer", LI_NOW, also=GRADED)},
    "2026-W46/跟进.xlsx": {"跟进": sheet("followup", TALKS_THEN)},
    "2026-W47/跟进.xlsx": {"跟进": sheet("followup", TALKS_NOW)},
}


@pytest.fixture(scope="module")
def team() -> Understood:
    return worked(TEAM)


def told(of: Understood) -> list[tuple[str, ...]]:
    """change, company, owner, before, after of every change."""
    found = of.report.changes
    return list(found[["change", "company", "owner", "before", "after"]].itertuples(index=False, name=None))


def test_every_kind_of_change_is_told(team: Understood) -> None:
    assert told(team) == [
        ("new", "两家的厂有限公司", "李娜", "", "prospect"),
        ("new", "新来的厂有限公司", "张伟", "", "prospect"),
        ("advanced", "进步一厂有限公司", "张伟", "prospect", "hot"),
        ("fell_back", "丢掉三厂有限公司", "张伟", "interested", "lost"),
        ("fell_back", "退步二厂有限公司", "张伟", "closing", "prospect"),
        ("newly_overdue", "到期四厂有限公司", "张伟", "later", "overdue"),
        ("cured", "补上五厂有限公司", "张伟", "overdue", "later"),
        ("grade", "加急六厂有限公司", "张伟", "B", "A"),
        ("owner", "移交七厂有限公司", "李娜", "张伟", "李娜"),
        ("amount", "加钱八厂有限公司", "张伟", "200000", "300000"),
        ("vanished", "不见九厂有限公司", "张伟", "prospect", ""),
    ]


def test_each_is_cited_where_the_customer_stands(team: Understood) -> None:
    place = team.report.changes.set_index("company")[["file", "sheet", "row"]].apply(tuple, axis=1)
    assert place["进步一厂有限公司"] == ("2026-W47/客户.xlsx", "张伟", 2)
    assert place["移交七厂有限公司"] == ("2026-W47/客户.xlsx", "李娜", 3)
    assert place["不见九厂有限公司"] == ("2026-W46/客户.xlsx", "张伟", 10)


def test_who_got_a_number_since_is_still_the_same(team: Understood) -> None:
    assert "C10" in team.report.customers["customer_key"].tolist()
    assert "编号十厂有限公司" not in team.report.changes["company"].tolist()


def test_the_flow_adds_up_and_links_to_the_changes(team: Understood) -> None:
    flow = team.report.flow.set_index("stage")
    assert flow.columns.tolist() == FLOW[1:]
    assert flow.index.tolist() == [*STAGES, "all"]
    assert (flow["opening"] + flow["came"] - flow["left"] == flow["closing"]).all()
    assert flow.loc["all"].tolist() == [13, 2, 0, 15]
    assert flow.loc["prospect"].tolist() == [9, 3, 1, 11]
    assert flow.loc["closing"].tolist() == [1, 0, 1, 0]


def test_the_figures_of_a_week_ago_are_those_of_a_run_then(team: Understood) -> None:
    then = worked(TEAM, AS_OF - timedelta(days=7)).report
    assert team.report.headline["before"].tolist() == then.headline["count"].tolist()
    assert team.report.funnel["before"].tolist() == then.funnel["customers"].tolist()
    assert team.about["totals"]["before"] == dict(zip(then.headline["id"], then.headline["count"], strict=True))


def test_the_weeks_of_each_person_end_with_this_one(team: Understood) -> None:
    weekly, people = team.report.weekly, team.report.people.set_index("owner")
    assert weekly.groupby("owner").size().tolist() == [8, 8]
    assert weekly["monday"].max() == pd.Timestamp("2026-11-16")
    this = weekly[weekly["monday"] == weekly["monday"].max()].set_index("owner")
    assert this["contacts"].to_dict() == people["contacts_week"].to_dict() == {"张伟": 2, "李娜": 0}
    assert this["registered"].to_dict() == people["registered_week"].to_dict() == {"张伟": 1, "李娜": 0}
    zhang = weekly[weekly["owner"] == "张伟"].set_index("monday")
    assert zhang.loc["2026-10-26", "contacts"] == 1


def test_without_a_sheet_that_old_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    of = worked({name: sheets for name, sheets in TEAM.items() if "W47" in name}).report
    changes_shown.shown(of, SETTINGS)
    assert capsys.readouterr().out.startswith("上周没有表")
    assert changes_shown.listed(of, SETTINGS)["flow"] == []
    assert of.changes.empty
    assert of.changes.columns.tolist() == CHANGES
    assert of.headline["before"].isna().all()
    assert of.funnel["before"].isna().all()
    assert of.flow[["opening", "came", "left"]].isna().all(axis=None)
    assert of.flow.set_index("stage").loc["all", "closing"] == len(of.customers)
    assert of.headline["before"].dtype == of.funnel["before"].dtype == of.flow["opening"].dtype == "Int64"


def test_of_a_clash_that_is_settled_the_other_row_has_vanished() -> None:
    both, mine = [booked("争过的厂有限公司")], [booked("争过的厂有限公司", owner="李娜")]
    other = [booked("别的一厂有限公司")]
    inbox: Inbox = {
        "2026-W46/客户.xlsx": {"张伟": sheet("customer", both), "李娜": sheet("customer", mine)},
        "2026-W47/客户.xlsx": {"张伟": sheet("customer", other), "李娜": sheet("customer", mine)},
    }
    of = worked(inbox)
    assert told(of) == [
        ("new", "别的一厂有限公司", "张伟", "", "prospect"),
        ("vanished", "争过的厂有限公司", "张伟", "prospect", ""),
    ]
    assert of.report.flow.set_index("stage").loc["all"].tolist() == [2, 1, 1, 2]


def test_no_phone_is_shown() -> None:
    name = "打 13912345678 找王总的厂"
    of = worked(
        {
            "2026-W46/客户.xlsx": {"客户": sheet("customer", [booked(name, stage_declared="潜在")])},
            "2026-W47/客户.xlsx": {"客户": sheet("customer", [booked(name, stage_declared="高意向")])},
        }
    )
    assert [line[0] for line in told(of)] == ["advanced"]
    assert "13912345678" not in of.report.changes.to_csv()


# --- tracker changes ------------------------------------------------------------------------------------------------


def test_at_the_terminal(team: Understood, capsys: pytest.CaptureFixture[str]) -> None:
    changes_shown.shown(team.report, SETTINGS)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "到 2026-11-20，与 2026-11-13 相比"
    assert "合计 13 2 0 15" in lines
    assert "阶段前进（1）" in lines
    assert "进步一厂有限公司 张伟 潜在客户 → 高意向客户 2026-W47/客户.xlsx / 张伟 第 2 行" in lines
    assert "不见九厂有限公司 张伟 潜在客户 2026-W46/客户.xlsx / 张伟 第 10 行" in lines
    assert "移交七厂有限公司 李娜 张伟 → 李娜 2026-W47/客户.xlsx / 李娜 第 3 行" in lines


def test_the_command(tmp_path: Path) -> None:
    """As data; a file that cannot be used is status 3, as with the other commands."""
    lay(tmp_path / "inbox", TEAM)
    (tmp_path / "inbox" / "坏的.xlsx").write_bytes(b"x")
    said = CliRunner().invoke(main, ["changes", str(tmp_path), "--as-of", "2026-11-20", "--json"])
    assert said.exit_code == 3, said.output
    told = json.loads(said.output)
    assert (told["as_of"], told["before"]) == ("2026-11-20", "2026-11-13")
    assert told["flow"][-1] == {"stage": "all", "opening": 13, "came": 2, "left": 0, "closing": 15}
    kinds = {key.removeprefix("change.") for key in SETTINGS.words("changes") if key.startswith("change.")}
    assert {line["change"] for line in told["changes"]} == kinds


# --- laws -----------------------------------------------------------------------------------------------------------

some_rows = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from("ABCDE"),
            "owner": st.sampled_from(["张伟", "李娜", "陈静", ""]),
            "stage": st.sampled_from(STAGES),
            "due_status": st.sampled_from(["overdue", "later"]),
            "grade": st.sampled_from(["", "A", "B"]),
            "value_amount": st.sampled_from([float("nan"), 10_000.0, 0.5]),
            "absent_this_week": st.booleans(),
        }
    ),
    max_size=8,
)


def customers(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Customers as the summary has them."""
    columns = "key owner stage due_status grade value_amount absent_this_week".split()
    frame = pd.DataFrame(rows, columns=columns).assign(file="客户.xlsx", sheet="客户")
    return frame.assign(customer_key=frame["key"], company=frame["key"], row=range(2, len(frame) + 2))


def unlike(now: pd.DataFrame, then: pd.DataFrame) -> list[str]:
    """What does not hold of what has changed from one to the other."""
    flow = changes.flow(now, then, SETTINGS).set_index("stage")
    count = changes.changes(now, then, SETTINGS)["change"].value_counts()
    came, left = flow.loc["all", "came"], flow.loc["all", "left"]
    moved = count.get("advanced", 0) + count.get("fell_back", 0) + count.get("new", 0)
    late, late_then = ((of["due_status"] == "overdue").sum() for of in (now, then))
    holds = {
        "adds up": (flow["opening"] + flow["came"] - flow["left"] == flow["closing"]).all(),
        "opening": flow["opening"].tolist() == [*((then["stage"] == stage).sum() for stage in STAGES), len(then)],
        "closing": flow["closing"].tolist() == [*((now["stage"] == stage).sum() for stage in STAGES), len(now)],
        "new": came == count.get("new", 0),
        "vanished": left <= count.get("vanished", 0),
        "moved": flow["came"].drop("all").sum() == moved,
        "overdue": late - count.get("newly_overdue", 0) <= late_then - count.get("cured", 0),
    }
    return [law for law, held in holds.items() if not held]


@settings(max_examples=25, deadline=None)
@given(some_rows, some_rows)
def test_what_came_and_left_explains_every_count(now: list[dict[str, Any]], then: list[dict[str, Any]]) -> None:
    assert unlike(customers(now), customers(then)) == []


@settings(max_examples=5, deadline=None)
@given(some_rows)
def test_nothing_changes_of_itself(rows: list[dict[str, Any]]) -> None:
    now = customers(rows)
    assert changes.changes(now, now, SETTINGS).empty


sheets_of = st.dictionaries(
    st.tuples(st.sampled_from(["张伟", "李娜"]), st.integers(0, 5)),
    st.sampled_from(["潜在", "意向", "准客户", "成交", "流失"]),
    min_size=4,
)


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(sheets_of, sheets_of)
def test_the_flow_of_a_workspace_adds_up(then: dict[tuple[str, int], str], now: dict[tuple[str, int], str]) -> None:
    """Any two weeks of two people's sheets: customers come and go, change hands and clash."""
    inbox: dict[str, dict[str, Any]] = {"2026-W46/客户.xlsx": {}, "2026-W47/客户.xlsx": {}}
    for name, stages in zip(inbox, (then, now), strict=True):
        for owner in ("张伟", "李娜"):
            rows = [
                customer(f"第{number}家有限公司", owner=owner, stage_declared=stage)
                for (of, number), stage in sorted(stages.items())
                if of == owner
            ]
            inbox[name][owner] = sheet("customer", rows, also=["company", "stage_declared"])
    report = worked(inbox).report
    flow = report.flow.set_index("stage")
    assert (flow["opening"] + flow["came"] - flow["left"] == flow["closing"]).all()
    assert flow.loc["all", "closing"] == len(report.customers)
    assert flow.loc["all", "came"] == (report.changes["change"] == "new").sum()
    assert flow.loc["all", "opening"] == report.headline.set_index("id").loc["customers", "before"]
    funnel = report.funnel.set_index("stage")
    assert funnel["before"].tolist() == flow.loc[funnel.index, "opening"].tolist()
