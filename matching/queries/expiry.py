"""When time alone changes what is on offer."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from matching.models import Placement
from matching.workflows.placements import PLACEMENT


def next_expiry() -> datetime | None:
    """When the next published offer will no longer be shown, whichever it is."""
    published = Placement.objects.filter(
        state__in=PLACEMENT.states_where(is_public=True), expires_at__gt=timezone.now()
    )
    return published.order_by("expires_at").values_list("expires_at", flat=True).first()
