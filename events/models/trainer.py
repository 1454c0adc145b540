from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.scoping import Scoped


@track_history()
class EventTrainer(TimeStampedModel, Scoped):
    """Who of a programme's people leads an event. The event's public page names nobody."""

    programme_path = "event__programme"

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="trainers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="led_events",
    )

    class Meta:
        verbose_name = _("trainer of an event")
        verbose_name_plural = _("trainers of events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="event_trainer_once",
                violation_error_message=_("This person leads the event already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.event}"
