"""How long files of rows take, in statements and memory as well: `make bench` prints it, ROWS=50000 for the longest.

Never a test: that statements don't grow with the rows of a portion, nor memory with those of a file, is counted in
`tests/programmes/services/test_import_size.py`. The floor is one statement for a hundred rows, without any rule.
"""

import os
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from programmes.models import Organisation
from programmes.services.imports import confirm_import, undo_import
from tests.benchmarks.big_files import HEADS, make_file
from tests.factories import make_member, make_programme
from tests.importing import sent, work_on

ROWS = int(os.environ.get("ROWS", "2000"))

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Cost:
    seconds: float = 0
    statements: int = 0


@contextmanager
def measured():
    cost = Cost()

    def count(execute, sql, params, many, context):
        cost.statements += 1
        return execute(sql, params, many, context)

    begun = time.perf_counter()
    with connection.execute_wrapper(count):
        yield cost
    cost.seconds = time.perf_counter() - begun


def peak() -> int:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def floor(number: int) -> float:
    begun = time.perf_counter()
    drafts = (Organisation(name=f"Floor {each}", city="Suhl", country="DE") for each in range(number))
    Organisation.objects.bulk_create(drafts, batch_size=100)
    return (time.perf_counter() - begun) / number


def steps(by, content: bytes, kind: str, number: int):
    with measured() as cost:
        batch = work_on(sent(by, content, kind, name="rows.xlsx"))
    yield "preview", cost
    assert batch.counts == {"new": number}, (batch.failure, batch.reason, batch.counts)
    with measured() as cost:
        work_on(confirm_import(batch=batch, by=by))
    yield "import", cost
    with measured() as cost:
        again = work_on(sent(by, content, kind, name="rows.xlsx"))
    yield "unchanged", cost
    assert again.counts == {"same": number}
    with measured() as cost:
        batch = work_on(undo_import(batch=batch, by=by))
    yield "undo", cost
    assert (batch.state, batch.import_rows.exclude(kept_because="").count()) == ("undone", 0)


@pytest.mark.parametrize("kind", HEADS)
def test_print_what_rows_cost(tmp_path, kind):
    write = sys.__stdout__.write
    by = make_member(make_programme("mine"))
    for number in (ROWS // 10, ROWS):
        content = make_file(tmp_path, kind, number).read_bytes()
        least = floor(number)
        write(f"\n{number} rows of {kind}; a row at the floor {least * 1000:.2f} ms\n")
        for name, cost in steps(by, content, kind, number):
            row = cost.seconds / number
            write(
                f"  {name:<10}{row * 1000:8.2f} ms a row = floor × {row / least:4.1f}"
                f"{cost.statements / number:8.2f} statements a row{cost.seconds:8.1f} s{peak():6} MB at most so far\n"
            )
