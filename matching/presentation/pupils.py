"""A pupil as others read them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.constants import ASKING_WORDS, ApplicationState, FirstDayState
from matching.models import Application, FirstDay
from matching.workflows.applications import APPLICATION
from matching.workflows.first_days import FIRST_DAY
from portal.core.workflow import Actor, Step

_STATES: Mapping[tuple[str, Actor], Promise] = {
    (ApplicationState.INTERVIEW, Actor.PERSON): gettext_lazy("The company would like to meet you."),
    (ApplicationState.INTERVIEW, Actor.ORGANISATION): gettext_lazy(
        "After the interview, offer the place or decline."
    ),
}
_STEPS: Mapping[str, Promise] = {
    "accept": gettext_lazy(
        "You take the place, and the company and the coordinators are told. This is final: you can't take it back "
        "here. You agree on the day on the next page."
    ),
    "withdraw": gettext_lazy("The company is told that you are no longer interested."),
    "take_up": gettext_lazy(
        "The company is told, sees your application again, and decides anew. You can do this once."
    ),
}
_FIRST_DAYS: Mapping[tuple[str, Actor], Promise] = {
    (FirstDayState.AGREED, Actor.PERSON): gettext_lazy(
        "Both of you have agreed on it. If something changes, name another day here."
    ),
}
"""What a workflow's own words say that isn't so with a pupil: no company reads a profile, or how to reach them."""


def state_in_words(application: Application, side: Actor) -> str | Promise:
    """What the state of an application means to one of its two sides."""
    words = _STATES.get((application.state, side)) if application.is_of_minor else None
    return words or APPLICATION.explanation(application.state, side)


def step_in_words(
    application: Application, step: Step[ApplicationState], *, is_told: bool = True
) -> str | Promise:
    """What comes of a step, which is read before it is taken; where the other side reads nothing, it isn't told."""
    if not is_told:
        return _("The company can't see this application at the moment, so it is not told.")
    return (application.is_of_minor and _STEPS.get(step.name)) or step.explanation


def first_day_in_words(application: Application, day: FirstDay | None, side: Actor) -> str | Promise:
    """Where agreeing on the first day stands for one of the two sides; nobody has named one yet if there is none."""
    if day is not None:
        words = _FIRST_DAYS.get((day.state, side)) if application.is_of_minor else None
        return words or FIRST_DAY.explanation(day.state, side)
    if side is Actor.PERSON:
        return _("The place is yours. The company suggests the first day here; you can name one, too.")
    if application.is_of_minor:
        return _("The place is taken. Suggest the day here. All else goes through the coordinators.")
    return _("The place is taken. Suggest the first day here, and say whom to come to and what to bring.")


def name_for_company(application: Application) -> str:
    """The applicant as companies read them. A pupil stands under a number, another for each offer, until it is shown.

    `application` was read with its talent's user.
    """
    if application.is_of_minor and application.name_shown_at is None:
        return _("Pupil %(number)d") % {"number": application.pk}
    return application.talent.user.get_full_name()


def chosen_sentences(application: Application) -> list[str | Promise]:
    """What a pupil has chosen to say, in the reader's language."""
    return [ASKING_WORDS[word] for word in application.set_words if word in ASKING_WORDS]
