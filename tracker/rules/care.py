"""Looking after customers: visits followed up, promised replies, complaints answered and closed, deliveries done."""

import pandas as pd

from tracker.rules.registry import rule
from tracker.workdays import Workdays


@rule("visit", field="date", since="day", after=("visit_follow_days", 1), unknown="not_linked")
def visit_unfollowed(
    key: pd.Series,
    date: pd.Series,
    followed: pd.Series,
    followed_perhaps: pd.Series,
    *,
    as_of: pd.Timestamp,
    visit_follow_days: int,
) -> pd.DataFrame:
    """拜访后 {visit_follow_days} 天内没有再电话联系或当面拜访。

    [004 六] “客户拜访结束后一周内，拜访人员应通过电话或再次当面拜访的方式倾听客户的意见”
    """
    days = (as_of - date.dt.normalize()).dt.days.astype("Int64")
    late = (days > visit_follow_days).fillna(False)
    hit = (late & followed.isna()).astype("boolean")
    return pd.DataFrame({"hit": hit.mask((key == "") | (hit & followed_perhaps), pd.NA), "visit_days": days})


@rule("visit", "complaint", field="promised", since="reply_due", after=(1,))
def reply_overdue(
    promised: pd.Series,
    replied: pd.Series,
    has_promised: pd.Series,
    has_replied: pd.Series,
    *,
    as_of: pd.Timestamp,
    workdays: Workdays,
) -> pd.DataFrame:
    """承诺回复客户的日期已过，没有回复，或回复晚了。

    [004 一] “根据客户建议的处理结果在承诺期限内及时回复客户”
    """
    due = workdays.on_or_after(promised)
    passed = (due < as_of).astype("boolean").mask(~has_promised, pd.NA)
    hit = passed & (replied.isna() | (replied > due)).astype("boolean").mask(~has_replied, pd.NA)
    why = pd.Series("late", index=due.index, dtype="str").mask(replied.isna(), "none")
    days = (replied.fillna(as_of) - due).dt.days.astype("Int64")
    told = {"reply_why": why, "reply_step": why, "reply_overdue_done": replied.notna()}
    return pd.DataFrame({"hit": hit, "reply_due": due, "reply_days": days, **told})


@rule("complaint", field="closed", since="day", after=("feedback_open_days", 1))
def feedback_open(
    date: pd.Series, closed: pd.Series, has_closed: pd.Series, *, as_of: pd.Timestamp, feedback_open_days: int
) -> pd.DataFrame:
    """投诉或反馈超过 {feedback_open_days} 天没有关闭。

    [002 六] “预警信号识别：合作期间：客户沟通频次显著降低、反馈问题未及时……”；天数为非种子默认
    """
    days = (as_of - date.dt.normalize()).dt.days.astype("Int64")
    still_open = closed.isna().astype("boolean").mask(~has_closed, pd.NA)
    return pd.DataFrame({"hit": still_open & (days > feedback_open_days).fillna(False), "open_days": days})


@rule("complaint", field="answered", since="day")
def complaint_unanswered(
    date: pd.Series, answered: pd.Series, *, as_of: pd.Timestamp, workdays: Workdays, entry_hours: int
) -> pd.DataFrame:
    """投诉没有在 {entry_hours} 小时内回应（没有时刻的按天判断：当天或下一个工作日）。

    [001 问3] “及时回应：对于客户的投诉要及时回应，表达关注和理解”；时限为非种子默认
    """
    late = workdays.late(date, answered, entry_hours)
    none = answered.isna()
    overdue = workdays.after(date.dt.normalize()) < as_of
    why = late["by_day"].mask(none, "none")
    told = {"answer_why": why, "answer_step": why, "complaint_unanswered_done": answered.notna()}
    return pd.DataFrame({"hit": late["hit"].mask(none, overdue).astype("boolean"), **told})


@rule("customer", since="complaints_risen")
def complaint_rise(
    stage: pd.Series, complaints_recent: pd.Series, complaints_before: pd.Series, *, complaint_rise_times: int
) -> pd.Series:
    """近 {complaint_window_days} 天投诉达到 {complaint_rise_times} 次，并且比此前同样天数多。

    [001 六] “及时发现客户的流失预警信号，例如购买频次下降、投诉增加等”；次数和天数为非种子默认
    """
    more = (complaints_recent >= complaint_rise_times) & (complaints_recent > complaints_before)
    return ((stage != "lost") & more).astype("boolean")


@rule("customer", since="purchases_dropped")
def purchase_drop(
    stage: pd.Series,
    purchases_recent: pd.Series,
    purchases_before: pd.Series,
    purchases_undated: pd.Series,
    *,
    purchase_drop_share: float,
    purchase_min_before: int,
) -> pd.Series:
    """近 {purchase_window_days} 天的购买次数不到此前同样天数的一半（此前至少 {purchase_min_before} 次）。

    [001 六] “及时发现客户的流失预警信号，例如购买频次下降、投诉增加等”；比例和天数为非种子默认
    """
    fewer = (purchases_recent <= purchase_drop_share * purchases_before) & (purchases_before >= purchase_min_before)
    return ((stage != "lost") & fewer.astype("boolean").mask(purchases_undated, pd.NA)).astype("boolean")


@rule("customer", field="install_planned", since="install_planned", after=(1,))
def install_open(
    stage: pd.Series,
    install_planned: pd.Series,
    installed: pd.Series,
    has_install_planned: pd.Series,
    has_installed: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.DataFrame:
    """成交客户的计划安装日期已过，还没有安装完毕日期。

    [003 二] “直到锁单并安装完毕后才可以真正放心”
    """
    passed = (install_planned < as_of).astype("boolean").mask(~has_install_planned, pd.NA)
    missing = installed.isna().astype("boolean").mask(~has_installed, pd.NA)
    hit = (stage == "won") & passed & missing
    days = (as_of - install_planned).dt.days.astype("Int64")
    return pd.DataFrame({"hit": hit, "install_days": days})
