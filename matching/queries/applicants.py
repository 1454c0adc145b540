"""Whose profile somebody reads by an application, and until when the company does.

The company reads the profile and the file while an application is under way, but no longer than UNDECIDED_DAYS after
the offer and the last step; after acceptance until PROFILE_DAYS past the start of the work, and after any other end no
more. It reads what was written WORDS_DAYS longer than that, or than the last step. The database keeps both moments on
the application (`matching.models.application_terms`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from matching.models import Application, Placement, Talent
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PlacementQuerySet
from matching.querysets.talents import OfParticipantQuerySet
from portal.core.compiled import is_any_of
from portal.core.dates import last_day_before
from portal.users.models import User
from programmes.models import Organisation
from programmes.scoping import CompiledForReader, is_among

LOOKED_AT = 12
"""Of so many placements it is counted exactly how many applications wait, to find the three with most of them."""


class ApplicantRow(TypedDict):
    """What is read of all applications for a placement, before it is known which of them a page shows."""

    pk: int
    state: str
    talent: int


@dataclass(frozen=True)
class ReadingTerms:
    """What the company reads of one application now, and the moments at which each part of it ends at the latest."""

    opens_profile: bool
    is_read: bool
    profile_until: datetime
    words_until: datetime
    zone: str
    """In which days are counted; empty for an application to what no programme shows any more."""

    def profile_day(self) -> str:
        return self._last_day_before(self.profile_until)

    def words_day(self) -> str:
        return self._last_day_before(self.words_until)

    def _last_day_before(self, moment: datetime) -> str:
        return last_day_before(moment, self.zone or timezone.get_default_timezone_name())


def reading_terms(application: Application) -> ReadingTerms:
    """The terms of an application that was read `with_reading`."""
    row: Any = application
    return ReadingTerms(row.opens_profile, row.is_read, row.profile_until, row.words_until, row.terms_zone)


def profiles_behind(
    applications: ApplicationQuerySet, user: User | AnonymousUser
) -> OfParticipantQuerySet[Talent]:
    """Profiles that `user` reads beside these applications.

    A company reads them by each application for itself: one that has ended shows no profile, although another
    of the same person may. Staff, and the person, read them by a right of their own.
    """
    by_application = is_among(applications.with_open_profile(), talent="pk")
    by_membership = is_among(Talent.objects.administered_by(user))
    return Talent.objects.visible_to(user).filter(by_application | by_membership | Q(user=user.pk))


def with_what_is_seen(applications: ApplicationQuerySet, user: User, *, pk: int) -> ApplicationQuerySet:
    """`sees_profile` and `sees_offer`: what `user` reads beside the application with this key."""
    seen = Application.objects.visible_to(user).filter(pk=pk)
    profile = profiles_behind(seen, user).filter(pk=OuterRef("talent"))
    offer = Placement.objects.visible_to(user).filter(pk=OuterRef("placement"))
    return applications.annotate(sees_profile=Exists(profile), sees_offer=Exists(offer))


def with_applicants(placements: PlacementQuerySet, user: User | AnonymousUser) -> PlacementQuerySet:
    """`applicant_rows`: key, state and talent of each application that `user` works on, so that all can be ranked."""
    rows = Application.objects.worked_on_by(user).filter(placement=OuterRef("pk")).order_by("pk")
    return placements.annotate(
        applicant_rows=ArraySubquery(rows.values(row=JSONObject(pk="pk", state="state", talent="talent_id")))
    )


def with_application_counts(placements: PlacementQuerySet, user: User | AnonymousUser) -> PlacementQuerySet:
    """`application_count`, `unanswered_count` and `next_count`: of the applications that `user` works on, so that pages
    agree; the last are those with which the company goes on after its answer.


    Those with most to answer come first, then the newest. For the rows of a page: of all, `busiest` finds them sooner.
    """
    seen = Application.objects.worked_on_by(user).filter(placement=OuterRef("pk")).order_by()
    counted = placements.annotate(
        application_count=_number(seen),
        unanswered_count=_number(seen.unanswered()),
        next_count=_number(seen.to_go_on()),
    )
    return counted.order_by("-unanswered_count", "-created_at", "-pk")


def busiest(organisation: Organisation, user: User, number: int) -> list[Placement]:
    """The first so many of its placements in the order of `with_application_counts`, with these counts.

    Counted exactly are those that have most to answer if no placement was taken down, and the newest. Only where so
    many of them were that another may be among the first, all are counted.
    """
    candidates = _CANDIDATES(user, organisation=organisation.pk)
    most = [waiting for _key, waiting in candidates if waiting]
    among = sorted({key for key, _waiting in candidates})
    found: list[Any] = _COUNTED(user, organisation=organisation.pk, among=among)[:number]
    if len(most) == LOOKED_AT and found[-1].unanswered_count <= min(most):
        found = list(with_application_counts(_placements_of(organisation.pk, user), user)[:number])
    return found


def _placements_of(organisation: Any, user: Any) -> PlacementQuerySet:
    rows = Placement.objects.worked_on_by(user, "change").filter(organisation=organisation)
    return rows.defer("description", "search")


def _candidates(reader: Any, organisation: Any) -> QuerySet[Any, Any]:
    """Those that have most to answer, each with how much that is, and the newest, with nothing."""
    newest = _placements_of(organisation, reader).order_by("-created_at", "-pk")
    return _most(reader, organisation).union(newest.values_list("pk", Value(0))[:LOOKED_AT], all=True)


def _most(reader: Any, organisation: Any) -> QuerySet[Any, Any]:
    placements = _placements_of(organisation, reader).values("pk")
    waiting = Application.objects.unanswered().within_terms().filter(placement__in=placements)
    counted = waiting.order_by().values("placement").annotate(number=Count("*"))
    return counted.order_by("-number", "-placement").values_list("placement", "number")[:LOOKED_AT]


def _counted(reader: Any, organisation: Any, among: object) -> PlacementQuerySet:
    rows = _placements_of(organisation, reader).filter(is_any_of("id", "among"))
    return with_application_counts(rows, reader)


_CANDIDATES: CompiledForReader[Any] = CompiledForReader(_candidates)
_COUNTED: CompiledForReader[Any] = CompiledForReader(_counted)


def _number(rows: ApplicationQuerySet) -> Coalesce:
    """How many; asked for the rows of a page alone, unless they are sorted by it."""
    counted = rows.values("placement").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
