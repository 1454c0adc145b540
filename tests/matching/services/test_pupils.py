"""A pupil asks for a place: chosen sentences, no name before it is shown, and nothing without a guardian's consent."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.constants import ApplicationState
from matching.models import Application, ApplicationEvent, FirstDay, Placement, Talent
from matching.presentation.pupils import name_for_company
from matching.queries.arrivals import place_to_come_to
from matching.queries.steps import application_steps, seats_taken
from matching.services import applications, pupils
from matching.services.first_days import suggest_first_day
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.models import GuardianConsent
from portal.privacy.signals import guardian_consent_withdrawn
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Conversation, Organisation, Programme
from tests.factories import (
    make_interview,
    make_member,
    make_programme,
    make_pupil,
    make_talent,
    ten_in_days,
)
from tests.matching.services.conftest import Offer, kinds_for
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

NAME = "Noa Unmistakable"


class Visit(Offer):
    """A company visit, a pupil who asks for it, and a coordinator of its programme."""

    def __init__(self):
        super().__init__(kind="visit", seats=3)
        self.pupil = make_pupil(has_consent=True)
        self.pupil.name = NAME
        self.pupil.save()
        self.coordinator = make_member(self.programme)
        self.talent = make_talent(self.pupil, headline="Robots")

    def ask(self, **others):
        return self.apply(**{"message": "", "set_words": ["holidays", "look"], **others})

    def take(self) -> Application:
        application = self.ask()
        for state in (ApplicationState.VIEWED, ApplicationState.SHORTLISTED, ApplicationState.OFFERED):
            application = self.move(application, state)
        return self.move(application, ApplicationState.ACCEPTED, by=self.pupil)

    def take_consent_back(self):
        GuardianConsent.objects.filter(pupil=self.pupil).update(withdrawn_at=timezone.now())
        guardian_consent_withdrawn.send(sender=GuardianConsent, pupil=self.pupil)

    def turn_18(self):
        today = timezone.localdate()
        User.objects.filter(pk=self.pupil.pk).update(birth_date=today.replace(year=today.year - 18))


@pytest.fixture
def visit() -> Visit:
    return Visit()


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def read_by(person: User, address: str) -> str:
    client = Client()
    sign_in(client, anew(person))
    return client.get(address).text


def test_a_pupil_asks_and_the_coordinators_know(visit):
    application = visit.ask()
    assert (application.is_of_minor, application.set_words) == (True, ["holidays", "look"])
    assert kinds_for(visit.contact) == ["matching.application_received"]
    assert kinds_for(visit.coordinator) == ["matching.pupil_asked"]
    assert kinds_for(visit.pupil) == ["matching.place_asked_for"]


def test_pages_speak_of_asking_and_never_of_applying_to_a_pupil(visit):
    address = visit.placement.get_absolute_url()
    assert "Ask until" in read_by(visit.pupil, address)
    application = visit.ask()
    client = Client()
    sign_in(client, anew(visit.pupil))
    for page in (
        client.get(
            reverse("matching:apply", args=[visit.placement.pk, visit.placement.slug]), follow=True
        ).text,
        client.get(application.get_absolute_url()).text,
        client.get(address).text,
    ):
        assert not re.findall(r"You (?:have )?applied|Apply until", page)
    assert "You asked for a place" in client.get(application.get_absolute_url()).text


@pytest.mark.parametrize("sent", [{"message": "Call me: 0170"}, {"set_words": ["Call me"]}])
def test_nothing_that_was_typed_leaves_a_pupil(visit, sent):
    with pytest.raises(applications.NoFreeText):
        visit.ask(**sent)


def test_whoever_is_of_age_sends_no_set_words(visit):
    assert visit.apply(make_talent(), set_words=["holidays"]).set_words == []


def test_a_pupil_asks_for_no_job_whatever_the_address():
    job = Offer(kind="job")
    with pytest.raises(NotAllowed):
        job.apply(make_talent(make_pupil(has_consent=True)), message="")


def test_without_a_guardian_nobody_asks(visit):
    with pytest.raises(NotAllowed):
        visit.ask(talent=make_talent(make_pupil(has_consent=False)))


@pytest.mark.parametrize("state", ["received", "accepted"])
def test_no_page_and_no_message_tells_the_company_a_pupils_name(visit, state):
    """Nor what stands in the profile, whatever the pupil wrote there before."""
    application = visit.take() if state == "accepted" else visit.ask()
    lists = [
        reverse("programmes:organisation_home"),
        reverse("matching:placement_detail", args=[visit.placement.pk]),
        application.get_absolute_url(),
        reverse("notifications:inbox"),
    ]
    pages = [read_by(visit.contact, address) for address in lists]
    assert [NAME in page or "Unmistakable" in page or "Robots" in page for page in pages] == [False] * 4
    assert f"Pupil {application.pk}" in pages[2]
    said = Notification.objects.filter(recipient=visit.contact)
    words = " ".join(f"{each.notice.title()} {each.notice.paragraphs()} {each.payload}" for each in said)
    assert "Unmistakable" not in words
    assert not Talent.objects.visible_to(anew(visit.contact)).exists()


def test_bulk_answers_and_the_conversation_name_no_pupil(visit):
    application = visit.ask()
    client = Client()
    sign_in(client, visit.contact)
    client.get(application.get_absolute_url())
    chosen = reverse("matching:placement_answers", args=[visit.placement.pk, "shortlisted"])
    page = client.post(chosen, {"application": application.pk}).text
    assert f"Pupil {application.pk}" in page
    assert "Unmistakable" not in page
    address = reverse("matching:application_conversation", args=[application.pk])
    client.post(address, {"sentence": "looking"})
    client.post(address, {"text": "Call me"})
    talk = Conversation.objects.get()
    assert [each.text for each in talk.messages.all()] in ([], [""])
    assert "Unmistakable" not in client.get(reverse("programmes:my_conversations")).text


def test_staff_reads_the_name_and_shows_it_once_the_place_is_taken(visit):
    application = visit.ask()
    assert NAME in read_by(visit.coordinator, application.get_absolute_url())
    with pytest.raises(WrongState):
        pupils.show_name(application=application, by=visit.coordinator)
    with pytest.raises(NotAllowed):
        pupils.show_name(application=application, by=visit.contact)


def test_a_name_is_shown_by_a_button_and_both_are_told(visit):
    application = visit.take()
    assert "matching.pupil_takes_place" in kinds_for(visit.coordinator)
    client = Client()
    sign_in(client, anew(visit.coordinator))
    assert "Show the company the name" in client.get(application.get_absolute_url()).text
    client.post(reverse("matching:show_name", args=[application.pk]))
    assert NAME in read_by(visit.contact, application.get_absolute_url())
    assert "matching.pupil_named" in kinds_for(visit.contact)
    assert "matching.name_shown" in kinds_for(visit.pupil)
    assert "Show the company the name" not in client.get(application.get_absolute_url()).text
    application.refresh_from_db()
    with pytest.raises(WrongState):
        pupils.show_name(application=application, by=visit.coordinator)


def test_a_coordinator_of_another_programme_shows_no_name(visit):
    with pytest.raises(NotAllowed):
        pupils.show_name(application=visit.take(), by=make_member(make_programme()))


@pytest.mark.parametrize("state", ["received", "offered", "accepted"])
def test_with_the_consent_the_application_ends_and_nobody_reads_it(visit, state):
    application = visit.take() if state == "accepted" else visit.ask()
    Application.objects.filter(pk=application.pk).update(state=state)
    visit.take_consent_back()
    application.refresh_from_db()
    last = application.events.last()
    assert (application.state, application.name_shown_at) == ("withdrawn", None)
    assert (last.is_automatic, last.actor) == (True, None)
    for person in (visit.contact, visit.coordinator, visit.pupil):
        assert not Application.objects.visible_to(anew(person)).exists()
        assert not ApplicationEvent.objects.visible_to(anew(person)).exists()
    assert kinds_for(visit.contact)[-1] == "matching.applicant_answered"
    said = Notification.objects.filter(recipient=visit.contact).last().notice
    assert "guardian" not in f"{said.title()} {said.paragraphs()}"


def test_what_was_asked_for_as_nobodys_pupil_does_not_end_with_the_consent(visit):
    job = visit.ask()
    Application.objects.update(is_of_minor=False, state="accepted")
    visit.take_consent_back()
    job.refresh_from_db()
    assert job.state == "accepted"


def test_the_list_and_the_counts_of_the_company_lose_it_too(visit):
    address = reverse("matching:placement_detail", args=[visit.placement.pk])
    application = visit.ask()
    assert f"Pupil {application.pk}" in read_by(visit.contact, address)
    visit.take_consent_back()
    assert f"Pupil {application.pk}" not in read_by(visit.contact, address)
    page = read_by(visit.contact, reverse("programmes:organisation_home"))
    assert not re.search(r"1 application waits", page)


def test_a_place_that_was_taken_is_free_again_with_the_consent(visit):
    visit.take()
    assert seats_taken(visit.placement) == 1
    visit.take_consent_back()
    assert seats_taken(visit.placement) == 0


def test_with_the_consent_an_interview_is_off_and_whoever_waits_there_is_told(visit):
    application = visit.ask()
    Application.objects.filter(pk=application.pk).update(state="interview")
    make_interview(application, starts_at=ten_in_days(3), host=visit.contact)
    visit.take_consent_back()
    said = Notification.objects.get(recipient=visit.contact, kind="programmes.appointment_cancelled").notice
    part = said.calendar(anew(visit.contact))
    assert (part.method, "CANCELLED" in part.text, NAME in part.text) == ("CANCEL", True, False)
    assert "matching.pupil_ended" in kinds_for(visit.coordinator)
    told = Notification.objects.get(recipient=visit.coordinator, kind="matching.pupil_ended").notice
    assert NAME not in f"{told.title()} {told.paragraphs()}"


@pytest.mark.parametrize("seats", [1, 3])
def test_a_company_whose_place_is_free_again_reads_what_it_can_do(visit, seats):
    Placement.objects.filter(pk=visit.placement.pk).update(seats=seats)
    visit.take()
    visit.take_consent_back()
    said = Notification.objects.filter(recipient=visit.contact, kind="matching.applicant_answered")
    notice = said.latest("pk").notice
    words = " ".join(notice.paragraphs())
    assert ("nothing to do" in words, "show the offer again" in words) == (False, seats == 1)
    page = read_by(visit.contact, notice.action()[1])
    assert ("Show it again" in page) == (seats == 1)


def test_what_ended_with_the_consent_says_so_and_is_no_ones_own_doing(visit):
    application = visit.ask()
    visit.take_consent_back()
    GuardianConsent.objects.update(withdrawn_at=None)
    own = read_by(visit.pupil, application.get_absolute_url())
    assert ("You have withdrawn" in own, "places were taken" in own) == (False, False)
    assert "your guardian took the consent back" in own
    theirs = read_by(visit.contact, application.get_absolute_url())
    assert ("places were taken" in theirs, "guardian took" in theirs) == (False, False)


def test_a_second_round_is_told_like_the_first_and_has_no_day_yet(visit):
    application = visit.take()
    pupils.show_name(application=application, by=visit.coordinator)
    suggest_first_day(
        application=application, starts_on=timezone.localdate(), starts_at=None, by=visit.contact
    )
    visit.take_consent_back()
    GuardianConsent.objects.update(withdrawn_at=None)
    visit.pupil = anew(visit.pupil)
    application = visit.move(Application.objects.get(pk=application.pk), "received", by=visit.pupil)
    for state in ("viewed", "shortlisted", "offered"):
        application = visit.move(application, state)
    application = visit.move(application, "accepted", by=visit.pupil)
    assert not FirstDay.objects.filter(application=application).exists()
    pupils.show_name(application=application, by=visit.coordinator)
    for person, kind in (
        (visit.coordinator, "pupil_asked"),
        (visit.coordinator, "pupil_takes_place"),
        (visit.pupil, "name_shown"),
        (visit.contact, "pupil_named"),
    ):
        assert kinds_for(person).count(f"matching.{kind}") == 2


def test_a_pupil_reads_it_again_and_can_take_it_up_once_a_guardian_agrees_anew(visit):
    application = visit.ask()
    visit.take_consent_back()
    GuardianConsent.objects.update(withdrawn_at=None)
    assert Application.objects.visible_to(anew(visit.pupil)).exists()
    visit.pupil = anew(visit.pupil)
    again = visit.move(Application.objects.get(pk=application.pk), "received", by=visit.pupil)
    assert again.state == "received"


def test_the_pupil_withdraws_and_agrees_on_a_day_and_no_words_come_along(visit):
    application = visit.take()
    with pytest.raises(applications.NoFreeText):
        suggest_first_day(
            application=application,
            starts_on=timezone.localdate(),
            starts_at=None,
            bring="Your number",
            by=visit.contact,
        )
    address = reverse("matching:first_day", args=[application.pk])
    page = read_by(visit.contact, address)
    assert 'textarea name="bring"' not in page
    client = Client()
    sign_in(client, visit.contact)
    client.post(
        address, {"starts_on": timezone.localdate().isoformat(), "bring": "Your number", "place": "My flat"}
    )
    application.refresh_from_db()
    assert (application.first_day.bring, application.first_day.place) == ("", "")
    page = read_by(visit.pupil, application.get_absolute_url())
    assert "Confirm" in page
    assert "How to reach" not in page


# --- What pupils and companies are told holds ----------------------------------------------------------------------


def test_a_pupil_is_told_up_to_when_it_can_be_taken_back_and_no_longer(visit):
    application = visit.ask()
    said = " ".join(Notification.objects.get(recipient=visit.pupil).notice.paragraphs())
    assert ("until a place is offered" in said, "at any time" in said) == (True, False)
    ways = {}
    for state in ("received", "viewed", "shortlisted", "interview", "offered", "accepted"):
        Application.objects.filter(pk=application.pk).update(state=state)
        ways[state] = [step.name for step in application_steps(anew_row(application), anew(visit.pupil))]
    before = {"received", "viewed", "shortlisted", "interview"}
    assert {state for state, names in ways.items() if "withdraw" in names} == before
    assert (ways["offered"], ways["accepted"]) == (["accept", "refuse"], [])


def anew_row(application: Application) -> Application:
    return Application.objects.select_related("placement__organisation", "talent__user").get(
        pk=application.pk
    )


@pytest.mark.parametrize("state", [*ApplicationState.values])
def test_no_page_of_a_pupils_application_speaks_of_what_is_not_there(visit, state):
    """Neither a profile, nor how to reach each other, nor words of one's own."""
    application = visit.ask()
    Application.objects.filter(pk=application.pk).update(state=state)
    address = application.get_absolute_url()
    pages = [read_by(person, address) for person in (visit.pupil, visit.contact)]
    steps = application_steps(anew_row(application), anew(visit.pupil))
    links = [reverse("matching:application_step", args=[application.pk, step.target]) for step in steps]
    pages.extend(read_by(visit.pupil, link) for link in links)
    for page in pages:
        main = page.split("<main")[1].split("</main")[0]
        for promise in (
            "reach each other",
            "whom to ask",
            "what to bring",
            "sees your profile",
            "and profile",
            "or write.",
        ):
            assert promise not in main, promise


def test_the_company_is_not_sent_to_a_way_to_reach_a_pupil(visit):
    visit.take()
    said = (
        Notification.objects.filter(recipient=visit.contact, kind="matching.applicant_answered").get().notice
    )
    assert "reach" not in " ".join(said.paragraphs())


@pytest.mark.parametrize("street", ["", "Gate Road 1"])
def test_a_pupil_reads_where_to_come_to_or_whom_to_ask(visit, street):
    """The company writes no words of its own to them, so that its address has to say it."""
    Organisation.objects.filter(pk=visit.organisation.pk).update(street=street, city="Suhl")
    Programme.objects.filter(pk=visit.programme.pk).update(contact_email="team@example.org")
    application = visit.take()
    day = suggest_first_day(
        application=application, starts_on=timezone.localdate(), starts_at=None, by=visit.contact
    )
    own, theirs = (read_by(each, application.get_absolute_url()) for each in (visit.pupil, visit.contact))
    assert ("Gate Road 1, Suhl" in own, "team@example.org" in own) == (bool(street), not street)
    assert ("has given no street" in theirs) == (not street)
    fresh = FirstDay.objects.select_related("application__placement__organisation").get(pk=day.pk)
    assert place_to_come_to(fresh) == (f"{street}, Suhl" if street else "")


@pytest.mark.parametrize("street", ["", "Gate Road 1"])
def test_a_pupil_who_is_invited_to_where_no_street_is_known_reads_whom_to_ask(visit, street):
    Organisation.objects.filter(pk=visit.organisation.pk).update(street=street)
    application = visit.ask()
    Application.objects.filter(pk=application.pk).update(state="interview")
    make_interview(application, place="Suhl", host=visit.contact)
    page = read_by(visit.pupil, application.get_absolute_url())
    assert ("Ask the people of the programme where to come to" in page) == (not street)
    assert "Ask the people" not in read_by(visit.contact, application.get_absolute_url())


def test_a_pupil_reads_that_no_company_sees_the_profile(visit):
    page = read_by(visit.pupil, reverse("matching:profile"))
    assert ("No company" in page, reverse("matching:profile_preview") in page) == (True, False)
    assert "No company sees this" in read_by(visit.pupil, reverse("matching:profile_preview"))
    assert "The coordinators of the programme read along" in read_by(
        visit.pupil, reverse("programmes:my_conversations")
    )


def test_from_the_eighteenth_birthday_a_person_decides_alone(visit):
    visit.turn_18()
    GuardianConsent.objects.update(given_at=None)
    grown = anew(visit.pupil)
    assert (access_of(grown).is_pupil, access_of(grown).waits_for_guardian) == (False, False)
    application = Offer(kind="job").apply(make_talent_of(grown), message="Good day")
    assert (application.is_of_minor, application.message) == (False, "Good day")


def make_talent_of(person: User) -> Talent:
    return Talent.objects.get(user=person)


def test_the_day_before_a_guardian_still_decides(visit):
    User.objects.filter(pk=visit.pupil.pk).update(birth_date=_eighteen_tomorrow())
    assert access_of(anew(visit.pupil)).is_pupil


def _eighteen_tomorrow() -> date:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return tomorrow.replace(year=tomorrow.year - 18)


def test_what_was_asked_for_as_a_pupil_stays_as_it_was_promised(visit):
    application = visit.ask()
    visit.turn_18()
    assert "Unmistakable" not in read_by(visit.contact, application.get_absolute_url())
    assert name_for_company(Application.objects.get(pk=application.pk)) == f"Pupil {application.pk}"
    GuardianConsent.objects.update(given_at=None)
    assert Application.objects.visible_to(anew(visit.contact)).exists()
