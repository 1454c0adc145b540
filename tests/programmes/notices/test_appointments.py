"""What mails about appointments say, and the entry for a calendar that goes along, made of what is true by then."""

from datetime import UTC
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.users.models import User
from portal.users.services import trust_address
from programmes.extensions import own_dates
from programmes.models import Appointment
from programmes.notices.appointment_entries import about_appointments
from programmes.notices.appointments import AppointmentSoon
from programmes.services import appointments
from programmes.services.appointment_news import appointment_notice
from tests.factories import ten_in_days
from tests.programmes.services.test_appointments import WHY, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = Meeting(note="Ring twice.")
    for person in (meeting.applicant, meeting.company, meeting.colleague):
        trust_address(user=person)
    return meeting


def mails_to(person) -> list:
    """What has gone to them since last asked, as their mailbox gets it."""
    deliver_pending()
    found = [each for each in mail.outbox if each.to == [person.email]]
    mail.outbox = [each for each in mail.outbox if each not in found]
    return [message_from_bytes(each.message().as_bytes(), policy=default) for each in found]


def parts(message) -> list[tuple[str, str | None, str | None]]:
    kinds = [
        (part.get_content_type(), part.get_param("method"), part.get_filename()) for part in message.walk()
    ]
    return [kind for kind in kinds if not kind[0].startswith("multipart/")]


def event_in(message) -> icalendar.Event:
    """The same in both places."""
    texts = [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]
    texts = [text if isinstance(text, str) else text.decode() for text in texts]
    assert len({text.replace("\r\n", "\n").strip() for text in texts}) == 1
    calendar = icalendar.Calendar.from_ical(texts[0])
    (event,) = calendar.walk("VEVENT")
    event["METHOD"] = str(calendar["METHOD"])
    return event


def test_both_sides_get_an_entry_for_their_calendar_once_the_time_stands(meeting):
    meeting.choose(meeting.applicant)
    for person in (meeting.applicant, meeting.company):
        (message,) = mails_to(person)
        assert parts(message) == [
            ("text/plain", None, None),
            ("text/html", None, None),
            ("text/calendar", "REQUEST", None),
            ("text/calendar", "REQUEST", "1.ics"),
        ]
        event = event_in(message)
        assert event["DTSTART"].dt.astimezone(UTC) == ten_in_days(3).astimezone(UTC)
        assert (event["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 1, "CONFIRMED")
        assert str(event["UID"]) == str(meeting.appointment.uid)
        assert str(event["ORGANIZER"]) == "mailto:bleibe@example.org" or "@" in str(event["ORGANIZER"])
        both = {f"mailto:{each.email}" for each in (meeting.applicant, meeting.company)}
        assert {str(each) for each in event["ATTENDEE"]} == both
        assert "Ring twice." in str(event["DESCRIPTION"])
    (message,) = mails_to(meeting.colleague)
    assert parts(message) == [("text/plain", None, None), ("text/html", None, None)]


def test_the_portal_calls_so_that_nobody_is_taken_for_the_organiser_of_their_own_invitation(
    meeting, settings
):
    settings.DEFAULT_FROM_EMAIL = "Bleibe <portal@example.org>"
    meeting.choose(meeting.applicant)
    (message,) = mails_to(meeting.company)
    organiser = event_in(message)["ORGANIZER"]
    assert (str(organiser), organiser.params["CN"]) == ("mailto:portal@example.org", "Haselgrund Sensorik")


def test_a_change_and_a_cancellation_have_the_same_uid_and_a_higher_sequence(meeting):
    meeting.choose(meeting.applicant)
    agreed = event_in(*mails_to(meeting.applicant))
    meeting.propose(meeting.company, 9, **WHY)
    moving = event_in(*mails_to(meeting.applicant))
    meeting.choose(meeting.applicant, 9)
    moved = event_in(*mails_to(meeting.applicant))
    meeting.cancel(meeting.applicant)
    (message,) = mails_to(meeting.applicant)
    cancelled = event_in(message)
    events = [agreed, moving, moved, cancelled]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [1, 2, 3, 4]
    assert [event["METHOD"] for event in events] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert str(moving["SUMMARY"]).startswith("To be moved: Interview")
    assert parts(message)[2:] == [("text/calendar", "CANCEL", None), ("text/calendar", "CANCEL", "1.ics")]


def test_a_proposal_has_no_entry_but_says_the_times_and_whose_clocks(meeting):
    meeting.propose(meeting.applicant, 8, words="I have an exam on that day.")
    (message,) = mails_to(meeting.company)
    assert parts(message) == [("text/plain", None, None), ("text/html", None, None)]
    text = message.get_body(("plain",)).get_content()
    assert "10:00 (local time in Berlin)" in text
    assert "I have an exam on that day." in text


def test_a_mail_that_waited_says_what_is_true_by_then(meeting):
    meeting.choose(meeting.applicant)
    appointments.change_place(appointment=meeting.appointment, by=meeting.company, place="Gate 4")
    meeting.cancel(meeting.company)
    first, second, third = mails_to(meeting.applicant)
    assert [event_in(each)["METHOD"] for each in (first, second, third)] == ["CANCEL"] * 3
    assert [event_in(each)["SEQUENCE"] for each in (first, second, third)] == [3, 3, 3]


def test_several_in_one_digest_hang_on_it_as_files(meeting):
    meeting.choose(meeting.applicant)
    Notification.objects.filter(recipient=meeting.applicant).update(frequency="daily")
    meeting.cancel(meeting.company)
    Notification.objects.filter(recipient=meeting.applicant).update(
        frequency="daily", deliver_after=timezone.now()
    )
    (message,) = mails_to(meeting.applicant)
    assert parts(message)[2:] == [("text/calendar", "CANCEL", "1.ics"), ("text/calendar", "CANCEL", "2.ics")]


def test_no_entry_goes_to_an_address_that_nobody_has_proven():
    meeting = Meeting()
    meeting.choose(meeting.applicant)
    (message,) = mails_to(meeting.applicant)
    assert parts(message) == [("text/plain", None, None), ("text/html", None, None)]


def test_who_has_lost_the_right_gets_no_entry_and_the_one_they_have_is_taken_out(meeting):
    meeting.choose(meeting.applicant)
    meeting.company.contacts.all().delete()
    message, last = mails_to(meeting.company)
    assert parts(message) == [("text/plain", None, None), ("text/html", None, None)]
    assert str(event_in(last)["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Gespräch", "10:00\xa0Uhr (Ortszeit Berlin)"]),
        ("sl", ["Razgovor", "10.00 (po krajevnem času: Berlin)"]),
    ],
)
def test_each_reads_it_in_their_language(meeting, language, words):
    User.objects.filter(pk=meeting.applicant.pk).update(language=language)
    meeting.choose(meeting.applicant)
    (message,) = mails_to(meeting.applicant)
    text = message.get_body(("plain",)).get_content()
    assert [word in text for word in words] == [True, True]
    assert str(event_in(message)["SUMMARY"]).startswith(words[0])


def test_the_day_before_both_sides_can_be_told(meeting):
    meeting.choose(meeting.applicant)
    row = Appointment.objects.get()
    about = about_appointments([row])[row.pk]
    notice = appointment_notice(AppointmentSoon, row, about, meeting.applicant, occasions="1")
    assert notice.title().startswith("Soon: Interview")
    assert "10:00" in notice.paragraphs()[1]


def test_a_calendar_shows_what_has_a_time_and_names_nobody(meeting):
    (provider,) = [item for name, item in own_dates.items() if name == "programmes.appointments"]
    assert list(provider(meeting.applicant, timezone.now())) == []
    meeting.choose(meeting.applicant)
    for person in (meeting.applicant, meeting.company):
        (date,) = provider(person, timezone.now())
        assert date.path == f"/applications/{meeting.application.pk}/" or date.path
        assert meeting.company.get_full_name() not in date.entry.description
        assert date.entry.attendees == ()
    assert list(provider(meeting.colleague, timezone.now())) == []
