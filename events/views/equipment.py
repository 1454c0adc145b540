"""What an organisation lends: its devices, who asks for them, and when each is out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.equipment import EquipmentForm
from events.models import Equipment, Reservation
from events.presentation.equipment import equipment_facts, reservation_line
from events.querysets.equipment import ReservationQuerySet
from events.services.equipment import change_equipment, register_equipment
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import asked, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of, may_for
from programmes.models import Organisation
from programmes.querysets.programmes import OrganisationQuerySet
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20
MOST_RESERVATIONS = 50
"""Of what is to come, the next: a device stands on few of them."""


@login_required
@require_safe
def equipment_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who asks, what is out and when, and all devices of the organisations the person lends for."""
    organisations = list(_lent_for(request.user).order_by(Alphabetical(), "pk"))
    if not organisations:
        return redirect("programmes:organisation_home")
    rows = Equipment.objects.worked_on_by(request.user, "change").filter(organisation__in=organisations)
    page = Paginator(rows.select_related("organisation"), PAGE_SIZE).get_page(asked(request, "page"))
    reservations = _with_all(Reservation.objects.visible_to(request.user))
    theirs = reservations.filter(equipment__organisation__in=organisations)
    ahead = [reservation_line(row) for row in theirs.ahead()[:MOST_RESERVATIONS]]
    return render(
        request,
        "events/equipment_list.html",
        {
            "organisations": organisations,
            "page": page,
            "waiting": [line for line in ahead if line["waits"]],
            "ahead": [line for line in ahead if not line["waits"]],
        },
    )


@login_required
@require_safe
def equipment_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What is said of a device, and when it is and was out."""
    rows = Equipment.objects.visible_to(request.user).select_related("organisation")
    rows = rows.prefetch_related("programmes")
    equipment = get_visible_or_404(rows, request.user, "change", pk=pk)
    reservations = _with_all(Reservation.objects.visible_to(request.user)).filter(equipment=equipment)
    page = Paginator(reservations.behind(), PAGE_SIZE).get_page(asked(request, "page"))
    return render(
        request,
        "events/equipment_detail.html",
        {
            "equipment": equipment,
            "facts": equipment_facts(equipment),
            "ahead": [reservation_line(row) for row in reservations.ahead()[:MOST_RESERVATIONS]],
            "behind": [reservation_line(row) for row in page],
            "page": page,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def equipment_add(request: AuthenticatedRequest) -> HttpResponse:
    organisation = _organisation(request)
    if organisation is None:
        return redirect("programmes:organisation_home")
    if not may_for(request.user, "add", Equipment, organisation):
        raise PermissionDenied
    form = EquipmentForm(typed(request), organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            equipment = register_equipment(organisation=organisation, by=request.user, **form.chosen())
            messages.success(request, worded(lambda: _("Saved. The programmes can ask for the device now.")))
            return redirect(equipment)
    return _form_page(request, form, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def equipment_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    equipment = get_visible_or_404(Equipment, request.user, "change", pk=pk)
    lock_if_sent(request, equipment)
    organisation = equipment.organisation
    form = EquipmentForm(typed(request), organisation=organisation, instance=equipment)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            change_equipment(equipment=equipment, by=request.user, **form.chosen())
            messages.success(request, worded(lambda: _("Saved.")))
            return redirect(equipment)
    return _form_page(request, form, organisation, equipment)


def _form_page(
    request: AuthenticatedRequest,
    form: EquipmentForm,
    organisation: Organisation,
    equipment: Equipment | None,
) -> HttpResponse:
    context = {"form": form, "organisation": organisation, "equipment": equipment}
    status = 400 if request.method == "POST" else 200
    return render(request, "events/equipment_form.html", context, status=status)


def _organisation(request: AuthenticatedRequest) -> Organisation | None:
    """The one that `?organisation=` names, else the first the person lends for."""
    if wanted := asked(request, "organisation"):
        return get_visible_or_404(Organisation, request.user, pk=wanted)
    return _lent_for(request.user).order_by(Alphabetical()).first()


def _lent_for(user: User) -> OrganisationQuerySet:
    theirs = access_of(user).organisation_ids("change", Equipment)
    return Organisation.objects.visible_to(user).filter(pk__in=theirs)


def _with_all(rows: ReservationQuerySet) -> ReservationQuerySet:
    """With all that a line shows."""
    return rows.select_related("equipment__organisation", "event__programme")
