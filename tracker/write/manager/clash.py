"""撞单: each customer whom several people have, what each says of it, and whom two people perhaps both have."""

import pandas as pd

from tracker.write.manager import parts
from tracker.write.manager.block import COMPANY, NEXT_STEP, STAGE, WHO, Column
from tracker.write.manager.draft import TOP, Draft

CLAIMED = (COMPANY, Column("owners", 18, "wrap"), Column("stages", 24, "wrap"), Column("last_contact", 12, "date"))
WORKED = (  # how far each has come, and where that stands
    Column("registered", 12, "date"),
    Column("last_contact", 12, "date"),
    Column("contacts", 9, "count"),
    NEXT_STEP,
    Column("at_row", 10, "source"),
    Column("file", 36, "wrap"),
)
CLAIMS = (*WHO, *WORKED)
PERHAPS = (COMPANY, Column("owner", 18), Column("alike", 24, "wrap"), STAGE, Column("pair", 9, "count"), *WORKED)
WIDTHS = (34, 18, 24, 12, 9, 12, 12, 9, 40, 10, 36)


def write(draft: Draft, ledger: pd.DataFrame, suspected: pd.DataFrame) -> None:
    """Writes the lists; the figure counts the customers, once each. `suspected`: two rows for each pair."""
    draft.start("clash", WIDTHS)
    words = draft.words
    claims = ledger[ledger["clash"]].sort_values(["customer_key", "number"], kind="stable").reset_index(drop=True)
    claimed = claims
    if len(claims):
        named = claims["owner"].mask(claims["owner"] == "", words["nobody"])
        stage = claims["stage"].map(draft.vocabulary("stage"))
        of = claims.assign(owner=named, stage_word=stage).groupby("customer_key")
        claimed = claims.drop_duplicates("customer_key").set_index("customer_key")
        claimed = claimed.assign(
            owners=of["owner"].agg(words["join"].join),
            stages=of["stage_word"].agg(words["join"].join),
            last_contact=of["last_contact"].max(),
        ).reset_index()
        claims = claims.assign(at_row=parts.rows_of(claims))
    pairs = suspected["pair"].nunique() if len(suspected) else 0
    none = words.fill("none_clash_but", count=pairs) if pairs else ""
    after = parts.listed(draft, "clash", TOP, "clash", claimed, CLAIMED, none=none)
    draft.record("clash", "clash", TOP + 2, 0, claimed["customer_key"].mask(claimed["customer_key"].notna(), "all"))
    if len(claims):
        after = parts.listed(draft, "clash", after, "claims", claims, CLAIMS)
    if pairs:
        perhaps = suspected.assign(at_row=parts.rows_of(suspected), next_step=words["suspected_step"])
        parts.listed(draft, "clash", after, "suspected", perhaps, PERHAPS, count=pairs)
