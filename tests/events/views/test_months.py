"""The calendar of a month that everybody finds beside the list of events."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Session
from portal.core.months import Month
from tests.factories import i18n, make_event, make_member, make_programme, make_room
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PAGE = reverse("events:month")
NEXT = Month.of(timezone.localdate()).after


@pytest.fixture
def programme():
    return make_programme("stay", modules=["events"])


def at(day: int, hour: int = 18, zone: str = "Europe/Berlin") -> datetime:
    return datetime(NEXT.year, NEXT.number, day, hour, tzinfo=ZoneInfo(zone))


def event_of(programme, title: str, start: datetime, hours: float = 2, **fields):
    return make_event(programme, hours=hours, starts_at=start, title=i18n(title), **fields)


def shown(month: Month = NEXT, client: Client | None = None, **filters) -> dict[str, list[str]]:
    """Day → titles."""
    page = (client or Client()).get(PAGE, {"month": str(month), **filters})
    assert page.status_code == 200
    return {
        f"{each.day:%m-%d}": [str(line.title) for line in each.lines]
        for each in page.context["days"]
        if each.lines
    }


def test_each_date_of_an_event_stands_on_its_day_and_what_is_not_public_on_none(programme):
    course = event_of(programme, "Course", at(3))
    Session.objects.create(event=course, starts_at=at(10), ends_at=at(11, 20))
    event_of(programme, "Draft", at(3), state="draft")
    event_of(programme, "Invited", at(3), access="invited")
    event_of(make_programme("hidden", status="draft"), "Hidden", at(3))
    month = f"{NEXT.number:02}"
    assert shown() == {f"{month}-03": ["Course"], f"{month}-10": ["Course"], f"{month}-11": ["Course"]}


def test_days_and_hours_are_those_of_the_programme_s_clocks():
    lisbon = make_programme("west", modules=["events"], time_zone="Atlantic/Azores")
    event_of(lisbon, "Late", at(3, 23, "Atlantic/Azores"), hours=1)
    page = Client().get(PAGE, {"month": str(NEXT)}).content.decode()
    assert shown() == {f"{NEXT.number:02}-03": ["Late"]}
    assert f'<time datetime="{NEXT}-03T23:00:00-' in page


def test_it_is_narrowed_down_as_the_list_is_and_leads_there_and_on(programme):
    other = make_programme("other", modules=["events"])
    event_of(programme, "Ours", at(3), format="course")
    event_of(other, "Theirs", at(3), format="course")
    event_of(programme, "Talk", at(4), format="info")
    day = f"{NEXT.number:02}-03"
    assert shown(programme="stay", format="course") == {day: ["Ours"]}
    page = Client().get(PAGE, {"month": str(NEXT), "programme": "stay"})
    assert (page.context["list"], page.context["after"]) == (
        f"{reverse('events:list')}?programme=stay",
        f"{PAGE}?programme=stay&month={NEXT.after}",
    )
    assert (
        f"{PAGE}?programme=stay"
        in Client().get(reverse("events:list"), {"programme": "stay"}).content.decode()
    )


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12", "2026-12-01", "\0"])
def test_a_month_that_there_is_not_is_not_found(month):
    assert Client().get(PAGE, {"month": month}).status_code in (400, 404)


def test_a_cancelled_date_says_so_and_one_online_too(programme):
    event = event_of(programme, "Course", at(3), link="https://example.org/course")
    event.sessions.update(state="cancelled", cancel_reason="Ill.")
    page = Client().get(PAGE, {"month": str(NEXT)}).content.decode()
    assert ("<s>Course</s>" in page, "STAY · Online" in page) == (True, True)


def test_whoever_works_for_a_programme_sees_no_draft_here_either(programme):
    event_of(programme, "Draft", at(3), state="draft")
    client = Client()
    sign_in(client, make_member(programme))
    assert shown(client=client) == {}


def test_the_database_is_asked_as_often_for_thirty_dates_as_for_one(programme):
    def asked() -> int:
        with CaptureQueriesContext(connection) as sent:
            shown()
        return len(sent)

    event_of(programme, "First", at(1))
    shown()
    once = asked()
    for number in range(30):
        start = at(2) + timedelta(hours=number)
        event_of(programme, f"Event {number}", start, room=make_room(programme), places=5)
    assert asked() == once
    assert once <= 8
