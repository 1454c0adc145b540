"""Erasure reaches whatever is held about a person, and what a duty keeps of them names nobody."""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pghistory.models import Context

from evaluation.models import ParticipantRecord, Report
from evaluation.queries.contributions import Period, participants_in
from evaluation.queries.figures import figures
from matching.models import Application, ApplicationEvent, Document, Talent
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver
from portal.privacy.constants import ERASURE_WAIT_DAYS, AccessKind, ErasureState
from portal.privacy.models import AccessLog, Consent, ErasureRequest
from portal.privacy.services.access_log import log_access
from portal.privacy.services.consents import give_consent
from portal.privacy.services.erasures import (
    AskedAlready,
    LetterFromTheFuture,
    carry_out_at_once,
    execute_due_erasures,
    execute_erasure,
    reapply_erasures,
    request_erasure,
    take_back_erasure,
)
from portal.users.models import User
from programmes.constants import Instrument
from programmes.models import Contact, Enrolment, Funding, Hours, Organisation
from programmes.services.conversations.reports import close_report
from programmes.services.conversations.writing import write_message
from programmes.services.joining import join_entered
from programmes.services.people import OnPaper, enter_person
from tests.factories import (
    i18n,
    make_contact,
    make_enrolment,
    make_funding,
    make_invitation,
    make_member,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

MARK = "Quillfeather"
"""Stands in everything that is about the person, and nowhere else."""


@pytest.fixture
def funding(mine) -> Funding:
    return Funding.objects.create(
        programme=mine.programme, funder=i18n("ESF+"), instrument=Instrument.ESF_PLUS
    )


@pytest.fixture
def person(mine) -> User:
    """Somebody who takes part in `mine`, with a mark in every field that can hold words."""
    person: User = mine.participant.person
    person.name, person.email = f"{MARK} Mia", f"{MARK}@example.org"
    person.save()
    EmailAddress.objects.create(user=person, email=f"{MARK}@example.org".lower(), verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": MARK})
    Talent.objects.filter(user=person).update(headline=f"{MARK} seeks work")
    Application.objects.filter(talent__user=person).update(message=f"I am {MARK}")
    make_contact(mine.application.placement.organisation)  # who reads what the person writes
    write_message(conversation=mine.message_report.message.conversation, text=f"{MARK} writes", by=person)
    close_report(
        report=mine.message_report, step="dismiss", by=mine.coordinator
    )  # what is reported waits for that
    ApplicationEvent.objects.create(
        application=mine.application, state="received", message=MARK, actor=person
    )
    document = Document(talent=person.talent, title=f"CV of {MARK}")
    document.file.save("cv.pdf", ContentFile(MARK.encode()))
    version = mine.programme.purpose.versions.get()
    mine.participant.consent = give_consent(user=person, version=version, language="en")
    mine.participant.save()
    log_access(by=mine.coordinator, kind=AccessKind.READ, label="x", purpose="Check", subject=person)
    make_invitation(mine.verified, person.email)
    return person


def erase_now(person: User) -> ErasureRequest:
    request = request_erasure(person=person, by=person)
    ErasureRequest.objects.update(due_at=timezone.now())
    assert execute_erasure(request_id=request.pk) is True
    request.refresh_from_db()
    return request


def tables_with(word: str) -> set[str]:
    """Tables in any row of which the word stands, histories and libraries' tables among them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = set()
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" row WHERE row::text ILIKE %s LIMIT 1', [f"%{word}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def tables_that_name(key: int) -> set[str]:
    """Columns that still hold the person's key, by the foreign keys that models and histories declare."""
    fields = [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.related_model is User and not model._meta.label.startswith("pghistory.")
    ]
    return {
        f"{model._meta.label}.{field.name}"
        for model, field in fields
        if model._base_manager.filter(**{field.attname: key}).exists()
    }


# --- Asking and changing one's mind --------------------------------------------------------------------------------


def test_asking_restricts_and_tells_and_waits(person):
    request = request_erasure(person=person, by=person)
    person.refresh_from_db()
    told = Notification.objects.get(recipient=person, kind="privacy.erasure_requested")
    assert person.restricted_at is not None
    assert (request.due_at - timezone.now()).days in (ERASURE_WAIT_DAYS - 1, ERASURE_WAIT_DAYS)
    assert told.notice.action()[1] == request.get_absolute_url()
    assert execute_due_erasures() == 0
    assert execute_erasure(request_id=request.pk) is False
    assert User.objects.filter(pk=person.pk).exists()


def test_asking_twice_is_answered(person):
    request_erasure(person=person, by=person)
    with pytest.raises(AskedAlready):
        request_erasure(person=person, by=person)


def test_whoever_changes_their_mind_is_used_as_before(person):
    request = request_erasure(person=person, by=person)
    with pytest.raises(NotAllowed):
        take_back_erasure(request=request, by=make_user("Somebody else"))
    take_back_erasure(request=request, by=person)
    person.refresh_from_db()
    request.refresh_from_db()
    assert (person.restricted_at, request.state) == (None, ErasureState.TAKEN_BACK)
    with pytest.raises(WrongState):
        take_back_erasure(request=request, by=person)
    ErasureRequest.objects.update(due_at=timezone.now())
    assert execute_due_erasures() == 0


def test_a_letter_is_entered_by_staff_of_the_persons_programmes_alone(person, mine, foreign):
    with pytest.raises(NotAllowed):
        request_erasure(person=person, by=foreign.coordinator)
    with pytest.raises(LetterFromTheFuture):
        request_erasure(
            person=person, by=mine.coordinator, received_on=timezone.localdate() + timedelta(days=1)
        )
    request = request_erasure(person=person, by=mine.coordinator, received_on=timezone.localdate())
    assert request.entered_by == mine.coordinator
    with pytest.raises(NotAllowed):
        carry_out_at_once(request=request, by=mine.coordinator)


def test_a_letter_about_a_row_that_was_joined_is_about_the_person_it_was_joined_into(mine):
    """The old number stands on a paper; an empty row must not be what a certificate is made of."""
    paper = OnPaper(received_on=mine.programme.today())
    gone, kept = (
        enter_person(programme=mine.programme, name=name, by=mine.coordinator, paper=paper).person
        for name in ("Paula", "Paola")
    )
    join_entered(gone=gone, kept=kept, by=mine.coordinator)
    gone.refresh_from_db()
    asked = request_erasure(
        person=gone, by=make_user("Operator", is_superuser=True), received_on=mine.programme.today()
    )
    assert asked.person == kept


def test_the_operator_carries_a_letter_out_at_once(person, django_capture_on_commit_callbacks):
    operator = make_user("Operator", is_superuser=True)
    request = request_erasure(person=person, by=operator, received_on=timezone.localdate())
    carry_out_at_once(request=request, by=operator)
    assert execute_due_erasures() == 1
    request.refresh_from_db()
    with pytest.raises(WrongState):
        carry_out_at_once(request=request, by=operator)


# --- While it waits ------------------------------------------------------------------------------------------------


def test_while_it_waits_nobody_else_is_shown_more_than_a_duty_needs(person, mine):
    company = make_contact(mine.verified)
    assert Talent.objects.visible_to(company).filter(user=person).exists()
    assert Application.objects.administered_by(mine.coordinator).filter(talent__user=person).exists()
    request_erasure(person=person, by=person)
    for reader in (company, mine.coordinator):
        for model, path in ((Talent, "user"), (Application, "talent__user"), (Document, "talent__user")):
            assert not model.objects.visible_to(reader).filter(**{path: person}).exists()
            assert not model.objects.administered_by(reader).filter(**{path: person}).exists()
    assert Enrolment.objects.visible_to(mine.coordinator).filter(person=person).exists()
    assert ParticipantRecord.objects.visible_to(mine.coordinator).filter(enrolment__person=person).exists()
    assert Talent.objects.visible_to(person).filter(user=person).exists()


def test_while_it_waits_no_mail_goes_out_but_duties(person, mailoutbox):
    waiting = Notification.objects.create(
        recipient=person, kind="matching.application_received", dedupe_key="a", payload={}
    )
    request_erasure(person=person, by=person)
    duty = Notification.objects.get(recipient=person, kind="privacy.erasure_requested")
    deliver(notification_id=waiting.pk)
    deliver(notification_id=duty.pk)
    waiting.refresh_from_db()
    assert waiting.delivery == Delivery.SKIPPED
    assert [mail.to for mail in mailoutbox] == [[person.email]]


# --- What it reaches -----------------------------------------------------------------------------------------------


def test_nothing_is_left_of_somebody_whom_no_funder_may_check(person, mine):
    key = person.pk
    Client().force_login(person)
    erase_now(person)
    assert tables_with(MARK) == set()
    assert tables_that_name(key) == set()
    assert not User.objects.filter(pk=key).exists()


def test_what_a_funder_may_check_stays_under_a_pseudonym(person, mine, funding):
    key, pseudonym = person.pk, mine.participant.pseudonym
    request = erase_now(person)
    assert tables_with(MARK) == set()
    shell = User.objects.get(pk=key)
    assert (shell.name, shell.email, shell.is_active, shell.has_usable_password()) == ("", None, False, False)
    assert [row.pseudonym for row in shell.enrolments.all()] == [pseudonym]
    assert {line["model"] for line in request.kept} == {
        "programmes.enrolment",
        "privacy.consent",
        "evaluation.participantrecord",
        "evaluation.participantfact",
    }
    assert not Talent.objects.filter(user=key).exists()
    assert tables_that_name(key) <= {
        "privacy.Consent.user",
        "programmes.Enrolment.person",
        "programmes.EnrolmentHistory.person",
    }


def test_figures_are_the_same_before_and_after(person, mine, funding):
    period = Period(date(2000, 1, 1), timezone.localdate())
    ParticipantRecord.objects.filter(enrolment__person=person).update(gender="f")
    operator = make_user("Olga", is_superuser=True)
    before = figures(participants_in([mine.programme], operator), period).as_json()
    assert "1" in json.dumps(before)
    erase_now(person)
    assert figures(participants_in([mine.programme], operator), period).as_json() == before


def test_hours_stay_with_the_participation_that_they_make(person, mine, funding):
    """And those that no funder may check any more go."""
    funding.threshold_hours, funding.hours_from = 8, date(2000, 1, 1)
    funding.save()
    over = make_funding(
        mine.programme, instrument="state", proof_of_use_on=date(2001, 1, 1), funder=i18n("Over")
    )
    Enrolment.objects.filter(pk=mine.participant.pk).update(funding=funding)
    for key, each in enumerate((funding, over)):
        Hours.objects.create(
            person=person,
            funding=each,
            date=date(2026, 3, 2),
            minutes=480,
            source="tests.sessions",
            source_key=key,
        )
    request = erase_now(person)
    assert [row.funding for row in Hours.objects.all()] == [funding]
    assert Enrolment.objects.get(pk=mine.participant.pk).hours_standing == "reached"
    assert "programmes.hours" in {line["model"] for line in request.kept}


def test_an_open_audit_keeps_what_it_needs(person, mine, funding):
    funding.last_payment_on = date(2001, 1, 1)
    funding.held_since = timezone.localdate()
    funding.save()
    erase_now(person)
    assert Enrolment.objects.filter(pk=mine.participant.pk).exists()


def test_after_the_funders_time_nothing_is_kept(person, mine, funding):
    Funding.objects.update(last_payment_on=date(2001, 1, 1))
    erase_now(person)
    assert not Enrolment.objects.filter(pk=mine.participant.pk).exists()


def test_files_go_from_the_disk_and_those_that_can_not_are_tried_again(person, mine):
    stored = Path(person.talent.documents.get().file.path)
    assert stored.exists()
    stored.unlink()
    in_the_way = stored / "in-the-way"
    in_the_way.mkdir(parents=True)  # a disk that refuses
    request = erase_now(person)
    assert request.files == [["matching.document", "file", f"documents/{stored.name}"]]
    in_the_way.rmdir()
    execute_due_erasures()
    request.refresh_from_db()
    assert not stored.exists()
    assert request.files == []


def test_the_rows_file_of_a_report_goes_with_a_line_that_no_duty_keeps(person, mine, funding):
    Report.objects.filter(pk=mine.report.pk).update(microdata="reports/rows.csv")
    erase_now(person)
    assert Report.objects.get(pk=mine.report.pk).microdata.name == "reports/rows.csv"
    other = make_user(f"{MARK} Noah")
    make_enrolment(mine.programme, other)
    Funding.objects.all().delete()
    request = erase_now(other)
    assert Report.objects.get(pk=mine.report.pk).microdata.name == ""
    assert {"model": "evaluation.report", "rows": 1} in request.erased


def test_sessions_end_and_the_admins_log_forgets_the_name(person, mine):
    Client().force_login(person)
    talents = ContentType.objects.get_for_model(Talent)
    LogEntry.objects.create(
        user=mine.coordinator,
        content_type=talents,
        object_id=person.talent.pk,
        object_repr=MARK,
        action_flag=CHANGE,
    )
    assert Session.objects.count() == 1
    erase_now(person)
    assert Session.objects.count() == 0
    assert LogEntry.objects.get().object_repr == ""


def test_requests_no_longer_say_whose_they_were(person):
    context = Context.objects.create(id=uuid4(), metadata={"user": person.pk, "url": "/me/profile/"})
    other = Context.objects.create(id=uuid4(), metadata={"user": person.pk + 1})
    erase_now(person)
    context.refresh_from_db()
    other.refresh_from_db()
    assert (context.metadata, other.metadata) == ({}, {"user": person.pk + 1})


def test_what_staff_did_for_others_stays_and_no_longer_says_who(mine):
    staff = make_member(mine.programme)
    organisation = make_organisation(mine.programme, verified_by=staff)
    contact = make_contact(organisation, approved_by=staff)
    log_access(by=staff, kind=AccessKind.READ, label="x", purpose="Check")
    erase_now(staff)
    assert Organisation.objects.get(pk=organisation.pk).verified_by is None
    assert Contact.objects.get(user=contact).approved_by is None
    assert AccessLog.objects.get().actor is None


def test_a_row_deleted_long_ago_is_erased_from_its_history(person, mine):
    history = Talent.history.rel.related_model
    Talent.objects.filter(user=person).delete()
    assert history.objects.filter(user=person).exists()
    erase_now(person)
    assert not history.objects.filter(user_id=person.pk).exists()
    assert "matching_talentskillhistory" not in tables_with(MARK)


def test_an_erasure_that_fails_stays_due_and_keeps_no_other_from_being_done(person, mine, caplog):
    other = make_user("Other")
    requests = [request_erasure(person=each, by=each) for each in (person, other)]
    ErasureRequest.objects.update(due_at=timezone.now())
    with connection.cursor() as cursor:  # what nobody foresaw: a table that refuses
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE 'no'; END $$ LANGUAGE plpgsql;"
            "CREATE TRIGGER refuse BEFORE DELETE ON matching_talent EXECUTE FUNCTION refuse()"
        )
    assert execute_due_erasures() == 1
    states = [ErasureRequest.objects.get(pk=each.pk).state for each in requests]
    assert states == [ErasureState.WAITING, ErasureState.DONE]
    assert MARK not in caplog.text
    assert User.objects.filter(pk=person.pk, name=f"{MARK} Mia").exists()


def test_a_consent_nobody_needs_to_prove_goes(person, mine, funding):
    version = mine.programme.purpose.versions.get()
    kept = mine.participant.consent
    Consent.objects.filter(pk=kept.pk).update(withdrawn_at=timezone.now())
    give_consent(user=person, version=version, language="en")
    erase_now(person)
    assert list(Consent.objects.filter(user=person.pk)) == [kept]


# --- After a restore -----------------------------------------------------------------------------------------------


class Backup(Exception):
    """Rolls the database back to where it was, as a restore does; the ledger is a file and stays."""


def restored_after(act) -> None:
    with pytest.raises(Backup), transaction.atomic():
        act()
        raise Backup


def test_an_erasure_after_the_backup_is_done_again(person, mine, funding):
    restored_after(lambda: erase_now(person))
    assert MARK in User.objects.get(pk=person.pk).name
    assert reapply_erasures().erased == 1
    assert tables_with(MARK) == set()
    request = ErasureRequest.objects.get()
    assert (request.state, request.person) == (ErasureState.DONE, None)
    assert reapply_erasures().unchanged == 1


def test_the_certificate_keeps_its_address_over_a_restore(person):
    codes = []
    restored_after(lambda: codes.append(erase_now(person).code))
    reapply_erasures()
    assert [request.code for request in ErasureRequest.objects.all()] == codes


def test_what_was_taken_back_after_the_backup_is_not_carried_out(person):
    request = request_erasure(person=person, by=person)
    restored_after(lambda: take_back_erasure(request=request, by=person))
    ErasureRequest.objects.update(due_at=timezone.now())
    assert reapply_erasures().taken_back == 1
    assert execute_due_erasures() == 0
    assert User.objects.get(pk=person.pk).restricted_at is None


def test_nobody_else_is_erased_who_has_been_given_the_key_since(person):
    restored_after(lambda: erase_now(person))
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now(), name="Newcomer")
    assert reapply_erasures().erased == 1  # its certificate is there again
    assert User.objects.get(pk=person.pk).name == "Newcomer"


def test_the_ledger_names_nobody_and_is_read_by_nobody_else(person):
    erase_now(person)
    path = Path(settings.ERASURE_LEDGER)
    assert MARK.lower() not in path.read_text().lower()
    assert oct(path.stat().st_mode)[-3:] == "600"
    with path.open("a") as file:
        file.write('{"code": "cut off')
    assert reapply_erasures().unchanged == 1
