"""What matching puts on the coordinator's home page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.models import Application, Posting
from programmes.access import access_of
from programmes.overview import ActionCount, action_counts

UNANSWERED_AFTER = timedelta(days=7)


@action_counts.register("matching.postings")
def placements_to_review(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if not _works_on(user, "publish", "matching.posting"):
        return
    rows = Posting.objects.visible_to(user, "publish").in_programmes(programmes.values("pk")).waiting()
    yield ActionCount(
        label=_("Placements to review"),
        number=rows.count(),
        url=f"{reverse('admin:matching_posting_changelist')}?review=waiting",
        hint=_("Nobody sees them before you publish them."),
    )


@action_counts.register("matching.applications")
def applications_unanswered(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if not _works_on(user, "view", "matching.application"):
        return
    late = timezone.now() - UNANSWERED_AFTER
    rows = Application.objects.visible_to(user).in_programmes(programmes.values("pk"))
    yield ActionCount(
        label=_("Applications unanswered for more than a week"),
        number=rows.unanswered().filter(created_at__lt=late).count(),
        url=f"{reverse('admin:matching_application_changelist')}?answer=late",
        hint=_("Ask the companies to answer."),
    )


def _works_on(user: Any, action: str, label: str) -> bool:
    access = access_of(user)
    return access.is_operator or bool(access.programme_ids(action, label))
