"""Who is told what about placements and applications."""

from typing import Any

from django.db.models import QuerySet

from matching.models import Application, Placement
from portal.users.models import User
from programmes.constants import ContactRole, MembershipRole
from programmes.models import Membership, Organisation, Programme

RECRUITING_ROLES = (ContactRole.MANAGER, ContactRole.RECRUITER)


def recruiters_of(organisation: Organisation) -> QuerySet[User]:
    """The approved contacts who deal with placements: managers and recruiters; teachers and others are left alone."""
    return User.objects.active().filter(
        contacts__organisation=organisation,
        contacts__approved_at__isnull=False,
        contacts__role__in=RECRUITING_ROLES,
    )


def coordinators_of(programme: Programme) -> list[User]:
    """A programme's own coordinators; where a subprogramme has none, those of the programme above it."""
    in_force = Membership.objects.in_force().filter(role=MembershipRole.COORDINATOR, user__is_active=True)
    for programme_id in (programme.pk, programme.parent_id):
        people = [
            membership.user for membership in in_force.filter(programme=programme_id).select_related("user")
        ]
        if people:
            return people
    return []


def about(placement: Placement) -> dict[str, Any]:
    """The fields every notice about a placement has."""
    title = placement.title
    return {
        "placement": placement.pk,
        "offer": getattr(title, "data", title),
        "organisation": placement.organisation.name,
    }


def about_application(application: Application) -> dict[str, Any]:
    """The fields every notice about an application has."""
    return {**about(application.placement), "application": application.pk}
