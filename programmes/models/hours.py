from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.dates import day
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models.programme import Funding
from programmes.querysets.hours import HoursQuerySet
from programmes.scoping import Scoped
from programmes.workflows.hours import in_hours

MINUTES_OF_A_DAY = 24 * 60


@track_history()
class Hours(TimeStampedModel, Scoped):
    """The ledger of who took part how long, for which funding: minutes of one person on one day.

    A row comes from something attended, which an upper app knows: `source` names what it is (an item of
    `hours_sources`), `source_key` is its row there. `programmes.services.hours` alone writes here, so that the table
    can be made anew of its sources. The funder adds these hours up: at the threshold a contact becomes a participant.
    """

    programme_path = "funding__programme"
    owner_path = "person"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="attended_hours",
        db_index=False,
    )
    funding = models.ForeignKey(
        Funding, verbose_name=_("funding"), on_delete=models.PROTECT, related_name="attended_hours"
    )
    date = models.DateField(_("day"), editable=False)
    minutes = models.PositiveIntegerField(_("minutes"), editable=False)
    source = models.CharField(_("source"), max_length=40, editable=False)
    source_key = models.BigIntegerField(_("number in the source"), editable=False)

    objects = HoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("attended hours")
        verbose_name_plural = _("attended hours")
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["person", "funding"], include=["minutes"], name="hours_of_person"),
            models.Index(fields=["-date", "-id"], include=["funding", "person"], name="hours_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key", "person"],
                name="hours_once_per_source",
                violation_error_message=_("These hours are counted already."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=MINUTES_OF_A_DAY),
                name="hours_of_a_day",
                violation_error_message=_("A day has between one minute and 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{day(self.date)} · {self.minutes} min"

    @property
    def hours(self) -> Decimal:
        return in_hours(self.minutes)
