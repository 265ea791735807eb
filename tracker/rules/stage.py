"""阶段、预算不足和需求时间: what stage a customer is in, on which evidence, and how soon he needs it."""

from collections.abc import Mapping

import pandas as pd

from tracker.rules.registry import rule, step

OPEN = ("prospect", "interested", "hot", "closing")


@step
def budget_against_quote(
    lowest_quote: pd.Series, budget_high: pd.Series, risk_tags: pd.Series, budget_short_said: pd.Series
) -> pd.DataFrame:
    """Whether the budget is below the lowest open quote, or the notes or a tag say so; unknown unless both are known.

    [002 二] “预算不足（客户反馈预算低于方案报价）”
    """
    tagged = has_tag(risk_tags, "budget_short")
    noted = budget_short_said.fillna(False).astype("boolean")
    both = lowest_quote.notna() & budget_high.notna()
    dearer = (lowest_quote > budget_high).astype("boolean").mask(~both, pd.NA)
    why = pd.Series("tag", index=tagged.index).mask(dearer.fillna(False), "quote").mask(noted, "note")
    return pd.DataFrame({"budget_short": dearer | tagged | noted, "budget_short_why": why})


def has_tag(risk_tags: pd.Series, tag: str) -> pd.Series:
    """Whether the 风险标签 hold a tag."""
    return risk_tags.str.split(";").map(lambda tags: tag in tags).astype("boolean")


@step
def deal(signed: pd.Series, first_purchase: pd.Series) -> pd.DataFrame:
    """The day that somebody became a customer: 签约日期, else the first purchase."""
    return pd.DataFrame({"deal": signed.fillna(first_purchase)})


@step
def potential_type(lead_type: pd.Series) -> pd.Series:
    """Whether the lead is 潜在型, which need not be followed up.

    [003 二] “此类客户不需要刻意跟踪，但要关注”
    """
    return lead_type == "potential"


@step
def need_filled(need: pd.Series, has_need: pd.Series) -> pd.Series:
    """Whether 需求概述 says anything; unknown where the column is absent."""
    return (need != "").astype("boolean").mask(~has_need, pd.NA)


@step
def need_dates(
    need_date: pd.Series,
    expected_close: pd.Series,
    has_need_date: pd.Series,
    has_expected_close: pd.Series,
    *,
    as_of: pd.Timestamp,
    need_date_grace_days: int,
) -> pd.DataFrame:
    """The need date (first of 需求时间 and 预计成交日期 not more than 30 days past), that for the cycle (the other way
    round), the first that is filled, and whether any column is there. Rulebook section 5, need date."""
    oldest = as_of - pd.Timedelta(days=need_date_grace_days)
    needed, closing = need_date.where(need_date >= oldest), expected_close.where(expected_close >= oldest)
    return pd.DataFrame(
        {
            "need_due": needed.fillna(closing),
            "cycle_due": closing.fillna(needed),
            "need_date_first": need_date.fillna(expected_close),
            "need_date_name": pd.Series("need_date", index=need_date.index).mask(need_date.isna(), "expected_close"),
            "need_dated": has_need_date | has_expected_close,
        }
    )


@step
def stage(
    signed: pd.Series,
    last_purchase: pd.Series,
    ended: pd.Series,
    stage_declared: pd.Series,
    quote: pd.Series,
    need_filled: pd.Series,
    budget_low: pd.Series,
    budget_high: pd.Series,
    budget_short: pd.Series,
    *,
    stage_ranks: Mapping[str, int],
) -> pd.DataFrame:
    """The stage and its evidence: hard evidence first, then what was declared or quoted, then need and budget.

    [000 3.1] “潜在客户（初步接触）、意向客户（有明确需求）、高意向客户（方案沟通/报价阶段）、准客户（合同谈判中）”
    [002 二] “成交客户（已签约）、流失客户（终止合作）”
    """
    budget_known = budget_low.notna() | budget_high.notna()
    interested = need_filled.fillna(False) & budget_known & ~budget_short.fillna(False)
    hard, hard_evidence = _hard(signed, last_purchase, ended)
    quoted = quote.notna() & (stage_declared.map(stage_ranks).fillna(-1) <= stage_ranks["hot"])
    settled = stage_declared.isin(["won", "lost"])
    stage = pd.Series("prospect", index=signed.index, dtype="str").mask(interested, "interested")
    evidence = pd.Series("nothing", index=signed.index, dtype="str").mask(interested, "need")
    declared = stage_declared != ""
    stage, evidence = stage.mask(declared, stage_declared), evidence.mask(declared, "declared")
    stage, evidence = stage.mask(quoted & ~settled, "hot"), evidence.mask(quoted & ~settled, "quote")
    stage, evidence = stage.mask(hard != "", hard), evidence.mask(hard != "", hard_evidence)
    return pd.DataFrame({"stage": stage, "stage_evidence": evidence, "open": stage.isin(OPEN), "hard_stage": hard})


def _hard(signed: pd.Series, last_purchase: pd.Series, ended: pd.Series) -> tuple[pd.Series, pd.Series]:
    bought, contract = last_purchase.notna(), signed.notna()
    over = ended.notna() & ~(signed > ended) & ~(last_purchase > ended)
    contract &= ended.isna() | (signed > ended)  # what an end took back is no evidence
    stage = pd.Series("", index=signed.index, dtype="str").mask(bought | contract, "won").mask(over, "lost")
    evidence = pd.Series("", index=signed.index, dtype="str").mask(bought, "bought").mask(contract, "signed")
    return stage, evidence.mask(over, "ended")


@rule("customer", field="stage_declared")
def stage_conflict(
    stage_declared: pd.Series,
    hard_stage: pd.Series,
    signed: pd.Series,
    purchases: pd.Series,
    ended: pd.Series,
    last_date: pd.Series,
    need: pd.Series,
    budget_short: pd.Series,
    budget_short_why: pd.Series,
    has_stage_declared: pd.Series,
    has_signed: pd.Series,
    has_ended: pd.Series,
    has_need: pd.Series,
) -> pd.DataFrame:
    """申报的客户阶段与签约、终止、需求和预算的事实不一致。

    [002 二] “意向客户（有明确需求且预算匹配）、成交客户（已签约）、流失客户（终止合作）”
    """
    # the first reason that holds is the one told
    won, lost, interested = (stage_declared == code for code in ("won", "lost", "interested"))
    reasons = {
        "hard": _known(
            (hard_stage != "") & (stage_declared != "") & (hard_stage != stage_declared),
            (hard_stage != "") | (stage_declared == "") | (has_signed & has_ended),
        ),
        "unsigned": _known(won & signed.isna() & (purchases == 0), ~won | has_signed | (purchases > 0)),
        "not_ended": _known(lost & ended.isna(), ~lost | has_ended),
        "contact_after": lost & (last_date.dt.normalize() > ended),
        "no_need": _known(interested & (need == ""), ~interested | has_need),
        **{  # on what evidence: a note or a tag names no quote
            f"budget_{why}": interested & budget_short.fillna(False) & (budget_short_why == why)
            for why in ("note", "quote", "tag")
        },
    }
    hit = pd.Series(False, index=won.index, dtype="boolean")
    why = pd.Series("", index=won.index, dtype="str")
    for name, holds in reasons.items():
        why = why.mask((why == "") & holds.fillna(False), name)
        hit = hit | holds.astype("boolean")
    return pd.DataFrame({"hit": hit.mask(~has_stage_declared, pd.NA), "conflict": why})


def _known(condition: pd.Series, known: pd.Series) -> pd.Series:
    return condition.astype("boolean").mask(~known, pd.NA)


@rule("customer", field="need_date", since="need_date_first", after=(1,), unknown="no_need_dates")
def need_date_passed(
    open: pd.Series, need_date_first: pd.Series, need_dated: pd.Series, *, as_of: pd.Timestamp
) -> pd.Series:
    """未成交客户填写的需求时间或预计成交日期已经过去。

    [002 二] “每次跟进客户后，根据沟通结果动态调整标签”
    """
    return _known(open & (need_date_first < as_of), need_dated | ~open)
