import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from portal.privacy.services.access_log import log_access
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return log_access(
        by=make_user("Eva"),
        kind=AccessKind.READ,
        label="x.y",
        purpose="Check",
        subject=make_user("Sam"),
        gender="f",
    )


def test_a_detail_that_the_log_does_not_know_is_a_mistake():
    with pytest.raises(TypeError, match="unknown fields: gneder"):
        log_access(by=make_user(), kind=AccessKind.READ, label="x.y", purpose="Check", gneder="f")
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"purpose": "Other"}, {"rows": 7}, {"details": {}}, {"at": timezone.now()}, {"kind": AccessKind.EXPORT}],
)
def test_a_line_of_the_log_can_not_be_changed_not_even_in_the_database(line, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(**change)


def test_a_line_of_the_log_can_not_be_given_to_somebody_else(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(actor=make_user("Scapegoat"))


def test_a_line_of_the_log_can_not_be_deleted(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.all().delete()
    assert AccessLog.objects.count() == 1


def test_an_erased_person_is_forgotten_in_the_log_and_the_line_stays(line):
    User.objects.all().delete()
    line.refresh_from_db()
    assert (line.actor, line.subject, line.purpose) == (None, None, "Check")
