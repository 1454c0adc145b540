"""Events, their dates and rooms: who sees which, and which are coming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from events.constants import (
    HELD,
    EventAccess,
    EventState,
    SessionState,
    TargetGroup,
)
from events.workflows.events import EVENT
from matching.querysets.paths import rows_at
from portal.core.compiled import moment
from portal.core.workflow import Actor
from programmes.constants import Module
from programmes.querysets.programmes import in_public_programme
from programmes.roles import REACH, Reach, Role
from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from events.models import (
        Event,
        EventReview,
        Room,
        Session,
    )
    from programmes.access import Access
    from programmes.models import Programme


def public_event(prefix: str = "") -> models.Q:
    """That everybody may see the event at this path."""
    conditions = {
        "state__in": EVENT.states_where(is_public=True),
        "access": EventAccess.PUBLIC,
        "programme__modules__contains": [Module.EVENTS],
    }
    said = {prefix + name: value for name, value in conditions.items()}
    return in_public_programme(f"{prefix}programme__") & models.Q(**said)


def from_hosts(organisations: Iterable[object], prefix: str = "") -> models.Q:
    """That one of these organisations has drafted the event at this path."""
    return models.Q(**{f"{prefix}host__in": organisations, f"{prefix}is_from_host": True})


class EventQuerySet(ScopedQuerySet["Event"]):
    def _is_public(self) -> models.Q:
        return public_event()

    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        """Whoever is invited, or in the list, finds an event that is not for everybody; no draft, though."""
        if REACH[role] is not Reach.OWN:
            return super()._reached_by(role, user, access)
        registrations = self.model._meta.get_field("registrations").related_model
        rows: Any = registrations._default_manager
        theirs = rows.expecting().filter(person=user.pk)
        return is_among(theirs, event="pk") & models.Q(state__in=EVENT.states_where(is_public=True))

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """A host works on what it has drafted; what others plan with it, it reads once everybody does."""
        return from_hosts(organisations)

    def for_cards(self) -> Self:
        """With no more than a card shows."""
        own = ("title", "format", "state", "starts_at", "ends_at", "place", "link")
        of_programme = ("programme__slug", "programme__acronym", "programme__time_zone")
        of_room = ("room__name", "room__place")
        return self.select_related("programme", "room").only(*own, *of_programme, *of_room)

    def with_dates(self) -> Self:
        """Their sessions read along, with rooms."""
        sessions = rows_at("sessions", of=self.model).select_related("room")
        return self.prefetch_related(models.Prefetch("sessions", sessions))

    def with_registration_of(self, person: object) -> Self:
        """`own_registration` and `own_state`: key and state of the person's registration, if they are in the list."""
        registrations = self.model._meta.get_field("registrations").related_model
        rows: Any = registrations._default_manager
        own = rows.expecting().filter(event=models.OuterRef("pk"), person=person)
        return self.annotate(
            own_registration=models.Subquery(own.values("pk")[:1]),
            own_state=models.Subquery(own.values("state")[:1]),
        )

    def drafted_by_hosts(self) -> Self:
        return self.filter(is_from_host=True)

    def joint(self) -> Self:
        """Those held by organisations of at least two countries (`Event.joint_countries`)."""
        partners = self.model.partners.through._base_manager.filter(event=models.OuterRef("pk"))
        of_event = partners.order_by().values("event")
        of_host = models.F("host__country")
        found = self.annotate(
            first_country=models.Subquery(of_event.values(found=models.Min("organisation__country"))),
            last_country=models.Subquery(of_event.values(found=models.Max("organisation__country"))),
        )
        return found.filter(
            models.Q(first_country__lt=models.F("last_country"))
            | models.Q(first_country__lt=of_host)
            | models.Q(last_country__gt=of_host)
        )

    def for_families(self) -> Self:
        """As `Event.is_for_families`."""
        return self.filter(
            models.Q(asks_ages=True) | models.Q(target_groups__contains=[TargetGroup.FAMILIES])
        )

    def meant_for(self, group: str) -> Self:
        """Those for this target group, and those for everybody."""
        return self.filter(models.Q(target_groups__contains=[group]) | models.Q(target_groups=[]))

    def online(self) -> Self:
        """Those in which one can take part online, in one of their dates at least."""
        return self.filter(~models.Q(link="") | self._has_date(~models.Q(link="")))

    def on_site(self) -> Self:
        has_place = ~models.Q(place="") | models.Q(room__isnull=False)
        return self.filter(has_place | self._has_date(has_place))

    def _has_date(self, condition: models.Q) -> models.Exists:
        dates = rows_at("sessions", of=self.model).standing().filter(condition)
        return models.Exists(dates.filter(event=models.OuterRef("pk")))

    def from_day(self, day: date) -> Self:
        """Those that go on on this day, or are later, by the portal's clocks."""
        return self.filter(ends_at__gt=_midnight(day))

    def until_day(self, day: date) -> Self:
        """Those that begin on this day, or before it."""
        return self.filter(starts_at__lt=_midnight(day + timedelta(days=1)))

    def with_free_places(self) -> Self:
        """Those for which somebody can register now and finds a place."""
        ways = rows_at("admissions", of=self.model).open_now().with_free_places()
        is_free = models.Exists(ways.filter(event=models.OuterRef("pk")))
        return self.filter(is_free, state=EventState.PUBLISHED)

    def languages_held_in(self) -> list[str]:
        """Codes of the languages in which any of them is held."""
        spoken = models.Func(models.F("languages"), function="unnest", output_field=models.CharField())
        return list(self.order_by().values_list(spoken, flat=True).distinct())

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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


class EventReviewQuerySet(ScopedQuerySet["EventReview"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        return from_hosts(organisations, "event__")


class RoomQuerySet(ScopedQuerySet["Room"]):
    def usable_in(self, programme: Programme) -> Self:
        """Rooms of the programme, of the one it is part of, and of organisations that are in either."""
        return self.filter(self._of_programmes([programme.pk, programme.parent_id or 0]))


class SessionQuerySet(ScopedQuerySet["Session"]):
    def _is_public(self) -> models.Q:
        """Whoever may see the event reads when it takes place."""
        return public_event("event__")

    def standing(self) -> Self:
        return self.filter(state=SessionState.STANDING)

    def over(self) -> Self:
        """Those that took place; of an event that was cancelled those that had begun by then."""
        took_place = models.Q(event__state__in=HELD) | models.Q(listed_at__isnull=False)
        return self.standing().filter(took_place, ends_at__lte=moment())

    def to_list(self) -> Self:
        """Those that have begun, and of which it is not written down yet who belongs to them."""
        return self.standing().filter(event__state__in=HELD, listed_at__isnull=True, starts_at__lte=moment())
