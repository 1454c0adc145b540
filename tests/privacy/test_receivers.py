"""Whoever looks for somebody by name or address leaves a line, whichever list they do it in."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client

from portal.privacy.models import AccessLog
from portal.privacy.services.access_log import forget_searches
from programmes.models import Membership
from tests.factories import make_user
from tests.sessions import sign_in
from tests.workplace import World, address

pytestmark = pytest.mark.django_db

SEARCHED = (
    "evaluation.participantrecord",
    "events.attendance",
    "events.certificate",
    "events.registration",
    "matching.application",
    "matching.talent",
    "mentoring.mentor",
    "notifications.notification",
    "privacy.accesslog",
    "privacy.guardianconsent",
    "programmes.contact",
    "programmes.contactinvitation",
    "programmes.enrolment",
    "programmes.hours",
    "programmes.membership",
    "programmes.membershipinvitation",
    "programmes.messagereport",
    "users.user",
)


@pytest.fixture
def operator() -> Client:
    person = make_user("Operator", is_superuser=True)
    Authenticator.objects.create(user=person, type="totp", data={})
    client = Client()
    sign_in(client, person)
    return client


def lines():
    rows = AccessLog.objects.filter(kind="read", details__has_key="filter").order_by("pk")
    return [(row.object_label, row.details["filter"]) for row in rows]


def test_each_list_about_people_in_which_one_looks_for_somebody_leaves_a_line(operator):
    for model in admin.site._registry:
        operator.get(address(model, "changelist"), {"q": "Quillfeather"})
    assert sorted(lines()) == [(label, {"q": "Quillfeather"}) for label in SEARCHED]


def test_a_coordinator_who_looks_for_a_colleague_leaves_one_too(client):
    world = World("Wort")
    sign_in(client, world.coordinator)
    client.get(address(Membership, "changelist"), {"q": "Mia"})
    assert lines() == [("programmes.membership", {"q": "Mia"})]


def test_turning_pages_and_sorting_says_nothing_about_anybody(operator):
    operator.get("/admin/users/user/", {"o": "1", "p": "1"})
    operator.get("/admin/users/user/")
    assert lines() == []


def test_what_was_typed_to_find_somebody_goes_with_them(operator):
    person = make_user("Mia Quillfeather")
    operator.get("/admin/users/user/", {"q": "Quillfeather"})
    forget_searches(person=person, addresses=[])
    assert lines() == [("users.user", {"q": ""})]
