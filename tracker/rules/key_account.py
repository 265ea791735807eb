"""大客户: the record of the development, who went, who serves, who confirmed."""

import pandas as pd

from tracker.rules.registry import rule


@rule("development", since="week", unknown="form_columns")
def development_incomplete(lacks: pd.Series, form_whole: pd.Series) -> pd.Series:
    """大客户开发记录缺少表上应填的内容；已成交或流失的，没有写成败原因。

    [004 七] “无论客户开发是否成功，相关销售人员均需填写大客户开发记录表，对大客户的开发过程进行总结”
    """
    hit: pd.Series = (lacks != "").astype("boolean")
    return hit.mask(~hit & ~form_whole, pd.NA)


@rule("customer", "development", field="contacts_typed")
def count_mismatch(
    contacts_typed: pd.Series,
    contacts: pd.Series,
    duration_typed: pd.Series,
    duration: pd.Series,
    has_contacts_typed: pd.Series,
    has_duration_typed: pd.Series,
    *,
    duration_tolerance_days: int,
) -> pd.DataFrame:
    """填写的累计接触次数或开发总时间，与跟进和拜访记录算出来的不一致。

    [004 七] 大客户开发记录表：“累计接触次数、开发总时间”；相差几天以内算一致为非种子默认
    """
    times = (contacts_typed.notna() & (contacts_typed != contacts)).astype("boolean").mask(~has_contacts_typed, pd.NA)
    apart = (duration_typed - duration).abs() > duration_tolerance_days
    long = (duration_typed.notna() & duration.notna() & apart).astype("boolean")
    long = long.mask(~has_duration_typed & duration.notna(), pd.NA)  # a customer's row has no such field
    why = pd.Series("contacts", index=times.index, dtype="str").mask(long.fillna(False), "duration")
    why = why.mask(long.fillna(False) & times.fillna(False), "both")
    cited = why.map({"contacts": "contacts_typed", "duration": "duration_typed", "both": "contacts_typed"})
    return pd.DataFrame({"hit": times | long, "count_why": why, "count_mismatch_field": cited})


@rule("customer", field="key_account")
def visitor_rank(key_account: pd.Series, led: pd.Series, has_key_account: pd.Series) -> pd.Series:
    """大客户还没有部门经理以上的人去拜访过。

    [004 六] “客户的拜访由公司部门经理以上人员实施”
    """
    return _key(key_account, has_key_account) & ~led


@rule("customer", field="key_account", unknown="no_team_sheet")
def team_incomplete(key_account: pd.Series, team_lacks: pd.Series, has_key_account: pd.Series) -> pd.Series:
    """大客户的服务团队缺少部门经理、销售人员或技术支持。

    [004 八] “大客户服务团队构成表：部门经理、销售人员、技术支持”
    """
    lacks = (team_lacks != "").astype("boolean").mask(team_lacks.isna(), pd.NA)
    return _key(key_account, has_key_account) & lacks


def _key(key_account: pd.Series, has_key_account: pd.Series) -> pd.Series:
    return (key_account == "yes").astype("boolean").mask(~has_key_account, pd.NA)


@rule("customer", field="confirmed")
def key_account_unconfirmed(
    key_account: pd.Series,
    margin: pd.Series,
    value: pd.Series,
    confirmed: pd.Series,
    has_key_account: pd.Series,
    has_margin: pd.Series,
    has_confirmed: pd.Series,
    *,
    margin_high: float,
    denials: frozenset[str],
) -> pd.DataFrame:
    """大客户（或利润率不低于 {margin_high} 的高价值客户）没有总经理确认。

    [004 一] “销售相关人员与总经理通过对潜在客户的风险评估，正式确认大客户”；利润率为非种子默认
    """
    key = _key(key_account, has_key_account)
    good = (margin >= margin_high).astype("boolean").mask(~has_margin, pd.NA)
    unconfirmed = ((confirmed == "") | confirmed.isin(denials)).astype("boolean").mask(~has_confirmed, pd.NA)
    why = pd.Series("margin", index=key.index, dtype="str").mask(key.fillna(False), "key")
    worth = (value == "high").astype("boolean").mask(value == "pending", pd.NA)
    return pd.DataFrame({"hit": (key | (good & worth)) & unconfirmed, "key_why": why})
