"""Parts of an application's page once people meet: how to reach each other, the first day, what to do on arriving."""

from django.urls import reverse

from matching.constants import PROFILE_DAYS
from matching.forms.arrivals import InChargeForm
from matching.models import ArrivalAnswer
from matching.queries.arrivals import checklist, last_day_to_ask_about, place_to_come_to
from matching.queries.conversations import programmes_behind
from matching.views.application_view import ApplicationView
from matching.workflows.first_days import FIRST_DAY
from portal.core.phones import dialled
from portal.users.models import User
from programmes.extensions import Section
from programmes.models import Programme


def contacts(view: ApplicationView) -> Section | None:
    """Each side reads how to reach the other; the company chooses here who of it answers."""
    if not view.sees_contacts:
        return None
    about = _of_company(view) if view.is_own else _of_person(view)
    return Section("matching/application_contacts.html", {**about, "profile_days": PROFILE_DAYS})


def _of_company(view: ApplicationView) -> dict[str, object]:
    organisation = view.organisation
    return {
        "view": view,
        "card": _card(view.in_charge) if view.in_charge else None,
        "address": [organisation.street, f"{organisation.postcode} {organisation.city}".strip()],
    }


def _of_person(view: ApplicationView) -> dict[str, object]:
    chosen = {"person": view.in_charge.pk} if view.in_charge else None
    form = InChargeForm(initial=chosen, people=view.recruiters) if len(view.recruiters) > 1 else None
    return {"view": view, "card": _card(view.applicant), "form": form, "in_charge": view.in_charge}


def _card(person: User) -> dict[str, str]:
    return {
        "name": person.get_full_name(),
        "email": person.email or "",
        "phone": person.phone,
        "dialled": dialled(person.phone),
    }


def first_day(view: ApplicationView) -> Section | None:
    """The day as it stands. Who may say something about it does so above, where it is next."""
    if view.first_day is None:
        return None
    place = place_to_come_to(view.first_day)
    context = {
        "view": view,
        "day": view.first_day,
        "badge": FIRST_DAY.badge(view.first_day.state),
        "place": place,
        "whom_to_ask": [] if place else whom_to_ask(view),
    }
    return Section("matching/application_first_day.html", context)


def whom_to_ask(view: ApplicationView) -> list[Programme]:
    """Programmes whose people an applicant asks where to come to, if they aren't shown how to reach the company."""
    return programmes_behind(view.application) if view.is_own and not view.sees_contacts else []


def arriving(view: ApplicationView) -> Section | None:
    """The applicant's own checklist; nobody else sees it."""
    if not view.is_own or not view.agrees_on_first_day or view.application.is_of_minor:
        return None
    items = checklist(view.placement, view.reader)
    context = {"items": items, "page": view.application.get_absolute_url()}
    return Section("matching/arriving.html", context) if items else None


def four_weeks_later(view: ApplicationView) -> Section | None:
    """The question to the applicant; what they answered, to them and to staff, and never to the company."""
    if not view.is_accepted or view.application.is_of_minor or (view.speaks_for_company and not view.is_own):
        return None
    answer = _answer(view)
    start = view.application.start  # type: ignore[attr-defined]
    is_asked = view.is_own and start is not None and start <= last_day_to_ask_about()
    if answer is None and not is_asked:
        return None
    url = reverse("matching:arrival_answer", args=[view.application.pk])
    return Section("matching/application_answer.html", {"view": view, "answer": answer, "url": url})


def _answer(view: ApplicationView) -> ArrivalAnswer | None:
    """One's own came with the application."""
    if view.is_own:
        found: ArrivalAnswer | None = getattr(view.application, "arrival_answer", None)
        return found
    return ArrivalAnswer.objects.visible_to(view.reader).filter(application=view.application).first()
