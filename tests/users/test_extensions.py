import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from portal.core.presence import lacks_recent_sign_in
from portal.users.extensions import DemoPerson, demo_people
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    """Who an upper floor puts on the sign-in page."""
    listed: list[DemoPerson] = []
    demo_people.add("test", lambda: listed)
    yield listed
    del demo_people._items["test"]


def offer(offered, email: str):
    offered.append(DemoPerson(email=email, role="Coordinator", group="WORTplus"))


def test_one_click_signs_in_as_a_demo_person(client, offered):
    person = make_user("Cora", email="coordinator.x@example.org")
    offer(offered, person.email)
    page = client.get(reverse("account_login")).content.decode()
    assert 'value="coordinator.x@example.org"' in page
    assert client.post(reverse("users:demo_login"), {"email": person.email}).url == "/start/"
    assert get_user(client) == person


def test_one_click_counts_as_having_just_signed_in(client, offered, rf):
    person = make_user("Cora", email="coordinator.x@example.org")
    offer(offered, person.email)
    client.post(reverse("users:demo_login"), {"email": person.email})
    request = rf.get("/")
    request.user, request.session = person, client.session
    assert not lacks_recent_sign_in(request)


def test_one_click_changes_from_one_demo_person_to_another(client, offered):
    client.force_login(make_user("First"))
    person = make_user("Second", email="second@example.org")
    offer(offered, person.email)
    client.post(reverse("users:demo_login"), {"email": person.email})
    assert get_user(client) == person


def test_outside_demo_mode_there_is_no_list_and_no_such_sign_in(client, offered, settings):
    settings.DEMO = False
    person = make_user(email="coordinator.x@example.org")
    offer(offered, person.email)
    page = client.get(reverse("account_login"))
    assert person.email not in page.content.decode()
    assert "demo_people" not in page.context
    assert client.post(reverse("users:demo_login"), {"email": person.email}).status_code == 404
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(
    "email", ["real@people.example", "unlisted@example.org", "closed@example.org", "", "\x00", "x" * 9999]
)
def test_nobody_else_can_be_signed_in_with_a_click(client, offered, email):
    for address in ("real@people.example", "unlisted@example.org"):
        make_user(email=address)
    make_user(email="closed@example.org", is_active=False)
    for address in ("real@people.example", "closed@example.org"):
        offer(offered, address)
    assert client.post(reverse("users:demo_login"), {"email": email}).status_code == 404
    assert get_user(client).is_anonymous


def test_only_a_posted_form_signs_in(client, offered):
    person = make_user(email="a@example.org")
    offer(offered, person.email)
    assert client.get(reverse("users:demo_login"), {"email": person.email}).status_code == 405


def test_the_click_needs_the_forms_token(offered):
    from django.test import Client

    person = make_user(email="a@example.org")
    offer(offered, person.email)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("users:demo_login"), {"email": person.email}).status_code == 403
