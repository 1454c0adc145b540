"""Background work of programmes: ids in, one service call, safe to run twice."""

from celery import shared_task

from programmes.services import invitations, uploads


@shared_task(name="programmes.forget_old_uploads")
def forget_old_uploads() -> None:
    uploads.forget_old_uploads()


@shared_task(name="programmes.tell_invited")
def tell_invited(invitation_id: int) -> None:
    invitations.tell_invited(invitation_id=invitation_id)


@shared_task(name="programmes.look_after_invitations")
def look_after_invitations() -> None:
    invitations.look_after_invitations()
