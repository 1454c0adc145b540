"""The coordinators' workplace: two programmes with a row of every kind, and ways into their admin."""

from datetime import date, timedelta

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Indicator, Report, Target
from events.models import (
    Attendance,
    Certificate,
    ClassBooking,
    Equipment,
    Event,
    Registration,
    Reservation,
    SignedList,
)
from matching.constants import PlacementState
from matching.models import ApplicationEvent, Posting
from mentoring.models import Mentor, MentoringRound
from programmes.constants import EnrolmentStatus, Verification
from programmes.models import (
    Activity,
    Hours,
    Milestone,
    Partnership,
    Reminder,
    WorkPackage,
)
from tests.factories import (
    ask,
    i18n,
    make_application,
    make_class_booking,
    make_contact,
    make_enrolment,
    make_equipment,
    make_invitation,
    make_member,
    make_membership_invitation,
    make_message_report,
    make_organisation,
    make_placement,
    make_programme,
    make_questionnaire,
    make_record,
    make_reservation,
    make_room,
    make_talent,
    make_user,
)
from tests.talks import pdf

NOW = timezone.now()
CONTENTS = {"name": "Ana"}


class World:
    """One programme with a row of every kind in it; `word` stands in each name, so that leaks can be seen."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.programme = make_programme(word.lower(), acronym=word, title=i18n(f"{word} title"))
        self.coordinator = make_member(self.programme)
        self.organisation = make_organisation(
            self.programme, name=f"{word} Works", verification=Verification.WAITING
        )
        self.verified = make_organisation(self.programme, name=f"{word} Verified")
        self.contact = make_contact(self.organisation, user=make_user(f"{word} Contact"), approved_at=None)
        self.invitation = make_invitation(self.verified, f"asked@{word.lower()}.example.org")
        self.membership_invitation = make_membership_invitation(
            self.programme, f"staff@{word.lower()}.example.org"
        )
        self.person = make_user(f"{word} Person")
        self.enrolment = make_enrolment(
            self.programme, self.person, status=EnrolmentStatus.APPLIED, entered_on=None
        )
        self.participant = make_enrolment(self.programme, make_user(f"{word} Participant"))
        self.record = make_record(self.participant, gender="")
        self.talent = make_talent(self.participant.person, headline=f"{word} headline")
        self.package = WorkPackage.objects.create(
            programme=self.programme, number=1, title=i18n(f"{word} package")
        )
        self.activity = Activity.objects.create(work_package=self.package, title=i18n(f"{word} activity"))
        self.milestone = Milestone.objects.create(
            activity=self.activity, title=i18n(f"{word} milestone"), due_on=date(2020, 1, 1)
        )
        self.partnership = Partnership.objects.create(programme=self.programme, organisation=self.verified)
        self.placement = make_placement(
            self.verified, self.programme, title=i18n(f"{word} placement"), state=PlacementState.SUBMITTED
        )
        self.posting = Posting.objects.get(placement=self.placement)
        self.application = make_application(
            make_placement(self.verified, self.programme, title=i18n(f"{word} open placement")), self.talent
        )
        self.step = ApplicationEvent.objects.create(application=self.application, state="received")
        self.event = Event.objects.create(
            programme=self.programme,
            title=i18n(f"{word} event"),
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=2),
        )
        self.registration = Registration.objects.create(event=self.event, person=self.participant.person)
        self.room = make_room(self.programme, f"{word} room")
        self.round = MentoringRound.objects.create(
            programme=self.programme, title=i18n(f"{word} round"), starts_on=NOW, ends_on=NOW
        )
        self.mentor = Mentor.objects.create(round=self.round, user=make_user(f"{word} Mentor"))
        self.target = Target.objects.create(
            programme=self.programme, indicator=Indicator.objects.get(code="EECO01"), value=10
        )
        self.reminder = Reminder.objects.create(
            programme=self.programme,
            kind="matching.unanswered",
            is_on=True,
            offset=3,
            unit="days",
            text=i18n(f"{word} reminder"),
        )
        question = ask(f"{word} question?")
        self.questionnaire = make_questionnaire(self.programme, question, title=i18n(f"{word} questionnaire"))
        self.version = self.questionnaire.current
        self.question = question
        self.report = Report.objects.create(programme=self.programme, starts_on=NOW, ends_on=NOW)
        self.message_report = make_message_report(self.application)

    def _attend(self) -> None:
        """Hours need a funding, which keeps rows about people: only where they are asked for."""
        self.funding, _is_new = self.programme.fundings.get_or_create(
            defaults={"funder": i18n(f"{self.word} funder")}
        )
        self.hours, _is_new = Hours.objects.get_or_create(
            person=self.participant.person,
            source="tests.sessions",
            source_key=self.programme.pk,
            defaults={"funding": self.funding, "date": NOW.date(), "minutes": 90},
        )

    def _lend(self) -> None:
        """A device with a reservation, which keeps the event: only where they are asked for."""
        self.equipment = self.verified.equipment.first() or make_equipment(self.verified, self.programme)
        self.reservation = self.equipment.reservations.first() or make_reservation(self.equipment, self.event)

    def _receive(self) -> None:
        """A class, which keeps the event: only where one is asked for."""
        self.booking = self.event.class_bookings.first() or make_class_booking(
            self.event, self.verified, self.coordinator
        )

    def _take_place(self) -> None:
        """Who was at a date keeps it: only where they are asked for."""
        session = self.event.sessions.get()
        self.attendance = Attendance.objects.get_or_create(session=session, registration=self.registration)[0]
        self.signed_list = SignedList.objects.get_or_create(session=session, defaults={"file": pdf()})[0]

    def _certify(self) -> None:
        self.certificate = Certificate.objects.get_or_create(
            registration=self.registration,
            defaults={
                "kind": "attendance",
                "code": str(self.registration.pk),
                "contents": CONTENTS,
                "issued_at": NOW,
            },
        )[0]

    def row_of(self, model):
        """A row of this model in this programme."""
        if model is Hours:
            self._attend()
        if model is ClassBooking:
            self._receive()
        if model in (Equipment, Reservation):
            self._lend()
        if model in (Attendance, SignedList):
            self._take_place()
        if model is Certificate:
            self._certify()
        for value in vars(self).values():
            if type(value) is model:
                return value
        return model._default_manager.in_programmes([self.programme.pk]).get()


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def act(client, model, action: str, *rows, **more):
    data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}
    return client.post(address(model, "changelist"), data)


def organisation_form(**more):
    return {
        "name": "New Works",
        "kind": "company",
        "sector": "business",
        "level": "local",
        "city": "Velenje",
        "country": "SI",
        "contacts-TOTAL_FORMS": 0,
        "contacts-INITIAL_FORMS": 0,
        "invitations-TOTAL_FORMS": 0,
        "invitations-INITIAL_FORMS": 0,
        **more,
    }


def event_form(programme, day: str = "2030-05-01", **more):
    data = {
        "programme": programme.pk,
        "title_0": "Open day",
        "format": "workshop",
        "access": "public",
        "most_companions": 0,
        "starts_at_0": day,
        "starts_at_1": "10:00",
        "ends_at_0": day,
        "ends_at_1": "12:00",
    }
    for prefix in ("admissions", "class_offer", "trainers", "reservations", "reviews"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | more


def programme_form(programme, **more):
    data = {
        "acronym": programme.acronym,
        "status": programme.status,
        "title_0": "A title",
        "summary_0": "A summary",
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "languages": ["en", "de"],
        "modules": ["placements"],
        "colour": "#0b5c56",
    }
    for prefix in ("fundings", "partnerships", "work_packages"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | more
