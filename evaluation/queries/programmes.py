"""Programmes whose figures somebody may see."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from evaluation.queries.contributions import Participants, participants_in
from portal.users.models import User
from programmes.models import Programme
from programmes.scoping import get_visible_or_404


def get_evaluated_or_404(user: User | AnonymousUser, slug: str) -> tuple[Programme, Participants]:
    """The programme, if the person may see its figures, with its participants and those of its subprogrammes.

    Else 404 for what they can't see, 403 for what they can.
    """
    parts = Programme.objects.filter(parent=OuterRef("pk")).values("pk")
    programmes = Programme.objects.visible_to(user, "evaluate").select_related("parent")
    found = programmes.annotate(parts=ArraySubquery(parts)).filter(slug=slug).first()
    if found is None:
        get_visible_or_404(Programme, user, "evaluate", slug=slug)  # says which of the two
        raise Programme.DoesNotExist
    keys = [found.pk, *found.parts]  # type: ignore[attr-defined]
    return found, participants_in(keys, user)
