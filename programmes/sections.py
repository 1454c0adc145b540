"""What this floor itself shows on the pages whose parts are registered."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import access_of
from programmes.constants import EnrolmentStatus, Verification
from programmes.dashboard import NextStep, Section, next_steps, sections
from programmes.models import Contact, Enrolment
from programmes.roles import Role


@next_steps.register("programmes.find_a_programme")
def find_a_programme(user: Any) -> Iterable[NextStep]:
    """For those who are here for themselves and take part in nothing yet."""
    access = access_of(user)
    is_here_for_others = access.is_staff or Role.CONTACT in access.roles
    if is_here_for_others or Role.PUPIL_WITHOUT_CONSENT in access.roles:
        return []
    if Enrolment.objects.visible_to(user).filter(person=user).not_left().exists():
        return []
    return [
        NextStep(
            title=_("You are not part of a programme yet"),
            hint=_("A programme gives you people to ask, events, and offers in its region."),
            url=reverse("programmes:list"),
            action=_("Find a programme"),
            urgency=20,
        )
    ]


@next_steps.register("programmes.work")
def work(user: Any) -> Iterable[NextStep]:
    """For staff: where their day begins."""
    access = access_of(user)
    if access.works_in_admin:
        yield NextStep(
            title=_("See what waits in your programmes"),
            hint=_("Organisations to verify, placements to review, people to admit"),
            url=reverse("admin:index"),
            action=_("Open the administration"),
            urgency=40,
        )
    if Role.EVALUATOR in access.roles:
        yield NextStep(
            title=_("See what your programmes achieve"),
            hint=_("Figures with the rows behind them, and reports"),
            url=reverse("evaluation:home"),
            action=_("Open the evaluation"),
            urgency=45,
        )


@next_steps.register("programmes.organisation")
def organisation_steps(user: Any) -> Iterable[NextStep]:
    """For contacts: an organisation that was declined waits for their correction."""
    if Role.CONTACT not in access_of(user).roles:
        return []
    declined = (
        Contact.objects.visible_to(user)
        .approved()
        .filter(user=user, organisation__verification=Verification.DECLINED)
    )
    return [
        NextStep(
            title=_("%(organisation)s was not verified") % {"organisation": contact.organisation.name},
            hint=_("Correct the details; saving them sends them to the coordinators again."),
            url=reverse("programmes:organisation_edit", args=[contact.organisation_id]),
            action=_("Correct"),
            urgency=10,
        )
        for contact in declined.select_related("organisation")
    ]


@sections.register("programmes.my_programmes")
def my_programmes(user: Any) -> Section | None:
    rows = list(Enrolment.objects.visible_to(user).filter(person=user).not_left().select_related("programme"))
    if not rows:
        return None
    context = {"enrolments": rows, "status": EnrolmentStatus}
    return Section("programmes/section_my_programmes.html", context, position=90)
