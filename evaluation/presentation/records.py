"""Participant records as evaluators read them."""

from django.utils.translation import gettext as _

from evaluation.facts import missing_fields
from evaluation.models import ParticipantRecord


def missing_answer_names(record: ParticipantRecord | None) -> list[str]:
    """What a participant can't be reported without and has not answered, in short words for a list."""
    names = {
        "gender": _("gender"),
        "birth_date": _("date of birth"),
        "status_entry": _("situation before joining"),
        "isced_entry": _("education"),
    }
    return [names[field] for field in missing_fields(record)]
