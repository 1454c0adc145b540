"""Everybody finds the places they have in the menu, and no others."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.navigation import navigation
from portal.notifications.models import Notification
from portal.users.models import User
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db

PUBLIC = ["Offers", "Programmes", "Events"]


def shown_to(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return navigation(request)


def labels(user, path="/") -> list[str]:
    return [str(item.label) for item in shown_to(user, path)["nav_items"]]


def test_a_visitor_finds_what_is_public():
    assert labels(AnonymousUser()) == PUBLIC


def test_a_person_finds_their_own_page_first():
    assert labels(make_user()) == ["For you", *PUBLIC]


def test_whoever_speaks_for_an_organisation_finds_it():
    contact = make_contact(make_organisation(make_programme()))
    assert labels(contact) == ["For you", *PUBLIC, "Organisation"]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("coordinator", ["Evaluation", "Administration"]),
        ("evaluator", ["Evaluation"]),
        ("trainer", ["Administration"]),
    ],
)
def test_staff_finds_where_its_role_works(role, more):
    assert labels(make_member(make_programme(), role)) == ["For you", *PUBLIC, *more]


def test_the_place_one_is_at_is_marked_and_so_is_what_lies_below_it():
    current = [
        item.url for item in shown_to(AnonymousUser(), "/offers/7-welder/")["nav_items"] if item.is_current
    ]
    assert current == ["/offers/"]


def test_unread_messages_are_the_reader_s_own():
    alice, bob = make_user("Alice"), make_user("Bob")
    for number, person in enumerate((alice, bob, bob)):
        Notification.objects.create(recipient=person, kind="test.news", dedupe_key=str(number), payload={})
    assert [shown_to(user)["unread_count"] for user in (alice, bob, AnonymousUser())] == [1, 2, 0]


def test_a_pupil_without_a_guardian_s_consent_is_known_as_one():
    waits = [
        shown_to(user)["waits_for_guardian"]
        for user in (make_pupil(has_consent=False), make_pupil(has_consent=True))
    ]
    assert waits == [True, False]


def test_a_page_for_a_request_without_a_user_still_has_its_menu():
    assert [str(item.label) for item in navigation(RequestFactory().get("/"))["nav_items"]] == PUBLIC
    assert User.objects.count() == 0
