"""Everything that has a day, for who works in the administration."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Activity, Milestone, SchoolHoliday, WorkPackage
from tests.factories import i18n, make_event, make_member, make_programme, make_room
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:calendar")
DAY = date(2027, 5, 18)
"""A Tuesday; the day before is Pentecost Monday."""


class House:
    def __init__(self) -> None:
        self.programme = make_programme("stay", country="DE", region="DEG", modules=["events"])
        self.other = make_programme("other", country="SI", region="")
        self.client = Client()
        sign_in(self.client, make_member(self.programme))

    def event(self, title: str, day: date = DAY, hour: int = 18, programme=None, **fields):
        start = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Berlin"))
        return make_event(programme or self.programme, starts_at=start, title=i18n(title), **fields)

    def milestone(self, title: str, day: date = DAY) -> None:
        package = WorkPackage.objects.create(programme=self.programme, title=i18n("Package"))
        activity = Activity.objects.create(work_package=package, title=i18n("Activity"))
        Milestone.objects.create(activity=activity, title=i18n(title), due_on=day)

    def page(self, client: Client | None = None, **asked):
        return (client or self.client).get(PAGE, {"day": DAY.isoformat(), **asked})

    def shown(self, client: Client | None = None, **asked) -> dict[str, list[str]]:
        days = self.page(client, **asked).context["days"]
        return {f"{each.day:%m-%d}": [str(line.title) for line in each.lines] for each in days if each.lines}


@pytest.fixture
def house():
    return House()


def test_events_and_deadlines_stand_on_their_days_what_has_no_hour_first(house):
    house.event("Evening")
    house.event("Morning", hour=9, state="draft")
    house.milestone("Half-time")
    house.event("Theirs", programme=house.other)
    expected = {"05-18": ["Half-time", "Morning", "Evening"]}
    assert [house.shown(view=view) for view in ("list", "week", "month")] == [expected] * 3


def test_another_programme_s_staff_sees_nothing_of_it(house):
    house.event("Evening")
    house.milestone("Half-time")
    client = Client()
    sign_in(client, make_member(house.other))
    assert house.shown(client) == {}


@pytest.mark.parametrize(
    ("view", "number", "first", "last"),
    [("week", 7, "05-17", "05-23"), ("month", 42, "04-26", "06-06"), ("list", 1, "05-17", "05-17")],
)
def test_a_week_a_month_and_a_list_of_days_with_something(house, view, number, first, last):
    days = [f"{each.day:%m-%d}" for each in house.page(view=view).context["days"]]
    if view == "list":
        days = [each for each in days if each == "05-17"]
    assert (len(days), days[0], days[-1]) == (number, first, last)


@pytest.mark.parametrize(
    ("view", "before", "after"),
    [
        ("week", "view=week&day=2027-05-10", "view=week&day=2027-05-24"),
        ("month", "view=month&day=2027-04-01", "view=month&day=2027-06-01"),
    ],
)
def test_one_goes_on_and_back(house, view, before, after):
    context = house.page(view=view).context
    assert (context["before"], context["after"]) == (f"{PAGE}?{before}", f"{PAGE}?{after}")


@pytest.mark.parametrize(
    "asked", [{"view": "year"}, {"day": "2027-02-30"}, {"day": "9999-12-31"}, {"day": "x"}]
)
def test_what_there_is_not_is_not_found(house, asked):
    assert house.page(**asked).status_code == 404


def test_state_free_places_room_and_a_draft_are_told_apart(house):
    room = make_room(house.programme, "Blue hall")
    event = house.event("Evening", room=room, places=12)
    event.admissions.update(seats_taken=5)
    house.event("Sketch", state="draft")
    page = house.page().content.decode()
    assert "STAY · Blue hall · 7 places free" in page
    assert (page.count('<li class="draft">'), "Draft" in page) == (1, True)


def test_holidays_are_marked_and_whose_they_are_where_not_all_have_them(house):
    days = {"starts_on": DAY, "ends_on": DAY + timedelta(days=1)}
    SchoolHoliday.objects.create(region="DEG", name=i18n("Whitsun"), **days)
    SchoolHoliday.objects.create(region="DED", name=i18n("Saxony"), **days)

    def notes() -> dict[str, list[str]]:
        return {
            f"{each.day:%m-%d}": [*each.notes]
            for each in house.page(view="week").context["days"]
            if each.notes
        }

    school = "School holidays: Whitsun"
    assert notes() == {"05-17": ["Pentecost Monday"], "05-18": [school], "05-19": [school]}
    person = make_member(house.programme)
    person.memberships.create(programme=house.other, role="coordinator")
    sign_in(house.client, person)
    assert notes()["05-18"] == [f"{school} (STAY)"]


@pytest.mark.parametrize("role", ["trainer", "adviser", "assistant"])
def test_all_who_work_here_have_it_in_the_sidebar_and_others_do_not_enter(house, role):
    client = Client()
    sign_in(client, make_member(house.programme, role))
    assert f'href="{PAGE}"' in client.get(reverse("admin:index")).content.decode()
    sign_in(client, make_member(house.programme, "evaluator"))
    assert client.get(PAGE).status_code in (302, 403)


def test_the_database_is_asked_as_often_for_thirty_dates_as_for_one(house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as sent:
            house.page()
        return len(sent)

    house.event("First", room=make_room(house.programme), places=3)
    house.page()
    once = asked()
    for number in range(30):
        house.event(f"Event {number}", hour=number % 20, room=make_room(house.programme), places=3)
    assert asked() == once
    assert once <= 12
