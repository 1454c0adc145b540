"""An import's turn at the workers: one message at a time is valid."""

from __future__ import annotations

from django.db import transaction

from portal.core.jobs import enqueue
from programmes.constants import ImportState
from programmes.models import Import


@transaction.atomic
def send_to_workers(*, batch: Import) -> None:
    """Ask for what its state waits for. Messages that were sent before are void, so that none is worked off twice.

    Called where the import's row is locked, or new.
    """
    batch.turn += 1
    batch.save(update_fields=["turn", "updated_at"])
    match batch.state:
        case ImportState.IMPORTING:
            enqueue("programmes.carry_out_import", batch.pk, batch.turn)
        case ImportState.UNDOING:
            enqueue("programmes.undo_import", batch.pk, batch.turn)
        case _:
            enqueue("programmes.read_import", batch.pk, batch.turn)
