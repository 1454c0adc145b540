import csv
import errno
import io
import zipfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from evaluation.constants import ReportFailure, ReportFile, ReportState
from evaluation.models import Report, Target
from evaluation.models.indicator import Indicator
from evaluation.services import files, reports
from evaluation.services.reports import (
    _last_monday,
    build_report,
    request_report,
    resume_reports,
    retry_report,
    send_weekly_reports,
)
from evaluation.tasks import send_weekly_reports as weekly_task
from portal.core.dates import EndsBeforeStart
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.services.erasing import erase
from programmes.constants import EnrolmentStatus, Module, ProgrammeStatus
from programmes.models import Membership
from tests.factories import make_enrolment, make_member, make_programme, make_record, make_user

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def populated(slug: str = "wortplus", **fields):
    programme = make_programme(slug, **fields)
    for number, gender in enumerate("ffmd"):
        make_record(make_enrolment(programme, entered_on=date(2026, 3, number + 1)), gender=gender)
    left_on = date(2026, 6, 1)
    gone = make_enrolment(
        programme, entered_on=date(2025, 5, 5), left_on=left_on, status=EnrolmentStatus.LEFT
    )
    make_record(gone, status_exit="employed", exit_checked_on=left_on)
    make_enrolment(programme, entered_on=date(2026, 4, 1))
    return programme


def asked_for(programme, by=None, **changes):
    wanted = {"starts_on": FIRST, "ends_on": LAST, "language": "en", **changes}
    return request_report(programme=programme, by=by or make_member(programme, "evaluator"), **wanted)


def built(report):
    build_report(report_id=report.pk)
    report.refresh_from_db()
    return report


def content(report, kind):
    with report.file(kind).open("rb") as file:
        return file.read()


def files_in(folder: Path):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def notices(kind):
    return list(Notification.objects.filter(kind=kind).values_list("recipient__name", flat=True))


# --- Asking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("evaluator", True),
        ("coordinator", True),
        ("assistant", False),
        ("adviser", False),
        ("trainer", False),
    ],
)
def test_evaluators_and_coordinators_ask_for_reports(role, expected):
    programme = make_programme()
    member = make_member(programme, role)
    if expected:
        assert asked_for(programme, member).state == ReportState.QUEUED
    else:
        with pytest.raises(NotAllowed):
            asked_for(programme, member)


def test_nobody_asks_for_reports_on_foreign_programmes():
    for stranger in (make_member(make_programme(), "evaluator"), make_user("Charlie")):
        with pytest.raises(NotAllowed):
            asked_for(make_programme(), stranger)
    assert Report.objects.count() == 0


def test_a_report_asked_for_twice_is_built_once():
    programme = make_programme()
    evaluator = make_member(programme, "evaluator")
    assert asked_for(programme, evaluator) == asked_for(programme, evaluator)
    assert asked_for(programme, evaluator) != asked_for(programme, evaluator, language="de")
    assert asked_for(programme, evaluator) != asked_for(programme, make_member(programme))


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(EndsBeforeStart):
        asked_for(make_programme(), starts_on=LAST, ends_on=FIRST)


# --- Building ------------------------------------------------------------------------------------------------------


def test_a_built_report_holds_the_figures_and_tells_who_asked():
    report = built(asked_for(populated()))
    assert (report.state, report.progress, report.failure) == (ReportState.READY, 100, "")
    assert report.figures["indicators"]["EECO01"] == {"total": 4, "so_far": 5, "f": 2, "m": 1, "d": 1}
    assert report.figures["indicators"]["EECR04"] == {"total": 1, "so_far": 1, "f": 1, "m": 0, "d": 0}
    assert report.figures["not_reportable"] == 1
    assert [check[3] for check in report.figures["checks"]] == [True, True, True]
    assert notices("evaluation.report_ready") == ["evaluator of wortplus"]


def test_the_workbook_holds_cover_figures_checks_and_rows():
    programme = populated()
    Target.objects.create(programme=programme, indicator=Indicator.objects.get(code="EECO01"), value=500)
    report = built(asked_for(programme))
    book = openpyxl.load_workbook(io.BytesIO(content(report, ReportFile.XLSX)))
    assert book.sheetnames == ["Report", "Indicators", "Checks", "Participants"]
    cover = {row[0]: row[1] for row in book["Report"].iter_rows(min_row=2, values_only=True) if row[0]}
    assert cover["Checksum (SHA-256)"] == report.checksum
    assert cover["Participants listed"] == 6
    head, first, *_rest = book["Indicators"].iter_rows(values_only=True)
    assert first == ("EECO01", "Total number of participants", "Output", 2, 1, 1, 4, 5, 500)
    assert head[6:] == ("In the period", "Since the start", "Target")
    rows = list(book["Participants"].iter_rows(min_row=2, values_only=True))
    pseudonyms = set(programme.enrolments.values_list("pseudonym", flat=True))
    assert {row[0] for row in rows} == pseudonyms
    assert sorted(row[11] for row in rows) == ["EECO01, EECO02"] * 4 + ["EECR04", "Not reportable"]


def test_nothing_in_the_files_says_who_somebody_is():
    programme = populated()
    report = built(asked_for(programme))
    texts = [content(report, ReportFile.CSV), content(report, ReportFile.MICRODATA)]
    with zipfile.ZipFile(io.BytesIO(content(report, ReportFile.XLSX))) as book:
        texts += [book.read(name) for name in book.namelist()]
    for enrolment in programme.enrolments.select_related("person"):
        for secret in (enrolment.person.email, "1998-03-04"):
            assert not any(secret.encode() in text for text in texts)


def test_the_csv_files_are_utf_8_with_semicolons_and_iso_dates():
    report = built(asked_for(populated(), language="de"))
    rows = list(
        csv.DictReader(io.StringIO(content(report, ReportFile.CSV).decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0] == {
        "programme": "wortplus",
        "from": "2026-01-01",
        "until": "2026-12-31",
        "code": "EECO01",
        "indicator": "Gesamtzahl der Teilnehmer",
        "kind": "output",
        "gender": "total",
        "value": "4",
        "so_far": "5",
        "target": "",
        "checksum": report.checksum,
    }
    people = list(csv.DictReader(io.StringIO(content(report, ReportFile.MICRODATA).decode()), delimiter=";"))
    gone = next(person for person in people if person["exit_date"])
    assert (gone["entry_date"], gone["exit_date"], gone["age_entry"]) == ("2025-05-05", "2026-06-01", "27")
    assert (gone["status_exit"], gone["complete"]) == ("employed", "1")


def test_rows_are_those_that_count_for_something_with_each_answer_as_the_authorities_read_it():
    programme = populated()
    left_on = date(2026, 7, 1)
    gone = make_enrolment(programme, entered_on=left_on, left_on=left_on, status=EnrolmentStatus.LEFT)
    answers = {"is_job_searching_exit": False, "is_in_education_exit": True, "isced_entry": 0}
    make_record(gone, status_exit="inactive", exit_checked_on=left_on, birth_date=date(2008, 7, 2), **answers)
    outside = make_enrolment(programme, entered_on=date(2025, 3, 1))
    make_record(outside)
    rows = csv.DictReader(
        io.StringIO(content(built(asked_for(programme)), ReportFile.MICRODATA).decode()), delimiter=";"
    )
    found = {row["participant_id"]: row for row in rows}
    assert len(found) == 7
    assert outside.pseudonym not in found
    assert found[gone.pseudonym] == {
        "operation_id": "wortplus",
        "participant_id": gone.pseudonym,
        "entry_date": "2026-07-01",
        "exit_date": "2026-07-01",
        "exit_type": "",
        "gender": "f",
        "age_entry": "17",
        "status_entry": "unemployed",
        "isced_entry": "0",
        "status_exit": "inactive",
        "education_exit": "1",
        "jobsearch_exit": "0",
        "qualification_exit": "",
        "exit_checked": "2026-07-01",
        "complete": "1",
    }
    assert sum(row["complete"] == "0" for row in found.values()) == 1


@pytest.mark.django_db(transaction=True)
def test_figures_and_rows_of_a_report_are_of_one_moment(monkeypatch):
    programme = populated()
    copy = files.copy_rows

    def and_meanwhile(*args):
        def join():
            make_record(make_enrolment(programme, entered_on=date(2026, 3, 9)))
            connection.close()

        thread = Thread(target=join)
        thread.start()
        thread.join()
        return copy(*args)

    monkeypatch.setattr(files, "copy_rows", and_meanwhile)
    report = built(asked_for(programme))
    numbers = report.figures["indicators"]
    listed = content(report, ReportFile.MICRODATA).decode().splitlines()[1:]
    assert len(listed) == 6
    assert numbers["EECO01"]["total"] + report.figures["not_reportable"] + numbers["EECR04"]["total"] == 6


def test_building_twice_changes_nothing(private_media):
    report = built(asked_for(populated()))
    first = (report.checksum, report.finished_at, files_in(private_media))
    report = built(report)
    assert (report.checksum, report.finished_at, files_in(private_media)) == first
    assert len(notices("evaluation.report_ready")) == 1


def test_rebuilding_gives_the_same_numbers_checksum_and_bytes(private_media):
    report = built(asked_for(populated()))
    before = (report.figures, report.checksum, [content(report, kind) for kind in ReportFile])
    Report.objects.filter(pk=report.pk).update(state=ReportState.QUEUED)
    report = built(report)
    assert (report.figures, report.checksum, [content(report, kind) for kind in ReportFile]) == before
    assert len(files_in(private_media)) == 3


def test_the_checksum_tells_other_people_from_the_same_numbers():
    one, other = make_programme(), make_programme()
    for programme in (one, other):
        make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)))
    reports_ = [built(asked_for(programme)) for programme in (one, other)]
    assert reports_[0].figures == reports_[1].figures
    assert reports_[0].checksum != reports_[1].checksum


def test_a_report_on_nobody_is_a_report():
    report = built(asked_for(make_programme()))
    assert report.state == ReportState.READY
    assert report.figures["indicators"]["EECO01"]["total"] == 0


def test_who_lost_the_right_gets_no_report(private_media):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    report = asked_for(programme, evaluator)
    Membership.objects.filter(user=evaluator).delete()
    report = built(report)
    assert (report.state, report.failure) == (ReportState.FAILED, ReportFailure.NOT_ALLOWED)
    assert files_in(private_media) == []


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), ReportFailure.DISK_FULL),
        (ValueError("anything"), ReportFailure.BROKEN),
    ],
)
def test_a_failure_is_told_leaves_no_file_and_can_be_tried_again(monkeypatch, private_media, error, failure):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    report = asked_for(programme, evaluator)
    storage = report.microdata.storage
    save = storage.save

    def fail_on_the_last(name, file, **options):
        if "report.csv" in str(file.name):
            raise error
        return save(name, file, **options)

    monkeypatch.setattr(storage, "save", fail_on_the_last)
    report = built(report)
    assert (report.state, report.failure) == (ReportState.FAILED, failure)
    assert files_in(private_media) == []
    assert notices("evaluation.report_failed") == [evaluator.name]
    retry_report(report=report, by=evaluator)
    built(report)
    assert notices("evaluation.report_failed") == [evaluator.name] * 2
    monkeypatch.undo()
    retry_report(report=report, by=evaluator)
    assert built(report).state == ReportState.READY


def test_only_a_failed_report_is_tried_again():
    programme = make_programme()
    evaluator = make_member(programme, "evaluator")
    report = built(asked_for(programme, evaluator))
    with pytest.raises(WrongState):
        retry_report(report=report, by=evaluator)
    with pytest.raises(NotAllowed):
        retry_report(report=report, by=make_member(make_programme(), "evaluator"))


def test_a_report_whose_worker_died_is_taken_up_and_leaves_no_orphan(private_media):
    report = asked_for(populated())
    report.state = ReportState.RUNNING
    reports._start(report)
    report.xlsx.storage.save(report.xlsx.name, io.BytesIO(b"half a fi"))
    assert len(files_in(private_media)) == 1
    report = built(report)
    assert report.state == ReportState.READY
    assert len(files_in(private_media)) == 3
    assert content(report, ReportFile.XLSX)[:2] == b"PK"


def test_a_report_that_is_built_while_somebody_in_it_is_erased_is_begun_anew(monkeypatch, private_media):
    programme = populated()
    report, write = asked_for(programme), reports.write_files

    def and_meanwhile(*args):
        written = write(*args)
        erase(programme.enrolments.order_by("pk").first().person)
        return written

    monkeypatch.setattr(reports, "write_files", and_meanwhile)
    assert built(report).state == ReportState.QUEUED
    assert files_in(private_media) == []
    monkeypatch.setattr(reports, "write_files", write)
    assert built(report).state == ReportState.READY
    assert len(content(report, ReportFile.MICRODATA).splitlines()) == 1 + programme.enrolments.count()
    assert notices("evaluation.report_ready") == [report.requested_by.name]


def test_a_report_that_killed_its_workers_too_often_is_given_up():
    report = asked_for(populated())
    Report.objects.filter(pk=report.pk).update(state=ReportState.RUNNING, attempts=4)
    report = built(report)
    assert (report.state, report.failure) == (ReportState.FAILED, ReportFailure.BROKEN)


def test_while_one_worker_builds_another_leaves_the_report_alone():
    report = asked_for(make_programme())
    lock = [reports.LOCK_SPACE, report.pk]
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", lock)
        assert built(report).state == ReportState.QUEUED
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
        assert built(report).state == ReportState.READY


def test_the_sweeper_finds_what_stands_still_and_nothing_else(django_capture_on_commit_callbacks):
    programme = make_programme()
    forgotten, fresh, done = (asked_for(programme, language=language) for language in ("en", "de", "sl"))
    built(done)
    long_ago = timezone.now() - timedelta(minutes=10)
    Report.objects.filter(pk__in=[forgotten.pk, done.pk]).update(updated_at=long_ago)
    assert resume_reports() == 1
    assert fresh.state == ReportState.QUEUED


# --- Every week ----------------------------------------------------------------------------------------------------


def weekly(**fields):
    programme = populated(**fields)
    Membership.objects.create(user=make_user("Cora"), programme=programme, role="coordinator")
    Membership.objects.create(user=make_user("Eva"), programme=programme, role="evaluator")
    Membership.objects.create(user=make_user("Ada"), programme=programme, role="adviser")
    return programme


def test_the_weekly_report_goes_once_to_coordinators_and_evaluators():
    weekly()
    weekly_task()
    weekly_task()
    report = Report.objects.get()
    assert report.ends_on.isoweekday() == 7
    assert report.starts_on == report.ends_on.replace(month=1, day=1)
    assert report.requested_by is None
    for _time in range(2):
        build_report(report_id=report.pk)
    assert sorted(notices("evaluation.weekly_report")) == ["Cora", "Eva"]


def test_a_monday_on_which_nothing_ran_is_made_up_for_with_the_same_report(monkeypatch):
    programme = weekly()
    missed = timezone.now() + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: missed)
    assert send_weekly_reports() == 1
    assert send_weekly_reports() == 0
    report = Report.objects.get()
    monday = _last_monday(timezone.localtime(missed, programme.zone))
    assert (report.week, report.ends_on) == (monday.strftime("%G-W%V"), monday - timedelta(days=1))


def test_a_programme_whose_report_fails_keeps_no_other_from_its_own(caplog):
    broken, other = weekly(), weekly(slug="other")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE evaluation_report ADD CONSTRAINT broken CHECK (programme_id <> %s)", [broken.pk]
        )
    assert send_weekly_reports() == 1
    assert Report.objects.get().programme == other
    assert f"Weekly report of programme {broken.pk} failed" in caplog.text


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ((2026, 10, 26, 4, 59), date(2026, 10, 19)),  # the Monday after the night whose hour came twice
        ((2026, 10, 26, 5, 0), date(2026, 10, 26)),
        ((2026, 10, 29, 3, 0), date(2026, 10, 26)),
        ((2026, 11, 1, 23, 59), date(2026, 10, 26)),
        ((2027, 1, 1, 12, 0), date(2026, 12, 28)),
    ],
)
def test_a_week_is_due_from_monday_morning_on_where_the_programme_is(now, monday):
    for zone in ("Europe/Berlin", "Pacific/Auckland"):
        assert _last_monday(datetime(*now, tzinfo=ZoneInfo(zone))) == monday


def test_the_weekly_notice_holds_the_key_figures():
    weekly()
    send_weekly_reports()
    build_report(report_id=Report.objects.get().pk)
    notice = Notification.objects.filter(kind="evaluation.weekly_report").first().notice
    figures = Report.objects.get().figures
    assert notice.title().startswith("WORTPLUS: figures of 20")
    assert f"{figures['indicators']['EECO01']['total']} participants" in notice.paragraphs()[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": ProgrammeStatus.ARCHIVED},
        {"status": ProgrammeStatus.DRAFT},
        {"modules": [Module.PLACEMENTS]},
    ],
)
def test_programmes_that_do_not_run_or_evaluate_send_no_weekly_report(fields):
    weekly(**fields)
    assert send_weekly_reports() == 0


def test_programmes_without_readers_send_no_weekly_report():
    programme = make_programme()
    make_member(programme, "adviser")
    assert send_weekly_reports() == 0


def test_the_weekly_report_speaks_a_language_of_the_portal():
    weekly(languages=["hu", "sl"])
    send_weekly_reports()
    assert Report.objects.get().language == "sl"


def test_figures_are_for_people_and_rows_for_the_authority_s_tools():
    """Excel knows UTF-8 by its mark; a tool would take it for a part of the first column's name."""
    report = built(asked_for(populated(), language="de"))
    marked = {kind: content(report, kind).startswith(b"\xef\xbb\xbf") for kind in ("csv", "microdata")}
    assert marked == {"csv": True, "microdata": False}
