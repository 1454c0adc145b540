"""A list of the admin answers what it declares as a filter, and nothing else: no answer can be found out by halving."""

import pytest
from django.contrib import admin
from django.test import Client

from evaluation.models import ParticipantRecord
from matching.models import Application, Talent
from portal.core.admin_lookups import declared_lookups
from portal.privacy.models import AccessLog
from portal.users.models import User
from programmes.models import Enrolment
from tests.sessions import sign_in
from tests.workplace import World, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World("Wort")


@pytest.fixture
def coordinator(client, world):
    sign_in(client, world.coordinator)
    return client


@pytest.mark.parametrize(
    ("model", "lookup", "value"),
    [
        (ParticipantRecord, "birth_date__gte", "1998-01-01"),
        (ParticipantRecord, "gender", "f"),
        (ParticipantRecord, "status_entry__exact", "unemployed"),
        (ParticipantRecord, "enrolment__person__email__startswith", "a"),
        (ParticipantRecord, "pk__gt", "1"),
        (Application, "message__icontains", "sorry"),
        (Application, "cv__isnull", "True"),
        (Application, "talent__user__email__startswith", "a"),
        (Talent, "headline__contains", "x"),
        (Talent, "user__record__birth_date__gte", "1998-01-01"),
        (Talent, "degree__gte", "6"),
        (Talent, "degree__in", "6,7"),
        (Talent, "hours__lt", "20"),
        (Enrolment, "person__password__startswith", "a"),
        (Enrolment, "record__birth_date__gte", "1998-01-01"),
        (Enrolment, "status__regex", "a"),
        (Enrolment, "id", "1"),
    ],
)
def test_what_is_not_declared_is_refused(coordinator, model, lookup, value):
    assert coordinator.get(address(model, "changelist"), {lookup: value}).status_code == 400


def test_the_operator_asks_no_more_of_accounts(client):
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    for lookup in ("password__startswith", "last_login__gte", "name__contains", "memberships__role"):
        assert client.get(address(User, "changelist"), {lookup: "2020-01-01"}).status_code in (302, 400)


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Enrolment, "status__exact=applied"),
        (Enrolment, "entered_on_from=2026-03-01&entered_on_to=2026-03-31"),
        (Talent, "degree__exact=6&q=Wort"),
        (Application, "answer=late&placement__kind__exact=job&o=1.-2"),
        (ParticipantRecord, "answers=missing"),
    ],
)
def test_what_is_declared_is_answered(coordinator, model, query):
    assert coordinator.get(f"{address(model, 'changelist')}?{query}").status_code == 200


def test_an_order_is_one_of_the_shown_columns(coordinator, world):
    for order in ("birth_date", "-birth_date", "99", "-99", "1.birth_date"):
        page = coordinator.get(address(ParticipantRecord, "changelist"), {"o": order})
        assert page.status_code == 200
        assert "birth_date" not in str(page.context["cl"].queryset.query.order_by)


def test_no_list_declares_a_filter_by_a_sensitive_answer():
    sensitive = {"birth_date", "gender", "password", "message"}
    for model, model_admin in admin.site._registry.items():
        names = declared_lookups(model, model_admin.list_filter, model_admin.date_hierarchy)
        assert not {part for name in names for part in name.split("__")} & sensitive, model


def test_an_export_is_filtered_by_what_is_declared_too(world):
    client = Client()
    sign_in(client, world.coordinator)
    assert (
        client.get(address(Enrolment, "export"), {"record__birth_date__gte": "1998-01-01"}).status_code == 400
    )


@pytest.mark.parametrize("model", [Talent, Enrolment, Application, ParticipantRecord])
def test_a_narrowed_list_of_people_leaves_one_line(coordinator, world, model):
    coordinator.get(address(model, "changelist"))
    assert not AccessLog.objects.exists()
    coordinator.get(address(model, "changelist"), {"q": "Wort", "o": "1", "p": "0"})
    line = AccessLog.objects.get()
    assert (line.actor, line.kind, line.object_label) == (world.coordinator, "read", model._meta.label_lower)
    assert (line.details["filter"], line.purpose != "") == ({"q": "Wort"}, True)


@pytest.mark.parametrize("name", ["talent", "participant", "application", "record"])
def test_a_row_about_a_person_that_is_opened_leaves_one_line(coordinator, world, name):
    row = getattr(world, name)
    coordinator.get(address(type(row), "change", row.pk))
    assert AccessLog.objects.get().subject == world.participant.person
