"""Two people who each have the same company under a number of their own: asked about with names, never merged."""

import io
import warnings
from datetime import date

import openpyxl
import pandas as pd
import pytest
from folders import SETTINGS, Inbox, customer, sheet, worked
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from tracker.run import Understood
from tracker.write.manager import workbook

COMPANY = "昆山立讯精密机械有限公司"


def owns(owner: str, *rows: dict[str, object]) -> Inbox:
    return {f"2026-W47/{owner or '登记'}.xlsx": {"客户": sheet("customer", [row | {"owner": owner} for row in rows])}}


def opened(of: Understood) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know solid data bars
        return openpyxl.load_workbook(io.BytesIO(workbook(of.report, SETTINGS)))


def texts(book: Workbook, name: str) -> list[str]:
    return [cell.value for row in book[name].iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.fixture(scope="module")
def team() -> Understood:
    one = customer(COMPANY, customer_id="A01", contact="周凯", phone="13812341234", source="展会")
    other = customer(COMPANY, customer_id="B01", contact="周凯经理", phone="13812341234", source="行业展会")
    near = customer("昆山恒达包装有限公司", customer_id="A02", contact="吴一", phone="13900000001", source="招标网")
    mine = customer("恒达包装", customer_id="A03", contact="郑二", phone="13900000002", source="")
    lost = customer("远山医院", customer_id="B02", phone="13900000003", source=" 转介绍 ", ended=date(2026, 11, 18))
    later = customer("云溪学校", customer_id="B03", phone="13900000004", source="电话", next_follow=date(2027, 2, 18))
    return worked({**owns("钱亮", one, near, mine), **owns("赵敏", other, lost, later)})


@pytest.fixture(scope="module")
def book(team: Understood) -> Workbook:
    return opened(team)


def test_what_is_alike_is_said_with_who_has_the_other(team: Understood) -> None:
    found = team.report.findings.query("rule == 'likely_same'").set_index("customer_key")["message"]
    both = "名称相同、电话 138****1234 相同、联系人 周凯 相同"
    assert found.to_dict() == {
        "A01": f"与“{COMPANY}”（负责人 赵敏）可能是同一个客户：{both}",
        "B01": f"与“{COMPANY}”（负责人 钱亮）可能是同一个客户：{both}",
        "A02": "与“恒达包装”（负责人 钱亮）可能是同一个客户：名称相近（恒达/包装）",
        "A03": "与“昆山恒达包装有限公司”（负责人 钱亮）可能是同一个客户：名称相近（恒达/包装）",
    }


def test_a_pair_of_two_people_stands_under_the_clashes_and_is_none(team: Understood, book: Workbook) -> None:
    assert team.report.headline.set_index("id").at["clash", "count"] == 0
    cells = book["撞单"]
    _, top, _, bottom = range_boundaries(cells.tables["表_疑似撞单"].ref)
    rows = [[cells.cell(row, column).value for column in (1, 2, 5)] for row in range(top + 1, bottom + 1)]
    assert sorted(rows) == sorted([[COMPANY, "钱亮", 1], [COMPANY, "赵敏", 1]])
    assert "没有几个人同时登记的客户；另有 1 对疑似的，列在下面。" in texts(book, "撞单")


def test_where_nobody_is_alike_nothing_is_asked() -> None:
    of = worked(owns("钱亮", customer("海川机械", phone="13900000001")))
    assert of.report.reports["suspected"].empty
    assert "没有几个人同时登记的客户。" in texts(opened(of), "撞单")


def test_a_source_is_one_channel_however_it_is_typed(team: Understood, book: Workbook) -> None:
    counts = team.report.reports["sources"].set_index("source")["customers"].to_dict()
    assert counts == {"行业展会": 2, "招标网": 1, "老客户转介绍": 1, "电话开发": 1, "": 1}
    assert sorted(team.report.customers["source"]) == sorted(["展会", "行业展会", "招标网", "", "转介绍", "电话"])


def test_the_lost_are_told_beside_the_funnel(book: Workbook) -> None:
    for name in ("总览", "周会一页", "漏斗"):
        assert "另有流失 1 家，不在漏斗里。" in texts(book, name), name


def test_a_date_of_another_year_has_its_year() -> None:
    due = customer("云溪学校", next_follow=date(2027, 1, 4))
    book = opened(worked(owns("赵敏", due), as_of=pd.Timestamp("2026-12-31")))
    assert "2027-01-04 周一" in texts(book, "下周清单")
    assert any("（12-28 至 2027-01-03）" in text for text in texts(book, "总览"))


def test_who_is_nobodys_is_told_as_such_in_a_clash() -> None:
    of = worked({**owns("王芳", customer("海川机械")), **owns("", customer("海川机械"))})
    said = set(of.report.findings.query("rule == 'clash'")["message"])
    assert said == {"未分配、王芳 都登记了“海川机械”"} or said == {"王芳、未分配 都登记了“海川机械”"}
    cells = texts(opened(of), "总览")
    assert "撞单的客户按负责人各算一行：2 行是 1 家。" in cells
