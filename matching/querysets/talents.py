"""Profiles and files, which others read while they take part in the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from matching.querysets.paths import rows_at
from programmes.models import Enrolment
from programmes.querysets.programmes import not_archived
from programmes.scoping import Row, ScopedQuerySet, is_among

if TYPE_CHECKING:
    from matching.models import Document


class OfParticipantQuerySet(ScopedQuerySet[Row]):
    """Profiles and what belongs to them: staff reads them while the person takes part or asks to, until the archive."""

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        taking_part = Enrolment.objects.not_left().filter(not_archived("programme__"))
        taking_part = taking_part.filter(models.Q(programme__in=programmes))
        return is_among(taking_part, person=str(self.model.owner_path))

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Companies read a profile by an application, while it opens the profile to them."""
        path = str(self.model.organisation_path).removesuffix("__placement__organisation")
        applications = rows_at(path, of=self.model).sent_to(organisations).with_open_profile()
        return is_among(applications, talent__user=str(self.model.owner_path))


class DocumentQuerySet(ScopedQuerySet["Document"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """Companies read the file that an application was sent with, while it opens the profile to them."""
        applications = rows_at("applications", of=self.model).sent_to(organisations).with_open_profile()
        return is_among(applications, cv="pk")
