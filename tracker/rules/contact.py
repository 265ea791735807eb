"""Whether a customer is contacted at all, too often, answers, and knows what comes next."""

import pandas as pd

from tracker.rules.registry import rule, step


@step
def known_since(first_contact: pd.Series, registered: pd.Series, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The earlier of 登记 and 首次接触, how many days ago that was, and how many 登记."""
    since = pd.concat([first_contact, registered], axis=1).min(axis=1).dt.normalize()
    registered_days = (as_of - registered.dt.normalize()).dt.days.astype("Int64")
    known_days = (as_of - since).dt.days.astype("Int64")
    return pd.DataFrame({"known_since": since, "known_days": known_days, "registered_days": registered_days})


@rule("customer", cite="last_record", field="next_follow", since="last_date", unknown="no_next_columns")
def no_next_step(
    open: pd.Series,
    potential_type: pd.Series,
    last_record: pd.Series,
    last_next_follow: pd.Series,
    last_trigger: pd.Series,
    last_has_next_follow: pd.Series,
    last_has_trigger: pd.Series,
    promise_stands: pd.Series,
) -> pd.Series:
    """未成交客户的最近一次联系，既没有下次跟进时间，也没有触发条件。

    [000 4.1] “下次跟踪时间：明确记录下次跟踪的具体时间或触发条件”
    """
    looked_at = open & ~potential_type & last_record.notna() & ~promise_stands
    nothing = last_next_follow.isna() & (last_trigger.fillna("") == "")
    knowable = last_has_next_follow.fillna(False) | last_has_trigger.fillna(False)
    return (looked_at & nothing).astype("boolean").mask(looked_at & ~knowable, pd.NA)


@rule("customer", since="known_since", after=("never_contacted_days", 1))
def never_contacted(
    open: pd.Series,
    potential_type: pd.Series,
    last_date: pd.Series,
    known_since: pd.Series,
    has_first_contact: pd.Series,
    has_registered: pd.Series,
    *,
    as_of: pd.Timestamp,
    never_contacted_days: int,
) -> pd.Series:
    """未成交客户登记超过 {never_contacted_days} 天，没有任何跟进记录。

    [000 1.2] “初次接触后应在客户印象深刻时尽快跟进”；天数为非种子默认
    """
    old = known_since < as_of - pd.Timedelta(days=never_contacted_days)
    contacted = last_date.dt.normalize() >= known_since
    looked_at = open & ~potential_type & ~contacted
    hit: pd.Series = (looked_at & old).astype("boolean")
    # with one of the two columns absent the earlier day is unknown, but nobody is contacted since any day
    unknown = ~(has_first_contact & has_registered) & ~(old & last_date.isna())
    return hit.mask(looked_at & unknown, pd.NA)


@rule("customer", since="over_since")
def over_contact(stage: pd.Series, recent_contacts: pd.Series, *, over_contact_times: int) -> pd.Series:
    """潜在客户最近 {over_contact_days} 天联系超过 {over_contact_times} 次。

    [000 4.1] “初步接触客户不宜过于频繁以免引起反感”；次数为非种子默认
    """
    return ((stage == "prospect") & (recent_contacts > over_contact_times)).astype("boolean")


@rule("customer", cite="last_record", field="response", since="last_date", unknown="no_response")
def silent(stage: pd.Series, unanswered: pd.Series) -> pd.Series:
    """最近 {silent_contacts} 次联系，客户都没有回应。

    [002 四] “合作意向度：客户对方案/报价的反馈积极性（主动沟通/被动回应/无回应）”
    """
    return unanswered & (stage != "lost")


@rule("customer", since="last_contact", after=("pool_warn_days",))
def pool_due(
    open: pd.Series,
    potential_type: pd.Series,
    last_contact: pd.Series,
    has_first_contact: pd.Series,
    *,
    as_of: pd.Timestamp,
    pool_days: int,
    pool_warn_days: int,
) -> pd.DataFrame:
    """未成交客户 {pool_warn_days} 天没有联系；满 {pool_days} 天建议收回公海。

    非种子默认
    """
    days = (as_of - last_contact.dt.normalize()).dt.days.astype("Int64")
    hit = open & ~potential_type & (days >= pool_warn_days).fillna(False)
    unknown = open & ~potential_type & last_contact.isna() & ~has_first_contact
    advice = pd.Series("later", index=days.index, dtype="str").mask((days >= pool_days).fillna(False), "now")
    return pd.DataFrame(
        {
            "hit": hit.astype("boolean").mask(unknown, pd.NA),
            "silent_days": days,
            "pool_advice": advice,
            "pool_in": pool_days - days,
        }
    )
