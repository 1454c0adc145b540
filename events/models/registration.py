"""Who comes to an event: how many may, on site and online, who has a place, and who waits for one."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import (
    MOST_COMPANIONS,
    MOST_SEATS,
    NEEDS_LENGTH,
    REASON_LENGTH,
    AttendanceMode,
    FeeState,
    RegistrationState,
)
from events.models.event import Event
from events.querysets.registrations import AdmissionQuerySet, RegistrationQuerySet
from portal.core.changes.tracking import track_changes
from portal.core.dates import check_year
from portal.core.fields import EncryptedTextField, MoneyField, never_negative
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.scoping import Scoped


@track_changes(row="event", programme="event__programme")
class Admission(TimeStampedModel, Scoped):
    """That people register for an event, in one way of taking part: how many may come, and when they may register.

    `seats_taken` is kept by whatever gives or takes a place, in the same transaction and with the event's row locked;
    the database takes no value above `capacity`. Without a capacity everybody finds a place.
    """

    programme_path = "event__programme"
    owner_path = "event__registrations__person"
    organisation_path = "event__host"

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="admissions"
    )
    attendance = models.CharField(
        _("way of taking part"), max_length=8, choices=AttendanceMode, default=AttendanceMode.ON_SITE
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text=_("Empty: as many as come."),
    )
    opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("Empty: as soon as the event is published."),
    )
    closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("Empty: when the event begins."),
    )
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("places at an event")
        verbose_name_plural = _("places, by way of taking part")
        ordering = ["attendance", "pk"]
        constraints = [
            check_year.constraint_on_moments("opens_at", "closes_at", name="admission_years"),
            models.UniqueConstraint(
                fields=["event", "attendance"],
                name="admission_once_per_way",
                violation_error_message=_("This way of taking part stands here already."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(seats_taken__lte=models.F("capacity")),
                name="admission_within_capacity",
                violation_error_message=_("More places are taken than this. Give some of them back first."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True)
                | models.Q(opens_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="admission_closes_after_opening",
                violation_error_message=_("Registration must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_attendance_display()}"

    def clean(self) -> None:
        """Nobody registers for what is over."""
        super().clean()
        end = self.event.ends_at
        late = {name for name in ("opens_at", "closes_at") if end and (getattr(self, name) or end) > end}
        if late:
            raise ValidationError(dict.fromkeys(late, _("Choose a time before the end of the event.")))

    @property
    def seats_left(self) -> int | None:
        """None: as many as come."""
        return None if self.capacity is None else max(self.capacity - self.seats_taken, 0)

    @property
    def closing(self) -> datetime:
        return self.closes_at or self.event.starts_at

    def is_open(self, now: datetime) -> bool:
        """May people register now, as far as time goes?"""
        return (self.opens_at is None or self.opens_at <= now) and now < self.closing


@track_history(exclude=["needs", "companion_ages", "asked_ages"])
class Registration(TimeStampedModel, Scoped):
    """Somebody, with companions, and an event: registered, waiting in line, or not coming after all. One each, ever.

    Companions count as places. Whoever waits is asked in the order of `waiting_since`; those whom a coordinator has
    put first (`preferred_because`) come before. Who `takes_fewer` is offered what is free when it is their turn, also
    where that is less than their party; of the others the line goes past while too little is free, and they keep their
    place in it. An offer holds `held_seats` places until `held_until`.
    """

    programme_path = "event__programme"
    owner_path = "person"
    is_hidden_while_restricted = True

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="registrations"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    state = models.CharField(
        _("state"), max_length=12, choices=RegistrationState, default=RegistrationState.REGISTERED
    )
    attendance = models.CharField(
        _("way of taking part"), max_length=8, choices=AttendanceMode, default=AttendanceMode.ON_SITE
    )
    companions = models.PositiveSmallIntegerField(
        _("companions"), default=0, validators=[MaxValueValidator(MOST_COMPANIONS)]
    )
    companion_ages = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(120)]),
        verbose_name=_("ages of children"),
        default=list,
        blank=True,
        size=MOST_COMPANIONS,
    )
    change_asked_at = models.DateTimeField(_("change asked for at"), null=True, blank=True, editable=False)
    asked_attendance = models.CharField(
        _("way of taking part asked for"),
        max_length=8,
        choices=AttendanceMode,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    asked_companions = models.PositiveSmallIntegerField(
        _("companions asked for"), null=True, blank=True, editable=False
    )
    asked_ages = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("ages of children asked for"),
        default=list,
        db_default=[],
        blank=True,
        size=MOST_COMPANIONS,
        editable=False,
    )
    """What waits for those who run the event, once the list is closed (`events.services.changes`)."""
    takes_fewer = models.BooleanField(_("takes fewer places, too"), default=True)
    needs = EncryptedTextField(_("needs"), null=True, blank=True, max_length=NEEDS_LENGTH)
    """None for nothing: the database can tell no empty text from another one here."""
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)
    held_until = models.DateTimeField(_("place held until"), null=True, blank=True, editable=False)
    held_seats = models.PositiveSmallIntegerField(_("places held"), default=0, editable=False)
    preferred_because = models.CharField(
        _("why they come first"), max_length=REASON_LENGTH, blank=True, editable=False
    )
    fee_state = models.CharField(
        _("fee"),
        max_length=6,
        choices=FeeState,
        default=FeeState.DUE,
        db_default=FeeState.DUE,
        editable=False,
    )
    fee_places = models.PositiveSmallIntegerField(
        _("places whose fee is settled"), default=0, db_default=0, editable=False
    )
    fee_paid = MoneyField(_("fee paid in euro"), null=True, blank=True, editable=False)
    fee_note = models.CharField(
        _("note on the fee"), max_length=REASON_LENGTH, blank=True, default="", db_default="", editable=False
    )
    fee_noted_at = models.DateTimeField(_("fee noted at"), null=True, blank=True, editable=False)
    fee_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("fee noted by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    has_passed = models.BooleanField(_("has passed the assessment"), null=True, blank=True, editable=False)
    assessed_on = models.DateField(
        _("assessed on"), null=True, blank=True, editable=False, validators=[check_year]
    )
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assessment noted by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "state"], name="registration_of_event"),
            models.Index(fields=["-created_at", "-id"], name="registration_by_day"),
            models.Index(
                fields=["change_asked_at"],
                condition=models.Q(change_asked_at__isnull=False),
                name="registration_asking",
            ),
            models.Index(
                fields=["held_until"],
                condition=models.Q(state=RegistrationState.OFFERED),
                name="registration_held",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event"],
                name="registration_once_per_event",
                violation_error_message=_("This person is in the list already."),
            ),
            models.CheckConstraint(
                condition=models.Q(companions__lte=MOST_COMPANIONS), name="registration_companions"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=RegistrationState.OFFERED, held_until__isnull=False, held_seats__gte=1
                )
                | (
                    ~models.Q(state=RegistrationState.OFFERED)
                    & models.Q(held_until__isnull=True, held_seats=0)
                ),
                name="registration_held_while_offered",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    change_asked_at__isnull=True, asked_companions__isnull=True, asked_attendance=""
                )
                | (
                    models.Q(change_asked_at__isnull=False, asked_companions__lte=MOST_COMPANIONS)
                    & ~models.Q(asked_attendance="")
                ),
                name="registration_asks_all_or_nothing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[RegistrationState.WAITING, RegistrationState.OFFERED])
                | models.Q(waiting_since__isnull=False),
                name="registration_waits_since",
            ),
            never_negative("fee_paid", name="registration_fee_paid"),
            check_year.constraint("assessed_on", name="registration_assessed_years"),
            models.CheckConstraint(
                condition=models.Q(has_passed__isnull=True, assessed_on__isnull=True)
                | models.Q(has_passed__isnull=False, assessed_on__isnull=False),
                name="registration_assessed_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(fee_state=FeeState.WAIVED) | ~models.Q(fee_note=""),
                name="registration_waived_because",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.event}"

    @property
    def seats(self) -> int:
        """How many places they need: companions count."""
        return 1 + self.companions

    @property
    def fee_due(self) -> Decimal:
        """What is still to be paid: for each place of whoever comes that is neither paid for nor waived."""
        if self.state != RegistrationState.REGISTERED:
            return Decimal(0)
        return (self.event.fee or Decimal(0)) * max(self.seats - self.fee_places, 0)

    def forget_needs(self) -> None:
        """Whoever does not come needs nothing there, and asks for nothing."""
        self.needs, self.companion_ages = None, []
        self.forget_change()

    def forget_change(self) -> None:
        """What they asked for is answered, or asked no more."""
        self.change_asked_at = self.asked_companions = None
        self.asked_attendance, self.asked_ages = "", []

    @property
    def is_list_closed(self) -> bool:
        """Does a change wait for those who run the event?"""
        admission = self.event.admissions.filter(attendance=self.attendance).first()
        if admission is None:
            return False
        admission.event = self.event
        return admission.closing <= timezone.now()

    @property
    def is_hold_over(self) -> bool:
        return self.held_until is not None and self.held_until <= timezone.now()
