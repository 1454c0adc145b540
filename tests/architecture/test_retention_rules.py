"""Each rule of retention removes what it says: an old row goes, a young one stays, and the report counts right."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from evaluation.models import Report
from events.models import ClassBooking, DayProfile, Event, Registration, Scan, Table, Wish
from matching.models import Bookmark, Document, SavedSearch
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.privacy.constants import COPY_DAYS, ERASED_NAME, AccessKind, ErasureState
from portal.privacy.extensions import retention_rules
from portal.privacy.models import DataCopy, ErasureRequest, RetentionResult, RetentionRun, UnusedAccount
from portal.privacy.queries import due_rows, retention_report
from portal.privacy.services.access_log import log_access
from portal.privacy.services.erasures import execute_due_erasures
from portal.privacy.services.retention import apply_retention
from portal.users.models import User
from portal.users.services import enter_guest
from programmes.constants import EXPORT_DAYS, EnrolmentStatus, Instrument
from programmes.models import BulkAct, Conversation, Export, Funding, Hours, Import, ImportRow
from tests.factories import (
    i18n,
    make_application,
    make_class_booking,
    make_contact,
    make_enrolment,
    make_event,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def at(row: models.Model, days_ago: int, *fields: str) -> models.Model:
    """The row as if it were so old."""
    moment = timezone.now() - timedelta(days=days_ago)
    with pgtrigger.ignore("privacy.AccessLog:never_changed"):
        type(row)._base_manager.filter(pk=row.pk).update(**dict.fromkeys(fields, moment))
    return row


def an_import(state: str) -> Import:
    return Import.objects.create(
        kind="programmes.enrolment", requested_by=make_user(), file_name="rows.csv", state=state
    )


def left(days_ago: int, programme) -> models.Model:
    ended = timezone.localdate() - timedelta(days=days_ago)
    return make_enrolment(programme, status=EnrolmentStatus.LEFT, entered_on=ended, left_on=ended)


def funded(days_ago: int) -> models.Model:
    """Proven so long ago, and one year to be kept."""
    programme = make_programme()
    proven = timezone.localdate() - timedelta(days=days_ago + 366)
    Funding.objects.create(
        programme=programme,
        funder=i18n("F"),
        instrument=Instrument.STATE,
        proof_of_use_on=proven,
        keep_years=1,
    )
    return left(400, programme)


def attended(days_ago: int) -> models.Model:
    """By somebody who had not joined, for a funding that was proven so long ago."""
    joined = funded(days_ago)
    joined.delete()
    funding = Funding.objects.get(programme=joined.programme)
    day = timezone.localdate() - timedelta(days=400)
    return Hours.objects.create(
        person=make_user(), funding=funding, date=day, minutes=60, source="tests.sessions", source_key=1
    )


def report(days_ago: int) -> models.Model:
    today = timezone.localdate()
    row = Report.objects.create(programme=make_programme(), starts_on=today, ends_on=today)
    Report.objects.filter(pk=row.pk).update(microdata=f"reports/{uuid4()}.csv")
    return at(row, days_ago, "finished_at")


def unused(days_ago: int) -> models.Model:
    person = make_user(last_login=timezone.now() - timedelta(days=days_ago))
    told = timezone.now() - timedelta(days=60)
    ends = person.last_login + timedelta(days=retention_rules["accounts-unused"].days)
    account = UnusedAccount.objects.create(person=person, due_at=ends, reminded_at=told)
    UnusedAccount.objects.filter(pk=account.pk).update(created_at=told)
    return person


def guest(days_ago: int, **fields) -> Registration:
    """At an event that was over so long ago."""
    event = make_event(make_programme(), days=-days_ago - 0.1)
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - timedelta(days=days_ago))
    person = enter_guest(name="Guest", contact_email="guest@example.org", language="en")
    return Registration.objects.create(event=event, person=person, **fields)


def school_class(days_ago: int, **fields) -> ClassBooking:
    """At an event that was over so long ago."""
    programme = make_programme()
    school = make_organisation(programme)
    event = make_event(programme, days=-days_ago - 0.1)
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - timedelta(days=days_ago))
    teacher = make_contact(school, role="teacher")
    return make_class_booking(event, school, teacher, pupils=1, **fields)


def met(days_ago: int, kind: type[models.Model]) -> models.Model:
    """Of a matchmaking day that was over so long ago."""
    row = guest(days_ago, state="registered")
    if kind is DayProfile:
        return DayProfile.objects.create(registration=row, shown_since=timezone.now())
    table = Table.objects.create(event=row.event, organisation=make_organisation(), number=1)
    return Wish.objects.create(table=table, registration=row, side="person", rank=1)


def scan(days: int) -> Scan:
    """At the door of an event that ended so long ago."""
    session = guest(days).event.sessions.get()
    return Scan.objects.create(scan_id=uuid4(), session=session, at=session.starts_at, outcome="noted")


ROWS: dict[str, Callable[[int], models.Model]] = {
    "meeting-wishes": lambda days: met(days, Wish),
    "day-profiles": lambda days: met(days, DayProfile),
    "notifications": lambda days: at(
        Notification.objects.create(
            recipient=make_user(), kind="x", dedupe_key=str(uuid4()), delivery=Delivery.SENT
        ),
        days,
        "created_at",
    ),
    "access-log": lambda days: at(
        log_access(by=None, kind=AccessKind.READ, label="x", purpose="Check"), days, "at"
    ),
    "certificates": lambda days: at(
        ErasureRequest.objects.create(due_at=timezone.now(), state=ErasureState.DONE), days, "updated_at"
    ),
    "copies": lambda days: at(
        DataCopy.objects.create(person=make_user(), state="expired"), days, "updated_at"
    ),
    "bulk-acts": lambda days: at(
        BulkAct.objects.create(kind="admit-people", requested_by=make_user(), keys=[]), days, "finished_at"
    ),
    "exports": lambda days: at(
        Export.objects.create(
            kind="programmes.enrolment",
            requested_by=make_user(),
            format="csv",
            purpose="work",
            state="expired",
        ),
        days,
        "updated_at",
    ),
    "imports-unconfirmed": lambda days: at(an_import("preview"), days, "updated_at"),
    "imports-rows": lambda days: ImportRow.objects.create(
        batch=at(an_import("done"), days, "finished_at"), number=2
    ),
    "sessions": lambda days: Session.objects.create(
        session_key=str(uuid4()), session_data="x", expire_date=timezone.now() - timedelta(days=days)
    ),
    "accounts-unused": unused,
    "accounts-never-used": lambda days: make_user(date_joined=timezone.now() - timedelta(days=days)),
    "participations": funded,
    "hours": attended,
    "participations-without-funding": lambda days: left(days, make_programme()),
    "applications": lambda days: at(
        make_application(make_placement(make_organisation(make_programme())), make_talent()),
        days,
        "updated_at",
    ),
    "conversations": lambda days: at(
        Conversation.objects.create(kind="matching.application"), days, "created_at"
    ),
    "documents": lambda days: at(
        Document.objects.create(talent=make_talent(), title="CV", file=f"documents/{uuid4()}.pdf"),
        days,
        "updated_at",
    ),
    "searches": lambda days: at(
        SavedSearch.objects.create(person=make_user(), query="q=welder", token_hash=str(uuid4()), token="t"),
        days,
        "updated_at",
    ),
    "bookmarks": lambda days: at(
        Bookmark.objects.create(
            person=make_user(), placement=make_placement(make_organisation(make_programme()))
        ),
        days,
        "updated_at",
    ),
    "rows-files": report,
    "unconfirmed-registrations": lambda days: at(guest(0, state="unconfirmed"), days, "created_at"),
    "event-scans": scan,
    "event-needs": lambda days: guest(days, needs="A ramp"),
    "event-guests": lambda days: guest(days).person,
    "class-consents": lambda days: school_class(days).consents.get(),
    "class-needs": lambda days: school_class(days, needs="A ramp"),
}
"""A row as old as so many days, by the rule that deletes it."""

BY_SUBJECT = "By the end of what they are about: tests/programmes/services/test_responses.py."
WITHOUT_AGE = {
    "accounts-erased": "They go with their last participation; the test of the rule itself tells.",
    "responses": BY_SUBJECT,
    "sensitive-answers": BY_SUBJECT,
}


CONSTANT = {"copies", "exports"}
"""Rules whose reason names a time that nobody can change."""


def test_every_rule_is_tried():
    assert {name for name, _rule in retention_rules.items()} == {*ROWS, *WITHOUT_AGE}


def is_there(row: models.Model) -> bool:
    """With what its rule is about: some rules empty a field and leave the row."""
    found = type(row)._base_manager.filter(pk=row.pk).first()
    had_needs = getattr(row, "needs", None) is not None
    if found is None or getattr(found, "microdata", True) == "":
        return False
    return not had_needs or found.needs is not None


@pytest.mark.parametrize("name", ROWS)
def test_an_old_row_goes_a_young_one_stays_and_both_are_counted_right(name):
    days = retention_rules[name].days
    old, young = ROWS[name](days + 1), ROWS[name](days - 1)
    assert list(due_rows(name, retention_rules[name]).values_list("pk", flat=True)) == [old.pk]
    apply_retention()
    execute_due_erasures()
    assert (is_there(old), is_there(young)) == (False, True)
    assert dict(RetentionResult.objects.values_list("rule", "rows")) == {name: 1}
    (line,) = [each for each in retention_report(RetentionRun.objects.get()) if each.name == name]
    assert (line.last, line.year, line.soon) == (1, 1, 1)


def test_what_is_left_of_an_erased_person_goes_once_nothing_hangs_on_it():
    empty, needed = (
        User.objects.create(username=f"{ERASED_NAME}{number}", is_active=False) for number in range(2)
    )
    make_enrolment(make_programme(), needed)
    apply_retention()
    assert (is_there(empty), is_there(needed)) == (False, True)


def test_no_rule_says_in_its_reason_for_how_long_as_the_operator_may_decide_otherwise():
    says_so = {
        name
        for name, rule in retention_rules.items()
        if re.search(r"\b(year|month|week)s?\b", str(rule.why)) and name not in CONSTANT
    }
    assert says_so == set()


def test_no_period_can_be_shorter_than_a_file_is_promised_for():
    assert retention_rules["exports"].least >= EXPORT_DAYS
    assert retention_rules["copies"].least >= COPY_DAYS
