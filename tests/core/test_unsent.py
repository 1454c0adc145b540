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
    ((key, _page),) = client.session[SESSION_KEY].values()
    name = f"unsent:{key}"
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
    assert reverse("account_signup") in answer.url
    assert "Create an account or sign in to go on" in client.get(answer.url).text
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
    known = client.session.get(SESSION_KEY, {})
    client.force_login(person)
    session = client.session
    session[SESSION_KEY] = known
    session.save()


def test_two_tabs_that_were_sent_in_vain_are_both_kept(client, amira, form):
    other = reverse("users:settings")
    sign_in(client, amira)
    session_gone(client)
    client.post(form, {"message": LETTER})
    client.post(other, {"name": "Amira H."})
    sign_in(client, amira)
    assert "I have taken bicycles apart" in client.get(form).text
    assert 'value="Amira H."' in client.get(other).text


# --- A tab from before another tab signed in: its token is none of this browser's any more ------------------------

HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser():
    """As a browser is treated: what has no token is refused."""
    return Client(enforce_csrf_checks=True)


def opened(browser: Client, page: str) -> str:
    """The token that stands in a page."""
    browser.get(page)
    return browser.cookies["csrftoken"].value


def sent_from_an_old_tab(browser: Client, person, page: str, data, headers=HERE):
    browser.force_login(person)
    token = opened(browser, page)
    browser.cookies["csrftoken"] = "b" * 32  # as another tab's sign-in leaves it
    return browser.post(page, {"csrfmiddlewaretoken": token, **data}, headers=headers)


def test_a_letter_from_an_old_tab_is_in_the_form_again_and_was_not_sent(browser, amira, form):
    answer = sent_from_an_old_tab(browser, amira, form, {"message": LETTER})
    assert (answer.status_code, answer.url) == (302, form)
    page = browser.get(form)
    assert page.context["form"]["message"].value() == LETTER
    assert "Nothing has been sent yet." in page.text
    assert not Application.objects.exists()


def test_with_all_cookies_lost_it_is_there_after_signing_in(browser, amira, form):
    token = opened(browser, reverse("account_login"))
    browser.cookies.clear()
    answer = browser.post(form, {"csrfmiddlewaretoken": token, "message": LETTER}, headers=HERE)
    assert answer.url == form
    assert "I have taken bicycles apart" in browser.get(form).text
    token = browser.cookies["csrftoken"].value
    data = {"login": amira.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(reverse("account_login"), data, headers=HERE).status_code == 302
    assert "I have taken bicycles apart" in browser.get(form).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Referer": "https://evil.example/"},
        {},
    ],
)
def test_no_other_site_puts_words_into_a_form(browser, amira, form, headers):
    answer = sent_from_an_old_tab(browser, amira, form, {"message": "Hire me not"}, headers)
    assert answer.status_code == 403
    assert "Hire me not" not in browser.get(form).text


def test_a_part_of_a_page_that_is_sent_from_an_old_tab_leads_the_whole_page_back(browser, amira, form):
    page = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{form}"}
    answer = sent_from_an_old_tab(browser, amira, form, {"message": LETTER}, {**HERE, **page})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, form)
    assert "I have taken bicycles apart" in browser.get(form).text


def test_a_button_from_an_old_tab_does_nothing_and_says_so(browser, amira):
    inbox = reverse("notifications:inbox")
    answer = sent_from_an_old_tab(
        browser,
        amira,
        reverse("notifications:mark_all_read"),
        {},
        {**HERE, "Referer": f"http://testserver{inbox}"},
    )
    assert answer.url == inbox
    assert "Please send it once more." in browser.get(inbox).text


def test_a_door_from_an_old_tab_keeps_nothing_and_drops_no_letter(browser, amira, form):
    sent_from_an_old_tab(browser, amira, form, {"message": LETTER})
    before = browser.session[SESSION_KEY]
    data = {"email": "other@example.org", "csrfmiddlewaretoken": "c" * 32}
    assert browser.post(reverse("account_reset_password"), data, headers=HERE).status_code == 302
    assert browser.session[SESSION_KEY] == before


def test_what_is_too_long_to_be_kept_is_not_led_away(browser, amira, form):
    answer = sent_from_an_old_tab(browser, amira, form, {"message": "x" * LIMIT})
    assert answer.status_code == 403
    assert "too long to be kept" in answer.text


def test_a_long_text_that_no_form_of_the_page_takes_up_stands_above_it(browser, mine):
    """The page that asks why comes after another form, so there is none to fill in."""
    rows = reverse("admin:programmes_organisation_changelist")
    reason = "The register knows no such company.\nPlease send us an excerpt <b>of it</b>."
    data = {"action": "decline", "has_reason": "1", "_selected_action": [mine.organisation.pk]}
    sent_from_an_old_tab(browser, mine.coordinator, rows, {**data, "reason": reason})
    page = browser.get(rows)
    assert "Please send us an excerpt &lt;b&gt;of it&lt;/b&gt;." in page.text
    assert not Organisation.objects.get(pk=mine.organisation.pk).decline_reason


def test_a_part_of_a_page_is_no_place_for_signing_in(client, amira):
    page = reverse("matching:skill_suggestions")
    answer = client.get(page, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"})
    assert answer.status_code == 401
    assert answer.text.startswith("You are not signed in any more.")
    sent = client.post(reverse("users:settings"), {"name": "Amira H."}, headers={"HX-Request": "true"})
    assert sent["HX-Redirect"].startswith(reverse("account_login"))
