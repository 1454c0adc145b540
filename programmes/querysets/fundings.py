"""For which funding the people and events of a programme count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from programmes.querysets.programmes import OfPublicProgrammeQuerySet

if TYPE_CHECKING:
    from programmes.models import Funding, Programme  # noqa: F401  named in the base


class OnlyFunding(models.Func):
    """Key of the only funding of the programme with this key; of the one it is part of, where it has none itself.

    NULL where there is none, or several: somebody chooses then. The rule is a function in the database, which fills in
    new enrolments by it (migration 0036). `Event.objects.update(funding=OnlyFunding("programme"))`.
    """

    function = "programmes_only_funding"
    arity = 1
    output_field = models.BigIntegerField()


class FundingQuerySet(OfPublicProgrammeQuerySet["Funding"]):
    def countable_in(self, programme: Programme) -> Self:
        """Those among which is chosen for what belongs to the programme: its own, and those of the whole."""
        return self.filter(programme__in=[programme.pk, programme.parent_id])

    def only_of(self, programme: Programme) -> Self:
        """The one for which what belongs to the programme counts where nobody has chosen; none where several could."""
        return self.filter(pk=OnlyFunding(models.Value(programme.pk)))
