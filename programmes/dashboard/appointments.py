"""What appointments add to shared pages: their place in one's own calendar."""

from collections.abc import Iterable
from datetime import datetime

from portal.users.models import User
from programmes.extensions import OwnDate, own_dates
from programmes.models import Appointment
from programmes.notices.appointment_entries import about_appointments, appointment_entry
from programmes.presentation.appointments import title_on_pages
from programmes.workflows.appointments import APPOINTMENT


@own_dates.register("programmes.appointments")
def appointments_of(person: User, now: datetime) -> Iterable[OwnDate]:
    """Those with a time at which the person is; also what was cancelled or is to be moved, for a while."""
    rows = list(Appointment.objects.visible_to(person).attended_by(person).in_calendars(now))
    about = about_appointments(rows)
    return [
        OwnDate(
            entry=appointment_entry(row, about[row.pk]),
            path=about[row.pk].path,
            title=title_on_pages(row.kind, about[row.pk].title),
            state="" if row.state == "agreed" else row.get_state_display(),
            badge=APPOINTMENT.badge(row.state),
        )
        for row in rows
        if row.pk in about
    ]
