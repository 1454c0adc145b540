"""The services on applications: one each, step by step, seats never oversold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, ApplicationEvent, Document, Placement, Talent
from matching.services import applications
from matching.services.placements.errors import OffersPending
from matching.services.placements.listing import close_placement
from matching.services.talents import ensure_talent
from matching.workflows.applications import APPLICATION
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_pupil,
    make_talent,
    make_user,
)
from tests.matching.services.conftest import Offer, kinds_for

pytestmark = pytest.mark.django_db


def test_applying_tells_the_company_and_confirms_to_the_talent(offer):
    application = offer.apply()
    assert (application.state, application.message) == (ApplicationState.RECEIVED, "I would like to.")
    assert [(event.state, event.actor) for event in application.events.all()] == [
        ("received", offer.talent.user)
    ]
    assert kinds_for(offer.contact) == ["matching.application_received"]
    assert kinds_for(offer.talent.user) == ["matching.application_sent"]


def test_the_companys_notice_names_no_applicant(offer):
    offer.talent.user.name = "Amira Unmistakable"
    offer.talent.user.save()
    offer.apply()
    notification = Notification.objects.get(recipient=offer.contact)
    words = [notification.notice.title(), *notification.notice.paragraphs(), str(notification.payload)]
    assert "Unmistakable" not in " ".join(words)


def test_nobody_applies_twice(offer):
    offer.apply()
    with pytest.raises(applications.AlreadyApplied):
        offer.apply()
    assert Application.objects.count() == 1


def test_who_withdrew_can_not_apply_again(offer):
    offer.move(offer.apply(), ApplicationState.WITHDRAWN, by=offer.talent.user)
    with pytest.raises(applications.AlreadyApplied):
        offer.apply()


@pytest.mark.parametrize("state", [state for state in PlacementState if state != "published"])
def test_only_open_offers_take_applications(state):
    offer = Offer(state=state)
    with pytest.raises(applications.NotOpen):
        offer.apply()


def test_an_offer_whose_day_has_passed_takes_none_even_before_the_task_has_run():
    offer = Offer(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(applications.NotOpen):
        offer.apply()


def test_nobody_applies_for_somebody_else(offer):
    with pytest.raises(NotAllowed):
        offer.apply(by=make_user("Bob"))


@pytest.mark.parametrize("has_consent", [True, False])
def test_pupils_do_not_apply_for_jobs(offer, has_consent):
    with pytest.raises(NotAllowed):
        offer.apply(make_talent(make_pupil(has_consent=has_consent)))


def test_contacts_do_not_apply_to_their_own_organisation(offer):
    with pytest.raises(applications.OwnOrganisation):
        offer.apply(make_talent(offer.contact))


def test_only_ones_own_document_goes_along(offer):
    foreign = Document.objects.create(talent=make_talent(), title="CV", file="documents/x.pdf")
    with pytest.raises(applications.NotYourDocument):
        offer.apply(cv=foreign)
    own = Document.objects.create(talent=offer.talent, title="CV", file="documents/y.pdf")
    assert offer.apply(cv=own).cv == own


def test_a_message_has_a_limit(offer):
    with pytest.raises(applications.MessageTooLong):
        offer.apply(message="x" * 4001)
    assert offer.apply(message="x" * 4000 + "  ").message == "x" * 4000


def test_an_empty_profile_is_started_for_who_has_none():
    person = make_user()
    assert ensure_talent(user=person, by=person) == ensure_talent(user=person, by=person)
    assert Talent.objects.filter(user=person).count() == 1


def test_nobody_starts_a_profile_for_somebody_else():
    with pytest.raises(NotAllowed):
        ensure_talent(user=make_user(), by=make_user())


def test_the_whole_way_is_written_down_with_who_and_what(offer):
    application = offer.apply()
    application = applications.mark_viewed(application=application, by=offer.contact)
    for state in ("shortlisted", "interview", "offered"):
        application = offer.move(application, state, message=f"Now {state}.")
    application = offer.move(application, "accepted", by=offer.talent.user, message="Gladly.")
    talent, contact = offer.talent.user, offer.contact
    assert [(event.state, event.actor, event.message) for event in application.events.all()] == [
        ("received", talent, ""),
        ("viewed", contact, ""),
        ("shortlisted", contact, "Now shortlisted."),
        ("interview", contact, "Now interview."),
        ("offered", contact, "Now offered."),
        ("accepted", talent, "Gladly."),
    ]
    assert kinds_for(talent) == [
        "matching.application_sent",
        "matching.application_moved",
        "matching.application_moved",
        "programmes.appointment_proposed",
        "matching.application_moved",
    ]
    assert kinds_for(contact) == [
        "matching.application_received",
        "matching.applicant_answered",
        "matching.placement_filled",
    ]


COMPANY_STEPS = {
    "received": {"viewed", "shortlisted", "declined"},
    "viewed": {"shortlisted", "interview", "declined"},
    "shortlisted": {"interview", "offered", "declined"},
    "interview": {"offered", "declined"},
    "offered": {"declined"},
}


TALENT_STEPS = {
    "received": {"withdrawn"},
    "viewed": {"withdrawn"},
    "shortlisted": {"withdrawn"},
    "interview": {"withdrawn"},
    "offered": {"accepted", "not_taken"},
    "not_taken": {"received"},
    "withdrawn": {"received"},
}


@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("target", ApplicationState)
def test_each_side_takes_exactly_its_own_steps(offer, state, target):
    for by, steps in ((offer.contact, COMPANY_STEPS), (offer.talent.user, TALENT_STEPS)):
        Application.objects.all().delete()
        application = offer.at(state, offer.talent)
        if target in steps.get(state.value, ()):
            assert offer.move(application, target, by=by).state == target
            Placement.objects.update(state=PlacementState.PUBLISHED)
        else:
            with pytest.raises((WrongState, applications.SeatsTaken)):
                offer.move(application, target, by=by)
            application.refresh_from_db()
            assert application.state == state


@pytest.mark.parametrize("who", ["stranger", "other company", "coordinator", "adviser"])
def test_nobody_but_the_two_sides_moves_an_application(offer, who):
    person = {
        "stranger": lambda: make_user("Bob"),
        "other company": lambda: make_contact(make_organisation(offer.programme)),
        "coordinator": lambda: make_member(offer.programme),
        "adviser": lambda: make_member(offer.programme, "adviser"),
    }[who]()
    application = offer.at("viewed")
    with pytest.raises(NotAllowed):
        offer.move(application, "shortlisted", by=person)
    with pytest.raises(NotAllowed):
        applications.mark_viewed(application=offer.at("received"), by=person)


def test_a_step_that_does_not_exist_is_refused(offer):
    with pytest.raises(WrongState):
        offer.move(offer.at("viewed"), "promoted")


def test_opening_it_again_tells_nobody_again(offer):
    application = offer.apply()
    for _time in range(2):
        application = applications.mark_viewed(application=application, by=offer.contact)
    stale = Application.objects.get()
    stale.state = ApplicationState.RECEIVED
    applications.mark_viewed(application=stale, by=offer.contact)
    assert kinds_for(offer.talent.user).count("matching.application_moved") == 1


def test_a_stale_page_can_not_undo_a_withdrawal(offer):
    application = offer.at("interview", offer.talent)
    stale = Application.objects.get()
    offer.move(application, "withdrawn", by=offer.talent.user)
    with pytest.raises(WrongState):
        offer.move(stale, "declined")


def test_nobody_closes_a_placement_over_an_offer_that_waits_for_its_answer(offer):
    application = offer.at("offered")
    with pytest.raises(OffersPending):
        close_placement(placement=offer.placement, by=offer.contact)
    application.refresh_from_db()
    assert application.state == "offered"


def test_steps_are_never_rewritten_and_go_only_with_their_application(offer):
    from django.db import DatabaseError, transaction

    event = offer.apply().events.get()
    for change in ({"state": "accepted"}, {"message": "Never said."}, {"actor": make_user("Bob")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ApplicationEvent.objects.filter(pk=event.pk).update(**change)
    Application.objects.all().delete()
    assert ApplicationEvent.objects.count() == 0


def test_erasing_a_contact_keeps_the_step_without_the_name(offer):
    application = offer.at("viewed")
    offer.move(application, "shortlisted")
    offer.contact.delete()
    assert [(event.state, event.actor) for event in application.events.all()] == [("shortlisted", None)]


def test_nobody_can_do_anything_in_a_final_state_but_take_up_what_one_has_ended():
    reopened = {*APPLICATION.step("take_up").sources}
    assert {*APPLICATION.final_states} == {*ApplicationState} - {*COMPANY_STEPS} - (
        {*TALENT_STEPS} - reopened
    )


# --- Taken up again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "ending"), [("interview", "withdrawn"), ("offered", "not_taken")])
def test_what_the_applicant_has_ended_goes_back_to_the_company_with_its_history(offer, before, ending):
    application = offer.apply()
    for state in {"interview": ("shortlisted", "interview"), "offered": ("shortlisted", "offered")}[before]:
        application = offer.move(application, state)
    application = offer.move(application, ending, by=offer.talent.user, message="No.")
    application = offer.move(application, "received", by=offer.talent.user, message="After all, yes.")
    assert [event.state for event in application.events.all()][-3:] == [before, ending, "received"]
    assert kinds_for(offer.contact) == ["matching.application_received", *["matching.applicant_answered"] * 2]
    assert applications.mark_viewed(application=application, by=offer.contact).state == "viewed"


def test_it_is_taken_up_again_once_and_each_withdrawal_is_told(offer):
    application = offer.apply()
    for state in ("withdrawn", "received", "withdrawn"):
        application = offer.move(application, state, by=offer.talent.user)
    with pytest.raises(WrongState):
        offer.move(application, "received", by=offer.talent.user)
    assert kinds_for(offer.contact).count("matching.applicant_answered") == 3


def test_a_decline_is_never_got_round(offer):
    application = offer.move(offer.apply(), "declined")
    with pytest.raises(WrongState):
        offer.move(application, "received", by=offer.talent.user)


@pytest.mark.parametrize("state", [state for state in PlacementState if state != "published"])
def test_nothing_is_taken_up_for_an_offer_that_is_not_open(offer, state):
    application = offer.move(offer.apply(), "withdrawn", by=offer.talent.user)
    Placement.objects.update(state=state)
    with pytest.raises(WrongState):
        offer.move(application, "received", by=offer.talent.user)


def test_who_speaks_for_the_organisation_by_now_takes_nothing_up(offer):
    application = offer.move(offer.apply(), "withdrawn", by=offer.talent.user)
    make_contact(offer.placement.organisation, user=offer.talent.user)
    person = type(offer.talent.user).objects.get(pk=offer.talent.user.pk)
    with pytest.raises(applications.OwnOrganisation):
        offer.move(application, "received", by=person)


def test_the_company_reads_the_profile_again_once_it_is_taken_up(offer):
    application = offer.move(offer.apply(), "withdrawn", by=offer.talent.user)
    opened = Application.objects.with_open_profile().filter(pk=application.pk)
    assert not opened.exists()
    offer.move(application, "received", by=offer.talent.user)
    assert opened.exists()
