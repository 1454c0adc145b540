import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from events.constants import MOST_BREAK_MINUTES, NOTE_LENGTH, SessionState
from events.models.event import Event
from events.models.room import Room, check_room, where_in
from events.querysets.events import SessionQuerySet
from portal.core.changes.tracking import track_changes
from portal.core.dates import check_year
from portal.core.day_rules import Between
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models import InProgrammeTime
from programmes.scoping import Scoped

KEEP_SPAN = """
UPDATE events_event SET starts_at = span.first, ends_at = span.last
FROM (
    SELECT event_id, min(starts_at) AS first, max(ends_at) AS last FROM events_session
    WHERE event_id IN (NEW.event_id, OLD.event_id) AND state = 'standing' GROUP BY event_id
) AS span
WHERE events_event.id = span.event_id
    AND (events_event.starts_at, events_event.ends_at) IS DISTINCT FROM (span.first, span.last);
RETURN NULL;
"""


@track_changes(row="event", programme="event__programme")
@track_history()
class Session(TimeStampedModel, InProgrammeTime, Scoped):
    """One date of an event; a course has many, which are moved and cancelled each by itself.

    The database gives each event its first, which follows the event's own times as long as it is the only one; of
    several, the event's times are the span of those that stand (`KEEP_SPAN`, and the triggers of `Event`). The first
    keeps the event's own entry in people's calendars (`is_first`), however many are added.
    """

    programme_path = "event__programme"
    owner_path = "event__registrations__person"
    day_rules = (Between("starts_at", "ends_at", before=1, after=1, asks=True),)

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sessions"
    )
    is_first = models.BooleanField(default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.STANDING, editable=False
    )
    title = I18nCharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("What this date is about, where the dates of an event differ."),
    )
    starts_at = models.DateTimeField(_("begins"), validators=[check_year])
    ends_at = models.DateTimeField(_("ends"), validators=[check_year])
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="sessions",
        help_text=_("Empty: where the event takes place."),
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Empty: where the event takes place.")
    )
    link = models.URLField(
        _("link for taking part online"), blank=True, help_text=_("Empty: the link of the event.")
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("minutes of breaks"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MOST_BREAK_MINUTES)],
        help_text=_("They count for nobody’s hours."),
    )
    cancel_reason = models.CharField(
        _("why it is cancelled"), max_length=NOTE_LENGTH, blank=True, editable=False
    )
    listed_at = models.DateTimeField(null=True, editable=False)
    """When it was written down who belongs to it: as it began, whoever joins or leaves the event afterwards."""

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["event", "starts_at"], name="session_of_event"),
            models.Index(fields=["starts_at", "id"], name="session_by_start"),
        ]
        constraints = [
            check_year.constraint_on_moments("starts_at", "ends_at", name="session_years"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("The end must be after the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=SessionState.STANDING, cancel_reason="")
                | (models.Q(state=SessionState.CANCELLED) & ~models.Q(cancel_reason="")),
                name="session_cancelled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(is_first=True), name="session_first_once"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_span",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("event_id", "state", "starts_at", "ends_at")
                | pgtrigger.Delete,
                when=pgtrigger.After,
                func=KEEP_SPAN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.title}" if str(self.title or "") else str(self.event)

    @property
    def whereabouts(self) -> str:
        """Where people come to on this date."""
        return where_in(self.room, self.place) or self.event.whereabouts

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def minutes(self) -> int:
        """How long it takes, without its breaks."""
        whole = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return max(whole - self.break_minutes, 0)

    def clean(self) -> None:
        super().clean()
        if not (self.starts_at and self.ends_at):
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be after the beginning.")})
        if self.break_minutes and not self.minutes:
            raise ValidationError({"break_minutes": _("Breaks must be shorter than the date.")})
        if self.event_id:
            check_room(self.room, self.event.programme)
