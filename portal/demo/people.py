"""Who can sign in to the demonstration: one person a role and programme, all with the same password."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.demo.facts import NAMES, PROGRAMMES
from portal.users.extensions import DemoPerson
from programmes.constants import MembershipRole
from programmes.roles import Role

PASSWORD = "stay-a-while"  # noqa: S105  said on the sign-in page of every demonstration
OPERATOR = "operator@example.org"

STAFF = tuple(MembershipRole.values)
COMPANY, MENTOR, TALENT = "company", "mentor", "talent"
RECRUITER, TEACHER, KEEPER = "recruiter", "teacher", "equipment"
ROLE_NAMES = {
    **dict(MembershipRole.choices),
    COMPANY: _("Company"),
    MENTOR: _("Mentor"),
    TALENT: _("Talent"),
    RECRUITER: _("Recruiter"),
    TEACHER: _("Teacher"),
    KEEPER: _("Equipment"),
}
FURTHER = ((RECRUITER, "wortplus"), (TEACHER, "zumiro"), (KEEPER, "zumiro"))
"""Roles that one person of the demonstration has, and the programme they belong to."""
PUPILS = (("pupil.zumiro", "Noa Lindner", True), ("pupil2.zumiro", "Toni Marquardt", False))
"""User name, name, and whether a guardian has agreed: one has, the other is still waited for."""

HOMES = ("de", "sl")
TONGUES = tuple(sorted(set(NAMES) - set(HOMES)))
"""Mother tongues of those who have come to a region: the languages whose names the demonstration knows, but its own."""


@dataclass(frozen=True)
class Somebody:
    """Who could be somebody, and isn't. The mother tongue says where their name is at home."""

    name: str
    is_woman: bool
    tongue: str


def somebody(number: int, tongue: str) -> Somebody:
    """The same for the same number; women and men by turns."""
    names, place = NAMES[tongue], number // 2
    is_woman = number % 2 == 0
    first = names["women" if is_woman else "men"]
    surname = names["surnames"][(place + (2 if is_woman else 5)) % len(names["surnames"])]
    return Somebody(f"{first[place % len(first)]} {surname}", is_woman, tongue)


def newcomer(number: int) -> Somebody:
    """Somebody who has come from elsewhere: each tongue comes equally often."""
    return somebody(number // len(TONGUES), TONGUES[number % len(TONGUES)])


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
                name=_name_of(role, number, place, home),
                role=role,
                programme=facts.slug,
                language=language,
            )


def further_accounts() -> Iterator[Account]:
    """Those of the other roles, one person each."""
    for place, (role, programme) in enumerate(FURTHER):
        address = f"{role}.{programme}@example.org"
        yield Account(address, somebody(64 + place, "de").name, role, programme, "de")


def _name_of(role: str, number: int, place: int, home: str) -> str:
    """Who works for a programme is from the region; who takes part has come to it."""
    return newcomer(number).name if role == TALENT else somebody(number * 8 + place, home).name


def listed_people() -> Iterable[DemoPerson]:
    """For the sign-in page."""
    yield DemoPerson(OPERATOR, _("Operator"), _("All programmes"))
    acronyms = {facts.slug: facts.acronym for facts in PROGRAMMES}
    for account in (*accounts(), *further_accounts()):
        yield DemoPerson(account.email, ROLE_NAMES[account.role], acronyms[account.programme])
    for username, _name, has_consent in PUPILS:
        role = Role.PUPIL if has_consent else Role.PUPIL_WITHOUT_CONSENT
        yield DemoPerson(username, role.label, acronyms["zumiro"])


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
        f"  one each: {', '.join(account.email for account in further_accounts())}",
        f"  pupils (user names): {', '.join(username for username, *_rest in PUPILS)}",
    ]
    return "\n".join(lines)
