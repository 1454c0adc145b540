"""A region in the tests' own servers, of the size that a module names."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests import database
from tests.benchmarks.region import load
from tests.benchmarks.region.sizes import Sizes


def made(name: str, sizes: Sizes) -> Iterator[None]:
    database.copy_of_template(name)
    load.load(sizes)
    yield
    database.drop(name)


@pytest.fixture(scope="module")
def region(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tests of the module find a region as large as their `SIZES` in the database."""
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        yield from made(f"{before}_region", request.module.SIZES)
        database.point_connection_at(before)
