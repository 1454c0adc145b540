"""One act on many rows: asked for by a person, carried out portion by portion, each row once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError
from portal.core.jobs import enqueue
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.extensions import bulk_acts
from programmes.models import BulkAct, Programme
from programmes.notices.bulk_acts import BulkActDone
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import Scoped

AT_ONCE = 25
"""An act on so many rows is over when its page answers; one on more is a worker's."""
MOST = 5000
"""Rows of one act; who has more asks once more."""
PORTION = 20
"""Rows of one transaction; also how often progress is noted."""


class NothingChosen(DomainError):
    message = _("Nothing is ticked. Tick what you want to act on, or go back to your week.")


class NothingWaits(DomainError):
    message = _("Nothing of what you ticked waits any more.")


def start_bulk_act(*, kind: str, keys: Sequence[int], programmes: ProgrammeQuerySet, by: User) -> BulkAct:
    """Carry out the act on those of these rows that wait and on which the person may act.

    A few at once; of more, a worker does it. Raises NothingChosen where there are none, and NothingWaits.
    """
    check_presence()
    if not keys:
        raise NothingChosen
    act = _asked_for(kind=kind, keys=keys, programmes=programmes, by=by)
    if len(act.keys) <= AT_ONCE:
        carry_out_bulk_act(act_id=act.pk)
        act.refresh_from_db()
    return act


@transaction.atomic
def _asked_for(*, kind: str, keys: Sequence[int], programmes: ProgrammeQuerySet, by: User) -> BulkAct:
    act_on = bulk_acts[kind]
    rows = act_on.rows(by, programmes).filter(pk__in=keys)
    waiting = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
    if not waiting:
        raise NothingWaits
    act = BulkAct.objects.create(kind=kind, requested_by=by, keys=waiting)
    act.programmes.set(_programmes_of(act_on.model, waiting, programmes))
    if len(waiting) > AT_ONCE:
        enqueue("programmes.carry_out_bulk_act", act.pk)
    return act


def _programmes_of(
    model: type[Scoped], keys: Sequence[int], programmes: ProgrammeQuerySet
) -> ProgrammeQuerySet:
    """Those of the programmes to which one of these rows belongs."""
    paths = model.programme_path
    rows, reached = model.objects.filter(pk__in=keys), Q()
    for path in [paths] if isinstance(paths, str) else paths:
        reached |= Q(pk__in=rows.values(path))
    return programmes.filter(reached)


def carry_out_bulk_act(*, act_id: int) -> None:
    """Act on all rows that have not had their turn. Run twice, or by two workers, each row is acted on once."""
    while _carry_out_portion(act_id):
        pass


@transaction.atomic
def _carry_out_portion(act_id: int) -> bool:
    """What is done and how far it is are one transaction; returns whether there is more for this worker."""
    rows = BulkAct.objects.filter(pk=act_id, finished_at__isnull=True).select_related("requested_by")
    act = rows.select_for_update(of=("self",), skip_locked=True).first()
    if act is None:
        return False
    keys = act.keys[act.done : act.done + PORTION]
    carried_out = _carried_out(act, keys)
    act.keys_left_out += [key for key in keys if key not in carried_out]
    act.left_out += len(keys) - len(carried_out)
    act.done += len(keys)
    if act.done >= len(act.keys):
        act.finished_at = timezone.now()
        if len(act.keys) > AT_ONCE:
            notify(act.requested_by, BulkActDone(act=act.pk, kind=act.kind))
    act.save(update_fields=["done", "left_out", "keys_left_out", "finished_at", "updated_at"])
    return act.finished_at is None


def _carried_out(act: BulkAct, keys: Sequence[int]) -> set[int]:
    """On which of these rows. Whoever has lost the right meanwhile acts on none."""
    kind, by = bulk_acts[act.kind], User.objects.get(pk=act.requested_by_id)
    programmes: ProgrammeQuerySet = Programme.objects.filter(bulk_acts=act)
    done: set[int] = set()
    for row in kind.rows(by, programmes).filter(pk__in=keys).order_by("pk"):
        try:
            with transaction.atomic():
                kind.carry_out(row, by)
        except DomainError:
            continue  # another was first, or a rule stands against it: the page says on how many nothing was done
        done.add(row.pk)
    return done


def sweep_bulk_acts() -> int:
    """Take up what stands still, as its worker died or the broker was away. Returns how many."""
    keys = list(BulkAct.objects.standing_still().values_list("pk", flat=True))
    for key in keys:
        enqueue("programmes.carry_out_bulk_act", key)
    return len(keys)
