"""Taking back the consent to a programme means leaving it, so that is where the privacy page leads."""

from django.urls import reverse

from portal.privacy.withdrawal import pages
from portal.users.models import User
from programmes.models import Enrolment


@pages.register("programmes")
def leave_pages(person: User) -> dict[int, str]:
    """The id of each purpose the person agreed to by joining → the page on which they leave the programme."""
    rows = Enrolment.objects.not_left().filter(person=person, programme__purpose__isnull=False)
    found = rows.values_list("programme__purpose_id", "programme__slug")
    return {purpose: reverse("programmes:leave", args=[slug]) for purpose, slug in found}
