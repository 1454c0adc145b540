"""Programmes whose figures somebody may see."""

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from evaluation.queries.contributions import Participants, participants_in
from portal.core.collation import in_order
from portal.users.models import User
from programmes.models import Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import CompiledForReader, get_visible_or_404


class Evaluated(NamedTuple):
    programme: Programme
    people: Participants
    """Its participants, and those of its subprogrammes."""
    below: list[Programme]
    """Its subprogrammes, by name."""


def get_evaluated_or_404(user: User | AnonymousUser, slug: str) -> Evaluated:
    """The programme, if the person may see its figures. Else 404 for what they can't see, 403 for what they can."""
    found = {each.slug: each for each in _WITH_PARTS(user, slug=slug)}
    programme = found.pop(slug, None)
    if programme is None:
        get_visible_or_404(Programme, user, "evaluate", slug=slug)  # says which of the two
        raise Programme.DoesNotExist
    below = sorted(found.values(), key=lambda each: (in_order(each.acronym), each.pk))
    return Evaluated(programme, participants_in([each.pk for each in (programme, *below)], user), below)


def _with_parts(user: Any, slug: Any) -> ProgrammeQuerySet:
    is_meant = Q(slug=slug) | Q(parent__slug=slug)
    return Programme.objects.visible_to(user, "evaluate").filter(is_meant).only(*_SHOWN).order_by()


_SHOWN = ("slug", "acronym", "colour", "time_zone", "starts_on", "ends_on", "parent", "funding_statement")
"""What pages of figures say of programmes."""
_WITH_PARTS: CompiledForReader[Programme] = CompiledForReader(_with_parts)
