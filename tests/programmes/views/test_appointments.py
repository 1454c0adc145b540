"""What the two sides do with an appointment on its pages."""

import re
from datetime import UTC

import icalendar
import pytest
from django.test import Client

from programmes.forms.appointments import suggested_times
from programmes.models import Appointment
from tests.factories import make_contact, make_member, make_organisation, make_user, ten_in_days
from tests.matching.conftest import page, signed_in
from tests.programmes.services.test_appointments import Meeting

pytestmark = pytest.mark.django_db
STEPS = ("choose", "others", "place", "cancel", "file")


@pytest.fixture
def meeting():
    return Meeting()


def url(meeting, step):
    return f"/appointments/{meeting.appointment.pk}/{step}/"


def home(meeting):
    return f"/applications/{meeting.application.pk}/"


def times(*days):
    found = {}
    for number, day in enumerate(days, start=1):
        found[f"time_{number}_0"], found[f"time_{number}_1"] = ten_in_days(day).strftime("%Y-%m-%d"), "10:00"
    return found


def test_the_applicant_proposes_others_and_the_company_chooses(meeting):
    applicant, company = signed_in(meeting.applicant), signed_in(meeting.company)
    assert "Propose other times" in page(applicant, home(meeting))
    sent = applicant.post(url(meeting, "others"), times(7, 8) | {"words": "I have an exam."})
    assert sent.headers["Location"] == home(meeting)
    html = page(company, home(meeting))
    assert "I have an exam." in html
    assert "Which time suits you?" in html
    assert "Which time suits you?" not in page(applicant, home(meeting))
    company.post(url(meeting, "choose"), {"time": ten_in_days(8).isoformat()})
    assert meeting.row().starts_at == ten_in_days(8)


def test_other_times_are_suggested_than_those_that_stand(meeting):
    """What was suggested to the company and sent as it was is not suggested to the applicant again."""
    suggested = suggested_times(meeting.appointment.time_zone)
    Appointment.objects.update(proposals=suggested)
    applicant = signed_in(meeting.applicant)
    html = page(applicant, url(meeting, "others"))
    shown = re.findall(r'name="time_[12]_0" value="([^"]+)"', html)
    assert len(shown) == 2
    assert not {moment.strftime("%Y-%m-%d") for moment in suggested} & set(shown)
    again = {}
    for number, moment in enumerate(suggested, start=1):
        again[f"time_{number}_0"], again[f"time_{number}_1"] = moment.strftime("%Y-%m-%d"), f"{moment:%H:%M}"
    refused = applicant.post(url(meeting, "others"), again)
    assert refused.status_code == 400
    assert (
        "These times are agreed on or proposed already. Propose at least one other."
        in refused.content.decode()
    )


def test_an_agreed_time_is_moved_with_a_reason(meeting):
    meeting.choose(meeting.applicant)
    company = signed_in(meeting.company)
    response = company.post(url(meeting, "others"), times(9))
    assert response.status_code == 400
    assert "Say why, so that the other side knows." in response.content.decode()
    company.post(url(meeting, "others"), times(9) | {"reason": "prevented", "words": "Fair in Graz."})
    html = page(signed_in(meeting.applicant), home(meeting))
    for words in ("no longer stands.", "Something has come up.", "Fair in Graz."):
        assert words in html


def test_it_is_cancelled_with_a_reason(meeting):
    applicant = signed_in(meeting.applicant)
    assert page(applicant, url(meeting, "cancel"))
    assert meeting.row().state == "proposed", "a link only shows"
    assert applicant.post(url(meeting, "cancel"), {}).status_code == 400
    applicant.post(url(meeting, "cancel"), {"reason": "not_needed"})
    assert meeting.row().state == "cancelled"
    assert "The appointment is no longer needed." in page(signed_in(meeting.company), home(meeting))


def test_the_company_changes_the_place(meeting):
    company = signed_in(meeting.company)
    assert "Gate 2" in page(company, url(meeting, "place"))
    sent = {"place": "Gate 4", "host": meeting.colleague.pk, "link": "https://meet.example.org/a"}
    company.post(url(meeting, "place"), sent)
    assert (meeting.row().place, meeting.row().host) == ("Gate 4", meeting.colleague)
    html = page(signed_in(meeting.applicant), home(meeting))
    assert 'href="https://meet.example.org/a"' in html
    assert meeting.colleague.get_full_name() in html


def test_the_agreed_time_is_there_to_download(meeting):
    applicant = signed_in(meeting.applicant)
    assert applicant.get(url(meeting, "file")).status_code == 404
    meeting.choose(meeting.applicant)
    response = applicant.get(url(meeting, "file"))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response.headers["Content-Disposition"].endswith('.ics"')
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC) == ten_in_days(3).astimezone(UTC)
    assert "ATTENDEE" not in event


@pytest.mark.parametrize("step", STEPS)
def test_for_others_there_is_no_appointment(meeting, step):
    programme = meeting.organisation.programmes.get()
    for person in (
        make_user("Mallory"),
        make_contact(make_organisation(programme)),
        make_member(programme),
        make_contact(meeting.organisation, role="teacher"),
    ):
        client = signed_in(person)
        assert client.post(url(meeting, step), {}).status_code in (404, 405)
        assert client.get(url(meeting, step)).status_code in (404, 405)
    assert meeting.row().state == "proposed"


def test_the_button_is_the_portals_own_and_works_without_a_script(meeting):
    client = Client(enforce_csrf_checks=True)
    client.force_login(meeting.applicant)
    form = r'choose/".*?name="csrfmiddlewaretoken" value="(\w+)"'
    (token,) = re.findall(form, page(client, home(meeting)), re.DOTALL)
    sent = {"time": ten_in_days(3).isoformat()}
    assert client.post(url(meeting, "choose"), sent).status_code != 200
    assert meeting.row().state == "proposed", "another site's form changes nothing"
    client.post(url(meeting, "choose"), sent | {"csrfmiddlewaretoken": token})
    assert meeting.row().state == "agreed"


def test_what_waits_for_an_answer_comes_first(meeting):
    def places(person):
        html = page(signed_in(person), home(meeting))
        return re.findall(r'id="(appointment-\d+|next-step)"', html)

    anchor = f"appointment-{meeting.appointment.pk}"
    assert places(meeting.applicant) == [anchor, "next-step"]
    assert places(meeting.company) == ["next-step", anchor]


@pytest.mark.parametrize("value", ["", "\0", "now", "2026-01-01T10:00", "9999-12-31T23:59+00:00", "x" * 9000])
def test_a_time_that_is_none_changes_nothing(meeting, value):
    response = signed_in(meeting.applicant).post(url(meeting, "choose"), {"time": value}, follow=True)
    assert response.status_code in (200, 400)
    assert meeting.row().state == "proposed"


def test_chosen_twice_it_stands_once(meeting):
    applicant = signed_in(meeting.applicant)
    for _time in range(2):
        response = applicant.post(url(meeting, "choose"), {"time": ten_in_days(3).isoformat()}, follow=True)
    assert "This step is no longer possible." in response.content.decode()
    assert (meeting.row().state, meeting.row().sequence) == ("agreed", 1)


def test_what_is_over_is_shown_as_that():
    meeting = Meeting(proposals=[ten_in_days(-2)], starts_at=ten_in_days(-2))
    html = page(signed_in(meeting.applicant), home(meeting))
    assert "Over" in html
    assert url(meeting, "cancel") not in html
    response = signed_in(meeting.applicant).get(url(meeting, "cancel"), follow=True)
    assert "The appointment has begun, or is over." in response.content.decode()


def test_times_that_have_all_passed_are_no_choice():
    meeting = Meeting(days=(-1,))
    html = page(signed_in(meeting.applicant), home(meeting))
    assert "All proposed times have passed. Propose others." in html
    assert "Which time suits you?" not in html
    assert Appointment.objects.get().state == "proposed"
