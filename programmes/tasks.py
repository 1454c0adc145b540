"""Background work of programmes: ids in, one service call, safe to run twice."""

from celery import shared_task

from programmes.services import invitations, membership_invitations, uploads


@shared_task(name="programmes.delete_old_uploads")
def delete_old_uploads() -> None:
    uploads.delete_old_uploads()


@shared_task(name="programmes.notify_invited", swept_by="programmes.sweep_invitations")
def notify_invited(invitation_id: int) -> None:
    invitations.notify_invited(invitation_id=invitation_id)


@shared_task(name="programmes.sweep_invitations")
def sweep_invitations() -> None:
    invitations.sweep_invitations()


@shared_task(name="programmes.notify_invited_member", swept_by="programmes.sweep_membership_invitations")
def notify_invited_member(invitation_id: int) -> None:
    membership_invitations.notify_invited_member(invitation_id=invitation_id)


@shared_task(name="programmes.sweep_membership_invitations")
def sweep_membership_invitations() -> None:
    membership_invitations.sweep_membership_invitations()
