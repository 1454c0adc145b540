"""Who takes part in a programme, from when, until when, and on which consent."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.notifications.services.notifications import notify, notify_all
from portal.privacy.models import PurposeVersion
from portal.privacy.services.consents import give_consent, withdraw_consent
from portal.users.models import User
from programmes.access import access_of, may
from programmes.constants import EnrolmentStatus, ExitKind
from programmes.models import Enrolment, Programme
from programmes.notices.programmes import (
    Admitted,
    AskedToJoin,
    Joined,
    Left,
    OfBeginning,
    OfEnrolment,
    PersonLeft,
    PersonWaits,
)
from programmes.queries.programmes import current_text, participations_offered
from programmes.services.joining import join
from programmes.services.participation_days import check_exit_date
from programmes.signals import enrolment_reopened
from programmes.workflows.hours import COUNTS_AS_PARTICIPANT
from programmes.workflows.programmes import ENROLMENT


class NotOpenForJoining(DomainError):
    message = _("This programme takes nobody in at the moment.")


class AlreadyEnrolled(DomainError):
    message = _("You take part in this programme already, or have asked to.")


class TextHasChanged(DomainError):
    message = _("The text has changed while you were reading. Read it again, then agree.")
    field = "agreed"


class GuardianConsentMissing(DomainError):
    message = _(
        "You can join once your parent or guardian has agreed. Ask them to open the link they were given."
    )


class HasAccount(DomainError):
    message = _("This person has an account and joins again on the programme's page.")


@transaction.atomic
def join_programme(
    *, person: User, programme: Programme, version: PurposeVersion, language: str, by: User
) -> Enrolment:
    """Take part in the programme, or ask to where coordinators admit people, on the wording `version`.

    Who comes back keeps the pseudonym and the first entry date, and the old exit is forgotten. The person's
    row is locked, so a form sent twice joins once. People join for themselves; staff uses `enter_person`. Whoever
    staff has invited accepts by joining: nobody admits them again, and what staff has entered becomes theirs.
    Raises NotAllowed, GuardianConsentMissing, NotOpenForJoining, AlreadyEnrolled and TextHasChanged.
    """
    _check_may_join(person, by)
    programme = Programme.objects.select_related("parent__purpose", "purpose").get(pk=programme.pk)
    if not programme.is_joinable:
        raise NotOpenForJoining
    User.objects.locked().get(pk=person.pk)
    offered = participations_offered(person=person).filter(programme=programme)
    invited = offered.select_for_update(of=["self"]).first()  # nobody withdraws it meanwhile
    enrolment = Enrolment.objects.filter(person=person, programme=programme).first()
    if enrolment is not None and not ENROLMENT.allows("rejoin", enrolment.status):
        raise AlreadyEnrolled
    if version != current_text(programme):
        raise TextHasChanged
    if invited is not None:
        enrolment = _take_up(invited, enrolment, person)
    enrolment = enrolment or Enrolment(person=person, programme=programme)
    enrolment.consent = give_consent(user=person, version=version, language=language)
    if programme.needs_admission and invited is None:
        _reopen(enrolment, EnrolmentStatus.APPLIED)
        _notify(enrolment, AskedToJoin, PersonWaits)
    else:
        _reopen(enrolment, EnrolmentStatus.ACTIVE)
        _notify(enrolment, Joined)
    return enrolment


@transaction.atomic
def enter_again(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Take up the participation of somebody without an account who comes back. Whoever has one joins again themselves.

    Raises NotAllowed, WrongState and HasAccount.
    """
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    enrolment = _locked(enrolment)
    ENROLMENT.check("enter_again", enrolment.status)
    if not enrolment.person.is_unclaimed:
        raise HasAccount
    _reopen(enrolment, EnrolmentStatus.ACTIVE)
    return enrolment


@transaction.atomic
def admit(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Let in a person who asked to join. Raises NotAllowed (nobody admits themselves) and WrongState."""
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    enrolment = _locked(enrolment)
    ENROLMENT.check("admit", enrolment.status)
    _reopen(enrolment, EnrolmentStatus.ACTIVE)
    _notify(enrolment, Admitted)
    return enrolment


@transaction.atomic
def leave_programme(
    *, enrolment: Enrolment, exit_kind: str, by: User, left_on: date | None = None
) -> Enrolment:
    """End the participation on `left_on` (today in the programme's time zone) and take its consent back.

    A consent that another participation rests on stays. Who was never admitted gets neither a date nor a kind
    of exit, because the funder counts exits of participants only.
    Raises NotAllowed, WrongState and WrongExitDate.
    """
    if not may(by, "change", enrolment):
        raise NotAllowed
    enrolment = _locked(enrolment)
    ENROLMENT.check("end", enrolment.status)
    if enrolment.entered_on:
        enrolment.left_on = _exit_day(enrolment, left_on)
        enrolment.exit_kind = ExitKind(exit_kind)
    was_active = enrolment.status == EnrolmentStatus.ACTIVE
    enrolment.status = EnrolmentStatus.LEFT
    enrolment.save()
    _end_consent(enrolment)
    _notify(enrolment, Left, PersonLeft if was_active else None)
    return enrolment


@transaction.atomic
def end_participations(*, person: User) -> int:
    """End all that the person takes part in, because nothing about them may be processed any more.

    Returns how many there were.
    """
    rows = Enrolment.objects.not_left().filter(person=person).select_for_update(of=["self"])
    for enrolment in (ended := list(rows.select_related("programme"))):
        if enrolment.entered_on:
            enrolment.left_on = max(enrolment.programme.today(), enrolment.entered_on)
            enrolment.exit_kind = ExitKind.OBJECTED
        enrolment.status = EnrolmentStatus.LEFT
        enrolment.save()
    return len(ended)


def _check_may_join(person: User, by: User) -> None:
    if access_of(person).waits_for_guardian:
        raise GuardianConsentMissing
    if person.pk != by.pk or not may(by, "add", Enrolment):
        raise NotAllowed


def _take_up(invited: Enrolment, own: Enrolment | None, person: User) -> Enrolment:
    """What staff has entered becomes theirs, once no other programme waits for an answer."""
    entered = invited.person
    if own is not None:
        invited.delete()
    else:
        invited.person = person
        invited.save()
    if not Enrolment.objects.filter(person=entered, status__in=ENROLMENT.sources("accept")).exists():
        join(gone=entered, kept=person, by=person)
    return own or invited


def _locked(enrolment: Enrolment) -> Enrolment:
    row: Enrolment = (
        Enrolment.objects.select_for_update(of=["self"])
        .select_related("programme__parent", "person", "consent")
        .get(pk=enrolment.pk)
    )
    return row


def _reopen(enrolment: Enrolment, status: EnrolmentStatus) -> None:
    was_there = enrolment.pk is not None
    is_back = was_there and enrolment.status == EnrolmentStatus.LEFT
    enrolment.status = status
    enrolment.left_on = None
    enrolment.exit_kind = ""
    if status == EnrolmentStatus.ACTIVE and enrolment.entered_on is None:
        enrolment.entered_on = enrolment.programme.today()
    enrolment.save()
    if was_there:
        enrolment.refresh_from_db(fields=["hours_standing"])  # the database keeps it; a new row is told
    if is_back:
        enrolment_reopened.send(sender=Enrolment, enrolment=enrolment)


def _exit_day(enrolment: Enrolment, left_on: date | None) -> date:
    """The day asked for, else today. Raises WrongExitDate for days before the entry and in the future."""
    if left_on is not None:
        check_exit_date(enrolment, left_on)
        return left_on
    today = enrolment.programme.today()
    return max(today, enrolment.entered_on or today)


def _end_consent(enrolment: Enrolment) -> None:
    consent = enrolment.consent
    if consent is None:
        return
    if not Enrolment.objects.not_left().filter(consent=consent).exclude(pk=enrolment.pk).exists():
        withdraw_consent(consent=consent)


def _notify(
    enrolment: Enrolment, to_person: type[OfEnrolment], to_coordinators: type[OfEnrolment] | None = None
) -> None:
    about: dict[str, Any] = {
        "enrolment": enrolment.pk,
        "programme": enrolment.programme.acronym,
        "slug": enrolment.programme.slug,
        "at": timezone.now().isoformat(),
    }
    beginning: dict[str, Any] = {}
    if issubclass(to_person, OfBeginning):
        beginning["asks_now"] = enrolment.hours_standing in COUNTS_AS_PARTICIPANT
    notify(enrolment.person, to_person(**about, **beginning))
    if to_coordinators is not None:
        notify_all(User.objects.coordinating(enrolment.programme), to_coordinators(**about))
