"""Taking back the consent to a programme means leaving it, so that is where the privacy page leads."""

from django.urls import reverse

from portal.privacy.withdrawal import pages
from portal.users.models import User
from programmes.models import Enrolment


@pages.register("programmes")
def leave_pages(person: User) -> dict[int, str]:
    """The id of each purpose the person agreed to by joining → the page on which they leave the programme.

    The consent says which: a subprogramme borrows its text, and a programme may have got another since.
    """
    rows = Enrolment.objects.not_left().filter(person=person, consent__isnull=False)
    found = rows.values_list("consent__version__purpose_id", "programme__slug")
    return {purpose: reverse("programmes:leave", args=[slug]) for purpose, slug in found}
