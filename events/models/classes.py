"""Classes of schools that come to an event: what they should know, who has booked, and what guardians answer."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise
from i18nfield.fields import I18nCharField

from events.constants import (
    CLASS_COMES,
    HIGHEST_GRADE,
    MOST_HOURS_A_DAY,
    MOST_HOURS_A_WEEK,
    MOST_PUPILS,
    NEEDS_LENGTH,
    NOTE_LENGTH,
    ClassState,
    ConsentState,
    Travel,
)
from events.models.event import Event
from events.querysets.classes import ClassBookingQuerySet, ClassConsentQuerySet, ClassOfferQuerySet
from portal.core.changes.tracking import track_changes
from portal.core.fields import EncryptedTextField, InterfaceLanguageField
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from portal.core.names import NAME_LENGTH, validate_name
from portal.privacy.models import PurposeVersion
from programmes.models import Organisation
from programmes.scoping import Scoped


def _number(label: StrOrPromise, default: int, most: int, least: int = 1) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


def _between(name: str, least: int, most: int) -> models.Q:
    return models.Q(**{f"{name}__gte": least, f"{name}__lte": most})


@track_changes(row="event", programme="event__programme")
class ClassOffer(TimeStampedModel, Scoped):
    """That teachers can book an event for a class, and what the class should know."""

    programme_path = "event__programme"
    owner_path = "event__registrations__person"

    event = models.OneToOneField(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="class_offer"
    )
    most_classes = _number(_("classes at the same time"), 1, 20)
    fewest_pupils = _number(_("pupils at least"), 1, MOST_PUPILS)
    most_pupils = _number(_("pupils at most"), MOST_PUPILS, MOST_PUPILS)
    lowest_grade = _number(_("from grade"), 1, HIGHEST_GRADE)
    highest_grade = _number(_("up to grade"), HIGHEST_GRADE, HIGHEST_GRADE)
    hours_a_day = _number(_("hours a day"), 5, MOST_HOURS_A_DAY)
    hours_a_week = _number(_("hours a week"), 5, MOST_HOURS_A_WEEK)
    clothing = I18nCharField(_("protective clothing"), max_length=300, blank=True)
    transport = I18nCharField(_("transport"), max_length=300, blank=True)
    insurance = I18nCharField(_("insurance"), max_length=300, blank=True)
    takes_photos = models.BooleanField(
        _("photographs are taken"),
        default=False,
        help_text=_("Guardians are asked about them apart, and may say no."),
    )

    objects = ClassOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("what a class should know")
        verbose_name_plural = _("what classes should know")
        constraints = [
            models.CheckConstraint(
                condition=_between("most_pupils", 1, MOST_PUPILS)
                & models.Q(fewest_pupils__gte=1, fewest_pupils__lte=models.F("most_pupils")),
                name="class_offer_pupils",
                violation_error_message=_("At most as many pupils as a class has, and at least one."),
            ),
            models.CheckConstraint(
                condition=_between("highest_grade", 1, HIGHEST_GRADE)
                & models.Q(lowest_grade__gte=1, lowest_grade__lte=models.F("highest_grade")),
                name="class_offer_grades",
                violation_error_message=_("The highest grade must not be below the lowest."),
            ),
            models.CheckConstraint(
                condition=_between("hours_a_day", 1, MOST_HOURS_A_DAY)
                & models.Q(hours_a_week__gte=models.F("hours_a_day"), hours_a_week__lte=MOST_HOURS_A_WEEK),
                name="class_offer_hours",
                violation_error_message=_(
                    "Youth labour protection allows no more hours than this, and a week has no fewer than a day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


@track_history(exclude=["needs", "supervisor_name", "supervisor_phone"])
class ClassBooking(TimeStampedModel, Scoped):
    """A class that comes to an event: how many, with whom, and where that stands. No pupil is named here.

    Each pupil takes a place; the teachers who come along need none. The number of pupils is the number of the
    booking's consents. `event_starts_at` is when the event was to begin when the school booked, or was told last.
    """

    programme_path = "event__programme"
    organisation_path = ("school", "event__host")

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="class_bookings"
    )
    school = models.ForeignKey(
        Organisation, verbose_name=_("school"), on_delete=models.PROTECT, related_name="class_bookings"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        on_delete=models.CASCADE,
        related_name="class_bookings",
    )
    supervisor_name = models.CharField(
        _("supervising teacher"), max_length=NAME_LENGTH, blank=True, validators=[validate_name]
    )
    supervisor_phone = models.CharField(_("telephone on the day"), max_length=40, blank=True)
    class_name = models.CharField(pgettext_lazy("of a school", "class"), max_length=20)
    grade = _number(_("grade"), 8, HIGHEST_GRADE)
    pupils = _number(_("pupils"), 1, MOST_PUPILS)
    is_school_event = models.BooleanField(_("school event"), default=True)
    travel = models.CharField(_("way there"), max_length=16, choices=Travel, default=Travel.BY_ITSELF)
    needs = EncryptedTextField(_("needs"), null=True, blank=True, max_length=NEEDS_LENGTH)
    """None for nothing: the database can tell no empty text from another one here."""
    state = models.CharField(_("state"), max_length=10, choices=ClassState, default=ClassState.BOOKED)
    note = models.CharField(_("what was said last"), max_length=NOTE_LENGTH, blank=True, editable=False)
    event_starts_at = models.DateTimeField(editable=False)

    objects = ClassBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("class at an event")
        verbose_name_plural = _("classes at events")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "state"], name="class_of_event"),
            models.Index(fields=["-created_at", "-id"], name="class_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                "event",
                "school",
                Lower("class_name"),
                condition=models.Q(state__in=CLASS_COMES),
                name="class_once_per_event",
                violation_error_message=_("This class comes already."),
            ),
            models.CheckConstraint(condition=_between("pupils", 1, MOST_PUPILS), name="class_pupils"),
            models.CheckConstraint(condition=_between("grade", 1, HIGHEST_GRADE), name="class_grade"),
        ]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.school}: {self.event}"

    def get_absolute_url(self) -> str:
        """Of the school's page."""
        return reverse("events:class_booking", args=[self.pk])

    @property
    def comes(self) -> bool:
        return self.state in CLASS_COMES

    @property
    def is_open(self) -> bool:
        """Can guardians still answer?"""
        return self.comes and not self.event.has_begun


@track_history(exclude=["pupil_name", "guardian_name"])
class ClassConsent(TimeStampedModel, Scoped):
    """One number of a class, and what a guardian answers to it.

    Until a guardian agrees, the number is all there is. What they type is deleted when they take the consent back, when
    the class does not come, and a while after the event. What they agree to is a version of a purpose, read in a
    language; to photographs they agree apart. Source: Articles 7 and 8 GDPR.
    """

    programme_path = "booking__event__programme"
    organisation_path = "booking__school"

    booking = models.ForeignKey(
        ClassBooking,
        verbose_name=_("class at an event"),
        on_delete=models.CASCADE,
        related_name="consents",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=ConsentState, default=ConsentState.ASKED)
    pupil_name = EncryptedTextField(_("first name or initials"), null=True, blank=True, max_length=60)
    guardian_name = EncryptedTextField(_("guardian"), null=True, blank=True, max_length=NAME_LENGTH)
    allows_photos = models.BooleanField(_("agrees to photographs"), null=True, blank=True)
    version = models.ForeignKey(
        PurposeVersion,
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    photo_version = models.ForeignKey(
        PurposeVersion,
        verbose_name=_("version about photographs"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = InterfaceLanguageField(_("language it was read in"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ClassConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardian's consent for a class")
        verbose_name_plural = _("guardians' consents for classes")
        ordering = ["booking", "number"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "number"], name="class_consent_number"),
            models.CheckConstraint(
                condition=models.Q(
                    state=ConsentState.GIVEN, version__isnull=False, guardian_name__isnull=False
                )
                | (
                    ~models.Q(state=ConsentState.GIVEN)
                    & models.Q(
                        pupil_name__isnull=True, guardian_name__isnull=True, allows_photos__isnull=True
                    )
                ),
                name="class_consent_before_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking} · {self.number}"

    def forget_answer(self) -> None:
        """Nothing of what was typed stays."""
        self.pupil_name = self.guardian_name = self.allows_photos = None
        self.version = self.photo_version = None
        self.language = ""
