"""For which funding somebody counts, where a programme has several."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Enrolment, Funding
from programmes.services.hours import thresholds_told


class WrongFunding(DomainError):
    message = _("Choose a funding of this programme, or of the one it is part of.")
    field = "funding"


@transaction.atomic
def choose_funding(*, enrolment: Enrolment, funding: Funding, by: User) -> Enrolment:
    """Say for which funding the person counts; hours of another one count for nothing there.

    Raises NotAllowed and WrongFunding.
    """
    if not access_of(by).reaches("change", Enrolment, enrolment.programme):
        raise NotAllowed
    if not Funding.objects.countable_in(enrolment.programme).filter(pk=funding.pk).exists():
        raise WrongFunding
    with thresholds_told(people=[enrolment.person_id]):
        row = Enrolment.objects.select_for_update(of=["self"]).get(pk=enrolment.pk)
        row.funding = funding
        row.save(update_fields=["funding", "updated_at"])
    row.refresh_from_db(fields=["hours_standing"])
    return row
