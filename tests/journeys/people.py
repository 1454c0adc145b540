"""Who goes on tour."""

from itertools import cycle

from portal.demo.facts import PROGRAMMES
from portal.demo.people import COMPANY, MENTOR, OPERATOR, PASSWORD, PUPILS, STAFF, TALENT

VISITOR, NEWCOMER = "", "newcomer@example.org"
ROLES = (*STAFF, COMPANY, MENTOR, TALENT)
WITHOUT_A_PROGRAMME = (VISITOR, NEWCOMER, OPERATOR, *(username for username, *_rest in PUPILS))


def one_of_each_role() -> list[str]:
    """Each from another programme, as far as there are enough of them."""
    placed = zip(ROLES, cycle(PROGRAMMES), strict=False)
    return [*WITHOUT_A_PROGRAMME, *(_address(role, facts.slug) for role, facts in placed)]


def everybody() -> list[str]:
    return [*WITHOUT_A_PROGRAMME, *(_address(role, facts.slug) for facts in PROGRAMMES for role in ROLES)]


def _address(role: str, programme: str) -> str:
    return f"{role}.{programme}@example.org"


def role_of(who: str) -> str:
    return who.split(".", maxsplit=1)[0]


def name_of(who: str) -> str:
    return who.split("@", maxsplit=1)[0] or "visitor"


def add_newcomer() -> None:
    """Somebody who has just signed up and is nobody's participant yet, whom the demonstration doesn't have."""
    from portal.users.models import User
    from portal.users.services import trust_address

    newcomer = User.objects.create_user(email=NEWCOMER, password=PASSWORD, name="Robin Example")
    trust_address(user=newcomer)
