from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Upper
from django.utils import timezone

from portal.core.compiled import moment
from portal.core.dates import DayIn
from portal.core.made_files import MadeFileQuerySet
from portal.core.regions.finding import regions_named
from portal.core.workflow import Actor
from programmes.access import may_administer
from programmes.constants import (
    CLOSING_DAYS,
    ENDS_WITH_PROGRAMME,
    INVITATION_DAYS,
    LAPSED_DAYS,
    ContactRole,
    EnrolmentStatus,
    ExitKind,
    ImportState,
    MembershipRole,
    Module,
    ProgrammeStatus,
)
from programmes.extensions import exporters, importers
from programmes.scoping import Row, ScopedQuerySet
from programmes.workflows.hours import SHORT_CONTACTS, HoursStanding
from programmes.workflows.imports import IMPORT
from programmes.workflows.programmes import ENROLMENT, ORGANISATION, PROGRAMME

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from portal.users.models import User
    from programmes.models import (
        Contact,
        ContactInvitation,
        Enrolment,
        Export,
        ExportPortion,
        Import,
        ImportRow,
        Membership,
        MembershipInvitation,
        Milestone,
        Organisation,
        Programme,
    )

SEARCH_WORDS = 8
"""A longer question is cut off: each word costs the database a look."""


def in_public_programme(path: str = "") -> models.Q:
    """Has the programme at `path` (as in "programme__") public pages?"""
    return models.Q(**{f"{path}status__in": PROGRAMME.states_where(is_public=True)})


def not_archived(path: str = "") -> models.Q:
    """Is the programme at `path` still more than a record of what was?"""
    return ~models.Q(**{f"{path}status": ProgrammeStatus.ARCHIVED})


def verified(path: str = "") -> models.Q:
    """Has a coordinator confirmed that the organisation at `path` is what it says?"""
    return models.Q(**{f"{path}verification__in": ORGANISATION.states_where(is_public=True)})


def _names(word: str) -> models.Q:
    """`word` in a programme's names, texts or place.

    Texts in several languages are stored as JSON with everything beyond ASCII escaped, so the escaped word is
    looked for too, as it stands and with either kind of first letter. A region is found by all its names, and by those
    of what it lies in.
    """
    condition = models.Q()
    for field in ("acronym", "place", "region"):
        condition |= models.Q(**{f"{field}__icontains": word})
    condition |= models.Q(region__in=regions_named(word))
    for form in {word, word.lower(), word.capitalize()}:
        for field in ("title", "summary"):
            condition |= models.Q(**{f"{field}__icontains": json.dumps(form)[1:-1]})
    return condition


class ProgrammeQuerySet(ScopedQuerySet["Programme"]):
    def _is_public(self) -> models.Q:
        return in_public_programme()

    def showing(self, module: Module) -> Self:
        """Public programmes with this part of the portal switched on."""
        return self.public().filter(modules__contains=[module])

    def joinable(self) -> Self:
        return self.filter(status=ProgrammeStatus.RUNNING)

    def top_level(self) -> Self:
        """Those that lists show by themselves: part of no other programme, or of one that is not public."""
        return self.filter(models.Q(parent__isnull=True) | ~in_public_programme("parent__"))

    def matching(self, text: str) -> Self:
        """Programmes in whose names, texts or places all these words stand, or in those of a public subprogramme."""
        rows = self
        for word in text.split()[:SEARCH_WORDS]:
            rows = rows.filter(
                _names(word)
                | models.Q(pk__in=self.model.objects.public().filter(_names(word)).values("parent"))
            )
        return rows

    def in_country(self, country: str) -> Self:
        below = self.model.objects.public().filter(country=country).values("parent")
        return self.filter(models.Q(country=country) | models.Q(pk__in=below))

    def with_subprogramme_count(self) -> Self:
        below = in_public_programme("subprogrammes__")
        return self.annotate(subprogramme_count=models.Count("subprogrammes", filter=below))

    def with_below(self, programme: models.Model) -> Self:
        """The programme and its subprogrammes."""
        return self.filter(models.Q(pk=programme.pk) | models.Q(parent=programme.pk))


class OfPublicProgrammeQuerySet(ScopedQuerySet[Row]):
    """Rows that are as public as the programme they belong to."""

    def _is_public(self) -> models.Q:
        return in_public_programme(f"{self.model.programme_path}__")


class MilestoneQuerySet(ScopedQuerySet["Milestone"]):
    def done(self) -> Self:
        return self.filter(done_on__isnull=False)

    def not_done(self) -> Self:
        return self.filter(done_on__isnull=True)

    def overdue(self) -> Self:
        return self.not_done().filter(due_on__lt=timezone.localdate())


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    def _is_public(self) -> models.Q:
        return verified()

    def verified(self) -> Self:
        return self.filter(verified())

    def waiting(self) -> Self:
        return self.filter(verification__in=ORGANISATION.states_where(waits_for=Actor.STAFF))

    def named(self, names: Iterable[str]) -> Self:
        """Those with one of these names, in capitals or not, as the database reads them; found by the index."""
        return self._reading("name", names)

    def in_towns(self, names: Iterable[str]) -> Self:
        return self._reading("city", names)

    def _reading(self, field: str, texts: Iterable[str]) -> Self:
        alike = {f"{field}_alike": Upper(field)}
        values = [Upper(models.Value(text)) for text in sorted({text.strip() for text in texts})]
        return self.alias(**alike).filter(**{f"{field}_alike__in": values})

    def declined(self) -> Self:
        """Its contacts have to correct something before it is looked at again."""
        return self.filter(verification__in=ORGANISATION.sources("correct"))


class ContactQuerySet(ScopedQuerySet["Contact"]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        """Those that somebody approves or not: nobody whose data is not used."""
        return self.filter(approved_at__isnull=True).in_use()

    def managing(self) -> Self:
        """Contacts who answer for the organisation itself."""
        return self.approved().filter(role=ContactRole.MANAGER)

    def recruiting(self) -> Self:
        """Contacts who deal with placements: managers and recruiters. Teachers and others are left alone."""
        return self.approved().filter(role__in=[ContactRole.MANAGER, ContactRole.RECRUITER])

    def keeping_equipment(self) -> Self:
        """Contacts who lend the organisation's devices: managers and keepers of equipment."""
        return self.approved().filter(role__in=[ContactRole.MANAGER, ContactRole.EQUIPMENT])

    def teaching(self) -> Self:
        """Teachers: those who come with a class."""
        return self.approved().filter(role=ContactRole.TEACHER)


class InvitationQuerySet(ScopedQuerySet[Row]):
    """Addresses whose owners are asked something."""

    def open(self) -> Self:
        return self.filter(created_at__gt=oldest_open())

    def lapsed(self) -> Self:
        return self.filter(created_at__lte=oldest_open())

    def with_somebody_to_tell(self) -> Self:
        """Whoever invited stands in a lapsed invitation until they have been told that it has lapsed."""
        return self.filter(invited_by__isnull=False)

    def to_forget(self) -> Self:
        return self.filter(created_at__lte=oldest_open() - timedelta(days=LAPSED_DAYS))


class ContactInvitationQuerySet(InvitationQuerySet["ContactInvitation"]):
    pass


class MembershipInvitationQuerySet(InvitationQuerySet["MembershipInvitation"]):
    pass


def oldest_open() -> Combinable:
    """Invitations made before this moment have lapsed."""
    return moment() - timedelta(days=INVITATION_DAYS)


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def in_force(self) -> Self:
        """Memberships that grant something today. The days are those of the programme's time zone, ends included.

        Once a programme is in the archive, those who answer for it and those who evaluate it can still account for it;
        who worked with its people has no more to do with them.
        """
        rows = self.alias(today=DayIn(models.F("programme__time_zone"), moment()))
        begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=models.F("today"))
        not_ended = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("today"))
        is_archived = models.Q(programme__status=ProgrammeStatus.ARCHIVED)
        return rows.filter(begun, not_ended).exclude(is_archived, role__in=ENDS_WITH_PROGRAMME)

    def not_over(self) -> Self:
        """In force, or to begin: the last day has not passed where the programme is."""
        rows = self.alias(today=DayIn(models.F("programme__time_zone"), moment()))
        return rows.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("today")))

    def coordinating(self) -> Self:
        """Memberships of those who can answer for their programme today: coordinators whose account is in use."""
        return self.in_force().filter(role=MembershipRole.COORDINATOR, user__is_active=True)


class OfEnrolmentQuerySet(ScopedQuerySet[Row]):
    """An enrolment, or what belongs to one: who works with people finds those who take part, or have just left.

    Not while somebody waits for their erasure: who accounts for them goes on, who works with them does not.
    """

    enrolment_path = "enrolment__"

    def _worked_with(self) -> models.Q:
        path = self.enrolment_path
        has_left = models.Q(**{f"{path}status": EnrolmentStatus.LEFT})
        just_now = models.Q(**{f"{path}left_on__gte": timezone.localdate() - timedelta(days=CLOSING_DAYS)})
        objected = models.Q(**{f"{path}exit_kind": ExitKind.OBJECTED})
        is_used = models.Q(**{f"{path}person__restricted_at__isnull": True})
        return is_used & (~has_left | (just_now & ~objected))


class EnrolmentQuerySet(OfEnrolmentQuerySet["Enrolment"]):
    enrolment_path = ""

    def exportable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Nobody who has asked to be erased: what is taken away is used, and no erasure reaches it (Article 18 GDPR).

        What funders ask for is in the reports, which count them under a pseudonym.
        """
        return super().exportable_by(user).filter(person__restricted_at__isnull=True)

    def active(self) -> Self:
        return self.filter(status=EnrolmentStatus.ACTIVE)

    def entered_outside_period(self) -> Self:
        """Before their programme begins, or after it has ended; a part without days of its own has its parent's."""
        days = {
            name: Coalesce(f"programme__{name}", f"programme__parent__{name}")
            for name in ("starts_on", "ends_on")
        }
        return self.alias(**days).filter(
            models.Q(entered_on__lt=models.F("starts_on")) | models.Q(entered_on__gt=models.F("ends_on"))
        )

    def waiting(self) -> Self:
        """Those that staff admits or not: nobody whose data is not used."""
        return self.filter(status__in=ENROLMENT.states_where(waits_for=Actor.STAFF)).in_use()

    def unanswered(self) -> Self:
        """Of people whom staff has asked, and who have not answered in time."""
        asked = models.Q(person__asked_to_claim_at__lte=oldest_open())
        not_asked = models.Q(status=EnrolmentStatus.INVITED, person__asked_to_claim_at__isnull=True)
        return self.filter(asked | not_asked, person__is_unclaimed=True)

    def to_forget(self) -> Self:
        """Invitations that have lapsed and that nobody has sent again."""
        before = oldest_open() - timedelta(days=LAPSED_DAYS)
        asked = models.Q(person__asked_to_claim_at__lte=before)
        return self.filter(
            asked | models.Q(person__asked_to_claim_at__isnull=True), status=EnrolmentStatus.LAPSED
        )

    def close_to_participation(self) -> Self:
        """They take part, and a few hours are missing until they count as participants."""
        return self.active().filter(hours_standing=HoursStanding.NEAR)

    def short_contacts(self) -> Self:
        """They have come, and not for as long as their funder asks of a participant."""
        return self.filter(hours_standing__in=SHORT_CONTACTS)

    def not_left(self) -> Self:
        """They take part, or have asked to."""
        return self.filter(status__in=ENROLMENT.sources("end"))


class ImportQuerySet(ScopedQuerySet["Import"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """One's own, as long as one may import in every programme that it names."""
        named = self.model.programmes
        programmes = cast("ProgrammeQuerySet", named.field.related_model._default_manager.all())
        condition = models.Q(pk__in=[])
        for kind, importer in importers.items():
            rows = importer.model
            if may_administer(user, "import", rows):
                elsewhere = named.through.objects.exclude(
                    programme__in=programmes.administered_by(user, "import", rows)
                )
                condition |= models.Q(kind=kind) & ~models.Q(pk__in=elsewhere.values("import"))
        return super().visible_to(user, action).filter(condition)

    def under_way(self) -> Self:
        return self.filter(state__in=IMPORT.states_where(waits_for=Actor.PORTAL))

    def unconfirmed(self, before: datetime) -> Self:
        """Previews, and files that could not be read, with which nobody has done anything since before then."""
        return self.filter(state__in=IMPORT.sources("discard"), updated_at__lt=before)


class ImportRowQuerySet(ScopedQuerySet["ImportRow"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Those of the imports that one sees."""
        batch = self.model._meta.get_field("batch").related_model
        imports = cast("ImportQuerySet", batch._default_manager.all())
        return self.filter(batch__in=imports.visible_to(user).values("pk"))

    def noted(self) -> Self:
        """Something that stands in them is left out."""
        return self.exclude(notes=[])

    def ended(self, before: datetime) -> Self:
        """Their import ended before then."""
        ends = [ImportState.DONE, ImportState.UNDONE, ImportState.FAILED]
        return self.filter(batch__state__in=ends, batch__finished_at__lt=before)

    def not_put_back(self) -> Self:
        """Left as they were when the import was undone."""
        return self.exclude(kept_because="")


class ExportQuerySet(ScopedQuerySet["Export"], MadeFileQuerySet["Export"]):  # type: ignore[override]
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """One's own, whoever one is, as long as one may export such rows at all."""
        kinds = [
            kind for kind, exporter in exporters.items() if may_administer(user, "export", exporter.model)
        ]
        return super().visible_to(user, action).filter(requested_by=user.pk, kind__in=kinds)

    def with_row(self, kind: str, keys: models.QuerySet[Any]) -> Self:
        """In whose file one of these rows stands."""
        found = self.model.portions.rel.related_model._default_manager.filter(
            keys__overlap=ArraySubquery(keys)
        )
        return self.filter(kind=kind, pk__in=found.values("export"))


class ExportPortionQuerySet(ScopedQuerySet["ExportPortion"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Those of the exports that one sees."""
        export = self.model._meta.get_field("export").related_model
        exports = cast("ExportQuerySet", export._default_manager.all())
        return self.filter(export__in=exports.visible_to(user).values("pk"))

    def row_keys(self) -> models.QuerySet[Any]:
        """The keys of the rows, one a line."""
        return self.order_by().values_list(models.Func("keys", function="unnest"), flat=True)
