from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.changes.tracking import track_changes
from portal.core.dates import day
from portal.core.history import track_history
from portal.core.models import TimeStampedModel


@track_changes()
@track_history()
class RetentionPeriod(TimeStampedModel):
    """How many days the rows of one rule are kept here, where the operator has decided otherwise than the rule."""

    rule = models.SlugField(_("rule"), max_length=60, unique=True, editable=False)
    days = models.PositiveIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(40 * 366)]
    )

    class Meta:
        verbose_name = _("retention period")
        verbose_name_plural = _("retention periods")
        ordering = ["rule"]

    def __str__(self) -> str:
        return self.rule


class RetentionRun(models.Model):
    """One day's look for what has been kept long enough. There is one a day; a broken-off one is finished later."""

    day = models.DateField(_("day"), unique=True, editable=False)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("deletion of old data")
        verbose_name_plural = _("deletions of old data")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{day(self.day)}"


class RetentionResult(models.Model):
    """How many rows one rule deleted in one run. Numbers alone: nobody is named by what is said of the deleted."""

    run = models.ForeignKey(
        RetentionRun, verbose_name=_("day"), on_delete=models.CASCADE, related_name="results"
    )
    rule = models.SlugField(_("rule"), max_length=60, editable=False)
    rows = models.PositiveIntegerField(_("rows deleted"), default=0, editable=False)

    class Meta:
        verbose_name = _("rows deleted by a rule")
        verbose_name_plural = _("rows deleted by rules")
        ordering = ["run", "rule"]
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="retention_result_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.rows}"
