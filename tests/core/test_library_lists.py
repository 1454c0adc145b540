"""What the theme does for each row of a list is done once, whatever the number of its rows, and looks the same."""

import pytest
from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.utils import translation
from django.utils.html import escape
from unfold.templatetags import unfold_list

from portal.core.library_lists import _labels_once
from portal.users.models import User
from tests.factories import make_user
from tests.sessions import sign_in


@pytest.mark.django_db
def test_headers_are_built_once_for_all_rows(client, monkeypatch):
    for number in range(30):
        make_user(f"Person {number}")
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    asked = []

    def counted(name, *args, **kwargs):
        asked.append(name)
        return label_for_field(name, *args, **kwargs)

    monkeypatch.setattr(unfold_list, "label_for_field", counted)
    page = client.get("/admin/users/user/")
    assert len(page.context["cl"].result_list) == 31
    assert sorted(asked) == sorted(page.context["cl"].list_display)


@pytest.fixture
def many(client):
    for number in range(30):
        make_user(f"Person {number}")
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))


@pytest.mark.django_db
def test_the_address_of_a_rows_page_is_worked_out_once(client, many, monkeypatch):
    asked = []

    def counted(self, result):
        asked.append(result.pk)
        return original(self, result)

    original = ChangeList.url_for_result
    monkeypatch.setattr(ChangeList, "url_for_result", counted)
    page = client.get("/admin/users/user/")
    rows = page.context["cl"].result_list
    assert len(asked) == 1
    for row in rows:
        assert f'href="/admin/users/user/{row.pk}/change/"' in page.text


@pytest.mark.django_db
def test_a_rows_page_leads_back_to_the_list_as_it_was_narrowed(client, many):
    page = client.get("/admin/users/user/?q=Person&is_active__exact=1")
    row = page.context["cl"].result_list[0]
    theirs = add_preserved_filters(
        {"preserved_filters": page.context["cl"].preserved_filters, "opts": User._meta},
        f"/admin/users/user/{row.pk}/change/",
    )
    assert f'href="{escape(theirs)}"' in page.text
    assert "_changelist_filters" in theirs


def test_a_label_is_rendered_once_for_each_state_and_language(monkeypatch):
    rendered = []

    def theirs(value, empty, label):
        rendered.append(value)
        return f"{value[1]} {label[value[0]]}"

    show = _labels_once(theirs)
    for _row in range(3):
        assert show(("active", "active"), "-", {"active": "success"}) == "active success"
    with translation.override("de"):
        assert show(("active", "aktiv"), "-", {"active": "success"}) == "aktiv success"
    assert show(("active", "active"), "-", {"active": "danger"}) == "active danger"
    assert len(rendered) == 3


def test_what_is_no_state_is_rendered_each_time():
    rendered = []
    show = _labels_once(lambda value, *_rest: rendered.append(value))
    for _row in range(2):
        show("somebody's own words", "-", True)
        show(("unknown", "words"), "-", {"active": "success"})
    assert len(rendered) == 4


@pytest.mark.django_db
def test_places_of_all_apps_are_gathered_for_nobody_who_does_not_show_them(client, many, monkeypatch):
    gathered = []
    monkeypatch.setattr(AdminSite, "get_app_list", lambda *arguments: gathered.append(arguments) or [])
    assert client.get("/admin/users/user/").status_code == 200
    assert gathered == []
