"""Interviews of an application, which whoever moves the application has locked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.models import Application, Interview
from matching.queries.interviews import INTERVIEW, interview_zone
from portal.core.errors import DomainError
from portal.users.models import User
from programmes.models import Appointment
from programmes.services.appointments import (
    Where,
    close_appointments,
    propose_appointment,
    tell_of_proposal,
)


class OneAhead(DomainError):
    message = _("An interview is agreed on or proposed already. Move it, or cancel it first.")


class Proposal(TypedDict):
    """When and for how long; where, and who waits there."""

    times: Sequence[datetime]
    duration: timedelta
    where: Where


def open_interview(application: Application, proposal: Proposal, words: str, by: User) -> Interview:
    """Propose times, and tell the applicant. One at a time: raises OneAhead, and what `propose_appointment` raises."""
    if Appointment.objects.ahead().filter(interview__application=application).exists():
        raise OneAhead
    appointment = propose_appointment(
        kind=INTERVIEW,
        organisation=application.placement.organisation,
        invited=application.talent.user,
        times=proposal["times"],
        duration=proposal["duration"],
        time_zone=interview_zone(application),
        words=words,
        by=by,
        **proposal["where"],
    )
    interview = Interview.objects.create(application=application, appointment=appointment)
    tell_of_proposal(appointment=appointment, by=by)
    return interview


def close_interviews(applications: QuerySet[Application], by: User | None) -> None:
    """These applications have ended: no interview of theirs lies ahead any more."""
    appointments = Appointment.objects.filter(interview__application__in=applications)
    close_appointments(appointments=appointments, by=by)
