"""Who is reminded of an interview: those who will be there."""

from collections.abc import Iterator, Sequence

from portal.notifications.extensions import Notice
from portal.users.models import User
from programmes.extensions import Due
from programmes.models import Appointment
from programmes.notices.appointment_entries import about_appointments, is_at
from programmes.notices.appointments import AppointmentSoon
from programmes.services.appointment_news import appointment_notice, both_sides


def remind_of_interview(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Tell the applicant and who waits there; where nobody does any more, everybody who recruits for the company."""
    rows = Appointment.objects.select_related("invited", "host", "organiser", "organisation")
    appointment = rows.get(interview=due[0].occasion)
    if appointment.starts_at != due[0].moment:  # moved this very moment: found anew
        return
    about = about_appointments([appointment])[appointment.pk]
    people = both_sides(appointment)
    present = [person for person in people if is_at(appointment, person)]
    is_met = any(person.pk != appointment.invited_id for person in present)
    for person in present if is_met else people:
        soon = appointment_notice(
            AppointmentSoon, appointment, about, person, occasions=due[0].key, text=due[0].text
        )
        yield person, soon
