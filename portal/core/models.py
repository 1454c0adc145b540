from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.dates import EndsBeforeStart, check_period, check_year, period_constraint


class TimeStampedModel(models.Model):
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class PeriodModel(models.Model):
    """From one day to another, both included; either may be left open.

    A model with constraints of its own adds them to these: `constraints = [*PeriodModel.Meta.constraints, ...]`.
    """

    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[check_year])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[check_year])

    class Meta:
        abstract = True
        constraints = [
            check_year.constraint("starts_on", "ends_on", name="%(class)s_years"),
            period_constraint(name="%(class)s_ends_after_start"),
        ]

    def clean(self) -> None:
        super().clean()
        try:
            check_period(self.starts_on, self.ends_on)
        except EndsBeforeStart as error:
            raise ValidationError({"ends_on": error.message}) from error


class FixedPeriodModel(PeriodModel):
    """A period of which both days are known."""

    starts_on = models.DateField(_("from"), validators=[check_year])
    ends_on = models.DateField(_("until"), validators=[check_year])

    class Meta(PeriodModel.Meta):
        abstract = True
