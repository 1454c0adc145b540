from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from events.workflows import EVENT
from portal.core.compiled import moment
from portal.core.workflow import Actor
from programmes.constants import Module
from programmes.querysets.programmes import in_public_programme
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from events.models import Event


class EventQuerySet(ScopedQuerySet["Event"]):
    def _is_public(self) -> models.Q:
        return in_public_programme("programme__") & models.Q(
            state__in=EVENT.states_where(is_public=True),
            programme__modules__contains=[Module.EVENTS],
        )

    def for_cards(self) -> Self:
        """With no more than a card shows."""
        own = ("title", "format", "state", "starts_at", "ends_at", "place", "link")
        of_programme = ("programme__slug", "programme__acronym", "programme__time_zone")
        return self.select_related("programme").only(*own, *of_programme)

    def of_programme(self, programme: int) -> Self:
        """Events of the programme with this key, and of its subprogrammes."""
        return self.filter(models.Q(programme=programme) | models.Q(programme__parent=programme))

    def waiting(self) -> Self:
        """Those that a coordinator can publish, or send back, now."""
        return self.filter(state__in=EVENT.states_where(waits_for=Actor.STAFF))

    def to_finish(self) -> Self:
        """Published ones whose end has passed."""
        return self.filter(state__in=EVENT.sources("finish"), ends_at__lt=moment())

    def upcoming(self) -> Self:
        return self.filter(ends_at__gte=moment()).order_by("starts_at", "pk")
