"""A pupil's application: who stands between, when the company learns a name, what ends with the consent."""

from django.db import transaction
from django.utils import timezone

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, ApplicationEvent, FirstDay, Placement
from matching.notices.applications import ApplicantAnswered, Ending, about_application
from matching.notices.pupils import NameShown, OfPupil, PupilEnded, PupilNamed
from matching.queries.conversations import programmes_behind
from matching.queries.steps import may_show_name
from matching.services.interviews import close_interviews
from matching.workflows.applications import APPLICATION
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User


@transaction.atomic
def tell_coordinators_of_pupil(*, application: Application, notice: OfPupil) -> None:
    """Say it once to each coordinator of a programme that shows the placement."""
    people = {
        person.pk: person
        for programme in programmes_behind(application)
        for person in User.objects.coordinating(programme)
    }
    notify_all(people.values(), notice)


@transaction.atomic
def show_name(*, application: Application, by: User) -> Application:
    """A coordinator tells the company the name of a pupil who has a place there. The pupil is told, too.

    Raises NotAllowed, and WrongState before the place is taken or once the name is shown.
    """
    if not may_show_name(application, by):
        raise NotAllowed
    rows = Application.objects.select_for_update(of=("self",))
    application = rows.select_related("talent__user", "placement__organisation").get(pk=application.pk)
    if application.state != ApplicationState.ACCEPTED or application.name_shown_at is not None:
        raise WrongState
    application.name_shown_at = timezone.now()
    application.save(update_fields=["name_shown_at", "updated_at"])
    about, time = about_application(application), application.name_shown_at.isoformat()
    notify(application.talent.user, NameShown(**about, time=time))
    notify_all(
        User.objects.recruiting_for(application.placement.organisation), PupilNamed(**about, time=time)
    )
    return application


@transaction.atomic
def end_applications_of_pupil(*, pupil: User) -> int:
    """A guardian has taken the consent back: end all that was asked for as a pupil, places that were taken included.

    The companies are told that it was withdrawn, and not why; the coordinators, too. Rows are locked in the order of
    everywhere, placements first. Returns how many there were.
    """
    sources = [*APPLICATION.sources("end_with_consent"), *APPLICATION.sources("free_with_consent")]
    rows = Application.objects.filter(talent__user=pupil, is_of_minor=True, state__in=sources)
    placements = rows.order_by("placement").values_list("placement", flat=True)
    list(Placement.objects.select_for_update().filter(pk__in=list(placements)).order_by("pk"))
    ended = list(
        rows.select_for_update(of=("self",))
        .select_related("placement__organisation")
        .order_by("placement", "pk")
    )
    for application in ended:
        _end(application)
    return len(ended)


def _end(application: Application) -> None:
    """With it goes the day that was agreed on: whoever takes a place here again agrees on another."""
    ending = _ending(application)
    application.state = ApplicationState.WITHDRAWN
    application.name_shown_at = None
    application.save(update_fields=["state", "name_shown_at", "updated_at"])
    event = ApplicationEvent.objects.create(
        application=application, state=application.state, is_automatic=True
    )
    close_interviews(Application.objects.filter(pk=application.pk), None)
    FirstDay.objects.filter(application=application).delete()
    about = about_application(application)
    notice = ApplicantAnswered(**about, state=application.state, step=event.pk, ending=ending)
    notify_all(User.objects.recruiting_for(application.placement.organisation), notice)
    tell_coordinators_of_pupil(application=application, notice=PupilEnded(**about, time=str(event.pk)))


def _ending(application: Application) -> Ending:
    """What it leaves behind at the company: a place that is free again, of an offer that nobody sees by now."""
    if application.state != ApplicationState.ACCEPTED:
        return Ending.CLOSED
    is_filled = application.placement.state == PlacementState.FILLED
    return Ending.FREED_UNSEEN if is_filled else Ending.FREED
