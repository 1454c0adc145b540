"""Each filter of the lists of events alone, several together, and what none of them understands."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Admission, Event, Session
from events.services.registrations import cancel_registration, register
from tests.events.views.test_events import titles
from tests.events.views.test_feeds import feed_titles, summaries
from tests.factories import i18n, make_event, make_programme, make_user

pytestmark = pytest.mark.django_db

DAY = date(2031, 5, 14)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


@pytest.fixture
def events() -> dict[str, Event]:
    """Three that differ in all that can be asked for."""
    programme = make_programme("north", acronym="N")
    made = {
        "Course": make_event(
            programme,
            title=i18n("Course"),
            starts_at=at(DAY, 22),
            place="Hall",
            languages=["de", "sl"],
            target_groups=["newcomers"],
            format="course",
        ),
        "Party": make_event(
            programme,
            title=i18n("Party"),
            starts_at=at(DAY + timedelta(days=1), 9),
            link="https://meet.example.org",
            languages=["sl"],
            asks_ages=True,
            format="info",
            places=1,
        ),
        "Talk": make_event(
            programme,
            title=i18n("Talk"),
            starts_at=at(DAY + timedelta(days=2), 9),
            place="Mill",
            languages=["uk"],
            target_groups=["companies", "families"],
            format="info",
            places=None,
        ),
    }
    later = at(DAY + timedelta(days=9), 9)
    Session.objects.create(
        event=made["Talk"],
        starts_at=later,
        ends_at=later + timedelta(hours=1),
        link="https://talk.example.org",
    )
    Event.objects.filter(pk=made["Talk"].pk).update(ends_at=later + timedelta(hours=1))
    return made


def found(query: str) -> list[str]:
    """What the list shows; calendar and feed show the same."""
    listed = titles(Client().get(f"/events/?{query}"))
    assert {each.removesuffix(" (N)") for each in summaries(f"/events/calendar.ics?{query}")} == {*listed}
    assert {*feed_titles(f"/events/feed.atom?{query}")} == {*listed}
    return listed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Course", "Party", "Talk"]),
        ("target_group=companies", ["Party", "Talk"]),
        ("target_group=newcomers", ["Course", "Party"]),
        ("families=on", ["Party", "Talk"]),
        ("language=sl", ["Course", "Party"]),
        ("attendance=online", ["Party", "Talk"]),
        ("attendance=on_site", ["Course", "Talk"]),
        ("free=on", ["Party", "Talk"]),
        ("first_day=2031-05-15", ["Party", "Talk"]),
        ("first_day=2031-05-17", ["Talk"]),
        ("last_day=2031-05-14", ["Course"]),
        ("first_day=2031-05-15&last_day=2031-05-15", ["Party"]),
        ("format=info&language=sl&families=on&free=on&attendance=online&programme=north", ["Party"]),
        ("format=course&families=on", []),
    ],
)
def test_each_filter_narrows_the_lists_alone_and_together(events, query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first_day=someday", "first_day"),
        ("last_day=0001-01-01", "last_day"),
        ("first_day=2031-05-15&last_day=2031-05-14", "last_day"),
        ("language=xx", "language"),
        ("target_group=kings", "target_group"),
        ("attendance=\x00", "attendance"),
    ],
)
def test_what_can_t_be_understood_is_said_beside_its_field_and_left_out_of_account(events, query, field):
    page = Client().get("/events/", dict(pair.split("=") for pair in query.split("&")))
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert page.text.count('aria-invalid="true"') == 1
    assert len(titles(page)) == (2 if "first_day=2031" in query else 3)


def test_languages_are_those_in_which_events_are_held_and_an_empty_list_leads_to_all(events):
    page = Client().get("/events/?format=course&families=on")
    assert [code for code, _name in page.context["form"].fields["language"].choices] == ["", "de", "sl", "uk"]
    assert "No event matches" in page.text
    assert page.text.count('href="/events/"') >= 2


def test_places_are_free_as_long_as_somebody_can_register_and_finds_one(events):
    ana, now = make_user("Ana"), timezone.now()
    row = register(event=events["Party"], person=ana, attendance="on_site", by=ana)
    assert found("free=on") == ["Talk"]
    cancel_registration(registration=row, by=ana)
    assert found("free=on") == ["Party", "Talk"]
    for times in ({"opens_at": now + timedelta(days=1)}, {"opens_at": None, "closes_at": now}):
        Admission.objects.filter(event=events["Talk"]).update(**times)
        assert found("free=on") == ["Party"]
    for admission in Admission.objects.select_related("event"):
        assert (admission in Admission.objects.open_now()) is admission.is_open(timezone.now())
    Event.objects.update(state="cancelled")
    assert found("free=on") == []


def test_all_filters_take_as_many_queries_for_thirty_events_as_for_one(events):
    query = "free=on&families=on&language=sl&attendance=online&first_day=2026-01-01&target_group=families"
    programme, counts = events["Party"].programme, []
    for number in (1, 29):
        for _ in range(number):
            make_event(programme, languages=["sl"], asks_ages=True, link="https://example.org", places=3)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/events/?{query}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
