from celery import shared_task

from portal.privacy.services import copies, erasures, retention, unused_accounts


@shared_task(name="privacy.execute_erasure", swept_by="privacy.execute_due_erasures")
def execute_erasure(request_id: int) -> None:
    erasures.execute_erasure(request_id=request_id)


@shared_task(name="privacy.execute_due_erasures")
def execute_due_erasures() -> None:
    erasures.execute_due_erasures()


@shared_task(name="privacy.build_copy", swept_by="privacy.sweep_copies")
def build_copy(copy_id: int) -> None:
    copies.build_copy(copy_id=copy_id)


@shared_task(name="privacy.sweep_copies")
def sweep_copies() -> None:
    copies.sweep_copies()


@shared_task(name="privacy.apply_retention")
def apply_retention() -> None:
    retention.apply_retention()


@shared_task(name="privacy.warn_about_unused_accounts")
def warn_about_unused_accounts() -> None:
    unused_accounts.warn_about_unused_accounts()
