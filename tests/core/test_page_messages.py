"""What a page says about what has just happened is read in the reader's language, whatever was spoken before."""

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import constants
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.page_messages import PageMessages, worded
from tests.factories import PASSWORD, make_confirmed_user


def requests(rf: RequestFactory):
    """One request whose answer carries cookies into the next."""
    request = rf.get("/")
    request.session = {}
    request._messages = PageMessages(request)
    return request


def after(rf: RequestFactory, request):
    response = HttpResponse()
    request._messages.update(response)
    following = requests(rf)
    following.COOKIES = request.COOKIES | {name: cookie.value for name, cookie in response.cookies.items()}
    following.session = request.session
    return following


def said(request) -> list[str]:
    return [str(message) for message in request._messages]


def test_what_was_said_in_one_language_is_read_in_another(rf):
    with translation.override("en"):
        first = requests(rf)
        messages.success(first, worded(lambda: _("%(email)s is invited.") % {"email": "a@example.org"}))
        messages.info(first, gettext_lazy("Saved."))
        second = after(rf, first)
    with translation.override("de"):
        assert said(second) == ["a@example.org ist eingeladen.", "Gespeichert."]


def test_it_is_read_in_any_language_however_often_it_was_put_off(rf):
    with translation.override("sl"):
        first = requests(rf)
        messages.success(first, gettext_lazy("Saved."))
        second = after(rf, first)
        messages.info(second, gettext_lazy("The role is changed."))
        third = after(rf, second)
    with translation.override("de"):
        assert said(third) == ["Gespeichert.", "Die Rolle ist geändert."]


def test_a_page_may_say_it_at_once(rf):
    request = requests(rf)
    messages.success(request, gettext_lazy("Saved."))
    with translation.override("de"):
        assert said(request) == ["Gespeichert."]


def test_rows_that_have_changed_meanwhile_change_no_words(rf):
    name = {"name": "before"}
    first = requests(rf)
    messages.success(first, worded(lambda: "It is {name}.".format(**name)))
    second = after(rf, first)
    name["name"] = "after"
    assert said(second) == ["It is before."]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (lambda: format_html("<code>{}</code>", "<b>"), "<code>&lt;b&gt;</code>"),
        (lambda: "<b>", "&lt;b&gt;"),
    ],
)
def test_what_is_safe_stays_safe_and_nothing_else_becomes_it(rf, words, shown):
    first = requests(rf)
    messages.success(first, worded(words))
    second = after(rf, first)
    written = Template("{% for message in messages %}{{ message }}{% endfor %}")
    assert written.render(Context({"messages": second._messages})) == shown


def test_words_of_libraries_are_kept_as_they_are(rf):
    first = requests(rf)
    first._messages.add(constants.INFO, "plain", "")
    assert said(after(rf, first)) == ["plain"]


def test_nothing_is_said_of_nothing(rf):
    first = requests(rf)
    first._messages.add(constants.INFO, "")
    first._messages.add(constants.DEBUG, "below the level")
    assert said(after(rf, first)) == []


@pytest.mark.django_db
def test_signing_in_is_confirmed_in_the_language_of_the_person(client: Client):
    person = make_confirmed_user("Kim", language="sl")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Vpisani ste."]
