import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from portal import embedded, embedded_roles
from portal.core import checks

pytestmark = pytest.mark.skipif(not embedded.is_needed(), reason="of another server only the role is known")


@pytest.mark.django_db
def test_the_tests_work_with_an_ordinary_role_too():
    assert checks.role_is_ordinary()
    assert checks.check_database_role(databases=["default"]) == []


@pytest.fixture
def superuser(transactional_db, monkeypatch):
    """The default connection, as the server's superuser."""
    connection.close()
    with monkeypatch.context() as signed_in:
        signed_in.setitem(connection.settings_dict, "USER", embedded_roles.SUPERUSER)
        yield
        connection.close()


@pytest.mark.parametrize(
    ("command", "options"),
    [("migrate", {"database": "default", "skip_checks": False}), ("check", {"databases": ["default"]})],
)
def test_a_superuser_is_refused(superuser, command, options):
    with pytest.raises(SystemCheckError, match=checks.SUPERUSER.id):
        call_command(command, **options)


def test_a_database_that_is_away_is_for_others_to_tell(transactional_db, monkeypatch):
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")

        assert checks.check_database_role(databases=["default"]) == []
