"""Programmes whose figures somebody may see."""

from django.contrib.auth.models import AnonymousUser

from portal.users.models import User
from programmes.models import Programme
from programmes.scoping import get_visible_or_404


def get_evaluated_or_404(user: User | AnonymousUser, slug: str) -> Programme:
    """The programme, if the person may see its figures. Else 404 for what they can't see, 403 for what they can."""
    found = Programme.objects.visible_to(user, "evaluate").select_related("parent").filter(slug=slug).first()
    programme: Programme = found or get_visible_or_404(Programme, user, "evaluate", slug=slug)
    return programme
