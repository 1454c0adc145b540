from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.constants import NOTE_LENGTH, ReviewStep
from events.models.event import Event
from events.querysets.events import EventReviewQuerySet
from portal.core.models import TimeStampedModel
from programmes.scoping import Scoped


class EventReview(TimeStampedModel, Scoped):
    """One line of what coordinators and those who draft have said to each other about an event: never changed."""

    programme_path = "event__programme"
    organisation_path = "event__host"

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="reviews"
    )
    step = models.CharField(_("step"), max_length=16, choices=ReviewStep)
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = EventReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an event's review")
        verbose_name_plural = _("review of an event")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_step_display()}"
