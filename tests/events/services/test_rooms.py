"""Rooms: whose they are, who plans with them, and where people read of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Room, Session
from events.services.copies import copy_event
from events.services.registrations import register
from events.services.rooms import save_room
from events.services.sessions import change_session
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from tests.factories import (
    i18n,
    make_confirmed_user,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_room,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ADD = reverse("admin:events_room_add")


@pytest.fixture
def programme():
    return make_programme("stay", modules=["events"])


@pytest.fixture
def client(programme):
    client = Client()
    client.user = make_member(programme)
    sign_in(client, client.user)
    return client


@pytest.fixture
def hall(programme):
    return make_room(programme, "Blue hall", place="Altmarkt 1", accessibility=i18n("By a ramp in the yard."))


@pytest.mark.parametrize(
    ("owners", "is_taken"), [(["programme"], True), (["organisation"], True), ([], False), (["both"], False)]
)
def test_a_room_belongs_to_a_programme_or_to_an_organisation(client, programme, owners, is_taken):
    organisation = make_organisation(programme)
    sent = {"name": "Cellar", "capacity": 12}
    if owners in (["programme"], ["both"]):
        sent["programme"] = programme.pk
    if owners in (["organisation"], ["both"]):
        sent["organisation"] = organisation.pk
    answer = client.post(ADD, sent)
    assert (answer.status_code == 302, Room.objects.filter(name="Cellar").exists()) == (is_taken, is_taken)


def test_the_database_knows_a_name_once_of_each_owner(programme, hall):
    make_room(make_organisation(programme), "Blue hall")
    with pytest.raises(IntegrityError):
        make_room(programme, "Blue hall")


def test_all_programmes_of_an_organisation_plan_with_its_room_and_no_others(programme):
    other, stranger = make_programme("other"), make_programme("stranger")
    room = make_room(make_organisation(programme, other))
    found = {
        each.slug: room in Room.objects.administered_by(make_member(each)).usable_in(each)
        for each in (programme, other, stranger)
    }
    assert found == {"stay": True, "other": True, "stranger": False}


def test_only_coordinators_of_its_programme_change_a_room(programme, hall):
    hall.name = "Red hall"
    for person in (make_member(programme, "trainer"), make_member(make_programme("other"))):
        with pytest.raises(NotAllowed):
            save_room(room=hall, by=person)


def test_a_room_of_another_programme_is_refused_for_event_and_date(programme):
    event, room = make_event(programme), make_room(make_programme("other"))
    event.room = room
    session = event.sessions.get()
    session.room = room
    for row in (event, session):
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert list(refused.value.message_dict) == ["room"]


def test_pages_calendars_and_search_engines_say_the_room_where_the_place_is_empty(client, programme, hall):
    event = make_event(programme, room=hall)
    page = client.get(event.get_absolute_url()).content.decode()
    assert [text in page for text in ("Blue hall, Altmarkt 1", "By a ramp in the yard.")] == [True, True]
    assert '"location": [{"@type": "Place", "name": "Blue hall", "address": "Altmarkt 1"}]' in page
    on_site = client.get(reverse("events:list"), {"attendance": "on_site"}).content.decode()
    assert "Blue hall, Altmarkt 1" in on_site
    file = client.get(reverse("events:file", args=[event.pk])).content.decode()
    assert "LOCATION:Blue hall\\, Altmarkt 1" in file


def test_a_date_s_own_room_stands_before_the_event_s_and_a_place_beside_it_once(programme, hall):
    event = make_event(programme, room=hall, place="Altmarkt 1")
    session = event.sessions.get()
    assert session.whereabouts == "Blue hall, Altmarkt 1"
    session.place = "Riverside"
    assert session.whereabouts == "Riverside"
    session.room = make_room(programme, "Cellar")
    assert session.whereabouts == "Cellar, Riverside"


def test_whoever_is_registered_is_told_of_another_room_on_one_date(programme, hall):
    coordinator, person = make_member(programme), make_confirmed_user("Ana")
    event = make_event(programme, room=hall, places=9)
    register(event=event, person=person, attendance="on_site", by=coordinator)
    Notification.objects.all().delete()
    session = event.sessions.get()
    session.room = make_room(programme, "Cellar", place="Mill lane 3")
    change_session(session=session, by=coordinator)
    told = Notification.objects.get(recipient=person)
    assert (told.kind, told.payload["session_place"]) == ("events.session_moved", "Cellar, Mill lane 3")


def test_calendars_look_again_when_a_room_is_called_otherwise(programme, hall):
    past = make_event(programme, days=-9, room=hall, state="done")
    for_one_date = make_event(programme)
    for_one_date.sessions.update(room=hall)
    make_event(programme)
    long_ago = timezone.now() - timedelta(days=1)
    Event.objects.update(updated_at=long_ago)
    hall.name = "Red hall"
    save_room(room=hall, by=make_member(programme))
    assert list(Event.objects.filter(updated_at__gt=long_ago)) == [for_one_date]
    assert past.updated_at > long_ago


def test_a_copy_is_in_the_same_rooms(programme, hall):
    start = datetime(2027, 3, 17, 18, tzinfo=ZoneInfo("Europe/Berlin"))
    event = make_event(programme, starts_at=start, room=hall)
    cellar = make_room(programme, "Cellar")
    later = start + timedelta(days=7)
    Session.objects.create(event=event, room=cellar, starts_at=later, ends_at=later + timedelta(hours=2))
    made = copy_event(event=event, first_day=date(2027, 9, 1), by=make_member(programme))
    assert (made.room, [each.room for each in made.sessions.all()]) == (hall, [None, cellar])


def test_dates_by_a_rule_are_in_the_chosen_room_and_no_foreign_one_is_offered(client, programme, hall):
    event, foreign = make_event(programme), make_room(make_programme("other"), "Secret chamber")
    page = reverse("admin:events_event_dates", args=[event.pk])
    assert "Secret chamber" not in client.get(page).content.decode()
    sent = {"kind": "list", "listed": "2027-05-03", "begins": "10:00", "ends": "12:00", "room": hall.pk}
    assert client.post(page, {**sent, "room": foreign.pk, "act": "preview"}).status_code == 400
    shown = client.post(page, {**sent, "act": "preview"}).context["shown"]
    client.post(page, {**sent, "act": "add", "shown": shown})
    assert event.sessions.get(is_first=False).room == hall


def test_a_programme_takes_its_rooms_and_events_along(programme, hall):
    make_event(programme, room=hall)
    programme.delete()
    assert Room.objects.count() == 0


def test_the_rooms_of_many_dates_are_read_at_once(programme, hall, django_assert_num_queries):
    event = make_event(programme)
    for days in range(1, 9):
        at = event.starts_at + timedelta(days=days)
        room = make_room(programme)
        Session.objects.create(event=event, room=room, starts_at=at, ends_at=at + timedelta(hours=1))
    with django_assert_num_queries(2):
        assert len({session.whereabouts for session in event.all_dates()}) == 9
