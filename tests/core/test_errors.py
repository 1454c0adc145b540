"""Errors of the domain carry a sentence, and what is forbidden is Django's own refusal, too."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.core.errors import DomainError, NotAllowed, WrongState


def test_an_error_says_its_sentence_unless_it_is_given_another():
    assert str(WrongState()) == str(WrongState.message)
    assert str(WrongState("Too late.", field="until")) == "Too late."
    assert WrongState("Too late.", field="until").field == "until"
    assert WrongState().field is None


def test_what_is_forbidden_is_refused_by_django_itself():
    with pytest.raises(PermissionDenied) as caught:
        raise NotAllowed
    assert isinstance(caught.value, DomainError)
    assert str(caught.value) == "You may not do this."


def test_a_rule_that_stands_against_something_is_no_refusal():
    assert not isinstance(WrongState(), PermissionDenied)
