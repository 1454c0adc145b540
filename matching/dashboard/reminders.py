"""The reminders of matching: companies that do not answer, and who is told of it."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.constants import PAUSES, REMINDS, ApplicationState
from matching.models import Application, Placement
from matching.notices.answers import ApplicationsWaiting, CompaniesSilent, PlacementPausedUnanswered
from matching.queries.reminders import (
    REMIND,
    first_late_of_each_company,
    last_reminded,
    unanswered_for_staff,
    unanswered_occasions,
    unanswered_on_show,
)
from matching.services.answers import pause_silent, remind_company, remind_recruiters, tell_coordinators
from portal.notifications.extensions import Asked, destinations, reader_by_reader
from programmes.access import access_of
from programmes.extensions import (
    Act,
    ReminderCondition,
    ReminderKind,
    ReminderStandard,
    StoredText,
    bulk_acts,
    reminder_kinds,
)

UNANSWERED = {
    "unopened": ReminderCondition(
        label=gettext_lazy("nobody at the company has opened the application"),
        holds=Q(state=ApplicationState.RECEIVED),
    ),
    "opened": ReminderCondition(
        label=gettext_lazy("the company has opened the application"), holds=Q(state=ApplicationState.VIEWED)
    ),
}
EXAMPLE_DAY = "2026-03-02"


def _example_for_recruiters(text: StoredText) -> ApplicationsWaiting:
    offer = _("Process engineer")
    about = {"placement": 0, "offer": offer, "organisation": _("Example company")}
    return ApplicationsWaiting(
        occasions="",
        text=text,
        organisation=_("Example company"),
        placements=[{**about, "number": 3, "since": EXAMPLE_DAY}],  # type: ignore[typeddict-item]
    )


def _example_for_coordinators(text: StoredText) -> CompaniesSilent:
    waiting = {"organisation": _("Example company"), "number": 3, "since": EXAMPLE_DAY}
    return CompaniesSilent(
        occasions="",
        text=text,
        programme=_("Example programme"),
        organisations=[waiting],  # type: ignore[list-item]
    )


reminder_kinds.add(
    REMINDS,
    ReminderKind(
        label=gettext_lazy("Applications without an answer: to the company"),
        counted_from=gettext_lazy("the day on which the application was sent"),
        told=gettext_lazy(
            "Whoever answers for the company: its managers and recruiters. Each gets one message about everything that "
            "waits, as long as the company has neither shortlisted, invited nor declined."
        ),
        standards={"first": ReminderStandard(offset=5), "second": ReminderStandard(offset=10)},
        conditions=UNANSWERED,
        placeholders={
            "organisation": gettext_lazy("the company's name"),
            "number": gettext_lazy("how many applications wait"),
            "since": gettext_lazy("the day since when the first of them waits"),
        },
        occasions=unanswered_occasions,
        tell=remind_recruiters,
        example=_example_for_recruiters,
    ),
)
reminder_kinds.add(
    "matching.unanswered_staff",
    ReminderKind(
        label=gettext_lazy("Applications without an answer: to the coordinators"),
        counted_from=gettext_lazy("the day on which the application was sent"),
        told=gettext_lazy(
            "The coordinators of the programme that the placement was posted to first. Each gets one message about all "
            "companies."
        ),
        standards={"first": ReminderStandard(offset=14)},
        conditions=UNANSWERED,
        placeholders={
            "programme": gettext_lazy("the programme's name"),
            "number": gettext_lazy("how many applications wait"),
        },
        occasions=unanswered_for_staff,
        tell=tell_coordinators,
        example=_example_for_coordinators,
    ),
)


def _example_of_pausing(text: StoredText) -> PlacementPausedUnanswered:
    return PlacementPausedUnanswered(
        occasions="",
        text=text,
        placement=0,
        offer=_("Process engineer"),
        organisation=_("Example company"),
        number=3,
    )


reminder_kinds.add(
    PAUSES,
    ReminderKind(
        label=gettext_lazy("Applications without an answer: the placement is paused"),
        counted_from=gettext_lazy("the day on which the application was sent"),
        told=gettext_lazy(
            "Whoever answers for the company, and the coordinators of the programme that the placement was posted to "
            "first. The coordinators get a text of the portal's own."
        ),
        acts=gettext_lazy(
            "The placement is no longer shown. It is shown again by itself as soon as everything is answered that has "
            "waited so long."
        ),
        standards={"pause": ReminderStandard(offset=21)},
        conditions=UNANSWERED,
        placeholders={
            "offer": gettext_lazy("the placement's title"),
            "organisation": gettext_lazy("the company's name"),
            "number": gettext_lazy("how many applications wait"),
        },
        occasions=unanswered_on_show,
        tell=pause_silent,
        example=_example_of_pausing,
    ),
)
bulk_acts.add(
    REMIND,
    Act(
        title=gettext_lazy("Remind the companies that do not answer"),
        button=gettext_lazy("Remind those that are ticked"),
        explanation=gettext_lazy(
            "Whoever answers for the company gets one message about everything that waits for it, once a day at most."
        ),
        last=gettext_lazy("Last reminded on %(date)s"),
        model=Application,
        action="view",
        waiting=first_late_of_each_company,
        carry_out=lambda row, by: remind_company(application=row, by=by),
        name_of=lambda row: row.placement.organisation.name,
        shown_with=("placement__organisation",),
        last_of=last_reminded,
    ),
)


def _who_reads_applications(asked: Asked) -> Asked:
    """The list of applications in the administration, for whoever works on any."""
    return reader_by_reader(
        lambda reader, keys: keys if access_of(reader).administers("view", Application) else set()
    )(asked)


def _who_has_placements(asked: Asked) -> Asked:
    """The list of a company's placements, for whoever speaks for one."""
    return reader_by_reader(
        lambda reader, keys: keys if access_of(reader).organisation_ids("change", Placement) else set()
    )(asked)


destinations.add("admin:matching_application_changelist", _who_reads_applications)
destinations.add("matching:placement_list", _who_has_placements)
