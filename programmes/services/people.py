"""People whom staff enters: they are asked, or take part on paper and can take their data over; nobody counts twice."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.jobs import enqueue, run_on_each
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import EnrolmentSource, EnrolmentStatus
from programmes.models import Enrolment, Programme
from programmes.notices.invitations import InvitedToTakePart
from programmes.queries.programmes import (
    confirmed_owner,
    participations_offered,
    people_to_claim,
)
from programmes.querysets.programmes import oldest_open
from programmes.services.addresses import ask_at_address
from programmes.services.entering import OnPaper, Typed, enter_people
from programmes.services.invitations import InvitationGone
from programmes.services.joining import join
from programmes.workflows.programmes import ENROLMENT


class NothingToClaim(WrongState):
    message = _("This person has an account, has left no address, or has asked to be erased.")


class AnswerFirst(WrongState):
    message = _("Answer the invitations to the same person first; then you can take over the rest.")


# --- Who enters ----------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_person(
    *,
    programme: Programme,
    name: str,
    by: User,
    contact_email: str = "",
    birth_date: date | None = None,
    language: str = "en",
    entered_on: date | None = None,
    paper: OnPaper | None = None,
    source: str = EnrolmentSource.STAFF,
) -> Enrolment:
    """Enter somebody with what staff was told: on paper they take part from now on, otherwise they are asked.

    Nothing is looked up about whoever may have the address: the programme sees what it has typed, until the owner of
    the address accepts. Raises NotAllowed where `by` does not enter people in this programme, AddressMissing,
    AlreadyEnrolled for an address that stands in the programme's list, WrongEntryDate and WrongReceiptDate.
    """
    said: dict[str, Any] = {"name": name, "contact_email": contact_email, "birth_date": birth_date}
    said |= {"language": language, "entered_on": entered_on, "paper": paper}
    (made,) = enter_people(people=[Typed(programme=programme, **said)], source=source, by=by)
    return _or_raised(made)


def _or_raised(made: Enrolment | DomainError) -> Enrolment:
    if isinstance(made, DomainError):
        raise made
    return made


@transaction.atomic
def invite_to_claim(*, enrolment: Enrolment, by: User) -> User:
    """Ask a person without an account to take over what staff has entered. Raises NotAllowed and NothingToClaim."""
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    person = User.objects.unclaimed().unrestricted().locked().filter(pk=enrolment.person_id).first()
    if person is None or not person.contact_email:
        raise NothingToClaim
    row = Enrolment.objects.select_for_update(of=["self"]).select_related("person").get(pk=enrolment.pk)
    ENROLMENT.check("invite", row.status)
    _ask(row, by)
    return person


@transaction.atomic
def ask_again(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Send an invitation to take part once more, which then runs anew, also one that has lapsed.

    Whoever asks hears when it lapses. Raises NotAllowed and InvitationGone.
    """
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    rows = Enrolment.objects.select_for_update(of=["self"]).select_related("person", "programme")
    row = rows.filter(pk=enrolment.pk).first()
    if row is None or not row.person.contact_email or row.person.restricted_at:
        raise InvitationGone
    ENROLMENT.check("ask_again", row.status)
    row.status = EnrolmentStatus.INVITED
    _ask(row, by)
    return row


@transaction.atomic
def take_back_invitation(*, enrolment: Enrolment, by: User) -> None:
    """Ask no longer; a person of whom nothing else is held is forgotten. Raises NotAllowed and InvitationGone."""
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    row = Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first()
    if row is None or not ENROLMENT.allows("take_back", row.status):
        raise InvitationGone
    forget_invitation(enrolment=row)


# --- Who is asked --------------------------------------------------------------------------------------------------


@transaction.atomic
def decline_participation(*, enrolment: Enrolment, by: User) -> None:
    """Say no; a person of whom nothing else is held is forgotten. Raises InvitationGone."""
    row = participations_offered(person=by).filter(pk=enrolment.pk).select_for_update(of=["self"]).first()
    if row is None:
        raise InvitationGone
    forget_invitation(enrolment=row)


@transaction.atomic
def claim_person(*, person: User, by: User) -> User:
    """Take over what staff has entered about oneself: everything moves into the account, once.

    Raises InvitationGone when nobody asks (any more), AnswerFirst while an invitation to take part is open.
    """
    found = people_to_claim(person=by).filter(pk=person.pk).select_for_update(of=["self"]).first()
    if found is None:
        raise InvitationGone
    if Enrolment.objects.filter(person=found, status__in=ENROLMENT.sources("accept")).exists():
        raise AnswerFirst
    return join(gone=found, kept=by, by=by)


@transaction.atomic
def forget_invitation(*, enrolment: Enrolment) -> None:
    """Delete an invitation to take part, and the person if nothing else is held about them."""
    enrolment.delete()
    forget_entered(person_id=enrolment.person_id)


@transaction.atomic
def forget_entered(*, person_id: int) -> None:
    """Delete somebody whom staff has entered when nothing they took part in is left."""
    taking_part = Enrolment.objects.filter(person=person_id)
    if not taking_part.exists():
        User.objects.held_by_no_app().filter(pk=person_id).delete()


# --- Telling them --------------------------------------------------------------------------------------------------


def _ask(enrolment: Enrolment, by: User) -> None:
    """From this moment on the invitation runs, until it lapses or is answered."""
    person = enrolment.person
    person.asked_to_claim_at = timezone.now()
    person.save(update_fields=["asked_to_claim_at"])
    enrolment.invited_by = by
    enrolment.save()
    enqueue("programmes.notify_entered", person.pk)


@transaction.atomic
def notify_entered(*, person_id: int) -> None:
    """Tell whoever has confirmed the address, or else write to it, that a programme asks; once each time it does."""
    asked = User.objects.asked_to_claim().filter(asked_to_claim_at__gt=oldest_open())
    person = asked.locked().filter(pk=person_id).first()
    row = Enrolment.objects.filter(person=person_id).select_related("programme").order_by("-pk").first()
    if person is None or row is None:
        return
    owner = confirmed_owner(person.contact_email).first()
    if owner is not None:
        _notify(owner, row)
    elif not ask_at_address(
        address=person.contact_email, recipient=person, occasion=f"person-{person.pk}-{_asked_on(person)}"
    ):
        return  # later: the sweeper finds it
    person.told_to_claim_at = timezone.now()
    person.save(update_fields=["told_to_claim_at"])


def notify_about_participations(*, person: User) -> None:
    """The person has just shown that an address is theirs: tell them which programme has asked for it."""
    for entered in people_to_claim(person=person):
        notify_entered(person_id=entered.pk)


def sweep_entered() -> None:
    """Tell whoever was not told because a job was lost, or because much was written to the address that day."""
    keys = User.objects.untold().order_by("pk").values_list("pk", flat=True)
    run_on_each(keys, lambda pk: notify_entered(person_id=pk), what="Message about person")


def _notify(owner: User, enrolment: Enrolment) -> None:
    notify(
        owner,
        InvitedToTakePart(
            enrolment=enrolment.pk,
            programme=enrolment.programme.acronym,
            slug=enrolment.programme.slug,
            at=_asked_on(enrolment.person),
        ),
    )


def _asked_on(person: User) -> str:
    return timezone.localdate(person.asked_to_claim_at).isoformat()
