from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from events.constants import (
    NOTE_LENGTH,
    Handover,
    ReservationAct,
    ReservationState,
)
from events.models.event import Event
from events.querysets.equipment import EquipmentQuerySet, ReservationQuerySet
from events.workflows.reservations import HOLDING
from portal.core.dates import check_year
from portal.core.fields import LanguageField
from portal.core.history import track_history
from portal.core.markdown import MarkdownField
from portal.core.models import TimeStampedModel
from portal.core.words.column import WordsField
from programmes.models import Organisation, Programme
from programmes.scoping import Scoped


@track_history(exclude=["words"])
class Equipment(TimeStampedModel, Scoped):
    """A device that an organisation lends to events of the programmes it names.

    One row a device, so that it can be promised once at a time. It is never deleted: what was lent stays known.
    """

    programme_path = "programmes"
    organisation_path = "organisation"

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="equipment"
    )
    name = I18nCharField(_("name"), max_length=200)
    description = MarkdownField(
        _("what it is for"),
        blank=True,
        help_text=_("What one can do with it, and what one has to know first."),
    )
    people = models.PositiveSmallIntegerField(
        _("how many can use it at the same time"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    place = models.CharField(_("where it stands"), max_length=200, blank=True)
    handover = models.CharField(
        _("how it is handed over"), max_length=8, choices=Handover, default=Handover.FETCHED
    )
    languages = ArrayField(
        LanguageField(), verbose_name=_("languages of its manual"), default=list, blank=True
    )
    programmes = models.ManyToManyField(
        Programme, verbose_name=_("lent to"), related_name="equipment", blank=True
    )
    is_lent = models.BooleanField(_("can be borrowed at the moment"), default=True)
    words = WordsField("name", "place")

    objects = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("equipment")
        ordering = ["organisation", "pk"]
        indexes = [GinIndex(fields=["words"], name="equipment_words")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__isnull=True) | models.Q(people__gte=1),
                name="equipment_for_somebody",
                violation_error_message=_("At least one person has to be able to use it."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("events:equipment_detail", args=[self.pk])


class _Device(models.Func):
    """The key as a range, for which PostgreSQL compares without an extension (`btree_gist`) that not every one has."""

    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


class _Period(models.Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


@track_history()
class Reservation(TimeStampedModel, Scoped):
    """A device is asked for, and kept, for an event: from when it is needed until it is back.

    `event_starts_at` and `event_ends_at` are the event's times that it was asked for: when they are others by now, the
    event was moved. Whoever asks holds the time until there is an answer, so that nobody plans with the same device.
    """

    programme_path = "event__programme"
    organisation_path = "equipment__organisation"

    equipment = models.ForeignKey(
        Equipment, verbose_name=_("device"), on_delete=models.CASCADE, related_name="reservations"
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="reservations"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ReservationState, default=ReservationState.REQUESTED, db_index=True
    )
    starts_at = models.DateTimeField(_("needed from"), validators=[check_year], db_index=True)
    ends_at = models.DateTimeField(_("needed until"), validators=[check_year])
    event_starts_at = models.DateTimeField(_("beginning of the event"), editable=False)
    event_ends_at = models.DateTimeField(_("end of the event"), editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["starts_at", "pk"]
        constraints = [
            ExclusionConstraint(
                name="reservation_once_at_a_time",
                expressions=[
                    (_Device("equipment", "equipment", models.Value("[]")), RangeOperators.OVERLAPS),
                    (_Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__in=HOLDING),
                violation_error_message=_("The device is reserved for somebody else at this time."),
            ),
            models.UniqueConstraint(
                fields=["equipment"],
                condition=models.Q(state=ReservationState.HANDED_OVER),
                name="reservation_out_once",
                violation_error_message=_("The device is still out. Take it back first."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="reservation_ends_after_start",
                violation_error_message=_("The end must be after the beginning."),
            ),
            check_year.constraint_on_moments("starts_at", "ends_at", name="reservation_years"),
        ]

    def __str__(self) -> str:
        return f"{self.equipment} · {self.event}"

    def get_absolute_url(self) -> str:
        return reverse("events:reservation_detail", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Should it be back by now?"""
        return self.state == ReservationState.HANDED_OVER and self.ends_at <= timezone.now()


class ReservationStep(TimeStampedModel, Scoped):
    """One line of what was done with a reservation, by whom, and in what condition the device was: never changed."""

    programme_path = "reservation__event__programme"
    organisation_path = "reservation__equipment__organisation"

    reservation = models.ForeignKey(
        Reservation, verbose_name=_("reservation"), on_delete=models.CASCADE, related_name="lending_steps"
    )
    act = models.CharField(_("step"), max_length=12, choices=ReservationAct)
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_on_behalf = models.BooleanField(_("on the organisation’s behalf"), default=False)

    class Meta:
        verbose_name = _("step of a reservation")
        verbose_name_plural = _("steps of a reservation")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.reservation}: {self.get_act_display()}"
