"""需求优先级、周期、等级、价值、跟进优先级."""

from collections.abc import Mapping

import pandas as pd

from tracker.rules.registry import step

UNKNOWN = "pending"


@step
def need_priority(
    need_due: pd.Series, urgency: pd.Series, *, as_of: pd.Timestamp, high_months: int, medium_months: int
) -> pd.Series:
    """需求优先级 by the need date; without a date, the declared urgency.

    [002 二] “高（1个月内需解决）、中（1-3个月）、低（3个月以上）”
    """
    level = _by_months(need_due, as_of, high_months, medium_months, ("high", "medium", "low"))
    return level.mask(need_due.isna(), urgency.mask(urgency == "", UNKNOWN))


@step
def cycle(cycle_due: pd.Series, *, as_of: pd.Timestamp, high_months: int, medium_months: int) -> pd.Series:
    """周期 by the same bounds.

    [000 3.1] “短期有望成交客户、中期跟进客户、长期培育客户”
    """
    return _by_months(cycle_due, as_of, high_months, medium_months, ("short", "medium", "long")).mask(
        cycle_due.isna(), UNKNOWN
    )


def _by_months(due: pd.Series, as_of: pd.Timestamp, near: int, far: int, words: tuple[str, str, str]) -> pd.Series:
    level = pd.Series(words[2], index=due.index, dtype="str")
    level = level.mask(due <= as_of + pd.DateOffset(months=far), words[1])
    return level.mask(due <= as_of + pd.DateOffset(months=near), words[0])


@step
def grade(
    open: pd.Series,
    need_filled: pd.Series,
    need_due: pd.Series,
    need_dated: pd.Series,
    budget_low: pd.Series,
    budget_high: pd.Series,
    budget_short: pd.Series,
    power: pd.Series,
    *,
    as_of: pd.Timestamp,
    high_months: int,
    medium_months: int,
) -> pd.DataFrame:
    """意向等级 A–D of open customers, or 待定 with what is missing; the first grade that is not false decides.

    [003 六] “A级：近期内有需求，预算，谈的人也有决策力 B级：有2-3个月内需求意向 C级：有一定需求 D级：需求不明”
    """
    short = budget_short.fillna(False)
    budgeted = (budget_low.notna() | budget_high.notna()).astype("boolean")
    parts = {
        "need": need_filled,
        "need_date": (need_due <= as_of + pd.DateOffset(months=high_months)).astype("boolean").mask(~need_dated, pd.NA),
        "budget": budgeted.mask(~budgeted, pd.NA).mask(short, False),
        "power": (power == "yes").astype("boolean").mask(power == "", pd.NA),
    }
    soon = (need_due <= as_of + pd.DateOffset(months=medium_months)).astype("boolean").mask(~need_dated, pd.NA)
    conditions = {
        "A": parts,
        "B": {"need": need_filled, "need_date": soon},
        "C": {"need": need_filled, "budget_not_short": (~short).astype("boolean")},
    }
    result = pd.DataFrame({"grade": pd.Series("D", index=open.index, dtype="str"), "grade_missing": ""})
    for name, needed in reversed(conditions.items()):
        verdict = pd.Series(True, index=open.index, dtype="boolean")
        missing = pd.Series("", index=open.index, dtype="str")
        for part, holds in needed.items():
            verdict = verdict & holds
            missing = missing.mask(holds.isna(), missing + ";" + part)
        result.loc[verdict.fillna(False), ["grade", "grade_missing"]] = [name, ""]
        undecided = verdict.isna()
        result.loc[undecided, "grade"] = UNKNOWN
        result.loc[undecided, "grade_missing"] = missing[undecided].str.removeprefix(";")
    result.loc[~open] = ["", ""]
    return result


@step
def value(
    year_purchases: pd.Series,
    year_amount: pd.Series,
    quote: pd.Series,
    budget_low: pd.Series,
    budget_high: pd.Series,
    margin: pd.Series,
    *,
    value_high: float,
    value_medium: float,
    margin_high: float,
) -> pd.DataFrame:
    """价值 by what was bought in the last 12 months; without a purchase by the expected amount: the quote, else the
    budget's high end, else its low end. A good margin raises it one step. bought_value: by the purchases alone.

    [000 3.1] “结合客户的采购量、采购频率、利润率等，划分为高价值客户、中价值客户、一般价值客户”
    """
    expected = quote.fillna(budget_high).fillna(budget_low)
    amount = year_amount.where(year_purchases > 0, expected)

    def level(amount: pd.Series) -> pd.Series:
        rank = (amount >= value_medium).astype(int) + (amount >= value_high).astype(int)
        rank = (rank + (margin >= margin_high).astype(int)).clip(upper=2)
        return rank.map({0: "normal", 1: "medium", 2: "high"}).astype("str").mask(amount.isna(), UNKNOWN)

    return pd.DataFrame({"value": level(amount), "value_amount": amount, "bought_value": level(year_amount)})


@step
def tier(
    bought_value: pd.Series,
    year_purchases: pd.Series,
    signed: pd.Series,
    *,
    as_of: pd.Timestamp,
    value_months: int,
    vip_purchases: int,
) -> pd.Series:
    """层级 by the purchases of the last 12 months; a 签约 in them counts as one purchase where there is none.

    [001 二] “将客户分为VIP客户、重要客户、普通客户和潜在客户”
    """
    signed_lately = signed > as_of - pd.DateOffset(months=value_months)
    deals = year_purchases.mask((year_purchases == 0) & signed_lately, 1)
    level = pd.Series("potential", index=deals.index, dtype="str").mask(deals > 0, "ordinary")
    level = level.mask(bought_value.isin(["high", "medium"]), "important")
    return level.mask((bought_value == "high") & (deals >= vip_purchases), "vip")


@step
def priority(
    stage: pd.Series,
    open: pd.Series,
    value: pd.Series,
    cycle: pd.Series,
    contact_drop_hit: pd.Series,
    purchase_drop_hit: pd.Series,
    complaint_rise_hit: pd.Series,
    feedback_open_hit: pd.Series,
    care_overdue_hit: pd.Series,
    *,
    stage_ranks: Mapping[str, int],
    value_ranks: Mapping[str, int],
    cycle_ranks: Mapping[str, int],
    weight_stage: float,
    weight_value: float,
    weight_cycle: float,
    priority_high: float,
    priority_medium: float,
) -> pd.DataFrame:
    """跟进优先级: points earned of the points possible for what is known; 成交 by risk and care, 流失 low.

    [000 3.2] “高意向、高价值、短周期的客户应给予最高优先级”
    """
    top = max(stage_ranks["closing"], 1)
    parts = {
        "stage": (stage.map(stage_ranks) / top, weight_stage),
        "value": (value.map(value_ranks) / max(value_ranks.values()), weight_value),
        "cycle": (cycle.map(cycle_ranks) / max(cycle_ranks.values()), weight_cycle),
    }
    earned = possible = pd.Series(0.0, index=stage.index)
    missing = pd.Series("", index=stage.index, dtype="str")
    for name, (share, weight) in parts.items():
        earned = earned + (share * weight).fillna(0.0)
        possible = possible + share.notna() * weight
        missing = missing.mask(share.isna(), missing + ";" + name)
    score = (100 * earned / possible).where(open)
    level = pd.Series("low", index=stage.index, dtype="str")
    level = level.mask(score >= priority_medium, "medium").mask(score >= priority_high, "high")
    won = stage == "won"
    warned = contact_drop_hit | purchase_drop_hit | complaint_rise_hit | feedback_open_hit
    level = level.mask(won & care_overdue_hit.fillna(False), "medium").mask(won & warned.fillna(False), "high")
    return pd.DataFrame(
        {
            "priority": level,
            "priority_score": score,
            "priority_missing": missing.str.removeprefix(";").where(open, ""),
        }
    )
