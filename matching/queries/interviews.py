"""What interviews are about, as appointments ask for it, and which of them stand."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from matching.constants import ApplicationState, PostingState
from matching.models import Application, Interview, Posting
from programmes.extensions import AboutAppointment
from programmes.models import Appointment
from programmes.scoping import is_among

INTERVIEW = "matching.interview"
"""`Appointment.kind` of an interview."""

KNOWN_TO_EACH_OTHER = (ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.ACCEPTED)
"""From the interview on both sides see how to reach each other, which the applicant was told before applying."""


def interview_is_readable() -> Q:
    """Of an appointment: does the company read the application that it belongs to?"""
    readable = Application.objects.readable()
    return is_among(Interview.objects.filter(is_among(readable, pk="application")), appointment="pk")


def interview_zone(application: Application) -> str:
    """Whose clocks are meant: those of the first programme that shows the placement.

    Where none does now, those of the first that has published it; never of one that has refused it.
    """
    published = Posting.objects.filter(placement=application.placement_id, state=PostingState.PUBLISHED)
    zones = (
        rows.order_by("pk").values_list("programme__time_zone", flat=True).first()
        for rows in (published.shown(), published)
    )
    return next(filter(None, zones), settings.TIME_ZONE)


def about_interviews(appointments: Collection[int]) -> dict[int, AboutAppointment]:
    """What the appointments with these keys are about. Pupils and companies write nothing to each other."""
    rows = Interview.objects.filter(appointment__in=appointments)
    rows = rows.select_related("application__placement__organisation")
    return {row.appointment_id: _about(row.application) for row in rows}


def _about(application: Application) -> AboutAppointment:
    is_pupil = application.is_of_minor
    return AboutAppointment(
        title=getattr(application.placement.title, "data", application.placement.title),
        by=application.placement.organisation.name,
        page="matching:application_detail",
        key=application.pk,
        has_words=not is_pupil,
        shows_addresses=not is_pupil and application.state in KNOWN_TO_EACH_OTHER,
    )


def interview_occasions() -> QuerySet[Interview]:
    """Interviews that are agreed on and lie ahead, as reminders see them: before each begins, and told of alone."""
    postings = Posting.objects.carried_on().filter(placement=OuterRef("application__placement"))
    standing = Appointment.objects.standing().filter(starts_at__gt=timezone.now())
    return Interview.objects.filter(is_among(standing, pk="appointment")).annotate(
        counts_from=F("appointment__starts_at"),
        moment=F("appointment__starts_at"),
        of_programme=Subquery(postings.order_by("pk").values("programme")[:1]),
        together=F("pk"),
    )
