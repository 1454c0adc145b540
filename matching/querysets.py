from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from matching.constants import ApplicationState, PostingState
from matching.workflows import APPLICATION, PLACEMENT, POSTING
from portal.core.workflow import Actor
from programmes.access import Access
from programmes.constants import Module
from programmes.models import Enrolment
from programmes.querysets import in_public_programme
from programmes.roles import REACH, Reach, Role
from programmes.scoping import Row, ScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from matching.models import Application, Placement, Posting
    from portal.users.models import User


PLACE = models.Case(models.When(region="", then="city"), default="region")
"""The region of a placement, or the town where no region is given."""


def under_way(path: str = "") -> models.Q:
    """Is the application at `path` (as in "applications__") still to be decided?"""
    return models.Q(**{f"{path}state__in": APPLICATION.states_where(is_final=False)})


def unanswered(path: str = "") -> models.Q:
    """Does the application at `path` wait for the company?"""
    return models.Q(**{f"{path}state__in": APPLICATION.states_where(waits_for=Actor.ORGANISATION)})


class OfParticipantQuerySet(ScopedQuerySet[Row]):
    """Profiles and what belongs to them: staff reads them while the person takes part or asks to, not after leaving."""

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        people = Enrolment.objects.not_left().filter(models.Q(programme__in=programmes)).values("person")
        return models.Q(**{f"{self.model.owner_path}__in": people})


class PlacementQuerySet(ScopedQuerySet["Placement"]):
    def _reached_by(self, role: Role, user: User | AnonymousUser, access: Access) -> models.Q:
        """Applicants go on reading what they applied for, but no words that a programme has yet to review."""
        reached = super()._reached_by(role, user, access)
        if REACH[role] is not Reach.OWN:
            return reached
        postings = _rows_at("postings", of=self.model).filter(state=PostingState.PUBLISHED)
        return reached & models.Q(pk__in=postings.values("placement_id"))

    def open(self) -> Self:
        """What can be seen and applied to now: published, not expired, and shown by a programme that has pages.

        `expires_at` alone decides when that ends, and no programme's offers outlive its public pages.
        """
        return self.filter(
            state__in=PLACEMENT.states_where(is_public=True),
            expires_at__gt=timezone.now(),
            pk__in=_rows_at("postings", of=self.model).shown().values("placement_id"),
        )

    def public(self) -> Self:
        return self.open()

    def with_asked_level(self, language: str) -> Self:
        """`asked_level`: how much of this language is needed, 0 for none."""
        asked = _rows_at("languages", of=self.model).filter(
            placement=models.OuterRef("pk"), language=language
        )
        return self.annotate(asked_level=Coalesce(models.Subquery(asked.values("level")[:1]), 0))

    def with_programme_ids(self) -> Self:
        """`programme_ids`: the programmes that show the placement after reviewing it."""
        postings = _rows_at("postings", of=self.model).shown().filter(placement=models.OuterRef("pk"))
        return self.annotate(programme_ids=ArraySubquery(postings.values("programme_id")))

    def shown_by(self, programme: models.Model) -> Self:
        """What this programme, or a subprogramme of it, shows after reviewing it."""
        postings = (
            _rows_at("postings", of=self.model)
            .shown()
            .filter(models.Q(programme=programme.pk) | models.Q(programme__parent=programme.pk))
        )
        return self.filter(pk__in=postings.values("placement_id"))

    def common_places(self, limit: int) -> list[str]:
        """Names of the regions, or towns, that most of these are in."""
        places = self.annotate(place=PLACE).exclude(place="").order_by().values("place")
        counted = places.annotate(count=models.Count("pk")).order_by("-count", "place")
        return list(counted.values_list("place", flat=True)[:limit])

    def with_place(self) -> Self:
        """`place`: the region, or the town where no region is given."""
        return self.annotate(place=PLACE)


class OfPlacementQuerySet(ScopedQuerySet[Row]):
    """Rows that are as public as the placement they belong to."""

    def public(self) -> Self:
        placements = _rows_at("placement", of=self.model).open()
        return self.filter(placement__in=placements.values("pk"))


class PostingQuerySet(ScopedQuerySet["Posting"]):
    def shown(self) -> Self:
        """Published by a programme that shows placements: that has public pages, and this part switched on."""
        return self.filter(
            in_public_programme("programme__"),
            state__in=POSTING.states_where(is_public=True),
            programme__modules__contains=[Module.PLACEMENTS],
        )

    def waiting(self) -> Self:
        """A coordinator can decide now; one of a placement that is not under review only looks as if it waited."""
        return self.filter(
            state__in=POSTING.states_where(waits_for=Actor.STAFF),
            placement__state__in=PLACEMENT.sources("review"),
        )


class OfPublishedPostingQuerySet(ScopedQuerySet[Row]):
    """Rows about an application: staff of a programme reaches them once it shows the placement, and not before."""

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        path = str(self.model.programme_path).removesuffix("__programme")
        postings = _rows_at(path, of=self.model).filter(
            programme__in=programmes, state=PostingState.PUBLISHED
        )
        return models.Q(**{f"{path.removesuffix('postings')}in": postings.values("placement")})


class ApplicationQuerySet(OfPublishedPostingQuerySet["Application"]):
    def under_way(self) -> Self:
        return self.filter(under_way())

    def unanswered(self) -> Self:
        """Nobody at the company has moved the application beyond looking at it."""
        return self.filter(unanswered())

    def to_answer(self) -> Self:
        """The company waits for the applicant."""
        return self.filter(state__in=APPLICATION.states_where(waits_for=Actor.PERSON))

    def offered(self) -> Self:
        """A place was offered, and the applicant has not answered yet."""
        return self.filter(state=ApplicationState.OFFERED)

    def accepted(self) -> Self:
        return self.filter(state=ApplicationState.ACCEPTED)


def _rows_at(path: str, *, of: type[models.Model]) -> Any:
    """All rows of the model to which a path of relations leads from the model `of`."""
    for name in path.split("__"):
        of = of._meta.get_field(name).related_model  # type: ignore[assignment]
    return of._default_manager.all()
