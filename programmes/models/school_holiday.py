from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from portal.core.day_rules import AroundToday, Lasts, PlausibleDays
from portal.core.fields import RegionField
from portal.core.history import track_history
from portal.core.models import FixedPeriodModel, TimeStampedModel
from portal.core.regions.tree import is_region
from programmes.querysets.school_holidays import SchoolHolidayQuerySet


@track_history()
class SchoolHoliday(TimeStampedModel, FixedPeriodModel, PlausibleDays):
    """When schools of a region are closed, as its ministry has published it: the operator enters it once for all.

    A region is a Land, a part of one, or a whole country, with its code from the list of regions.
    """

    day_rules = (
        AroundToday("starts_on", "ends_on", before=10, after=10),
        Lasts("starts_on", "ends_on", years=1),
    )

    region = RegionField(_("region"), help_text=_("A Land, a part of one, or a whole country."))
    name = I18nCharField(_("name"), max_length=120)
    objects = SchoolHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holidays")
        verbose_name_plural = _("school holidays")
        ordering = ["starts_on", "region", "pk"]
        indexes = [models.Index(fields=["region", "ends_on"], name="school_holiday_of_region")]
        constraints = [
            *FixedPeriodModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "starts_on"],
                name="school_holiday_once",
                violation_error_message=_(
                    "Holidays of this region that begin on this day stand here already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        if self.region and not is_region(self.region):
            raise ValidationError({"region": _("Choose a region of the list.")})
