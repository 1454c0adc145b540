"""What was answered about rows that were found for the reader."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from programmes.models import Questionnaire, Response


def responses_about(rows: Sequence[Model]) -> dict[int, list[Response]]:
    """Of rows of one model, by their key, what was answered about each, with all that it says."""
    found: dict[int, list[Response]] = {}
    for response in Response.objects.about(*rows).with_answers():
        found.setdefault(response.about_key, []).append(response)
    return found


def response_about(row: Model, questionnaire: Questionnaire) -> Response | None:
    """What was answered to this questionnaire about a row about which one side alone is asked."""
    rows = Response.objects.about(row).filter(version__questionnaire=questionnaire)
    return rows.select_related("version").first()
