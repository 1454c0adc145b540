from datetime import datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """Where the mail of a notification stands."""

    PENDING = "pending", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not sent by mail")
    FAILED = "failed", _("Could not be sent")


DIGEST_TIME = time(7)
"""In the portal's time zone; weekly ones on Mondays."""


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Only in the inbox")

    def next_delivery(self, now: datetime) -> datetime:
        """When something said `now` is mailed: at once, or with the next morning's or Monday's digest."""
        if self not in DIGESTS:
            return now
        local = timezone.localtime(now)
        day = local.date() + timedelta(days=0 if local.time() < DIGEST_TIME else 1)
        if self == Frequency.WEEKLY:
            day += timedelta(days=-day.weekday() % 7)
        return datetime.combine(day, DIGEST_TIME, tzinfo=timezone.get_current_timezone())

    def last_delivery(self, now: datetime) -> datetime:
        """When what was said before was mailed at the latest: `now`, or with the last digest until then."""
        if self not in DIGESTS:
            return now
        local = timezone.localtime(now)
        day = local.date() - timedelta(days=0 if local.time() >= DIGEST_TIME else 1)
        if self == Frequency.WEEKLY:
            day -= timedelta(days=day.weekday())
        return datetime.combine(day, DIGEST_TIME, tzinfo=timezone.get_current_timezone())


DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)

MAX_ATTEMPTS = 100
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
"""The pause after the first failed try doubles with each, up to the longest. After two days a mail is given up."""

SENDING_LIMIT = timedelta(minutes=3)
"""How long a portion may hold its rows without a word to the database: longer than a mail server may take over
every one of its answers, in two sessions."""

PORTION = 50
"""Mails that are claimed together, over one session with the mail server; many servers end longer ones."""

PORTION_LIMIT = timedelta(seconds=2)
"""After which a portion begins no further mail, so that what people wish and may open is asked anew."""

RUN_LIMIT = timedelta(seconds=50)
"""After which one run of the sweeper begins no further portion: the next one comes each minute, and one of the lane's
processes stays free for what is said at once."""

SWEEP_SIZE = 5000
"""Rows that the sweeper reads at a time, before it looks anew for what is due."""

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
