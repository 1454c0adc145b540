"""What of an erased person's answers must stay: those of participations that a funder may still check."""

from evaluation.models import ParticipantRecord
from portal.privacy.extensions import Kept
from portal.users.models import User
from programmes.queries.kept import kept_for_funders


def kept_records(user: User) -> dict[str, dict[int, Kept]]:
    """The figures rest on them, so they stay as long as the participation."""
    enrolments = kept_for_funders(user)["programmes.enrolment"]
    rows = ParticipantRecord.objects.filter(enrolment__in=enrolments.keys()).values_list("pk", "enrolment")
    return {
        "evaluation.participantrecord": {record: enrolments[enrolment] for record, enrolment in rows},
        "evaluation.participantfact": enrolments,
    }
