"""Applications that wait for a company's answer, as reminders see them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, F, Min, OuterRef, Subquery

from matching.constants import PostingState
from matching.models import Application, Posting
from matching.querysets import ApplicationQuerySet
from programmes.querysets.programmes import in_public_programme


def unanswered_occasions() -> ApplicationQuerySet:
    """Applications that wait for the company and that it can read, told of company by company.

    They count from the day on which they were sent. One belongs to the running programme that its placement was posted
    to first, of those that show it.
    """
    return _waiting().annotate(together=F("placement__organisation"))


def unanswered_for_staff() -> ApplicationQuerySet:
    """The same, told of programme by programme."""
    return _waiting().annotate(together=F("of_programme"))


def _waiting() -> ApplicationQuerySet:
    postings = Posting.objects.filter(
        in_public_programme("programme__"), placement=OuterRef("placement"), state=PostingState.PUBLISHED
    )
    rows = Application.objects.unanswered().readable().filter(talent__user__restricted_at__isnull=True)
    return rows.annotate(
        counts_from=F("created_at"), of_programme=Subquery(postings.order_by("pk").values("programme")[:1])
    )


def waiting_by_placement(organisation: int) -> list[dict[str, object]]:
    """Of one organisation: how many applications wait for each placement, and since when, the longest first."""
    return _by("placement", _waiting().filter(placement__organisation=organisation))


def waiting_by_organisation(applications: Collection[int]) -> list[dict[str, object]]:
    """Of these applications: how many wait for each organisation, and since when, the longest first."""
    return _by("placement__organisation", _waiting().filter(pk__in=applications))


def _by(path: str, rows: ApplicationQuerySet) -> list[dict[str, object]]:
    counted = rows.order_by().values(path).annotate(number=Count("pk"), since=Min("created_at"))
    return list(counted.order_by("since", path).values(path, "number", "since"))
