from celery import shared_task

from portal.core import temporary


@shared_task(name="core.sweep_temporary_files")
def sweep_temporary_files() -> None:
    temporary.sweep()
