"""A person's own page."""

import pytest
from django.urls import reverse

from tests.factories import (
    make_enrolment,
    make_programme,
    make_pupil,
    make_user,
)
from tests.programmes.views.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_the_programme_somebody_wanted_to_join_waits_on_their_page(visitor):
    make_programme("wort")
    visitor.get("/programmes/wort/join/")
    visitor.force_login(make_user())
    steps = visitor.get("/me/").context["steps"]
    assert steps[0]["url"] == "/programmes/wort/join/"


@pytest.mark.parametrize("path", ["/me/", "/me/programmes/", "/programmes/wort/leave/", "/organisation/"])
def test_personal_pages_ask_visitors_to_sign_in(visitor, path):
    make_programme("wort")
    assert visitor.get(path)["Location"] == f"{reverse('account_login')}?next={path}"


def test_the_first_visit_to_the_own_page_offers_a_programme():
    response = signed_in(make_user("Amira Noor")).get("/me/")
    assert [step["url"] for step in response.context["steps"] if step["url"] == "/programmes/"] == [
        "/programmes/"
    ]
    assert response.context["greeting"].endswith("Amira")


def test_a_pupil_whose_guardian_has_not_agreed_is_not_told_that_nothing_is_to_be_done():
    """Nobody writes to them before, and what they can do is to ask for the consent."""
    html = signed_in(make_pupil(has_consent=False)).get("/me/").content.decode()
    assert "Your parent or guardian has to agree first" in html
    for untrue in ("Nothing waits for you", "Nothing to do", "We write to you"):
        assert untrue not in html


def test_who_takes_part_sees_their_programme_and_no_advice_to_find_one():
    person = make_user()
    make_enrolment(make_programme("wort"), person)
    response = signed_in(person).get("/me/")
    assert "/programmes/" not in [step["url"] for step in response.context["steps"]]
    assert "WORT" in response.content.decode()
