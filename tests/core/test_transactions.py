"""What is taken back costs the database what is kept costs it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.core.transactions import kept_if
from portal.users.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_as_many_statements_are_run_and_as_many_jobs_sent_either_way():
    sent: list[str] = []
    costs = []
    for name, is_kept in [("alice", True), ("bob", False)]:
        with CaptureQueriesContext(connection) as queries, kept_if(is_kept):
            User.objects.create_user(username=name)
            transaction.on_commit(lambda name=name: sent.append(name))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert list(User.objects.values_list("username", flat=True)) == ["alice"]
    assert sent == ["alice", "bob"]


def test_an_error_takes_everything_back():
    with pytest.raises(ZeroDivisionError), kept_if(True):
        User.objects.create_user(username="carla")
        raise ZeroDivisionError
    assert not User.objects.exists()
