"""Where a placement may appear, and for how long."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from matching.queries.terms import end_of_day, last_day
from matching.services.placements.errors import ExpiryOutOfRange
from programmes.models import Programme


def check_expiry(expires_at: datetime, programmes: Collection[Programme]) -> None:
    """Raise ExpiryOutOfRange unless it lies ahead, by at most `LONGEST_LISTING_DAYS`."""
    if not timezone.now() < expires_at <= end_of_day(last_day(timezone.localdate()), programmes):
        raise ExpiryOutOfRange
