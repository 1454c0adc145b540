"""What events do when somebody has confirmed an address, or may no longer come."""

from functools import partial

from django.db import transaction

from events.models import ClassBooking, Registration
from events.services.admissions import release_places, settle_event
from events.services.classes import release_classes
from events.services.guests import join_guests
from portal.users.models import User


def take_over_guests(*, user: User, address: str, **_kwargs: object) -> None:
    """What they did as a guest with this address is theirs from now on."""
    join_guests(person=user, address=address)


def leave_events(*, person: User, **_kwargs: object) -> None:
    """Somebody asks to be erased: nobody counts on them, and others may have their place."""
    release_places(person=person)
    release_classes(person=person)


def leave_events_of_pupil(*, pupil: User, **_kwargs: object) -> None:
    """A guardian has taken the consent back."""
    release_places(person=pupil)


def give_place_back(*, instance: Registration | ClassBooking, **_kwargs: object) -> None:
    """A registration or a class is gone, whichever way: its places are free once that is certain."""
    transaction.on_commit(partial(settle_event, event_id=instance.event_id))
