"""The rows' files of reports, in which one person is a line among many."""

from django.db import transaction
from django.db.models import QuerySet

from evaluation.models import Report
from portal.privacy.extensions import FileLeft
from portal.users.models import User
from programmes.models import Enrolment
from programmes.queries import kept_for_funders


@transaction.atomic
def drop_rows_files(*, person: User) -> list[FileLeft]:
    """Take the rows' file off each report that has a line on a participation of theirs which no duty keeps.

    A programme's file has the lines of its subprogrammes too. The report's figures stay: they count, and name nobody.
    The file can be made again by asking for the report again. What is returned is still to be deleted.
    """
    kept = kept_for_funders(person)["programmes.enrolment"]
    gone = Enrolment.objects.filter(person=person, entered_on__isnull=False).exclude(pk__in=kept.keys())
    programmes = {key for pair in gone.values_list("programme", "programme__parent") for key in pair if key}
    return _drop(Report.objects.filter(programme__in=programmes).exclude(microdata=""))


@transaction.atomic
def drop_old_files(*, rows: QuerySet[Report]) -> list[FileLeft]:
    """Take the rows' files off these reports. What is returned is still to be deleted."""
    return _drop(rows)


def _drop(reports: QuerySet[Report]) -> list[FileLeft]:
    names = list(reports.values_list("microdata", flat=True))
    Report.objects.filter(pk__in=list(reports.values_list("pk", flat=True))).update(microdata="")
    return [("evaluation.report", "microdata", name) for name in names]
