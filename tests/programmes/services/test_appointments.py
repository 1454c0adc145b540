"""Two sides agree on a time: who may do what, what stands then, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.services.erasures import request_erasure
from programmes.constants import AppointmentReason
from programmes.models import Appointment
from programmes.models.appointment_times import TimePassed, TimeTwice, TooFarAhead
from programmes.notices.appointment_entries import about_appointments, appointment_entry, portal_party
from programmes.presentation.appointments import appointment_card
from programmes.services import appointments
from programmes.services.contacts import change_contact_role, remove_contact
from tests.factories import (
    make_application,
    make_contact,
    make_interview,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
    ten_in_days,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": AppointmentReason.PREVENTED, "words": "Sorry!"}


class Meeting:
    """A company and an applicant, who is invited to an interview."""

    def __init__(self, **fields):
        self.organisation = make_organisation(make_programme(), name="Haselgrund Sensorik")
        self.company = make_contact(self.organisation)
        self.colleague = make_contact(self.organisation, role="recruiter")
        placement = make_placement(self.organisation)
        self.application = make_application(placement, state="interview")
        self.applicant = self.application.talent.user
        self.appointment = make_interview(
            self.application, host=self.company, organiser=self.company, **fields
        )

    def choose(self, by, days=3):
        return appointments.choose_time(appointment=self.appointment, time=ten_in_days(days), by=by)

    def propose(self, by, *days, **why):
        times = [ten_in_days(number) for number in days]
        return appointments.propose_other_times(appointment=self.appointment, times=times, by=by, **why)

    def cancel(self, by, **why):
        return appointments.cancel_appointment(appointment=self.appointment, by=by, **why or WHY)

    def row(self):
        return Appointment.objects.get(pk=self.appointment.pk)


@pytest.fixture
def meeting():
    return Meeting()


def told(person) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.kind.removeprefix("programmes.appointment_") for row in rows]


def title(person) -> str:
    return Notification.objects.filter(recipient=person).latest("pk").notice.title()


def test_the_invited_choose_one_of_the_times_and_both_sides_are_told(meeting):
    meeting.choose(meeting.applicant)
    row = meeting.row()
    assert (row.state, row.starts_at, row.sequence) == ("agreed", ten_in_days(3), 1)
    people = (meeting.applicant, meeting.company, meeting.colleague)
    assert [told(person) for person in people] == [["agreed"], ["agreed"], ["agreed"]]


def test_whoever_proposes_others_waits_for_the_other_side(meeting):
    meeting.propose(meeting.applicant, 8, 6)
    row = meeting.row()
    assert (row.state, row.proposals) == ("countered", [ten_in_days(6), ten_in_days(8)])
    with pytest.raises(WrongState):
        meeting.choose(meeting.applicant, 8)
    assert [told(person) for person in (meeting.applicant, meeting.company)] == [[], ["proposed"]]
    assert meeting.choose(meeting.company, 8).starts_at == ten_in_days(8)


def test_what_stands_is_no_other_time(meeting):
    """Of the other side's proposals one is chosen; some of one's own can be taken back."""
    for days in ((3,), (4, 3)):
        with pytest.raises(appointments.NoOthers):
            meeting.propose(meeting.applicant, *days)
    with pytest.raises(appointments.NoOthers):
        meeting.propose(meeting.company, 3, 4)
    assert meeting.row().state == "proposed"
    assert meeting.propose(meeting.company, 4).proposals == [ten_in_days(4)]
    meeting.propose(meeting.applicant, 4, 5, 6)
    with pytest.raises(appointments.NoOthers):
        meeting.propose(meeting.company, 5)
    meeting.choose(meeting.company, 5)
    with pytest.raises(appointments.NoOthers):
        meeting.propose(meeting.applicant, 5, **WHY)
    assert meeting.propose(meeting.applicant, 5, 6, **WHY).state == "countered"


def test_the_company_does_not_agree_to_its_own_proposal(meeting):
    with pytest.raises(WrongState):
        meeting.choose(meeting.company)


def test_a_time_that_nobody_has_proposed_is_not_chosen(meeting):
    with pytest.raises(appointments.NotProposed):
        meeting.choose(meeting.applicant, 5)
    assert meeting.row().state == "proposed"


def test_a_time_that_has_passed_is_not_chosen():
    meeting = Meeting(days=(-1, 4))
    with pytest.raises(TimePassed):
        meeting.choose(meeting.applicant, -1)
    assert meeting.choose(meeting.applicant, 4).state == "agreed"


def test_an_agreed_time_no_longer_stands_once_either_side_proposes_others(meeting):
    meeting.choose(meeting.applicant)
    with pytest.raises(appointments.ReasonMissing):
        meeting.propose(meeting.company, 9)
    meeting.propose(meeting.company, 9, **WHY)
    row = meeting.row()
    assert (row.state, row.starts_at, row.moved_from) == ("proposed", None, ten_in_days(3))
    assert (row.reason, row.words) == ("prevented", "Sorry!")
    people = (meeting.applicant, meeting.company, meeting.colleague)
    assert [told(person)[1:] for person in people] == [["proposed"], ["proposed"], []]
    assert title(meeting.company).startswith("You have proposed other times")
    assert title(meeting.applicant).startswith("The time no longer stands")


def test_what_no_longer_stands_is_said_once_and_then_that_other_times_are_proposed(meeting):
    meeting.choose(meeting.applicant)
    meeting.propose(meeting.company, 9, **WHY)
    meeting.propose(meeting.company, 11)
    notice = Notification.objects.filter(recipient=meeting.applicant).latest("pk").notice
    assert notice.title().startswith("Other times are proposed")
    assert not any("no longer stands" in line for line in notice.paragraphs())
    meeting.propose(meeting.applicant, 12)
    assert title(meeting.company).startswith("Other times are proposed")


@pytest.mark.parametrize("days", [3, -1])
def test_only_a_time_ahead_is_offered_for_the_calendar(days):
    meeting = Meeting(days=(days,), starts_at=ten_in_days(days))
    card = appointment_card(meeting.row(), meeting.applicant, "Interview")
    assert bool(card.file_url) is (days > 0)
    if days > 0:
        meeting.cancel(meeting.company)
        assert appointment_card(meeting.row(), meeting.applicant, "Interview").file_url == ""


@pytest.mark.parametrize("who", ["applicant", "company", "colleague"])
def test_either_side_cancels_with_a_reason_and_the_other_is_told(who):
    meeting = Meeting(starts_at=ten_in_days(3))
    with pytest.raises(appointments.ReasonMissing):
        meeting.cancel(getattr(meeting, who), reason="because")
    meeting.cancel(getattr(meeting, who))
    assert (meeting.row().state, meeting.row().sequence) == ("cancelled", 1)
    assert told(meeting.applicant) == told(meeting.company) == ["cancelled"]
    assert told(meeting.colleague) == (["cancelled"] if who == "applicant" else [])
    with pytest.raises(WrongState):
        meeting.choose(meeting.applicant)


def test_what_has_begun_is_changed_by_nobody():
    begun = timezone.now() - timedelta(minutes=1)
    meeting = Meeting(proposals=[begun], starts_at=begun)
    with pytest.raises(appointments.BegunAlready):
        meeting.cancel(meeting.company)
    with pytest.raises(appointments.BegunAlready):
        meeting.propose(meeting.applicant, 5, **WHY)


def test_the_company_alone_changes_the_place(meeting):
    with pytest.raises(NotAllowed):
        appointments.change_place(appointment=meeting.appointment, by=meeting.applicant, place="Home")
    meeting.choose(meeting.applicant)
    appointments.change_place(
        appointment=meeting.appointment, by=meeting.company, place="Gate 4", host=meeting.colleague
    )
    row = meeting.row()
    assert (row.place, row.host, row.starts_at, row.sequence) == (
        "Gate 4",
        meeting.colleague,
        ten_in_days(3),
        2,
    )
    assert told(meeting.applicant) == ["agreed", "relocated"]
    assert told(meeting.colleague) == ["agreed", "relocated"]


def test_whoever_no_longer_waits_there_is_told_and_their_calendar_follows(meeting):
    meeting.choose(meeting.applicant)
    appointments.change_place(appointment=meeting.row(), by=meeting.colleague, host=meeting.colleague)
    assert told(meeting.company) == ["agreed", "taken_over"]
    notice = Notification.objects.filter(recipient=meeting.company).latest("pk").notice
    part = notice.calendar(meeting.company)
    assert (part.method, b"STATUS:CANCELLED" in part.text.encode()) == ("CANCEL", True)
    assert meeting.applicant.email not in part.text
    appointments.change_place(appointment=meeting.row(), by=meeting.colleague, host=meeting.company)
    assert notice.calendar(make_user_again(meeting.company)) is None
    assert told(meeting.colleague)[-1] == "taken_over"


def test_where_no_time_stands_nobody_who_waited_is_told(meeting):
    appointments.change_place(appointment=meeting.row(), by=meeting.colleague, host=meeting.colleague)
    assert told(meeting.company) == []


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ({"place": "", "link": ""}, appointments.Nowhere),
        ({"link": "http://meet.example.org/a"}, appointments.NotALink),
        ({"link": "javascript:alert(1)"}, appointments.NotALink),
        ({"link": "https://"}, appointments.NotALink),
    ],
)
def test_one_meets_somewhere_and_links_are_safe(meeting, where, error):
    with pytest.raises(error):
        appointments.change_place(appointment=meeting.appointment, by=meeting.company, **where)
    assert meeting.row().place == "Gate 2"


def test_nobody_from_elsewhere_waits_there(meeting):
    with pytest.raises(appointments.NotTheirHost):
        appointments.change_place(
            appointment=meeting.appointment, by=meeting.company, host=make_contact(make_organisation())
        )


@pytest.mark.parametrize(
    ("days", "error", "field"),
    [
        ([], appointments.NoTimes, "time_1"),
        ([2, 3, 4, 5], appointments.NoTimes, "time_1"),
        ([2, -1], TimePassed, "time_2"),
        ([2, 3, 2], TimeTwice, "time_3"),
        ([2, 400], TooFarAhead, "time_2"),
    ],
)
def test_what_is_proposed_can_be_kept(meeting, days, error, field):
    with pytest.raises(error) as caught:
        meeting.propose(meeting.applicant, *days)
    assert caught.value.field == field


# --- Who ----------------------------------------------------------------------------------------------------------


def test_a_right_follows_who_recruits_today(meeting):
    newcomer = make_contact(meeting.organisation, role="recruiter")
    meeting.company.contacts.all().delete()
    with pytest.raises(NotAllowed):
        meeting.cancel(make_user_again(meeting.company))
    assert meeting.cancel(newcomer).state == "cancelled"
    assert told(meeting.company) == []


def make_user_again(user):
    """Read anew, as each request does: rights are remembered with the person."""
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize("who", ["stranger", "coordinator", "other company", "teacher", "operator"])
def test_nobody_else_touches_it(meeting, who):
    people = {
        "stranger": lambda: make_user("Mallory"),
        "coordinator": lambda: make_member(meeting.organisation.programmes.get()),
        "other company": lambda: make_contact(make_organisation(meeting.organisation.programmes.get())),
        "teacher": lambda: make_contact(meeting.organisation, role="teacher"),
        "operator": lambda: make_user("Root", is_superuser=True),
    }
    person = people[who]()
    for act in (meeting.choose, meeting.cancel, lambda by: meeting.propose(by, 7)):
        with pytest.raises(NotAllowed):
            act(person)
    assert Appointment.objects.visible_to(person).exists() == (who == "operator")


def test_the_company_reads_it_as_long_as_the_application(meeting):
    assert Appointment.objects.visible_to(meeting.company).count() == 1
    type(meeting.organisation).objects.filter(pk=meeting.organisation.pk).update(verification="waiting")
    assert Appointment.objects.visible_to(meeting.company).count() == 0
    with pytest.raises(NotAllowed):
        meeting.cancel(meeting.company)
    assert Appointment.objects.visible_to(meeting.applicant).count() == 1


def test_whose_data_is_restricted_is_shown_to_nobody_else(meeting):
    type(meeting.applicant).objects.filter(pk=meeting.applicant.pk).update(restricted_at=timezone.now())
    assert Appointment.objects.visible_to(meeting.company).count() == 0


# --- Whoever waits there is gone -------------------------------------------------------------------------------------


def leave(meeting):
    remove_contact(contact=meeting.company.contacts.get(), by=meeting.company)


def lose_the_role(meeting):
    change_contact_role(contact=meeting.company.contacts.get(), role="teacher", by=meeting.manager)


def close(meeting):
    meeting.company.is_active = False
    meeting.company.save()


def ask_to_be_erased(meeting):
    request_erasure(person=meeting.company, by=meeting.company)


ENDS = [leave, lose_the_role, close, ask_to_be_erased]


@pytest.mark.parametrize("end", ENDS)
def test_the_organisation_stands_for_whoever_waits_there_no_longer(meeting, end):
    """On the page and in the calendar of the invited, who is told; the company is asked who comes."""
    meeting.manager = make_contact(meeting.organisation)
    meeting.company.name = "Robin Who-Leaves"
    meeting.company.save()
    meeting.choose(meeting.applicant)
    end(meeting)
    row = meeting.row()
    assert (row.host, row.organiser, row.state, row.starts_at, row.sequence) == (
        None,
        None,
        "agreed",
        ten_in_days(3),
        2,
    )
    assert appointment_card(row, meeting.applicant, "Interview").host == meeting.organisation.name
    notice = Notification.objects.filter(recipient=meeting.applicant).latest("pk").notice
    part = notice.calendar(meeting.applicant)
    words = part.text.replace("\r\n ", "")
    assert (notice.name, part.method) == ("programmes.appointment_relocated", "REQUEST")
    assert "SEQUENCE:2" in words
    assert f"{meeting.organisation.name} waits for you there." in words
    assert [each in words for each in ("Robin", meeting.company.email)] == [False, False]
    assert (
        f"Somebody else of {meeting.organisation.name} waits for you. The time stands." in notice.paragraphs()
    )
    asked = Notification.objects.filter(recipient=meeting.colleague).latest("pk").notice
    assert asked.paragraphs()[-1] == (
        "Whoever was to wait there no longer does. Say on the page who waits there now."
    )
    assert told(meeting.company).count("taken_over") == (end is not close)


def test_whoever_has_called_for_themselves_waits_there_where_nobody_else_is_named(meeting):
    """As the page says it, so does the calendar."""
    meeting.company.name = "Robin Calls"
    meeting.company.save()
    Appointment.objects.filter(pk=meeting.appointment.pk).update(
        organisation=None, host=None, state="agreed", starts_at=ten_in_days(3), chosen_at=timezone.now()
    )
    row = meeting.row()
    about = about_appointments([row])[row.pk]
    entry = appointment_entry(row, about, attendees=(portal_party("Anybody"),))
    assert appointment_card(row, meeting.applicant, "Interview").host == "Robin Calls"
    assert "Robin Calls waits for you there." in entry.description


def test_where_somebody_else_waits_or_it_is_over_nothing_changes(meeting):
    meeting.choose(meeting.applicant)
    appointments.change_place(appointment=meeting.row(), by=meeting.colleague, host=meeting.colleague)
    time = timezone.now() - timedelta(hours=3)
    over = Meeting(proposals=[time], starts_at=time)
    make_contact(meeting.organisation)
    for each in (meeting, over):
        before, number = each.row(), Notification.objects.count()
        close(each)
        row = each.row()
        assert (row.host, row.sequence) == (before.host, before.sequence)
        assert Notification.objects.filter(kind__startswith="programmes.appointment").count() <= number


def test_before_a_time_stands_the_company_alone_is_asked(meeting):
    make_contact(meeting.organisation)
    leave(meeting)
    row = meeting.row()
    assert (row.host, row.sequence, row.last_side) == (None, 0, "organiser")
    assert (told(meeting.applicant), told(meeting.colleague)) == ([], ["relocated"])
    meeting.choose(meeting.applicant)
    notice = Notification.objects.filter(recipient=meeting.applicant).latest("pk").notice
    assert "ATTENDEE" in (text := notice.calendar(meeting.applicant).text)
    assert meeting.company.email not in text


def test_whoever_has_called_it_stands_in_where_they_are_still_there(meeting):
    make_contact(meeting.organisation)
    meeting.choose(meeting.applicant)
    appointments.change_place(appointment=meeting.row(), by=meeting.company, host=meeting.colleague)
    remove_contact(contact=meeting.colleague.contacts.get(), by=meeting.colleague)
    row = meeting.row()
    assert (row.host, row.organiser) == (None, meeting.company)
    assert "relocated" in told(meeting.company)
