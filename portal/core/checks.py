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
