"""Background work of programmes: ids in, one service call, safe to run twice."""

from celery import shared_task

from programmes.services import invitations, uploads


@shared_task(name="programmes.delete_old_uploads")
def delete_old_uploads() -> None:
    uploads.delete_old_uploads()


@shared_task(name="programmes.notify_invited", swept_by="programmes.sweep_invitations")
def notify_invited(invitation_id: int) -> None:
    invitations.notify_invited(invitation_id=invitation_id)


@shared_task(name="programmes.sweep_invitations")
def sweep_invitations() -> None:
    invitations.sweep_invitations()
