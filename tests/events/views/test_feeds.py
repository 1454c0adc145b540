"""Who follows events finds in a calendar or a feed reader what the list shows, with its filters."""

from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from events.constants import EventState
from events.models import Event
from events.services.states import cancel_event, save_event
from tests.events.views.test_events import make_event, signed_in
from tests.factories import i18n, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


def entries(path="/events/calendar.ics", client=None) -> list[icalendar.Event]:
    answer = (client or Client()).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/calendar; charset=utf-8; method=PUBLISH",
    )
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def summaries(path="/events/calendar.ics", client=None) -> list[str]:
    return [str(entry["summary"]) for entry in entries(path, client)]


def feed_titles(path="/events/feed.atom") -> list[str]:
    tree = ElementTree.fromstring(Client().get(path).content)  # noqa: S314  our own
    return [entry.findtext("{*}title") for entry in tree.findall("{*}entry")]


def test_a_calendar_holds_what_the_list_shows_with_its_filters():
    programme, other = make_programme("north", acronym="NORTH"), make_programme("south", acronym="SOUTH")
    make_event(programme, "Open day")
    make_event(other, "Fair", format="info")
    make_event(programme, "Over", days=-9)
    make_event(programme, "Draft", state=EventState.DRAFT)
    make_event(programme, "Submitted", state=EventState.SUBMITTED)
    assert sorted(summaries()) == ["Fair (SOUTH)", "Open day (NORTH)"]
    assert summaries("/events/calendar.ics?programme=north") == ["Open day (NORTH)"]
    assert summaries("/events/calendar.ics?format=info") == ["Fair (SOUTH)"]
    assert feed_titles() == ["Fair", "Open day"]
    assert feed_titles("/events/feed.atom?programme=north") == ["Open day"]


@pytest.mark.parametrize("path", ["/events/calendar.ics", "/events/feed.atom"])
def test_what_no_filter_understands_is_no_fault(path):
    make_event(make_programme(), "Open day")
    for query in ("programme=nowhere", "format=\0", "programme=%00", "page=x", "format=" + "x" * 5000):
        assert Client().get(f"{path}?{query}").status_code == 200


def test_an_entry_says_when_on_the_programme_s_clocks_and_where():
    vienna = make_programme(time_zone="Europe/Vienna", acronym="VIENNA")
    start = datetime(
        2027, 3, 28, 14, 0, tzinfo=ZoneInfo("Europe/Vienna")
    )  # the day on which clocks go forward
    event = make_event(
        vienna,
        "Open day",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="Town hall",
        link="https://meet.example.org/1",
        description=i18n("Bring **coffee** & a friend."),
    )
    (entry,) = entries(f"/events/{event.pk}/event.ics")
    assert entry["dtstart"].dt == start
    assert (str(entry["location"]), str(entry["status"])) == ("Town hall", "CONFIRMED")
    said = str(entry["description"])
    assert "Bring coffee & a friend." in said
    assert "https://meet.example.org/1" in said
    assert event.get_absolute_url() in said


def test_a_change_is_the_same_entry_with_a_higher_sequence_and_a_cancelled_one_says_so():
    programme = make_programme()
    event, by = make_event(programme, "Open day"), make_member(programme)
    Event.objects.filter(pk=event.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    event.refresh_from_db()
    (before,) = entries()
    event.starts_at += timedelta(hours=1)
    event.ends_at += timedelta(hours=1)
    save_event(event=event, by=by)
    (moved,) = entries()
    Event.objects.filter(pk=event.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    cancel_event(event=event, reason="The trainer is ill.", by=by)
    (off,) = entries()
    assert before["uid"] == moved["uid"] == off["uid"]
    assert before["sequence"] < moved["sequence"]
    assert str(off["status"]) == "CANCELLED"
    assert "The trainer is ill." in str(off["description"])


def test_a_draft_s_file_is_for_those_who_run_the_programme():
    programme = make_programme()
    draft = make_event(programme, state=EventState.DRAFT)
    for client, status in (
        (Client(), 404),
        (signed_in(make_user()), 404),
        (signed_in(make_member(programme)), 200),
    ):
        assert client.get(f"/events/{draft.pk}/event.ics").status_code == status


def test_the_list_and_an_event_lead_to_calendar_and_feed():
    event = make_event(make_programme("north"), "Open day")
    page = Client().get("/events/?programme=north&page=1").content.decode()
    assert 'href="/events/calendar.ics?programme=north"' in page
    assert 'href="/events/feed.atom?programme=north"' in page
    file = f"/events/{event.pk}/event.ics"
    assert file in Client().get(event.get_absolute_url()).content.decode()
    Event.objects.filter(pk=event.pk).update(state=EventState.CANCELLED)
    assert file not in Client().get(event.get_absolute_url()).content.decode()


def test_a_control_character_in_a_title_leaves_the_feed_readable():
    make_event(make_programme(), "Open\x0bday")
    assert feed_titles() == ["Open day"]
