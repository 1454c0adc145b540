"""When time alone changes what is on offer."""

from __future__ import annotations

from datetime import datetime

from matching.models import Placement
from matching.workflows.placements import PLACEMENT
from portal.core.compiled import CompiledQuery, moment


def next_expiry() -> datetime | None:
    """When the next published offer will no longer be shown, whichever it is."""
    return _NEXT.first()


_NEXT: CompiledQuery[datetime] = CompiledQuery(
    lambda: (
        Placement.objects.filter(state__in=PLACEMENT.states_where(is_public=True), expires_at__gt=moment())
        .order_by("expires_at")
        .values_list("expires_at", flat=True)[:1]
    )
)
