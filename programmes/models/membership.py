from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.history import track_history
from portal.core.models import PeriodModel, TimeStampedModel
from programmes.constants import MembershipRole
from programmes.models.programme import Programme
from programmes.querysets import MembershipQuerySet
from programmes.scoping import Scoped


@track_history()
class Membership(TimeStampedModel, PeriodModel, Scoped):
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

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["programme", "role", "pk"]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "programme", "role"],
                name="membership_once_per_role",
                violation_error_message=_("This person has this role in the programme already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} · {self.programme}"
