"""What the evaluation puts on the coordinator's home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.contributions import INCOMPLETE
from programmes.constants import Module
from programmes.models import Enrolment
from programmes.overview import ActionCount


def missing_answers(user: Any, programmes: Any) -> Iterator[ActionCount]:
    """How many people have entered and lack an answer that the funder needs."""
    asked = programmes.filter(modules__contains=[Module.EVALUATION])
    lacking = (
        Enrolment.objects.visible_to(user, "evaluate").in_programmes(asked.values("pk")).filter(INCOMPLETE)
    )
    yield ActionCount(
        label=_("People without all entry answers"),
        number=lacking.filter(entered_on__isnull=False).count(),
        url=reverse("evaluation:home"),
        hint=_("They can't be reported to the funder yet."),
    )
