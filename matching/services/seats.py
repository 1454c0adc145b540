"""How many places of a placement are taken, and what happens when the last one is."""

from django.utils import timezone

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, ApplicationEvent, Placement
from matching.notices import PlacementFilled, PlacesTaken, about_application, about_placement
from portal.core.jobs import enqueue
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User


def seats_taken(placement: Placement) -> int:
    """How many people have accepted a place. Lock the placement first when the answer decides anything."""
    return placement.applications.accepted().count()


def mark_filled(placement: Placement) -> None:
    """The last place is taken: stop showing the placement, close what is under way, tell everybody."""
    placement.state = PlacementState.FILLED
    placement.changed_at = timezone.now()
    placement.save()
    enqueue("matching.refresh_placement", placement.pk)
    close_remaining(placement)
    notice = PlacementFilled(**about_placement(placement), filled_at=timezone.now().isoformat())
    notify_all(User.objects.recruiting_for(placement.organisation), notice)


def close_remaining(placement: Placement) -> None:
    """Decline every application under way. The step has no actor: nobody judged the person, the places are taken.

    Rows are locked in the order of their keys, after the placement, as everywhere.
    """
    under_way = Application.objects.filter(placement=placement).under_way().order_by("pk")
    for application in under_way.select_for_update(of=("self",)).select_related("talent__user"):
        application.placement = placement
        application.state = ApplicationState.DECLINED
        application.save(update_fields=["state", "updated_at"])
        ApplicationEvent.objects.create(application=application, state=application.state, is_automatic=True)
        notify(application.talent.user, PlacesTaken(**about_application(application)))
