from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventFormat(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    INFO = "info", _("Information event")
    VISIT = "visit", _("Company visit")
    DIALOGUE = "dialogue", _("Dialogue")
    NETWORK = "network", _("Network meeting")
    SHADOWING_DAY = "shadowing_day", _("Job shadowing day")
    MATCHMAKING = "matchmaking", _("Matchmaking day")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class ReviewStep(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("a step of a review", "Submitted")
    PUBLISHED = "published", pgettext_lazy("a step of a review", "Published")
    SENT_BACK = "sent_back", pgettext_lazy("a step of a review", "Sent back")
    HIDDEN = "hidden", pgettext_lazy("a step of a review", "Hidden")
    CANCELLED = "cancelled", pgettext_lazy("a step of a review", "Cancelled")
    HELD_AFTER_ALL = "held_after_all", pgettext_lazy("a step of a review", "Held after all")


NOTE_LENGTH = 2000
"""Signs of what coordinators and those who draft write to each other about an event."""
