from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.constants import (
    BOOKED,
    CLASS_COMES,
    AttendanceMode,
    ClassState,
    ConsentState,
    EventAccess,
    EventState,
    RegistrationState,
    ReservationState,
    SessionState,
    TargetGroup,
    WishSide,
)
from events.workflows.events import EVENT
from events.workflows.reservations import HOLDING, RESERVATION
from matching.querysets.paths import rows_at
from portal.core.compiled import moment
from portal.core.workflow import Actor
from programmes.constants import Module
from programmes.querysets.programmes import in_public_programme, verified
from programmes.roles import REACH, Reach, Role
from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from events.models import (
        Admission,
        ClassBooking,
        ClassConsent,
        ClassOffer,
        DayProfile,
        Encounter,
        Equipment,
        Event,
        MeetingPlan,
        Registration,
        Reservation,
        Room,
        Session,
        Table,
        Wish,
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

    def for_cards(self) -> Self:
        """With no more than a card shows."""
        own = ("title", "format", "state", "starts_at", "ends_at", "place", "link")
        of_programme = ("programme__slug", "programme__acronym", "programme__time_zone")
        of_room = ("room__name", "room__place")
        return self.select_related("programme", "room").only(*own, *of_programme, *of_room)

    def with_registration_of(self, person: object) -> Self:
        """`own_registration` and `own_state`: key and state of the person's registration, if they are in the list."""
        registrations = self.model._meta.get_field("registrations").related_model
        rows: Any = registrations._default_manager
        own = rows.expecting().filter(event=models.OuterRef("pk"), person=person)
        return self.annotate(
            own_registration=models.Subquery(own.values("pk")[:1]),
            own_state=models.Subquery(own.values("state")[:1]),
        )

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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


class AdmissionQuerySet(ScopedQuerySet["Admission"]):
    def _is_public(self) -> models.Q:
        """Whoever may see the event reads how many may come."""
        return public_event("event__")

    def open_now(self) -> Self:
        """Those by which people may register at the moment, as far as time goes (`Admission.is_open`)."""
        closing = Coalesce("closes_at", "event__starts_at")
        is_open = models.Q(opens_at__isnull=True) | models.Q(opens_at__lte=moment())
        return self.alias(closing=closing).filter(is_open, closing__gt=moment())

    def with_free_places(self) -> Self:
        """`Admission.seats_left` is not 0."""
        return self.filter(models.Q(capacity__isnull=True) | models.Q(seats_taken__lt=models.F("capacity")))


class RoomQuerySet(ScopedQuerySet["Room"]):
    def usable_in(self, programme: Programme) -> Self:
        """Rooms of the programme, of the one it is part of, and of organisations that are in either."""
        return self.filter(self._of_programmes([programme.pk, programme.parent_id or 0]))


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


class SessionQuerySet(ScopedQuerySet["Session"]):
    def _is_public(self) -> models.Q:
        """Whoever may see the event reads when it takes place."""
        return public_event("event__")

    def standing(self) -> Self:
        return self.filter(state=SessionState.STANDING)


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


# --- Matchmaking days ----------------------------------------------------------------------------------------------


class TableQuerySet(ScopedQuerySet["Table"]):
    def there(self) -> Self:
        """Those that have not dropped out."""
        return self.filter(left_at__isnull=True)


_IS_SHOWN = models.Q(
    shown_since__isnull=False,
    registration__state=RegistrationState.REGISTERED,
    registration__attendance=AttendanceMode.ON_SITE,
)


class DayProfileQuerySet(ScopedQuerySet["DayProfile"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Organisations with a table see who comes and has said that they may."""
        tables = rows_at("registration__event__tables", of=self.model).there()
        theirs = tables.filter(organisation__in=organisations)
        return is_among(theirs, event="registration__event") & _IS_SHOWN

    def shown(self) -> Self:
        return self.filter(_IS_SHOWN)


class WishQuerySet(ScopedQuerySet["Wish"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Whom people wish to meet is theirs alone."""
        return super()._of_organisations(organisations) & models.Q(side=WishSide.TABLE)


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
        return super()._of_organisations(organisations) & models.Q(plan__published_at__isnull=False)

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
