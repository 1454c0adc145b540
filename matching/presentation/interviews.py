"""Interviews as the page of their application shows them."""

from collections.abc import Iterable

from matching.models import Interview
from matching.queries.interviews import INTERVIEW
from portal.users.models import User
from programmes.extensions import appointment_subjects
from programmes.presentation.appointments import Card, appointment_card


def interview_cards(interviews: Iterable[Interview], reader: User, *, is_heard: bool) -> list[Card]:
    """Each as its reader may know it: who is on neither side sees when it is, and whether it stands.

    `is_heard`: does the other side read what the reader does?
    """
    title = str(appointment_subjects[INTERVIEW].label)
    return [
        appointment_card(interview.appointment, reader, title, is_heard=is_heard) for interview in interviews
    ]
