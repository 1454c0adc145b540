"""Writes the role × permission matrix down for people: the content of `docs/permissions.md`."""

from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import override

from programmes.constants import CLOSING_DAYS
from programmes.roles import FOLLOWS_PARTICIPATION, GRANTS, REACH, Role

INTRODUCTION = """# Permissions

Generated from `programmes/roles.py` by `manage.py write_permissions`; change the matrix there, not here.

A role grants actions on the rows it reaches. Somebody who holds several roles has all their grants together. What
nobody grants does not exist for the person: the page answers 404. What they see but may not do is refused with 403.
The operator (`is_superuser`) reaches everything.

A right follows the state of a row, not its existence: what a company reads ends with the application, what staff reads
ends with the participation, the membership or the programme ([privacy](privacy.md)).
"""


_ENDS = """{roles} work with people. Of enrolments, consents on paper and answers they find those of who
takes part, and for {days} days of who has left, to close their papers; of who has withdrawn consent nothing more. They
read an application no longer than a company may at most, and find the mentors of a round until so many days past its
end. Coordinators and evaluators account for everybody until the funder's time for checking is over."""


def permissions_page() -> str:
    """The page in Markdown: how far each role reaches, then what it grants, model by model."""
    with override("en"):
        return "\n".join([INTRODUCTION, *_reaches(), "", *_grants()]) + "\n"


def _reaches() -> Iterator[str]:
    yield "## How far a role reaches"
    yield ""
    yield "| role | rows |"
    yield "|---|---|"
    for role in Role:
        yield f"| {role.label} | {REACH[role].value} |"
    yield ""
    yield _ENDS.format(
        roles=", ".join(str(role.label) for role in Role if role in FOLLOWS_PARTICIPATION), days=CLOSING_DAYS
    )


def _grants() -> Iterator[str]:
    yield "## What a role grants"
    yield ""
    for role in Role:
        yield f"### {role.label}"
        yield ""
        if not GRANTS[role]:
            yield "Nothing beyond what every visitor may do."
            yield ""
            continue
        yield "| rows | actions |"
        yield "|---|---|"
        for label, actions in GRANTS[role].items():
            model = apps.get_model(label)
            yield f"| {model._meta.verbose_name} (`{label}`) | {', '.join(sorted(actions))} |"
        yield ""
