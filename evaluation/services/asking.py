"""Asking participants for answers that the funder needs and that are missing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.constants import Stage
from evaluation.models import ParticipantRecord
from evaluation.notices import AnswersAsked
from portal.core.errors import DomainError, NotAllowed
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import may_administer
from programmes.workflows.hours import COUNTS_AS_PARTICIPANT


class NobodyToAsk(DomainError):
    message = _("This person has no account. Ask them on paper, and enter the answers for them.")


class NoParticipantYet(DomainError):
    message = _("This person doesn’t have the hours yet after which the funder asks.")


class NothingMissing(DomainError):
    message = _("The answers are there by now.")


@transaction.atomic
def ask_for_answers(*, record: ParticipantRecord, stage: Stage, by: User) -> None:
    """Write to a participant that answers are missing, once a day at most; the link leads to the questions.

    Raises NotAllowed, NoParticipantYet, NothingMissing and NobodyToAsk.
    """
    if not may_administer(by, "change", record):
        raise NotAllowed
    enrolment = record.enrolment
    if enrolment.hours_standing not in COUNTS_AS_PARTICIPANT:
        raise NoParticipantYet
    is_there = record.is_answered if stage == Stage.ENTRY else record.exit_answered_at is not None
    if is_there:
        raise NothingMissing
    person = enrolment.person
    if person.is_unclaimed or not person.is_active:
        raise NobodyToAsk
    notice = AnswersAsked(
        enrolment=enrolment.pk,
        programme=enrolment.programme.acronym,
        slug=enrolment.programme.slug,
        stage=stage.value,
        day=timezone.localdate().isoformat(),
    )
    notify(person, notice)
