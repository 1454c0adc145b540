"""How appointments stand in calendars, in the reader's language: in those of mails, and in the one to subscribe to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from portal.core.calendar import CalendarPart, Entry, Method, Party, Status, write_calendar
from portal.users.models import User
from programmes.constants import AppointmentState
from programmes.extensions import AboutAppointment, appointment_subjects
from programmes.models import Appointment


def about_appointments(appointments: Sequence[Appointment]) -> dict[int, AboutAppointment]:
    """What each is about, by its key; one question for each kind. One whose subject is gone has none."""
    found: dict[int, AboutAppointment] = {}
    for kind, subject in appointment_subjects.items():
        if keys := [each.pk for each in appointments if each.kind == kind]:
            found |= subject.about(keys)
    return found


def appointment_title(kind: str, title: dict[str, str] | str) -> str:
    """What sentences and calendars call it: "Interview: Process engineer"."""
    return f"{appointment_label(kind)}: {LazyI18nString(title)}"


def appointment_label(kind: str) -> str:
    return str(appointment_subjects[kind].label) if kind in appointment_subjects else _("Appointment")


def portal_party(name: str) -> Party:
    """Who calls, at the portal's own address: answers of calendars would tell nobody, so nobody's own stands there."""
    return Party(name=name, address=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def is_at(appointment: Appointment, person: User) -> bool:
    """Is the person at the appointment, and not only told of it?"""
    host = appointment.host_id or appointment.organiser_id
    return person.pk in (appointment.invited_id, host)


def calendar_part(appointment: Appointment, about: AboutAppointment, reader: User) -> CalendarPart | None:
    """What the reader's calendar is to do now; nothing while no time stands, or where the reader isn't there."""
    if not is_at(appointment, reader) or _moment(appointment) is None:
        return None
    is_off = appointment.state == AppointmentState.CANCELLED
    method = Method.CANCEL if is_off else Method.REQUEST
    entry = appointment_entry(appointment, about, attendees=_attendees(appointment, about, reader))
    return CalendarPart(method, write_calendar([entry], method=method, organiser=portal_party(about.by)))


def cancelling_part(appointment: Appointment, about: AboutAppointment, reader: User) -> CalendarPart | None:
    """Takes the entry out of the reader's calendar, whether the appointment stands for others or not.

    It names nobody but the reader, who may no longer read what it was about.
    """
    if _moment(appointment) is None:
        return None
    themselves = Party(name=reader.get_full_name(), address=reader.email or "")
    entry = replace(appointment_entry(appointment, about), status=Status.CANCELLED, attendees=(themselves,))
    method = Method.CANCEL
    return CalendarPart(method, write_calendar([entry], method=method, organiser=portal_party(about.by)))


def appointment_entry(
    appointment: Appointment, about: AboutAppointment, *, attendees: tuple[Party, ...] = ()
) -> Entry:
    """With `attendees` the words name who waits there; without, as where an address may get around, nobody."""
    starts_at = _moment(appointment)
    assert starts_at is not None  # noqa: S101  asked by the callers
    title = appointment_title(appointment.kind, about.title)
    if appointment.is_open:
        title = _("To be moved: %(title)s") % {"title": title}
    url = f"{settings.SITE_URL}{about.path}"
    return Entry(
        uid=str(appointment.uid),
        sequence=appointment.sequence,
        changed_at=appointment.updated_at,
        starts_at=starts_at,
        ends_at=starts_at + appointment.duration,
        zone=appointment.time_zone,
        summary=f"{title} ({about.by})" if about.by else title,
        location=appointment.place or appointment.link,
        description="\n".join(_lines(appointment, url, is_named=bool(attendees))),
        url=url,
        status=_status(appointment),
        attendees=attendees,
    )


def _moment(appointment: Appointment) -> datetime | None:
    """When it is, or was until other times were proposed."""
    return appointment.starts_at or appointment.moved_from


def _status(appointment: Appointment) -> Status:
    if appointment.state == AppointmentState.CANCELLED:
        return Status.CANCELLED
    return Status.TENTATIVE if appointment.is_open else Status.CONFIRMED


def _lines(appointment: Appointment, url: str, *, is_named: bool) -> list[str]:
    lines = []
    if is_named and (waits := appointment.who_waits):
        lines.append(_("%(name)s waits for you there.") % {"name": waits})
    if is_named and appointment.note:
        lines.append(appointment.note)
    if appointment.link:
        lines.append(appointment.link)
    lines.append(
        _("To move or cancel it, use this page; answers from a calendar reach nobody: %(url)s") % {"url": url}
    )
    return lines


def _attendees(appointment: Appointment, about: AboutAppointment, reader: User) -> tuple[Party, ...]:
    """Both, where each sees the other's address anyway; else the reader alone."""
    people = [appointment.invited, appointment.host or appointment.organiser]
    shown = [each for each in people if each is not None and each.email]
    if not about.shows_addresses:
        shown = [each for each in shown if each.pk == reader.pk]
    return tuple(Party(name=each.get_full_name(), address=each.email or "") for each in shown)
