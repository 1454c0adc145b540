"""Tables, wishes, plans and meetings of matchmaking days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from events.constants import (
    AttendanceMode,
    EventState,
    RegistrationState,
    WishSide,
)
from matching.querysets.paths import rows_at
from portal.core.compiled import moment
from programmes.querysets.programmes import verified
from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from events.models import (
        DayProfile,
        Encounter,
        MeetingPlan,
        Table,
        Wish,
    )


class TableQuerySet(ScopedQuerySet["Table"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Whoever speaks for an organisation that is not verified any more meets nobody, and reads of nobody."""
        return super()._of_organisations(organisations) & verified("organisation__")

    def verified(self) -> Self:
        return self.filter(verified("organisation__"))

    def there(self) -> Self:
        """Those that have not dropped out."""
        return self.filter(left_at__isnull=True)

    def ahead(self) -> Self:
        """At days that take place and are not over, the next first."""
        ahead = self.there().filter(event__state=EventState.PUBLISHED, event__ends_at__gte=moment())
        return ahead.order_by("event__starts_at", "pk")


_IS_SHOWN = models.Q(
    shown_since__isnull=False,
    registration__state=RegistrationState.REGISTERED,
    registration__attendance=AttendanceMode.ON_SITE,
)


class DayProfileQuerySet(ScopedQuerySet["DayProfile"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Organisations with a table see who comes and has said that they may."""
        tables = rows_at("registration__event__tables", of=self.model).there()
        theirs = tables.verified().filter(organisation__in=organisations)
        return is_among(theirs, event="registration__event") & _IS_SHOWN

    def shown(self) -> Self:
        return self.filter(_IS_SHOWN)


class WishQuerySet(ScopedQuerySet["Wish"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Whom people wish to meet is theirs alone."""
        mine = models.Q(side=WishSide.TABLE) & verified("table__organisation__")
        return super()._of_organisations(organisations) & mine


PLANNING_STALE = timedelta(minutes=2)
"""A plan takes a quarter of that at the most."""


class MeetingPlanQuerySet(ScopedQuerySet["MeetingPlan"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)

    def under_way(self) -> Self:
        return self.drafts().filter(made_at__isnull=True, failed_at__isnull=True)

    def standing_still(self) -> Self:
        """Under way, and nobody has been at them for longer than it takes."""
        return self.under_way().filter(updated_at__lt=timezone.now() - PLANNING_STALE)


class EncounterQuerySet(ScopedQuerySet["Encounter"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Both sides see what is published."""
        shown = models.Q(plan__published_at__isnull=False) & verified("table__organisation__")
        return super()._of_organisations(organisations) & shown

    def published(self) -> Self:
        return self.filter(plan__published_at__isnull=False)

    def impossible(self) -> Self:
        """Those of whose two sides one does not come any more."""
        stays = models.Q(
            registration__state=RegistrationState.REGISTERED,
            registration__attendance=AttendanceMode.ON_SITE,
            registration__person__restricted_at__isnull=True,
            table__left_at__isnull=True,
        )
        return self.exclude(stays)

    def for_lines(self) -> Self:
        """With all that a line of a plan shows."""
        return self.select_related("table__organisation", "registration__person")
