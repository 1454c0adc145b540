from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.changes.tracking import track_changes
from portal.core.dates import check_year
from portal.core.day_rules import Between, NotAfterToday
from portal.core.files import GeneratedName, check_pdf
from portal.core.history import track_history
from portal.core.models import PeriodModel, TimeStampedModel
from programmes.constants import ActivityKind, ActivityStatus, HorizontalPrinciple, MilestoneState
from programmes.models.programme import InProgrammeTime, Programme
from programmes.querysets.programmes import MilestoneQuerySet, OfPublicProgrammeQuerySet
from programmes.scoping import Scoped


@track_changes(row="programme", programme="programme")
@track_history()
class WorkPackage(TimeStampedModel, Scoped):
    """A part of a programme's work plan."""

    programme_path = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="work_packages"
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    title = I18nCharField(_("title"), max_length=250)
    summary = I18nTextField(_("summary"), blank=True)

    objects = OfPublicProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="work_package_number_unique",
                violation_error_message=_("The programme has a work package with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@track_changes(row="work_package__programme", programme="work_package__programme")
@track_history()
class Activity(TimeStampedModel, PeriodModel, InProgrammeTime, Scoped):
    """Something a work package does, in a period, with somebody who answers for it."""

    programme_path = "work_package__programme"
    day_rules = (Between("starts_on", "ends_on", before=1, after=1, asks=True),)

    work_package = models.ForeignKey(
        WorkPackage, verbose_name=_("work package"), on_delete=models.CASCADE, related_name="activities"
    )
    title = I18nCharField(_("title"), max_length=250)
    summary = I18nTextField(_("summary"), blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=ActivityKind, default=ActivityKind.COORDINATION)
    status = models.CharField(
        _("status"), max_length=10, choices=ActivityStatus, default=ActivityStatus.PLANNED
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    principles = ArrayField(
        models.CharField(max_length=20, choices=HorizontalPrinciple),
        verbose_name=_("horizontal principles"),
        default=list,
        blank=True,
    )

    objects = OfPublicProgrammeQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["work_package", "starts_on", "pk"]

    def __str__(self) -> str:
        return str(self.title)


@track_history()
class Milestone(TimeStampedModel, InProgrammeTime, Scoped):
    """A point an activity must reach by a day, with a file that proves it."""

    programme_path = "activity__work_package__programme"
    day_rules = (
        NotAfterToday("done_on"),
        Between("due_on", before=1, after=1, asks=True),
        Between("done_on", before=1, after=10),
    )

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="milestones"
    )
    title = I18nCharField(_("title"), max_length=250)
    due_on = models.DateField(_("due"), validators=[check_year])
    done_on = models.DateField(_("done"), null=True, blank=True, validators=[check_year])
    evidence = models.FileField(
        _("evidence (PDF)"), upload_to=GeneratedName("evidence", "pdf"), blank=True, validators=[check_pdf]
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        constraints = [check_year.constraint("due_on", "done_on", name="milestone_years")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def state(self) -> MilestoneState:
        if self.done_on is not None:
            return MilestoneState.DONE
        return MilestoneState.OVERDUE if self.due_on < timezone.localdate() else MilestoneState.OPEN
