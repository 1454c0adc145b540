"""A file goes through a real worker: read, imported and undone; and one that is killed half-way loses nothing."""

import signal

from django.utils import timezone

from programmes.models import Import, Organisation
from programmes.services import import_work
from programmes.services.imports import confirm_import, undo_import
from programmes.tasks import resume_imports
from tests.factories import make_member, make_programme
from tests.importing import HEAD, sent

ROWS = 1150


def is_in(batch: Import, *states: str):
    return lambda: Import.objects.filter(pk=batch.pk, state__in=states).exists()


def test_a_file_is_read_imported_and_undone_by_a_worker(celery_worker):
    by = make_member(make_programme("mine"))
    batch = sent(by, HEAD + "mine;Works;company;Suhl;DE\n")
    celery_worker.wait_for(is_in(batch, "preview"))
    confirm_import(batch=batch, by=by)
    celery_worker.wait_for(is_in(batch, "done"))
    assert Organisation.objects.get().name == "Works"
    undo_import(batch=batch, by=by)
    celery_worker.wait_for(is_in(batch, "undone"))
    assert Organisation.objects.count() == 0


def test_an_import_whose_worker_is_killed_is_taken_up_and_has_each_row_once(celery_worker):
    by = make_member(make_programme("mine"))
    names = [f"Works {number}" for number in range(ROWS)]
    batch = sent(by, HEAD + "".join(f"mine;{name};company;Suhl;DE\n" for name in names))
    celery_worker.wait_for(is_in(batch, "preview"))
    confirm_import(batch=batch, by=by)
    celery_worker.wait_for(Organisation.objects.exists)
    celery_worker.stop(signal.SIGKILL)
    done = Organisation.objects.count()
    assert 0 < done < ROWS
    assert done == batch.import_rows.filter(done_at__isnull=False).count()
    celery_worker.start()
    Import.objects.filter(pk=batch.pk).update(updated_at=timezone.now() - 2 * import_work.STALE)
    resume_imports()
    celery_worker.wait_for(is_in(batch, "done", "failed"))
    assert sorted(Organisation.objects.values_list("name", flat=True)) == sorted(names)
