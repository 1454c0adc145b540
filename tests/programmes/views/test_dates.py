"""One's own dates, and the secret address at which a calendar finds them."""

import re
from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.core import secret_addresses
from portal.users.models import User
from programmes.models import Appointment, CalendarFeed
from programmes.services.calendar_feeds import renew_calendar_address
from tests.factories import make_pupil, make_user, ten_in_days
from tests.matching.conftest import page, signed_in
from tests.programmes.services.test_appointments import Meeting

pytestmark = pytest.mark.django_db
PAGE = "/me/dates/"


@pytest.fixture
def meeting():
    cache.clear()
    meeting = Meeting()
    meeting.choose(meeting.applicant)
    return meeting


def address_of(person) -> str:
    return renew_calendar_address(person=person, by=person).path


def events(response):
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_the_page_lists_what_is_ahead_what_was_and_what_is_to_be_agreed_on(meeting):
    html = page(signed_in(meeting.applicant), PAGE)
    assert re.search(r"Ahead.*10:00.*Interview: ", html, re.DOTALL)
    Appointment.objects.update(
        proposals=[ten_in_days(-2)], starts_at=ten_in_days(-2), chosen_at=ten_in_days(-9)
    )
    assert re.search(
        r"Nothing is agreed on.*Over.*Interview: ", page(signed_in(meeting.applicant), PAGE), re.DOTALL
    )
    Appointment.objects.update(state="proposed", starts_at=None, chosen_at=None)
    assert re.search(r"To agree on.*Interview: ", page(signed_in(meeting.applicant), PAGE), re.DOTALL)
    assert "Interview: " not in page(signed_in(make_user("Mallory")), PAGE)


def test_an_address_is_made_shown_renewed_and_removed(meeting):
    client = signed_in(meeting.applicant)
    assert "Make an address" in page(client, PAGE)
    client.post(f"{PAGE}address/")
    (first,) = re.findall(r'value="http[^"]*(/calendar/[^"]+\.ics)"', page(client, PAGE))
    assert len(events(Client().get(first))) == 1
    client.post(f"{PAGE}address/")
    (second,) = re.findall(r'value="http[^"]*(/calendar/[^"]+\.ics)"', page(client, PAGE))
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.post(f"{PAGE}address/", {"act": "remove"})
    assert Client().get(second).status_code == 404
    assert "Make an address" in page(client, PAGE)


def test_a_link_makes_no_address(meeting):
    assert signed_in(meeting.applicant).get(f"{PAGE}address/").status_code == 405
    assert CalendarFeed.objects.count() == 0


def test_the_calendar_says_when_and_where_and_names_nobody(meeting):
    response = Client().get(address_of(meeting.applicant))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response.headers["Cache-Control"] == "private, no-cache"
    text = response.content.decode().replace("\r\n ", "")
    for name in (meeting.company.get_full_name(), meeting.company.email, meeting.applicant.email):
        assert name not in text
    for words in (
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "LOCATION:Gate 2",
        "STATUS:CONFIRMED",
    ):
        assert words in text
    (event,) = events(response)
    assert str(event["UID"]) == str(meeting.appointment.uid)


def test_the_calendar_is_asked_for_again_only_when_something_has_changed(meeting):
    path = address_of(meeting.applicant)
    etag = Client().get(path).headers["ETag"]
    again = Client().get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    meeting.cancel(meeting.company)
    changed = Client().get(path, headers={"If-None-Match": etag})
    assert [(str(event["STATUS"]), event["SEQUENCE"]) for event in events(changed)] == [("CANCELLED", 2)]


def test_what_was_cancelled_stays_for_a_while(meeting):
    meeting.cancel(meeting.company)
    long_ago = timezone.now() - timedelta(days=40)
    Appointment.objects.update(
        proposals=[long_ago], starts_at=long_ago, chosen_at=long_ago - timedelta(days=1)
    )
    assert events(Client().get(address_of(meeting.applicant))) == []


def test_it_speaks_its_owners_language(meeting):
    User.objects.filter(pk=meeting.applicant.pk).update(language="de")
    (event,) = events(Client().get(address_of(meeting.applicant)))
    assert str(event["SUMMARY"]).startswith("Gespräch: ")


@pytest.mark.parametrize("end", ["restricted", "closed", "gone"])
def test_the_address_ends_with_the_account(meeting, end):
    path = address_of(meeting.applicant)
    rows = User.objects.filter(pk=meeting.applicant.pk)
    if end == "restricted":
        rows.update(restricted_at=timezone.now())
    elif end == "closed":
        rows.update(is_active=False)
    else:
        Appointment.objects.all().delete()
        rows.delete()
    assert Client().get(path).status_code == 404


def test_a_pupil_without_consent_has_none():
    pupil = make_pupil(has_consent=False)
    CalendarFeed.objects.create(person=pupil, token="t", token_hash=CalendarFeed.hash_of("t"))
    assert Client().get("/calendar/t.ics").status_code == 404
    assert signed_in(pupil).post(f"{PAGE}address/").status_code in (302, 403)
    assert CalendarFeed.objects.get().token == "t"


def test_who_leaves_the_company_loses_its_dates(meeting):
    path = address_of(meeting.company)
    assert len(events(Client().get(path))) == 1
    meeting.company.contacts.all().delete()
    assert events(Client().get(path)) == []


@pytest.mark.parametrize("token", ["x", "0", "..", "a" * 3000, "%00", "'"])
def test_no_other_address_opens_anything(meeting, token):
    assert Client().get(f"/calendar/{token}.ics").status_code in (400, 404)


def test_an_address_is_not_asked_for_without_end(meeting, monkeypatch):
    monkeypatch.setattr(secret_addresses, "RATES", {"address": "2/5m", "host": "300/5m"})
    path = address_of(meeting.applicant)
    assert [Client().get(path).status_code for _time in range(3)] == [200, 200, 429]


def test_a_stolen_table_opens_nothing(meeting):
    path = address_of(meeting.applicant)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    row = CalendarFeed.objects.values_list("token_hash").get()
    assert token not in row
    assert len(token) >= 43


def test_the_page_asks_as_often_whatever_the_number_of_dates(meeting, django_assert_max_num_queries):
    from tests.factories import make_application, make_interview

    for _number in range(12):
        application = make_application(meeting.application.placement, state="interview")
        make_interview(application, starts_at=ten_in_days(3), host=meeting.company)
        make_interview(application, host=meeting.company)
    client = signed_in(meeting.company)
    page(client, PAGE)
    with django_assert_max_num_queries(12):
        page(client, PAGE)
