from datetime import time, timedelta

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


DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)
DIGEST_TIME = time(7)
"""In the portal's time zone; weekly ones on Mondays."""

MAX_ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
"""The pause after the first failed try; it doubles with each. After the twelfth, 34 hours later, a mail is given up."""

SENDING_LIMIT = timedelta(minutes=3)
"""How long one mail may hold its row: longer than a mail server may take over every one of its answers."""

SWEEP_SIZE = 500
"""Rows one run of the sweeper looks at; the next run, a minute later, goes on."""

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
