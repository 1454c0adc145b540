"""Who leads an event."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventTrainer
from events.notices.events import about_event
from events.notices.trainers import AboutLed, NamedAsTrainer
from events.services.locks import lock_event
from events.workflows.events import EVENT
from portal.core.errors import DomainError, NotAllowed
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify, notify_each
from portal.users.models import User
from programmes.access import may_administer
from programmes.queries.programmes import people_working_for


class NotOfProgramme(DomainError):
    message = _("Only whoever works for the programme can lead its events.")
    field = "person"


@transaction.atomic
def name_trainers(*, event: Event, people: Collection[User], by: User) -> list[EventTrainer]:
    """Add people to those who lead an event; each is told, except for who does it. Whoever leads it already stays.

    Raises NotAllowed and NotOfProgramme.
    """
    event = _locked(event.pk, by)
    working = set(people_working_for(event.programme).filter(pk__in=[each.pk for each in people]))
    if not working.issuperset(people):
        raise NotOfProgramme
    made = []
    for person in people:
        row, is_new = EventTrainer.objects.get_or_create(event=event, person=person)
        if is_new and person != by and not event.is_over:
            notify(person, NamedAsTrainer(**about_event(event), row=row.pk))
        made.append(row)
    return made


def tell_trainers(*, event: Event, notice: Callable[[AboutLed], Notice], by: User) -> None:
    """Something has become of the event: everybody who leads it and still works for the programme, but who did it."""
    working = people_working_for(event.programme)
    rows = (
        event.trainers.filter(person__in=working).exclude(person=by).select_related("person").order_by("pk")
    )
    changed_at = event.updated_at.isoformat()
    notify_each(
        (row.person, notice({**about_event(event), "row": row.pk, "changed_at": changed_at})) for row in rows
    )


@transaction.atomic
def release_trainer(*, trainer: EventTrainer, by: User) -> None:
    """Somebody leads an event no more. Raises NotAllowed."""
    _locked(trainer.event_id, by)
    trainer.delete()


def _locked(event_key: int, by: User) -> Event:
    """The event; of what everybody reads, only those say who leads it who could publish it. Raises NotAllowed."""
    event = lock_event(event_key)
    if not may_administer(by, "publish" if EVENT.state(event.state).is_public else "change", event):
        raise NotAllowed
    return event
