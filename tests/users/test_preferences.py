import re

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db
CHOICE = {"language": "de", "text_size": "larger", "contrast": "high"}


def html_attributes(answer) -> tuple[str, str, str]:
    head = answer.content.decode().split("<head", 1)[0]
    return tuple(
        head.split(f'{name}="', 1)[1].split('"', 1)[0] for name in ("lang", "data-text-size", "data-contrast")
    )


def test_a_visitors_choice_is_remembered_without_an_account(client):
    answer = client.post(reverse("users:display"), CHOICE, follow=True)
    assert html_attributes(answer) == ("de", "larger", "high")
    assert html_attributes(client.get("/privacy/")) == ("de", "larger", "high")


def test_a_signed_in_persons_choice_is_kept_with_the_account(client):
    user = make_user()
    client.force_login(user)
    client.post(reverse("users:settings"), {**CHOICE, "name": "Alice Moser"})
    user.refresh_from_db()
    assert (user.name, user.language, user.text_size, user.contrast) == (
        "Alice Moser",
        "de",
        "larger",
        "high",
    )


def test_the_persons_language_wins_over_the_browsers(client):
    client.force_login(make_user(language="sl"))
    assert html_attributes(client.get("/privacy/", headers={"accept-language": "de"}))[0] == "sl"


def test_a_visitor_reads_in_the_browsers_language(client):
    assert html_attributes(client.get("/privacy/", headers={"accept-language": "sl"}))[0] == "sl"


def test_the_language_button_changes_the_account_and_comes_back(client):
    user = make_user()
    client.force_login(user)
    answer = client.post(reverse("set_language"), {"language": "sl", "next": "/privacy/?a=1"})
    user.refresh_from_db()
    assert (answer.url, user.language) == ("/privacy/?a=1", "sl")


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_changing_the_language_never_leads_away_from_the_portal(client, next_page):
    assert client.post(reverse("set_language"), {"language": "de", "next": next_page}).url == "/"


@pytest.mark.parametrize("language", ["xx", "", "de\x00", "../../etc", "d" * 10_000])
def test_an_unknown_language_changes_nothing(client, language):
    user = make_user(language="de")
    client.force_login(user)
    assert client.post(reverse("set_language"), {"language": language}).status_code == 302
    user.refresh_from_db()
    assert user.language == "de"


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"language": "xx"},
        {"text_size": "9"},
        {"contrast": ""},
    ],
)
def test_bad_settings_are_named_beside_the_field_and_change_nothing(client, bad):
    user = make_user()
    client.force_login(user)
    answer = client.post(reverse("users:settings"), {**CHOICE, "name": "Bo", **bad})
    assert set(answer.context["form"].errors) == set(bad)
    user.refresh_from_db()
    assert (user.name, user.language) == ("Alice", "en")


def test_a_forged_cookie_is_not_believed(client):
    client.cookies["text_size"] = '"><script>'
    client.cookies["contrast"] = "x"
    assert html_attributes(client.get("/privacy/"))[1:] == ("normal", "normal")


def test_settings_are_for_people_who_are_signed_in(client):
    assert client.get(reverse("users:settings")).url.startswith(reverse("account_login"))


def test_a_visitors_page_asks_the_database_nothing_about_them(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("users:display"))


def test_the_head_of_a_page_offers_each_language_in_its_own_name(client):
    header = client.get("/privacy/").content.decode().partition("<main")[0]
    assert re.findall(r'value="\w+" lang="(\w+)"[^>]*>([^<]+)</button>', header) == [
        ("en", "English"),
        ("de", "Deutsch"),
        ("sl", "Slovenščina"),
    ]
    assert '<input type="hidden" name="next" value="/privacy/">' in header
    assert reverse("users:display") in header
