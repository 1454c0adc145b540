"""Classes that come to events, and what guardians have answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from events.constants import (
    CLASS_COMES,
    ClassState,
    ConsentState,
)
from events.querysets.events import public_event
from portal.core.compiled import moment
from programmes.roles import REACH, Reach, Role
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from events.models import (
        ClassBooking,
        ClassConsent,
        ClassOffer,
    )
    from programmes.access import Access


class ClassOfferQuerySet(ScopedQuerySet["ClassOffer"]):
    def _is_public(self) -> models.Q:
        """Whoever may see the event reads what a class should know."""
        return public_event("event__")


class ClassBookingQuerySet(ScopedQuerySet["ClassBooking"]):
    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        """A school reaches its own classes; an organisation those that come to the events of which it is the host."""
        if REACH[role] is not Reach.ORGANISATION:
            return super()._reached_by(role, user, access)
        path = "school" if role == Role.TEACHER else "event__host"
        return self._match_paths(path, access.organisations[role])

    def coming(self) -> Self:
        """Those for which places are taken."""
        return self.filter(state__in=CLASS_COMES)

    def waiting(self) -> Self:
        """Those that whoever receives them has to answer."""
        return self.filter(state=ClassState.BOOKED, event__ends_at__gte=moment())

    def ahead(self) -> Self:
        """Of events that are not over: the next first."""
        return self.filter(event__ends_at__gte=moment()).order_by("event__starts_at", "pk")

    def with_missing(self) -> Self:
        """`missing`: how many consents of guardians there are not."""
        consents: Any = self.model._meta.get_field("consents").related_model
        rows = consents._default_manager.missing().filter(booking=models.OuterRef("pk")).order_by()
        counted = rows.annotate(how_many=models.Func("pk", function="COUNT")).values("how_many")
        return self.annotate(missing=models.Subquery(counted))

    def with_private(self) -> Self:
        """Those that say what somebody needed, or how somebody was reached on the day."""
        return self.filter(models.Q(needs__isnull=False) | ~models.Q(supervisor_phone=""))


class ClassConsentQuerySet(ScopedQuerySet["ClassConsent"]):
    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        """A school alone reads what the guardians of its pupils have answered."""
        if REACH[role] is not Reach.ORGANISATION:
            return super()._reached_by(role, user, access)
        return self._match_paths("booking__school", access.organisations[role])

    def given(self) -> Self:
        return self.filter(state=ConsentState.GIVEN)

    def missing(self) -> Self:
        """Numbers for which nobody has agreed, or no longer does."""
        return self.exclude(state=ConsentState.GIVEN)
