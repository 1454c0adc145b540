"""Background work of programmes: ids in, one service call, safe to run twice."""

from celery import shared_task

from programmes.services import (
    bulk_acts,
    export_work,
    import_work,
    invitations,
    lapses,
    membership_invitations,
    people,
    reminders,
)


@shared_task(name="programmes.carry_out_bulk_act", swept_by="programmes.sweep_bulk_acts")
def carry_out_bulk_act(act_id: int) -> None:
    bulk_acts.carry_out_bulk_act(act_id=act_id)


@shared_task(name="programmes.sweep_bulk_acts")
def sweep_bulk_acts() -> None:
    bulk_acts.sweep_bulk_acts()


@shared_task(name="programmes.build_export", swept_by="programmes.sweep_exports")
def build_export(export_id: int) -> None:
    export_work.build_export(export_id=export_id)


@shared_task(name="programmes.sweep_exports")
def sweep_exports() -> None:
    export_work.sweep_exports()


@shared_task(name="programmes.read_import", swept_by="programmes.resume_imports")
def read_import(import_id: int, turn: int) -> None:
    import_work.read_import(batch_id=import_id, turn=turn)


@shared_task(name="programmes.carry_out_import", swept_by="programmes.resume_imports")
def carry_out_import(import_id: int, turn: int) -> None:
    import_work.carry_out_import(batch_id=import_id, turn=turn)


@shared_task(name="programmes.undo_import", swept_by="programmes.resume_imports")
def undo_import(import_id: int, turn: int) -> None:
    import_work.undo_import(batch_id=import_id, turn=turn)


@shared_task(name="programmes.resume_imports")
def resume_imports() -> None:
    import_work.resume_imports()


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


@shared_task(name="programmes.notify_entered", swept_by="programmes.sweep_entered")
def notify_entered(person_id: int) -> None:
    people.notify_entered(person_id=person_id)


@shared_task(name="programmes.sweep_entered")
def sweep_entered() -> None:
    people.sweep_entered()


@shared_task(name="programmes.lapse_invitations")
def lapse_invitations() -> None:
    lapses.lapse_invitations()


@shared_task(name="programmes.send_reminders")
def send_reminders() -> None:
    reminders.send_reminders()
