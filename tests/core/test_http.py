"""What views do with a rule that stands against a request, and with what is forbidden."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied

from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.http import DomainErrors, asked, domain_errors_as_messages, domain_errors_in, sent


class NameTaken(DomainError):
    message = "This name is taken."
    field = "name"


class NameForm(forms.Form):
    name = forms.CharField()


@pytest.fixture
def form():
    form = NameForm({"name": "Alice"})
    assert form.is_valid()
    return form


@pytest.fixture
def request_with_messages(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def test_a_rule_stands_beside_the_field_it_speaks_of(form):
    with domain_errors_in(form):
        raise NameTaken
    assert form.errors == {"name": ["This name is taken."]}


def test_a_rule_about_a_field_the_form_lacks_stands_above_it(form):
    with domain_errors_in(form):
        raise NameTaken(field="email")
    assert form.errors == {"__all__": ["This name is taken."]}


def test_a_rule_about_no_field_stands_above_the_form(form):
    with domain_errors_in(form):
        raise WrongState
    assert form.errors == {"__all__": [str(WrongState.message)]}


def test_a_rule_against_a_button_is_said_once_on_the_next_page(request_with_messages):
    with domain_errors_as_messages(request_with_messages):
        raise NameTaken
    said = [(each.level_tag, each.message) for each in get_messages(request_with_messages)]
    assert said == [("error", "This name is taken.")]


def test_what_is_forbidden_goes_on_and_is_said_nowhere(form, request_with_messages):
    with pytest.raises(PermissionDenied), domain_errors_in(form):
        raise NotAllowed
    with pytest.raises(PermissionDenied), domain_errors_as_messages(request_with_messages):
        raise NotAllowed
    assert form.errors == {}
    assert list(get_messages(request_with_messages)) == []


def test_any_other_error_goes_on():
    with pytest.raises(ZeroDivisionError), DomainErrors(lambda error: None):
        raise ZeroDivisionError


def test_what_works_is_left_as_it_is(form):
    with domain_errors_in(form):
        done = "yes"
    assert (done, form.errors) == ("yes", {})


def test_single_values_are_cleaned_and_what_has_a_nul_is_left_to_be_refused(rf):
    assert asked(rf.get("/", {"q": " a\u00a0b\u200b "}), "q") == "a b"
    assert sent(rf.post("/", {"back": "1\u200b2"}), "back") == "12"
    assert asked(rf.get("/", {"q": "\0"}), "q") == "\0"
    assert asked(rf.get("/"), "q") == ""
