"""Inviting people to an event: one by one, or a group that staff has chosen."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from events.constants import EventState, RegistrationState
from events.models import Event, Registration
from events.notices.registrations import InvitedToEvent, about_registration
from events.services.refusals import RegistrationClosed
from events.services.seats import lock_event
from portal.core.errors import NotAllowed
from portal.notifications.services.notifications import notify_each
from portal.users.models import User
from programmes.access import may_administer


@transaction.atomic
def invite_to_event(*, event: Event, people: Collection[User], by: User) -> list[Registration]:
    """Ask these people whether they come, each once; who is in the list already is left as they are.

    An invitation takes no place: who answers first has one. It also lets people find an event that is not for
    everybody. Raises NotAllowed and, where nobody can register, RegistrationClosed.
    """
    event = lock_event(event.pk)
    if not may_administer(by, "change", event):
        raise NotAllowed
    if event.state != EventState.PUBLISHED or event.has_begun or not event.admissions.exists():
        raise RegistrationClosed
    known = set(event.registrations.values_list("person", flat=True))
    way = event.admissions.order_by("-attendance", "pk").values_list("attendance", flat=True)[0]
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            person=person,
            state=RegistrationState.INVITED,
            attendance=way,
            registered_by=by,
        )
        for person in people
        if person.pk not in known
    )
    notify_each((row.person, InvitedToEvent(**about_registration(row))) for row in rows)
    return rows
