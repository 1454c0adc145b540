from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from evaluation.constants import IndicatorKind
from portal.core.dates import check_year
from portal.core.day_rules import Between
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models import InProgrammeTime, Programme
from programmes.scoping import Scoped


class Framework(TimeStampedModel):
    """A funder's set of indicators, such as Annex I of the ESF+ regulation."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("indicator framework")
        verbose_name_plural = _("indicator frameworks")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.title)


class Indicator(TimeStampedModel):
    """A figure a funder asks for. What makes it true is the contribution registered under its code."""

    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.CASCADE, related_name="indicators"
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    title = I18nCharField(_("title"), max_length=250)
    definition = I18nTextField(_("definition"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=IndicatorKind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["framework", "position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@track_history()
class Target(TimeStampedModel, InProgrammeTime, Scoped):
    """What a programme has promised its funder to reach."""

    programme_path = "programme"
    day_rules = (Between("milestone_on", "due_on", before=1, after=5, asks=True),)

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="targets"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="targets"
    )
    baseline = models.PositiveIntegerField(_("baseline"), default=0)
    milestone = models.PositiveIntegerField(_("milestone"), null=True, blank=True)
    milestone_on = models.DateField(_("milestone by"), null=True, blank=True, validators=[check_year])
    value = models.PositiveIntegerField(_("target"))
    due_on = models.DateField(_("target by"), null=True, blank=True, validators=[check_year])

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["programme", "indicator"]
        constraints = [
            check_year.constraint("milestone_on", "due_on", name="target_years"),
            models.UniqueConstraint(
                fields=["programme", "indicator"],
                name="target_once_per_indicator",
                violation_error_message=_("The programme has a target for this indicator already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}: {self.value}"
