"""Rows for tests, one function a model: what matters is said by the test, the rest is filled in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.text import slugify
from i18nfield.strings import LazyI18nString

from evaluation.models import ParticipantRecord
from events.constants import EventState
from events.models import (
    Admission,
    ClassBooking,
    ClassConsent,
    ClassOffer,
    Equipment,
    Event,
    Reservation,
    Room,
)
from matching.constants import PlacementState, PostingState
from matching.models import Application, Interview, Placement, Posting, Skill, SkillLabel, Talent
from matching.queries.interviews import INTERVIEW
from matching.services.conversations import begin_conversation
from portal.privacy.models import GuardianConsent, Purpose, PurposeVersion
from portal.users.models import User
from portal.users.services import enter_unclaimed, trust_address
from programmes.access import access_of
from programmes.constants import AppointmentState, EnrolmentStatus, ProgrammeStatus, Verification
from programmes.models import (
    Appointment,
    Contact,
    ContactInvitation,
    Conversation,
    Enrolment,
    Funding,
    Membership,
    MembershipInvitation,
    Message,
    MessageReport,
    Organisation,
    Programme,
    Question,
    Questionnaire,
    QuestionnaireVersion,
)

_number = count(1)

PASSWORD = "a-long-passphrase"


def i18n(en: str, **others: str) -> LazyI18nString:
    return LazyI18nString({"en": en, **others})


def make_user(name: str = "Alice", **fields: Any) -> User:
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}.{next(_number)}@example.org")
    return User.objects.create_user(password=PASSWORD, name=name, **fields)


def make_confirmed_user(name: str = "Alice", **fields: Any) -> User:
    """Somebody who has shown that the address is theirs."""
    user = make_user(name, **fields)
    trust_address(user=user)
    return user


def make_programme(slug: str = "", **fields: Any) -> Programme:
    slug = slug or f"programme-{next(_number)}"
    fields.setdefault("acronym", slug.upper())
    fields.setdefault("title", i18n(f"The programme {slug}"))
    fields.setdefault("summary", i18n(f"What {slug} is for."))
    fields.setdefault("status", ProgrammeStatus.RUNNING)
    if "purpose" not in fields:
        purpose = Purpose.objects.create(key=f"take-part-{slug}", title=i18n("Taking part"))
        PurposeVersion.objects.create(
            purpose=purpose, number=1, text=i18n("I agree.", de="Ich stimme zu.", sl="Strinjam se.")
        )
        fields["purpose"] = purpose
    return Programme.objects.create(slug=slug, **fields)


def make_funding(programme: Programme, **fields: Any) -> Funding:
    fields.setdefault("funder", i18n("The funder"))
    return Funding.objects.create(programme=programme, **fields)


def make_member(programme: Programme, role: str = "coordinator", **fields: Any) -> User:
    user = make_user(f"{role} of {programme.slug}", **fields)
    Membership.objects.create(user=user, programme=programme, role=role)
    return user


def make_organisation(*programmes: Programme, **fields: Any) -> Organisation:
    fields.setdefault("name", f"Organisation {next(_number)}")
    fields.setdefault("city", "Schmalkalden")
    fields.setdefault("verification", Verification.VERIFIED)
    fields.setdefault("country", programmes[0].country if programmes else "DE")
    organisation = Organisation.objects.create(**fields)
    organisation.programmes.set(programmes)
    return organisation


def make_event(programme: Programme, days: float = 9, *, hours: float = 2, **fields: Any) -> Event:
    """Published, in so many days, for so many hours; `places`: so many may register on site (None: everybody)."""
    start = timezone.now() + timedelta(days=days)
    fields = {
        "state": EventState.PUBLISHED,
        "title": i18n(f"Event {next(_number)}"),
        "starts_at": start,
    } | fields
    has_places, places = "places" in fields, fields.pop("places", None)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=hours))
    event = Event.objects.create(programme=programme, **fields)
    if has_places:
        Admission.objects.create(event=event, attendance="on_site", capacity=places)
    return event


def make_room(owner: Programme | Organisation, name: str = "", **fields: Any) -> Room:
    side = "programme" if isinstance(owner, Programme) else "organisation"
    return Room.objects.create(**{side: owner}, name=name or f"Room {next(_number)}", **fields)


def make_class_offer(event: Event, **fields: Any) -> ClassOffer:
    return ClassOffer.objects.create(event=event, **fields)


def make_class_booking(event: Event, school: Organisation, teacher: User, **fields: Any) -> ClassBooking:
    """As it stands in the table: numbers, without the places that a service would take."""
    fields = {"class_name": "8b", "pupils": 3, "event_starts_at": event.starts_at} | fields
    booking = ClassBooking.objects.create(event=event, school=school, teacher=teacher, **fields)
    ClassConsent.objects.bulk_create(
        ClassConsent(booking=booking, number=number) for number in range(1, booking.pupils + 1)
    )
    return booking


def make_contact(organisation: Organisation, **fields: Any) -> User:
    user = fields.pop("user", None) or make_user(f"contact of {organisation.pk}")
    fields.setdefault("approved_at", timezone.now())
    Contact.objects.create(organisation=organisation, user=user, role=fields.pop("role", "manager"), **fields)
    return user


def make_invitation(organisation: Organisation, email: str = "", **fields: Any) -> ContactInvitation:
    email = email or f"asked.{next(_number)}@example.org"
    return ContactInvitation.objects.create(organisation=organisation, email=email, **fields)


def make_membership_invitation(programme: Programme, email: str = "", **fields: Any) -> MembershipInvitation:
    email = email or f"asked.{next(_number)}@example.org"
    fields.setdefault("role", "trainer")
    return MembershipInvitation.objects.create(programme=programme, email=email, **fields)


def make_enrolment(programme: Programme, person: User | None = None, **fields: Any) -> Enrolment:
    fields.setdefault("status", EnrolmentStatus.ACTIVE)
    is_invited = fields["status"] in (EnrolmentStatus.INVITED, EnrolmentStatus.LAPSED)
    fields.setdefault("entered_on", None if is_invited else timezone.localdate())
    return Enrolment.objects.create(programme=programme, person=person or make_user("Talent"), **fields)


def make_invited(programme: Programme, email: str, **fields: Any) -> Enrolment:
    """Somebody whom staff has entered with this address, asks now, and knows nothing else of."""
    person = enter_unclaimed(name="Typed", contact_email=email, birth_date=None, language="en", by=User())
    User.objects.filter(pk=person.pk).update(asked_to_claim_at=timezone.now())
    return make_enrolment(
        programme, User.objects.get(pk=person.pk), status=EnrolmentStatus.INVITED, source="staff", **fields
    )


def make_questionnaire(programme: Programme, *questions: Question, **fields: Any) -> Questionnaire:
    """Published, with these questions in this order: `ask("Do you need childcare?", "yes_no")` makes one."""
    fields.setdefault("title", i18n("What we need to know"))
    questionnaire = Questionnaire.objects.create(programme=programme, **fields)
    version = QuestionnaireVersion.objects.create(questionnaire=questionnaire, published_at=timezone.now())
    for number, question in enumerate(questions, start=1):
        question.version, question.order = version, number
        question.condition = question.condition  # its key, now that it is saved
        question.save()
    return questionnaire


def ask(text: str, kind: str = "yes_no", *choices: str, **fields: Any) -> Question:
    """A question that is yet to be saved; its key is its text in short, those of its choices are 1, 2, 3…"""
    fields.setdefault("key", slugify(text)[:20])
    listed = [{"key": str(number), "text": {"en": words}} for number, words in enumerate(choices, start=1)]
    if kind == "scale":
        fields = {"scale_from": 1, "scale_to": 5} | fields
    return Question(kind=kind, text=i18n(text), choices=listed, **fields)


def make_record(enrolment: Enrolment, **fields: Any) -> ParticipantRecord:
    defaults = {"gender": "f", "birth_date": "1998-03-04", "status_entry": "unemployed", "isced_entry": 6}
    record, _created = ParticipantRecord.objects.update_or_create(
        enrolment=enrolment, defaults={**defaults, **fields}
    )
    return record


def make_talent(user: User | None = None, **fields: Any) -> Talent:
    return Talent.objects.create(user=user or make_user("Talent"), **fields)


def make_skill(label: str) -> Skill:
    skill = Skill.objects.create(key=f"skill-{next(_number)}")
    SkillLabel.objects.create(skill=skill, language="en", text=label)
    return skill


def make_placement(organisation: Organisation, *programmes: Programme, **fields: Any) -> Placement:
    """A published placement, posted to `programmes` (the organisation's, when none are given)."""
    fields.setdefault("title", i18n(f"Placement {next(_number)}"))
    fields.setdefault("description", i18n("What you would do."))
    fields.setdefault("state", PlacementState.PUBLISHED)
    fields.setdefault("published_at", timezone.now())
    fields.setdefault("expires_at", timezone.now() + timedelta(days=30))
    fields.setdefault("country", organisation.country)
    placement = Placement.objects.create(organisation=organisation, **fields)
    published = placement.state not in (
        PlacementState.DRAFT,
        PlacementState.SUBMITTED,
        PlacementState.REJECTED,
    )
    for programme in programmes or organisation.programmes.all():
        Posting.objects.create(
            placement=placement,
            programme=programme,
            state=PostingState.PUBLISHED if published else PostingState.WAITING,
        )
    return placement


def make_application(placement: Placement, talent: Talent | None = None, **fields: Any) -> Application:
    talent = talent or make_talent()
    fields.setdefault("is_of_minor", access_of(talent.user).is_pupil)
    return Application.objects.create(placement=placement, talent=talent, **fields)


def ten_in_days(number: int) -> datetime:
    """Ten in the morning on a day to come, on the clocks of the portal."""
    day = timezone.localtime() + timedelta(days=number)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def make_interview(application: Application, days: Sequence[int] = (3, 4), **fields: Any) -> Appointment:
    """An invitation to an interview at ten on these days to come, not yet answered."""
    organisation = application.placement.organisation
    fields.setdefault("proposals", [ten_in_days(number) for number in days])
    fields.setdefault("place", "Gate 2")
    fields.setdefault("organiser", User.objects.recruiting_for(organisation).first())
    fields.setdefault("host", fields["organiser"])
    if fields.get("starts_at"):
        fields.setdefault("state", AppointmentState.AGREED)
        fields.setdefault("chosen_at", fields["starts_at"] - timedelta(days=9))
    appointment = Appointment.objects.create(
        kind=INTERVIEW,
        organisation=organisation,
        invited=application.talent.user,
        time_zone="Europe/Berlin",
        **fields,
    )
    Interview.objects.create(application=application, appointment=appointment)
    return appointment


def make_message_report(application: Application) -> MessageReport:
    """A message of the company's about the application, which the applicant has reported."""
    organisation, applicant = application.placement.organisation, application.talent.user
    conversation = begin_conversation(application=application, by=applicant)
    Conversation.objects.filter(pk=conversation.pk).update(last_number=1, last_message_at=timezone.now())
    theirs = conversation.participants.get(organisation=organisation)
    message = Message.objects.create(
        conversation=conversation, number=1, side=theirs, text="Hello", key=uuid4()
    )
    mine = conversation.participants.get(person=applicant)
    report = MessageReport.objects.create(message=message, side=mine, reason="other")
    report.programmes.set(organisation.programmes.all())
    return report


def make_pupil(*, has_consent: bool, **fields: Any) -> User:
    pupil = User.objects.create_user(
        username=f"pupil{next(_number)}", password=PASSWORD, name="Pupil", **fields
    )
    GuardianConsent.objects.create(
        pupil=pupil,
        country="DE",
        token_hash=f"{next(_number):064d}",
        expires_at=timezone.now() + timedelta(days=30),
        given_at=timezone.now() if has_consent else None,
    )
    return pupil


def make_equipment(organisation: Organisation, *programmes: Programme, **fields: Any) -> Equipment:
    """A device that is lent to these programmes, or to all in which the organisation is."""
    fields.setdefault("name", i18n(f"Device {next(_number)}"))
    equipment = Equipment.objects.create(organisation=organisation, **fields)
    equipment.programmes.set(programmes or organisation.programmes.all())
    return equipment


def make_reservation(equipment: Equipment, event: Event, **fields: Any) -> Reservation:
    """For the time of the event, and an hour before and after it."""
    fields.setdefault("starts_at", event.starts_at - timedelta(hours=1))
    fields.setdefault("ends_at", event.ends_at + timedelta(hours=1))
    return Reservation.objects.create(
        equipment=equipment,
        event=event,
        event_starts_at=event.starts_at,
        event_ends_at=event.ends_at,
        **fields,
    )
