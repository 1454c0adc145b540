"""What programmes add to shared pages: next steps, sections, counts, and where consents are taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.collation import in_order
from portal.core.links import Link
from portal.core.page_messages import worded
from portal.core.workflow import Actor
from portal.notifications.extensions import StillOpen, destinations, everybody, reader_by_reader
from portal.privacy.constants import ERASED_NAME
from portal.privacy.extensions import (
    RetentionRule,
    accounts_in_use,
    consent_places,
    erasers,
    erasure_clerks,
    held_people,
    keepers,
    pages,
    retention_rules,
)
from portal.users.extensions import mergers
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import (
    EXPORT_DAYS,
    PREVIEW_DAYS,
    UNDO_DAYS,
)
from programmes.extensions import (
    NextStep,
    Section,
    next_steps,
    sections,
)
from programmes.models import (
    BulkAct,
    Contact,
    Enrolment,
    Export,
    Funding,
    Import,
    ImportRow,
    Membership,
    MembershipInvitation,
    Organisation,
)
from programmes.queries.kept import kept_for_funders, programmes_closed_before
from programmes.queries.programmes import (
    answers_awaited,
    coordinates_person,
    taking_part,
)
from programmes.querysets.programmes import OrganisationQuerySet
from programmes.roles import ADMIN_ROLES, Role
from programmes.scoping import Scoped, whoever_reaches
from programmes.services.exports import drop_exports_with, drop_old_exports
from programmes.services.joining import join_enrolments
from programmes.workflows.exports import EXPORT
from programmes.workflows.programmes import ENROLMENT, ORGANISATION

mergers.add("programmes.enrolment.person", join_enrolments)
consent_places.add("programmes", Link(reverse_lazy("programmes:list"), gettext_lazy("See the programmes")))


def _organisations_to_correct(reader: User) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(reader, "change")


def _organisations_with_contacts(reader: User) -> OrganisationQuerySet:
    """Those whose list of contacts the person reads: as a contact, or as staff of a programme that they are in."""
    worked_on = Organisation.objects.administered_by(reader, "view", Contact)
    theirs = Q(pk__in=access_of(reader).organisation_ids("view", Contact))
    return Organisation.objects.visible_to(reader).filter(
        theirs | Q(pk__in=worked_on.order_by().values("pk"))
    )


def _list_of(model: type[Scoped]) -> StillOpen:
    """The admin's list of these rows, for whoever works with any."""
    return reader_by_reader(lambda reader, keys: keys if access_of(reader).administers("view", model) else ())


for page in ("me", "my_programmes", "my_invitations", "organisation_home"):
    destinations.add(f"programmes:{page}", everybody)
destinations.add("programmes:organisation_edit", whoever_reaches(_organisations_to_correct))
destinations.add("programmes:organisation_contacts", whoever_reaches(_organisations_with_contacts))
destinations.add("programmes:export_detail", whoever_reaches(Export.objects.visible_to))
destinations.add("programmes:bulk_act", whoever_reaches(BulkAct.objects.visible_to))
destinations.add("programmes:import_detail", whoever_reaches(Import.objects.visible_to))
destinations.add("admin:programmes_enrolment_change", whoever_reaches(Enrolment.objects.administered_by))
destinations.add("admin:programmes_membership_change", whoever_reaches(Membership.objects.administered_by))
destinations.add(
    "admin:programmes_organisation_change", whoever_reaches(Organisation.objects.administered_by)
)
destinations.add(
    "admin:index",
    reader_by_reader(lambda reader, keys: keys if access_of(reader).works_in_admin else ()),
)
for model in (Organisation, Enrolment, MembershipInvitation):
    destinations.add(f"admin:programmes_{model._meta.model_name}_changelist", _list_of(model))


keepers.add("programmes", kept_for_funders)
erasure_clerks.add("programmes", coordinates_person)


@next_steps.register("programmes.find_a_programme")
def find_a_programme(user: User) -> Iterable[NextStep]:
    """For those who are here for themselves and take part in nothing yet."""
    access = access_of(user)
    if access.is_for_others or access.waits_for_guardian:
        return []
    if taking_part(user):
        return []
    return [
        NextStep(
            title=_("You are not part of a programme yet"),
            hint=_("A programme gives you people to ask, events, and offers in its region."),
            url=reverse("programmes:list"),
            action=_("Find a programme"),
            urgency=20,
        )
    ]


@next_steps.register("programmes.work")
def work(user: User) -> Iterable[NextStep]:
    """For staff: where their day begins."""
    access = access_of(user)
    if access.works_in_admin:
        yield NextStep(
            title=_("See what waits in your programmes"),
            hint=_("All that you may decide or complete there, with the way to it"),
            url=reverse("admin:index"),
            action=_("Open the administration"),
            urgency=40,
            role=min(set(access.roles) & set(ADMIN_ROLES), default=Role.COORDINATOR),
        )


@next_steps.register("programmes.answers")
def answers_that_wait(user: User) -> Iterable[NextStep]:
    """An organisation that was declined waits for its contacts' correction; who invites waits for an answer."""
    own = access_of(user).organisation_ids("change", Organisation)
    for who, pk, name, verification in sorted(answers_awaited(user), key=lambda row: in_order(row[2])):
        if who == "programme":
            yield _answer_programme(name)
        elif who == "participation":
            yield _answer(_("%(programme)s invites you to take part") % {"programme": name})
        elif pk in own and ORGANISATION.allows("correct", verification):
            yield _correct(pk, name, verification)
        else:
            yield _answer_organisation(name)


def _correct(pk: int, name: str, verification: str) -> NextStep:
    return NextStep(
        title=_("%(organisation)s was not verified") % {"organisation": name},
        hint=str(ORGANISATION.explanation(verification, Actor.ORGANISATION)),
        url=reverse("programmes:organisation_edit", args=[pk]),
        action=_("Correct"),
        urgency=10,
        role=Role.MANAGER,
    )


def _answer_organisation(name: str) -> NextStep:
    return _answer(_("%(organisation)s asks you to speak for it") % {"organisation": name})


def _answer_programme(name: str) -> NextStep:
    return _answer(_("%(programme)s asks you to work for it") % {"programme": name})


def _answer(title: str) -> NextStep:
    return NextStep(
        title=title,
        hint=_("Nothing happens before you agree."),
        url=reverse("programmes:my_invitations"),
        action=_("Accept or decline"),
        urgency=15,
    )


@sections.register("programmes.my_programmes")
def my_programmes(user: User) -> Section | None:
    rows = taking_part(user)
    if not rows:
        return None
    context = {"rows": [(enrolment, ENROLMENT.badge(enrolment.status)) for enrolment in rows]}
    return Section("programmes/section_my_programmes.html", context, position=90)


@pages.register("programmes")
def leave_pages(person: User) -> dict[int, str]:
    """The id of each purpose the person agreed to by joining → the page on which they leave the programme.

    The consent says which: a subprogramme borrows its text, and a programme may have got another since.
    """
    rows = Enrolment.objects.not_left().filter(person=person, consent__isnull=False)
    found = rows.values_list("consent__version__purpose_id", "programme__slug")
    return {purpose: reverse("programmes:leave", args=[slug]) for purpose, slug in found}


# --- What is deleted by itself -------------------------------------------------------------------------------------


@accounts_in_use.register("programmes.staff")
def people_who_work() -> QuerySet[Any]:
    """Whoever works for a programme today, or from a later day on."""
    return Membership.objects.exclude(ends_on__lt=timezone.localdate()).values("user")


@accounts_in_use.register("programmes.participants")
def people_who_take_part() -> QuerySet[Any]:
    return Enrolment.objects.not_left().values("person")


@held_people.register("programmes")
def people_whom_an_audit_needs() -> QuerySet[Any]:
    """Whoever takes or took part in what a funding pays for that is being audited."""
    held = Funding.objects.filter(held_since__isnull=False).values("programme")
    return Enrolment.objects.filter(Q(programme__in=held) | Q(programme__parent__in=held)).values("person")


def _never_answered(before: datetime) -> QuerySet[Any]:
    return User.objects.filter(
        date_joined__lt=before,
        last_login__isnull=True,
        email__isnull=False,
        enrolments__isnull=True,
        memberships__isnull=True,
        contacts__isnull=True,
    ).exclude(emailaddress__verified=True)


def _beyond_the_funders_time(before: datetime) -> QuerySet[Any]:
    return Enrolment.objects.filter(programme__in=programmes_closed_before(timezone.localdate(before)))


def _left_without_a_funder(before: datetime) -> QuerySet[Any]:
    rows = Enrolment.objects.filter(left_on__lt=timezone.localdate(before))
    return rows.filter(programme__fundings__isnull=True, programme__parent__fundings__isnull=True)


def _emptied_accounts(before: datetime) -> QuerySet[Any]:
    return User.objects.filter(
        username__startswith=ERASED_NAME, email__isnull=True, is_active=False, enrolments__isnull=True
    )


def _old_exports(before: datetime) -> QuerySet[Any]:
    return Export.objects.exclude(state__in=EXPORT.sources("build")).filter(updated_at__lt=before)


erasers.add("programmes.export", drop_exports_with)
retention_rules.add(
    "exports",
    RetentionRule(
        title=gettext_lazy("What somebody has exported"),
        why=worded(
            lambda: (
                ngettext(
                    "The files are gone after %(days)d day; that they were taken stays in the log.",
                    "The files are gone after %(days)d days; that they were taken stays in the log.",
                    EXPORT_DAYS,
                )
                % {"days": EXPORT_DAYS}
            )
        ),
        days=30,
        least=EXPORT_DAYS,
        rows=_old_exports,
        delete=drop_old_exports,
    ),
)


def _unconfirmed_imports(before: datetime) -> QuerySet[Any]:
    return Import.objects.unconfirmed(before)


def _rows_of_old_imports(before: datetime) -> QuerySet[Any]:
    return ImportRow.objects.ended(before)


def _old_bulk_acts(before: datetime) -> QuerySet[Any]:
    return BulkAct.objects.filter(finished_at__lt=before)


retention_rules.add(
    "bulk-acts",
    RetentionRule(
        title=gettext_lazy("Notes of what staff did for many at once"),
        why=gettext_lazy(
            "They tell when somebody was asked or admitted last; what became of each is kept there."
        ),
        days=365,
        least=30,
        rows=_old_bulk_acts,
    ),
)
retention_rules.add(
    "accounts-never-used",
    RetentionRule(
        title=gettext_lazy("Accounts whose address was never confirmed"),
        why=gettext_lazy("Whoever typed the address has not shown that it is theirs."),
        days=30,
        least=7,
        rows=_never_answered,
    ),
)
retention_rules.add(
    "participations",
    RetentionRule(
        title=gettext_lazy("Participations that no funder may check any more"),
        why=gettext_lazy("The days stand with each funding; after the last of them nothing needs a proof."),
        days=30,
        rows=_beyond_the_funders_time,
    ),
)
retention_rules.add(
    "participations-without-funding",
    RetentionRule(
        title=gettext_lazy("Participations that ended, in programmes without a funder"),
        why=gettext_lazy("Nobody asks for a proof; there is time left to come back."),
        days=365,
        least=30,
        rows=_left_without_a_funder,
    ),
)
retention_rules.add(
    "accounts-erased",
    RetentionRule(
        title=gettext_lazy("Accounts of erased people of whom nothing must stay any more"),
        why=gettext_lazy("They only held what a funder could check."),
        days=1,
        rows=_emptied_accounts,
    ),
)
retention_rules.add(
    "imports-unconfirmed",
    RetentionRule(
        title=gettext_lazy("Files of rows that nobody has imported"),
        why=gettext_lazy("A preview holds other people's data; whoever still needs it sends the file again."),
        days=PREVIEW_DAYS,
        rows=_unconfirmed_imports,
    ),
)
retention_rules.add(
    "imports-rows",
    RetentionRule(
        title=gettext_lazy("What the rows of imported files said"),
        why=gettext_lazy(
            "They are kept to undo the import, which is possible for so long; the numbers stay."
        ),
        days=UNDO_DAYS,
        least=UNDO_DAYS,
        rows=_rows_of_old_imports,
    ),
)
