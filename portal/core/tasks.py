from celery import shared_task

from portal.core import temporary, unnamed_files
from portal.core.changes import looks


@shared_task(name="core.sweep_temporary_files")
def sweep_temporary_files() -> None:
    temporary.sweep()


@shared_task(name="core.sweep_unnamed_files")
def sweep_unnamed_files() -> None:
    unnamed_files.sweep_when_due()


@shared_task(name="core.sweep_changes")
def sweep_changes() -> None:
    looks.sweep()
