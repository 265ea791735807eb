"""What the customers' notes say: of each record, and of each customer the latest note that speaks of a subject."""

from collections.abc import Mapping

import pandas as pd

from tracker import notes
from tracker.settings import Settings
from tracker.typed import Typed

SUBJECTS = ("budget_short", "complex_decision", "competitor", "refusal", "ending", "price_objection")


def records(read: Mapping[str, Typed], settings: Settings) -> pd.DataFrame:
    """record, subject, says (True raises, False denies), phrase (its words), field (whose text it is): one line for each
    subject that a record speaks of. Of several texts of a record the one that raises it decides."""
    fields = settings.tables["note_fields"]
    parts = [
        notes.read(read[kind].rows[field], settings).assign(field=field)
        for kind, field in zip(fields["kind"], fields["field"], strict=True)
        if kind in read
    ]
    said = pd.concat(parts, ignore_index=True).sort_values("says", ascending=False, kind="stable")
    return said.drop_duplicates(["record", "subject"], ignore_index=True)


def latest(said: pd.DataFrame, pairs: pd.DataFrame, customers: pd.Index, as_of: pd.Timestamp, days: int) -> pd.DataFrame:
    """Of each customer and subject the latest note not older than `days`: <subject>_said (boolean, NA where nobody
    speaks of it), <subject>_note (the record), <subject>_phrase. `pairs`: customer, record, in time order."""
    age = (as_of - pairs["date"].dt.normalize()).dt.days
    recent = pairs.loc[age <= days, ["customer", "record"]].reset_index(names="order")
    spoken = recent.merge(said, on="record").sort_values("order", kind="stable")
    last = spoken.drop_duplicates(["customer", "subject"], keep="last")
    columns: dict[str, pd.Series] = {}
    for subject in SUBJECTS:
        of = last[last["subject"] == subject].set_index("customer").reindex(customers)
        columns[f"{subject}_said"] = of["says"].astype("boolean")
        columns[f"{subject}_note"] = of["record"].astype("Int64")
        columns[f"{subject}_phrase"] = of["phrase"].astype("str").fillna("")
    return pd.DataFrame(columns, index=customers)
