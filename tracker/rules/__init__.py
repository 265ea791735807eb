"""Every step in the order it is taken, and every rule in the order of the rulebook."""

from tracker.rules import clocks, contact, entry, grade, identity, quality, risk, stage
from tracker.rules.registry import Rule, Step

ANSWERS: tuple[Step, ...] = (
    contact.known_since,
    stage.potential_type,
    stage.need_filled,
    stage.need_dates,
    stage.budget_against_quote,
    stage.stage,
    grade.need_priority,
    grade.cycle,
    grade.grade,
    grade.value,
    clocks.promise,
    clocks.cadence,
    clocks.review,
    clocks.due_status,
)

RULES: tuple[Rule, ...] = (
    quality.missing_required,
    quality.bad_value,
    quality.short_name,
    quality.no_contact_way,
    quality.dates_out_of_order,
    quality.future_record,
    identity.unknown_customer,
    identity.link_conflict,
    identity.duplicate,
    identity.clash,
    entry.late_registration,
    entry.late_entry,
    entry.pending_audit,
    contact.no_next_step,
    clocks.promise_overdue,
    clocks.cadence_overdue,
    clocks.care_overdue,
    clocks.review_overdue,
    contact.never_contacted,
    contact.over_contact,
    risk.budget_short,
    risk.stalled,
    contact.silent,
    risk.contact_drop,
    stage.stage_conflict,
    stage.need_date_passed,
    contact.pool_due,
)

LAST_ANSWERS: tuple[Step, ...] = (grade.priority,)
