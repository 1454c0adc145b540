"""What attendance adds to shared pages: hours for the ledger, and what is deleted when."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from events.constants import SCAN_DAYS
from events.models import Scan
from events.queries.attendance import HOURS_SOURCE, attended, kept_with_hours, named
from portal.privacy.extensions import RetentionRule, keepers, retention_rules
from programmes.extensions import hours_sources
from programmes.workflows.hours import HoursSource

hours_sources.add(
    HOURS_SOURCE, HoursSource(label=gettext_lazy("Date of an event"), attended=attended, named=named)
)
keepers.add("events.attendance", kept_with_hours)


def _scans(before: datetime) -> QuerySet[Scan]:
    return Scan.objects.filter(session__ends_at__lt=before)


retention_rules.add(
    "event-scans",
    RetentionRule(
        title=gettext_lazy("What was scanned at the doors of events"),
        why=gettext_lazy(
            "What two doors have noted is settled by then; who was there stands in the attendances."
        ),
        days=SCAN_DAYS,
        rows=_scans,
    ),
)
