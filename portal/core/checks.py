"""What must hold of the servers the portal is given: `migrate`, `check --database default` and `/readyz` ask."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

SUPERUSER = Error(
    "The portal's database role is a superuser.",
    hint=(
        "A statement that somebody smuggles in could then read the server's files and start programs there. "
        "Make an ordinary role that owns the portal's database and name it in DATABASE_URL; "
        "docs/operations.md has the commands."
    ),
    id="core.E001",
)
LOST_KEY_HINT = (
    "Each key stays in FIELD_ENCRYPTION_KEYS until `manage.py rotate_field_keys` has ended without complaint."
)
RIGHTS = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


def role_is_ordinary(alias: str = "default") -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(RIGHTS)
        return cursor.fetchone() == (False,)


@register(Tags.database)
def check_database_role(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """No database, no answer: that it can't be reached is said by whoever needs it."""
    try:
        return [SUPERUSER for alias in databases or () if not role_is_ordinary(alias)]
    except DatabaseError:
        return []


@register(Tags.database)
def check_field_keys(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """A key that got lost is told at the next start, not when somebody can no longer sign in."""
    from portal.core.key_rotation import sealed_columns

    problems: list[CheckMessage] = []
    for column in sealed_columns() if "default" in (databases or ()) else ():
        try:
            error = column.lost_key()
        except DatabaseError:  # a table that is still to be made, or a database that is away
            continue
        if error is not None:
            problems.append(Error(f"{column}: {error}", hint=LOST_KEY_HINT, id="core.E002"))
    return problems
