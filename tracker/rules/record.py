"""Whether what is written down says something, and is kept: details of the need, checkable contents, commitments."""

import pandas as pd

from tracker.rules.registry import rule

APART = "/"  # between the details that a need lacks


@rule("row", field="need")
def need_detail(need: pd.Series, *, need_details: pd.DataFrame) -> pd.DataFrame:
    """需求概述写了设备采购或服务支持，却没有写明该有的细节（型号、数量、交付周期；响应时效、服务范围）。

    [002 二] “‘设备采购’需明确型号、数量、交付周期；‘服务支持’需明确响应时效、服务范围”
    """
    lacks = pd.Series("", index=need.index, dtype="str")
    for _, of in need_details.groupby("need", sort=False):
        speaks = need.str.contains(of.loc[of["detail"] == "", "pattern"].item())
        for detail, pattern in of.loc[of["detail"] != "", ["detail", "pattern"]].itertuples(index=False):
            lacks = lacks.mask(speaks & ~need.str.contains(pattern), lacks + APART + detail)
    return pd.DataFrame({"hit": (lacks != "").astype("boolean"), "need_lacks": lacks.str.removeprefix(APART)})


@rule("followup", field="content", since="day")
def vague_record(content: pd.Series, vague: pd.Series) -> pd.Series:
    """跟进内容没有写下任何可以核对的事实。

    [000 2.2] “避免模糊的描述，如‘客户感兴趣’，应记录为‘客户对XX产品的Y功能表示关注，并询问了具体的应用案例’”
    """
    return (vague & (content != "")).fillna(False).astype("boolean")


@rule("customer", cite="last_record", field="next_action", since="commitment_due", after=(1,))
def commitment_overdue(
    last_record: pd.Series,
    commitment_due: pd.Series,
    last_has_next_action: pd.Series,
    last_refused: pd.Series,
    stage: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> pd.DataFrame:
    """最近一次联系的下一步行动写明了日期，日期已过，此后没有再联系。

    [002 三] “下一步行动（如‘3月10日前发送对比表’）……保证行动项有人跟进”
    """
    known = last_record.isna() | last_has_next_action.fillna(False).astype(bool)
    days = (as_of - commitment_due).dt.days.astype("Int64")
    hit = (commitment_due < as_of).astype("boolean").mask(~known, pd.NA)
    # what is to be done of it: nobody goes on as agreed with who said no, or has left
    how = pd.Series("agreed", index=days.index, dtype="str").mask(last_refused.fillna(False).astype(bool), "refused")
    return pd.DataFrame({"hit": hit, "commitment_days": days, "commitment_step": how.mask(stage == "lost", "lost")})


@rule("customer", cite="last_record", field="feedback", since="last_date", after=("refusal_days",))
def stopped_after_refusal(
    open: pd.Series,
    last_date: pd.Series,
    last_refused: pd.Series,
    *,
    as_of: pd.Timestamp,
    refusal_days: int,
    note_days: int,
) -> pd.DataFrame:
    """未成交客户最近一次表示拒绝，{refusal_days} 天没有再联系。

    [003 结尾] “如果遭到客户的拒绝后马上就停止了跟进，那么无疑是浪费你的时间”；天数为非种子默认
    """
    days = (as_of - last_date.dt.normalize()).dt.days.astype("Int64")
    stopped = days.between(refusal_days, note_days).fillna(False)
    return pd.DataFrame({"hit": (open & last_refused & stopped).astype("boolean"), "refused_days": days})
