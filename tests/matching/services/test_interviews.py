"""An invitation to an interview is a proposal of times; with the application it ends."""

from datetime import timedelta

import pytest
from django.conf import settings

from matching.models import Interview
from matching.queries.interviews import interview_zone
from matching.services import applications
from matching.services.interviews import OneAhead
from matching.services.seats import close_remaining
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.models import Appointment, Programme
from programmes.services.appointments import NoTimes, Nowhere, choose_time
from tests.factories import (
    make_contact,
    make_interview,
    make_member,
    make_organisation,
    make_programme,
    ten_in_days,
)
from tests.matching.services.conftest import kinds_for

pytestmark = pytest.mark.django_db


def test_an_invitation_proposes_times_and_is_told_once(offer):
    application = offer.at("viewed", offer.talent)
    interview = offer.invite(application, message="We liked your CV.", days=(5, 3), host=offer.contact)
    application.refresh_from_db()
    assert application.state == "interview"
    appointment = interview.appointment
    assert appointment.proposals == [ten_in_days(3), ten_in_days(5)]
    assert (appointment.invited, appointment.host) == (offer.talent.user, offer.contact)
    assert kinds_for(offer.talent.user) == ["programmes.appointment_proposed"]
    notice = Notification.objects.get(recipient=offer.talent.user).notice
    assert notice.title() == f"{offer.organisation.name} invites you: Interview: {offer.placement.title}"
    assert "We liked your CV." in notice.paragraphs()
    assert notice.action()[1] == application.get_absolute_url()


def test_the_clocks_are_those_of_a_programme_that_shows_the_offer(offer):
    application = offer.at("viewed", offer.talent)
    postings = offer.placement.postings.order_by("pk")
    refused = postings.get()
    for name, zone, state in (("far", "Pacific/Auckland", "waiting"), ("near", "Europe/Athens", "published")):
        programme = make_programme(name, time_zone=zone)
        postings.create(placement=offer.placement, programme=programme, state=state)
    postings.filter(pk=refused.pk).update(state="rejected")
    assert interview_zone(application) == "Europe/Athens"
    Programme.objects.filter(slug="near").update(status="archived")
    assert interview_zone(application) == "Europe/Athens"
    postings.update(state="rejected")
    assert interview_zone(application) == settings.TIME_ZONE


def test_nobody_is_invited_without_times_or_a_place(offer):
    application = offer.at("viewed", offer.talent)
    with pytest.raises(NoTimes):
        offer.invite(application, days=())
    with pytest.raises(Nowhere):
        offer.invite(application, place="")
    with pytest.raises(applications.TimesMissing):
        applications.move_application(
            application=application, state="interview", message="Come.", by=offer.contact
        )
    application.refresh_from_db()
    assert (application.state, Appointment.objects.count()) == ("viewed", 0)


def test_the_company_alone_invites_and_only_who_waits_for_it(offer):
    application = offer.at("viewed", offer.talent)
    for person in (offer.talent.user, make_contact(make_organisation()), make_member(offer.programme)):
        with pytest.raises(NotAllowed):
            offer.invite(application, by=person)
    for state in ("received", "accepted", "declined", "withdrawn"):
        with pytest.raises(WrongState):
            offer.invite(offer.at(state))


def test_there_is_one_interview_ahead_at_a_time(offer):
    application = offer.at("interview", offer.talent)
    first = offer.invite(application).appointment
    with pytest.raises(OneAhead):
        offer.invite(application)
    Appointment.objects.filter(pk=first.pk).update(state="cancelled")
    offer.invite(application, days=(6,))
    assert application.interviews.count() == 2


@pytest.mark.parametrize("end", ["withdrawn", "declined", "accepted", "closed"])
def test_what_lies_ahead_ends_with_the_application(offer, end):
    application = offer.at("interview" if end == "withdrawn" else "offered", offer.talent)
    past, ahead = (make_interview(application) for _each in range(2))
    Appointment.objects.filter(pk=past.pk).update(
        state="agreed", proposals=[ten_in_days(-3)], starts_at=ten_in_days(-3), chosen_at=ten_in_days(-9)
    )
    choose_time(appointment=ahead, time=ten_in_days(3), by=offer.talent.user)
    if end == "closed":
        close_remaining(offer.placement)
    else:
        by = offer.contact if end == "declined" else offer.talent.user
        offer.move(application, end, by=by)
    assert list(Appointment.objects.order_by("pk").values_list("state", flat=True)) == ["agreed", "cancelled"]
    for person in (offer.talent.user, offer.contact):
        kinds = kinds_for(person)
        assert [kind for kind in kinds if "appointment" in kind] == [
            "programmes.appointment_agreed",
            "programmes.appointment_cancelled",
        ]


def test_what_was_only_proposed_ends_without_a_message_of_its_own(offer):
    application = offer.at("interview", offer.talent)
    make_interview(application)
    offer.move(application, "withdrawn", by=offer.talent.user)
    assert Appointment.objects.get().state == "cancelled"
    assert kinds_for(offer.contact) == ["matching.applicant_answered"]


def test_an_appointment_stays_as_long_as_its_application(offer):
    application = offer.at("interview", offer.talent)
    make_interview(application)
    application.delete()
    assert Appointment.objects.count() == 0


def test_coordinators_see_that_an_interview_stands_and_not_what_was_agreed(offer):
    make_interview(offer.at("interview", offer.talent))
    coordinator = make_member(offer.programme)
    assert Interview.objects.visible_to(coordinator).count() == 1
    assert Appointment.objects.visible_to(coordinator).count() == 0


def test_it_lasts_as_long_as_the_company_says(offer):
    interview = applications.invite_to_interview(
        application=offer.at("viewed", offer.talent),
        message="",
        by=offer.contact,
        times=[ten_in_days(2)],
        duration=timedelta(hours=2),
        where={"link": "https://meet.example.org/a"},
    )
    assert interview.appointment.duration == timedelta(hours=2)
