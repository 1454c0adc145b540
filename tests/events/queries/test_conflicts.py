"""What stands against dates that are planned, to whom it is said, and how often the database is asked."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventTrainer, Session
from events.presentation.conflicts import conflicts_of
from events.services.copies import copy_event
from portal.users.models import User
from programmes.access import access_of
from programmes.models import SchoolHoliday
from tests.factories import (
    i18n,
    make_equipment,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_reservation,
    make_room,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 3, 17, 18, tzinfo=BERLIN)
"""A Wednesday on which nothing is."""


class House:
    """A programme, the event that is planned, and another programme that shares a company, its room and a trainer."""

    def __init__(self) -> None:
        self.programme = make_programme("stay", modules=["events"], region="DEG", country="DE")
        self.other = make_programme("other", modules=["events"], region="DEG", country="DE")
        self.company = make_organisation(self.programme, self.other, name="Mill")
        self.hall = make_room(self.company, "Hall", capacity=20)
        self.trainer = make_member(self.programme, "trainer")
        User.objects.filter(pk=self.trainer.pk).update(name="Tilda")
        self.device = make_equipment(self.company, name=i18n("Robot"))
        self.coordinator = make_member(self.programme)
        self.event = self.event_of(self.programme, START)

    def event_of(self, programme, start, **fields) -> Event:
        fields.setdefault("state", "draft")
        return make_event(programme, starts_at=start, ends_at=start + timedelta(hours=2), **fields)

    def needs(self, event, what: str) -> None:
        """Let the event need the same room, trainer, host or device."""
        if what == "trainer":
            EventTrainer.objects.create(event=event, person=self.trainer)
        elif what == "equipment":
            times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
            make_reservation(self.device, event, state="confirmed", **times)
        else:
            Event.objects.filter(pk=event.pk).update(**{what: self.hall if what == "room" else self.company})

    def said(self, by=None) -> list[tuple[str, str, bool]]:
        """Kind, sentence, and whether there is a link."""
        event = Event.objects.select_related("programme", "host", "room").get(pk=self.event.pk)
        found = conflicts_of(by or self.coordinator, event)
        return [(each.kind.value, each.sentence, bool(each.link)) for each in found]


@pytest.fixture
def house():
    return House()


SENTENCES = {
    "room": ("The room “Hall” is taken by “Secret”.", "The room “Hall” is taken by another programme."),
    "trainer": (
        "Tilda leads “Secret” at the same time.",
        "Tilda is taken by another programme at the same time.",
    ),
    "host": (
        "Mill hosts “Secret” at the same time.",
        "Mill hosts an event of another programme at the same time.",
    ),
}


@pytest.mark.parametrize("what", SENTENCES)
@pytest.mark.parametrize(
    ("hours", "is_clash"), [(-2, False), (-1.5, True), (0, True), (1.5, True), (2, False)]
)
def test_the_same_at_overlapping_times_is_said(house, what, hours, is_clash):
    other = house.event_of(house.programme, START + timedelta(hours=hours), title=i18n("Secret"))
    for event in (house.event, other):
        house.needs(event, what)
    assert house.said() == ([(what, SENTENCES[what][0], True)] if is_clash else [])


@pytest.mark.parametrize("what", SENTENCES)
@pytest.mark.parametrize(("state", "is_seen"), [("draft", False), ("published", True)])
def test_of_another_programme_s_event_no_more_is_told_than_the_reader_may_see(house, what, state, is_seen):
    other = house.event_of(house.other, START, title=i18n("Secret"), state=state)
    for event in (house.event, other):
        house.needs(event, what)
    assert house.said() == [(what, SENTENCES[what][0 if is_seen else 1], is_seen)]
    page = Client()
    sign_in(page, house.coordinator)
    address = reverse("admin:events_event_change", args=[house.event.pk])
    assert ("Secret" in page.get(address).content.decode()) == is_seen


def test_a_device_of_this_event_that_another_holds_and_one_that_nobody_has_confirmed(house):
    second = make_equipment(house.company, name=i18n("Drill"))
    make_reservation(second, house.event, state="requested")
    make_reservation(house.device, house.event, state="declined")
    house.needs(house.event_of(house.other, START, title=i18n("Secret")), "equipment")
    assert house.said() == [
        ("equipment", "The device “Drill” is asked for and not confirmed yet.", False),
        ("equipment", "The device “Robot” is taken by another programme.", False),
    ]


def test_what_is_cancelled_or_over_or_in_another_room_stands_in_nobody_s_way(house):
    house.needs(house.event, "room")
    cancelled = house.event_of(house.programme, START, state="cancelled", cancel_reason="Ill.")
    moved = house.event_of(house.programme, START)
    session_off = house.event_of(house.programme, START - timedelta(days=7))
    for event in (cancelled, moved, session_off):
        house.needs(event, "room")
    moved.sessions.update(room=make_room(house.programme))
    end = START + timedelta(hours=2)
    Session.objects.create(
        event=session_off, starts_at=START, ends_at=end, state="cancelled", cancel_reason="Ill."
    )
    assert house.said() == []
    moved.sessions.update(room=None, place="Riverside")
    assert house.said() == []
    moved.sessions.update(room=house.hall)
    assert [kind for kind, *_more in house.said()] == ["room"]


@pytest.mark.parametrize(
    ("places", "capacity", "is_said"), [(20, 20, False), (21, 20, True), (None, 20, False), (21, None, False)]
)
def test_more_places_than_the_room_holds_are_said_once_for_all_dates(house, places, capacity, is_said):
    house.hall.capacity = capacity
    house.hall.save()
    house.needs(house.event, "room")
    house.event.admissions.create(attendance="on_site", capacity=places)
    house.event.admissions.create(attendance="online", capacity=900)
    at = START + timedelta(days=7)
    Session.objects.create(event=house.event, starts_at=at, ends_at=at + timedelta(hours=1))
    sentence = "“Hall” holds 20 people, and there are 21 places on site."
    assert house.said() == ([("places", sentence, True)] if is_said else [])


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2027-05-17T10", [("public_holiday", "Pentecost Monday")]),
        ("2027-09-20T10", [("public_holiday", "World Children&#x27;s Day")]),
        ("2027-05-16T22", []),
        ("2027-02-01T08", [("school_holidays", "Winter")]),
        ("2027-02-06T23", [("school_holidays", "Winter")]),
        ("2027-01-31T22", []),
        ("2027-02-15T08", []),
    ],
)
def test_holidays_of_the_programme_s_region_by_its_clocks(house, start, said):
    """What ends at midnight has ended on the day before; holidays of Saxony are not Thuringia's."""
    for region, first in (("DEG", date(2027, 2, 1)), ("DED", date(2027, 2, 15))):
        SchoolHoliday.objects.create(
            region=region, name=i18n("Winter"), starts_on=first, ends_on=first + timedelta(days=5)
        )
    begin = datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    Event.objects.filter(pk=house.event.pk).update(starts_at=begin, ends_at=begin + timedelta(hours=2))
    assert [(kind, words) for kind, words, _is_link in house.said()] == said


def test_the_event_s_own_dates_and_dates_that_are_over_are_no_matter(house):
    house.needs(house.event, "room")
    Session.objects.create(event=house.event, starts_at=START, ends_at=START + timedelta(hours=1))
    past = timezone.now() - timedelta(days=9)
    for event in (house.event, house.event_of(house.programme, past)):
        house.needs(event, "room")
        Session.objects.create(event=event, starts_at=past, ends_at=past + timedelta(hours=1))
    assert house.said() == []


def test_a_cancelled_event_has_no_conflicts(house):
    house.needs(house.event, "room")
    house.needs(house.event_of(house.programme, START), "room")
    Event.objects.filter(pk=house.event.pk).update(state="cancelled", cancel_reason="Ill.")
    assert house.said() == []


def test_the_database_is_asked_as_often_for_thirty_dates_as_for_one(house):
    for what in ("room", "trainer", "host", "equipment"):
        house.needs(house.event, what)

    def asked() -> tuple[int, int]:
        event = Event.objects.select_related("programme", "host", "room").get(pk=house.event.pk)
        access_of(house.coordinator)
        with CaptureQueriesContext(connection) as sent:
            found = conflicts_of(house.coordinator, event)
        return len(sent), len(found)

    assert asked() == (5, 0)
    for days in range(1, 31):
        at, room = START + timedelta(days=7 * days), make_room(house.programme)
        other = house.event_of(house.programme, at, room=room)
        EventTrainer.objects.create(event=other, person=house.trainer)
        Session.objects.create(event=house.event, room=room, starts_at=at, ends_at=at + timedelta(hours=2))
    number, found = asked()
    assert (number, found >= 60) == (5, True)


def signed_in(house) -> Client:
    client = Client()
    sign_in(client, house.coordinator)
    return client


def test_the_dates_page_a_preview_of_more_and_a_copy_say_it(house):
    for event in (house.event, house.event_of(house.programme, START, title=i18n("Choir"))):
        house.needs(event, "room")
    client, sentence = signed_in(house), "The room “Hall” is taken by “Choir”."
    dates = f"{reverse('admin:events_session_changelist')}?event__id__exact={house.event.pk}"
    assert sentence in client.get(dates).content.decode()
    assert sentence not in client.get(reverse("admin:events_session_changelist")).content.decode()
    third = house.event_of(house.programme, START + timedelta(days=30), title=i18n("Third"))
    sent = {"kind": "list", "listed": "2027-03-17", "begins": "18:00", "ends": "20:00", "act": "preview"}
    preview = reverse("admin:events_event_dates", args=[third.pk])
    assert sentence not in client.post(preview, sent).content.decode()
    assert sentence in client.post(preview, {**sent, "room": house.hall.pk}).content.decode()
    assert third.sessions.count() == 1
    copy = client.post(
        reverse("admin:events_event_copy", args=[house.event.pk]), {"first_day": "2027-03-17"}, follow=True
    )
    assert sentence in copy.content.decode()


def test_a_copy_is_in_the_way_of_the_event_itself(house):
    house.needs(house.event, "room")
    house.event.refresh_from_db()
    made = copy_event(event=house.event, first_day=START.date(), by=house.coordinator)
    assert [each.kind for each in conflicts_of(house.coordinator, made)] == ["room"]


def test_whoever_publishes_reads_it_beside_the_button_and_publishes_all_the_same(house):
    for event in (house.event, house.event_of(house.programme, START, title=i18n("Choir"))):
        house.needs(event, "room")
    client = signed_in(house)
    page = client.get(reverse("admin:events_event_change", args=[house.event.pk])).content.decode()
    assert ("taken by “Choir”" in page, "Nothing of this keeps you from planning." in page) == (True, True)
    act = {"action": "publish", "_selected_action": house.event.pk}
    client.post(reverse("admin:events_event_changelist"), act)
    house.event.refresh_from_db()
    assert house.event.state == "published"
