"""Who is told of an appointment: the other side, and whoever's calendar has to follow."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.constants import AppointmentSide, AppointmentState
from programmes.extensions import AboutAppointment, appointment_subjects
from programmes.models import Appointment
from programmes.notices.appointment_entries import about_appointments, is_at
from programmes.notices.appointments import (
    AppointmentProposed,
    AppointmentRelocated,
    AppointmentTakenOver,
    OfAppointment,
)


def tell(
    appointment: Appointment,
    notice: type[OfAppointment],
    *,
    by: User | None,
    is_over: bool = False,
    given_up: datetime | None = None,
) -> None:
    """Tell whoever has to know, in words of their own. `given_up`: the time that no longer stands by this step.

    Where what it is about `is_over`, or it was cancelled, the side that calls is told whatever it may still read: else
    it would wait there. What was written is left out then.
    """
    about = about_appointments([appointment]).get(appointment.pk)
    if about is None:  # what it is about is being deleted
        return
    is_off = is_over or appointment.state == AppointmentState.CANCELLED
    may_read = not is_off or is_heard(appointment)
    for person in both_sides(appointment, is_over=is_off):
        if _has_to_know(appointment, person):
            said = appointment_notice(notice, appointment, about, person, by=by)
            if given_up is not None and isinstance(said, AppointmentProposed):
                said = replace(said, moved_from=given_up.isoformat())
            notify(person, said if may_read or said.is_invited else replace(said, message=""))


def is_heard(appointment: Appointment) -> bool:
    """Does the side that calls read now what the invited do?"""
    if appointment.organisation is None:
        return True
    subject = appointment_subjects[appointment.kind]
    is_used = appointment.invited.restricted_at is None
    return is_used and Appointment.objects.filter(subject.is_readable(), pk=appointment.pk).exists()


def tell_former_host(appointment: Appointment, person: User, *, by: User) -> None:
    """Somebody else waits there now: whoever did until now is told, for a calendar of theirs has to follow."""
    about = about_appointments([appointment]).get(appointment.pk)
    has_entry = bool(appointment.starts_at or appointment.moved_from)
    if about is not None and has_entry and not is_at(appointment, person):
        notify(person, appointment_notice(AppointmentTakenOver, appointment, about, person, by=by))


def tell_host_gone(appointment: Appointment, person: User) -> None:
    """Nobody is named who waits there: the organisation is told, and both whose calendars have an entry."""
    about = about_appointments([appointment]).get(appointment.pk)
    if about is None:
        return
    has_entry = bool(appointment.starts_at or appointment.moved_from)
    invited = [appointment.invited] if has_entry else []
    for each in [*invited, *_callers(appointment, is_over=False)]:
        if each.pk != person.pk:
            notify(
                each,
                appointment_notice(AppointmentRelocated, appointment, about, each, is_host_gone=True),
            )
    if person.is_active and has_entry:
        notify(person, appointment_notice(AppointmentTakenOver, appointment, about, person))


def both_sides(appointment: Appointment, *, is_over: bool = False) -> list[User]:
    """The invited, and the side that calls: those of an organisation who still read what it is about, or did."""
    return [appointment.invited, *_callers(appointment, is_over=is_over)]


def _has_to_know(appointment: Appointment, person: User) -> bool:
    """On the side that did it, and where the portal did, nobody but whose calendar has an entry."""
    is_invited = person.pk == appointment.invited_id
    other = AppointmentSide.ORGANISER if is_invited else AppointmentSide.INVITED
    has_time = bool(appointment.starts_at or appointment.moved_from)
    return appointment.last_side == other or (has_time and is_at(appointment, person))


def appointment_notice(
    notice: type[OfAppointment],
    appointment: Appointment,
    about: AboutAppointment,
    reader: User,
    *,
    by: User | None = None,
    **fields: Any,
) -> OfAppointment:
    """What `reader` is told; `fields` are those that this kind of notice has besides."""
    if notice is AppointmentRelocated:
        fields["has_host"] = appointment.host_id is not None
    return notice(
        appointment=appointment.pk,
        sequence=appointment.sequence,
        kind=appointment.kind,
        about=about.title,
        called_by=about.by,
        page=about.page,
        key=about.key,
        times=[time.isoformat() for time in _times(appointment)],
        zone=appointment.time_zone,
        side=appointment.last_side,
        by_you=by is not None and by.pk == reader.pk and appointment.last_side != AppointmentSide.PORTAL,
        is_invited=reader.pk == appointment.invited_id,
        place=appointment.place,
        link=appointment.link,
        reason=appointment.reason,
        message=appointment.words,
        **fields,
    )


def _callers(appointment: Appointment, *, is_over: bool) -> Iterable[User]:
    if appointment.organisation is None:
        return [appointment.organiser] if appointment.organiser is not None else []
    if not is_over and not is_heard(appointment):
        return []
    return User.objects.recruiting_for(appointment.organisation)


def _times(appointment: Appointment) -> list[datetime]:
    """Those that are spoken of: the one that was agreed on, also where it is cancelled; else what is proposed."""
    if appointment.starts_at is not None:
        return [appointment.starts_at]
    if appointment.state == AppointmentState.CANCELLED:
        return [appointment.moved_from] if appointment.moved_from else []
    return appointment.proposals
