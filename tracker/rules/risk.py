"""What threatens a customer: a budget too small, no progress, fewer contacts."""

import pandas as pd

from tracker.rules.registry import rule


@rule("customer", field="budget", unknown="budget_unknown")
def budget_short(open: pd.Series, budget_short: pd.Series) -> pd.Series:
    """未成交客户的预算低于最低的有效报价，或风险标签写明预算不足。

    [002 二] “预算不足（客户反馈预算低于方案报价）”
    """
    return budget_short & open


@rule("customer", field="stage_declared", unknown="no_history")
def stalled(
    open: pd.Series,
    potential_type: pd.Series,
    stage: pd.Series,
    stage_before: pd.Series,
    registered_days: pd.Series,
    *,
    stalled_days: int,
    stage_ranks: dict[str, int],
) -> pd.Series:
    """未成交客户的阶段与 {stalled_days} 天前相比没有前进。

    [002 四] “低匹配度或长期无进展客户：降低跟进频率，转为‘观察期’，或尝试挖掘新需求”
    """
    looked_at = open & ~potential_type
    before, now = stage_before.map(stage_ranks), stage.map(stage_ranks)
    was_open = before.between(stage_ranks["prospect"], stage_ranks["closing"])
    hit = (looked_at & was_open & (before >= now)).astype("boolean")
    young = (registered_days < stalled_days).fillna(False)
    return hit.mask(looked_at & stage_before.isna() & ~young, pd.NA)


@rule("customer")
def contact_drop(
    stage: pd.Series,
    signed: pd.Series,
    contacts_recent: pd.Series,
    contacts_before: pd.Series,
    has_signed: pd.Series,
    *,
    as_of: pd.Timestamp,
    drop_grace_days: int,
    drop_share: float,
    drop_min_before: int,
) -> pd.Series:
    """成交满一个月再过 {drop_grace_days} 天后，
    近 {drop_window_days} 天的联系不到此前同样天数的一半（此前至少 {drop_min_before} 次）。

    [002 六] “预警信号识别：客户沟通频次显著降低”；比例和天数为非种子默认
    """
    grown_up = signed + pd.DateOffset(months=1) + pd.Timedelta(days=drop_grace_days) <= as_of
    fewer = (contacts_recent <= drop_share * contacts_before) & (contacts_before >= drop_min_before)
    won = stage == "won"
    return (won & grown_up & fewer).astype("boolean").mask(won & ~has_signed, pd.NA)
