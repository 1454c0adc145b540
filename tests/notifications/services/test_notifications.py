import pytest

from portal.notifications.models import Notification
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from tests.factories import make_user
from tests.notifications.conftest import News

pytestmark = pytest.mark.django_db


def test_several_people_are_told_the_same_but_not_the_one_who_did_it():
    alice, bob, charlie = make_user("Alice"), make_user("Bob"), make_user("Charlie")
    notify_all(User.objects.order_by("pk"), News(), exclude=bob)
    assert [row.recipient for row in Notification.objects.order_by("pk")] == [alice, charlie]


def test_without_an_exception_everybody_is_told():
    people = [make_user("Alice"), make_user("Bob")]
    notify_all(people, News())
    assert [row.recipient for row in Notification.objects.order_by("pk")] == people
