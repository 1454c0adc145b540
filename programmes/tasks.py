"""Background work of programmes: ids in, one service call, safe to run twice."""

from celery import shared_task

from programmes.services import uploads


@shared_task(name="programmes.forget_old_uploads")
def forget_old_uploads() -> None:
    uploads.forget_old_uploads()
