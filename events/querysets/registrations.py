"""Who comes to events, waits, or holds a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce

from events.constants import (
    BOOKED,
    AttendanceMode,
    RegistrationState,
)
from events.querysets.events import from_hosts, public_event
from portal.core.compiled import moment
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from events.models import (
        Admission,
        Registration,
    )


class AdmissionQuerySet(ScopedQuerySet["Admission"]):
    def _is_public(self) -> models.Q:
        """Whoever may see the event reads how many may come."""
        return public_event("event__")

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """A host reads how many come to what it has drafted."""
        return from_hosts(organisations, "event__")

    def open_now(self) -> Self:
        """Those by which people may register at the moment, as far as time goes (`Admission.is_open`)."""
        closing = Coalesce("closes_at", "event__starts_at")
        is_open = models.Q(opens_at__isnull=True) | models.Q(opens_at__lte=moment())
        return self.alias(closing=closing).filter(is_open, closing__gt=moment())

    def with_free_places(self) -> Self:
        """`Admission.seats_left` is not 0."""
        return self.filter(models.Q(capacity__isnull=True) | models.Q(seats_taken__lt=models.F("capacity")))


SEATS = models.Case(
    models.When(state=RegistrationState.OFFERED, then=models.F("held_seats")),
    default=models.F("companions") + 1,
    output_field=models.IntegerField(),
)
"""How many places a registration takes, or holds."""


class RegistrationQuerySet(ScopedQuerySet["Registration"]):
    def booked(self) -> Self:
        """Those who come, are offered a place, or wait for one."""
        return self.filter(state__in=BOOKED)

    def expecting(self) -> Self:
        """Those who would miss the event if it were gone: the booked, and whoever is invited."""
        return self.filter(state__in=[*BOOKED, RegistrationState.INVITED])

    def coming(self) -> Self:
        return self.filter(state=RegistrationState.REGISTERED)

    def at_tables(self) -> Self:
        """Of those who come, whoever can sit at a table."""
        return self.coming().in_use().filter(attendance=AttendanceMode.ON_SITE)

    def holding(self) -> Self:
        """Those for whom places are taken: they come, or a place is held for them."""
        return self.filter(state__in=[RegistrationState.REGISTERED, RegistrationState.OFFERED])

    def owing(self) -> Self:
        """Those who come, and for whose places a fee is still due (`Registration.fee_due`)."""
        return self.coming().filter(event__fee__gt=0, fee_places__lt=models.F("companions") + 1)

    def asking(self) -> Self:
        """Those who have asked for a change that nobody has answered."""
        return self.filter(change_asked_at__isnull=False)

    def in_line(self) -> Self:
        """Those who wait, in the order in which they are asked."""
        is_preferred = models.Case(models.When(preferred_because="", then=1), default=0)
        return self.filter(state=RegistrationState.WAITING).order_by(is_preferred, "waiting_since", "pk")

    def with_needs(self) -> Self:
        """Those that say what somebody needed, or how old their children were."""
        return self.filter(models.Q(needs__isnull=False) | models.Q(companion_ages__len__gt=0))

    def lapsing(self) -> Self:
        """Offers whose time is up."""
        return self.filter(state=RegistrationState.OFFERED, held_until__lte=moment())

    def ahead(self) -> Self:
        """Of events that are not over."""
        return self.filter(event__ends_at__gte=moment()).order_by("event__starts_at", "pk")
