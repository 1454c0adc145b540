from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from portal.core.compiled import moment
from programmes.constants import AppointmentState
from programmes.extensions import appointment_subjects
from programmes.roles import REACH, Reach, Role
from programmes.scoping import ScopedQuerySet
from programmes.workflows.appointments import APPOINTMENT

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from portal.users.models import User
    from programmes.access import Access
    from programmes.models import Appointment

DAYS_IN_CALENDARS = 30
"""So long calendars that are subscribed to are told of what was cancelled, and of what is over."""
ENDS_AT = models.ExpressionWrapper(
    models.F("starts_at") + models.F("duration"), output_field=models.DateTimeField()
)
OPEN = APPOINTMENT.sources("choose") + APPOINTMENT.sources("choose_countered")
"""No time stands yet."""


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """An organisation's people read it while they read what it is about, which the app above knows."""
        readable = models.Q(pk__in=[])
        for kind, subject in appointment_subjects.items():
            readable |= models.Q(kind=kind) & subject.is_readable()
        return models.Q(organisation__in=organisations) & readable

    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        """One's own is what one is invited to, and what one has called for oneself, not for an organisation."""
        reached = super()._reached_by(role, user, access)
        if REACH[role] is not Reach.OWN:
            return reached
        return reached | (models.Q(organiser=user.pk, organisation=None) & self._usable())

    def attended_by(self, person: User) -> Self:
        """Those at which the person is: invited, waiting there, or who called it where nobody else waits."""
        calls = models.Q(organiser=person, host=None)
        return self.filter(models.Q(invited=person) | models.Q(host=person) | calls)

    def open(self) -> Self:
        """No time stands yet."""
        return self.filter(state__in=OPEN)

    def ahead(self) -> Self:
        """What is still to come, or to be agreed on."""
        return self.alias(ends_at=ENDS_AT).filter(
            models.Q(state__in=OPEN) | models.Q(state=AppointmentState.AGREED, ends_at__gt=moment())
        )

    def standing(self) -> Self:
        """A time was agreed on, past or ahead."""
        return self.filter(state=AppointmentState.AGREED)

    def in_calendars(self, now: Any) -> Self:
        """What a calendar that is subscribed to shows: what has a time, and for a while what had one."""
        since = now - timedelta(days=DAYS_IN_CALENDARS)
        has_time = models.Q(starts_at__gt=since) | models.Q(moved_from__gt=since)
        return self.filter(has_time)
