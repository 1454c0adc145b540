"""On one's own page: the place one has taken, its first day, and the question after four weeks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.constants import ARRIVAL_ASKED_DAYS, FirstDayState
from matching.models import Application, ArrivalAnswer, FirstDay
from matching.notices.applications import AboutApplication
from matching.notices.arrivals import ArrivalAsked
from matching.notices.first_days import FirstDayComes
from matching.queries.arrivals import arriving_now, first_days_to_come, starts_to_ask_about
from matching.queries.profiles import own_profile
from matching.querysets.applications import ApplicationQuerySet
from matching.services.arrivals import ask_about_arrival, remind_of_first_day
from portal.core.dates import day
from portal.core.presentation import spoken
from portal.notifications.extensions import destinations, everybody
from portal.users.models import User
from programmes.access import access_of, may
from programmes.extensions import (
    NextStep,
    ReminderKind,
    ReminderStandard,
    Section,
    StoredText,
    next_steps,
    reminder_kinds,
    sections,
)
from programmes.roles import Role

destinations.add("matching:arrival_link", everybody)

_PLACE = "_matching_place_taken"


@sections.register("matching.arriving")
def place_taken(user: User) -> Section | None:
    """The place that somebody has taken, and their first day; its page says what to do on arriving."""
    application = place_of(user)
    if application is None:
        return None
    context = {
        "application": application,
        "day": _first_day(application),
    }
    return Section("matching/section_arriving.html", context, position=15)


@next_steps.register("matching.arriving")
def days_to_agree_on(user: User) -> Iterator[NextStep]:
    """For who has taken a place: a day to confirm, and the question after four weeks."""
    application = place_of(user)
    if application is None:
        return
    first = _first_day(application)
    if first is not None and first.state == FirstDayState.SUGGESTED:
        yield NextStep(
            title=_("Confirm your first day: %(date)s") % {"date": day(first.starts_on)},
            hint=spoken(application.placement.title),
            url=application.get_absolute_url(),
            action=_("Answer"),
            urgency=6,
        )
    days = (timezone.localdate() - application.start).days  # type: ignore[attr-defined]
    answers = ArrivalAnswer.objects.visible_to(user).filter(application=application)
    if days >= ARRIVAL_ASKED_DAYS and not application.is_of_minor and not answers.exists():
        yield NextStep(
            title=_("Four weeks after the start: are you there, and how is it?"),
            hint=_("Two questions, half a minute."),
            url=reverse("matching:arrival_answer", args=[application.pk]),
            action=_("Answer"),
            urgency=20,
        )


@next_steps.register("matching.first_days_wished")
def days_wished_for(user: User) -> Iterator[NextStep]:
    """For contacts: another first day was wished for."""
    organisations = access_of(user).organisation_ids("change", Application)
    if not organisations:
        return
    days = FirstDay.objects.worked_on_by(user).filter(
        state=FirstDayState.WISHED, application__placement__organisation__in=organisations
    )
    for wished in days.select_related("application__placement").order_by("updated_at")[:3]:
        yield NextStep(
            title=_("Another first day is wished for: %(date)s") % {"date": day(wished.starts_on)},
            hint=spoken(wished.application.placement.title),
            url=wished.application.get_absolute_url(),
            action=_("Answer"),
            urgency=12,
        )


def name_first_day(waiting: ApplicationQuerySet, number: int) -> NextStep:
    """For contacts: people have taken a place, and no first day was named; leads to who has waited longest."""
    first = waiting.without_first_day().order_by("last_step_at", "pk").first()
    return NextStep(
        title=ngettext(
            "%(number)d person has taken a place and waits for the first day",
            "%(number)d people have taken a place and wait for the first day",
            number,
        )
        % {"number": number},
        hint=_("Say when they start, whom to come to and what to bring."),
        url=first.get_absolute_url() if first else reverse("matching:placement_list"),
        action=_("Suggest the first day"),
        urgency=13,
        role=Role.RECRUITER,
    )


def place_of(user: User) -> Application | None:
    """Read once for all parts of a page."""
    if _PLACE not in user.__dict__:
        has_applied = may(user, "add", Application) and own_profile(user) is not None
        user.__dict__[_PLACE] = arriving_now(user) if has_applied else None
    found: Application | None = user.__dict__[_PLACE]
    return found


def _first_day(application: Application) -> FirstDay | None:
    """Read with the application, which is its owner's."""
    day: FirstDay | None = getattr(application, "first_day", None)
    return day


# --- Reminders -----------------------------------------------------------------------------------------------------

_NAMES = {
    "organisation": gettext_lazy("the company's name"),
    "offer": gettext_lazy("the title of the offer"),
}


def _example() -> AboutApplication:
    return {
        "application": 0,
        "placement": 0,
        "offer": _("Process engineer"),
        "organisation": _("Example company"),
    }


def _example_of_the_day(text: StoredText) -> FirstDayComes:
    return FirstDayComes(**_example(), occasions="", text=text, starts_on="2026-03-02", starts_at="08:00")


def _example_of_the_question(text: StoredText) -> ArrivalAsked:
    return ArrivalAsked(**_example(), occasions="", text=text)


reminder_kinds.add(
    "matching.first_day",
    ReminderKind(
        label=gettext_lazy("The first day at work"),
        counted_from=gettext_lazy("nine o'clock on the first day that both sides have agreed on"),
        told=gettext_lazy("Whoever starts to work."),
        standards={"day_before": ReminderStandard(offset=1)},
        placeholders={**_NAMES, "date": gettext_lazy("the first day")},
        occasions=first_days_to_come,
        tell=remind_of_first_day,
        example=_example_of_the_day,
        is_before=True,
    ),
)
reminder_kinds.add(
    "matching.arrival",
    ReminderKind(
        label=gettext_lazy("Some weeks after the start: are you there, and how is it?"),
        counted_from=gettext_lazy(
            "nine o'clock on the first day that was agreed on; else on the day on which the placement starts or was "
            "taken, whichever is later"
        ),
        told=gettext_lazy("Whoever has taken a place and has not answered yet."),
        standards={"four_weeks": ReminderStandard(offset=ARRIVAL_ASKED_DAYS)},
        placeholders=_NAMES,
        occasions=starts_to_ask_about,
        tell=ask_about_arrival,
        example=_example_of_the_question,
    ),
)
