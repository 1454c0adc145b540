"""Applications that wait for an answer: who is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.models import Application, Placement
from matching.notices.answers import (
    ApplicationsWaiting,
    CompaniesSilent,
    PlacementPausedUnanswered,
    SilentPlacementPaused,
    WaitingFor,
)
from matching.notices.placements import about_placement
from matching.queries.reminders import waiting_by_organisation, waiting_by_placement
from matching.services.placements.silence import pause_unanswered
from portal.core.errors import DomainError, NotAllowed
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import may_administer
from programmes.extensions import Due
from programmes.models import Organisation, Programme

Told = Iterator[tuple[User, Notice]]


def remind_recruiters(*, due: Sequence[Due]) -> Told:
    """Tell an organisation's recruiters of everything that waits for them. What has waited longest says how."""
    organisation = _organisation_of(due)
    placements = _waiting_for(organisation)
    if not placements:
        return
    notice = ApplicationsWaiting(
        occasions=_key(due), text=due[-1].text, organisation=organisation.name, placements=placements
    )
    for person in User.objects.recruiting_for(organisation):
        yield person, notice


def _organisation_of(due: Sequence[Due]) -> Organisation:
    found: Organisation = Organisation.objects.get(placements__applications=due[0].occasion)
    return found


def _waiting_for(organisation: Organisation) -> list[WaitingFor]:
    rows: list[dict[str, Any]] = waiting_by_placement(organisation.pk)
    placements = Placement.objects.select_related("organisation").in_bulk([row["placement"] for row in rows])
    return [
        {
            **about_placement(placements[row["placement"]]),
            "number": row["number"],
            "since": _day(row["since"]),
        }
        for row in rows
    ]


def tell_coordinators(*, due: Sequence[Due]) -> Told:
    """Tell a programme's coordinators which companies have not answered."""
    programme = Programme.objects.select_related("parent").get(pk=due[0].programme)
    rows: list[dict[str, Any]] = waiting_by_organisation([each.occasion for each in due])
    names = Organisation.objects.in_bulk([row["placement__organisation"] for row in rows])
    notice = CompaniesSilent(
        occasions=_key(due),
        text=due[-1].text,
        programme=programme.acronym,
        organisations=[
            {
                "organisation": names[row["placement__organisation"]].name,
                "number": row["number"],
                "since": _day(row["since"]),
            }
            for row in rows
        ],
    )
    for person in User.objects.coordinating(programme):
        yield person, notice


def pause_silent(*, due: Sequence[Due]) -> Told:
    """Stop showing a placement whose applicants hear nothing; tell its recruiters and coordinators why."""
    found = Placement.objects.get(applications=due[0].occasion)
    placement = pause_unanswered(placement=found)
    if placement is None:
        return
    about = about_placement(placement)
    programme = Programme.objects.select_related("parent").get(pk=due[0].programme)
    recruiters = list(User.objects.recruiting_for(placement.organisation))
    for person in recruiters:
        yield (
            person,
            PlacementPausedUnanswered(**about, occasions=_key(due), number=len(due), text=due[-1].text),
        )
    silent = SilentPlacementPaused(**about, occasions=_key(due), number=len(due), told=bool(recruiters))
    for person in User.objects.coordinating(programme):
        yield person, silent


class NothingWaits(DomainError):
    message = _("Nothing waits for this company any more.")


class NobodyToRemind(DomainError):
    message = _("Nobody of the company has an account to be told.")


@transaction.atomic
def remind_company(*, application: Application, by: User) -> None:
    """Remind whoever answers for the company of everything that waits for it, once a day at most.

    A coordinator of a programme that shows the placement asks for it. Raises NotAllowed, NothingWaits and
    NobodyToRemind.
    """
    if not may_administer(by, "view", application):
        raise NotAllowed
    organisation = application.placement.organisation
    placements = _waiting_for(organisation)
    if not placements:
        raise NothingWaits
    recruiters = list(User.objects.recruiting_for(organisation))
    if not recruiters:
        raise NobodyToRemind
    notice = ApplicationsWaiting(
        occasions=f"asked:{organisation.pk}:{timezone.localdate().isoformat()}",
        organisation=organisation.name,
        placements=placements,
    )
    notify_all(recruiters, notice)


def _key(due: Sequence[Due]) -> str:
    return ",".join(each.key for each in due)


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
