"""How reliably and how soon organisations answer; `matching.models.answer_figure` says what counts."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor

COUNTED_DAYS = timedelta(days=365)
COUNTS_AFTER = timedelta(days=14)
UNREAD = timedelta(hours=1)
"""Who declines sooner than that, without having opened the application, has not read it."""

_RECKON = """
WITH sent AS (
    SELECT application.*, placement.organisation_id,
        CASE WHEN answered_at < waits_since THEN application.created_at ELSE waits_since END AS sent_at
    FROM matching_application AS application JOIN matching_placement AS placement ON placement.id = placement_id
    WHERE application.created_at > %(since)s
), figures AS (
    SELECT organisation_id, count(*) AS counted, count(answered_at) AS answered,
        percentile_disc(0.5) WITHIN GROUP (
            ORDER BY greatest(1, ceil(extract(epoch FROM answered_at - sent_at) / 86400))::integer
        ) FILTER (WHERE answered_at IS NOT NULL) AS days
    FROM sent
    WHERE CASE
        WHEN answered_at IS NULL THEN
            CASE WHEN state = ANY(%(waiting)s) THEN %(now)s ELSE last_step_at END - sent_at >= %(after)s
        ELSE answered_at - sent_at >= %(unread)s OR EXISTS (
            SELECT FROM matching_applicationevent AS step
            WHERE step.application_id = sent.id AND step.state = 'viewed'
        )
    END
    GROUP BY organisation_id
), gone AS (
    DELETE FROM matching_answerfigure AS figure
    WHERE NOT EXISTS (SELECT FROM figures WHERE figures.organisation_id = figure.organisation_id)
)
INSERT INTO matching_answerfigure (organisation_id, counted, answered, days)
SELECT organisation_id, counted, answered, days FROM figures
ON CONFLICT (organisation_id)
DO UPDATE SET counted = excluded.counted, answered = excluded.answered, days = excluded.days
WHERE (matching_answerfigure.counted, matching_answerfigure.answered, matching_answerfigure.days)
    IS DISTINCT FROM (excluded.counted, excluded.answered, excluded.days)
"""


@transaction.atomic
def reckon_answers() -> int:
    """Reckon the figures of all organisations anew, in one statement. Returns how many have changed."""
    now = timezone.now()
    values: dict[str, Any] = {
        "since": now - COUNTED_DAYS,
        "now": now,
        "after": COUNTS_AFTER,
        "unread": UNREAD,
        "waiting": [str(state) for state in APPLICATION.states_where(waits_for=Actor.ORGANISATION)],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECKON, values)
        return cursor.rowcount
