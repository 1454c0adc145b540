from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.constants import EmploymentStatus, Gender
from evaluation.querysets import ParticipantRecordQuerySet
from matching.constants import DegreeLevel
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models import Enrolment
from programmes.scoping import Scoped


@track_history()
class ParticipantRecord(TimeStampedModel, Scoped):
    """What the funder asks about one participant: on entry, and on leaving.

    The answers are the situation immediately before entry, and from the exit to 28 days after. A record that
    lacks one of the four entry answers is "not reportable" and counted apart.
    Source: Regulation (EU) 2021/1057, Annex I.
    """

    programme_path = "enrolment__programme"
    owner_path = "enrolment__person"

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="record"
    )
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
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
        help_text=_("From the day of leaving to 28 days after."),
    )
    exit_answered_at = models.DateTimeField(_("exit answered"), null=True, blank=True, editable=False)

    objects = ParticipantRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant record")
        verbose_name_plural = _("participant records")
        ordering = ["enrolment"]

    def __str__(self) -> str:
        return self.enrolment.pseudonym

    @property
    def is_complete(self) -> bool:
        return bool(self.gender and self.birth_date and self.status_entry and self.isced_entry is not None)
