"""From the interview to four weeks after the start, in the browser: who sees what when, and who may do it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.constants import ApplicationState
from matching.models import Application, ArrivalAnswer, ArrivalItem, ArrivalTick, FirstDay
from matching.queries.arrivals import arrival_token
from matching.services.first_days import suggest_first_day
from portal.privacy.models import AccessLog
from programmes.models import Contact, Organisation
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

PHONES = ("+49 361 111111", "+49 361 222222")


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def contact(programme):
    organisation = make_organisation(programme, street="Main street 1", city="Erfurt", region="DEG01")
    return make_contact(organisation, user=make_user("Carla Company", phone=PHONES[0]))


@pytest.fixture
def placement(contact):
    organisation = contact.contacts.get().organisation
    return make_placement(organisation, title=i18n("Process engineer"), region="DEG01", city="Erfurt")


@pytest.fixture
def talent():
    return make_talent(make_user("Amira", phone=PHONES[1]))


def signed_in(client, user):
    client.force_login(user)
    return client


def page(client, user, application) -> str:
    return signed_in(client, user).get(application.get_absolute_url()).text


def do(name, application):
    return reverse(f"matching:{name}", args=[application.pk])


# --- How to reach each other ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ApplicationState)
def test_both_sides_see_how_to_reach_each_other_from_the_interview_on_and_not_after_the_end(
    client, placement, contact, talent, state
):
    application = make_application(placement, talent, state=state)
    is_shown = state in ("interview", "offered", "accepted")
    theirs, ours = page(client, talent.user, application), page(client, contact, application)
    assert [contact.email in theirs, PHONES[0] in theirs, "Main street 1" in theirs] == [is_shown] * 3
    assert [f"mailto:{talent.user.email}" in ours, PHONES[1] in ours] == [is_shown] * 2


def test_nobody_else_is_shown_how_to_reach_either(client, placement, contact, talent, programme):
    application = make_application(placement, talent, state="accepted")
    for reader in (make_member(programme), make_member(programme, "adviser")):
        text = page(client, reader, application)
        assert [number in text for number in PHONES] == [False, False]
        assert f"mailto:{contact.email}" not in text
    foreign = make_contact(make_organisation(programme))
    for reader in (foreign, make_user("Bob")):
        assert signed_in(client, reader).get(application.get_absolute_url()).status_code == 404


def test_who_has_left_the_company_is_neither_shown_nor_reads_anything(client, placement, contact, talent):
    application = make_application(placement, talent, state="accepted")
    Contact.objects.filter(user=contact).delete()
    assert signed_in(client, contact).get(application.get_absolute_url()).status_code == 404
    text = page(client, talent.user, application)
    assert PHONES[0] not in text
    assert "Nobody at the company" in text


def test_it_ends_with_the_terms(client, placement, contact, talent):
    application = make_application(placement, talent, state="accepted")
    long_ago = timezone.now() - timedelta(days=40)
    Application.objects.update(created_at=long_ago)
    assert "How to reach" not in page(client, talent.user, application)
    assert "How to reach" not in page(client, contact, application)


def test_each_look_is_noted_for_who_was_looked_at(client, placement, contact, talent):
    application = make_application(placement, talent, state="interview")
    page(client, talent.user, application)
    page(client, contact, application)
    lines = AccessLog.objects.filter(purpose__startswith="Reaching").order_by("pk")
    assert [(line.actor, line.subject) for line in lines] == [(talent.user, contact), (contact, talent.user)]


def test_the_company_names_who_is_in_charge(client, placement, contact, talent):
    application = make_application(placement, talent, state="interview")
    colleague = make_contact(placement.organisation, user=make_user("Colleague"), role="recruiter")
    signed_in(client, contact)
    assert "Colleague" in client.get(application.get_absolute_url()).text
    client.post(do("in_charge", application), {"person": colleague.pk})
    assert colleague.email in page(client, talent.user, application)


@pytest.mark.parametrize("wrong", ["", "abc", "\0", "-1", str(2**63), "999999"])
def test_nobody_from_elsewhere_is_named(client, placement, contact, talent, wrong):
    application = make_application(placement, talent, state="interview")
    response = signed_in(client, contact).post(do("in_charge", application), {"person": wrong})
    application.refresh_from_db()
    assert (response.status_code, application.in_charge) == (302, None)


def test_only_the_company_names_somebody(client, placement, contact, talent, programme):
    application = make_application(placement, talent, state="interview")
    statuses = [
        signed_in(client, reader).post(do("in_charge", application), {"person": contact.pk}).status_code
        for reader in (talent.user, make_member(programme), make_user("Bob"))
    ]
    assert statuses == [403, 403, 404]


# --- The first day -------------------------------------------------------------------------------------------------


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_the_day_is_suggested_with_what_belongs_to_it_and_confirmed_by_one_click(
    client, placement, contact, talent
):
    application = make_application(placement, talent, state="accepted")
    signed_in(client, contact)
    assert 'value="Main street 1, Erfurt"' in client.get(do("first_day", application)).text
    sent = {"starts_on": in_days(9), "starts_at": "08:30", "receiver": "Ines", "bring": "Boots"}
    client.post(do("first_day", application), sent)
    day = FirstDay.objects.get()
    text = page(client, talent.user, application)
    assert [word in text for word in ("Ines", "Boots", "It is your turn.")] == [True] * 3
    client.post(do("first_day_confirm", application), {"seen": day.version})
    day.refresh_from_db()
    assert day.state == "agreed"
    assert "Agreed" in page(client, contact, application)


def test_a_stale_page_confirms_nothing(client, placement, contact, talent):
    application = make_application(placement, talent, state="accepted")
    day = suggest_first_day(application=application, starts_on=in_days(3), starts_at=None, by=contact)
    suggest_first_day(application=application, starts_on=in_days(5), starts_at=None, by=contact)
    signed_in(client, talent.user)
    text = client.post(do("first_day_confirm", application), {"seen": day.version}, follow=True).text
    assert "The day has changed meanwhile" in text
    assert FirstDay.objects.get().state == "suggested"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", ""),
        ("starts_on", "tomorrow"),
        ("starts_on", "0001-01-01"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "\0"),
        ("starts_at", "25:00"),
        ("place", "x" * 201),
        ("bring", "x" * 1001),
    ],
)
def test_bad_input_is_answered_beside_the_field(client, placement, contact, talent, field, value):
    application = make_application(placement, talent, state="accepted")
    sent = {"starts_on": in_days(9), field: value}
    response = signed_in(client, contact).post(do("first_day", application), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not FirstDay.objects.exists()


@pytest.mark.parametrize("name", ["first_day", "arrival_answer"])
def test_pages_of_a_place_that_was_taken_are_for_those_concerned(
    client, placement, contact, talent, programme, name
):
    taken = make_application(placement, talent, state="accepted")
    readers = (talent.user, contact, make_member(programme), make_user("Bob"))
    answers = [signed_in(client, reader).get(do(name, taken)).status_code for reader in readers]
    assert answers == {"first_day": [200, 200, 403, 404], "arrival_answer": [200, 403, 403, 404]}[name]
    offered = make_application(placement, state="offered")
    assert signed_in(client, contact).get(do(name, offered)).status_code == 404


@pytest.mark.parametrize(
    ("street", "place", "said"),
    [
        ("", "", "Where to come to has not been said yet. Ask "),
        ("Gate Road 1", "", "Gate Road 1, Erfurt"),
        ("Gate Road 1", "Hall 7", "Hall 7"),
    ],
)
def test_the_first_day_says_where_to_come_to_or_whom_to_ask(
    client, placement, contact, talent, street, place, said
):
    Organisation.objects.filter(pk=placement.organisation_id).update(street=street, city="Erfurt")
    taken = make_application(placement, talent, state="accepted")
    suggest_first_day(application=taken, starts_on=in_days(3), starts_at=None, by=contact, place=place)
    section = page(client, talent.user, taken).split('id="first-day"')[1].split("</section")[0]
    assert said in section
    assert ("Gate Road" in section) == (bool(street) and not place)


def test_who_gives_neither_address_nor_number_is_reached_by_messages(client, placement, contact, talent):
    type(contact).objects.filter(pk=contact.pk).update(email=None, username="carla", phone="")
    taken = make_application(placement, talent, state="accepted")
    assert "Neither an e-mail address nor a telephone number is given" in page(client, talent.user, taken)


# --- On arriving ---------------------------------------------------------------------------------------------------


def test_the_checklist_is_the_applicants_alone_and_their_page_leads_to_it(client, placement, contact, talent):
    application = make_application(placement, talent, state="accepted")
    item = ArrivalItem.objects.get(topic="registration", region="DE")
    signed_in(client, talent.user)
    address = application.get_absolute_url()
    assert f'href="{address}#arriving"' in client.get(reverse("programmes:me")).text
    assert str(item.title) in client.get(address).text
    client.post(reverse("matching:arriving_tick", args=[item.pk]), {"done": "yes", "next": address})
    assert f"Done: {item.title}" in client.get(address).text
    client.post(reverse("matching:arriving_tick", args=[item.pk]), {"next": address})
    assert not ArrivalTick.objects.exists()
    assert str(item.title) not in page(client, contact, application)


def test_after_a_tick_one_goes_on_where_one_was_and_nowhere_else(client, talent):
    item = ArrivalItem.objects.get(topic="registration", region="DE")
    signed_in(client, talent.user)
    address = reverse("matching:arriving_tick", args=[item.pk])
    assert client.post(address, {"done": "yes", "next": "https://evil.example/"}).url == "/me/"
    assert client.post(address, {"done": "yes", "next": "/me/"}).url == "/me/#arriving"


# --- Four weeks later ----------------------------------------------------------------------------------------------


@pytest.fixture
def weeks_ago(placement, talent):
    application = make_application(placement, talent, state="accepted")
    Application.objects.update(created_at=timezone.now() - timedelta(days=29))
    application.refresh_from_db()
    return application


FINE = {"outcome": "started", "rating": "good", "words": "Nice people."}


def test_the_question_is_asked_after_four_weeks_and_answered_on_one_page(client, weeks_ago, talent):
    text = page(client, talent.user, weeks_ago)
    assert "Are you there, and how is it?" in text
    assert "are you there, and how is it?" in client.get("/me/").text
    client.post(do("arrival_answer", weeks_ago), FINE)
    assert ArrivalAnswer.objects.get().outcome == "started"
    assert "Change your answer" in client.get(weeks_ago.get_absolute_url()).text


def test_staff_reads_the_answer_on_the_application_and_the_company_does_not(
    client, weeks_ago, contact, programme, talent
):
    ArrivalAnswer.objects.create(application=weeks_ago, **FINE)
    assert "Nice people." in page(client, make_member(programme), weeks_ago)
    assert "Nice people." not in page(client, contact, weeks_ago)


def test_the_mails_link_answers_without_signing_in_and_looking_changes_nothing(client, weeks_ago, talent):
    address = reverse("matching:arrival_link", args=[arrival_token(weeks_ago)])
    for _time in range(2):
        text = client.get(address).text
        assert "Process engineer" in text
        assert talent.user.name not in text
    assert not ArrivalAnswer.objects.exists()
    assert "Thank you" in client.post(address, FINE).text
    answered = client.post(address, {**FINE, "outcome": "left"})
    assert (answered.status_code, "Nice people." in answered.text) == (400, False)
    assert "Nice people." not in client.get(address).text
    assert ArrivalAnswer.objects.get().outcome == "started"


@pytest.mark.parametrize("data", [{}, {"outcome": "x"}, {"outcome": "started", "words": "x" * 1001}])
def test_a_bad_answer_is_told_so(client, weeks_ago, talent, data):
    address = reverse("matching:arrival_link", args=[arrival_token(weeks_ago)])
    assert client.post(address, data).status_code == 400
    assert signed_in(client, talent.user).post(do("arrival_answer", weeks_ago), data).status_code == 400
    assert not ArrivalAnswer.objects.exists()


def test_the_page_of_an_accepted_application_asks_few_questions(
    client, weeks_ago, contact, talent, django_assert_max_num_queries
):
    suggest_first_day(application=weeks_ago, starts_on=in_days(3), starts_at=None, by=contact)
    for reader in (talent.user, contact):
        signed_in(client, reader).get(weeks_ago.get_absolute_url())
        with django_assert_max_num_queries(30):
            client.get(weeks_ago.get_absolute_url())
