from django.db import models
from django.utils.translation import gettext_lazy as _


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
    PUBLISHED = "published", _("Published")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
