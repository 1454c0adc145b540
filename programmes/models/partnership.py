from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.changes.tracking import track_changes
from portal.core.fields import MoneyField, PercentField, never_negative
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.constants import PartnerRole
from programmes.models.organisation import Organisation
from programmes.models.programme import Programme
from programmes.querysets.programmes import OfPublicProgrammeQuerySet
from programmes.scoping import Scoped


@track_changes(row="programme", programme="programme")
@track_history()
class Partnership(TimeStampedModel, Scoped):
    """An organisation's part in running a programme, with its share of the budget."""

    programme_path = "programme"
    organisation_path = "organisation"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="partnerships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(_("role"), max_length=14, choices=PartnerRole, default=PartnerRole.PARTNER)
    budget_planned = MoneyField(_("budget planned in euro"), null=True, blank=True)
    budget_spent = MoneyField(_("budget spent in euro"), null=True, blank=True)
    rate = PercentField(_("co-financing rate in per cent"), null=True, blank=True)

    objects = OfPublicProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["programme", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=models.Q(role=PartnerRole.LEAD),
                name="partnership_one_lead",
                violation_error_message=_("The programme has a lead partner already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                name="partnership_once",
                violation_error_message=_("This organisation is a partner of the programme already."),
            ),
            never_negative("budget_planned", "budget_spent", "rate", name="partnership_amounts"),
            models.CheckConstraint(
                condition=models.Q(rate__isnull=True) | models.Q(rate__gte=0, rate__lte=100),
                name="partnership_rate_is_a_percentage",
                violation_error_message=_("A rate lies between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.programme}"
