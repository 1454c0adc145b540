"""The worker's part of an export: rows as the person may have them by then, once, and in few queries."""

import errno
import gc
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core.made_files import MAX_ATTEMPTS
from portal.notifications.models import Notification
from portal.privacy.models import AccessLog
from programmes.constants import ExportFailure, ExportState
from programmes.models import Enrolment, Export, ExportPortion, Membership, Organisation
from programmes.services import export_work
from programmes.services.export_work import build_export, sweep_exports
from tests.exporting import ORGANISATIONS, PARTICIPANTS, PURPOSE, asked, content_of, made, rows_of, work_on
from tests.factories import make_enrolment, make_member, make_organisation, make_programme

pytestmark = pytest.mark.django_db
KINDS = [ORGANISATIONS, PARTICIPANTS]


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def outcome(export: Export) -> tuple[str, str, str]:
    return export.state, export.failure, export.file.name


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def files_in(folder) -> list[str]:
    return sorted(path.name for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_finished_export_is_whole_under_its_name_logged_and_told(by, mine, kind):
    make_enrolment(mine)
    make_enrolment(mine, status="left")
    export = made(by, PARTICIPANTS, format=kind, query="status__exact=active")
    assert (export.state, export.progress, export.rows) == ("ready", 100, 1)
    assert [row["status"] for row in rows_of(export)] == ["active"]
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.kind, entry.object_label, entry.rows, entry.purpose) == (
        by, "export", PARTICIPANTS, 1, PURPOSE,
    )  # fmt: skip
    assert entry.details == {"filter": {"status__exact": "active"}, "file": kind}
    assert told(by) == ["programmes.export_ready"]
    assert files_in(settings.MEDIA_ROOT) == [Path(export.file.name).name]
    assert timedelta(days=2) < export.expires_at - timezone.now() <= timedelta(days=3)


def test_made_twice_it_is_made_logged_and_told_once(by, mine):
    make_organisation(mine)
    export = made(by)
    name = export.file.name
    build_export(export_id=export.pk)
    build_export(export_id=0)
    export.refresh_from_db()
    assert (export.file.name, export.attempts, AccessLog.objects.count()) == (name, 1, 1)
    assert told(by) == ["programmes.export_ready"]


# --- Rights ---------------------------------------------------------------------------------------------------------


def test_whoever_loses_the_role_before_the_worker_comes_gets_nothing(by, mine):
    make_organisation(mine)
    export = asked(by)
    Membership.objects.filter(user=by).delete()
    assert outcome(work_on(export)) == ("failed", ExportFailure.NOT_ALLOWED, "")
    assert (told(by), AccessLog.objects.count(), ExportPortion.objects.count()) == (
        ["programmes.export_failed"], 0, 0,
    )  # fmt: skip
    assert files_in(settings.MEDIA_ROOT) == []


def test_whoever_loses_one_programme_before_the_worker_comes_gets_the_rows_of_the_other(by, mine):
    other = make_programme("other")
    lost = Membership.objects.create(user=by, programme=other, role="coordinator")
    make_organisation(mine, name="Mine"), make_organisation(other, name="Other")
    whole, of_other = asked(by), asked(by, programme=other)
    lost.delete()
    assert [row["name"] for row in rows_of(work_on(whole))] == ["Mine"]
    assert outcome(work_on(of_other)) == ("failed", ExportFailure.NOT_ALLOWED, "")


def test_rows_of_others_are_not_had_by_their_keys(by, mine):
    theirs = make_organisation(make_programme("other"))
    assert made(by, chosen=[theirs.pk]).rows == 0


@pytest.mark.parametrize("query", ["person__password__startswith=p", "record__birth_date__gte=1998-01-01"])
def test_a_filter_that_the_list_does_not_declare_is_refused_by_the_worker_too(by, mine, query):
    make_enrolment(mine)
    assert outcome(made(by, PARTICIPANTS, query=query)) == ("failed", ExportFailure.FILTER, "")


# --- Workers that die -----------------------------------------------------------------------------------------------


def test_an_export_in_hand_is_left_alone_and_one_whose_worker_died_is_taken_up(by, mine):
    make_organisation(mine)
    export = asked(by)
    Export.objects.update(state=ExportState.RUNNING, attempts=1, updated_at=timezone.now())
    assert (work_on(export).state, sweep_exports()) == ("running", 0)
    Export.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    assert sweep_exports() == 1
    assert work_on(export).state == "ready"


def test_an_export_that_was_lost_on_the_way_to_the_workers_is_found(by):
    asked(by)
    assert sweep_exports() == 0
    Export.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    assert sweep_exports() == 1


def test_a_slow_worker_that_another_has_followed_leaves_the_file_alone(by, mine, monkeypatch):
    """It goes on writing while the next one has taken over; only the last attempt puts a file in place."""
    make_organisation(mine)
    export = asked(by)
    write = export_work._write

    def slowly(*args):
        monkeypatch.setattr(export_work, "_write", write)
        Export.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
        build_export(export_id=export.pk)
        return write(*args)

    monkeypatch.setattr(export_work, "_write", slowly)
    build_export(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts, export.portions.count()) == ("ready", 2, 1)
    assert (told(by), AccessLog.objects.count()) == (["programmes.export_ready"], 1)
    assert files_in(settings.MEDIA_ROOT) == [Path(export.file.name).name]


def test_what_workers_keep_dying_over_is_given_up_and_leaves_no_file(by):
    export = asked(by)
    Export.objects.update(attempts=MAX_ATTEMPTS)
    assert outcome(work_on(export)) == ("failed", ExportFailure.BROKEN, "")
    assert told(by) == ["programmes.export_failed"]


# --- What goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "failure"),
    [(OSError(errno.ENOSPC, "full"), ExportFailure.DISK_FULL), (KeyError("bug"), ExportFailure.BROKEN)],
)
def test_what_goes_wrong_is_said_and_leaves_nothing_half_made(
    by, mine, monkeypatch, settings, tmp_path, error, failure
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path  # killed workers of other tests leave theirs to the sweeper
    make_organisation(mine)

    def break_off(*_args):
        raise error

    monkeypatch.setattr(export_work, "put_in_place", break_off)
    monkeypatch.setattr(export_work, "_finish", break_off)
    assert outcome(made(by)) == ("failed", failure, "")
    assert files_in(settings.MEDIA_ROOT) == []
    assert list(tmp_path.glob("export-*")) == []


def test_more_rows_than_a_sheet_holds_are_no_workbook(by, mine, monkeypatch):
    monkeypatch.setattr(export_work, "SHEET_ROWS", 3)
    for _number in range(3):
        make_organisation(mine)
    assert outcome(made(by, format="xlsx")) == ("failed", ExportFailure.TOO_MANY, "")
    assert made(by).rows == 3


# --- Time and cost --------------------------------------------------------------------------------------------------


def test_after_its_days_the_file_is_deleted(by, mine):
    make_organisation(mine)
    export = made(by)
    sweep_exports()
    assert content_of(export)
    Export.objects.update(expires_at=timezone.now())
    export.refresh_from_db()
    assert not export.can_be_fetched  # before anybody sweeps
    sweep_exports()
    export.refresh_from_db()
    assert (*outcome(export), export.portions.count()) == ("expired", "", "", 0)
    assert files_in(settings.MEDIA_ROOT) == []


def queries_for(by, kind) -> int:
    export = asked(by, kind)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        build_export(export_id=export.pk)
    return len(queries)


@pytest.mark.parametrize("kind", KINDS)
def test_thirty_and_three_hundred_rows_cost_the_same_number_of_queries(by, mine, kind):
    make = make_organisation if kind == ORGANISATIONS else make_enrolment
    for _number in range(30):
        make(mine)
    few = queries_for(by, kind)
    for _number in range(270):
        make(mine)
    assert queries_for(by, kind) == few
    assert Export.objects.latest("pk").rows == 300


@pytest.mark.parametrize("kind", KINDS)
def test_each_further_portion_costs_the_same_few_queries(by, mine, kind, monkeypatch):
    make = make_organisation if kind == ORGANISATIONS else make_enrolment
    for _number in range(12):
        make(mine)
    counts = []
    for chunk in (12, 6, 4, 3):
        monkeypatch.setattr(export_work, "CHUNK", chunk)
        counts.append(queries_for(by, kind))
    steps = {later - earlier for earlier, later in pairwise(counts)}
    assert len(steps) == 1
    assert steps.pop() <= 5


def test_no_more_rows_are_held_at_a_time_than_a_portion_has(by, mine, monkeypatch):
    for _number in range(7):
        make_organisation(mine)
    monkeypatch.setattr(export_work, "CHUNK", 3)
    export = made(by)
    assert [len(each.keys) for each in export.portions.order_by("pk")] == [3, 3, 1]


@pytest.mark.parametrize(("kind", "model"), [(ORGANISATIONS, Organisation), (PARTICIPANTS, Enrolment)])
def test_what_a_portion_has_read_is_let_go_before_the_next_and_waits_for_no_collector(
    by, mine, monkeypatch, kind, model
):
    for _number in range(7):
        make_organisation(mine)
        make_enrolment(mine)
    monkeypatch.setattr(export_work, "CHUNK", 2)
    export = asked(by, kind)
    gc.collect()
    before = count_of(model)
    gc.disable()
    try:
        build_export(export_id=export.pk)
        left = count_of(model) - before
    finally:
        gc.enable()
    assert left <= 2


def count_of(model) -> int:
    """By type alone: asked for its class, something lazy would be made, the nonce of an answer long sent for one."""
    return sum(type(each) is model for each in gc.get_objects())
