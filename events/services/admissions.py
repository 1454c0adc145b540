"""How many may come to an event, and when they may register."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import AttendanceMode, RegistrationState
from events.models import Admission, Event, Registration
from events.services.locks import lock_event
from events.services.presence import forget_excuses
from events.services.seats import places_taken, settle
from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import run_on_each
from portal.users.models import User
from programmes.access import may_administer


class PeopleInThisWay(DomainError):
    message = _("People are registered in this way of taking part. Close registration instead.")


class FewerThanTaken(DomainError):
    message = _("More places are taken than this. Give some of them back first.")
    field = "capacity"


@transaction.atomic
def save_admission(*, admission: Admission, by: User) -> Admission:
    """Keep how many may come and when they may register; whoever waits is asked at once where places are more now.

    Raises NotAllowed, FewerThanTaken and, where another way is chosen than people are registered in, PeopleInThisWay.
    """
    event = lock_event(admission.event_id)
    if not may_administer(by, "change", event):
        raise NotAllowed
    settle(event)
    before = Admission.objects.filter(pk=admission.pk).exclude(attendance=admission.attendance).first()
    if before is not None and _is_used(event, before):
        raise PeopleInThisWay(field="attendance")
    taken = places_taken(event).get(admission.attendance, 0)
    if admission.capacity is not None and admission.capacity < taken:
        raise FewerThanTaken
    admission.seats_taken = taken
    admission.save()
    settle(event)
    return admission


@transaction.atomic
def remove_admission(*, admission: Admission, by: User) -> None:
    """Nobody registers in this way any more. Raises NotAllowed and, where somebody has, PeopleInThisWay."""
    event = lock_event(admission.event_id)
    if not may_administer(by, "change", event):
        raise NotAllowed
    if _is_used(event, admission):
        raise PeopleInThisWay
    admission.delete()


def _is_used(event: Event, admission: Admission) -> bool:
    """Would somebody miss it: a person, or a class?"""
    if admission.attendance == AttendanceMode.ON_SITE and event.class_bookings.coming().exists():
        return True
    return event.registrations.expecting().filter(attendance=admission.attendance).exists()


@transaction.atomic
def settle_event(*, event_id: int) -> None:
    """Count an event's places anew and ask whoever is next, after somebody's row has gone, whichever way."""
    if Event.objects.filter(pk=event_id).exists():
        settle(lock_event(event_id))


@transaction.atomic
def release_places(*, person: User) -> None:
    """Somebody may no longer come, as they asked to be erased or a guardian took the consent back: others may."""
    rows = Registration.objects.filter(person=person, event__starts_at__gt=timezone.now()).expecting()
    for event_id in rows.order_by("event").values_list("event", flat=True):
        event = lock_event(event_id)
        event.registrations.filter(person=person).update(
            state=RegistrationState.CANCELLED,
            waiting_since=None,
            held_until=None,
            held_seats=0,
            preferred_because="",
            needs=None,
            companion_ages=[],
            change_asked_at=None,
            asked_attendance="",
            asked_companions=None,
            asked_ages=[],
            updated_at=timezone.now(),
        )
        forget_excuses(registration__person=person, session__event=event)
        settle(event)


def settle_events() -> int:
    """Let offers lapse whose time is up, and ask whoever is next; how many events there were. May run twice."""
    events = Registration.objects.lapsing().order_by("event").values_list("event", flat=True).distinct()
    return run_on_each(list(events), _settle, what="Places of event")


@transaction.atomic
def _settle(event_id: int) -> int:
    settle(lock_event(event_id))
    return 1
