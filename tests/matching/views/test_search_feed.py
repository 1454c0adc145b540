"""The feed of a saved search: what its owner sees, at a secret address, as long as it is theirs."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from matching.models import Placement, SavedSearch
from matching.services.saved_searches import remove_search, renew_search_address, save_search
from portal.core import secret_addresses
from portal.privacy.models import GuardianConsent
from portal.users.models import User
from tests.factories import make_pupil, make_user
from tests.matching.offers import make_offer

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def amira():
    cache.clear()
    return make_user("Amira")


def save(person, query="q=welder") -> SavedSearch:
    return save_search(person=person, query=query, frequency="never", by=person)


def titles(response) -> list[str]:
    assert response.status_code == 200
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return [entry.findtext("a:title", namespaces=ATOM) or "" for entry in feed.findall("a:entry", ATOM)]


def test_it_holds_what_the_search_finds_the_newest_first(amira, organisation):
    for number, title in enumerate(("Old welder", "New welder", "Nurse")):
        make_offer(organisation, title, published_at=timezone.now() + timedelta(minutes=number))
    response = Client().get(save(amira).feed_path)
    assert titles(response) == [f"{title} – Haselgrund Sensorik" for title in ("New welder", "Old welder")]
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert amira.email not in response.content.decode()


def test_it_is_sent_again_only_when_something_has_changed(amira, organisation):
    search = save(amira)
    empty = Client().get(search.feed_path)
    unchanged = Client().get(search.feed_path, headers={"If-None-Match": empty["ETag"]})
    assert (titles(empty), unchanged.status_code) == ([], 304)
    offer = make_offer(organisation, "Welder")
    full = Client().get(search.feed_path, headers={"If-None-Match": empty["ETag"]})
    assert len(titles(full)) == 1
    assert Client().get(search.feed_path, headers={"If-None-Match": full["ETag"]}).status_code == 304
    Placement.objects.filter(pk=offer.pk).update(state="paused")
    assert titles(Client().get(search.feed_path, headers={"If-None-Match": full["ETag"]})) == []


def test_it_speaks_its_owner_s_language(amira, organisation):
    User.objects.filter(pk=amira.pk).update(language="de")
    make_offer(organisation, "Welder")
    text = Client().get(save(amira).feed_path).content.decode()
    assert 'xml:lang="de"' in text
    assert "Ihre gespeicherte Suche" in text


@pytest.mark.parametrize("end", ["renewed", "removed", "restricted", "closed", "gone"])
def test_the_address_ends_with_the_search_and_the_account(amira, end):
    search = save(amira)
    path, rows = search.feed_path, User.objects.filter(pk=amira.pk)
    if end == "renewed":
        renewed = renew_search_address(search=search, by=amira)
        assert Client().get(renewed.feed_path).status_code == 200
    elif end == "removed":
        remove_search(search=search, by=amira)
    elif end == "restricted":
        rows.update(restricted_at=timezone.now())
    elif end == "closed":
        rows.update(is_active=False)
    else:
        rows.delete()
    assert Client().get(path).status_code == 404


def test_a_pupil_s_feed_holds_pupils_days_until_the_guardian_says_no(amira, organisation):
    pupil = make_pupil(has_consent=True)
    for kind in ("job", "visit"):
        make_offer(organisation, f"Welder {kind}", kind=kind)
    search = save(pupil)
    assert titles(Client().get(search.feed_path)) == ["Welder visit – Haselgrund Sensorik"]
    GuardianConsent.objects.update(withdrawn_at=timezone.now())
    assert Client().get(search.feed_path).status_code == 404


def test_who_asks_too_often_waits(amira, monkeypatch):
    monkeypatch.setattr(secret_addresses, "RATES", {"address": "2/5m", "host": "300/5m"})
    path = save(amira).feed_path
    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("token", ["x", "0", "..", "a" * 3000, "%00", "'"])
def test_no_other_address_opens_anything(amira, token):
    assert Client().get(f"/searches/{token}.atom").status_code in (400, 404)
