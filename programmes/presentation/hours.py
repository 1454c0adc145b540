"""Attended hours in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.admin_lists import LABEL_KINDS
from portal.core.amounts import amount_shown, counted_as
from portal.core.dates import day
from programmes.extensions import hours_sources
from programmes.models import Hours
from programmes.queries.hours import Meter, titles_of
from programmes.workflows.hours import BADGES

HOURS_LABELS = {standing: LABEL_KINDS[badge] for standing, badge in BADGES.items()}
"""How a list shows each standing, for the theme's `display(label=…)`."""


def meter_words(meter: Meter | None, total: Decimal) -> str:
    """How many hours somebody has; of how many, where it is by them that they count."""
    if meter is None:
        return _hours(total)
    words = ngettext(
        "%(hours)s of %(threshold)s hour", "%(hours)s of %(threshold)s hours", counted_as(meter.threshold)
    )
    return words % {"hours": amount_shown(meter.hours), "threshold": amount_shown(meter.threshold)}


def _hours(total: Decimal) -> str:
    return ngettext("%(hours)s hour", "%(hours)s hours", counted_as(total)) % {"hours": amount_shown(total)}


def ledger_lines(rows: Sequence[Hours]) -> list[tuple[str, str, str]]:
    """Day, hours, and what was attended, of each row of the ledger."""
    titles = titles_of(rows)
    return [
        (
            day(row.date),
            amount_shown(row.hours),
            ": ".join(filter(None, (source_words(row.source), titles.get((row.source, row.source_key), "")))),
        )
        for row in rows
    ]


def source_words(name: str) -> str:
    """What was attended, such as a session; the stored name of a source that no app has any more."""
    return str(hours_sources[name].label) if name in hours_sources else name


def what_comes(meter: Meter, *, asks: bool) -> str:
    """What the hours lead to."""
    if meter.is_reached:
        return _("You count as a participant.")
    count, hours = counted_as(meter.threshold), {"hours": amount_shown(meter.threshold)}
    if not asks:
        words = ngettext(
            "With %(hours)s hour you count as a participant.",
            "With %(hours)s hours you count as a participant.",
            count,
        )
        return words % hours
    words = ngettext(
        "With %(hours)s hour you count as a participant, and the funder asks a few questions about your start.",
        "With %(hours)s hours you count as a participant, and the funder asks a few questions about your start.",
        count,
    )
    return words % hours
