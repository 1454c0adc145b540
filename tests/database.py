"""A fresh database for every run in the time of a file copy.

Migrating from nothing takes many seconds and loading the demonstration as many again, so each is done once, into a
template that every process of every run copies. A template's name says what it was made of: change a migration, or
for the demonstration any line of the portal, and the next run makes a new one.
"""

import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.models.signals import post_migrate
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege, ObjectInUse

from portal import embedded
from tests.migrating import models_drawn_for_fields_only

TEMPLATE, DEMONSTRATION = "tests_template_", "tests_demonstration_"
PATIENCE = 600  # seconds, on a machine that has other things to do, too
SOON = 20


def copy_of_template(name: str) -> None:
    """Put a fresh, migrated and otherwise empty database called `name` under the default connection."""
    with _locked("template.lock"):
        copy(_template(), name)
    point_connection_at(name)


def copy_of_demonstration(name: str, media: Path) -> None:
    """Make a database called `name` with the demonstration in it, whose files are put into `media`."""
    with _locked("demonstration.lock"):
        demonstration = _demonstration()
        copy(demonstration, name)
        shutil.copytree(_files_of(demonstration) / "media", media)


def keep_what_migrations_wrote() -> None:
    """Put the rows of the migrations back whenever the tables of this process's database have been emptied.

    A test that commits empties them all in the end, and which test a process takes next is chance. What `migrate` adds
    by itself at every call comes back by itself.
    """
    name = connection.settings_dict["NAME"]
    kept = list(apps.get_model("matching", "ArrivalItem").objects.all())

    def put_back(**_: Any) -> None:
        if connection.settings_dict["NAME"] == name:
            apps.get_model("matching", "ArrivalItem").objects.bulk_create(kept, ignore_conflicts=True)

    post_migrate.connect(put_back, sender=apps.get_app_config("matching"), weak=False)


def copy(template: str, name: str) -> None:
    gc.collect()  # whoever is still connected to the template is waited for, for five seconds by the server itself
    _execute(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    )


def drop(name: str) -> None:
    connection.close()
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def point_connection_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    point_connection_at(name)
    try:
        yield
    finally:
        point_connection_at(before)


def url_of(name: str) -> str:
    return urlsplit(embedded.database_url())._replace(path=f"/{name}").geturl()


# --- Templates ------------------------------------------------------------------------------------------------------


def _template() -> str:
    """The migrated template. It is made under another name, so that a broken attempt is not taken for it."""
    template = TEMPLATE + _fingerprint(_migrations())
    if template not in _databases():
        _drop_all(TEMPLATE)
        attempt = f"{template}_new"
        _execute(f'CREATE DATABASE "{attempt}"')
        with connected_to(attempt), models_drawn_for_fields_only():
            call_command("migrate", verbosity=0, interactive=False)
        _execute(f'ALTER DATABASE "{attempt}" RENAME TO "{template}"')
    return template


def _demonstration() -> str:
    """The template with today's demonstration: its dates are counted from the day it is loaded on."""
    demonstration = DEMONSTRATION + _fingerprint(_sources(), f"{timezone.localdate()}")
    if demonstration not in _databases():
        _drop_all(DEMONSTRATION)
        shutil.rmtree(_files_of(""), ignore_errors=True)
        attempt = f"{demonstration}_new"
        with _locked("template.lock"):
            copy(_template(), attempt)
        _load_demonstration(attempt, _files_of(demonstration))
        _execute(f'ALTER DATABASE "{attempt}" RENAME TO "{demonstration}"')
    return demonstration


def _load_demonstration(name: str, folder: Path) -> None:
    (folder / "media").mkdir(parents=True)
    surroundings = {"DATABASE_URL": url_of(name), "DJANGO_SETTINGS_MODULE": "tests.journeys.settings"}
    loaded = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        env=os.environ | surroundings | {"JOURNEYS_DIR": str(folder)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert loaded.returncode == 0, loaded.stderr[-4000:]
    assert "The demonstration is loaded." in loaded.stdout


def _files_of(demonstration: str) -> Path:
    return settings.VAR_DIR / "demonstration" / demonstration


def _fingerprint(files: Iterable[Path], *more: str) -> str:
    state = hashlib.sha256("".join(more).encode())
    for path in sorted({*files, settings.BASE_DIR / "requirements" / "base.txt"}):
        state.update(f"{path.relative_to(settings.BASE_DIR)}".encode() + path.read_bytes())
    return state.hexdigest()[:16]


def _migrations() -> Iterator[Path]:
    for pattern in ("*/migrations/*.py", "portal/*/migrations/*.py"):
        yield from settings.BASE_DIR.glob(pattern)
    # Of these migrations make the SQL by which the database folds words, and writes participants' facts.
    for name in ("collation.py", "words/column.py"):
        yield settings.BASE_DIR / "portal" / "core" / name
    for name in ("sql/facts.sql", "queries/contributions.py", "querysets.py", "facts.py", "constants.py"):
        yield settings.BASE_DIR / "evaluation" / name


def _sources() -> Iterator[Path]:
    """Every file of the portal's packages and templates: any of them may tell on the data."""
    packages = [package.parent for package in settings.BASE_DIR.glob("*/__init__.py")]
    for folder in {*packages, settings.BASE_DIR / "templates"} - {settings.BASE_DIR / "tests"}:
        files = (path for path in folder.rglob("*") if path.is_file())
        yield from (path for path in files if path.suffix not in {".pyc", ".mo"})


def _databases() -> set[str]:
    with _outside_any_database() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


def _drop_all(prefix: str) -> None:
    names = [name for name in _databases() if name.startswith(prefix)]
    _execute(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))


def _execute(*statements: str) -> None:
    with _outside_any_database() as cursor:
        cursor.connection.longest_wait = PATIENCE
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            _insist(cursor, statement)


def _insist(cursor: Any, statement: str) -> None:
    """Nobody but a superuser may end the server's own clean-up of a database; it ends by itself, and soon. A connection
    of a thread that has ended is closed when it is collected, which tests do seldom."""
    begin = time.monotonic()
    while True:
        try:
            cursor.execute(statement)
            return
        except (OperationalError, ProgrammingError) as error:
            is_in_use = isinstance(error.__cause__, ObjectInUse)
            passes = is_in_use or isinstance(error.__cause__, InsufficientPrivilege)
            if not passes or time.monotonic() > begin + (SOON if is_in_use else PATIENCE):
                raise
            gc.collect()
            time.sleep(0.2)


@contextmanager
def _outside_any_database() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:
        yield cursor


@contextmanager
def _locked(name: str) -> Iterator[None]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / name).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
