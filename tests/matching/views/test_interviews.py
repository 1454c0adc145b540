"""Inviting to an interview and agreeing on its time, as both sides do it on their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Application
from portal.privacy.models import GuardianConsent
from programmes.models import Appointment
from programmes.services.appointments import choose_time, propose_other_times
from tests.factories import (
    make_application,
    make_contact,
    make_interview,
    make_member,
    make_organisation,
    make_placement,
    ten_in_days,
)
from tests.matching.conftest import page, signed_in

pytestmark = pytest.mark.django_db


class Sent:
    """An application that a company has looked at."""

    def __init__(self, organisation, state="viewed"):
        self.organisation = organisation
        self.contact = make_contact(organisation)
        self.application = make_application(make_placement(organisation), state=state)
        self.applicant = self.application.talent.user
        self.url = f"/applications/{self.application.pk}/"
        self.invite_url = f"{self.url}interview/"

    def form(self, **others):
        day = ten_in_days(3)
        return {
            "time_1_0": day.strftime("%Y-%m-%d"),
            "time_1_1": "10:00",
            "minutes": "60",
            "place": "Gate 2",
            "host": self.contact.pk,
            "message": "Bring your drawings.",
            **others,
        }

    def invite(self, **others):
        return signed_in(self.contact).post(self.invite_url, self.form(**others))


@pytest.fixture
def sent(organisation):
    return Sent(organisation)


def test_a_company_invites_with_times_place_and_who_waits(sent):
    html = page(signed_in(sent.contact), sent.invite_url)
    assert "local time in Berlin" in html
    assert "Schmalkalden" in html
    response = sent.invite(time_2_0=ten_in_days(4).strftime("%Y-%m-%d"), time_2_1="14:30")
    assert response.headers["Location"] == sent.url
    appointment = Appointment.objects.get()
    assert appointment.proposals == [ten_in_days(3), ten_in_days(4) + timedelta(hours=4, minutes=30)]
    assert (appointment.place, appointment.host, appointment.duration) == (
        "Gate 2",
        sent.contact,
        timedelta(hours=1),
    )
    sent.application.refresh_from_db()
    assert sent.application.state == "interview"


def test_the_button_of_the_step_leads_to_the_form(sent):
    assert f'href="{sent.invite_url}"' in page(signed_in(sent.contact), sent.url)


def test_who_is_invited_chooses_on_the_page_of_the_application(sent):
    sent.invite()
    applicant = signed_in(sent.applicant)
    html = page(applicant, sent.url)
    for words in ("Choose one of the times", "10:00", "local time in Berlin", "takes 1 hour", "Gate 2"):
        assert words in html
    appointment = Appointment.objects.get()
    response = applicant.post(
        f"/appointments/{appointment.pk}/choose/", {"time": appointment.proposals[0].isoformat()}
    )
    assert response.headers["Location"] == sent.url
    html = page(applicant, sent.url)
    assert "Add to the calendar" in html
    assert "Which time suits you?" not in html


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ({"time_1_0": "", "time_1_1": ""}, "Propose at least one time."),
        ({"time_1_1": ""}, "Enter both: the day and the time."),
        ({"time_1_0": "2020-01-01"}, "This time has passed. Choose another one."),
        ({"time_1_0": "9999-01-01"}, "This is more than a year ahead. Check the year."),
        ({"time_2_0": "2026-13-01", "time_2_1": "10:00"}, "Enter the day, as in 1.3.2027."),
        ({"place": ""}, "Say where you meet: a place, a link, or both."),
        ({"link": "http://meet.example.org"}, "The link must begin with https://."),
        ({"link": "javascript:alert(1)"}, "The link must begin with https://."),
        ({"host": "0"}, "Choose who waits there."),
        ({"minutes": "7"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sent, others, error):
    response = sent.invite(**others)
    html = response.content.decode()
    assert response.status_code == 400
    assert error in html
    assert "Bring your drawings." in html
    assert Appointment.objects.count() == 0
    sent.application.refresh_from_db()
    assert sent.application.state == "viewed"


def test_everything_that_is_wrong_is_said_at_once(sent):
    html = sent.invite(time_1_0="2020-01-01", place="", host="0").content.decode()
    for error in ("This time has passed.", "Say where you meet", "Choose who waits there."):
        assert error in html


@pytest.mark.parametrize("value", ["\0", "x" * 5000, "'", "９９", "2026-01-01T10:00", "-1", str(2**63), "🇸🇮"])
def test_no_input_breaks_the_form(sent, value):
    fields = ("time_1_0", "time_1_1", "time_3_0", "minutes", "place", "link", "host", "note", "message")
    for name in fields:
        assert sent.invite(**{name: value}).status_code in (302, 400)
        Appointment.objects.all().delete()
        Application.objects.update(state="viewed")


def test_sent_twice_one_interview_stands(sent):
    assert sent.invite().status_code == 302
    response = sent.invite()
    assert response.status_code == 400
    assert "An interview is agreed on or proposed already" in response.content.decode()
    assert Appointment.objects.count() == 1


def test_nobody_else_invites(sent, programme):
    people = {
        make_contact(make_organisation(programme)): 404,
        make_member(programme): 403,
        sent.applicant: 403,
    }
    for person, status in people.items():
        assert signed_in(person).post(sent.invite_url, sent.form()).status_code == status
    assert Appointment.objects.count() == 0


def test_who_waits_there_belongs_to_the_company(sent):
    other = make_contact(make_organisation())
    assert sent.invite(host=other.pk).status_code == 400


def test_staff_sees_that_an_interview_stands_and_no_more(organisation, programme):
    sent = Sent(organisation, state="interview")
    make_interview(
        sent.application,
        starts_at=ten_in_days(3),
        note="Ring twice.",
        link="https://meet.example.org/secret",
        words="Looking forward to it.",
    )
    html = page(signed_in(make_member(programme)), sent.url)
    assert "10:00" in html
    assert "Agreed" in html
    for words in ("Gate 2", "Ring twice.", "secret", "Looking forward", "/appointments/"):
        assert words not in html


def test_pupils_and_companies_choose_and_write_nothing(organisation):
    sent = Sent(organisation)
    GuardianConsent.objects.create(
        pupil=sent.applicant,
        country="DE",
        token_hash="f" * 64,
        expires_at=timezone.now() + timedelta(days=30),
        given_at=timezone.now(),
    )
    Application.objects.update(is_of_minor=True)
    html = page(signed_in(sent.contact), sent.invite_url)
    assert 'name="message"' not in html
    assert 'name="note"' not in html
    assert (
        sent.invite(place="Behind the shed", note="Come alone", link="https://x.example.org").status_code
        == 302
    )
    appointment = Appointment.objects.get()
    assert (appointment.place, appointment.note, appointment.link, appointment.words) == (
        "Schmalkalden",
        "",
        "",
        "",
    )


def test_the_page_asks_as_often_whatever_the_number_of_interviews(
    organisation, django_assert_max_num_queries
):
    sent = Sent(organisation, state="interview")
    for _number in range(12):
        make_interview(sent.application)
    client = signed_in(sent.contact)
    page(client, sent.url)
    with django_assert_max_num_queries(30):
        page(client, sent.url)


# --- What is next while people meet --------------------------------------------------------------------------------


def next_step(who, sent):
    return page(signed_in(who), sent.url).split('id="next-step"')[1].split("</section>")[0]


def test_who_is_asked_for_a_time_is_told_so_and_the_other_waits(sent):
    sent.invite()
    assert "It is your turn." in next_step(sent.applicant, sent)
    assert "Choose one of the proposed times above" in next_step(sent.applicant, sent)
    assert "It is the turn of" in next_step(sent.contact, sent)
    propose_other_times(
        appointment=Appointment.objects.get(), times=[ten_in_days(5)], by=sent.applicant, reason="prevented"
    )
    assert "The other side proposes other times." in next_step(sent.contact, sent)
    assert "It is your turn." in next_step(sent.contact, sent)
    assert "It is the turn of" in next_step(sent.applicant, sent)


def test_nobody_is_awaited_once_the_time_stands(sent):
    make_interview(sent.application, starts_at=ten_in_days(3))
    Application.objects.update(state="interview")
    for reader in (sent.applicant, sent.contact):
        assert "The time stands." in next_step(reader, sent)
        assert "turn" not in next_step(reader, sent)


def test_without_an_interview_ahead_the_company_goes_on(sent):
    make_interview(sent.application, state="cancelled")
    Application.objects.update(state="interview")
    assert "Propose times, offer the place, or decline." in next_step(sent.contact, sent)
    assert "when the company proposes times, or has decided" in next_step(sent.applicant, sent)


def test_the_first_pages_of_both_lead_to_the_times_that_wait_for_them_and_to_no_others(sent):
    sent.invite()
    applicant, company = signed_in(sent.applicant), signed_in(sent.contact)
    assert f"{sent.organisation.name} proposes times for an interview" in page(applicant, "/me/")
    assert "other times for the interview" not in page(company, "/me/")
    propose_other_times(
        appointment=Appointment.objects.get(), times=[ten_in_days(5)], by=sent.applicant, reason="prevented"
    )
    assert "proposes times for an interview" not in page(applicant, "/me/")
    html = page(company, "/me/")
    assert "1 applicant proposes other times for the interview" in html
    assert f'href="{sent.url}"' in html
    choose_time(appointment=Appointment.objects.get(), time=ten_in_days(5), by=sent.contact)
    assert "other times for the interview" not in page(company, "/me/")
