import json
import re
from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.constants import EventState
from events.models import Event
from events.presentation.events import when
from programmes.constants import ProgrammeStatus
from tests.factories import i18n, make_enrolment, make_member, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def make_event(programme, title="Meeting", days=3, **fields):
    start = timezone.now() + timedelta(days=days)
    fields.setdefault("state", EventState.PUBLISHED)
    fields.setdefault("starts_at", start)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2))
    return Event.objects.create(programme=programme, title=i18n(title), **fields)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def titles(response):
    return [str(card["title"]) for card in response.context["cards"]]


def json_ld(response):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL
    )
    return json.loads(found.group(1)) if found else None


def test_the_list_shows_coming_public_events_the_next_one_first():
    programme = make_programme()
    make_event(programme, "later", days=9)
    make_event(programme, "sooner", days=1)
    make_event(programme, "past", days=-9)
    make_event(programme, "draft", state=EventState.DRAFT)
    make_event(make_programme(status=ProgrammeStatus.DRAFT), "of a draft")
    assert titles(Client().get("/events/")) == ["sooner", "later"]
    assert titles(signed_in(make_member(programme)).get("/events/")) == ["sooner", "later"]


def test_events_are_shown_while_their_programme_has_them_switched_on():
    programme = make_programme("north", modules=["placements", "events"])
    other = make_event(make_programme("south"), "Elsewhere", days=9)
    event = make_event(programme, "Open day")
    person = make_enrolment(programme).person
    for modules, shown in ((["placements"], False), (["events"], True)):
        programme.modules = modules
        programme.save()
        for client in (Client(), signed_in(make_member(programme)), signed_in(make_user())):
            assert titles(client.get("/events/")) == (["Open day"] if shown else []) + ["Elsewhere"]
        assert ("Open day" in Client().get("/programmes/north/").content.decode()) is shown
        assert ("Open day" in signed_in(person).get("/me/").content.decode()) is shown
        answer = Client().get(event.get_absolute_url())
        assert answer.status_code == (200 if shown else 404)
    assert Client().get(other.get_absolute_url()).status_code == 200


def test_staff_still_open_an_event_that_is_switched_off_and_search_engines_are_told_nothing():
    programme = make_programme(modules=["placements"])
    event = make_event(programme)
    answer = signed_in(make_member(programme)).get(event.get_absolute_url())
    assert (answer.status_code, json_ld(answer)) == (200, None)


@pytest.mark.parametrize(("modules", "is_warned"), [(["placements"], True), (["events"], False)])
def test_whoever_publishes_an_event_that_nobody_finds_is_told_so(modules, is_warned):
    programme = make_programme(modules=modules)
    event = make_event(programme, state=EventState.DRAFT)
    form = {"action": "publish", "_selected_action": event.pk, "back": event.pk}
    client = Client()
    sign_in(client, make_member(programme))
    answer = client.post("/admin/events/event/", form, follow=True)
    assert ("Nobody finds this event yet" in answer.content.decode()) is is_warned
    event.refresh_from_db()
    assert event.state == EventState.PUBLISHED


def test_programmes_that_had_events_before_the_switch_was_real_go_on_showing_them():
    migration = import_module("events.migrations.0003_programmes_with_events_show_them")
    had, had_not = (make_programme(modules=["placements"]) for _ in range(2))
    make_event(had)
    migration.switch_on(apps, None)
    migration.switch_on(apps, None)
    for programme in (had, had_not):
        programme.refresh_from_db()
    assert (had.modules, had_not.modules) == (["placements", "events"], ["placements"])


def test_the_list_is_narrowed_down_by_programme_and_format():
    parent = make_programme("danube")
    city = make_programme("velenje", parent=parent)
    make_event(city, "in the city", format="visit")
    make_event(make_programme("other"), "elsewhere", format="course")
    shown = {
        query: titles(Client().get(f"/events/?{query}")) for query in ("programme=danube", "format=course")
    }
    assert shown == {"programme=danube": ["in the city"], "format=course": ["elsewhere"]}


@pytest.mark.parametrize("value", ["\x00", "9" * 400, str(2**63), "-1", "\U0001f600", "x" * 10_000, "secret"])
def test_no_query_string_breaks_the_list(value):
    make_event(make_programme())
    make_programme("secret", status=ProgrammeStatus.DRAFT)
    for name in ("programme", "format", "page"):
        assert Client().get("/events/", {name: value}).status_code == 200


def test_an_empty_list_shows_the_way_to_the_programmes():
    assert "/programmes/" in Client().get("/events/").content.decode()


def test_thirty_events_take_as_many_queries_as_one():
    programme, client, counts = make_programme(), Client(), []
    for number in (1, 29):
        for _ in range(number):
            make_event(programme)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/events/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 8


def test_drafts_are_for_those_who_run_the_programme():
    programme = make_programme()
    draft = make_event(programme, state=EventState.DRAFT)
    people = [
        Client(),
        signed_in(make_user()),
        signed_in(make_member(make_programme())),
        signed_in(make_member(programme)),
    ]
    assert [client.get(f"/events/{draft.pk}/").status_code for client in people] == [404, 404, 404, 200]


def test_more_is_announced_only_of_what_is_still_to_come():
    programme = make_programme()
    rows = [
        make_event(programme),
        make_event(programme, days=-9),
        make_event(programme, state=EventState.CANCELLED),
    ]
    pages = [Client().get(row.get_absolute_url()).content.decode() for row in rows]
    assert ["More about this event follows" in page for page in pages] == [True, False, False]


def test_hours_are_those_of_the_programmes_place_on_both_sides_of_a_clock_change():
    vienna, zone = make_programme(time_zone="Europe/Vienna"), ZoneInfo("Europe/Vienna")
    for day in (28, 30):
        start = datetime(2026, 3, day, 14, 0, tzinfo=zone)
        event = make_event(vienna, starts_at=start, ends_at=start + timedelta(hours=2))
        event.refresh_from_db()
        assert when(event) == f"{day}\xa0March 2026, 14:00–16:00"


def test_an_event_over_midnight_names_both_days():
    start = datetime(2026, 6, 1, 22, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    event = make_event(make_programme(), starts_at=start, ends_at=start + timedelta(hours=4))
    assert when(event) == "1\xa0June 2026, 22:00 – 2\xa0June 2026, 02:00"


def test_search_engines_are_told_of_an_event_only_while_it_is_to_come():
    programme = make_programme()
    coming, past = make_event(programme, "Coming", place="Town hall"), make_event(programme, days=-9)
    cancelled = make_event(programme, state=EventState.CANCELLED)
    data = json_ld(Client().get(f"/events/{coming.pk}/"))
    assert (data["@type"], data["name"], data["location"][0]["name"]) == ("Event", "Coming", "Town hall")
    assert [json_ld(Client().get(f"/events/{event.pk}/")) for event in (past, cancelled)] == [None, None]


def test_a_title_can_not_leave_the_data_for_search_engines():
    hostile = "</script><script>alert(1)</script>&\u2028"
    event = make_event(make_programme(), hostile, place=hostile)
    response = Client().get(f"/events/{event.pk}/")
    assert json_ld(response)["name"] == hostile
    assert "<script>alert" not in response.content.decode()


def test_a_programmes_page_shows_its_coming_events_and_those_of_its_subprogrammes():
    parent = make_programme("danube")
    make_event(make_programme(parent=parent), "In the city")
    make_event(make_programme(), "Elsewhere")
    page = Client().get("/programmes/danube/").content.decode()
    assert ("In the city" in page, "Elsewhere" in page) == (True, False)


def test_the_own_page_shows_events_of_programmes_the_person_takes_part_in():
    person, programme = make_user(), make_programme()
    make_enrolment(programme, person)
    make_event(programme, "For members")
    make_event(make_programme(), "For others")
    page = signed_in(person).get("/me/").content.decode()
    assert ("For members" in page, "For others" in page) == (True, False)


def test_what_came_of_an_event_stands_on_its_page():
    event = make_event(
        make_programme(modules=["events"]),
        days=-9,
        state="done",
        results=i18n("**Forty** people met. [Report](https://example.org/report.pdf)"),
    )
    page = Client().get(event.get_absolute_url()).text
    assert '<h2 id="results">Results and publications</h2>' in page
    assert '<strong>Forty</strong> people met. <a href="https://example.org/report.pdf"' in page
    event.results = i18n("")
    event.save()
    assert 'id="results"' not in Client().get(event.get_absolute_url()).text
