import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.privacy.constants import ErasureState
from portal.privacy.models import ErasureRequest
from portal.privacy.services.erasures import execute_erasure, request_erasure
from portal.users.models import User
from programmes.constants import Instrument
from programmes.models import Enrolment, Funding
from tests.factories import i18n, make_enrolment, make_member, make_programme, make_talent, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ERASE = reverse("privacy:erase")


@pytest.fixture
def person() -> User:
    return make_user("Mia Muster")


def text(response) -> str:
    return response.content.decode()


def test_before_deciding_one_sees_what_goes_and_what_must_stay_and_why(client, person):
    programme = make_programme()
    Funding.objects.create(programme=programme, funder=i18n("ESF+"), instrument=Instrument.ESF_PLUS)
    make_enrolment(programme, person)
    make_talent(person)
    sign_in(client, person)
    context = client.get(ERASE).context
    assert {line.name for line in context["gone"]} == {"Account", "talents"}
    assert [(line.name, line.rows, line.until) for line in context["kept"]] == [
        ("enrolments", 1, "not known yet: the funder has not closed its books"),
        ("participant records", 1, "not known yet: the funder has not closed its books"),
        ("participants' facts", 1, "not known yet: the funder has not closed its books"),
    ]
    assert "The funder may check" in str(context["kept"][0].reason)


def test_asking_needs_a_fresh_proof_of_presence(client, person):
    sign_in(client, person, minutes_ago=30)
    response = client.post(ERASE, {"understood": "on"})
    assert response.status_code == 302
    assert "/reauthenticate/" in response.url
    assert not ErasureRequest.objects.exists()


def test_one_asks_only_after_ticking_the_box(client, person):
    sign_in(client, person)
    assert "Tick the box" in text(client.post(ERASE))
    assert not ErasureRequest.objects.exists()


def test_one_asks_sees_when_and_changes_ones_mind(client, person):
    sign_in(client, person)
    page = client.post(ERASE, {"understood": "on"}, follow=True)
    assert "You will be erased on" in text(page)
    assert client.post(ERASE, {"understood": "on"}).status_code == 200  # asked already: nothing happens
    page = client.post(reverse("privacy:take_back"), follow=True)
    assert "You have taken your request back" in text(page)
    assert client.post(reverse("privacy:take_back")).status_code == 404


def test_the_certificate_is_read_without_an_account_and_names_nobody(client, person):
    make_talent(person)
    request = request_erasure(person=person, by=person)
    page = client.get(request.get_absolute_url())
    assert "will be carried out on" in text(page)
    ErasureRequest.objects.update(due_at=timezone.now())
    execute_erasure(request_id=request.pk)
    page = client.get(request.get_absolute_url())
    assert "Article 17" in text(page)
    assert [(line.name, line.rows) for line in page.context["gone"] if line.name == "talents"] == [
        ("talents", 1)
    ]
    assert "Mia" not in text(page)
    assert client.get(reverse("privacy:certificate", args=["guessed"])).status_code == 404


def test_a_certificate_of_what_was_taken_back_says_so(client, person):
    sign_in(client, person)
    client.post(ERASE, {"understood": "on"})
    client.post(reverse("privacy:take_back"))
    page = client.get(ErasureRequest.objects.get().get_absolute_url())
    assert "Nothing was erased" in text(page)


def test_a_coordinator_enters_a_letter_and_the_person_is_told(client, person):
    programme = make_programme()
    make_enrolment(programme, person)
    coordinator = make_member(programme)
    sign_in(client, coordinator)
    page = reverse("privacy:letter", args=[person.pk])
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    assert client.get(page).status_code == 200
    assert "after today" in text(client.post(page, {"received_on": tomorrow}))
    assert "between the years" in text(client.post(page, {"received_on": "0001-01-01"}))
    client.post(page, {"received_on": timezone.localdate()})
    asked = ErasureRequest.objects.get()
    assert (asked.person, asked.entered_by) == (person, coordinator)
    assert person.notifications.filter(kind="privacy.erasure_requested").exists()


def test_who_enters_a_letter_is_not_told_what_other_programmes_hold(client, person):
    programme = make_programme()
    make_enrolment(programme, person)
    sign_in(client, make_member(programme))
    page = reverse("privacy:letter", args=[person.pk])
    make_enrolment(make_programme(), person)
    make_talent(person)
    answer = client.get(page)
    assert "gone" not in answer.context
    main = (
        text(answer).partition("<main")[2].partition("</main>")[0]
    )  # the menu leads to the reader's own profile
    assert person.name in main
    assert "profile" not in main.lower()
    assert "What is erased" not in main


def test_who_entered_a_letter_sees_that_it_was_carried_out_and_gets_no_certificate(client, person):
    programme = make_programme()
    make_enrolment(programme, person)
    make_enrolment(make_programme(), person)
    coordinator = make_member(programme)
    sign_in(client, coordinator)
    day = timezone.localdate()
    answer = client.post(reverse("privacy:letter", args=[person.pk]), {"received_on": day}, follow=True)
    asked = ErasureRequest.objects.get()
    assert (answer.request["PATH_INFO"], str(person) in text(answer)) == (reverse("privacy:letters"), True)
    assert asked.code not in text(answer)
    ErasureRequest.objects.update(due_at=timezone.now())
    assert execute_erasure(request_id=asked.pk)
    page = text(client.get(reverse("privacy:letters")))
    assert (str(asked.get_state_display()) in page, str(ErasureState.DONE.label) in page) == (False, True)
    assert (asked.code in page, str(person) in page) == (False, False)
    sign_in(client, make_member(programme))
    assert "No letter yet" in text(client.get(reverse("privacy:letters")))


def test_who_enters_a_letter_of_their_own_is_led_to_their_own_erasure(client, person):
    sign_in(client, person)
    answer = client.post(reverse("privacy:letter", args=[person.pk]), {"received_on": timezone.localdate()})
    assert answer.url == ERASE


def test_who_entered_a_letter_and_has_left_is_not_told_whom_it_was_about(client, person):
    programme = make_programme()
    make_enrolment(programme, person)
    coordinator = make_member(programme)
    sign_in(client, coordinator)
    client.post(reverse("privacy:letter", args=[person.pk]), {"received_on": timezone.localdate()})
    coordinator.memberships.all().delete()
    assert str(person) not in text(client.get(reverse("privacy:letters")))


def test_of_others_people_not_even_their_being_there_is_told(client, person):
    Enrolment.objects.create(programme=make_programme(), person=person)
    sign_in(client, make_member(make_programme()))
    assert client.get(reverse("privacy:letter", args=[person.pk])).status_code == 404
    assert client.get(reverse("privacy:letter", args=[0])).status_code == 404
    assert mail.outbox == []
