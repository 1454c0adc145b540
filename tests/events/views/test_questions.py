"""What an event asks of those who register: answered with the registration, kept with it, gone with it."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, Registration
from events.queries.registrations import registration_token
from events.services.guests import confirm_guest
from events.services.registrations import cancel_registration, register
from programmes.models import Response
from programmes.queries.questionnaires import responses_about
from tests.factories import (
    ask,
    make_enrolment,
    make_event,
    make_member,
    make_programme,
    make_questionnaire,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def event(programme) -> Event:
    questions = make_questionnaire(
        programme,
        ask("Why do you come?", "text", is_required=True),
        ask("What do you not eat?", "text", is_sensitive=True),
    )
    return make_event(programme, places=5, questionnaire=questions)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keys_of(event) -> list[str]:
    return [question.key for question in event.questionnaire.current.in_order]


def form_of(event) -> str:
    return f"/events/{event.pk}/register/"


def filled(event, why="To learn", food="Nuts") -> dict[str, str]:
    why_key, food_key = keys_of(event)
    return {f"questions-{why_key}": why, f"questions-{food_key}": food}


def said(row) -> list[dict]:
    return [response.values for response in responses_about([row]).get(row.pk, [])]


def test_who_registers_answers_what_the_event_asks(event):
    ana = make_user("Ana")
    refused = signed_in(ana).post(form_of(event), filled(event, why=""))
    assert (refused.status_code, Registration.objects.count()) == (400, 0)
    assert "Answer this question." in refused.text
    assert signed_in(ana).post(form_of(event), filled(event)).status_code == 302
    row = Registration.objects.get()
    assert said(row) == [dict(zip(keys_of(event), ("To learn", "Nuts"), strict=True))]


def test_the_page_of_the_registration_shows_what_is_not_sensitive(event):
    ana = make_user("Ana")
    signed_in(ana).post(form_of(event), filled(event))
    page = (
        Client()
        .get(reverse("events:registration", args=[registration_token(Registration.objects.get().pk)]))
        .text
    )
    assert ("To learn" in page, "Nuts" in page) == (True, False)


def test_a_guest_answers_before_the_address_is_proven_and_the_answers_stay(event):
    about = {"name": "Gita", "email": "g@example.org"}
    assert Client().post(form_of(event), about | filled(event)).status_code == 200
    row = confirm_guest(registration=Registration.objects.get())
    assert [list(each.values()) for each in said(row)] == [["To learn", "Nuts"]]


def test_who_registers_again_finds_what_they_had_answered(event):
    ana = make_user("Ana")
    signed_in(ana).post(form_of(event), filled(event))
    cancel_registration(registration=Registration.objects.get(), by=ana)
    form = signed_in(ana).get(form_of(event)).context["questions"]
    assert form.initial == dict(zip(keys_of(event), ("To learn", "Nuts"), strict=True)) or "To learn" in str(
        form
    )
    signed_in(ana).post(form_of(event), filled(event, why="To meet people"))
    assert [each[keys_of(event)[0]] for each in said(Registration.objects.get())] == ["To meet people"]
    assert Response.objects.count() == 1


def test_staff_enters_people_without_answering_for_them(event, programme):
    row = register(event=event, person=make_user(), attendance="on_site", by=make_member(programme))
    assert (row.state, said(row)) == ("registered", [])


def test_answers_go_with_the_registration(event):
    ana = make_user("Ana")
    signed_in(ana).post(form_of(event), filled(event))
    Registration.objects.get().delete()
    assert not Response.objects.exists()


def test_the_coordinator_reads_the_answers_with_the_registration(event, programme):
    ana = make_enrolment(programme, make_user("Ana")).person
    signed_in(ana).post(form_of(event), filled(event))
    client = Client()
    sign_in(client, make_member(programme))
    page = client.get(reverse("admin:events_registration_change", args=[Registration.objects.get().pk])).text
    assert ("Why do you come?: To learn" in page, "Nuts" in page) == (True, False)


def test_an_event_asks_questions_of_its_own_programme_alone(event, programme):
    other = make_questionnaire(make_programme(), ask("What else?", "text"))
    event.questionnaire = other
    with pytest.raises(Exception, match="own programme"):
        event.clean()
    event.questionnaire = make_questionnaire(programme, ask("What else?", "text"))
    event.clean()
