"""What the database keeps on each application of its steps, and of until when the company reads it.

An application's own trigger works it out, whoever writes the row. What it is made of lies in other tables, too: steps,
first days, days of the placement, time zones of its programmes. Where these change, their triggers empty
`last_step_at`, which makes the application's own trigger work it out anew. So nothing slips past, not even SQL. Whoever
changes the rule or one of its numbers lets the migration that renews the trigger do the same for all rows.
"""

from collections.abc import Iterable

import pgtrigger

from matching.constants import PROFILE_DAYS, UNDECIDED_DAYS, WORDS_DAYS, ApplicationState, FirstDayState
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor

KEPT = ("last_step_at", "waits_since", "answered_at", "profile_until", "words_until", "terms_zone")
"""The columns that nobody but the database writes."""


def _listed(states: Iterable[ApplicationState]) -> str:
    return ", ".join(f"'{state}'" for state in states)


UNDER_WAY = _listed(APPLICATION.states_where(is_final=False))
ANSWERS = _listed(APPLICATION.answers(Actor.ORGANISATION))

RULE = f"""
SELECT steps.last_step_at, steps.waits_since, steps.answered_at, terms.profile_until,
    greatest(terms.profile_until, terms.words_end), coalesce(ends.zone, '') {{into}}
FROM (
    SELECT coalesce(max(step.at), {{row}}.created_at) AS last_step_at,
        coalesce(max(step.at) FILTER (WHERE step.state = '{ApplicationState.RECEIVED}'), {{row}}.created_at)
            AS waits_since,
        min(step.at) FILTER (WHERE step.state IN ({ANSWERS}) AND NOT step.is_automatic) AS answered_at
    FROM matching_applicationevent AS step WHERE step.application_id = {{row}}.id
) AS steps
JOIN matching_placement AS placement ON placement.id = {{row}}.placement_id
LEFT JOIN matching_firstday AS first_day
    ON first_day.application_id = {{row}}.id AND first_day.state = '{FirstDayState.AGREED}'
LEFT JOIN LATERAL (
    SELECT (array_agg(each.zone ORDER BY timezone(each.zone, (each.day + 1)::timestamp) DESC, each.zone))[1] AS zone,
        max(timezone(each.zone, (each.day + 1 + {WORDS_DAYS})::timestamp)) AS words_end,
        max(timezone(each.zone, (
            coalesce(first_day.starts_on, greatest(placement.starts_on, each.day)) + 1 + {PROFILE_DAYS}
        )::timestamp)) AS profile_end
    FROM (
        SELECT programme.time_zone AS zone, timezone(programme.time_zone, steps.last_step_at)::date AS day
        FROM matching_posting AS posting JOIN programmes_programme AS programme ON programme.id = posting.programme_id
        WHERE posting.placement_id = placement.id
    ) AS each
) AS ends ON true
CROSS JOIN LATERAL (
    SELECT greatest(placement.expires_at, steps.last_step_at) + interval '{UNDECIDED_DAYS * 24} hours' AS ends_at
) AS undecided
CROSS JOIN LATERAL (
    SELECT CASE
            WHEN {{row}}.state IN ({UNDER_WAY}) THEN undecided.ends_at
            WHEN {{row}}.state = '{ApplicationState.ACCEPTED}' THEN ends.profile_end
            ELSE steps.last_step_at
        END AS profile_until,
        CASE
            WHEN {{row}}.state IN ({UNDER_WAY}) THEN undecided.ends_at + interval '{WORDS_DAYS * 24} hours'
            ELSE ends.words_end
        END AS words_end
) AS terms
"""  # noqa: S608  states and days of our own
"""The kept columns of one application, `{row}`, in their order. Days end where they end last, in the time zone of one
of the placement's programmes. The work starts on the day that both sides have agreed on; else on the placement's, or
on the day it was taken where that is later. `matching.queries.applicants` says what the terms mean."""

_COLUMNS = ("state", "placement_id", "created_at", *KEPT)
_BEFORE, _AFTER = (", ".join(f"{row}.{column}" for column in _COLUMNS) for row in ("OLD", "NEW"))
_KEEP = f"""
IF TG_OP = 'UPDATE' AND NEW.last_step_at IS NOT NULL AND ({_BEFORE}) IS NOT DISTINCT FROM ({_AFTER}) THEN
    RETURN NEW;
END IF;
IF TG_OP = 'INSERT' THEN  -- who changes the placement meanwhile waits, and finds this application
    PERFORM FROM matching_placement WHERE id = NEW.placement_id FOR SHARE;
END IF;
{RULE.format(row="NEW", into="INTO " + ", ".join(f"NEW.{column}" for column in KEPT)).strip()};
RETURN NEW;
"""
_FORGET = "UPDATE matching_application SET last_step_at = NULL WHERE {}; RETURN NULL;"
_OF_THE_PLACEMENT = "placement_id IN (NEW.placement_id, OLD.placement_id)"

KEEP_TERMS = pgtrigger.Trigger(
    name="keep_terms", operation=pgtrigger.Insert | pgtrigger.Update, when=pgtrigger.Before, func=_KEEP
)
TERMS_FOLLOW_STEPS = pgtrigger.Trigger(
    name="terms_follow_steps",
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("application_id", "state", "at", "is_automatic")
    | pgtrigger.Delete,
    when=pgtrigger.After,
    func=_FORGET.format("id IN (NEW.application_id, OLD.application_id)"),
)
TERMS_FOLLOW_FIRST_DAYS = pgtrigger.Trigger(
    name="terms_follow_first_days",
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("application_id", "state", "starts_on")
    | pgtrigger.Delete,
    when=pgtrigger.After,
    func=_FORGET.format("id IN (NEW.application_id, OLD.application_id)"),
)
TERMS_FOLLOW_PLACEMENT = pgtrigger.Trigger(
    name="terms_follow_placement",
    operation=pgtrigger.UpdateOf("expires_at", "starts_on"),
    when=pgtrigger.After,
    condition=pgtrigger.AnyChange("expires_at", "starts_on"),
    func=_FORGET.format("placement_id = NEW.id"),
)
TERMS_FOLLOW_PROGRAMMES = pgtrigger.Trigger(
    name="terms_follow_programmes",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("placement_id", "programme_id") | pgtrigger.Delete,
    when=pgtrigger.After,
    func="PERFORM FROM matching_placement WHERE id IN (NEW.placement_id, OLD.placement_id) ORDER BY id"
    f" FOR NO KEY UPDATE; {_FORGET.format(_OF_THE_PLACEMENT)}",
)
"""Where a programme changes its time zone, a trigger of migration 0018 does the same; that table is another app's."""
