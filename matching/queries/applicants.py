"""Whose profile somebody reads by an application, and until when the company does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q

from matching.models import Application, Talent
from matching.querysets import ApplicationQuerySet, OfParticipantQuerySet, PlacementQuerySet, unanswered
from portal.core.dates import last_day_before
from portal.users.models import User


@dataclass(frozen=True)
class ReadingTerms:
    """What the company reads of one application now, and the moments at which each part of it ends at the latest."""

    opens_profile: bool
    is_read: bool
    profile_until: datetime
    words_until: datetime
    zone: str

    def profile_day(self) -> str:
        return last_day_before(self.profile_until, self.zone)

    def words_day(self) -> str:
        return last_day_before(self.words_until, self.zone)


def reading_terms(application: Application, user: User | AnonymousUser) -> ReadingTerms:
    """The terms of an application that `user` sees."""
    rows = Application.objects.visible_to(user).filter(pk=application.pk)
    row = rows.with_terms().annotate(
        opens_profile=Exists(rows.with_open_profile().filter(pk=OuterRef("pk"))),
        is_read=Exists(rows.readable().filter(pk=OuterRef("pk"))),
    )
    names = ("opens_profile", "is_read", "profile_until", "words_until", "terms_zone")
    return ReadingTerms(*row.values_list(*names).get())


def profiles_behind(
    applications: ApplicationQuerySet, user: User | AnonymousUser
) -> OfParticipantQuerySet[Talent]:
    """Profiles that `user` reads beside these applications.

    A company reads them by each application for itself: one that has ended shows no profile, although another
    of the same person may. Staff, and the person, read them by a right of their own.
    """
    by_application = Q(pk__in=applications.with_open_profile().values("talent"))
    by_membership = Q(pk__in=Talent.objects.administered_by(user).values("pk"))
    return Talent.objects.visible_to(user).filter(by_application | by_membership | Q(user=user.pk))


def with_application_counts(placements: PlacementQuerySet, user: User | AnonymousUser) -> PlacementQuerySet:
    """`application_count` and `unanswered_count`: of the applications that `user` sees, so that pages agree.

    Those with most to answer come first, then the newest.
    """
    seen = Q(applications__in=Application.objects.visible_to(user).values("pk"))
    return placements.annotate(
        application_count=Count("applications", filter=seen, distinct=True),
        unanswered_count=Count("applications", filter=seen & unanswered("applications__"), distinct=True),
    ).order_by("-unanswered_count", "-created_at", "-pk")
