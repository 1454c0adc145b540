from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.core.day_rules import Between
from portal.core.history import track_history
from portal.core.models import PeriodModel, TimeStampedModel
from programmes.constants import (
    ENDS_WITH_PROGRAMME,
    MembershipRole,
    ProgrammeStatus,
)
from programmes.models.invitation import Invitation
from programmes.models.programme import InProgrammeTime, Programme
from programmes.querysets.programmes import MembershipInvitationQuerySet, MembershipQuerySet
from programmes.scoping import Scoped

ROLE_DAYS = (Between("starts_on", "ends_on", before=3, after=10, unknown=30),)
"""Somebody works for a programme before it begins, and long after its end for those who check it."""


@track_history()
class Membership(TimeStampedModel, PeriodModel, InProgrammeTime, Scoped):
    """A person works for a programme in a role. The only source of staff rights; it reaches subprogrammes."""

    programme_path = "programme"
    owner_path = "user"
    day_rules = ROLE_DAYS

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

    @property
    def is_in_force(self) -> bool:
        """What `MembershipQuerySet.in_force` finds."""
        today = self.programme.today()
        has_begun = self.starts_on is None or self.starts_on <= today
        is_over = self.ends_on is not None and self.ends_on < today
        ended_with_it = self.role in ENDS_WITH_PROGRAMME and self.programme.status == ProgrammeStatus.ARCHIVED
        return has_begun and not is_over and not ended_with_it


@track_history(exclude=["email"])
class MembershipInvitation(Invitation, PeriodModel, InProgrammeTime, Scoped):
    """The owner of this address is asked to work for a programme in a role, whether or not they are registered.

    Nothing is granted before they have confirmed the address and accepted. The row goes once it is answered or
    withdrawn, or a while after it has lapsed, and its history leaves the address out: of somebody who never answered,
    nothing stays. `invited_by` is empty once they have been told that it has lapsed.
    """

    programme_path = "programme"
    day_rules = ROLE_DAYS

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="membership_invitations",
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = MembershipInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to work for a programme")
        verbose_name_plural = _("invitations to work for a programme")
        ordering = ["programme", "pk"]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "email", "role"],
                name="membership_invitation_once",
                violation_error_message=_("This address is invited already."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="membership_invitation_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()} · {self.programme}"
