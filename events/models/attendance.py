"""Who was there: for each date of an event, by whom and how it was noted, and what proves it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.constants import GRACE_MINUTES, NotedBy, Presence, ScanOutcome
from events.models.registration import Registration
from events.models.session import Session
from events.querysets.attendance import AttendanceQuerySet
from portal.core.dates import check_year
from portal.core.files import GeneratedName, check_pdf
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models.hours import MINUTES_OF_A_DAY
from programmes.scoping import Scoped, ScopedQuerySet

GRACE = timedelta(minutes=GRACE_MINUTES)


@track_history()
class Attendance(TimeStampedModel, Scoped):
    """That somebody belonged to one date of an event, and whether they were there.

    The rows of a date are written as it begins, for everybody who has a place then; who comes besides has one from
    then on. They stay when somebody leaves the event later: a share divides by all dates that took place. Corrections
    are kept in the history. `came_at` and `left_at` are empty where nobody looked at the clock: from the beginning, to
    the end.
    """

    programme_path = "session__event__programme"
    owner_path = "registration__person"
    is_hidden_while_restricted = True

    session = models.ForeignKey(
        Session, verbose_name=_("date of an event"), on_delete=models.PROTECT, related_name="attendances"
    )
    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.CASCADE, related_name="attendances"
    )
    presence = models.CharField(_("presence"), max_length=8, choices=Presence, default=Presence.EXPECTED)
    came_at = models.DateTimeField(_("came at"), null=True, blank=True, validators=[check_year])
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, validators=[check_year])
    how = models.CharField(_("noted how"), max_length=8, choices=NotedBy, blank=True, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("noted by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["-session__starts_at", "-pk"]
        indexes = [models.Index(fields=["session", "presence"], name="attendance_of_session")]
        constraints = [
            check_year.constraint_on_moments("came_at", "left_at", name="attendance_years"),
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="attendance_once",
                violation_error_message=_("This person stands in the list already."),
            ),
            models.CheckConstraint(
                condition=models.Q(presence=Presence.PRESENT)
                | models.Q(came_at__isnull=True, left_at__isnull=True),
                name="attendance_times_of_present",
                violation_error_message=_("Only who was there came and left."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True)
                | models.Q(came_at__isnull=True)
                | models.Q(left_at__gt=models.F("came_at")),
                name="attendance_left_after_coming",
                violation_error_message=_("People leave after they have come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration.person}: {self.session}"

    @property
    def is_late(self) -> bool:
        return self.came_at is not None and self.came_at > self.session.starts_at + GRACE

    @property
    def left_early(self) -> bool:
        return self.left_at is not None and self.left_at < self.session.ends_at - GRACE

    @property
    def minutes(self) -> int:
        """How long they were there, without breaks: no longer than the date took, nor than a day."""
        if self.presence != Presence.PRESENT:
            return 0
        came: datetime = self.came_at if self.is_late else self.session.starts_at  # type: ignore[assignment]
        left: datetime = self.left_at if self.left_early else self.session.ends_at  # type: ignore[assignment]
        there = int((left - came).total_seconds() // 60)
        return max(min(there, self.session.minutes, MINUTES_OF_A_DAY), 0)


class Scan(TimeStampedModel, Scoped):
    """What was scanned, typed or tapped at a door, with the number and the clock of the device that did it.

    Devices send what they have noted without a connection once they have one, more than once if they must: `scan_id`
    is theirs, and says whether it is here already.
    """

    programme_path = "session__event__programme"
    owner_path = "registration__person"
    is_hidden_while_restricted = True

    scan_id = models.UUIDField(_("number of the scan"), unique=True, editable=False)
    session = models.ForeignKey(
        Session, verbose_name=_("date of an event"), on_delete=models.CASCADE, related_name="scans"
    )
    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        null=True,
        on_delete=models.CASCADE,
        related_name="scans",
    )
    device = models.CharField(_("device"), max_length=40, editable=False)
    at = models.DateTimeField(_("at, by the device’s clock"), editable=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=ScanOutcome, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan at a door")
        verbose_name_plural = _("scans at doors")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["session", "outcome"], name="scan_of_session")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.session}"


@track_history()
class SignedList(TimeStampedModel, Scoped):
    """A signature list that people have signed, scanned: what the funder asks for when it looks."""

    programme_path = "session__event__programme"

    session = models.ForeignKey(
        Session, verbose_name=_("date of an event"), on_delete=models.PROTECT, related_name="signed_lists"
    )
    file = models.FileField(
        _("signed list (PDF)"), upload_to=GeneratedName("signed-lists", "pdf"), validators=[check_pdf]
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed list")
        verbose_name_plural = _("signed lists")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.session)
