from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from events.models import Session
from events.queries.registrations import registration_token
from events.services.registrations import register
from events.services.sessions import cancel_session
from tests.events.views.test_events import json_ld
from tests.factories import i18n, make_confirmed_user, make_event, make_member, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(make_programme(modules=["events"]), places=3)


@pytest.fixture
def course(event):
    """Of two dates; the second is cancelled."""
    start = event.starts_at + timedelta(days=7)
    second = Session.objects.create(
        event=event, title=i18n("Letters"), starts_at=start, ends_at=start + timedelta(hours=2)
    )
    cancel_session(session=second, reason="The hall is flooded.", by=make_member(event.programme))
    return event


def test_an_event_of_one_date_says_when_it_is_once(event):
    answer = Client().get(event.get_absolute_url())
    assert answer.context["dates"] == []
    assert "subEvent" not in json_ld(answer)


def test_the_pages_of_a_course_show_each_date_and_why_one_is_cancelled(course):
    person = make_confirmed_user("Ana")
    row = register(event=course, person=person, attendance="on_site", by=person)
    for path in (
        course.get_absolute_url(),
        f"/events/{course.pk}/register/",
        f"/events/registrations/{registration_token(row.pk)}/",
    ):
        answer = Client().get(path)
        assert len(answer.context["dates"]) == 2
        assert "This date is cancelled: The hall is flooded." in answer.content.decode()
    found = json_ld(Client().get(course.get_absolute_url()))["subEvent"]
    assert [each["eventStatus"].rpartition("/")[2] for each in found] == ["EventScheduled", "EventCancelled"]


def test_calendars_have_an_entry_for_each_date(course):
    person = make_confirmed_user("Ana")
    row = register(event=course, person=person, attendance="on_site", by=person)
    client = Client()
    client.force_login(person)
    for path in (
        f"/events/{course.pk}/event.ics",
        "/events/calendar.ics",
        f"/events/registrations/{registration_token(row.pk)}/event.ics",
    ):
        found = Calendar.from_ical(client.get(path).content).walk("VEVENT")
        assert [str(entry["status"]) for entry in found] == ["CONFIRMED", "CANCELLED"]
        assert len({str(entry["uid"]) for entry in found}) == 2


def test_one_s_own_dates_are_each_date_of_a_course(course):
    person = make_confirmed_user("Ana")
    register(event=course, person=person, attendance="on_site", by=person)
    client = Client()
    client.force_login(person)
    page = client.get("/me/dates/").content.decode()
    assert page.count(str(course.title)) >= 2
