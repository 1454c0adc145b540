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

FAMILY_NAME = {"de": "Beispiel", "sl": "Vzorec", "en": "Example"}
"""Every surname of the demonstration says that the person is an example."""

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
            first = FIRST_NAMES[(number * 8 + place) % len(FIRST_NAMES)]
            yield Account(
                email=f"{role}.{facts.slug}@example.org",
                name=f"{first} {FAMILY_NAME[language]}",
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
