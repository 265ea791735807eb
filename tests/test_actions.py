"""What 本周行动 tells people to do can still be done: nothing that was done, that nobody wants, or that is over."""

from datetime import date, datetime

import pytest
from folders import customer, followup, sheet, worked

from tracker.run import Understood


def complaint(company: str, day: date | datetime, **cells: object) -> dict[str, object]:
    return {"company": company, "owner": "张伟", "date": day, "content": "门轴松动", **cells}


@pytest.fixture(scope="module")
def week() -> Understood:
    signed = {"stage_declared": "成交客户", "signed": date(2026, 9, 1)}
    customers = [
        customer("晚复公司", **signed),
        customer("未复公司", **signed),
        customer("晚应公司", **signed),
        customer("晚复又欠公司", **signed),
        customer("拒绝公司"),
        customer("守约公司"),
        customer("流失公司", stage_declared="流失客户", ended=date(2026, 6, 1), first_contact=date(2026, 3, 1)),
    ]
    answered = {"answered": datetime(2026, 11, 9, 10), "promised": date(2026, 11, 10)}
    late = {**answered, "replied": date(2026, 11, 13)}
    complaints = [
        complaint("晚复公司", datetime(2026, 11, 9, 9), **late),
        complaint("未复公司", datetime(2026, 11, 9, 9), **answered, replied=None),
        complaint("晚应公司", datetime(2026, 11, 9, 9), answered=datetime(2026, 11, 12, 9)),
        complaint("晚复又欠公司", datetime(2026, 11, 9, 9), **late),
    ]
    closed = [{**each, "closed": date(2026, 11, 19)} for each in complaints]
    contacts = [
        followup("拒绝公司", date(2026, 10, 14), feedback="说不需要，让我们别再联系了", next_action="10月19日前寄样册"),
        followup("守约公司", date(2026, 10, 14), feedback="想看样册", next_action="10月19日前寄样册"),
        followup("流失公司", date(2026, 4, 1), next_action="4月7日前补两个案例"),
    ]
    visit = {"company": "晚复又欠公司", "owner": "张伟", "date": date(2026, 11, 11), "content": "谈门轴"}
    book = {
        "客户": sheet("customer", customers),
        "拜访": sheet("visit", [visit]),
        "投诉": sheet("complaint", closed),
        "跟进": sheet("followup", contacts),
    }
    return worked({"张伟.xlsx": book})


def told(week: Understood, company: str) -> tuple[str, str]:
    """Reason and next step of the customer's line."""
    (line,) = week.report.actions.set_index("company").loc[[company], ["reason", "next_step"]].to_numpy().tolist()
    return line[0], line[1]


def steps(week: Understood, company: str, rule: str) -> str:
    found = week.report.findings
    (step,) = found.loc[(found["company"] == company) & (found["rule"] == rule), "next_step"]
    return str(step)


def test_what_was_replied_late_is_not_asked_for_again(week: Understood) -> None:
    reason, step = told(week, "晚复公司")
    assert "晚了 3 天" in reason and "回复" not in step
    assert steps(week, "晚复公司", "reply_overdue").startswith("已经回复，晚了 3 天，不用再回复")
    assert told(week, "未复公司")[1] == "按承诺答复客户，并填写回复日期"


def test_what_was_answered_late_is_not_asked_for_again(week: Understood) -> None:
    assert "先回应" not in told(week, "晚应公司")[1]
    assert steps(week, "晚应公司", "complaint_unanswered").startswith("已经回应，只是晚了")


def test_what_is_still_owed_comes_before_what_is_done(week: Understood) -> None:
    reason, step = told(week, "晚复又欠公司")
    assert reason.startswith("2026-11-11 拜访后 9 天") and "晚了 3 天" in reason and step.startswith("打电话或再次拜访")


def test_who_said_no_is_not_sent_what_was_agreed(week: Understood) -> None:
    reason, step = told(week, "拒绝公司")
    assert "别再联系了" in reason and step.startswith("客户已经拒绝")
    assert told(week, "守约公司")[1].startswith("今天就完成这件事")


def test_what_was_promised_to_a_lost_customer_is_no_work_of_this_week(week: Understood) -> None:
    assert "流失公司" not in set(week.report.actions["company"])
    assert steps(week, "流失公司", "commitment_overdue").startswith("客户已经流失")
