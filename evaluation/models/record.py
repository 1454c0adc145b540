from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from evaluation.constants import (
    IMMEDIATE_RESULT_DAYS,
    MAXIMUM_AGE,
    MINIMUM_AGE,
    EmploymentStatus,
    Gender,
)
from evaluation.facts import declined_fields, missing_fields
from evaluation.querysets import ParticipantRecordQuerySet, unanswered
from matching.constants import DegreeLevel
from portal.core.dates import check_year, check_year_of_birth
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from portal.core.page_messages import worded
from programmes.models import Enrolment
from programmes.scoping import Scoped


def age_on(day: date, birth_date: date) -> int:
    """Full years of age on `day`; negative before birth."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def entry_problems(entered_on: date | None, birth_date: date | None) -> dict[str, StrOrPromise]:
    """What is impossible about the entry answers: field → sentence."""
    if entered_on is None or birth_date is None:
        return {}
    if birth_date >= entered_on:
        return {"birth_date": _("The date of birth must be before the day of joining.")}
    if not MINIMUM_AGE <= age_on(entered_on, birth_date) <= MAXIMUM_AGE:
        return {
            "birth_date": _("This would be an age of %(age)d on joining. Check the year.")
            % {"age": age_on(entered_on, birth_date)}
        }
    return {}


def _window_missed() -> StrOrPromise:
    return worded(
        lambda: (
            ngettext(
                "Choose a day from the day of leaving to %(days)d day after.",
                "Choose a day from the day of leaving to %(days)d days after.",
                IMMEDIATE_RESULT_DAYS,
            )
            % {"days": IMMEDIATE_RESULT_DAYS}
        )
    )


def exit_problems(left_on: date | None, checked_on: date | None) -> dict[str, StrOrPromise]:
    """What is impossible about the exit answers: field → sentence. The window is the funder's, 28 days."""
    if checked_on is None:
        return {}
    if left_on is None:
        return {"exit_checked_on": _("This person has not left the programme.")}
    if not 0 <= (checked_on - left_on).days <= IMMEDIATE_RESULT_DAYS:
        return {"exit_checked_on": _window_missed()}
    if checked_on > timezone.localdate():
        return {"exit_checked_on": _("This day is still to come. Choose today or a day before.")}
    return {}


def impossible_answers(enrolment: Enrolment, answers: Mapping[str, Any]) -> dict[str, StrOrPromise]:
    """What can't be true among these answers (field → value), given when the person entered and left."""
    return {
        **entry_problems(enrolment.entered_on, answers.get("birth_date")),
        **exit_problems(enrolment.left_on, answers.get("exit_checked_on")),
    }


@track_history()
class ParticipantRecord(TimeStampedModel, Scoped):
    """What the funder asks about one participant: on entry, and on leaving.

    The answers are the situation immediately before entry, and from the exit to 28 days after. A record that
    lacks one of the required entry answers is "not reportable" and counted apart.
    Source: Regulation (EU) 2021/1057, Annex I.
    """

    programme_path = "enrolment__programme"
    owner_path = "enrolment__person"

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="record"
    )
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True, validators=[check_year_of_birth])
    status_entry = models.CharField(
        _("situation immediately before joining"), max_length=14, choices=EmploymentStatus, blank=True
    )
    isced_entry = models.PositiveSmallIntegerField(
        _("highest education on joining"), choices=DegreeLevel, null=True, blank=True
    )
    entry_answered_at = models.DateTimeField(_("entry answered"), null=True, blank=True, editable=False)
    status_exit = models.CharField(
        _("situation on leaving"), max_length=14, choices=EmploymentStatus, blank=True
    )
    is_job_searching_exit = models.BooleanField(_("looking for work on leaving"), null=True, blank=True)
    is_in_education_exit = models.BooleanField(
        _("in education or training on leaving"), null=True, blank=True
    )
    has_qualification_exit = models.BooleanField(_("gained a qualification"), null=True, blank=True)
    exit_checked_on = models.DateField(
        _("situation on leaving as of"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=worded(
            lambda: (
                ngettext(
                    "From the day of leaving to %(days)d day after.",
                    "From the day of leaving to %(days)d days after.",
                    IMMEDIATE_RESULT_DAYS,
                )
                % {"days": IMMEDIATE_RESULT_DAYS}
            )
        ),
    )
    exit_answered_at = models.DateTimeField(_("exit answered"), null=True, blank=True, editable=False)

    objects = ParticipantRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant record")
        verbose_name_plural = _("participant records")
        ordering = ["enrolment"]
        indexes = [
            models.Index(fields=["birth_date"], name="record_birth_date"),
            models.Index(fields=["enrolment"], condition=unanswered(), name="record_unanswered"),
        ]
        constraints = [
            check_year_of_birth.constraint("birth_date", name="record_birth_years"),
            check_year.constraint("exit_checked_on", name="record_exit_years"),
        ]

    def __str__(self) -> str:
        return self.enrolment.pseudonym

    def clean(self) -> None:
        super().clean()
        if problems := impossible_answers(self.enrolment, vars(self)):
            raise ValidationError(problems)

    @property
    def is_complete(self) -> bool:
        """Can the person be reported?"""
        return not missing_fields(self) and not declined_fields(self)

    @property
    def is_answered(self) -> bool:
        """Has the person said something to each question on entry, if only that they would rather not say?"""
        return not missing_fields(self)
