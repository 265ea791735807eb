"""The three clocks: 约定 (promise), 周期 (cadence), 评估 (review), and what is overdue by them."""

from collections.abc import Mapping

import pandas as pd

from tracker.rules.registry import rule, step
from tracker.workdays import Workdays

Cadences = Mapping[tuple[str, str], pd.DateOffset]


@step
def promise(
    promised: pd.Series, last_date: pd.Series, stage: pd.Series, *, as_of: pd.Timestamp, workdays: Workdays
) -> pd.DataFrame:
    """promise_due: the promised next contact, moved to a working day; it stands while it is not before as_of.

    [000 4.1] “下次跟踪时间：明确记录下次跟踪的具体时间或触发条件”
    """
    due = workdays.on_or_after(promised).mask(stage == "lost")
    moved = pd.Series("no", index=due.index, dtype="str").mask(due > promised, "yes")
    moved = moved.mask(promised < last_date.dt.normalize(), "early")
    stands = {"promise_due": due, "promise_moved": moved, "promise_stands": due >= as_of}
    return pd.DataFrame({**stands, **_overdue("promise", due, as_of)})


@step
def cadence(
    open: pd.Series,
    stage: pd.Series,
    last_contact: pd.Series,
    deal: pd.Series,
    need_priority: pd.Series,
    follow_status: pd.Series,
    potential_type: pd.Series,
    *,
    as_of: pd.Timestamp,
    workdays: Workdays,
    cadences: Cadences,
) -> pd.DataFrame:
    """cadence_due: the last contact plus the interval of the need priority; won customers are called back weekly in the
    first month after 签约 (else the first purchase), then quarterly; 潜在型 have none.

    [002 三] “高优先级客户每周1次，中优先级每两周1次” [002 五] “合作后1个月内每周回访1次，之后每季度回访1次”
    [003 二] “此类客户不需要刻意跟踪，但要关注”
    """
    last = last_contact.dt.normalize()
    kind = need_priority.mask(follow_status == "observe", "observe")
    due = _plus(last, kind, "cadence", cadences).where(open & ~potential_type)
    began = pd.concat([last, deal], axis=1).max(axis=1)
    weekly = began + cadences["care", "first_month"]
    first_month = weekly <= deal + cadences["care", "first_month_length"]
    care = weekly.where(first_month, began + cadences["care", "later"])
    due = workdays.on_or_after(due.mask(stage == "won", care))
    return pd.DataFrame({"cadence_due": due, **_overdue("cadence", due, as_of)})


@step
def review(
    stage: pd.Series,
    last_review: pd.Series,
    registered: pd.Series,
    has_last_review: pd.Series,
    *,
    as_of: pd.Timestamp,
    workdays: Workdays,
    cadences: Cadences,
) -> pd.DataFrame:
    """review_due: 上次评估日期, else 登记日期, plus the interval of the stage; unknown without the column.

    [002 四] “意向客户每周评估，潜在客户每月评估，成交客户每季度评估”
    """
    began = last_review.fillna(registered.dt.normalize()).where(has_last_review)
    due = workdays.on_or_after(_plus(began, stage, "review", cadences))
    return pd.DataFrame({"review_due": due, **_overdue("review", due, as_of)})


@step
def due_status(promise_due: pd.Series, cadence_due: pd.Series, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """next_due: the promise if there is one, else the cadence; 逾期, 今日, 本周 (to Sunday), 以后 or 无计划;
    overdue_days of it."""
    due = promise_due.fillna(cadence_due)
    sunday = as_of + pd.Timedelta(days=6 - as_of.weekday())
    status = pd.Series("later", index=due.index, dtype="str").mask(due <= sunday, "week")
    status = status.mask(due == as_of, "today").mask(due < as_of, "overdue").mask(due.isna(), "none")
    return pd.DataFrame({"next_due": due, "due_status": status, **_overdue("", due, as_of)})


def _plus(began: pd.Series, kind: pd.Series, clock: str, cadences: Cadences) -> pd.Series:
    due = pd.Series(pd.NaT, index=began.index, dtype="datetime64[us]")
    for (of, key), interval in cadences.items():
        chosen = kind == key
        if of == clock and chosen.any():
            due = due.mask(chosen, (began[chosen] + interval).reindex(began.index))
    return due


def _overdue(clock: str, due: pd.Series, as_of: pd.Timestamp) -> dict[str, pd.Series]:
    return {f"{clock}_overdue_days".strip("_"): (as_of - due).dt.days.clip(lower=0).astype("Int64")}


@rule(
    "customer",
    cite="last_record",
    field="next_follow",
    since="promise_due",
    after=(1,),
    unknown="no_promise_columns",
)
def promise_overdue(
    promise_due: pd.Series,
    stage: pd.Series,
    last_has_next_follow: pd.Series,
    has_next_follow: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.Series:
    """约定的下次跟进时间已过，仍没有跟进。

    [002 三] “24小时内完成跟进记录录入，……保证行动项有人跟进”
    """
    writable = last_has_next_follow.fillna(False).astype(bool) | has_next_follow
    unknown = promise_due.isna() & ~writable & (stage != "lost")
    return (promise_due < as_of).astype("boolean").mask(unknown, pd.NA)


@rule("customer", since="cadence_due", after=(1,))
def cadence_overdue(
    open: pd.Series,
    potential_type: pd.Series,
    last_contact: pd.Series,
    cadence_due: pd.Series,
    promise_stands: pd.Series,
    has_first_contact: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.Series:
    """未成交客户超过应有的跟进周期，也没有未到期的约定。

    [002 三] “高优先级客户每周1次，中优先级每两周1次”
    """
    unknown = open & ~potential_type & last_contact.isna() & ~has_first_contact & ~promise_stands
    return (open & (cadence_due < as_of) & ~promise_stands).astype("boolean").mask(unknown, pd.NA)


@rule("customer", since="cadence_due", after=(1,))
def care_overdue(
    stage: pd.Series,
    cadence_due: pd.Series,
    promise_stands: pd.Series,
    deal: pd.Series,
    has_signed: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.Series:
    """成交客户超过回访周期，也没有未到期的约定。

    [002 五] “合作后1个月内每周回访1次（知晓产品/服务使用情况），之后每季度回访1次”
    """
    looked_at = (stage == "won") & ~promise_stands
    return (looked_at & (cadence_due < as_of)).astype("boolean").mask(looked_at & ~has_signed & deal.isna(), pd.NA)


@rule("customer", field="last_review", since="review_due", after=(1,))
def review_overdue(
    stage: pd.Series,
    review_due: pd.Series,
    last_review: pd.Series,
    has_last_review: pd.Series,
    has_registered: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.Series:
    """超过评估周期没有评估客户。

    [002 四] “意向客户每周评估，潜在客户每月评估，成交客户每季度评估”
    """
    unknown = (stage != "lost") & (~has_last_review | (last_review.isna() & ~has_registered))
    return (review_due < as_of).astype("boolean").mask(unknown, pd.NA)
