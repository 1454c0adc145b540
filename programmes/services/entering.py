"""People whom staff enters, one or a whole portion of a file: with what staff was told, and nothing is looked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import clean_address
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.privacy.models import Consent
from portal.privacy.services.consents import give_first_consents
from portal.users.models import User
from portal.users.services import EnteredFields, enter_several_unclaimed
from programmes.access import access_of
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, PaperConsent, Programme
from programmes.queries.programmes import addresses_listed, current_text
from programmes.services.enrolments import AlreadyEnrolled
from programmes.services.participation_days import check_entry_date
from programmes.signals import people_entered
from programmes.workflows.programmes import ENROLMENT


class AddressMissing(DomainError):
    message = _(
        "An invitation needs an address. Give one, or the day on which the consent on paper was received."
    )
    field = "contact_email"


class WrongReceiptDate(DomainError):
    message = _("This day is still to come. Choose today or a day before.")
    field = "received_on"


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """What a signed form says: when it arrived, who signed it, and its scan."""

    received_on: date
    by_guardian: bool = False
    scan: File[bytes] | None = None


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What staff was told about somebody who is to take part."""

    programme: Programme
    name: str
    contact_email: str = ""
    birth_date: date | None = None
    language: str = "en"
    entered_on: date | None = None
    paper: OnPaper | None = None

    @property
    def address(self) -> str:
        return clean_address(self.contact_email)

    @property
    def first_day(self) -> date | None:
        return self.entered_on or (self.paper.received_on if self.paper else None)

    def fields(self) -> EnteredFields:
        """What is kept about the person; who has not agreed on paper is asked."""
        return {
            "name": self.name,
            "contact_email": self.address,
            "birth_date": self.birth_date,
            "language": self.language,
            "asked_to_claim_at": None if self.paper else timezone.now(),
        }


@transaction.atomic
def enter_people(*, people: Sequence[Typed], source: str, by: User) -> list[Enrolment | DomainError]:
    """Enter them, on paper or to be asked, in as many statements for many as for one.

    Returns for each, in their order, the participation, or why there is none. Raises NotAllowed.
    """
    programmes = {each.programme.pk: each.programme for each in people}
    if not all(access_of(by).reaches("add", Enrolment, programme) for programme in programmes.values()):
        raise NotAllowed
    list(Programme.objects.select_for_update(of=["self"]).filter(pk__in=programmes).order_by("pk"))
    refusals = _refusals(people)
    entered = [each for each, refusal in zip(people, refusals, strict=True) if refusal is None]
    made = iter(_entered(entered, source, by))
    return [next(made) if refusal is None else refusal for refusal in refusals]


def _refusals(people: Sequence[Typed]) -> list[DomainError | None]:
    """Why somebody can't be entered; an address stands once in a programme's list, of which alone something is said."""
    listed = addresses_listed([each.programme.pk for each in people], [each.address for each in people])
    found: list[DomainError | None] = []
    for each in people:
        place = (each.programme.pk, each.address)
        found.append(_refusal(each, listed.get(place, "")))
        if each.address:
            listed[place] = EnrolmentStatus.ACTIVE if each.paper else EnrolmentStatus.INVITED
    return found


def _refusal(typed: Typed, listed_as: str) -> DomainError | None:
    if typed.paper is None and not typed.address:
        return AddressMissing()
    if typed.paper and typed.paper.received_on > typed.programme.today():
        return WrongReceiptDate()
    try:
        if typed.paper:
            check_days(
                PaperConsent(
                    enrolment=Enrolment(programme=typed.programme), received_on=typed.paper.received_on
                )
            )
        check_entry_date(typed.programme, typed.first_day)
    except DomainError as error:
        return error
    if listed_as in ENROLMENT.sources("ask_again"):
        said = _("This address is invited already. Ask again on the page of the invitation.")
        return AlreadyEnrolled(said, field="contact_email")
    if listed_as:
        return AlreadyEnrolled(_("This person takes part in the programme already."), field="contact_email")
    return None


def _entered(people: Sequence[Typed], source: str, by: User) -> list[Enrolment]:
    persons = enter_several_unclaimed(people=[each.fields() for each in people], by=by)
    pairs = list(zip(people, persons, strict=True))
    consents = _first_consents(pairs)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=person,
            programme=each.programme,
            source=source,
            status=EnrolmentStatus.ACTIVE if each.paper else EnrolmentStatus.INVITED,
            entered_on=each.first_day if each.paper else None,
            consent=consents.get(person.pk),
            invited_by=None if each.paper else by,
        )
        for each, person in pairs
    )
    PaperConsent.objects.bulk_create(
        PaperConsent(
            enrolment=enrolment,
            received_on=each.paper.received_on,
            by_guardian=each.paper.by_guardian,
            scan=each.paper.scan,
            recorded_by=by,
        )
        for each, enrolment in zip(people, enrolments, strict=True)
        if each.paper
    )
    people_entered.send(sender=Enrolment, enrolments=enrolments)
    for person in persons:
        if person.asked_to_claim_at:
            enqueue("programmes.notify_entered", person.pk)
    return enrolments


def _first_consents(pairs: Sequence[tuple[Typed, User]]) -> dict[int, Consent]:
    """Consents on paper to the text of the programme, where it has one. Key of the person → consent."""
    found: dict[int, Consent] = {}
    for programme in {each.programme.pk: each.programme for each, _person in pairs if each.paper}.values():
        if version := current_text(programme):
            givers = [
                (person, each.language, each.paper.by_guardian)
                for each, person in pairs
                if each.paper and each.programme.pk == programme.pk
            ]
            found |= give_first_consents(givers=givers, version=version)
    return found
