"""Who can sign in to the demonstration: one person a role and programme, all with the same password."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.demo.facts import PROGRAMMES
from portal.users.extensions import DemoPerson
from programmes.constants import MembershipRole

PASSWORD = "stay-a-while"  # noqa: S105  said on the sign-in page of every demonstration
OPERATOR = "operator@example.org"

STAFF = tuple(MembershipRole.values)
COMPANY, MENTOR, TALENT = "company", "mentor", "talent"
ROLE_NAMES = {
    **dict(MembershipRole.choices),
    COMPANY: _("Company"),
    MENTOR: _("Mentor"),
    TALENT: _("Talent"),
}

FIRST_NAMES = [
    "Amira",
    "Jonas",
    "Lina",
    "Mateo",
    "Priya",
    "Tomaž",
    "Olena",
    "Kwame",
    "Sofia",
    "Hassan",
    "Nele",
    "Yusuf",
    "Eva",
    "Diego",
    "Mei",
    "Luka",
    "Aisha",
    "Emil",
    "Ana",
    "Ravi",
    "Ines",
    "Pavel",
    "Fatima",
    "Jan",
    "Zoya",
    "Milan",
    "Chiara",
    "Omar",
    "Petra",
    "Tariq",
    "Maja",
    "Andrej",
    "Leila",
    "Bruno",
    "Nika",
    "Samuel",
    "Hana",
    "Viktor",
    "Rosa",
    "Elif",
]


SURNAMES = [
    "Haddad",
    "Petrenko",
    "Nowak",
    "Okafor",
    "Silveira",
    "Nguyen",
    "Kaya",
    "Rossini",
    "Hoxhaj",
    "Kovačič",
    "Weber",
    "Lang",
    "Sharma",
    "Novotný",
    "Popescu",
    "Ibrahim",
    "Costeira",
    "Moreau",
    "Sato",
    "Alvarado",
    "Rahmani",
    "Haas",
    "Berger",
    "Winter",
    "Krause",
    "Brandt",
    "Zupančič",
    "Hribar",
    "Kosi",
    "Golobič",
    "Lindqvist",
    "Mehta",
    "Diallo",
    "Tesfaye",
    "Wójcik",
    "Horvat",
    "Marchetti",
    "Bauer",
    "Seidel",
    "Friedrich",
    "Aydın",
]
"""As many as no multiple of the first names, so that hardly two people are called the same."""


def full_name(number: int) -> str:
    """A name that could be somebody's, the same for the same number. Whoever it calls doesn't exist."""
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {SURNAMES[number * 7 % len(SURNAMES)]}"


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: str
    programme: str
    language: str


def accounts() -> Iterator[Account]:
    """The demo people, in a fixed order."""
    for number, facts in enumerate(PROGRAMMES):
        home = "sl" if facts.country == "SI" else "de"
        for place, role in enumerate([*STAFF, COMPANY, MENTOR, TALENT]):
            language = "en" if role in (TALENT, MembershipRole.EVALUATOR) else home
            yield Account(
                email=f"{role}.{facts.slug}@example.org",
                name=full_name(number * 8 + place),
                role=role,
                programme=facts.slug,
                language=language,
            )


def listed_people() -> Iterable[DemoPerson]:
    """For the sign-in page."""
    yield DemoPerson(OPERATOR, _("Operator"), _("All programmes"))
    acronyms = {facts.slug: facts.acronym for facts in PROGRAMMES}
    for account in accounts():
        yield DemoPerson(account.email, ROLE_NAMES[account.role], acronyms[account.programme])


def table() -> str:
    """For the terminal: who can sign in, a line a programme."""
    roles = [*STAFF, COMPANY, MENTOR, TALENT]
    lines = [f"Sign in as ROLE.PROGRAMME@example.org with the password {PASSWORD}", ""]
    with override("en"):
        width = max(len(facts.slug) for facts in PROGRAMMES)
        lines += [f"  {facts.slug:<{width}}  {facts.acronym}" for facts in PROGRAMMES]
    lines += [
        "",
        f"  roles: {', '.join(roles)}",
        f"  operator: {OPERATOR}",
        "  pupils (user names): pupil.zumiro, pupil2.zumiro",
    ]
    return "\n".join(lines)
