"""How long, and in which role, people work for a programme. A role begins by accepting an invitation."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.core.dates import check_period
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed
from portal.core.presence import check_presence
from portal.users.models import User
from programmes.access import forget_access, may
from programmes.constants import MembershipRole
from programmes.models import Membership, Programme


class AlreadyMember(DomainError):
    message = _("This person has this role in the programme already.")
    field = "email"


class HasRoleAlready(AlreadyMember):
    message = _("You have this role in the programme already. Decline the invitation.")


class LastCoordinator(DomainError):
    message = _("A programme needs a coordinator. Add another one before this one goes.")


@transaction.atomic
def change_membership(
    *, membership: Membership, starts_on: date | None, ends_on: date | None, by: User
) -> Membership:
    """Set the first and the last day of a role. Raises NotAllowed, EndsBeforeStart, ImplausibleDay, LastCoordinator."""
    if not may(by, "change", membership):
        raise NotAllowed
    check_presence()
    check_period(starts_on, ends_on)
    Programme.objects.select_for_update().get(pk=membership.programme_id)
    membership.refresh_from_db()
    membership.starts_on, membership.ends_on = starts_on, ends_on
    check_days(membership)
    today = membership.programme.today()
    is_over = bool((starts_on and starts_on > today) or (ends_on and ends_on < today))
    is_coordinator = membership.role == MembershipRole.COORDINATOR
    if is_over and is_coordinator and not _other_coordinators(membership).exists():
        raise LastCoordinator(field="ends_on")
    membership.save(update_fields=["starts_on", "ends_on", "updated_at"])
    forget_access(membership.user)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> None:
    """Take the role away from now on: the next request finds it gone.

    A membership counts to the end of its last day, so that day becomes yesterday; one that has not begun
    before today leaves no row, only its history. Raises NotAllowed and LastCoordinator.
    """
    if not may(by, "delete", membership):
        raise NotAllowed
    check_presence()
    Programme.objects.select_for_update().get(pk=membership.programme_id)
    membership.refresh_from_db()
    if membership.role == MembershipRole.COORDINATOR and not _other_coordinators(membership).exists():
        raise LastCoordinator
    yesterday = membership.programme.today() - timedelta(days=1)
    if membership.starts_on and membership.starts_on > yesterday:
        membership.delete()
    else:
        membership.ends_on = yesterday
        membership.save(update_fields=["ends_on", "updated_at"])
    forget_access(membership.user)
    if membership.user_id == by.pk:
        forget_access(by)


def _other_coordinators(membership: Membership) -> QuerySet[Membership]:
    """Coordinators that remain, those of the parent included: their membership reaches down."""
    programme = membership.programme
    reaching = Q(programme=programme)
    if programme.parent_id:
        reaching |= Q(programme=programme.parent_id)
    rows: QuerySet[Membership] = Membership.objects.coordinating().filter(reaching).exclude(pk=membership.pk)
    return rows
