"""A small portal for asking every page as everybody: two programmes, one of them foreign, and one person a role."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone

from evaluation.constants import ReportState
from evaluation.models import Framework, Indicator, Report, Target
from events.constants import EventState
from events.models import Admission, Attendance, Certificate, Event, Registration, Scan, SignedList
from matching.constants import PlacementState
from matching.models import ArrivalItem, Document, Posting
from mentoring.models import Mentor, MentoringRound
from portal.notifications.constants import UNSUBSCRIBE_SALT
from portal.notifications.models import Notification
from portal.privacy.models import ErasureRequest, GuardianConsent, PurposeVersion
from portal.privacy.queries import hash_token
from portal.privacy.services.consents import give_consent
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import ProgrammeStatus, Verification
from programmes.models import (
    Activity,
    BulkAct,
    Export,
    Funding,
    Hours,
    Import,
    Membership,
    Milestone,
    Reminder,
    WorkPackage,
)
from programmes.roles import NAMED_CONTACTS, REACH, STAFF_ROLES, Reach, Role, grants
from tests.factories import (
    ask,
    i18n,
    make_application,
    make_class_booking,
    make_class_offer,
    make_contact,
    make_enrolment,
    make_equipment,
    make_event,
    make_interview,
    make_invitation,
    make_member,
    make_membership_invitation,
    make_message_report,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_questionnaire,
    make_record,
    make_reservation,
    make_room,
    make_skill,
    make_talent,
    make_user,
)

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(40)
GUARDIAN_TOKEN = "a-token-on-paper"


@dataclass(frozen=True)
class Persona:
    """Somebody who asks; `roles` are what the person holds, said here and not asked of the portal."""

    role: Role
    user: User | None
    roles: frozenset[Role]

    @property
    def is_visitor(self) -> bool:
        return self.user is None

    def grants(self, action: str, label: str) -> bool:
        return any(grants(role, action, label) for role in self.roles)

    def staff_grants(self, action: str, label: str) -> bool:
        return any(grants(role, action, label) for role in self.roles & set(STAFF_ROLES))


@dataclass(frozen=True)
class Row:
    """A row, and by which reaches it can be reached: written down here, so that pages are held against it."""

    name: str
    target: Any
    is_own: bool = False
    is_of_own_organisation: bool = False
    is_public: bool = False
    owners: frozenset[Role] = field(default_factory=frozenset)

    def allows(self, persona: Persona, action: str, only: Reach | None = None) -> bool:
        """Does the matrix give the person this action on this row?"""
        label = self.target._meta.label_lower
        return any(
            grants(role, action, label) and self._is_reached(persona, REACH[role])
            for role in persona.roles
            if only in (None, REACH[role])
        )

    def _is_reached(self, persona: Persona, reach: Reach) -> bool:
        return {
            Reach.PROGRAMME: self.is_own,
            Reach.ORGANISATION: self.is_of_own_organisation,
            Reach.OWN: persona.role in self.owners,
            Reach.PUBLIC: self.is_public,
        }[reach]


class World:
    """All rows that addresses of the portal can name."""

    def __init__(self) -> None:
        self.own = make_programme("own", logo=ContentFile(PIXEL, "logo.png"))
        self.foreign = make_programme("foreign", logo=ContentFile(PIXEL, "logo.png"))
        self.own_draft = make_programme("own-draft", status=ProgrammeStatus.DRAFT, parent=self.own)
        self.foreign_draft = make_programme("foreign-draft", status=ProgrammeStatus.DRAFT)
        self.personas: dict[Role, Persona] = {}
        self.rows: dict[str, list[Row]] = {}
        self._make_people()
        self._make_programme_rows()
        self._make_offers()
        self._make_enrolments()
        self._make_hours()
        self._make_rest()

    def user(self, role: Role) -> User:
        user = self.personas[role].user
        assert user is not None
        return user

    def _add(self, name: str, target: Any, **reached: Any) -> None:
        if "owners" in reached:
            reached["owners"] = frozenset(reached["owners"])
        self.rows.setdefault(target._meta.label_lower, []).append(Row(name, target, **reached))

    def _make_people(self) -> None:
        for role in STAFF_ROLES:
            self._person(role, make_member(self.own, role), Role.TALENT)
        self._person(
            Role.CONTACT, make_user("contact"), Role.TEACHER, Role.TALENT
        )  # who has one always has a role
        for role in NAMED_CONTACTS:
            self._person(role, make_user(role.value), Role.CONTACT, Role.TALENT)
        self._person(Role.MENTOR, make_user(Role.MENTOR.value), Role.TALENT)
        self._person(Role.TALENT, make_user("Amira"))
        self._person(Role.PUPIL, make_pupil(has_consent=True))
        self._person(Role.PUPIL_WITHOUT_CONSENT, make_pupil(has_consent=False))
        self.personas[Role.VISITOR] = Persona(Role.VISITOR, None, frozenset({Role.VISITOR}))
        self.stranger = make_user("Stranger")

    def _person(self, role: Role, user: User, *others: Role) -> None:
        self.personas[role] = Persona(role, user, frozenset({role, Role.VISITOR, *others}))

    def _make_programme_rows(self) -> None:
        self._add("own", self.own, is_own=True, is_public=True)
        self._add("own, not public", self.own_draft, is_own=True)
        self._add("foreign", self.foreign, is_public=True)
        self._add("foreign, not public", self.foreign_draft)
        for programme in (self.own, self.foreign):
            side = {"is_own": programme is self.own}
            name = "own" if programme is self.own else "foreign"
            logo = ContentFile(PIXEL, "funder.png")
            funding = Funding.objects.create(programme=programme, funder=i18n("Fund"), logo=logo)
            self._add(name, funding, is_public=True, **side)
            package = WorkPackage.objects.create(programme=programme, number=1, title=i18n("Package"))
            activity = Activity.objects.create(work_package=package, title=i18n("Activity"))
            milestone = Milestone.objects.create(
                activity=activity, title=i18n("Milestone"), due_on=timezone.localdate()
            )
            self._add(name, package, is_public=True, **side)
            self._add(name, activity, is_public=True, **side)
            self._add(name, milestone, **side)
            reminder = Reminder.objects.create(
                programme=programme, kind="matching.unanswered", is_on=True, offset=1, unit="days"
            )
            self._add(name, reminder, **side)
            questionnaire = make_questionnaire(programme, ask("Childcare?"))
            for row in (questionnaire, questionnaire.current):
                self._add(name, row, **side)
            member = self.user(Role.COORDINATOR) if programme is self.own else make_member(programme)
            membership = Membership.objects.get(user=member)
            owners = {Role.COORDINATOR} if programme is self.own else set()
            self._add(name, membership, owners=owners, **side)

    def _make_offers(self) -> None:
        company = make_organisation(self.own, name="Own company", logo=ContentFile(PIXEL, "logo.png"))
        waiting = make_organisation(self.own, name="Waiting", verification=Verification.WAITING)
        foreign = make_organisation(self.foreign, name="Foreign company", logo=ContentFile(PIXEL, "logo.png"))
        hidden = make_organisation(self.foreign, name="Hidden", verification=Verification.WAITING)
        self._add("own", company, is_own=True, is_of_own_organisation=True, is_public=True)
        self._add("own, waiting", waiting, is_own=True)
        self._add("foreign", foreign, is_public=True)
        self._add("foreign, waiting", hidden)
        make_contact(company, user=self.user(Role.CONTACT), role="teacher")
        for role in NAMED_CONTACTS:
            make_contact(company, user=self.user(role), role=role.value)
        make_contact(foreign, user=self.stranger)
        waits = make_user("Waits")
        make_contact(company, user=waits, approved_at=None)
        contact = company.contacts.get(user=self.user(Role.CONTACT))
        self._add("own", contact, is_own=True, is_of_own_organisation=True, owners={Role.CONTACT})
        self._add("own, waiting", company.contacts.get(user=waits), is_own=True, is_of_own_organisation=True)
        self._add("foreign", foreign.contacts.get())
        asked = self.user(Role.TALENT)
        trust_address(user=asked)
        self.invitation = make_invitation(company, asked.email or "")
        self._add("own", self.invitation, is_own=True, is_of_own_organisation=True)
        self._add("foreign", make_invitation(foreign))
        self.membership_invitation = make_membership_invitation(
            self.own, asked.email or "", invited_by=self.user(Role.COORDINATOR)
        )
        self._add("own", self.membership_invitation, is_own=True)
        self._add("foreign", make_membership_invitation(self.foreign))
        talent = make_talent(self.user(Role.TALENT))
        stranger = make_talent(self.stranger)
        self._add("own", talent, is_own=True, is_of_own_organisation=True, owners={Role.TALENT})
        self._add("foreign", stranger)
        for organisation, programme in ((company, self.own), (foreign, self.foreign)):
            self._lend(organisation, programme)
        for organisation, person in ((company, talent), (foreign, stranger)):
            self._make_placements(organisation, person)

    def _lend(self, organisation: Any, programme: Any) -> None:
        is_own = programme is self.own
        side = {"is_own": is_own, "is_of_own_organisation": is_own}
        equipment = make_equipment(organisation, programme)
        reservation = make_reservation(equipment, make_event(programme))
        self._add("own" if is_own else "foreign", equipment, **side)
        self._add("own" if is_own else "foreign", reservation, **side)
        visited = make_event(programme, host=organisation)
        offer = make_class_offer(visited)
        self._add("own" if is_own else "foreign", offer, is_own=is_own, is_public=True)
        draft = make_event(programme, host=organisation, is_from_host=True, state="draft")
        self._add("drafted", draft, **side)
        teacher = self.user(Role.TEACHER) if is_own else self.stranger
        self._add("own" if is_own else "foreign", make_class_booking(visited, organisation, teacher), **side)

    def _make_placements(self, organisation: Any, talent: Any) -> None:
        is_own = organisation.name == "Own company"
        name = "own" if is_own else "foreign"
        side = {"is_own": is_own, "is_of_own_organisation": is_own}
        owners = {"owners": {Role.TALENT} if is_own else set()}
        placement = make_placement(organisation, kind="visit")
        draft = make_placement(organisation, state=PlacementState.DRAFT, published_at=None)
        self._add(name, placement, is_public=True, **side, **owners)
        self._add(f"{name}, not published", draft, **side)
        for each in (placement, draft):
            self._add(f"{name}, {each.state}", Posting.objects.get(placement=each), **side)
        document = Document.objects.create(
            talent=talent, title="CV", file=ContentFile(b"%PDF-1.4\n%%EOF", "cv.pdf")
        )
        application = make_application(placement, talent, cv=document)
        appointment = make_interview(application)
        self._add(name, appointment, is_of_own_organisation=is_own, **owners)
        self._add(name, document, is_of_own_organisation=is_own, **owners)
        self._add(name, application, **side, **owners)
        self._add(name, make_message_report(application), is_own=is_own, **owners)

    def _make_enrolments(self) -> None:
        for role in (Role.TALENT, Role.PUPIL, Role.PUPIL_WITHOUT_CONSENT):
            enrolment = make_enrolment(self.own, self.user(role))
            self._add(f"own, of {role}", enrolment, is_own=True, owners={role})
        self._add("foreign", make_enrolment(self.foreign, self.stranger))
        for row in list(self.rows["programmes.enrolment"]):
            record = make_record(row.target)
            self._add(row.name, record, is_own=row.is_own, owners=row.owners)

    def _make_hours(self) -> None:
        people = ((self.own, self.user(Role.TALENT), {Role.TALENT}), (self.foreign, self.stranger, set()))
        for programme, person, owners in people:
            hours = Hours.objects.create(
                person=person,
                funding=programme.fundings.get(),
                date=timezone.localdate(),
                minutes=90,
                source="tests.sessions",
                source_key=programme.pk,
            )
            is_own = programme is self.own
            self._add("own" if is_own else "foreign", hours, is_own=is_own, owners=owners)

    def _make_rest(self) -> None:
        now, today = timezone.now(), timezone.localdate()
        indicator = Indicator.objects.filter(code="EECO01").first() or Indicator.objects.create(
            framework=Framework.objects.create(key="frame", title=i18n("Frame")),
            code="EECO01",
            title=i18n("Participants"),
            kind="output",
        )
        for programme in (self.own, self.foreign):
            side = {"is_own": programme is self.own}
            name = "own" if programme is self.own else "foreign"
            for state, is_public in ((EventState.PUBLISHED, True), (EventState.DRAFT, False)):
                event = Event.objects.create(
                    programme=programme,
                    title=i18n("Event"),
                    state=state,
                    starts_at=now + timedelta(days=1),
                    ends_at=now + timedelta(days=1, hours=2),
                )
                self._add(f"{name}, {state}", event, is_public=is_public, **side)
                admission = Admission.objects.create(event=event)
                self._add(f"{name}, {state}", admission, is_public=is_public, **side)
                self._add(f"{name}, {state}", event.sessions.get(), is_public=is_public, **side)
            comes = self.user(Role.TALENT) if programme is self.own else self.stranger
            registration = Registration.objects.create(
                event=programme.events.filter(state=EventState.PUBLISHED).order_by("pk")[0], person=comes
            )
            owners = {Role.TALENT} if programme is self.own else set()
            self._add(name, registration, owners=owners, **side)
            self._add(name, make_room(programme), **side)
            date = registration.event.sessions.get()
            attendance = Attendance.objects.create(session=date, registration=registration)
            self._add(name, attendance, owners=owners, **side)
            certificate = Certificate.objects.create(
                registration=registration,
                kind="attendance",
                code=name,
                contents={"name": name},
                issued_at=now,
            )
            self._add(name, certificate, owners=owners, **side)
            scan = Scan.objects.create(session=date, scan_id=uuid4(), at=now, outcome="unknown")
            self._add(name, scan, **side)
            self._add(name, SignedList.objects.create(session=date, file="signed-lists/x.pdf"), **side)
            self._add(name, Target.objects.create(programme=programme, indicator=indicator, value=1), **side)
            report = Report.objects.create(
                programme=programme,
                starts_on=today,
                ends_on=today,
                state=ReportState.READY,
                finished_at=now,
                figures={"indicators": {}, "checks": [], "not_reportable": 0},
                csv=ContentFile(b"code\n", "report.csv"),
            )
            self._add(name, report, **side)
            round_ = MentoringRound.objects.create(
                programme=programme, title=i18n("Round"), starts_on=today, ends_on=today
            )
            person = self.user(Role.MENTOR) if programme is self.own else self.stranger
            mentor = Mentor.objects.create(round=round_, user=person)
            owners = {Role.MENTOR} if programme is self.own else set()
            self._add(name, round_, owners=owners, **side)
            self._add(name, mentor, owners=owners, **side)
        owner = self.user(Role.COORDINATOR)
        for name, person in (("own", owner), ("foreign", make_member(self.foreign))):
            sent = Import.objects.create(
                kind="programmes.organisation", requested_by=person, state="preview", file_name="rows.csv"
            )
            self._add(name, sent, owners={Role.COORDINATOR} if person == owner else set())
            act = BulkAct.objects.create(kind="verify-organisations", requested_by=person, keys=[])
            act.programmes.set([self.own if person == owner else self.foreign])
            owners = {Role.COORDINATOR} if person == owner else set()
            self._add(name, act, is_own=person == owner, owners=owners)
            export = Export.objects.create(
                kind="programmes.organisation",
                requested_by=person,
                state="ready",
                format="csv",
                purpose="Proof for a funder",
                expires_at=now + timedelta(days=1),
            )
            export.file.save("", ContentFile(b"name"))
            self._add(name, export, owners={Role.COORDINATOR} if person == owner else set())
        self.skill = make_skill("Welding")
        self.arrival_item = ArrivalItem.objects.create(
            topic="register", title=i18n("Register at the town hall")
        )
        self.indicator = indicator
        version = PurposeVersion.objects.filter(purpose=self.own.purpose).get()
        self.consent = give_consent(user=self.user(Role.TALENT), version=version, language="en")
        self.message = Notification.objects.create(
            recipient=self.user(Role.TALENT), kind="of.old", dedupe_key="a message"
        )
        self.stop_token = signing.dumps(
            {"user": self.user(Role.TALENT).pk, "kinds": []}, salt=UNSUBSCRIBE_SALT
        )
        pupil = User.objects.create_user(username="asked", password="unused", name="Asked")
        GuardianConsent.objects.create(
            country="DE",
            pupil=pupil,
            token_hash=hash_token(token=GUARDIAN_TOKEN),
            expires_at=now + timedelta(days=1),
        )
        self.erasure = ErasureRequest.objects.create(person=pupil, due_at=now + timedelta(days=1))
