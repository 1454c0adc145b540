"""Two sides with the same kinds of rows, so that what one side is shown can be held against the other's rows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.constants import EventState
from events.models import Event, EventTrainer, Registration, Table
from matching.constants import ApplicationState, PlacementState
from matching.models import (
    AnswerFigure,
    Application,
    FirstDay,
    Placement,
    Recommendation,
    Talent,
    TalentSkill,
)
from matching.services.conversations import begin_conversation
from mentoring.models import Mentor, MentoringRound
from portal.notifications.models import Notification
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import EnrolmentStatus, Verification
from programmes.models import Activity, Enrolment, Hours, Milestone, Organisation, Programme, WorkPackage
from programmes.queries.programmes import current_text
from programmes.services.conversations.reports import report_message
from programmes.services.conversations.writing import write_message
from programmes.services.enrolments import join_programme
from programmes.workflows.conversations import ReportReason
from tests.factories import (
    i18n,
    make_application,
    make_class_booking,
    make_contact,
    make_enrolment,
    make_equipment,
    make_event,
    make_funding,
    make_interview,
    make_invitation,
    make_member,
    make_membership_invitation,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_reservation,
    make_skill,
    make_talent,
    make_user,
    ten_in_days,
)


class Side:
    """A programme with its staff, an organisation with its contact, a person who takes part; every row has the name."""

    def __init__(self, name: str, *, kinds: Iterable[str] = (), **programme: Any) -> None:
        self.name = name
        self.programme: Programme = make_programme(name.lower(), acronym=name, **programme)
        self.coordinator: User = make_member(self.programme)
        self.evaluator: User = make_member(self.programme, "evaluator")
        self.person: User = make_user(f"Person {name}")
        self.newcomer: User = make_user(f"Newcomer {name}")
        self.organisation: Organisation = make_organisation(self.programme, name=f"Company {name}")
        self.contact: User = make_contact(self.organisation)
        self.keeper: User = make_contact(self.organisation, role="equipment")
        AnswerFigure.objects.create(organisation=self.organisation, counted=7, answered=6, days=3)
        self._add_people(list(kinds))
        self._add_organisations()
        self._add_hours()
        self._add_placements()
        self._add_taken_places()
        self._add_rest()
        self._lend()
        self._book()
        self._meet()

    def _book(self) -> None:
        """A class comes to an event of the company."""
        self.school: Organisation = make_organisation(
            self.programme, name=f"School {self.name}", kind="school"
        )
        self.teacher: User = make_contact(self.school, role="teacher")
        event = Event.objects.filter(programme=self.programme).earliest("starts_at")
        Event.objects.filter(pk=event.pk).update(host=self.organisation)
        EventTrainer.objects.create(event=event, person=self.coordinator)
        Registration.objects.filter(event=event).update(
            change_asked_at=timezone.now(), asked_attendance="online", asked_companions=0
        )
        make_event(self.programme, host=self.organisation, is_from_host=True, state="draft")
        make_class_booking(event, self.school, self.teacher, pupils=2)

    def _meet(self) -> None:
        """The company has a table at a matchmaking day."""
        event = make_event(self.programme, title=i18n(f"Matchmaking {self.name}"), format="matchmaking")
        Table.objects.create(event=event, organisation=self.organisation, number=1)

    def _lend(self) -> None:
        """An event asks for a device of the company."""
        device = make_equipment(self.organisation, name=i18n(f"Device {self.name}"))
        make_reservation(device, Event.objects.filter(programme=self.programme).earliest("starts_at"))

    def _add_people(self, kinds: list[str]) -> None:
        """The person has entered and answered nothing; others wait for admission, and for a place."""
        person, programme = self.person, self.programme
        text = current_text(programme)
        if programme.is_public:
            self.enrolment: Enrolment = join_programme(
                person=person, programme=programme, version=text, language="en", by=person
            )
        else:
            self.enrolment = make_enrolment(programme, person)
        make_enrolment(programme, status=EnrolmentStatus.APPLIED, entered_on=None)
        self.talent: Talent = make_talent(person, degree=6, kinds=kinds)
        TalentSkill.objects.create(talent=self.talent, skill=make_skill(f"Skill {self.name}"), level=3)
        Notification.objects.create(recipient=person, kind="of.old", dedupe_key=f"message {self.name}")

    def _add_hours(self) -> None:
        """Somebody else counts by hours, and lacks a few."""
        make_funding(self.programme)  # for which all others count
        funding = make_funding(self.programme, threshold_hours=8)
        self.attending: User = make_user(f"Attending {self.name}")
        make_enrolment(self.programme, self.attending, funding=funding)
        day, source = timezone.localdate(), "tests.sessions"
        Hours.objects.create(
            person=self.attending,
            funding=funding,
            date=day,
            minutes=400,
            source=source,
            source_key=self.programme.pk,
        )

    def _add_organisations(self) -> None:
        """One was declined, one waits, one asks the newcomer; somebody waits to speak for the company."""
        self.declined = make_organisation(
            self.programme, name=f"Declined {self.name}", verification=Verification.DECLINED
        )
        self.contact_of_declined: User = make_contact(self.declined)
        make_organisation(self.programme, name=f"Waiting {self.name}", verification=Verification.WAITING)
        asking = make_organisation(self.programme, name=f"Asking {self.name}")
        trust_address(user=self.newcomer)
        make_invitation(asking, self.newcomer.email or "")
        make_membership_invitation(self.programme, self.newcomer.email or "")
        make_contact(self.organisation, approved_at=None)

    def _add_placements(self) -> None:
        self.placement = self._add_placement("Shown")
        self._add_placement("Rejected", state=PlacementState.REJECTED, published_at=None)
        self._add_placement("Submitted", state=PlacementState.SUBMITTED, published_at=None)
        Recommendation.objects.create(
            talent=self.talent, placement=self.placement, score=80, told_at=timezone.now()
        )
        offered = make_application(self.placement, self.talent, state=ApplicationState.OFFERED)
        make_interview(offered, starts_at=ten_in_days(3), organiser=self.contact)
        if self.programme.is_public:
            self._let_talk(offered)
        unanswered = make_application(self.placement, state=ApplicationState.RECEIVED)
        Application.objects.filter(pk=unanswered.pk).update(created_at=timezone.now() - timedelta(days=9))

    def _add_taken_places(self) -> None:
        """Three have one: who is asked to confirm the first day, who wishes for another, and a pupil without a name."""
        self.taker: User = make_user(f"Taker {self.name}")
        for person, state in ((self.taker, "suggested"), (make_user(f"Wisher {self.name}"), "wished")):
            taken = make_application(self.placement, make_talent(person), state=ApplicationState.ACCEPTED)
            FirstDay.objects.create(
                application=taken, state=state, starts_on=timezone.localdate() + timedelta(days=9)
            )

        pupil = make_application(
            self.placement, make_talent(make_pupil(has_consent=True)), state=ApplicationState.ACCEPTED
        )
        FirstDay.objects.create(application=pupil, state="agreed", starts_on=timezone.localdate())

    def _let_talk(self, application: Application) -> None:
        """Each has written something that the other has not read, and the person has reported what they read."""
        conversation = begin_conversation(application=application, by=self.person)
        for by in (self.person, self.contact):
            message = write_message(conversation=conversation, text=f"Hello from {self.name}", by=by)
        report_message(message=message, reason=ReportReason.OTHER, by=self.person)

    def _add_placement(self, word: str, **fields: Any) -> Placement:
        return make_placement(self.organisation, title=i18n(f"{word} {self.name}"), **fields)

    def _add_rest(self) -> None:
        now, today, programme = timezone.now(), timezone.localdate(), self.programme
        for word, state, days in (("Event", EventState.PUBLISHED, 1), ("Waiting", EventState.SUBMITTED, 20)):
            event = Event.objects.create(
                programme=programme,
                title=i18n(f"{word} {self.name}"),
                state=state,
                starts_at=now + timedelta(days=days),
                ends_at=now + timedelta(days=days, hours=2),
            )
            if state == EventState.PUBLISHED:
                Registration.objects.create(event=event, person=self.person)
        package = WorkPackage.objects.create(programme=programme, number=1, title=i18n("Package"))
        activity = Activity.objects.create(work_package=package, title=i18n("Activity"))
        late = today - timedelta(days=1)
        Milestone.objects.create(activity=activity, title=i18n("Milestone"), due_on=late)
        around = MentoringRound.objects.create(
            programme=programme, title=i18n("Round"), starts_on=today, ends_on=today
        )
        self.mentor = make_user(f"Mentor {self.name}")
        Mentor.objects.create(round=around, user=self.mentor)

    def welcome(self, other: "Side") -> None:
        """The other side's people come here too: their own rows in this programme are theirs alone."""
        make_enrolment(self.programme, other.person)
        make_enrolment(self.programme, other.newcomer)
        make_application(self.placement, other.talent, state=ApplicationState.INTERVIEW)
        Recommendation.objects.create(
            talent=other.talent, placement=self.placement, score=95, told_at=timezone.now()
        )
