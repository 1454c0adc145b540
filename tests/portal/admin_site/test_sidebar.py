"""The admin's sidebar leads where one may go: to every such list once, and to no other."""

import pytest
from django.apps import apps
from django.test import RequestFactory
from django.urls import resolve

from portal.admin_site.sidebar import GROUPS, environment, navigation
from portal.users.models import User
from tests.factories import make_member, make_programme
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def groups_of(user) -> dict[str, list[str]]:
    request = RequestFactory().get("/admin/")
    request.user = user
    return {
        str(group.get("title", "")): [item["link"] for item in group["items"]]
        for group in navigation(request)
    }


def test_the_operator_finds_every_group():
    operator = User.objects.create_superuser("operator@example.org", "x")
    assert list(groups_of(operator)) == ["", *(str(heading) for heading, _places in GROUPS)]


def test_a_trainer_finds_the_events_and_nothing_of_the_operator_s():
    found = groups_of(make_member(make_programme(), "trainer"))
    assert "/admin/events/event/" in found["Programme"]
    assert "Operation" not in found


@pytest.mark.parametrize("role", ["coordinator", "assistant", "adviser", "trainer"])
def test_every_place_in_it_opens(client, role):
    member = make_member(make_programme(), role)
    sign_in(client, member)
    links = [link for group in groups_of(member).values() for link in group]
    assert len(links) == len(set(links))
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_each_model_stands_in_it_once():
    labels = [label for _heading, places in GROUPS for label, _title, _icon in places]
    assert len(labels) == len(set(labels))
    assert all(apps.get_model(label) for label in labels)


def test_the_first_place_is_the_admin_s_own_page_and_then_the_calendar():
    first = groups_of(make_member(make_programme()))[""]
    assert [resolve(link).view_name for link in first] == ["admin:index", "admin:calendar"]


@pytest.mark.parametrize(("is_demo", "said"), [(True, "Demo"), (False, None)])
def test_a_demonstration_says_that_it_is_one(settings, is_demo, said):
    settings.DEMO = is_demo
    mark = environment(RequestFactory().get("/admin/"))
    assert (mark and str(mark[0])) == said
