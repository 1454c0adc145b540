"""What an organisation drafts, on its own page."""

from django.db.models import QuerySet

from events.models import Event
from portal.notifications.extensions import destinations
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import Section, organisation_sections
from programmes.models import Organisation
from programmes.scoping import whoever_reaches


def _hosted(reader: User) -> QuerySet[Event]:
    return Event.objects.visible_to(reader, "change").drafted_by_hosts()


destinations.add("events:hosted_detail", whoever_reaches(_hosted))


@organisation_sections.register("events.hosted")
def events_of(organisation: Organisation, user: User) -> Section | None:
    """The way to them alone: what becomes of a draft is told by mail."""
    if not access_of(user).speaks_for("add", Event, organisation.pk):
        return None
    return Section("events/hosted_section.html", position=15)
