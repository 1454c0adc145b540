from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """Where the mail of a notification stands."""

    PENDING = "pending", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not sent by mail")
    FAILED = "failed", _("Could not be sent")


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Only in the inbox")


MAX_ATTEMPTS = 8
"""After the eighth failed try (about two days with doubling pauses) a mail is given up and shown to the operator."""
