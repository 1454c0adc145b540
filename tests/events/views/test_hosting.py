"""An organisation drafts an event of its own; coordinators publish it, and it reads how many come."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.constants import EventState
from events.models import Event
from events.services.hosting import (
    HostNotVerified,
    NoPartner,
    change_hosted_event,
    draft_hosted_event,
)
from events.services.registrations import register
from events.services.states import publish_event, send_back_event, submit_event
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.models import Organisation
from tests.events.lending import Lending, told
from tests.factories import i18n, make_contact, make_event, make_organisation, make_programme, make_user

pytestmark = pytest.mark.django_db

LIST = "/organisation/events/"


@pytest.fixture
def lending():
    return Lending()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def typed(**fields):
    day = timezone.localdate() + timedelta(days=20)
    return {
        "title_0": "Open day",
        "format": "visit",
        "starts_at_0": day.isoformat(),
        "starts_at_1": "10:00",
        "ends_at_0": day.isoformat(),
        "ends_at_1": "12:00",
        "place": "Gate 2",
        "languages": ["de"],
        "target_groups": ["families"],
        "places_on_site": "12",
        **fields,
    }


def draft(lending, by=None, **fields):
    start = timezone.now() + timedelta(days=20)
    given = {
        "organisation": lending.company,
        "programme": lending.programme,
        "places": {"on_site": 2},
        "title": i18n("Open day"),
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
    }
    return draft_hosted_event(**{**given, **fields}, by=by or lending.manager)


def test_a_contact_drafts_submits_is_sent_back_and_reads_how_many_come(lending):
    client = signed_in(lending.recruiter)
    answer = client.post(f"{LIST}add/", typed(programme=lending.programme.pk))
    event = Event.objects.latest("pk")
    path = f"{LIST}{event.pk}/"
    assert answer["Location"] == path
    assert (event.host, event.state, event.is_from_host) == (lending.company, EventState.DRAFT, True)
    assert (event.starts_at.astimezone(lending.programme.zone).hour, event.place) == (10, "Gate 2")
    assert [(row.attendance, row.capacity) for row in event.admissions.all()] == [("on_site", 12)]

    assert client.post(f"{path}submit/", {"note": "We have a lift."})["Location"] == path
    assert told(lending.coordinator) == ["event_to_review"]
    assert client.post(f"{path}edit/", typed(title_0="Other"))["Location"] == path
    send_back_event(event=event, note="Which gate?", by=lending.coordinator)
    sent_back = Notification.objects.get(recipient=lending.recruiter).notice
    assert sent_back.action()[1] == path
    page = client.get(path).text
    assert [text in page for text in ("We have a lift.", "Which gate?")] == [True, True]

    assert client.post(f"{path}edit/", typed(place="Gate 3"))["Location"] == path
    submit_event(event=event, by=lending.recruiter)
    publish_event(event=event, by=lending.coordinator)
    assert told(lending.recruiter) == ["event_sent_back", "event_published"]
    person = make_user("Ana Kovač")
    register(event=event, person=person, attendance="on_site", by=person)
    page = client.get(path).text
    assert ("1 of 12 places are taken" in page, "Ana" in page) == (True, False)
    assert "Open day" in client.get(LIST).text


def test_what_stands_against_it_is_said_beside_its_field(lending):
    client = signed_in(lending.manager)
    sent = typed(programme=lending.programme.pk, title_0="", place="", places_on_site="0")
    answer = client.post(f"{LIST}add/", sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (
        400,
        {"title", "place", "places_on_site"},
    )


def test_only_contacts_of_a_verified_partner_draft_and_nobody_publishes_by_themselves(lending):
    other = Lending("Other")
    for person in (lending.keeper, lending.teacher, lending.coordinator, other.manager):
        with pytest.raises(NotAllowed):
            draft(lending, by=person)
    with pytest.raises(NoPartner):
        draft(lending, programme=make_programme("elsewhere"))
    event = draft(lending)
    with pytest.raises(NotAllowed):
        publish_event(event=event, by=lending.manager)
    for person in (other.manager, lending.keeper):
        with pytest.raises(NotAllowed):
            change_hosted_event(event=event, places={}, place="Elsewhere", by=person)
        with pytest.raises(NotAllowed):
            submit_event(event=event, by=person)
        assert signed_in(person).get(f"{LIST}{event.pk}/").status_code == 404
    submit_event(event=event, by=lending.manager)
    with pytest.raises(WrongState):
        change_hosted_event(event=event, places={}, place="Elsewhere", by=lending.manager)
    Organisation.objects.filter(pk=lending.company.pk).update(verification="pending")
    lending.company.refresh_from_db()
    with pytest.raises(HostNotVerified):
        draft(lending)


def test_a_host_does_not_see_what_the_programme_drafts_with_it(lending):
    theirs = make_event(lending.programme, host=lending.company, state=EventState.DRAFT)
    client = signed_in(lending.manager)
    assert [client.get(f"{start}{theirs.pk}/").status_code for start in (LIST, "/events/")] == [404, 404]
    assert not Event.objects.visible_to(lending.manager, "change").exists()
    own, second = draft(lending), make_organisation(lending.programme)
    assert list(Event.objects.visible_to(lending.manager, "change")) == [own]
    assert not Event.objects.visible_to(make_contact(second), "change").exists()
