"""What threatens a customer: a budget too small, no progress, fewer contacts."""

import pandas as pd

from tracker.rules.registry import rule
from tracker.rules.stage import has_tag


@rule("customer", cite="budget_short_cited", field="budget", since="budget_short_since", unknown="budget_unknown")
def budget_short(
    open: pd.Series,
    budget_short: pd.Series,
    budget_short_why: pd.Series,
    budget_short_note: pd.Series,
    budget_short_day: pd.Series,
    week: pd.Series,
) -> pd.DataFrame:
    """未成交客户的预算低于最低的有效报价，或客户的反馈、风险标签说预算不足。

    [002 二] “预算不足（客户反馈预算低于方案报价）”
    """
    return pd.DataFrame(
        {
            "hit": budget_short & open,
            **_cited("budget_short", budget_short_why, budget_short_note, budget_short_day, week),
        }
    )


@rule("customer", cite="complex_decision_cited", since="complex_decision_since", field="decision")
def complex_decision(
    open: pd.Series,
    complex_decision_said: pd.Series,
    complex_decision_note: pd.Series,
    complex_decision_day: pd.Series,
    week: pd.Series,
    risk_tags: pd.Series,
    decision: pd.Series,
    decision_complex: pd.Series,
    has_risk_tags: pd.Series,
    has_decision: pd.Series,
) -> pd.DataFrame:
    """未成交客户的决策要经过多个部门或多级审批：反馈、决策流程或风险标签这样写。

    [002 二] “决策链复杂（需多部门审批）”
    """
    causes = {
        "note": complex_decision_said.fillna(False),
        "decision": decision_complex.astype("boolean").mask(~has_decision, pd.NA),
        "tag": has_tag(risk_tags, "complex_decision").mask(~has_risk_tags, pd.NA),
    }
    caused = _caused(open, causes, "complex_why")
    cited = _cited("complex_decision", caused["complex_why"], complex_decision_note, complex_decision_day, week)
    return caused.assign(**cited)


@rule("customer", cite="competitor_cited", since="competitor_since", field="competitor")
def competitor(
    open: pd.Series,
    competitor_said: pd.Series,
    competitor_note: pd.Series,
    competitor_day: pd.Series,
    week: pd.Series,
    risk_tags: pd.Series,
    competitor_named: pd.Series,
    has_risk_tags: pd.Series,
    has_competitor: pd.Series,
) -> pd.DataFrame:
    """未成交客户提到其他供应商：反馈、竞争对手或风险标签这样写。

    [002 二] “竞争对手干扰（客户提及其他供应商）”
    """
    causes = {
        "note": competitor_said.fillna(False),
        "field": competitor_named.astype("boolean").mask(~has_competitor, pd.NA),
        "tag": has_tag(risk_tags, "competitor").mask(~has_risk_tags, pd.NA),
    }
    caused = _caused(open, causes, "competitor_why")
    return caused.assign(**_cited("competitor", caused["competitor_why"], competitor_note, competitor_day, week))


def _cited(rule: str, why: pd.Series, note: pd.Series, day: pd.Series, week: pd.Series) -> dict[str, pd.Series]:
    """Where a risk stands and since when: at the note that says so, since its day; else at the customer's row."""
    noted = why == "note"
    return {f"{rule}_cited": note.where(noted), f"{rule}_since": day.where(noted, week)}


def _caused(open: pd.Series, causes: dict[str, pd.Series], name: str) -> pd.DataFrame:
    """Hit where a cause holds of an open customer, unknown where one might; the first that holds is the one told."""
    hit, why = pd.Series(False, index=open.index, dtype="boolean"), pd.Series("", index=open.index, dtype="str")
    for cause, holds in causes.items():
        hit = hit | holds
        why = why.mask((why == "") & holds.fillna(False), cause)
    return pd.DataFrame({"hit": open.astype("boolean") & hit, name: why})


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


@rule("customer", field="match")
def observe_suggested(
    open: pd.Series,
    match: pd.Series,
    stalled_hit: pd.Series,
    need: pd.Series,
    need_before: pd.Series,
    promise_stands: pd.Series,
    follow_status: pd.Series,
    has_match: pd.Series,
    has_follow_status: pd.Series,
) -> pd.DataFrame:
    """匹配度低，或长期无进展而需求没有变化的未成交客户，没有未到期的约定：建议转为观察期。

    [002 四] “低匹配度或长期无进展客户：降低跟进频率，转为‘观察期’，或尝试挖掘新需求”
    """
    poor = (match == "low").astype("boolean").mask(~has_match, pd.NA)
    same = (need == need_before).astype("boolean").mask(need_before.isna(), pd.NA)
    elsewhere = (follow_status != "observe").astype("boolean").mask(~has_follow_status, pd.NA)
    looked_at = elsewhere & open & ~promise_stands
    why = pd.Series("stalled", index=open.index, dtype="str").mask(poor.fillna(False), "poor")
    return pd.DataFrame({"hit": looked_at & (poor | (stalled_hit & same)), "observe_why": why})


@rule("customer", unknown="grade_or_history")
def regrade_due(
    open: pd.Series, grade: pd.Series, grade_before: pd.Series, registered_days: pd.Series, *, stalled_days: int
) -> pd.Series:
    """意向等级 C 或 D，与 {stalled_days} 天前一样。

    [003 六] “有些客户是C、D类的，如果多跟踪，客户的需求是会改变的……适时的划定您客户的需求”；天数为非种子默认
    """
    looked_at = open & grade.isin(["C", "D"])
    young = (registered_days < stalled_days).fillna(False)
    hit = (looked_at & (grade == grade_before)).astype("boolean")
    unknown = (grade == "pending") | (grade_before == "pending") | (grade_before.isna() & ~young)
    ungraded = open & grade.isin(["C", "D", "pending"])
    return hit.mask(ungraded & unknown & ~(young & grade_before.isna()), pd.NA)


@rule("customer", since="contact_drop_since")
def contact_drop(
    stage: pd.Series,
    deal: pd.Series,
    contacts_recent: pd.Series,
    contacts_before: pd.Series,
    contacts_dropped: pd.Series,
    has_signed: pd.Series,
    *,
    as_of: pd.Timestamp,
    drop_grace_days: int,
    drop_share: float,
    drop_min_before: int,
) -> pd.DataFrame:
    """成交满一个月再过 {drop_grace_days} 天后，
    近 {drop_window_days} 天的联系不到此前同样天数的一半（此前至少 {drop_min_before} 次）。

    [002 六] “预警信号识别：客户沟通频次显著降低”；比例和天数为非种子默认
    """
    grown_up = deal + pd.DateOffset(months=1) + pd.Timedelta(days=drop_grace_days)
    fewer = (contacts_recent <= drop_share * contacts_before) & (contacts_before >= drop_min_before)
    won = stage == "won"
    hit = (won & (grown_up <= as_of) & fewer).astype("boolean").mask(won & ~has_signed & deal.isna(), pd.NA)
    since = pd.concat([grown_up, contacts_dropped], axis=1).max(axis=1)
    return pd.DataFrame({"hit": hit, "contact_drop_since": since})
