from collections.abc import Iterator
from typing import Any

import pytest

from portal.settings import environment
from tests import database


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The tests of the module find the demonstration in their database, as `load_demo` leaves it."""
    name = f"demonstration_{environment.pytest_worker()}"
    with django_db_blocker.unblock():
        database.copy_of_demonstration(name, tmp_path_factory.mktemp("demonstration") / "media")
        with database.connected_to(name):
            yield
        database.drop(name)
