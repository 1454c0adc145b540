"""What somebody sent when their session had ended is there again for them, and for nobody else."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from matching.models import Application
from portal.core.unsent import LIMIT, SESSION_KEY, find_unsent
from programmes.models import Organisation
from tests.factories import PASSWORD, make_confirmed_user, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db

LETTER = "Dear Werrawerk,\n\nI have taken bicycles apart since I was nine.\n\nAmira"


@pytest.fixture
def amira():
    return make_confirmed_user("Amira", email="amira@example.org")


@pytest.fixture
def form():
    """The application form of an open offer."""
    programme = make_programme()
    placement = make_placement(make_organisation(programme), programme)
    return reverse("matching:apply", args=[placement.pk, placement.slug])


def sign_in(client: Client, person, **data) -> None:
    data = {"login": person.email, "password": PASSWORD, **data}
    assert client.post(reverse("account_login"), data).status_code == 302


def session_gone(client: Client) -> None:
    Session.objects.all().delete()


def sent_in_vain(client: Client, person, form: str, **data):
    sign_in(client, person)
    assert client.get(form).status_code == 200
    session_gone(client)
    return client.post(form, {"message": LETTER, **data})


def test_a_letter_sent_after_the_session_has_ended_is_in_the_form_again(client, amira, form):
    answer = sent_in_vain(client, amira, form)
    assert answer.url == f"{reverse('account_login')}?next={form.replace('/', '%2F')}"
    page = client.get(answer.url).text
    assert "Sign in to go on: then the form is there again with what you typed." in page
    back = client.post(
        reverse("account_login"), {"login": amira.email, "password": PASSWORD, "next": form}, follow=True
    )
    assert (back.status_code, back.request["PATH_INFO"]) == (200, form)
    assert back.context["form"]["message"].value() == LETTER
    assert "I have taken bicycles apart" in back.text
    assert "Nothing has been sent yet." in back.text
    assert not Application.objects.filter(talent__user=amira).exists()


def test_it_is_gone_once_it_was_sent(client, amira, form):
    sent_in_vain(client, amira, form)
    sign_in(client, amira)
    assert LETTER.splitlines()[2] in client.get(form).text
    client.post(form, {"message": LETTER})
    assert SESSION_KEY not in client.session
    assert LETTER.splitlines()[2] not in client.get(form).text


def test_nobody_else_who_signs_in_on_the_same_browser_sees_it(client, amira, form):
    sent_in_vain(client, amira, form)
    sign_in(client, make_confirmed_user("Bela"))
    assert client.get(form).status_code == 200
    assert "bicycles" not in client.get(form).text


def test_no_other_browser_of_the_same_person_has_it(client, amira, form):
    sent_in_vain(client, amira, form)
    elsewhere = Client()
    sign_in(elsewhere, amira)
    assert "bicycles" not in elsewhere.get(form).text


def test_it_is_in_no_other_form(client, amira, form):
    sent_in_vain(client, amira, form)
    sign_in(client, amira)
    assert "bicycles" not in client.get(reverse("users:settings")).text


def test_it_lapses_by_itself_and_is_sealed_meanwhile(client, amira, form):
    sent_in_vain(client, amira, form)
    name = f"unsent:{client.session[SESSION_KEY]}"
    assert "bicycles" not in cache.get(name)
    assert 0 < cache._expire_info[cache.make_key(name)] - time.time() <= 60 * 60
    cache.clear()
    sign_in(client, amira)
    assert "bicycles" not in client.get(form).text


def test_passwords_are_not_kept(client, amira):
    sign_in(client, amira)
    session_gone(client)
    request = client.post(
        reverse("users:settings"), {"name": "Amira H.", "password": "x-secret-x"}
    ).wsgi_request
    assert dict(find_unsent(request).fields) == {"name": ["Amira H."]}


def test_what_is_too_long_is_not_kept_and_the_page_says_so(client, amira, form):
    answer = sent_in_vain(client, amira, form, message="x" * LIMIT)
    assert "What you sent is too long to be kept" in client.get(answer.url).text
    assert SESSION_KEY not in client.session


def test_a_button_leads_back_to_the_page_it_stands_on(client, amira, form):
    sign_in(client, amira)
    session_gone(client)
    page = "http://testserver/me/inbox/?page=1"
    answer = client.post(reverse("notifications:mark_all_read"), HTTP_REFERER=page)
    assert answer.url.endswith("?next=%2Fme%2Finbox%2F%3Fpage%3D1")
    elsewhere = client.post(reverse("notifications:mark_all_read"), HTTP_REFERER="https://evil.example/x")
    assert "evil" not in elsewhere.url


def test_what_somebody_typed_before_they_ever_signed_in_is_theirs_who_sign_in(client, amira, form):
    answer = client.post(form, {"message": LETTER})
    assert reverse("account_login") in answer.url
    sign_in(client, amira)
    assert "bicycles" in client.get(form).text


def test_a_form_of_the_administration_is_there_again_with_its_lines(client, mine):
    address = reverse("admin:programmes_organisation_change", args=[mine.verified.pk])
    in_the_admin(client, mine.coordinator)
    client.get(address)
    page = client.get(address)
    sent = {}
    for formset in page.context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            sent[field.html_name] = field.value()
    session_gone(client)
    answer = client.post(address, {**sent, "name": "Werrawerk and all its works", "city": "Suhl"})
    assert reverse("account_login") in answer.url
    in_the_admin(client, mine.coordinator)
    again = client.get(address)
    assert again.status_code == 200
    assert 'value="Werrawerk and all its works"' in again.text
    assert Organisation.objects.get(pk=mine.verified.pk).name != "Werrawerk and all its works"


def in_the_admin(client, person):
    """Signed in as before, in the session that this browser has now."""
    key = client.session.get(SESSION_KEY, "")
    client.force_login(person)
    session = client.session
    session[SESSION_KEY] = key
    session.save()
