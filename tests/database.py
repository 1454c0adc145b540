"""A fresh database for every run in the time of a file copy.

Migrating from nothing takes many seconds, so it's done once for each state of the migrations, into a template that
each process of each run copies. Change a migration and the next run makes a new template.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

TEMPLATE = "tests_template_"


def copy_of_template(name: str) -> None:
    """Put a fresh, migrated and otherwise empty database called `name` under the default connection."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        template = TEMPLATE + _state_of_migrations()
        if template not in _databases():
            _make_template(template)
        _execute(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )
    _point_connection_at(name)


def drop(name: str) -> None:
    connection.close()
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make_template(template: str) -> None:
    """Migrate under another name first, so that a broken attempt is not taken for the template."""
    outdated = [
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in _databases() if name.startswith(TEMPLATE)
    ]
    attempt = f"{template}_new"
    _execute(*outdated, f'DROP DATABASE IF EXISTS "{attempt}" WITH (FORCE)', f'CREATE DATABASE "{attempt}"')
    _point_connection_at(attempt)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    _execute(f'ALTER DATABASE "{attempt}" RENAME TO "{template}"')


def _state_of_migrations() -> str:
    state = hashlib.sha256((settings.BASE_DIR / "requirements" / "base.txt").read_bytes())
    for path in sorted(_migrations(settings.BASE_DIR)):
        state.update(f"{path}".encode() + path.read_bytes())
    return state.hexdigest()[:16]


def _migrations(root: Path) -> Iterator[Path]:
    for pattern in ("*/migrations/*.py", "portal/*/migrations/*.py"):
        yield from root.glob(pattern)


def _databases() -> set[str]:
    with _outside_any_database() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


def _execute(*statements: str) -> None:
    with _outside_any_database() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _outside_any_database() -> Iterator:
    with connection._nodb_cursor() as cursor:
        yield cursor


def _point_connection_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
