"""What has been kept long enough goes by itself; what an open audit needs stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from evaluation.models import ParticipantRecord, Report
from matching.models import Application, ApplicationEvent, Document
from portal.core.errors import NotAllowed
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.privacy.constants import AccessKind, ErasureState
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.privacy.models import AccessLog, DataCopy, ErasureRequest, RetentionResult, RetentionRun
from portal.privacy.queries import days_of, due_rows, period_changes, retention_report
from portal.privacy.services.access_log import log_access
from portal.privacy.services.retention import LOCK, TooShort, _delete, apply_retention, set_retention_period
from portal.users.models import User
from programmes.constants import EnrolmentStatus, Instrument, KeepsFrom
from programmes.models import Enrolment, Funding
from tests.factories import (
    i18n,
    make_application,
    make_enrolment,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=5000)


def aged(row, field: str = "updated_at", when=LONG_AGO) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**{field: when})


def deleted() -> dict[str, int]:
    apply_retention()
    return dict(RetentionResult.objects.values_list("rule", "rows"))


def make_funding(programme, **fields) -> Funding:
    fields.setdefault("instrument", Instrument.ESF_PLUS)
    return Funding.objects.create(programme=programme, funder=i18n("Funder"), **fields)


def left(programme, **fields) -> Enrolment:
    return make_enrolment(
        programme,
        status=EnrolmentStatus.LEFT,
        entered_on=date(2014, 1, 1),
        left_on=date(2015, 1, 1),
        **fields,
    )


# --- Until when ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"instrument": "esf_plus"}, None),
        ({"instrument": "esf_plus", "last_payment_on": date(2029, 3, 1)}, date(2034, 12, 31)),
        ({"instrument": "interreg", "last_payment_on": date(2029, 12, 31)}, date(2034, 12, 31)),
        ({"instrument": "state", "last_payment_on": date(2029, 3, 1)}, None),
        ({"instrument": "state", "proof_of_use_on": date(2028, 2, 29)}, date(2033, 2, 28)),
        ({"instrument": "state", "proof_of_use_on": date(2028, 5, 2), "keep_years": 10}, date(2038, 5, 2)),
        (
            {
                "instrument": "state",
                "keeps_from": KeepsFrom.LAST_PAYMENT,
                "last_payment_on": date(2029, 3, 1),
            },
            date(2034, 12, 31),
        ),
        (
            {"instrument": "esf_plus", "last_payment_on": date(2001, 1, 1), "held_since": date(2026, 1, 1)},
            None,
        ),
    ],
)
def test_each_kind_of_money_counts_from_its_own_day(fields, until):
    assert Funding(programme=make_programme(), funder=i18n("Funder"), **fields).kept_until() == until


# --- What goes -----------------------------------------------------------------------------------------------------


def test_participations_go_after_the_last_funders_time_with_their_answers_and_history():
    programme = make_programme()
    part = make_programme(parent=programme)
    make_funding(programme, last_payment_on=date(2015, 1, 1))
    enrolment = left(part)
    record = make_record(enrolment)
    assert deleted() == {"participations": 1}
    assert not Enrolment.history.rel.related_model.objects.filter(pgh_obj_id=enrolment.pk).exists()
    assert not ParticipantRecord.history.rel.related_model.objects.filter(pgh_obj_id=record.pk).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"last_payment_on": None},
        {"last_payment_on": date(2015, 1, 1), "held_since": date(2026, 1, 1)},
        {"instrument": Instrument.STATE, "proof_of_use_on": timezone.localdate()},
    ],
)
def test_one_funder_who_may_still_check_keeps_them(other):
    programme = make_programme()
    make_funding(programme, last_payment_on=date(2015, 1, 1))
    make_funding(programme, **other)
    left(programme)
    assert deleted() == {}
    assert Enrolment.objects.count() == 1


def test_without_a_funder_a_participation_goes_a_year_after_its_end():
    gone = left(make_programme())
    recent = make_enrolment(make_programme(), entered_on=date(2020, 1, 1), left_on=timezone.localdate())
    active = make_enrolment(make_programme(), entered_on=date(2014, 1, 1))
    assert deleted() == {"participations-without-funding": 1}
    assert set(Enrolment.objects.all()) == {recent, active}
    assert gone not in Enrolment.objects.all()


def test_what_is_left_of_an_erased_person_goes_with_the_last_participation():
    programme = make_programme()
    make_funding(programme, last_payment_on=date(2015, 1, 1))
    shell = User.objects.create(username="erased-1234567890abcdef", is_active=False)
    left(programme, person=shell)
    assert deleted() == {"participations": 1, "accounts-erased": 1}
    assert not User.objects.filter(pk=shell.pk).exists()


def test_applications_and_files_of_people_who_left_go_with_steps_and_history():
    programme = make_programme()
    placement = make_placement(make_organisation(programme))
    gone, stays = make_talent(), make_talent()
    make_enrolment(programme, stays.user)
    rows = [make_application(placement, talent) for talent in (gone, stays)]
    for talent in (gone, stays):
        document = Document(talent=talent, title="CV")
        document.file.save("cv.pdf", ContentFile(b"%PDF"))
        aged(document)
    for row in rows:
        ApplicationEvent.objects.create(application=row, state="received")
        aged(row)
    path = Path(gone.documents.get().file.path)
    assert deleted() == {"applications": 1, "documents": 1}
    assert list(Application.objects.all()) == [rows[1]]
    assert ApplicationEvent.objects.count() == 1
    assert not Application.history.rel.related_model.objects.filter(pgh_obj_id=rows[0].pk).exists()
    assert not path.exists()
    assert Path(stays.documents.get().file.path).exists()


def test_a_file_that_was_sent_lately_stays():
    talent = make_talent()
    document = Document.objects.create(talent=talent, title="CV", file="documents/x.pdf")
    aged(document)
    make_application(make_placement(make_organisation(make_programme())), talent, cv=document)
    assert deleted() == {}


def test_an_open_audit_keeps_the_data_of_whoever_takes_part():
    programme = make_programme()
    make_funding(programme, held_since=timezone.localdate())
    talent = make_talent()
    left(programme, person=talent.user)
    application = make_application(make_placement(make_organisation(programme)), talent)
    aged(application)
    assert deleted() == {}
    Funding.objects.update(held_since=None)
    RetentionRun.objects.all().delete()
    assert deleted() == {"applications": 1}


def test_accounts_go_that_nobody_ever_confirmed():
    def registered(**fields) -> User:
        return make_user(date_joined=LONG_AGO, **fields)

    gone = registered()
    confirmed, used, invited = registered(), registered(last_login=LONG_AGO), registered()
    EmailAddress.objects.create(user=confirmed, email=confirmed.email, verified=True)
    make_enrolment(make_programme(), invited)
    recent = make_user()
    assert deleted() == {"accounts-never-used": 1}
    assert set(User.objects.all()) == {confirmed, used, invited, recent}
    assert gone not in User.objects.all()


def test_old_messages_lines_of_the_log_certificates_and_notes_go():
    person = make_user()
    for number, delivery in enumerate((Delivery.SENT, Delivery.PENDING)):
        row = Notification.objects.create(
            recipient=person, kind="x", dedupe_key=str(number), delivery=delivery
        )
        aged(row, "created_at")
    old, new = (
        log_access(by=person, kind=AccessKind.READ, label="x", purpose="Check", subject=person)
        for _n in range(2)
    )
    import pgtrigger

    with pgtrigger.ignore("privacy.AccessLog:never_changed"):
        aged(old, "at")
    done = ErasureRequest.objects.create(due_at=LONG_AGO, state=ErasureState.DONE, done_at=LONG_AGO)
    aged(done)
    aged(DataCopy.objects.create(person=person, state="expired"))
    assert deleted() == {"notifications": 1, "access-log": 1, "certificates": 1, "copies": 1}
    assert list(AccessLog.objects.all()) == [new]
    assert Notification.objects.get().delivery == Delivery.PENDING


def test_the_rows_files_of_old_reports_go_and_their_figures_stay(mine):
    Report.objects.filter(pk=mine.report.pk).update(finished_at=LONG_AGO, microdata="reports/rows.csv")
    path = Path(Report.objects.get(pk=mine.report.pk).microdata.path)
    path.parent.mkdir(parents=True)
    path.write_text("a line")
    assert deleted()["rows-files"] == 1
    assert Report.objects.get(pk=mine.report.pk).microdata.name == ""
    assert not path.exists()


# --- How it runs ---------------------------------------------------------------------------------------------------


def test_it_runs_once_a_day_and_a_broken_off_run_is_finished():
    left(make_programme())
    assert apply_retention() == 1
    left(make_programme())
    assert apply_retention() == 0
    RetentionRun.objects.update(finished_at=None)
    assert apply_retention() == 1
    assert RetentionResult.objects.get().rows == 2


def test_what_another_worker_is_at_is_left_to_it(transactional_db):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            assert apply_retention() == 0
            assert not RetentionRun.objects.exists()
    finally:
        other.close()


def test_a_rule_that_fails_keeps_no_other_from_being_applied(monkeypatch, caplog):
    def broken(before):
        raise ZeroDivisionError

    rules = {"broken": RetentionRule(title="", why="", days=1, rows=broken), **dict(retention_rules.items())}
    monkeypatch.setattr(retention_rules, "_items", rules)
    left(make_programme())
    assert apply_retention() == 1
    assert "Rule broken could not be applied." in caplog.text


def test_a_run_whose_time_is_up_stops_and_is_finished_by_the_next(monkeypatch):
    def takes_too_long(before):
        raise SoftTimeLimitExceeded

    long = RetentionRule(title="", why="", days=1, rows=takes_too_long)
    left(make_programme())
    with monkeypatch.context() as patch, pytest.raises(SoftTimeLimitExceeded):
        patch.setattr(retention_rules, "_items", {"long": long, **dict(retention_rules.items())})
        apply_retention()
    assert RetentionRun.objects.get().finished_at is None
    assert apply_retention() == 1


def test_the_operator_decides_for_how_long_within_what_is_allowed(mine):
    operator = make_user(is_superuser=True)
    rule = retention_rules["access-log"]
    with pytest.raises(NotAllowed):
        set_retention_period(rule="access-log", days=500, by=mine.coordinator)
    with pytest.raises(TooShort):
        set_retention_period(rule="access-log", days=rule.least - 1, by=operator)
    set_retention_period(rule="access-log", days=500, by=operator)
    assert days_of("access-log", rule) == 500
    assert days_of("notifications", retention_rules["notifications"]) == 365


def test_the_report_says_what_goes_in_the_next_thirty_days():
    for days in (360, 300):
        make_enrolment(
            make_programme(),
            entered_on=date(2014, 1, 1),
            left_on=timezone.localdate() - timedelta(days=days),
            status=EnrolmentStatus.LEFT,
        )
    left(make_programme())
    apply_retention()
    name = "participations-without-funding"
    (line,) = [each for each in retention_report(RetentionRun.objects.get()) if each.name == name]
    assert (line.last, line.year, line.soon) == (1, 1, 1)
    assert due_rows(name, retention_rules[name]).count() == 0


# --- Who stays, whichever rule would delete it ----------------------------------------------------------------------


def test_a_message_to_somebody_whom_an_open_audit_needs_stays():
    programme = make_programme()
    make_funding(programme, held_since=timezone.localdate())
    for number, person in enumerate((left(programme).person, make_user())):
        row = Notification.objects.create(
            recipient=person, kind="x", dedupe_key=str(number), delivery=Delivery.SENT
        )
        aged(row, "created_at")
    assert deleted() == {"notifications": 1}
    assert Notification.objects.get().recipient.enrolments.exists()


def test_what_is_noted_about_an_alias_of_theirs_stays_too():
    programme = make_programme()
    make_funding(programme, held_since=timezone.localdate())
    person = left(programme).person
    alias = User.objects.create(
        username="alias", is_active=False, is_unclaimed=True, joined_into=person, date_joined=LONG_AGO
    )
    line = log_access(by=None, kind=AccessKind.READ, label="x", purpose="Check", subject=alias)
    import pgtrigger

    with pgtrigger.ignore("privacy.AccessLog:never_changed"):
        aged(line, "at")
    assert deleted() == {}


def test_nothing_goes_of_somebody_who_may_still_change_their_mind():
    talent = make_talent()
    application = make_application(make_placement(make_organisation(make_programme())), talent)
    aged(application)
    User.objects.filter(pk=talent.user_id).update(restricted_at=timezone.now())
    assert deleted() == {}
    User.objects.update(restricted_at=None)
    RetentionRun.objects.all().delete()
    assert deleted() == {"applications": 1}


@pytest.mark.parametrize("audited", ["whole", "part", "own"])
def test_rows_files_stay_while_an_audit_needs_a_line_in_them(mine, audited):
    whole, part = make_programme(), make_programme(parent=mine.programme)
    mine.programme.parent = whole
    mine.programme.save()
    make_funding({"whole": whole, "part": part, "own": mine.programme}[audited], held_since=LONG_AGO)
    Report.objects.filter(pk=mine.report.pk).update(finished_at=LONG_AGO, microdata="reports/rows.csv")
    assert "rows-files" not in deleted()


def test_what_was_used_since_it_was_chosen_stays(monkeypatch):
    """The row is asked for once more when it is held: between choosing and deleting somebody may have come back."""
    talent = make_talent()
    aged(make_application(make_placement(make_organisation(make_programme())), talent))
    rule = retention_rules["applications"]
    run = RetentionRun.objects.create(day=timezone.localdate())
    portion = list(due_rows("applications", rule).values_list("pk", flat=True))
    Application.objects.get().save()
    assert (len(portion), _delete(run, "applications", rule, portion)) == (1, 0)
    assert Application.objects.count() == 1
    assert run.results.get().rows == 0


def test_each_decision_about_a_period_is_kept_with_who_took_it_and_when(client):
    operator = make_user("Operator", is_superuser=True)
    sign_in(client, operator)
    for days in (400, 500):
        client.post(reverse("privacy:retention_period", args=["access-log"]), {"days": days})
    assert [(each.days, each.by) for each in period_changes("access-log")] == [
        (500, operator),
        (400, operator),
    ]
    page = client.get(reverse("privacy:retention_period", args=["access-log"])).content.decode()
    assert "Operator" in page
    assert (
        "Who decided, and when"
        in client.get(reverse("admin:privacy_retentionperiod_changelist")).content.decode()
    )
