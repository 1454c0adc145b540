"""Applying, following and answering in the browser: what each side sees, may do, and is protected from."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from matching.constants import ApplicationState
from matching.models import Application, Document
from matching.services.applications import move_application
from matching.services.placements.listing import pause_placement
from matching.services.placements.review import publish_posting
from matching.services.placements.writing import update_placement
from matching.workflows.applications import APPLICATION
from portal.notifications.models import Notification
from portal.privacy.models import AccessLog
from programmes.constants import Verification
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

MINE = reverse("matching:my_applications")


def step(application, state: str) -> str:
    return reverse("matching:application_step", args=[application.pk, state])


def rewritten(placement, contact):
    words = {"title": i18n("Chief magician"), "description": i18n("Unread words")}
    return update_placement(placement=placement, by=contact, fields=words)


# --- Following -----------------------------------------------------------------------------------------------------


def test_the_first_look_of_the_company_is_written_down_once(company, placement, person, contact):
    application = make_application(placement, make_talent(person))
    for _time in range(2):
        assert company.get(application.get_absolute_url()).status_code == 200
    application.refresh_from_db()
    assert application.state == "viewed"
    assert [(event.state, event.actor) for event in application.events.all()] == [("viewed", contact)]
    assert Notification.objects.filter(recipient=person).count() == 1


def test_a_browser_that_fetches_ahead_has_not_looked(company, placement):
    application = make_application(placement)
    company.get(application.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    application.refresh_from_db()
    assert application.state == "received"


@pytest.mark.parametrize("who", ["applicant", "coordinator", "adviser"])
def test_a_look_of_others_changes_nothing(client, placement, programme, person, who):
    application = make_application(placement, make_talent(person))
    client.force_login(person if who == "applicant" else make_member(programme, who))
    assert client.get(application.get_absolute_url()).status_code == 200
    application.refresh_from_db()
    assert application.state == "received"


@pytest.mark.parametrize(
    "who", ["stranger", "other company", "assistant", "evaluator", "foreign coordinator"]
)
def test_an_application_does_not_exist_for_anybody_else(client, placement, programme, who):
    application = make_application(placement)
    person = {
        "stranger": lambda: make_user("Bob"),
        "other company": lambda: make_contact(make_organisation(programme)),
        "assistant": lambda: make_member(programme, "assistant"),
        "evaluator": lambda: make_member(programme, "evaluator"),
        "foreign coordinator": lambda: make_member(make_programme()),
    }[who]()
    client.force_login(person)
    assert client.get(application.get_absolute_url()).status_code == 404
    assert client.post(step(application, "declined"), {"message": ""}).status_code == 404


def test_visitors_are_asked_to_sign_in(client, placement):
    application = make_application(placement)
    for address in (MINE, application.get_absolute_url(), step(application, "declined")):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_a_coordinator_reads_the_profile_of_their_own_participants_only(client, placement, programme):
    mine, other = make_user("Amira"), make_user("Bojan")
    make_enrolment(programme, mine)
    client.force_login(make_member(programme))
    for applicant, sees in ((mine, True), (other, False)):
        application = make_application(placement, make_talent(applicant, headline="Likes machines"))
        text = client.get(application.get_absolute_url()).text
        assert ("Likes machines" in text) == sees


def test_the_applicant_reads_of_the_company_not_of_the_people_in_it(client, placement, person, contact):
    application = make_application(placement, make_talent(person), state="viewed")
    client.force_login(contact)
    client.post(step(application, "shortlisted"), {"message": "We like it."})
    client.force_login(person)
    text = client.get(application.get_absolute_url()).text
    assert "We like it." in text
    assert contact.name not in text


def test_the_list_takes_as_few_queries_for_thirty_rows_as_for_one(talent_client, organisation, person):
    talent, counts = make_talent(person), []
    for number in (1, 29):
        for _row in range(number):
            make_application(make_placement(organisation), talent)
        with CaptureQueriesContext(connection) as counted:
            talent_client.get(MINE)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[1] <= 8


def test_the_list_is_narrowed_to_what_is_under_way(talent_client, organisation, person):
    talent = make_talent(person)
    open_one = make_application(make_placement(organisation), talent)
    make_application(make_placement(organisation), talent, state="declined")
    response = talent_client.get(f"{MINE}?show=open")
    assert [application for application, _badge in response.context["rows"]] == [open_one]
    assert talent_client.get(f"{MINE}?show=%00&page=-1").status_code == 200


def test_an_empty_list_leads_to_the_offers(talent_client):
    assert "You have not applied yet" in talent_client.get(MINE).text


def test_ones_own_page_says_what_moved_and_what_waits(talent_client, organisation, person):
    placement = make_placement(organisation, title=i18n("Process engineer"))
    make_application(placement, make_talent(person), state="offered")
    text = talent_client.get(reverse("programmes:me")).text
    assert f"{organisation.name} offers you a place" in text
    assert "Process engineer" in text


def test_a_contacts_page_counts_what_waits_for_an_answer(company, placement):
    for state in ("received", "viewed", "interview"):
        make_application(placement, state=state)
    assert "2 applications wait for your answer" in company.get(reverse("programmes:me")).text


# --- How long a company reads ---------------------------------------------------------------------------------------


def ended(application, *, days: int) -> None:
    moment = timezone.now() - timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(created_at=moment)


@pytest.fixture
def declined(placement, person):
    talent = make_talent(person, headline="Likes machines", degree=6)
    cv = Document.objects.create(talent=talent, title="CV", file="documents/cv.pdf")
    return make_application(placement, talent, cv=cv, message="Dear all", state="declined")


def test_after_the_end_the_company_reads_what_was_written_and_no_profile(company, declined):
    text = company.get(declined.get_absolute_url()).text
    last = date_format(timezone.localdate() + timedelta(days=30), "DATE_FORMAT")
    assert f"What was written here is shown until {last}." in text
    assert [words in text for words in ("Dear all", "Likes machines", "Bachelor", "Download the CV")] == [
        True,
        False,
        False,
        False,
    ]
    assert company.get(reverse("matching:cv_download", args=[declined.cv.pk])).status_code == 404


def test_another_application_does_not_open_the_one_that_has_ended(company, declined, organisation):
    make_application(make_placement(organisation), declined.talent)
    assert "Likes machines" not in company.get(declined.get_absolute_url()).text


def test_thirty_days_after_the_end_there_is_nothing_for_the_company(company, declined):
    ended(declined, days=32)
    assert company.get(declined.get_absolute_url()).status_code == 404
    assert company.get(step(declined, "shortlisted")).status_code == 404


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [
        ("viewed", 0, "sees your profile and CV at the latest until"),
        ("declined", 0, "no longer sees your profile and CV. What was written here is shown to it until"),
        ("declined", 32, "no longer sees anything of this application."),
    ],
)
def test_the_applicant_reads_until_when_the_company_does(
    talent_client, placement, person, organisation, state, days, told
):
    application = make_application(placement, make_talent(person), state=state)
    ended(application, days=days)
    assert f"{organisation.name} {told}" in talent_client.get(application.get_absolute_url()).text


def test_the_company_reads_until_when_it_does(company, placement):
    starts_on = timezone.localdate() + timedelta(days=10)
    placement.starts_on = starts_on
    placement.save()
    application = make_application(placement, state="accepted")
    last = date_format(starts_on + timedelta(days=28), "DATE_FORMAT")
    assert (
        f"You see the profile and the CV at the latest until {last}"
        in company.get(application.get_absolute_url()).text
    )


def test_an_organisation_that_lost_its_verification_is_not_told_what_its_applicants_do(
    placement, person, organisation, contact
):
    application = make_application(placement, make_talent(person), state="offered")
    organisation.verification = Verification.DECLINED
    organisation.save()
    move_application(application=application, state="not_taken", message="", by=person)
    assert not Notification.objects.filter(recipient=contact).exists()


def test_whoever_opens_an_application_leaves_a_line_that_the_person_reads(
    client, placement, programme, person, contact
):
    application = make_application(placement, make_talent(person))
    readers = (contact, make_member(programme), person)
    for reader in readers:
        client.force_login(reader)
        client.get(application.get_absolute_url())
    lines = AccessLog.objects.order_by("pk")
    assert [(line.actor, line.subject, line.kind) for line in lines] == [
        (contact, person, "read"),
        (readers[1], person, "read"),
    ]
    client.force_login(person)
    assert "An application that was sent to the company" in client.get(reverse("privacy:mine")).text
    client.cookies["django_language"] = "de"
    person.language = "de"
    person.save()
    assert "Eine Bewerbung, die an das Unternehmen ging" in client.get(reverse("privacy:mine")).text


def test_the_list_of_applicants_leaves_one_line(company, placement, contact):
    for _number in range(3):
        make_application(placement)
    company.get(reverse("matching:placement_detail", args=[placement.pk]))
    line = AccessLog.objects.get()
    assert (line.actor, line.rows, line.subject, line.object_id) == (contact, 3, None, str(placement.pk))


# --- Answering -----------------------------------------------------------------------------------------------------


def test_a_step_explains_itself_and_is_taken_by_post(company, placement):
    application = make_application(placement, state="viewed")
    assert "Put on the shortlist" in company.get(step(application, "shortlisted")).text
    application.refresh_from_db()
    assert application.state == "viewed"
    response = company.post(step(application, "shortlisted"), {"message": "Until Monday!"}, follow=True)
    application.refresh_from_db()
    assert application.state == "shortlisted"
    assert "Until Monday!" in response.text


def test_each_side_is_offered_its_own_steps(client, placement, person, contact):
    application = make_application(placement, make_talent(person), state="offered")
    for user, states in ((contact, ["declined"]), (person, ["accepted", "not_taken"])):
        client.force_login(user)
        steps = client.get(application.get_absolute_url()).context["view"].steps
        assert [step.target for step in steps] == states


def test_the_applicant_accepts_and_the_company_reads_it(client, placement, person, contact):
    application = make_application(placement, make_talent(person), state="offered")
    client.force_login(person)
    response = client.post(step(application, "accepted"), {"message": ""}, follow=True)
    assert "The place is yours." in response.text
    placement.refresh_from_db()
    assert placement.state == "filled"
    kinds = Notification.objects.filter(recipient=contact).values_list("kind", flat=True)
    assert "matching.applicant_answered" in kinds


@pytest.mark.parametrize(("state", "wanted"), [("viewed", "accepted"), ("declined", "shortlisted")])
def test_a_step_that_does_not_follow_says_so_and_changes_nothing(company, placement, state, wanted):
    application = make_application(placement, state=state)
    for response in (
        company.get(step(application, wanted), follow=True),
        company.post(step(application, wanted), {"message": ""}, follow=True),
    ):
        assert "This step is no longer possible" in response.text
    application.refresh_from_db()
    assert application.state == state


def test_a_coordinator_may_read_but_not_answer(client, placement, programme):
    application = make_application(placement, state="viewed")
    client.force_login(make_member(programme))
    assert client.get(application.get_absolute_url()).context["view"].steps == []
    assert client.post(step(application, "declined"), {"message": ""}).status_code == 403


@pytest.mark.parametrize("message", ["x" * 4001, "a\0b", "x" * 1_000_000])
def test_a_bad_message_is_answered_beside_the_field(company, placement, message):
    application = make_application(placement, state="viewed")
    response = company.post(step(application, "declined"), {"message": message})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["message"]
    application.refresh_from_db()
    assert application.state == "viewed"


def test_addresses_that_lead_nowhere(company, placement):
    application = make_application(placement, state="viewed")
    assert company.get(step(application, "promoted")).status_code == 404
    for pk in (0, 2**63, 2**70):
        assert company.get(f"/applications/{pk}/").status_code == 404


# --- What nobody has reviewed --------------------------------------------------------------------------------------


def test_an_applicant_reads_a_rewritten_offer_once_it_is_published_again(
    talent_client, person, placement, contact, programme
):
    application = make_application(placement, make_talent(person))
    posting = rewritten(placement, contact).postings.get()
    placement.refresh_from_db()
    offer = talent_client.get(placement.get_absolute_url())
    html = offer.content.decode()
    assert (offer.status_code, "Unread words" in html) == (200, False)
    assert "This offer is being reviewed again" in html
    assert placement.organisation.name in html
    assert f'href="{application.get_absolute_url()}"' in html
    publish_posting(posting=posting, by=make_member(programme))
    html = talent_client.get(placement.get_absolute_url()).content.decode()
    assert ("Unread words" in html, "This offer is being reviewed again" in html) == (True, False)


def test_the_application_to_a_rewritten_offer_says_so_and_leaves_out_the_new_demands(
    talent_client, person, placement, contact
):
    application = make_application(placement, make_talent(person, degree=6))
    assert "How your profile fits" in talent_client.get(application.get_absolute_url()).content.decode()
    rewritten(placement, contact)
    html = talent_client.get(application.get_absolute_url()).content.decode()
    told = ("This offer is being reviewed again", "How your profile fits", "See the offer<", "What you sent")
    assert [words in html for words in told] == [True, False, False, True]


def test_a_pause_hides_no_words_from_whoever_has_applied_but_rewriting_during_it_does(
    talent_client, person, placement, contact
):
    make_application(placement, make_talent(person))
    pause_placement(placement=placement, by=contact)
    page = talent_client.get(placement.get_absolute_url()).content.decode()
    assert "This offer is no longer open" in page
    rewritten(placement, contact)
    assert "Unread words" not in talent_client.get(placement.get_absolute_url(), follow=True).content.decode()


def test_the_organisation_and_staff_read_what_waits_for_review_and_strangers_find_nothing(
    client, placement, contact, programme
):
    make_application(placement)
    rewritten(placement, contact)
    placement.refresh_from_db()
    seen = []
    for person in (contact, make_member(programme), make_user("Stranger"), make_talent().user):
        client.force_login(person)
        answer = client.get(placement.get_absolute_url())
        seen.append((answer.status_code, "Unread words" in answer.content.decode()))
    assert seen == [(200, True), (200, True), (404, False), (404, False)]
    client.logout()
    assert client.get(placement.get_absolute_url()).status_code == 404


# --- Where one goes on ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ApplicationState)
def test_who_ends_without_a_place_is_told_who_helps_and_may_take_up_what_they_have_ended(
    talent_client, placement, person, programme, state
):
    programme.contact_email = "help@example.org"
    programme.save()
    make_enrolment(programme, person)
    application = make_application(placement, make_talent(person), state=state)
    text = talent_client.get(application.get_absolute_url()).text
    has_ended = state in ("declined", "not_taken", "withdrawn")
    assert ("help@example.org" in text) is has_ended
    assert ("Take the application up again" in text) is (state in ("not_taken", "withdrawn"))


@pytest.mark.parametrize("state", ApplicationState)
def test_in_each_state_both_sides_read_what_comes_next(client, placement, person, contact, state):
    application = make_application(placement, make_talent(person), state=state)
    for reader, side in ((person, "person"), (contact, "organisation")):
        client.force_login(reader)
        text = client.get(application.get_absolute_url()).text
        application.refresh_from_db()
        awaited = APPLICATION.state(application.state).waits_for
        if state in ("shortlisted", "interview"):  # and no interview is proposed
            awaited = "organisation"
        assert "Next step" in text
        if state != "accepted":
            assert ("It is your turn." in text) is (awaited == side)


# --- What is final is said before ----------------------------------------------------------------------------------


def test_before_withdrawing_one_reads_that_one_can_come_back_once_and_the_second_time_that_it_is_final(
    talent_client, placement, person
):
    application = make_application(placement, make_talent(person))
    application.events.create(state="received", actor=person)
    address = step(application, "withdrawn")
    assert "You can take the application up again once" in talent_client.get(address).text
    for state in ("withdrawn", "received"):
        move_application(application=application, state=state, message="", by=person)
    assert "So this time it is final" in talent_client.get(address).text
    move_application(application=application, state="withdrawn", message="", by=person)
    assert "so this is final" in talent_client.get(application.get_absolute_url()).text


def test_while_the_offer_is_not_open_nobody_is_promised_to_come_back(
    talent_client, placement, person, contact
):
    application = make_application(placement, make_talent(person))
    pause_placement(placement=placement, by=contact)
    assert "if the offer is shown again" in talent_client.get(step(application, "withdrawn")).text


def test_taking_a_place_is_said_to_be_final(talent_client, placement, person):
    application = make_application(placement, make_talent(person), state="offered")
    assert "This is final" in talent_client.get(step(application, "accepted")).text


def test_who_waits_is_told_that_the_offer_is_paused_and_what_that_means(
    talent_client, placement, person, contact
):
    application = make_application(placement, make_talent(person))
    pause_placement(placement=placement, by=contact)
    for address in (application.get_absolute_url(), placement.get_absolute_url()):
        text = talent_client.get(address).text
        assert "This offer is being reviewed again" not in text
    assert "The company has paused it" in talent_client.get(application.get_absolute_url()).text
    placement.refresh_from_db()
    placement.paused_unanswered_at = timezone.now()
    placement.save()
    assert "until the company answers them" in talent_client.get(application.get_absolute_url()).text
