"""The funder's questions about one participant, answered on entry and on leaving."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.constants import Stage
from evaluation.facts import answers_at, fields_at
from evaluation.models import ParticipantRecord
from portal.core.arguments import check_names
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.users.models import User
from programmes.access import may
from programmes.models import Enrolment


class ImpossibleAnswer(DomainError):
    """An answer that can't be true; `field` says which."""

    message = _("This answer is not possible.")


class NotJoinedYet(WrongState):
    message = _("These questions open once you take part in the programme.")


class NotLeftYet(WrongState):
    message = _("These questions open once you have left the programme.")


@transaction.atomic
def answer_entry(*, enrolment: Enrolment, answers: Mapping[str, object], by: User) -> ParticipantRecord:
    """Store gender, date of birth, situation before joining and education of one participant.

    Answers may be corrected later; the history keeps what stood before. Answers that `answers` doesn't name stay.
    Raises NotAllowed, NotJoinedYet and ImpossibleAnswer.
    """
    record = _record_for(enrolment, by)
    if record.enrolment.entered_on is None:
        raise NotJoinedYet
    record.entry_answered_at = timezone.now()
    return _store(record, fields_at(Stage.ENTRY), answers)


@transaction.atomic
def answer_exit(*, enrolment: Enrolment, answers: Mapping[str, object], by: User) -> ParticipantRecord:
    """Store a participant's situation between the day of leaving and 28 days after.

    Raises NotAllowed, NotLeftYet and ImpossibleAnswer.
    """
    record = _record_for(enrolment, by)
    if record.enrolment.left_on is None:
        raise NotLeftYet
    record.exit_answered_at = timezone.now()
    return _store(record, fields_at(Stage.EXIT), answers)


def create_record(*, enrolment: Enrolment) -> None:
    """See to it that whoever has entered has a record to fill in."""
    if enrolment.entered_on is not None:
        ParticipantRecord.objects.get_or_create(
            enrolment_id=enrolment.pk, defaults={"birth_date": enrolment.person.birth_date}
        )


def create_records(*, enrolments: Sequence[Enrolment]) -> None:
    """The same for many, in one statement."""
    ParticipantRecord.objects.bulk_create(
        (
            ParticipantRecord(enrolment_id=each.pk, birth_date=each.person.birth_date)
            for each in enrolments
            if each.entered_on is not None
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def join_records(*, kept: Enrolment, gone: Enrolment, last: Enrolment) -> None:
    """Of two records about one participant the answers of the first entry stay, and those of the last exit.

    An entry answer that the first record lacks comes from the other. `last` is the enrolment with the later exit.
    """
    rows = ParticipantRecord.objects.select_for_update().filter(enrolment__in=[kept, gone])
    records = {row.enrolment_id: row for row in rows}
    other = records.get(gone.pk)
    if other is None:
        return
    record = records.get(kept.pk) or ParticipantRecord(enrolment=kept)
    taken = [each for each in answers_at(Stage.ENTRY) if getattr(record, each.field) == each.blank]
    if last == gone:
        taken += answers_at(Stage.EXIT)
        record.exit_answered_at = other.exit_answered_at
    for answer in taken:
        setattr(record, answer.field, getattr(other, answer.field))
    record.entry_answered_at = record.entry_answered_at or other.entry_answered_at
    record.save()


@transaction.atomic
def clear_exit_answers(*, enrolment: Enrolment) -> None:
    """Somebody came back: the answers of the first entry stay, those on leaving are asked anew."""
    for record in ParticipantRecord.objects.select_for_update().filter(enrolment=enrolment):
        for answer in answers_at(Stage.EXIT):
            setattr(record, answer.field, answer.blank)
        record.exit_answered_at = None
        record.save()


def _record_for(enrolment: Enrolment, by: User) -> ParticipantRecord:
    """The record, locked. Raises NotAllowed, which takes a record created just now back with it.

    The enrolment first: writing a record locks it (`evaluation/sql/facts.sql`), and so does whoever changes both.
    """
    Enrolment.objects.select_for_update(of=["self"], no_key=True).get(pk=enrolment.pk)
    ParticipantRecord.objects.get_or_create(enrolment_id=enrolment.pk)
    record: ParticipantRecord = (
        ParticipantRecord.objects.select_for_update(of=["self"])
        .select_related("enrolment")
        .get(enrolment=enrolment)
    )
    if not may(by, "change", record):
        raise NotAllowed
    return record


def _store(
    record: ParticipantRecord, fields: tuple[str, ...], answers: Mapping[str, object]
) -> ParticipantRecord:
    check_names(answers, known=fields)
    for field, answer in answers.items():
        setattr(record, field, answer)
    try:
        record.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise ImpossibleAnswer(messages[0], field=field if field in fields else None) from error
    record.save()
    return record
