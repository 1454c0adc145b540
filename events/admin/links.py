"""Where the page of an event leads: its people, its dates, what it borrows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from events.constants import EventFormat
from events.models import Attendance, Certificate, ClassBooking, Event, Registration
from events.presentation.results import advice
from events.queries.results import absence_before
from programmes.access import access_of, may_administer


def links_of(model_admin: Any, request: HttpRequest, row: Event) -> Iterator[tuple[str, StrOrPromise]]:
    yield from _links_to_people(model_admin, request, row)
    dates = f"{reverse('admin:events_session_changelist')}?event__id__exact={row.pk}"
    yield dates, _("Dates")
    if model_admin.has_change_permission(request, row):
        yield f"{reverse('admin:events_session_add')}?event={row.pk}", _("Add a date")
        yield reverse("admin:events_event_dates", args=[row.pk]), _("Add dates by a rule")
    if model_admin.has_staff_permission(request, "change", row):
        if model_admin.has_add_permission(request):
            yield reverse("admin:events_event_copy", args=[row.pk]), _("Copy to another day")
        yield reverse("events:event_equipment", args=[row.pk]), _("Borrow equipment")
    if row.format == EventFormat.MATCHMAKING and model_admin.has_staff_permission(request, "publish", row):
        yield reverse("admin:events_event_matchmaking", args=[row.pk]), _("Matchmaking")


def advice_on(request: HttpRequest, row: Event) -> list[str]:
    """What earlier events let expect of its places: a sentence or two beside them."""
    if request.method != "GET" or row.has_begun:
        return []
    return advice(row, absence_before(Event.objects.administered_by(request.user), row))


def _links_to_people(
    model_admin: Any, request: HttpRequest, row: Event
) -> Iterator[tuple[str, StrOrPromise]]:
    if may_administer(request.user, "view", Registration):
        address = reverse("admin:events_registration_changelist")
        yield f"{address}?event__id__exact={row.pk}", _("Who comes")
    if may_administer(request.user, "view", ClassBooking):
        address = reverse("admin:events_classbooking_changelist")
        yield f"{address}?event__id__exact={row.pk}", _("Classes that come")
    if model_admin.has_staff_permission(request, "change", row) and not row.is_over:
        yield reverse("admin:events_event_people", args=[row.pk]), _("Invite or register people")
    if access_of(request.user).reaches("change", Attendance, row.programme):
        yield reverse("events:check_in_event", args=[row.pk]), _("Who is here")
    if access_of(request.user).reaches("view", Certificate, row.programme):
        yield reverse("admin:events_event_certificates", args=[row.pk]), _("Certificates")
    if row.has_begun and model_admin.has_staff_permission(request, "change", row):
        yield reverse("events:result", args=[row.pk]), pgettext_lazy("of an event", "Result")
