"""Registering in the browser, with an account and without; the page of a registration acts by POST alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Admission, Registration
from events.queries.registrations import registration_token
from events.services.guests import register_guest
from events.services.registrations import cancel_registration, register
from tests.factories import make_event, make_member, make_programme, make_pupil, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form_of(event) -> str:
    return f"/events/{event.pk}/register/"


def page_of(row) -> str:
    return f"/events/registrations/{registration_token(row.pk)}/"


def comes(event, name="Ana", **fields) -> Registration:
    person = make_user(name)
    return register(event=event, person=person, attendance="on_site", by=person, **fields)


def act(row, name: str, **more):
    return Client().post(page_of(row), {"act": name, **more}, follow=True)


def state(row) -> str:
    return Registration.objects.get(pk=row.pk).state


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Registering ---------------------------------------------------------------------------------------------------


def test_the_page_of_an_event_says_what_is_free_and_leads_to_registering(programme):
    event = make_event(programme, places=2)
    comes(event)
    page = Client().get(event.get_absolute_url()).text
    assert "1 of 2 places is free." in page
    assert form_of(event) in page


@pytest.mark.parametrize(
    ("changes", "words", "leads"),
    [
        ({"opens_at": timedelta(days=1)}, "Registration opens on", False),
        ({"closes_at": timedelta(days=-1)}, "Registration is closed.", False),
        ({"capacity": None}, "There is room for everybody who registers.", True),
    ],
    ids=["not yet", "closed", "without a number"],
)
def test_it_says_so_when_registration_is_not_open(programme, changes, words, leads):
    event = make_event(programme, places=2)
    now = timezone.now()
    event.admissions.update(
        **{name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    )
    page = Client().get(event.get_absolute_url()).text
    assert words in page
    assert (form_of(event) in page) == leads


def test_an_event_without_registration_says_nothing_of_it(programme):
    assert 'id="registration"' not in Client().get(make_event(programme).get_absolute_url()).text


def test_somebody_with_an_account_registers_and_is_led_to_their_own_page(programme):
    event, ana = make_event(programme, places=1), make_user("Ana")
    response = signed_in(ana).post(form_of(event), {}, follow=True)
    row = Registration.objects.get(person=ana)
    assert (row.state, response.status_code) == ("registered", 200)
    assert said(response) == ["You are registered. This page is yours; the mail leads here, too."]
    assert response.context["row"] == row
    again = signed_in(ana).get(form_of(event))
    assert again.url.startswith("/events/registrations/")


def test_the_form_asks_what_the_event_asks_for_and_nothing_else(programme):
    fields = ["attendance", "companions", "companion_ages", "takes_fewer", "needs"]
    plain = signed_in(make_user()).get(form_of(make_event(programme, places=1)))
    assert list(plain.context["form"].fields) == []
    event = make_event(programme, places=1, most_companions=2, asks_ages=True, asks_needs=True)
    Admission.objects.create(event=event, attendance="online")
    assert list(signed_in(make_user()).get(form_of(event)).context["form"].fields) == fields


def test_what_is_typed_wrongly_stands_beside_its_field_and_changes_nothing(programme):
    event = make_event(programme, places=5, most_companions=2, asks_ages=True)
    for sent, field in (
        ({"companions": "7"}, "companions"),
        ({"companions": "1", "companion_ages": "four"}, "companion_ages"),
        ({"companions": "1", "companion_ages": "4, 7"}, "companion_ages"),
        ({"companions": "1", "companion_ages": "99999999999"}, "companion_ages"),
    ):
        response = signed_in(make_user()).post(form_of(event), sent)
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not Registration.objects.exists()


def test_a_party_is_registered_with_the_ages_of_its_children(programme):
    event, ana = make_event(programme, places=5, most_companions=2, asks_ages=True), make_user("Ana")
    signed_in(ana).post(form_of(event), {"companions": "2", "companion_ages": "4; 7"})
    row = Registration.objects.get(person=ana)
    assert (row.companions, row.companion_ages, row.takes_fewer) == (2, [4, 7], False)


def test_a_guest_is_told_to_look_into_the_mailbox_whoever_has_the_address(programme):
    event = make_event(programme, places=1)
    known = make_user("Known")
    pages = [
        Client().post(form_of(event), {"name": "Gita", "email": email}).text.replace(email, "")
        for email in ("new@example.org", known.email)
    ]
    assert "Look into your mailbox" in pages[0]
    assert pages[0] == pages[1]
    assert set(Registration.objects.values_list("state", flat=True)) == {"unconfirmed"}


def test_nobody_fills_somebody_elses_mailbox(programme):
    event = make_event(programme, places=9)
    codes = [
        Client().post(form_of(event), {"name": "Gita", "email": "a@example.org"}).status_code
        for _each in range(5)
    ]
    assert codes == [200, 200, 200, 429, 429]


def test_an_event_that_is_not_for_everybody_is_not_found_by_those_who_are_not_invited(programme):
    for access in ("invited", "internal"):
        event = make_event(programme, places=1, access=access)
        for client in (Client(), signed_in(make_user())):
            assert client.get(event.get_absolute_url()).status_code == 404
            assert client.get(form_of(event)).status_code == 404
            assert str(event.title) not in client.get("/events/").text
        assert signed_in(make_member(programme)).get(event.get_absolute_url()).status_code == 200


def test_where_registration_is_not_open_its_page_leads_back_and_says_so(programme):
    for event in (make_event(programme), make_event(programme, places=1, state="cancelled")):
        response = signed_in(make_user()).get(form_of(event), follow=True)
        assert response.redirect_chain[-1][0] == event.get_absolute_url()
        assert said(response) == ["Registration is not open. The event’s page says when it is."]


def test_a_pupil_without_a_guardians_consent_reads_what_is_missing(programme):
    event, pupil = make_event(programme, places=1), make_pupil(has_consent=False)
    client = signed_in(pupil)
    assert "Your parent or guardian has to agree first" in client.get(form_of(event)).text
    client.post(form_of(event), {})
    assert not Registration.objects.exists()


# --- The page of a registration ------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_a_button_does(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    for _look in range(2):
        assert Client().get(page_of(first)).status_code == 200
        assert Client().head(page_of(first)).status_code == 200
    assert state(first) == "registered"
    response = act(first, "cancel")
    assert said(response) == ["The place is given back. Thank you for saying so."]
    assert (state(first), state(second)) == ("cancelled", "offered")


def test_the_page_says_where_one_stands_in_the_line(programme):
    event = make_event(programme, places=1)
    comes(event)
    second, third = comes(event, "Boris"), comes(event, "Cene")
    assert "Nobody is before you." in Client().get(page_of(second)).text
    assert "1 entry is before yours." in Client().get(page_of(third)).text
    act(second, "cancel")
    assert "Nobody is before you." in Client().get(page_of(third)).text


def test_a_held_place_is_taken_by_a_button_until_the_time_is_up(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=first, by=first.person)
    assert "Take the place" in Client().get(page_of(second)).text
    Registration.objects.filter(pk=second.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    response = act(second, "accept")
    assert said(response) == ["The time to take the place is over, and it is no longer held for you."]
    Registration.objects.filter(pk=second.pk).update(held_until=timezone.now() + timedelta(hours=1))
    assert said(act(second, "accept")) == ["The place is yours."]
    assert (state(second), state(third)) == ("registered", "waiting")


def test_fewer_places_than_asked_for_are_taken_or_left(programme):
    event = make_event(programme, places=2, most_companions=2)
    gone, _stays = comes(event), comes(event, "Stays")
    party = comes(event, "Party", companions=2)
    cancel_registration(registration=gone, by=gone.person)
    page = Client().get(page_of(party)).text
    assert "1 place is free; you asked for 3." in page
    assert "Wait until all of us have a place" in page
    act(party, "wait_on")
    assert state(party) == "waiting"


def test_who_comes_is_changed_on_the_page(programme):
    event = make_event(programme, places=3, most_companions=3)
    row = comes(event, companions=2)
    assert act(row, "change", companions="1").status_code == 200
    row.refresh_from_db()
    assert row.companions == 1
    too_many = act(row, "change", companions="3")
    assert (too_many.status_code, list(too_many.context["form"].errors)) == (400, ["companions"])


def test_a_guest_confirms_by_a_button_and_manages_all_on_the_same_page(programme):
    event = make_event(programme, places=1)
    row = register_guest(event=event, name="Gita", email="g@example.org", attendance="on_site")
    assert "Confirm, and take a place" in Client().get(page_of(row)).text
    assert state(row) == "unconfirmed"
    act(row, "confirm")
    assert state(row) == "registered"
    act(row, "cancel")
    assert state(row) == "cancelled"


def test_a_link_whose_registration_is_gone_says_so_and_leads_on(programme):
    row = comes(make_event(programme, places=1))
    gone = page_of(row)
    row.delete()
    for address in (gone, "/events/registrations/nonsense/"):
        response = Client().get(address)
        assert response.status_code == 404
        assert "This link leads nowhere any more" in response.text
        assert "/me/dates/" in response.text
        assert Client().post(address, {"act": "cancel"}).status_code == 404


def test_once_the_event_is_over_or_cancelled_nothing_is_left_to_do(programme):
    event = make_event(programme, places=1)
    row = comes(event)
    type(event).objects.filter(pk=event.pk).update(state="cancelled")
    page = Client().get(page_of(row))
    assert "The event is cancelled." in page.text
    assert (page.context["cancel"], page.context["accept"], page.context["form"]) == (None, None, None)
    assert Client().post(page_of(row), {"act": "nonsense"}).status_code == 400


def test_the_entry_for_ones_calendar_follows_what_becomes_of_the_registration(programme):
    row = comes(make_event(programme, places=1))
    text = Client().get(f"{page_of(row)}event.ics").text
    assert ("STATUS:CONFIRMED" in text, f"UID:event-{row.event_id}@" in text) == (True, True)
    cancel_registration(registration=row, by=row.person)
    assert "STATUS:CANCELLED" in Client().get(f"{page_of(row)}event.ics").text
    assert Client().get("/events/registrations/none/event.ics").status_code == 404


def test_ones_own_dates_have_what_one_comes_to(programme):
    event = make_event(programme, places=1)
    row = comes(event)
    page = signed_in(row.person).get("/me/dates/")
    assert [line["title"] for line in page.context["ahead"]] == [str(event.title)]
    other = signed_in(make_user()).get("/me/dates/")
    assert other.context["ahead"] == []


def test_what_one_is_registered_for_stands_on_ones_own_page_first_what_waits_for_an_answer(programme):
    sooner, later = make_event(programme, days=3, places=2), make_event(programme, days=9, places=1)
    first, row = comes(later), comes(later, "Boris")
    register(event=sooner, person=row.person, attendance="on_site", by=row.person)

    def cards() -> list[tuple[str, str]]:
        (section,) = [
            each
            for each in signed_in(row.person).get("/me/").context["sections"]
            if each.template == "events/section_events.html"
        ]
        return [(str(card["title"]), str(card["tag"])) for card in section.context["cards"]]

    soon, late = str(sooner.title), str(later.title)
    assert cards() == [(soon, "Registered"), (late, "On the waiting list")]
    cancel_registration(registration=first, by=first.person)
    assert cards() == [(late, "Place offered"), (soon, "Registered")]
