"""What the evaluation puts on the coordinator's home page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from evaluation.contributions import INCOMPLETE
from programmes.constants import Module
from programmes.models import Enrolment
from programmes.overview import ActionCount, Picture, pictures


def missing_answers(user: Any, programmes: Any) -> Iterator[ActionCount]:
    """How many people have entered and lack an answer that the funder needs."""
    asked = programmes.filter(modules__contains=[Module.EVALUATION])
    lacking = (
        Enrolment.objects.visible_to(user, "evaluate").in_programmes(asked.values("pk")).filter(INCOMPLETE)
    )
    yield ActionCount(
        label=_("People without all entry answers"),
        number=lacking.filter(entered_on__isnull=False).count(),
        url=f"{reverse('admin:evaluation_participantrecord_changelist')}?answers=missing",
        hint=_("They can't be reported to the funder yet."),
    )


@pictures.register("evaluation.entries")
def entries_by_month(user: Any, programmes: Any, chosen: Any) -> Iterator[Picture]:
    """How many people joined in each of the last twelve months."""
    rows = Enrolment.objects.visible_to(user, "evaluate").in_programmes(programmes.values("pk"))
    first = (timezone.localdate() - timedelta(days=334)).replace(day=1)
    found = rows.filter(entered_on__gte=first).order_by().values(month=TruncMonth("entered_on"))
    numbers = list(found.annotate(number=Count("pk")).order_by("month").values_list("month", "number"))
    if numbers:
        address = reverse("evaluation:enrolments_chart")
        yield Picture(
            title=_("People who have joined, month by month"),
            image=f"{address}?programme={chosen.slug}" if chosen else address,
            head=(_("Month"), _("People")),
            rows=[(formats.date_format(month, "F Y"), number) for month, number in numbers],
        )
