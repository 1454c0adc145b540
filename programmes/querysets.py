from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from programmes.constants import EnrolmentStatus, ProgrammeStatus, Verification
from programmes.scoping import ScopedQuerySet


class ProgrammeQuerySet(ScopedQuerySet):
    def public(self) -> Self:
        return self.filter(status__in=[ProgrammeStatus.RUNNING, ProgrammeStatus.CLOSING])

    def joinable(self) -> Self:
        return self.filter(status=ProgrammeStatus.RUNNING)

    def top_level(self) -> Self:
        return self.filter(parent__isnull=True)

    def with_below(self, programme: models.Model) -> Self:
        """The programme and its subprogrammes."""
        return self.filter(models.Q(pk=programme.pk) | models.Q(parent=programme.pk))


class OfPublicProgrammeQuerySet(ScopedQuerySet):
    """Rows that are as public as the programme they belong to."""

    def public(self) -> Self:
        statuses = [ProgrammeStatus.RUNNING, ProgrammeStatus.CLOSING]
        return self.filter(**{f"{self.model.programme_path}__status__in": statuses})


class OrganisationQuerySet(ScopedQuerySet):
    def public(self) -> Self:
        return self.verified()

    def verified(self) -> Self:
        return self.filter(verification=Verification.VERIFIED)

    def waiting(self) -> Self:
        return self.filter(verification=Verification.WAITING)


class ContactQuerySet(ScopedQuerySet):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(approved_at__isnull=True)


class MembershipQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        """Memberships that grant something today. The days are those of the portal's time zone, ends included."""
        today = timezone.localdate()
        return self.filter(models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)).filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today)
        )


class EnrolmentQuerySet(ScopedQuerySet):
    def active(self) -> Self:
        return self.filter(status=EnrolmentStatus.ACTIVE)

    def waiting(self) -> Self:
        return self.filter(status=EnrolmentStatus.APPLIED)

    def not_left(self) -> Self:
        return self.exclude(status=EnrolmentStatus.LEFT)
