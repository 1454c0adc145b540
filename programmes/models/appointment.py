from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.dates import check_year
from portal.core.models import TimeStampedModel
from portal.core.secret_addresses import SecretAddress
from portal.core.time_zones import check_zone, zone_constraint
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import (
    APPOINTMENT_MINUTES,
    APPOINTMENT_WORDS,
    MOST_PROPOSALS,
    AppointmentReason,
    AppointmentSide,
    AppointmentState,
)
from programmes.models.organisation import Organisation
from programmes.querysets.appointments import OPEN, AppointmentQuerySet
from programmes.scoping import Scoped

SHORTEST, LONGEST = (timedelta(minutes=minutes) for minutes in APPOINTMENT_MINUTES)


class IsAmong(models.Func):
    """Is a value one of an array's?"""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


class Appointment(TimeStampedModel, Scoped):
    """Two sides agree on a time: one proposes up to three, the other chooses one or proposes others.

    What it is about stands in the app above, whose row points here; `kind` is the name under which that app answers
    questions about it (`programmes.extensions.appointment_subjects`). `organisation` is on the side that calls: whoever
    recruits for it acts, whoever that is by then; without one, `organiser` alone. `host` is who waits there.
    `sequence` grows with each change that calendars are told of. `moved_from` is the time that stood before others were
    proposed; it no longer does.
    """

    owner_path = "invited"
    organisation_path = "organisation"
    is_hidden_while_restricted = True

    kind = models.CharField(_("kind"), max_length=40, editable=False)
    organiser = models.ForeignKey(
        User, verbose_name=_("called by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="appointments",
    )
    invited = models.ForeignKey(
        User, verbose_name=_("invited"), on_delete=models.CASCADE, related_name="appointments"
    )
    host = models.ForeignKey(
        User,
        verbose_name=_("who waits there"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_appointments",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AppointmentState, default=AppointmentState.PROPOSED
    )
    proposals = ArrayField(models.DateTimeField(), verbose_name=_("proposed times"), size=MOST_PROPOSALS)
    duration = models.DurationField(_("duration"), default=timedelta(minutes=45))
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[check_zone])
    starts_at = models.DateTimeField(_("agreed time"), null=True, blank=True, validators=[check_year])
    chosen_at = models.DateTimeField(_("agreed on"), null=True, blank=True, editable=False)
    moved_from = models.DateTimeField(_("time before"), null=True, blank=True, editable=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), blank=True, validators=[URLValidator(schemes=["https"])])
    note = models.TextField(_("note"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=AppointmentReason, blank=True)
    words = models.TextField(_("message"), max_length=APPOINTMENT_WORDS, blank=True)
    last_side = models.CharField(
        _("last changed by"), max_length=10, choices=AppointmentSide, default=AppointmentSide.ORGANISER
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state=AppointmentState.AGREED),
                name="appointment_standing",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposals__len__gte=1, proposals__len__lte=MOST_PROPOSALS),
                name="appointment_proposals",
                violation_error_message=_("Propose between one and three times."),
            ),
            models.CheckConstraint(
                condition=models.Q(duration__gte=SHORTEST, duration__lte=LONGEST),
                name="appointment_ends_after_start",
                violation_error_message=_("An appointment lasts between five minutes and eight hours."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True) | models.Q(IsAmong("starts_at", "proposals")),
                name="appointment_time_was_proposed",
                violation_error_message=_("Choose one of the proposed times."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, chosen_at__isnull=True)
                | models.Q(starts_at__gt=models.F("chosen_at")),
                name="appointment_chosen_ahead",
                violation_error_message=_("This time has passed. Choose another one."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=AppointmentState.AGREED, starts_at__isnull=False)
                | models.Q(state__in=OPEN, starts_at__isnull=True)
                | models.Q(state=AppointmentState.CANCELLED),
                name="appointment_agreed_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(place="") | ~models.Q(link=""),
                name="appointment_is_somewhere",
                violation_error_message=_("Say where you meet: a place, a link, or both."),
            ),
            models.CheckConstraint(
                condition=models.Q(link="") | models.Q(link__startswith="https://"),
                name="appointment_link_is_https",
                violation_error_message=_("The link must begin with https://."),
            ),
            check_year.constraint_on_moments("starts_at", name="appointment_years"),
            zone_constraint("time_zone", name="appointment_time_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def ends_at(self) -> datetime | None:
        return None if self.starts_at is None else self.starts_at + self.duration

    @property
    def is_open(self) -> bool:
        """No time stands yet."""
        return self.state in OPEN

    @property
    def standing_times(self) -> list[datetime]:
        """The one agreed on, or those that can be chosen from."""
        return list(self.proposals) if self.starts_at is None else [self.starts_at]

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        ends_at = self.ends_at
        return ends_at is not None and ends_at <= timezone.now()

    @property
    def who_waits(self) -> str:
        """For whom somebody asks on coming: where nobody is named, or is there no longer, for whoever calls it."""
        if self.host is not None:
            return self.host.get_full_name()
        if self.organisation is not None:
            return self.organisation.name
        return self.organiser.get_full_name() if self.organiser is not None else ""

    def side_of(self, person: User) -> AppointmentSide | None:
        """On whose side the person acts now; on none who only sees it."""
        if self.invited_id == person.pk:
            return AppointmentSide.INVITED
        if self.organisation_id is None:
            return AppointmentSide.ORGANISER if self.organiser_id == person.pk else None
        speaks = access_of(person).speaks_for("change", Appointment, self.organisation_id)
        return AppointmentSide.ORGANISER if speaks else None

    @property
    def times_ahead(self) -> list[datetime]:
        """What can still be chosen."""
        now = timezone.now()
        return [time for time in self.proposals if time > now]


class CalendarFeed(SecretAddress, TimeStampedModel):
    """The secret address at which somebody's calendar finds their dates. Whoever knows it reads them, and no more."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="calendar_feed",
    )

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"

    @property
    def path(self) -> str:
        return reverse("programmes:calendar_feed", args=[self.token])
