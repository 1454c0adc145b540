"""Rows of the admin's lists say what the theme would have them say; what is the same in many of them is said once."""

import re

import pytest
from django.contrib import admin
from django.utils import timezone, translation
from unfold.templatetags import unfold_list

from portal.core import admin_rows
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.models import Enrolment
from tests.factories import (
    make_application,
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_skill,
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

LISTS = [
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for model in admin.site._registry
    if model._meta.label != "socialaccount.SocialApp"
]


@pytest.fixture
def operator(client):
    person = User.objects.create_superuser("operator@example.org", "x")
    sign_in(client, person)
    return person


@pytest.fixture
def region(operator):
    """Rows of many kinds: with and without days, states, texts in several languages, and marks that HTML has, too."""
    programme = make_programme("wort", acronym='<Wort> & "Tat"')
    make_member(programme)
    company = make_organisation(programme, name="Meyer & <Sohn>")
    make_contact(company)
    make_placement(make_organisation(programme), title="R&D <Robotics>")
    make_application(make_placement(company), make_talent(make_user("O'Neill <b>"), kinds=["job"]))
    make_skill("Welding & more")
    for number in range(4):
        person = make_user(f"Person <{number}>")
        make_record(make_enrolment(programme, person))
        Notification.objects.create(recipient=person, kind="welcome", dedupe_key=f"{number}")
    Enrolment.objects.update(left_on=timezone.localdate())


def theirs(listed) -> list[str]:
    """As the theme writes them, but for the capital that its sheet gives the names of columns."""
    rows = ["".join(unfold_list.items_for_result(listed, row, None)) for row in listed.result_list]
    return [re.sub(r'(?<=data-label=")[^"]', lambda first: first[0].upper(), row) for row in rows]


def ours(listed) -> list[str]:
    """As the portal writes them, but for the mark of empty cells."""
    return [row.replace(" is-empty", "") for row in admin_rows.rows_of(listed)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_list_reads_as_the_theme_has_it(client, region, language):
    client.cookies["django_language"] = language
    for address in LISTS:
        listed = client.get(address).context["cl"]
        with translation.override(language):
            assert ours(listed) == theirs(listed), address


def test_a_window_to_choose_from_says_each_rows_key(client, region):
    listed = client.get("/admin/users/user/?_popup=1").context["cl"]
    assert ours(listed) == theirs(listed)
    assert "data-popup-opener" in theirs(listed)[0]


def test_a_page_shows_these_rows(client, region):
    page = client.get("/admin/users/user/")
    for row in admin_rows.rows_of(page.context["cl"]):
        assert row in page.text


def test_what_stands_in_many_rows_is_put_in_words_once(client, operator, monkeypatch):
    for number in range(20):
        make_user(f"Person {number}")
    listed = client.get("/admin/users/user/").context["cl"]
    asked = []

    def counted(value, field, empty):
        asked.append((field.name, value))
        return display(value, field, empty)

    display = unfold_list.display_for_field
    monkeypatch.setattr(unfold_list, "display_for_field", counted)
    assert len(list(admin_rows.rows_of(listed))) == 21
    assert len(asked) == len(set(asked))


def test_numbers_that_equal_each_other_are_told_apart(client, operator):
    """True equals 1: kept by their value alone, the one would be read where the other stands."""
    column = admin_rows.Column(client.get("/admin/users/user/").context["cl"], 1, "head")
    column.in_words = repr
    assert [column._said(value) for value in (1, True, 1.0)] == ["1", "True", "1.0"]


@pytest.mark.parametrize("listed", admin.site._registry.values(), ids=str)
def test_no_list_has_what_our_template_of_rows_leaves_out(listed):
    assert not listed.list_editable
    assert not getattr(listed, "ordering_field", None)
    assert not getattr(listed, "list_sections", ())
    assert not getattr(listed, "actions_row", ())
    assert not any(
        getattr(getattr(listed, str(name), None), "dropdown", False) for name in listed.list_display
    )
