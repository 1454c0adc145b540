"""Reports: asked for, built in the background, sent every week."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import File
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from evaluation.constants import MAX_BUILD_ATTEMPTS, WEEKLY_TIME, ReportFailure, ReportFile, ReportState
from evaluation.models import Report
from evaluation.notices import AboutReport, OfReport, ReportFailed, ReportReady, WeeklyReport
from evaluation.services.files import Built, write_files
from evaluation.workflows import REPORT
from portal.core.dates import check_period
from portal.core.errors import NotAllowed
from portal.core.full_disk import means_full_disk
from portal.core.jobs import enqueue, run_on_each
from portal.core.replica import reading_from_replica
from portal.core.temporary import temporary_folder
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import MembershipRole, Module, ProgrammeStatus
from programmes.models import Membership, Programme
from programmes.querysets.programmes import MembershipQuerySet

logger = logging.getLogger(__name__)

LOCK_SPACE = 0x5245  # "RE": keeps this module's advisory locks apart from others'
STALE = timedelta(minutes=1)
"""Without a sign of progress. The sweeper runs each minute, so a dead worker's report is taken up within two."""


@transaction.atomic
def request_report(
    *, programme: Programme, starts_on: date, ends_on: date, language: str, by: User
) -> Report:
    """Ask for a report; a worker builds it. Asked twice while it is under way, it is built once.

    Raises NotAllowed and EndsBeforeStart.
    """
    if not access_of(by).reaches("add", Report, programme):
        raise NotAllowed
    check_period(starts_on, ends_on)
    Programme.objects.select_for_update().get(pk=programme.pk)
    same = Report.objects.under_way().filter(
        programme=programme, starts_on=starts_on, ends_on=ends_on, language=language, requested_by=by
    )
    report: Report | None = same.first()
    if report is None:
        report = Report.objects.create(
            programme=programme, starts_on=starts_on, ends_on=ends_on, language=language, requested_by=by
        )
        enqueue("evaluation.build_report", report.pk)
    return report


@transaction.atomic
def retry_report(*, report: Report, by: User) -> Report:
    """Put a report that failed back into the queue. Raises NotAllowed and WrongState."""
    if not access_of(by).reaches("add", Report, report.programme):
        raise NotAllowed
    report = Report.objects.select_for_update().get(pk=report.pk)
    REPORT.check("retry", report.state)
    report.state, report.failure, report.progress, report.attempts = ReportState.QUEUED, "", 0, 0
    if not report.week:
        report.requested_by = by
    report.save()
    enqueue("evaluation.build_report", report.pk)
    return report


def build_report(*, report_id: int) -> None:
    """Build the files and figures of a report that waits for it; anything else is left as it is.

    Run twice, the second run finds it ready. A lock that ends with the connection tells whether another worker
    is at it, so the report of a worker that died is taken up at once. Never raises for what the report's page
    can say; a database that is away is left to the sweeper.
    """
    with _only_builder(report_id) as is_mine:
        report = Report.objects.select_related("programme", "requested_by").filter(pk=report_id).first()
        if not is_mine or report is None or not report.is_under_way:
            return
        if report.attempts >= MAX_BUILD_ATTEMPTS:
            _fail(report, ReportFailure.BROKEN)
        elif not _may_still_be_had(report):
            _fail(report, ReportFailure.NOT_ALLOWED)
        else:
            _start(report)
            _build_or_fail(report)


def _may_still_be_had(report: Report) -> bool:
    """Does who asked for it still have the right to? What nobody asked for goes to whoever has it then."""
    asker = report.requested_by
    return asker is None or access_of(asker).reaches("add", Report, report.programme)


def resume_reports() -> int:
    """Send reports to the workers again that wait, or stand still, for longer than is usual. Returns how many."""
    forgotten = Report.objects.under_way().filter(updated_at__lt=timezone.now() - STALE)
    keys = list(forgotten.values_list("pk", flat=True))
    for key in keys:
        enqueue("evaluation.build_report", key)
    return len(keys)


def send_weekly_reports() -> int:
    """Ask for the week's report, from the new year to Sunday, of every running programme that evaluates.

    It is due from Monday morning on, in the programme's zone, and asked for once: run every hour, a Monday on which
    nothing ran is made up for with the same report. Coordinators and evaluators get the figures with a link once it
    is built. Programmes nobody would read it of are left out. Returns how many reports are new.
    """
    return run_on_each(_reporting_programmes(), _request_weekly, what="Weekly report of programme")


def _reporting_programmes() -> list[Programme]:
    programmes = Programme.objects.filter(
        status=ProgrammeStatus.RUNNING,
        modules__contains=[Module.EVALUATION],
        pk__in=_readers().values("programme"),
    )
    return list(programmes.order_by("pk"))


def _readers() -> MembershipQuerySet:
    found: MembershipQuerySet = Membership.objects.in_force().filter(
        role__in=[MembershipRole.COORDINATOR, MembershipRole.EVALUATOR], user__is_active=True
    )
    return found


@transaction.atomic
def _request_weekly(programme: Programme) -> bool:
    monday = _last_monday(timezone.localtime(timezone=programme.zone))
    sunday = monday - timedelta(days=1)
    year, week, _weekday = monday.isocalendar()
    report, created = Report.objects.get_or_create(
        programme=programme,
        week=f"{year}-W{week:02d}",
        defaults={
            "starts_on": sunday.replace(month=1, day=1),
            "ends_on": sunday,
            "language": _report_language(programme),
        },
    )
    if created:
        enqueue("evaluation.build_report", report.pk)
    return created


def _last_monday(now: datetime) -> date:
    """The last Monday whose report is due at `now`, local time."""
    monday = now.date() - timedelta(days=now.weekday())
    return monday if now >= datetime.combine(monday, WEEKLY_TIME, now.tzinfo) else monday - timedelta(weeks=1)


def _report_language(programme: Programme) -> str:
    """The first of the programme's languages that the portal speaks."""
    spoken = dict(settings.LANGUAGES)
    return next((language for language in programme.languages if language in spoken), settings.LANGUAGE_CODE)


# --- Building ------------------------------------------------------------------------------------------------------


@contextmanager
def _only_builder(report_id: int) -> Iterator[bool]:
    """Hold the report's advisory lock; False when another connection holds it, that is while somebody builds it."""
    key = [LOCK_SPACE, report_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _start(report: Report) -> None:
    """Note that the work begins, and where the files will be: a build that dies leaves nothing nobody knows of."""
    report.state, report.progress, report.started_at = ReportState.RUNNING, 0, timezone.now()
    report.attempts += 1
    for kind in ReportFile:
        file = report.file(kind)
        if not file.name:
            file.name = file.field.generate_filename(report, "")
    report.save()


def _build_or_fail(report: Report) -> None:
    try:
        with temporary_folder("report") as folder, override(report.language):
            with reading_from_replica():
                built = write_files(report, folder, lambda done: _notify(report, done))
            _finish(report, folder, built)
    except (OperationalError, InterfaceError):
        raise  # the database is away, so nothing can be noted; the sweeper comes back to it
    except SoftTimeLimitExceeded:
        _fail(report, ReportFailure.TOO_LONG)
    except Exception as error:
        logger.exception("Report %s could not be built.", report.pk)
        _fail(report, ReportFailure.DISK_FULL if means_full_disk(error) else ReportFailure.BROKEN)


def _notify(report: Report, progress: int) -> None:
    Report.objects.filter(pk=report.pk).update(progress=progress, updated_at=timezone.now())


def _store(report: Report, folder: Path) -> None:
    """Put the finished files where the report says they are, in place of what a build that died left there."""
    sources: Mapping[ReportFile, str] = {
        ReportFile.XLSX: "report.xlsx",
        ReportFile.CSV: "report.csv",
        ReportFile.MICRODATA: "microdata.csv",
    }
    for kind, source in sources.items():
        target = report.file(kind)
        name = target.name or ""
        target.storage.delete(name)
        with (folder / source).open("rb") as content:
            target.storage.save(name, File(content))


@transaction.atomic
def _finish(report: Report, folder: Path, built: Built) -> None:
    """Put the files in place and tell, unless the report was taken away: begun anew, as somebody in it was erased."""
    mine = Report.objects.filter(pk=report.pk, state=report.state, attempts=report.attempts)
    if mine.select_for_update().values_list("pk", flat=True).first() is None:
        return
    _store(report, folder)
    report.state, report.progress, report.finished_at = ReportState.READY, 100, timezone.now()
    report.figures, report.checksum = built.figures.as_json(), built.checksum
    report.save()
    if report.requested_by is not None:
        notify(report.requested_by, ReportReady(**_about(report)))
    elif report.week:
        readers = User.objects.filter(memberships__in=_readers().filter(programme=report.programme))
        notify_all(readers.distinct(), _weekly(report, built))


@transaction.atomic
def _fail(report: Report, failure: ReportFailure) -> None:
    """Say what went wrong and leave no file behind."""
    for kind in ReportFile:
        file = report.file(kind)
        if file.name:
            file.storage.delete(file.name)
            file.name = ""
    report.state, report.failure, report.finished_at = ReportState.FAILED, failure, timezone.now()
    report.save()
    if report.requested_by is not None:
        notify(report.requested_by, ReportFailed(**_about(report), failed_at=report.finished_at.isoformat()))


def _about(report: Report) -> AboutReport:
    return {
        "report": report.pk,
        "programme": report.programme.acronym,
        "starts_on": report.starts_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
    }


def _weekly(report: Report, built: Built) -> OfReport:
    return WeeklyReport(
        **_about(report),
        participants=built.figures.by_code["EECO01"].total,
        found_work=built.figures.by_code["EECR04"].total,
        not_reportable=built.figures.not_reportable,
    )
