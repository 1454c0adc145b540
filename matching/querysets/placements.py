"""Placements, where they are posted, and who sees what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from matching.constants import (
    SHOWN_TO_PUPILS,
    PlacementState,
    PostingState,
)
from matching.querysets.paths import rows_at
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.compiled import moment
from portal.core.workflow import Actor
from programmes.access import Access
from programmes.constants import Module
from programmes.querysets.programmes import in_public_programme
from programmes.roles import REACH, Reach, Role
from programmes.scoping import Row, ScopedQuerySet, is_among

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from matching.models import Placement, Posting


PLACE = models.Case(models.When(region="", then="city"), default="region", output_field=models.CharField())
"""The region of a placement, or the town where no region is given."""


def _in_language(code: str) -> models.Case:
    """A text in several languages is kept as JSON, in which no value can hold a quotation mark as it stands."""
    has_text = f'"{code}": ?"[^"]'
    is_written = models.Q(title__regex=has_text, description__regex=has_text)
    return models.Case(models.When(is_written, then=models.Value(code)), output_field=models.CharField())


WRITTEN = models.Func(
    models.Func(
        *(_in_language(code) for code, _name in settings.LANGUAGES),
        function="ARRAY",
        template="%(function)s[%(expressions)s]",
    ),
    models.Value(None, output_field=models.CharField()),
    function="array_remove",
    output_field=ArrayField(models.CharField()),
)


def is_open(of: type[models.Model], path: str = "") -> models.Q:
    """Can the placement at `path` (as in "placement__") of a row of this model be seen and applied to now?

    That is: published, not expired (which `expires_at` alone decides), and shown by a programme that has public pages.
    """
    return is_shown(of, path) & models.Q(**{f"{path}expires_at__gt": moment()})


def is_shown(of: type[models.Model], path: str = "") -> models.Q:
    """Is the placement at `path` open, or would it be if its time were not over?"""
    is_published = models.Q(**{f"{path}state__in": PLACEMENT.states_where(is_public=True)})
    return is_published & is_among(rows_at(f"{path}postings", of=of).shown(), placement=f"{path}pk")


def not_taken_down(of: type[models.Model], path: str = "") -> models.Q:
    """Has at least one programme that still runs or closes not refused the placement at `path`?"""
    postings = rows_at(f"{path}postings", of=of)
    standing = postings.filter(in_public_programme("programme__")).exclude(state=PostingState.REJECTED)
    is_withdrawn = models.Q(**{f"{path}state__in": [PlacementState.DRAFT, PlacementState.REJECTED]})
    return ~is_withdrawn & is_among(standing, placement=f"{path}pk")


class PlacementQuerySet(ScopedQuerySet["Placement"]):
    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        """Applicants go on reading what they applied for, but no words that a programme has yet to review."""
        reached = super()._reached_by(role, user, access)
        if REACH[role] is not Reach.OWN:
            return reached
        postings = rows_at("postings", of=self.model).filter(state=PostingState.PUBLISHED)
        return reached & is_among(postings, placement="pk")

    def open(self) -> Self:
        """What can be seen and applied to now (`is_open`)."""
        return self.filter(is_open(self.model))

    def shown(self) -> Self:
        """What is open, and what would be if its time were not over."""
        return self.filter(is_shown(self.model))

    def _is_public(self) -> models.Q:
        return is_open(self.model)

    def _is_meant_for(self, access: Access) -> models.Q:
        return models.Q(kind__in=SHOWN_TO_PUPILS) if access.is_pupil else models.Q()

    def not_taken_down(self) -> Self:
        return self.filter(not_taken_down(self.model))

    def as_last_shown(self) -> Self:
        """What was shown and reads as it did then, even if it is no longer open: a review stands behind its words."""
        postings = rows_at("postings", of=self.model).filter(state=PostingState.PUBLISHED)
        return self.filter(is_among(postings, placement="pk"), state__in=PLACEMENT.sources("rewrite"))

    def meant_for_pupils(self) -> Self:
        return self.filter(kind__in=SHOWN_TO_PUPILS)

    def with_place(self) -> Self:
        """`place`: the region, or the town where no region is given."""
        return self.annotate(place=PLACE)

    def with_colour(self) -> Self:
        """`colour`: the slug of the first public programme that shows it, whose colour its card takes."""
        shown_by = rows_at("postings", of=self.model).shown().filter(placement=models.OuterRef("pk"))
        return self.annotate(colour=models.Subquery(shown_by.order_by("pk").values("programme__slug")[:1]))

    def with_languages(self) -> Self:
        """`written`: the languages in which title and description both stand."""
        return self.annotate(written=WRITTEN)


class OfPlacementQuerySet(ScopedQuerySet[Row]):
    """Rows that are as public as the placement they belong to."""

    def _is_public(self) -> models.Q:
        return is_open(self.model, "placement__")

    def _is_meant_for(self, access: Access) -> models.Q:
        return models.Q(placement__kind__in=SHOWN_TO_PUPILS) if access.is_pupil else models.Q()


class PostingQuerySet(ScopedQuerySet["Posting"]):
    def shown(self) -> Self:
        """Published by a programme that shows placements: that has public pages, and this part switched on."""
        return self.carried_on().filter(programme__modules__contains=[Module.PLACEMENTS])

    def carried_on(self) -> Self:
        """Published by a programme that has public pages: what has begun goes on there, with this part on or off."""
        return self.filter(in_public_programme("programme__"), state__in=POSTING.states_where(is_public=True))

    def waiting(self) -> Self:
        """A coordinator can decide now; one of a placement that is not under review only looks as if it waited."""
        return self.filter(
            state__in=POSTING.states_where(waits_for=Actor.STAFF),
            placement__state__in=PLACEMENT.sources("review"),
        )
