"""Inviting people to an event: one by one, or a group that staff has chosen."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from events.constants import EventState, RegistrationState
from events.models import Event, Registration
from events.notices.registrations import InvitedToEvent, about_registration
from events.services.locks import lock_event
from events.services.refusals import RegistrationClosed
from events.workflows.registrations import REGISTRATION
from portal.core.errors import NotAllowed
from portal.notifications.services.notifications import notify_each
from portal.users.models import User
from programmes.access import may_administer


@transaction.atomic
def invite_to_event(*, event: Event, people: Collection[User], by: User) -> list[Registration]:
    """Ask these people whether they come, each once; who is in the list already is left as they are.

    An invitation takes no place: who answers first has one. It also lets people find an event that is not for
    everybody. Who had given their place back is asked again; nobody is whom no message would reach.
    Raises NotAllowed and, where nobody can register any more, RegistrationClosed.
    """
    event = lock_event(event.pk)
    if not may_administer(by, "change", event):
        raise NotAllowed
    ways = [row.attendance for row in event.admissions.all() if row.closing > timezone.now()]
    if event.state != EventState.PUBLISHED or event.is_over or not ways:
        raise RegistrationClosed
    asked = User.objects.reachable().filter(pk__in=[person.pk for person in people])
    known = {row.person_id: row for row in event.registrations.select_for_update()}
    found = [known.get(person.pk) or Registration(person=person) for person in asked]
    rows = [row for row in found if not row.pk or REGISTRATION.allows("invite", row.state)]
    for row in rows:
        row.event, row.state, row.registered_by = event, RegistrationState.INVITED, by
        row.attendance = row.attendance if row.attendance in ways else ways[0]
        row.save()
    notify_each((row.person, InvitedToEvent(**about_registration(row))) for row in rows)
    return rows
