"""Joining a programme and leaving it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.constants import EnrolmentStatus, ProgrammeStatus
from programmes.models import Enrolment
from tests.factories import (
    make_enrolment,
    make_member,
    make_programme,
    make_pupil,
    make_record,
    make_user,
)
from tests.programmes.views.conftest import HOSTILE_ADDRESSES, signed_in

pytestmark = pytest.mark.django_db


def test_a_visitor_who_joins_registers_first_and_comes_back(visitor):
    make_programme("wort")
    response = visitor.get("/programmes/wort/join/")
    assert response["Location"] == f"{reverse('account_signup')}?next=%2Fprogrammes%2Fwort%2Fjoin%2F"


def test_joining_shows_the_text_and_needs_the_tick():
    programme, person = make_programme("wort"), make_user()
    client = signed_in(person)
    assert "I agree." in client.get("/programmes/wort/join/").content.decode()
    version = programme.purpose.versions.get().pk
    refused = client.post("/programmes/wort/join/", {"version": version})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["agreed"])
    joined = client.post("/programmes/wort/join/", {"version": version, "agreed": "on"})
    assert joined["Location"] == "/me/"
    assert Enrolment.objects.get().status == EnrolmentStatus.ACTIVE


@pytest.mark.parametrize("version", ["", "999999", *HOSTILE_ADDRESSES])
def test_a_text_that_is_not_the_current_one_is_refused_beside_the_tick(version):
    make_programme("wort")
    response = signed_in(make_user()).post("/programmes/wort/join/", {"version": version, "agreed": "on"})
    assert response.status_code == 400
    assert Enrolment.objects.count() == 0


def test_who_takes_part_already_is_told_so():
    programme, person = make_programme("wort"), make_user()
    make_enrolment(programme, person)
    client = signed_in(person)
    assert "already" in client.get("/programmes/wort/join/").content.decode()
    assert client.post("/programmes/wort/join/", {"agreed": "on"}).status_code == 400


def test_a_pupil_is_told_that_the_guardian_has_to_agree_first():
    make_programme("wort")
    client = signed_in(make_pupil(has_consent=False))
    assert "parent or guardian" in client.get("/programmes/wort/join/").content.decode()
    assert client.post("/programmes/wort/join/", {"agreed": "on"}).status_code == 400
    own_page = client.get("/me/")
    assert (own_page.context["waits_for_guardian"], own_page.context["steps"]) == (True, [])


def test_leaving_asks_first_and_then_ends_the_participation():
    programme, person = make_programme("wort"), make_user()
    make_enrolment(programme, person)
    client = signed_in(person)
    assert client.get("/programmes/wort/leave/").status_code == 200
    assert client.post("/programmes/wort/leave/", {"exit_kind": "no"}).status_code == 400
    assert client.post("/programmes/wort/leave/", {"exit_kind": "completed"})["Location"] == "/me/"
    assert Enrolment.objects.get().exit_kind == "completed"
    assert client.get("/programmes/wort/leave/").status_code == 404


def test_whoever_leaves_finds_the_questions_about_it_where_they_land():
    programme, person = make_programme("wort"), make_user()
    make_record(make_enrolment(programme, person))
    response = signed_in(person).post("/programmes/wort/leave/", {"exit_kind": "completed"}, follow=True)
    assert ("You have left" in response.text, "/me/programmes/wort/exit/" in response.text) == (True, True)


def test_withdrawing_a_request_leads_back_to_the_list():
    programme, person = make_programme("wort"), make_user()
    make_enrolment(programme, person, status="applied", entered_on=None)
    response = signed_in(person).post("/programmes/wort/leave/", {"exit_kind": "early"})
    assert response["Location"] == "/me/programmes/"


def test_nobody_leaves_a_programme_they_are_not_in():
    programme = make_programme("wort")
    make_enrolment(programme)
    for user in (make_user(), make_member(programme)):
        assert signed_in(user).post("/programmes/wort/leave/", {"exit_kind": "early"}).status_code == 404


def test_my_programmes_show_dates_and_consent_also_after_the_programme_is_archived():
    programme, person = make_programme("wort"), make_user()
    client = signed_in(person)
    version = programme.purpose.versions.get().pk
    client.post("/programmes/wort/join/", {"version": version, "agreed": "on"})
    programme.status = ProgrammeStatus.ARCHIVED
    programme.save()
    page = client.get("/me/programmes/").content.decode()
    assert ("I agree." in page, Enrolment.objects.get().pseudonym in page) == (True, True)
    assert client.get("/programmes/wort/leave/").status_code == 200


def test_my_programmes_take_as_many_queries_for_thirty_as_for_one():
    person = make_user()
    client = signed_in(person)
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_enrolment(make_programme(), person)
        for path in ("/me/programmes/", "/me/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert (counts[0], counts[1]) == (counts[2], counts[3])
    assert (counts[0] <= 8, counts[1] <= 12) == (True, True)
