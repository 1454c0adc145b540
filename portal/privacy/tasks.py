from celery import shared_task

from portal.privacy.services import erasures


@shared_task(name="privacy.execute_erasure", swept_by="privacy.execute_due_erasures")
def execute_erasure(request_id: int) -> None:
    erasures.execute_erasure(request_id=request_id)


@shared_task(name="privacy.execute_due_erasures")
def execute_due_erasures() -> None:
    erasures.execute_due_erasures()
