"""The secret address at which somebody's calendar finds their dates."""

from django.db import transaction

from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.access import access_of
from programmes.models import CalendarFeed


@transaction.atomic
def renew_calendar_address(*, person: User, by: User) -> CalendarFeed:
    """Make an address, or a new one: whoever knows the old one finds nothing there any more.

    Raises NotAllowed for somebody else's, and for a pupil whose guardian has not agreed.
    """
    if person.pk != by.pk or access_of(by).waits_for_guardian:
        raise NotAllowed
    feed = CalendarFeed.objects.filter(person=person).first() or CalendarFeed(person=person)
    feed.take_new_address()
    feed.save()
    return feed


@transaction.atomic
def remove_calendar_address(*, person: User, by: User) -> None:
    """Show the dates nowhere else any more. Raises NotAllowed for somebody else's."""
    if person.pk != by.pk:
        raise NotAllowed
    CalendarFeed.objects.filter(person=person).delete()
