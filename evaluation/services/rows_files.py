"""The rows' files of reports, in which one person is a line among many."""

from django.db import transaction
from django.db.models import QuerySet

from evaluation.models import Report
from evaluation.workflows import REPORT
from portal.core.jobs import enqueue
from portal.privacy.extensions import FileLeft
from portal.users.models import User
from programmes.models import Enrolment
from programmes.queries.kept import kept_for_funders


@transaction.atomic
def drop_rows_files(*, person: User) -> list[FileLeft]:
    """Take the rows' file off each report that has a line on a participation of theirs which no duty keeps.

    A programme's file has the lines of its subprogrammes too. The report's figures stay: they count, and name nobody.
    The file can be made again by asking for the report again; one that is being made is begun anew once the person is
    gone. What is returned is still to be deleted.
    """
    kept = kept_for_funders(person)["programmes.enrolment"]
    gone = Enrolment.objects.filter(person=person, entered_on__isnull=False).exclude(pk__in=kept.keys())
    programmes = {key for pair in gone.values_list("programme", "programme__parent") for key in pair if key}
    reports = Report.objects.filter(programme__in=programmes)
    _begin_anew(reports.under_way())
    return _drop(reports.exclude(microdata=""))


@transaction.atomic
def drop_old_files(*, rows: QuerySet[Report]) -> list[FileLeft]:
    """Take the rows' files off these reports. What is returned is still to be deleted."""
    return _drop(rows)


def _begin_anew(reports: QuerySet[Report]) -> None:
    """Take them out of their workers' hands, and keep all workers from them until the transaction ends."""
    for report in reports.select_for_update(of=["self"]).order_by("pk"):
        if REPORT.allows("begin_anew", report.state):
            report.state = REPORT.step("begin_anew").target
            report.save(update_fields=["state", "updated_at"])
            enqueue("evaluation.build_report", report.pk)


def _drop(reports: QuerySet[Report]) -> list[FileLeft]:
    names = list(reports.values_list("microdata", flat=True))
    Report.objects.filter(pk__in=list(reports.values_list("pk", flat=True))).update(microdata="")
    return [("evaluation.report", "microdata", name) for name in names]
