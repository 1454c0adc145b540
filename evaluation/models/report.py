from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.constants import ReportFailure, ReportFile, ReportKind, ReportState
from evaluation.querysets import ReportQuerySet
from evaluation.workflows import REPORT
from portal.core.dates import day
from portal.core.fields import InterfaceLanguageField
from portal.core.files import GeneratedName
from portal.core.models import FixedPeriodModel, TimeStampedModel
from portal.core.workflow import Actor
from programmes.models import Programme
from programmes.scoping import Scoped


class Report(TimeStampedModel, FixedPeriodModel, Scoped):
    """Figures of one programme and period, built in the background and kept as files."""

    programme_path = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="reports"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind, default=ReportKind.INDICATORS)
    language = InterfaceLanguageField(_("language"), default="en")
    state = models.CharField(
        _("state"), max_length=8, choices=ReportState, default=ReportState.QUEUED, db_index=True
    )
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)
    xlsx = models.FileField(upload_to=GeneratedName("reports", "xlsx"), blank=True)
    csv = models.FileField(upload_to=GeneratedName("reports", "csv"), blank=True)
    microdata = models.FileField(upload_to=GeneratedName("reports", "csv"), blank=True)
    failure = models.CharField(_("what went wrong"), max_length=12, choices=ReportFailure, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    week = models.CharField(
        _("week"),
        max_length=8,
        blank=True,
        help_text=_("Set on reports the portal sends by itself every week."),
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            *FixedPeriodModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "week"],
                condition=~models.Q(week=""),
                name="report_once_a_week",
                violation_error_message=_("This week's report exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {day(self.starts_on)} – {day(self.ends_on)}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report_detail", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        return self.state == ReportState.READY

    @property
    def is_under_way(self) -> bool:
        return REPORT.state(self.state).waits_for == Actor.PORTAL

    def file(self, kind: ReportFile) -> FieldFile:
        """The file of this kind; only a report that is ready has it."""
        field: FieldFile = getattr(self, kind)
        return field
