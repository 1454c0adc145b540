"""Everybody finds the places they have in the menu, and no others."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from matching.models import Document
from matching.services.bookmarks import bookmark_offer
from matching.services.saved_searches import remove_search, save_search
from portal.navigation import navigation
from portal.notifications.models import Notification
from portal.privacy.models import DataCopy
from portal.privacy.services.consents import give_consent
from portal.users.models import User
from tests.factories import (
    make_application,
    make_confirmed_user,
    make_contact,
    make_enrolment,
    make_invitation,
    make_invited,
    make_member,
    make_membership_invitation,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_record,
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PUBLIC = ["Offers", "Programmes", "Events"]


def shown_to(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return navigation(request)


def labels(user, path="/") -> list[str]:
    return [str(item.label) for item in shown_to(user, path)["nav_items"]]


def test_a_visitor_finds_what_is_public():
    assert labels(AnonymousUser()) == PUBLIC


def test_a_person_finds_their_own_page_first():
    assert labels(make_user()) == ["For you", *PUBLIC]


def test_whoever_speaks_for_an_organisation_finds_it():
    contact = make_contact(make_organisation(make_programme()))
    assert labels(contact) == ["For you", *PUBLIC, "Organisation"]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("coordinator", ["Evaluation", "Administration"]),
        ("evaluator", ["Evaluation"]),
        ("trainer", ["Administration"]),
    ],
)
def test_staff_finds_where_its_role_works(role, more):
    assert labels(make_member(make_programme(), role)) == ["For you", *PUBLIC, *more]


def test_the_place_one_is_at_is_marked_and_so_is_what_lies_below_it():
    current = [
        item.url for item in shown_to(AnonymousUser(), "/offers/7-welder/")["nav_items"] if item.is_current
    ]
    assert current == ["/offers/"]


def test_unread_messages_are_the_reader_s_own():
    alice, bob = make_user("Alice"), make_user("Bob")
    for number, person in enumerate((alice, bob, bob)):
        Notification.objects.create(recipient=person, kind="test.news", dedupe_key=str(number), payload={})
    assert [shown_to(user)["unread_count"] for user in (alice, bob, AnonymousUser())] == [1, 2, 0]


def test_in_the_administration_the_same_number_is_asked_with_the_programmes(client, mine):
    member = make_member(mine.programme)
    client.force_login(member)
    page = client.get("/admin/programmes/organisation/")
    assert page.context["unread_count"] == 0
    Notification.objects.create(recipient=member, kind="test.news", dedupe_key="1", payload={})
    Notification.objects.create(recipient=make_user("Bob"), kind="test.news", dedupe_key="2", payload={})
    assert client.get("/admin/programmes/organisation/").context["unread_count"] == 1


def test_a_pupil_without_a_guardian_s_consent_is_known_as_one():
    waits = [
        shown_to(user)["waits_for_guardian"]
        for user in (make_pupil(has_consent=False), make_pupil(has_consent=True))
    ]
    assert waits == [True, False]


def test_the_account_s_menu_leads_to_each_page_once():
    pupil, talent = make_pupil(has_consent=False), make_talent().user
    contact = make_contact(make_organisation(make_programme()))
    for user in (pupil, make_pupil(has_consent=True), talent, contact, make_member(make_programme("other"))):
        items = shown_to(user)["account_menu"]
        assert len({item.url for item in items}) == len({item.label for item in items}) == len(items)


def test_a_page_for_a_request_without_a_user_still_has_its_menu():
    assert [str(item.label) for item in navigation(RequestFactory().get("/"))["nav_items"]] == PUBLIC
    assert User.objects.count() == 0


# --- Pages of one's own, found by links alone ---------------------------------------------------------------------


def own_pages() -> set[str]:
    """Names of all addresses below /me/."""
    found = set()
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            below = [each for each in entry.url_patterns if isinstance(each, URLPattern)]
            found |= {
                f"{entry.namespace}:{each.name}" for each in below if str(each.pattern).startswith("me/")
            }
    return found


def crawl(client, start: str) -> set[str]:
    """Names of the addresses to which links and forms lead, of this page and of all that can be read from it."""
    names, read, unread = set(), set(), [start]
    while unread:
        page = unread.pop()
        read.add(page)
        answer = client.get(page)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for address in re.findall(r'"(/[^"#\s]*)"', answer.content.decode()):
            path = unescape(address).split("?")[0]
            try:
                match = resolve(path)
            except Resolver404:
                continue
            names.add(match.view_name)
            goes_on = path.startswith(("/me/", "/programmes/", "/accounts/email/"))
            if goes_on and path not in (*read, *unread):
                unread.append(path)
    return names


HAVE_NO_LINK = {
    "matching:search_mend",  # beside a saved search that looks for something gone
    "privacy:take_back",  # on the page of an erasure that waits
    "matching:arriving_tick",  # on the page of a place that was accepted: the list of what to do on arriving
    "matching:skill_suggestions",  # asked for by scripts, where there are too many skills to list
}


def test_every_page_of_one_s_own_is_reached_by_links_from_the_first(client, settings, mine):
    """Somebody with one of everything: what has no row yet has no page either."""
    person = make_confirmed_user("Amira")
    talent = make_talent(person, headline="Engineer", degree=6, kinds=["job"])
    Document.objects.create(talent=talent, title="CV", file="documents/cv.pdf")
    make_application(make_placement(mine.verified, mine.programme), talent)
    make_enrolment(mine.programme, person)
    left = make_programme("left", modules=["evaluation"])
    today, tomorrow = timezone.localdate(), timezone.now() + timedelta(days=1)
    gone = make_enrolment(left, person, status="left", entered_on=today, left_on=today, exit_kind="completed")
    make_record(gone)
    make_invitation(mine.verified, person.email)
    make_membership_invitation(left, person.email)
    make_invited(make_programme("asks"), person.email)
    entered = make_invited(make_programme("paper"), person.email)
    type(entered).objects.filter(pk=entered.pk).update(status="active", entered_on=today)
    Notification.objects.create(recipient=person, kind="of.old", dedupe_key="1")
    version = mine.programme.purpose.versions.get()
    give_consent(user=person, version=version, language="en")
    for query in ("q=welder", "q=nurse"):
        search = save_search(person=person, query=query, frequency="daily", by=person)
    remove_search(search=search, by=person)
    bookmark_offer(person=person, placement=make_placement(mine.verified, mine.programme), by=person)
    DataCopy.objects.create(person=person, state="ready", file="1.zip", expires_at=tomorrow)
    sign_in(client, person)
    found = crawl(client, client.get("/start/").url)
    missing = sorted(own_pages() - found - HAVE_NO_LINK)
    assert missing == [], missing
