"""What is said is said once, and only when it is true."""

import pytest
from django.db import transaction

from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.notifications.services.notifications import notify, notify_all, set_preferences
from portal.users.models import User
from tests.factories import make_user
from tests.notifications.conftest import News

pytestmark = pytest.mark.django_db


def test_the_same_thing_is_said_once(mailoutbox):
    user = make_user()
    assert notify(user, News()).pk == notify(user, News()).pk
    notify(make_user(), News())
    assert Notification.objects.count() == 2


def test_very_long_keys_stay_apart():
    user = make_user()
    keys = ["x" * 300 + end for end in "ab"]
    for key in keys:
        notify(user, News(number=key))
        notify(user, News(number=key))
    assert Notification.objects.count() == 2


def test_the_mail_is_asked_for_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        notify(make_user(), News())
    assert len(callbacks) == 1


def test_what_is_rolled_back_was_never_said():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify(make_user(), News())
        raise ZeroDivisionError
    assert Notification.objects.count() == 0


def test_several_people_are_told_the_same_but_not_the_one_who_did_it():
    alice, bob, charlie = make_user("Alice"), make_user("Bob"), make_user("Charlie")
    notify_all(User.objects.order_by("pk"), News(), exclude=bob)
    assert [row.recipient for row in Notification.objects.order_by("pk")] == [alice, charlie]


def test_without_an_exception_everybody_is_told():
    people = [make_user("Alice"), make_user("Bob")]
    notify_all(people, News())
    assert [row.recipient for row in Notification.objects.order_by("pk")] == people


def test_nobody_chooses_how_often_somebody_else_is_written_to():
    alice = make_user("Alice")
    with pytest.raises(NotAllowed):
        set_preferences(user=alice, choices={}, by=make_user())
