"""An export goes through a real worker; one that is killed half-way loses nothing and says nothing twice."""

import signal
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portal.notifications.models import Notification
from portal.privacy.models import AccessLog
from programmes.models import Export, Organisation
from programmes.tasks import sweep_exports
from tests.exporting import asked, rows_of
from tests.factories import make_member, make_organisation, make_programme

ROWS = 15_000


def is_in(export: Export, *states: str):
    return lambda: Export.objects.filter(pk=export.pk, state__in=states).exists()


def stored() -> set[str]:
    """Files of exports, those that other tests have left among them."""
    return {path.name for path in Path(settings.MEDIA_ROOT).glob("exports/*")}


def test_an_export_is_made_by_a_worker_and_ends_in_the_inbox(celery_worker):
    programme = make_programme("mine")
    by = make_member(programme)
    make_organisation(programme, name="Works")
    export = asked(by)
    celery_worker.wait_for(is_in(export, "ready", "failed"))
    export.refresh_from_db()
    assert [row["name"] for row in rows_of(export)] == ["Works"]
    assert Notification.objects.filter(recipient=by, kind="programmes.export_ready").count() == 1


def test_an_export_whose_worker_is_killed_is_taken_up_and_is_told_once(celery_worker):
    programme = make_programme("mine")
    by = make_member(programme)
    first = make_organisation(programme, name="Works")
    copies = [
        Organisation(name=f"Works {number}", kind=first.kind, city="Suhl") for number in range(ROWS - 1)
    ]
    linked = Organisation.programmes.through
    made = Organisation.objects.bulk_create(copies, batch_size=1000)
    linked.objects.bulk_create(
        [linked(organisation=each, programme=programme) for each in made], batch_size=1000
    )
    before = stored()
    export = asked(by)
    celery_worker.wait_for(lambda: Export.objects.get(pk=export.pk).progress > 0)
    celery_worker.stop(signal.SIGKILL)
    export.refresh_from_db()
    assert (export.state, Path(export.file.path).exists()) == ("running", False)
    celery_worker.start()
    Export.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    sweep_exports()
    celery_worker.wait_for(is_in(export, "ready", "failed"))
    export.refresh_from_db()
    assert (export.state, len(rows_of(export)), export.attempts) == ("ready", ROWS, 2)
    assert sum(len(each.keys) for each in export.portions.all()) == ROWS
    assert Notification.objects.filter(recipient=by).count() == AccessLog.objects.count() == 1
    assert stored() - before == {Path(export.file.path).name}
