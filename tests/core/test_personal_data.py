"""Whose rows are these? The question that export, erasure and the merging of accounts ask alike."""

import pytest
from django.db import models

from portal.core.personal_data import empty_value, field_of, holdings, rows_of
from portal.users.models import User
from tests.factories import (
    make_application,
    make_enrolment,
    make_invitation,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_a_key_of_their_own_and_along_other_rows():
    programme = make_programme()
    talent = make_talent()
    enrolment = make_enrolment(programme, talent.user)
    application = make_application(make_placement(make_organisation(programme)), talent)
    make_application(application.placement)
    make_enrolment(programme)
    assert list(rows_of(holdings["programmes.enrolment"], talent.user)) == [enrolment]
    assert list(rows_of(holdings["matching.application"], talent.user)) == [application]


def test_rows_are_found_by_an_address():
    person = make_user(email="asked@example.org")
    invitation = make_invitation(make_organisation(), "asked@example.org")
    make_invitation(make_organisation(), "another@example.org")
    holding = holdings["programmes.contactinvitation"]
    assert list(rows_of(holding, person, [person.email])) == [invitation]
    assert list(rows_of(holding, person)) == []


def test_who_only_did_something_to_a_row_is_not_whom_it_is_about():
    holding = holdings["programmes.contact"]
    assert (holding.owner_keys, holding.traces) == (("user",), ("approved_by",))
    assert holdings["matching.talentskill"].owner_keys == ()
    assert holdings["users.user"].owner_keys == ("joined_into",)


def test_a_history_is_found_with_its_model():
    assert holdings["programmes.enrolment"].history._meta.label == "programmes.EnrolmentHistory"
    assert holdings["notifications.notification"].history is None


def test_an_emptied_field_holds_what_its_kind_allows():
    fields = {name: field_of(User, name) for name in ("name", "last_login", "language", "is_active")}
    assert {name: empty_value(field) for name, field in fields.items()} == {
        "name": "",
        "last_login": None,
        "language": "en",
        "is_active": True,
    }
    with pytest.raises(ValueError, match="can't be empty"):
        empty_value(models.DateField())
    assert field_of(User, "groups") is not None
    assert field_of(User, "enrolments") is None
