"""What an export costs beside the database's own way of writing the same rows: `make bench` prints the ratio.

Never a test: what holds is counted in `tests/programmes/services/test_export_work.py`, in queries. Both ways write the
same rows and columns into a file, in turn, so that a slow moment meets both; the medians are compared.
"""

import sys
import time
import tracemalloc
from statistics import median

import pytest
from django.db import connection

from portal.users.models import User
from programmes.models import Enrolment
from programmes.services.export_work import build_export
from tests.exporting import PARTICIPANTS, asked
from tests.factories import make_member, make_programme

ROWS = 20_000
ROUNDS = 3
COPY = """
    COPY (
        SELECT coalesce(person.email, person.contact_email), person.name, programme.slug, row.status,
               (SELECT min(received_on) FROM programmes_paperconsent WHERE enrolment_id = row.id),
               row.entered_on, row.left_on, row.exit_kind, row.source, row.pseudonym
        FROM programmes_enrolment row
        JOIN users_user person ON person.id = row.person_id
        JOIN programmes_programme programme ON programme.id = row.programme_id
        WHERE programme.id = %s ORDER BY row.id DESC
    ) TO STDOUT WITH (FORMAT csv, DELIMITER ';', HEADER)
"""

pytestmark = pytest.mark.django_db


def populate(programme) -> None:
    people = [User(username=f"person-{number}", name="Amira Weber", email=f"{number}@example.org")
              for number in range(ROWS)]  # fmt: skip
    made = User.objects.bulk_create(people, batch_size=5000)
    Enrolment.objects.bulk_create(
        [Enrolment(person=person, programme=programme, status="active", entered_on="2026-03-01",
                   pseudonym=f"P{person.pk:09}") for person in made],
        batch_size=5000,
    )  # fmt: skip


def copied(programme, path) -> float:
    begun = time.perf_counter()
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(COPY, [programme.pk]) as rows:
        for block in rows:
            file.write(block)
    return time.perf_counter() - begun


def exported(by, kind: str) -> float:
    export = asked(by, PARTICIPANTS, format=kind)
    begun = time.perf_counter()
    build_export(export_id=export.pk)
    seconds = time.perf_counter() - begun
    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", ROWS)
    return seconds


def test_print_the_ratio(tmp_path):
    programme = make_programme("mine")
    by = make_member(programme)
    populate(programme)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times: dict[str, list[float]] = {"copy": [], "csv": [], "xlsx": []}
    for _round in range(ROUNDS):
        times["copy"].append(copied(programme, tmp_path / "copy.csv"))
        for kind in ("csv", "xlsx"):
            times[kind].append(exported(by, kind))
    tracemalloc.start()
    exported(by, "csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    floor = median(times["copy"])
    write = sys.__stdout__.write
    write(
        f"\nexport of {ROWS} participants, medians of {ROUNDS}; COPY of the same rows: {floor * 1000:.0f} ms\n"
    )
    for kind in ("csv", "xlsx"):
        seconds = median(times[kind])
        write(
            f"{kind:<6}{seconds * 1000:9.0f} ms {seconds / floor:9.1f} x COPY {ROWS / seconds:9.0f} rows a second\n"
        )
    write(f"memory at the most, CSV: {peak / 2**20:.1f} MiB\n")
