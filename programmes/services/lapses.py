"""Invitations that nobody has answered end: they lapse, whoever invited hears of it, and a while later they go.

What was offered by a lapsed invitation can no longer be accepted. It stays in its list, can be sent again, and is
deleted a while later with what was typed for it. Who takes part on paper goes on as before: for them only the question
lapses whether they take it over.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.utils import timezone

from portal.core.jobs import run_on_each
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import EnrolmentStatus
from programmes.models import (
    ContactInvitation,
    Enrolment,
    Membership,
    MembershipInvitation,
    Organisation,
    Programme,
)
from programmes.notices.invitations import (
    ClaimsLapsed,
    ContactInvitationsLapsed,
    InvitationsOfProgrammeLapsed,
    MembershipInvitationsLapsed,
    ParticipationsLapsed,
)
from programmes.queries.programmes import may_manage_contacts
from programmes.services.people import forget_invitation

AT_A_TIME = 500

OfProgramme = Counter[tuple[Programme, User | None]]


def lapse_invitations() -> None:
    """Run often and twice without harm: what is due is found in the rows, and each is told about once."""
    kinds = (_lapse_participations, _lapse_claims, _lapse_memberships, _lapse_contacts, _forget)
    run_on_each(kinds, _until_none_is_left, what="Lapse of invitations")


def _until_none_is_left(lapse: Callable[[], int]) -> None:
    while lapse():
        pass


@transaction.atomic
def _lapse_participations() -> int:
    rows = Enrolment.objects.unanswered().filter(status=EnrolmentStatus.INVITED)
    found = _locked(rows)
    Enrolment.objects.filter(pk__in=[row.pk for row in found]).update(
        status=EnrolmentStatus.LAPSED, invited_by=None
    )
    _tell_programmes(_by_programme(found), Enrolment, ParticipationsLapsed)
    return len(found)


@transaction.atomic
def _lapse_claims() -> int:
    """Nothing about a person on paper changes; who asked them is told, once."""
    rows = Enrolment.objects.unanswered().exclude(status=EnrolmentStatus.LAPSED)
    found = _locked(rows.filter(invited_by__isnull=False))
    Enrolment.objects.filter(pk__in=[row.pk for row in found]).update(invited_by=None)
    _tell_programmes(_by_programme(found), Enrolment, ClaimsLapsed)
    return len(found)


def _locked(rows: models.QuerySet[Enrolment]) -> list[Enrolment]:
    rows = rows.select_related("programme", "invited_by").order_by("pk")
    return list(rows.select_for_update(of=["self"], skip_locked=True)[:AT_A_TIME])


@transaction.atomic
def _lapse_memberships() -> int:
    rows = (
        MembershipInvitation.objects.lapsed()
        .with_somebody_to_tell()
        .select_related("programme", "invited_by")
    )
    found = list(rows.order_by("pk").select_for_update(of=["self"], skip_locked=True)[:AT_A_TIME])
    MembershipInvitation.objects.filter(pk__in=[row.pk for row in found]).update(invited_by=None)
    _tell_programmes(_by_programme(found), Membership, MembershipInvitationsLapsed)
    return len(found)


@transaction.atomic
def _lapse_contacts() -> int:
    rows = (
        ContactInvitation.objects.lapsed()
        .with_somebody_to_tell()
        .select_related("organisation", "invited_by")
    )
    found = list(rows.order_by("pk").select_for_update(of=["self"], skip_locked=True)[:AT_A_TIME])
    ContactInvitation.objects.filter(pk__in=[row.pk for row in found]).update(invited_by=None)
    for (organisation, inviter), number in Counter(
        (row.organisation, row.invited_by) for row in found
    ).items():
        if inviter is not None and may_manage_contacts(inviter, organisation):
            _tell_contact(organisation, inviter, number)
    return len(found)


def _tell_contact(organisation: Organisation, inviter: User, number: int) -> None:
    notify(
        inviter,
        ContactInvitationsLapsed(
            organisation=organisation.pk,
            organisation_name=organisation.name,
            number=number,
            at=timezone.now().isoformat(),
        ),
    )


@transaction.atomic
def _forget() -> int:
    """What nobody has sent again is deleted, with the person if nothing else is held about them."""
    rows = _locked(Enrolment.objects.to_forget())
    for row in rows:
        forget_invitation(enrolment=row)
    people = User.objects.held_by_no_app().filter(enrolments__isnull=True)
    for model in (MembershipInvitation, ContactInvitation):
        model.objects.to_forget().delete()
        people = people.exclude(contact_email__in=model.objects.values("email"))
    people.delete()
    return len(rows)


# --- Telling them --------------------------------------------------------------------------------------------------


def _by_programme(rows: Iterable[Enrolment | MembershipInvitation]) -> OfProgramme:
    return Counter((row.programme, row.invited_by) for row in rows)


def _tell_programmes(
    lapsed: OfProgramme, model: type[Enrolment | Membership], notice: type[InvitationsOfProgrammeLapsed]
) -> None:
    """Whoever invited, as long as they still may; else those who answer for the programme."""
    now = timezone.now().isoformat()
    for (programme, inviter), number in lapsed.items():
        said = notice(programme=programme.acronym, slug=programme.slug, number=number, at=now)
        if inviter is not None and inviter.is_active and access_of(inviter).reaches("add", model, programme):
            notify(inviter, said)
        else:
            notify_all(User.objects.coordinating(programme), said)
