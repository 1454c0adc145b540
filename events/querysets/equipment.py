"""What organisations lend, and for which times it is taken."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from events.constants import (
    ReservationState,
)
from events.workflows.reservations import HOLDING, RESERVATION
from matching.querysets.paths import rows_at
from portal.core.compiled import moment
from portal.core.workflow import Actor
from programmes.querysets.programmes import verified
from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from events.models import (
        Equipment,
        Reservation,
    )
    from programmes.models import Programme


class EquipmentQuerySet(ScopedQuerySet["Equipment"]):
    def on_loan(self) -> Self:
        """What can be asked for: lent at the moment, by an organisation that a coordinator has verified."""
        return self.filter(verified("organisation__"), is_lent=True)

    def lent_to(self, programme: Programme) -> Self:
        """To the programme, or to the one it is part of."""
        links = self.model.programmes.through
        named = links._base_manager.filter(programme__in=[programme.pk, programme.parent_id or 0])
        return self.filter(is_among(named, equipment="pk"))

    def with_taken(self, starts_at: datetime, ends_at: datetime) -> Self:
        """`is_taken`: does anybody hold the device in this time, in whatever programme?"""
        held = rows_at("reservations", of=self.model).in_the_way(starts_at, ends_at)
        rows = held.filter(equipment=models.OuterRef("pk"))
        return self.annotate(is_taken=models.Exists(rows))


class ReservationQuerySet(ScopedQuerySet["Reservation"]):
    def waiting(self) -> Self:
        """Those that the organisation has to answer."""
        return self.filter(state__in=RESERVATION.states_where(waits_for=Actor.ORGANISATION))

    def not_handed_over(self) -> Self:
        """Those that an event which is moved or cancelled takes along."""
        return self.filter(state__in=RESERVATION.sources("let_go"))

    def in_the_way(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that hold their device in a part of this time."""
        return self.filter(state__in=HOLDING, starts_at__lt=ends_at, ends_at__gt=starts_at)

    def ahead(self) -> Self:
        """What is still to come, under way, or not back yet: the next first."""
        return self.filter(self._is_ahead()).order_by("starts_at", "pk")

    def to_hand_over(self) -> Self:
        """What is promised or out: the next first."""
        states = (ReservationState.CONFIRMED, ReservationState.HANDED_OVER)
        return self.ahead().filter(state__in=states)

    def behind(self) -> Self:
        """What has come to its end, or whose time has passed without anything being noted: the last first."""
        return self.filter(~self._is_ahead()).order_by("-starts_at", "-pk")

    def _is_ahead(self) -> models.Q:
        is_out = models.Q(state=ReservationState.HANDED_OVER)
        return is_out | models.Q(state__in=HOLDING, ends_at__gte=moment())
