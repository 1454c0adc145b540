"""Each of the portal's people lands where they begin, is told three things they can do, and can do them."""

import re
from html import unescape

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from matching.constants import PlacementState
from mentoring.models import Mentor, MentoringRound
from portal.first_pages import FIRST_PAGES, role_pages
from portal.users.services import trust_address
from programmes import roles
from programmes.constants import EnrolmentStatus, Verification
from programmes.roles import STAFF_ROLES, Role
from tests.factories import (
    i18n,
    make_contact,
    make_invited,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

BEGINS_AT = {
    "operator": "/admin/",
    "coordinator": "/admin/",
    "adviser": "/admin/",
    "trainer": "/admin/",
    "assistant": "/admin/",
    "evaluator": "/evaluation/",
    "company contact": "/organisation/",
    "keeper of equipment": "/organisation/",
    "teacher": "/organisation/",
    "mentor": "/mentoring/",
    "talent": "/me/",
    "pupil": "/me/",
    "pupil without consent": "/me/",
}


class World:
    """One programme, with one person a role."""

    def __init__(self) -> None:
        self.programme = make_programme("own")
        self.organisation = make_organisation(self.programme)
        make_placement(self.organisation, self.programme, kind="visit")
        today = timezone.localdate()
        self.round = MentoringRound.objects.create(
            programme=self.programme, title=i18n("Round"), starts_on=today, ends_on=today
        )

    def person(self, key: str):
        if key in {str(role) for role in STAFF_ROLES}:
            return make_member(self.programme, key)
        if key == "operator":
            return make_user("Operator", is_superuser=True)
        contacts = {"company contact": "manager", "keeper of equipment": "equipment", "teacher": "teacher"}
        if key in contacts:
            return make_contact(self.organisation, role=contacts[key])
        if key.startswith("pupil"):
            return make_pupil(has_consent=key == "pupil")
        person = make_user("Person")
        if key == "mentor":
            Mentor.objects.create(round=self.round, user=person)
        return person


@pytest.fixture
def world():
    return World()


def signed_in(person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def links_of(page: str) -> set[str]:
    return {unescape(address) for address in re.findall(r'href="([^"#]+)"', page)}


@pytest.mark.parametrize("key", [page.key for page in FIRST_PAGES])
def test_everybody_lands_on_a_page_that_names_three_things_they_can_do(world, key):
    person = world.person(key)
    client = signed_in(person)
    landed = client.get("/start/", follow=True)
    assert (landed.status_code, landed.request["PATH_INFO"]) == (200, BEGINS_AT[key])
    page = next(each for each in pages_of(person) if each.key == key)
    assert len(page.things) >= 3, [str(thing.label) for thing in page.things]
    shown = links_of(landed.content.decode())
    assert [str(thing.label) for thing in page.things if str(thing.url) not in shown] == []
    answers = {str(thing.label): client.get(str(thing.url)).status_code for thing in page.things}
    assert {label: status for label, status in answers.items() if status != 200} == {}


def pages_of(person):
    request = RequestFactory().get("/")
    request.user = type(person).objects.get(pk=person.pk)
    return role_pages(request)


def test_every_role_has_a_first_page():
    """Any contact of an organisation stands for the four that are told apart, a visitor for nobody yet."""
    begun = {role for page in FIRST_PAGES for role in page.roles}
    assert {*Role} - begun == {Role.CONTACT, Role.VISITOR}


@pytest.mark.parametrize("key", [page.key for page in FIRST_PAGES])
def test_nobody_is_offered_what_they_lose_the_right_to(world, key, monkeypatch):
    """Rights decide, not roles: without its grants a role is offered what everybody may, and no more."""
    person = world.person(key)
    if key == "operator":
        return
    without = {role: ({} if role != Role.VISITOR else table) for role, table in roles.GRANTS.items()}
    monkeypatch.setattr(roles, "GRANTS", without)
    page = next(each for each in pages_of(person) if each.key == key)
    public = {"/offers/", "/programmes/", "/events/", "/consent/", "/consent/new-link/"}
    assert [str(thing.url) for thing in page.things if str(thing.url).split("?")[0] not in public] == []


def test_a_person_of_several_roles_lands_at_work_and_finds_the_others_on_their_own_page(world):
    person = world.person("trainer")
    make_contact(world.organisation, user=person)
    client = signed_in(person)
    assert client.get("/start/").url == "/admin/"
    page = client.get("/me/").content.decode()
    shown = [each.title for each in pages_of(person) if str(each.title) in page]
    assert [str(title) for title in shown] == ["As trainer", "For your organisation", "For yourself"]


def test_the_role_in_which_something_waits_comes_first(world):
    """An organisation's application waits; nothing waits for the mentor, who is one, too."""
    person = world.person("mentor")
    make_contact(world.organisation, user=person)
    page = signed_in(person).get("/me/").content.decode()
    assert page.index("For your organisation") < page.index("As mentor")
    make_placement(world.organisation, state=PlacementState.REJECTED, published_at=None)
    page = signed_in(person).get("/me/").content.decode()
    assert page.index("For your organisation") < page.index("As mentor") < page.index("For yourself")


def test_whoever_was_on_the_way_to_a_page_goes_on_there(client, world):
    person = world.person("coordinator")
    trust_address(user=person)
    data = {"login": person.email, "password": "a-long-passphrase"}
    assert client.post("/accounts/login/?next=/offers/", data).url == "/offers/"


def test_a_visitor_who_asks_for_their_page_comes_to_the_first_one(client):
    assert client.get("/start/").url == "/"


@pytest.mark.parametrize(
    ("page", "ways"),
    [
        ("/", ["/accounts/signup/", "/programmes/", "/organisation/register/", "/consent/", "/events/"]),
        ("/consent/", ["/programmes/", "/privacy/", "/imprint/"]),
        ("/events/", ["/programmes/", "/offers/", "/accounts/login/"]),
    ],
)
def test_who_comes_without_an_account_finds_ways_that_lead_somewhere(client, world, page, ways):
    """Visitor, teacher, guest and paper participant on the first page; a guardian without the link on theirs."""
    shown = links_of(client.get(page).content.decode())
    assert [way for way in ways if way not in shown] == []
    assert [way for way in ways if client.get(way, follow=True).status_code != 200] == []


def test_whoever_was_entered_on_paper_finds_what_waits(world):
    person = make_user("Paper", email="paper@example.org")
    trust_address(user=person)
    make_invited(world.programme, "paper@example.org")
    page = signed_in(person).get("/start/", follow=True)
    assert "/me/invitations/" in links_of(page.content.decode())
    assert EnrolmentStatus.INVITED in [each.status for each in world.programme.enrolments.all()]


def test_a_pupil_who_may_register_no_organisation_is_not_told_to(world):
    client = signed_in(world.person("pupil"))
    for page in ("/", "/organisation/"):
        assert "/organisation/register/" not in links_of(client.get(page).content.decode())
    talent = signed_in(world.person("talent"))
    assert "/organisation/register/" in links_of(talent.get("/organisation/").content.decode())


@pytest.mark.parametrize("key", [page.key for page in FIRST_PAGES])
def test_nothing_on_a_first_page_leads_to_what_its_reader_may_not_open(world, key):
    """Neither the page itself, nor the menus and the footer around it."""
    client = signed_in(world.person(key))
    page = client.get("/start/", follow=True).content.decode()
    ways = {address for address in links_of(page) if address.startswith("/") and not KEPT_OUT.match(address)}
    answers = {address: client.get(address, follow=True).status_code for address in sorted(ways)}
    assert {address: status for address, status in answers.items() if status != 200} == {}


KEPT_OUT = re.compile(r"/static/|/accounts/logout|/demo/|.*\.(svg|png|atom|ics|webmanifest|xml|css|js)")
"""Files, and what signs out."""


def test_who_evaluates_several_programmes_is_led_to_all_of_them():
    evaluator = make_member(make_programme("first"), "evaluator")
    [evaluates] = [page for page in FIRST_PAGES if page.key == "evaluator"]
    assert {thing.link(evaluator).url for thing in evaluates.things} >= {"/evaluation/first/"}
    make_programme("second").memberships.create(user=evaluator, role="evaluator")
    evaluator = type(evaluator).objects.get(pk=evaluator.pk)
    assert {thing.link(evaluator).url for thing in evaluates.things} == {"/evaluation/"}


def test_who_speaks_for_an_organisation_that_waits_is_not_promised_to_publish(client):
    """They can write an offer meanwhile, as the page says above."""
    waiting = make_organisation(make_programme("wort"), verification=Verification.WAITING)
    sign_in(client, make_contact(waiting))
    page = client.get("/organisation/").content.decode()
    assert "Write an offer" in page
    assert "Publish an offer" not in page
