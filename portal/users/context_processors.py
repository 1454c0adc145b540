"""What every template may ask about the reader."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.users.extensions import DemoPerson, listed_demo_people
from portal.users.models import User
from portal.users.preferences import CHOICES, current


def preferences(request: HttpRequest) -> dict[str, str]:
    """`text_size` and `contrast` for base.html."""
    values = current(request)
    return {name: values[name] for name in CHOICES}


def demo_people(request: HttpRequest) -> dict[str, object]:
    """`demo_people`, each heading with its people, for the sign-in page. Asked for there alone."""
    return {"demo_people": SimpleLazyObject(_by_group)} if settings.DEMO else {}


def _by_group() -> list[tuple[str, list[DemoPerson]]]:
    listed = listed_demo_people()
    logins = [person.email for person in listed]
    people = User.objects.active().filter(Q(email__in=logins) | Q(username__in=logins))
    there = {login for pair in people.values_list("email", "username") for login in pair}
    groups: dict[str, list[DemoPerson]] = defaultdict(list)
    for person in listed:
        if person.email in there:
            groups[str(person.group)].append(person)
    return list(groups.items())
