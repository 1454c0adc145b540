"""A part is away, or the disk is full: a page in the reader's language that says so, and soon."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse

from portal.core.storages import BucketAway
from portal.errors import server_error
from portal.settings import environment
from tests.faults import PATIENCE, ask, frozen, own_servers, wait_for, web


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    with own_servers(tmp_path_factory.mktemp("var")) as servers:
        yield servers


@pytest.fixture(scope="module")
def address(servers, tmp_path_factory):
    var = {"BLEIBE_VAR": str(servers.home), "DATABASE_POOL_SIZE": "2"}
    with web(tmp_path_factory.mktemp("web"), **var, **servers.surroundings) as address:
        yield address


def is_ready(address):
    """As far as it can be without tables."""
    return '"database": true, "broker": true' in ask(f"{address}/readyz").body


def page(error, language="en"):
    """The page for what is being handled."""
    request = RequestFactory().get("/", headers={"Accept-Language": language})
    try:
        raise error
    except type(error):
        return server_error(request)


def test_with_a_frozen_database_every_page_says_so_soon_and_the_portal_is_alive(address, servers):
    assert is_ready(address)
    with frozen(servers.postgres), ThreadPoolExecutor(12) as people:
        pages = [people.submit(ask, f"{address}/", **{"Accept-Language": "de"}) for _person in range(12)]
        assert ask(f"{address}/healthz").body == "alive"
        assert not all(page.done() for page in pages)  # it was answered while they hung
        found = [page.result(PATIENCE) for page in pages]
    assert {(page.status, page.headers.get("retry-after")) for page in found} == {(503, "30")}
    assert all('<html lang="de"' in page.body and "/static/css/base.css" in page.body for page in found)
    wait_for(lambda: is_ready(address), servers.home / "postgres" / "server.log")


def database(servers):
    found = environment.database(servers.surroundings["DATABASE_URL"])
    return psycopg.connect(dbname=found["NAME"], user=found["USER"], host=found["HOST"], autocommit=True)


def waiting_for_a_lock(connection):
    """The processes of the server that do."""
    return [pid for (pid,) in connection.execute("SELECT pid FROM pg_locks WHERE NOT granted")]


def test_one_frozen_process_of_a_living_database_costs_one_page_which_says_so(servers, tmp_path):
    """It is frozen in the middle of a statement, which waits for a table."""
    log = servers.home / "postgres" / "server.log"
    limits = {"DATABASE_POOL_SIZE": "2", "DATABASE_STATEMENT_TIMEOUT": "3"}
    surroundings = servers.surroundings | limits | {"BLEIBE_VAR": str(servers.home)}
    with (
        database(servers) as other,
        web(tmp_path, **surroundings) as address,
        ThreadPoolExecutor(1) as person,
    ):
        other.execute("CREATE TABLE django_migrations (id bigint, app text, name text, applied timestamptz)")
        with other.transaction():
            other.execute("LOCK TABLE django_migrations")
            page = person.submit(ask, f"{address}/readyz", **{"Accept-Language": "de"})
            wait_for(lambda: waiting_for_a_lock(other), log)
            stuck = waiting_for_a_lock(other)
            with frozen(lambda: stuck):
                found = page.result(PATIENCE)
                assert (found.status, found.headers.get("retry-after")) == (503, "30")
                assert '<html lang="de"' in found.body
        with frozen(lambda: stuck):
            assert is_ready(address)


class FullDisk(TemporaryFileUploadHandler):
    """Spools uploads to a device that has no space left for anything."""

    def receive_data_chunk(self, raw_data, start):
        with open("/dev/full", "wb", buffering=0) as device:
            device.write(raw_data)


@pytest.mark.django_db
def test_an_upload_that_the_disk_has_no_space_for_is_a_sentence(client, settings):
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.FullDisk"]
    client.raise_request_exception = False
    file = SimpleUploadedFile("cv.pdf", b"%PDF-1.4")
    response = client.post(reverse("account_login"), {"login": "x", "password": "y", "cv": file})
    assert response.status_code == 507
    assert "no space left" in response.content.decode()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_sentence(number):
    response = page(OSError(number, os.strerror(number)), "de")
    assert response.status_code == 507
    assert b'<html lang="de"' in response.content


def test_a_database_that_is_away_is_a_sentence_and_says_when_to_come_back():
    response = page(OperationalError("gone"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_a_bucket_that_is_away_is_a_sentence_too():
    assert page(BucketAway("gone")).status_code == 503


def test_everything_else_is_noted_as_before():
    assert page(ZeroDivisionError()).status_code == 500
    assert page(FileNotFoundError()).status_code == 500
