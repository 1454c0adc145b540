from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.dates import check_year
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.constants import MembershipRole
from programmes.models.programme import Programme
from programmes.querysets import MembershipQuerySet
from programmes.scoping import Scoped


@track_history()
class Membership(TimeStampedModel, Scoped):
    """A person works for a programme in a role. The only source of staff rights; it reaches subprogrammes."""

    programme_path = "programme"
    owner_path = "user"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole)
    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[check_year])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[check_year])

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["programme", "role", "pk"]
        constraints = [
            check_year.constraint("starts_on", "ends_on", name="membership_years"),
            models.UniqueConstraint(
                fields=["user", "programme", "role"],
                name="membership_once_per_role",
                violation_error_message=_("This person has this role in the programme already."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("The end must not be before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} · {self.programme}"

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The end must not be before the start.")})
