"""What waits in the coordinators' week: changes that people ask for once a list is closed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Registration
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import ActionCount, action_counts
from programmes.querysets.programmes import ProgrammeQuerySet


@action_counts.register("events.changes")
def changes_to_answer(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if not access_of(user).reaches("change", Registration):
        return
    yield ActionCount(
        label=_("Changes after the list was closed"),
        waiting=Registration.objects.administered_in(programmes, user, "change").asking(),
        url=f"{reverse('admin:events_registration_changelist')}?change=asked",
        hint=_("People ask to come with others, or in another way."),
    )
