"""What happens when the last place of a placement is taken."""

from django.utils import timezone

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, ApplicationEvent, Placement
from matching.notices.applications import PlacesTaken, about_application
from matching.notices.placements import PlacementFilled, about_placement
from matching.services.interviews import close_interviews
from matching.services.placements.states import set_state
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User


def mark_filled(placement: Placement) -> None:
    """The last place is taken: stop showing the placement, close what is under way, tell everybody."""
    set_state(placement, PlacementState.FILLED)
    closed = close_remaining(placement)
    notice = PlacementFilled(
        **about_placement(placement), filled_at=timezone.now().isoformat(), closed=closed
    )
    notify_all(User.objects.recruiting_for(placement.organisation), notice)


def close_remaining(placement: Placement) -> int:
    """Decline every application under way, and say how many there were.

    The step has no actor: nobody judged the person, the places are taken. Rows are locked in the order of their keys,
    after the placement, as everywhere.
    """
    rows = Application.objects.filter(placement=placement).under_way().order_by("pk")
    under_way = list(rows.select_for_update(of=("self",)).select_related("talent__user"))
    for application in under_way:
        application.placement = placement
        application.state = ApplicationState.DECLINED
        application.save(update_fields=["state", "updated_at"])
        ApplicationEvent.objects.create(application=application, state=application.state, is_automatic=True)
        close_interviews(Application.objects.filter(pk=application.pk), None)
        notify(application.talent.user, PlacesTaken(**about_application(application)))
    return len(under_way)
