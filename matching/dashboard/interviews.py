"""What interviews add: what they are about, the times to choose, the reminder of the day before."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.queries.interviews import (
    INTERVIEW,
    about_interviews,
    interview_is_readable,
    interview_occasions,
)
from matching.querysets.applications import ApplicationQuerySet
from matching.services.interview_reminders import remind_of_interview
from programmes.constants import AppointmentSide
from programmes.extensions import (
    AppointmentSubject,
    NextStep,
    ReminderKind,
    ReminderStandard,
    StoredText,
    appointment_subjects,
    reminder_kinds,
)
from programmes.notices.appointments import AppointmentSoon
from programmes.roles import Role

appointment_subjects.add(
    INTERVIEW,
    AppointmentSubject(
        label=gettext_lazy("Interview"), is_readable=interview_is_readable, about=about_interviews
    ),
)


def choose_times(waiting: ApplicationQuerySet, number: int) -> NextStep:
    """Applicants have proposed other times; leads to who has waited longest."""
    first = waiting.with_time_to_choose().order_by("interviews__appointment__updated_at", "pk").first()
    return NextStep(
        title=ngettext(
            "%(number)d applicant proposes other times for the interview",
            "%(number)d applicants propose other times for the interview",
            number,
        )
        % {"number": number},
        hint=_("Choose one of them, or propose others."),
        url=first.get_absolute_url() if first else reverse("matching:placement_list"),
        action=_("Choose a time"),
        urgency=10,
        role=Role.RECRUITER,
    )


def _example(text: StoredText) -> AppointmentSoon:
    return AppointmentSoon(
        occasions="",
        text=text,
        appointment=0,
        sequence=1,
        kind=INTERVIEW,
        about=_("Process engineer"),
        called_by=_("Example company"),
        page="matching:application_detail",
        key=0,
        times=["2026-03-02T10:00:00+01:00"],
        zone="Europe/Berlin",
        side=AppointmentSide.INVITED,
        by_you=False,
        is_invited=True,
        place=_("Gate 2"),
    )


reminder_kinds.add(
    INTERVIEW,
    ReminderKind(
        label=gettext_lazy("Interviews that are agreed on"),
        counted_from=gettext_lazy("the time at which the interview begins"),
        told=gettext_lazy("The applicant, and who waits for them at the company."),
        standards={"day_before": ReminderStandard(offset=1)},
        placeholders={
            "appointment": gettext_lazy("the interview and the offer"),
            "organisation": gettext_lazy("the company's name"),
            "time": gettext_lazy("when it begins"),
        },
        occasions=interview_occasions,
        tell=remind_of_interview,
        example=_example,
        is_before=True,
        latest=timedelta(days=1),
    ),
)
