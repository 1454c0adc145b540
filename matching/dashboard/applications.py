"""What companies do next with applications that they have answered, and coordinators with pupils who have a place."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.constants import PlacementState
from matching.dashboard.arrivals import name_first_day
from matching.dashboard.interviews import choose_times
from matching.models import Application, Placement
from matching.querysets.applications import ApplicationQuerySet
from matching.services.pupils import show_name
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import Act, ActionCount, NextStep, action_counts, bulk_acts, next_steps
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.roles import Role


@next_steps.register("matching.placements")
def work_to_do(user: User) -> Iterable[NextStep]:
    """For contacts: applications that wait for an answer or for what follows it, and placements that were sent back."""
    organisations = access_of(user).organisation_ids("change", Placement)
    if not organisations:
        return
    waiting = Application.objects.worked_on_by(user).filter(placement__organisation__in=organisations)
    placements = Placement.objects.worked_on_by(user, "change").filter(organisation__in=organisations)
    address = reverse("matching:placement_list")
    rejected = placements.filter(state=PlacementState.REJECTED)
    unanswered, sent_back, times, undecided, taken = _numbers_of(
        user,
        waiting.unanswered(),
        rejected,
        waiting.with_time_to_choose(),
        waiting.to_decide(),
        waiting.without_first_day(),
    )
    if unanswered:
        yield NextStep(
            title=ngettext(
                "%(number)d application waits for your answer",
                "%(number)d applications wait for your answer",
                unanswered,
            )
            % {"number": unanswered},
            hint=_("People decide for companies that answer soon."),
            url=address,
            action=_("Answer"),
            urgency=15,
            role=Role.RECRUITER,
        )
    if times:
        yield choose_times(waiting, times)
    if undecided:
        yield decide(waiting, undecided)
    if taken:
        yield name_first_day(waiting, taken)
    if sent_back:
        yield NextStep(
            title=ngettext(
                "%(number)d placement needs a change before it is published",
                "%(number)d placements need a change before they are published",
                sent_back,
            )
            % {"number": sent_back},
            hint=_("The note of the programme says which."),
            url=f"{address}?state={PlacementState.REJECTED}",
            action=_("Change"),
            urgency=25,
            role=Role.RECRUITER,
        )


def _numbers_of(user: User, *found: QuerySet[Any]) -> tuple[int, ...]:
    """How many rows each of them has, in one question."""
    number = Func("pk", function="COUNT", output_field=IntegerField())
    numbers = [Subquery(rows.order_by().annotate(number=number).values("number")) for rows in found]
    counted: tuple[int, ...] = User.objects.filter(pk=user.pk).values_list(*numbers).get()
    return counted


def decide(waiting: ApplicationQuerySet, number: int) -> NextStep:
    """Applicants are on the shortlist, or have been met; leads to who has waited longest."""
    first = waiting.to_decide().order_by("last_step_at", "pk").first()
    return NextStep(
        title=ngettext(
            "%(number)d applicant waits for your next step",
            "%(number)d applicants wait for your next step",
            number,
        )
        % {"number": number},
        hint=_("You have answered, and no interview lies ahead. Invite them, offer the place, or decline."),
        url=first.get_absolute_url() if first else reverse("matching:placement_list"),
        action=_("Decide"),
        urgency=16,
        role=Role.RECRUITER,
    )


bulk_acts.add(
    "show-names",
    Act(
        title=gettext_lazy("Show companies the names of pupils who come"),
        button=gettext_lazy("Show those that are ticked"),
        explanation=gettext_lazy(
            "Each company then knows who comes, and the pupil is told. Untick those of whose day school or guardian "
            "does not know yet."
        ),
        last=gettext_lazy("Last shown together on %(date)s"),
        model=Application,
        action="release",
        waiting=lambda rows: rows.with_name_to_show(),
        carry_out=lambda row, by: show_name(application=row, by=by),
        name_of=lambda row: f"{row.talent.user.get_full_name()} · {row.placement.organisation.name}",
        shown_with=("talent__user", "placement__organisation"),
    ),
)


@action_counts.register("matching.names")
def names_to_show(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    """For coordinators: pupils who have a place at a company that reads no name yet."""
    if access_of(user).reaches("release", Application):
        rows = Application.objects.administered_in(programmes, user, "release")
        yield ActionCount(
            label=_("Pupils with a place whose name the company does not know"),
            waiting=rows.with_name_to_show(),
            url=f"{reverse('admin:matching_application_changelist')}?step=unnamed",
            hint=_("Show it once school and guardian know of the day."),
            act="show-names",
        )
