import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis.backoff import NoBackoff
from redis.retry import Retry

AWAY = "redis://127.0.0.1:1/0"


@pytest.mark.django_db
def test_ready_when_everything_answers(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "database": True,
        "broker": True,
        "files": True,
        "role": True,
        "migrations": True,
    }


@pytest.mark.django_db
def test_not_ready_without_the_broker(client, settings):
    settings.REDIS_URL = AWAY
    settings.REDIS_OPTIONS = {"retry": Retry(NoBackoff(), 0)}

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": True,
        "broker": False,
        "files": True,
        "role": True,
        "migrations": True,
    }


@pytest.mark.django_db
def test_not_ready_where_no_file_can_be_kept(client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "gone" / "tmp"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": True,
        "broker": True,
        "files": False,
        "role": True,
        "migrations": True,
    }


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client):
    ((app, last),) = MigrationLoader(None).graph.leaf_nodes("users")
    MigrationRecorder(connection).record_unapplied(app, last)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": True,
        "broker": True,
        "files": True,
        "role": True,
        "migrations": False,
    }


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_the_database(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": False,
        "broker": True,
        "files": True,
        "role": False,
        "migrations": False,
    }


@pytest.mark.django_db
def test_not_ready_for_a_role_that_may_do_anything(client, monkeypatch):
    monkeypatch.setattr("portal.core.checks.RIGHTS", "SELECT true")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": True,
        "broker": True,
        "files": True,
        "role": False,
        "migrations": True,
    }


def test_health_is_only_read(client):
    assert client.post("/readyz").status_code == 405
