"""Bookmarking offers on cards and pages, with and without an account, and the offers one has bookmarked."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from matching.models import Bookmark, Placement
from matching.services.bookmarks import bookmark_offer
from tests.factories import i18n, make_application, make_placement, make_pupil, make_talent, make_user
from tests.matching.conftest import page, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/me/bookmarks/"


@pytest.fixture
def amira():
    return make_user("Amira")


def keep(person, placement) -> Bookmark:
    return bookmark_offer(person=person, placement=placement, by=person)


def button_of(html: str, placement: Placement) -> str:
    """The button of a card or page, with what it sends."""
    found = re.search(rf'<(?:button|a)[^>]*"/offers/{placement.pk}/bookmark/"[^>]*>.*?</(?:button|a)>', html)
    return found[0] if found else ""


def test_the_card_s_button_keeps_the_offer_and_leads_back_to_where_it_stands(amira, placement):
    client = signed_in(amira)
    html = page(client, "/offers/?kind=job")
    assert 'form="bookmarks"' in html
    assert '<input type="hidden" name="next" value="/offers/?kind=job">' in html
    button = button_of(html, placement)
    assert 'name="keep" value="yes" aria-pressed="false"' in button
    assert '<span class="visually-hidden">Bookmark: <span>Process engineer</span></span>' in button
    address = f"/offers/{placement.pk}/bookmark/"
    response = client.post(address, {"keep": "yes", "next": "/offers/?kind=job"})
    assert response["Location"] == f"/offers/?kind=job#bookmark-{placement.pk}"
    html = page(client, response["Location"])
    assert 'name="keep" value="no" aria-pressed="true"' in button_of(html, placement)
    assert f'id="bookmark-{placement.pk}"' in html
    assert "The offer is bookmarked." in html


def test_the_offer_s_page_has_it_too(amira, placement):
    client, address = signed_in(amira), placement.get_absolute_url()
    assert 'aria-pressed="false"' in button_of(page(client, address), placement)
    keep(amira, placement)
    html = page(client, address)
    assert 'aria-pressed="true"' in button_of(html, placement)
    assert html.count(f'href="{PAGE}"') == 2  # in the account menu, and beside the button


def test_nobody_is_sent_to_another_site(amira, placement):
    response = signed_in(amira).post(f"/offers/{placement.pk}/bookmark/", {"next": "https://example.com/"})
    assert response["Location"] == f"{placement.get_absolute_url()}#bookmark-{placement.pk}"


def test_a_visitor_signs_in_and_finds_the_button_again(amira, placement):
    cache.clear()
    client, address = Client(), f"/offers/{placement.pk}/bookmark/"
    for shown in ("/offers/", placement.get_absolute_url()):
        html = page(client, shown)
        assert button_of(html, placement).startswith("<a ")
        assert "csrfmiddlewaretoken" not in html.split("<main")[1]
    assert "You need an account for that." in page(client, address)
    door = client.post(address, {"keep": "yes"})["Location"]
    assert door == f"/accounts/signup/?next=%2Foffers%2F{placement.pk}%2Fbookmark%2F"
    assert not Bookmark.objects.exists()
    client.force_login(amira)
    assert re.search(r'name="keep" value="yes"[^>]*>Bookmark this offer<', page(client, address))
    client.post(address, {"keep": "yes"})
    assert Bookmark.objects.get().person == amira
    assert "You have bookmarked this offer" in page(client, address)


def test_a_link_changes_nothing_and_the_closed_are_kept_by_nobody_anew(amira, placement):
    client, address = signed_in(amira), f"/offers/{placement.pk}/bookmark/"
    client.get(f"{address}?keep=yes")
    assert not Bookmark.objects.exists()
    Placement.objects.update(state="filled")
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]


def test_the_list_shows_the_newest_first_and_says_what_has_closed(amira, organisation, placement):
    clerk = make_placement(organisation, title=i18n("Clerk"))
    for offer in (placement, clerk):
        keep(amira, offer)
    client = signed_in(amira)
    assert re.search("Clerk.*Process engineer", page(client, PAGE), re.DOTALL)
    assert "No longer open" not in page(client, PAGE)
    Placement.objects.filter(pk=placement.pk).update(state="filled")
    html = page(client, PAGE)
    assert html.count("No longer open") == 1
    assert f'href="{placement.get_absolute_url()}"' not in html
    assert f'href="{clerk.get_absolute_url()}"' in html


def test_a_closed_one_leads_to_its_page_for_whoever_has_applied(amira, placement):
    make_application(placement, make_talent(amira))
    keep(amira, placement)
    Placement.objects.update(state="filled")
    assert f'href="{placement.get_absolute_url()}"' in page(signed_in(amira), PAGE)


def test_words_that_no_review_stands_behind_are_told_nobody(amira, placement):
    keep(amira, placement)
    for words in ({"state": "draft"}, {"state": "rejected"}, {"state": "submitted"}):
        Placement.objects.update(**words)
        html = page(signed_in(amira), PAGE)
        assert "Process engineer" not in html
        assert "An offer that is not shown at the moment" in html
        assert button_of(html, placement)
    Placement.objects.update(state="filled")
    placement.postings.update(state="waiting")
    assert "Process engineer" not in page(signed_in(amira), PAGE)


def test_pupils_read_of_closed_ones_what_is_meant_for_them(organisation):
    pupil = make_pupil(has_consent=True)
    offers = [make_placement(organisation, title=i18n(title), kind="visit") for title in ("Mill", "Forge")]
    for offer in offers:
        keep(pupil, offer)
    Placement.objects.update(state="filled")
    Placement.objects.filter(pk=offers[1].pk).update(kind="job")
    html = page(signed_in(pupil), PAGE)
    assert ("Mill" in html, "Forge" in html) == (True, False)


def test_what_was_removed_stands_there_to_be_brought_back_closed_or_not(amira, placement):
    keep(amira, placement)
    client, address = signed_in(amira), f"/offers/{placement.pk}/bookmark/"
    html = client.post(address, {"keep": "no", "next": PAGE}, follow=True).content.decode()
    assert "The offer is no longer bookmarked." in html
    assert "You have bookmarked no offer" in html
    Placement.objects.update(state="filled")
    assert "Bring back" in page(client, PAGE)
    html = client.post(address, {"keep": "yes", "next": PAGE}, follow=True).content.decode()
    assert "Bring back" not in html
    assert "Process engineer" in html


def test_who_has_none_is_led_to_the_offers_and_another_s_are_not_seen(amira, placement):
    keep(make_user("Mallory"), placement)
    html = page(signed_in(amira), PAGE)
    assert re.search(r'class="empty".*href="/offers/"', html, re.DOTALL)
    assert "Process engineer" not in html


def test_who_can_t_keep_offers_has_no_button(placement):
    client = signed_in(make_pupil(has_consent=False))
    assert client.get(PAGE).status_code == 403
    assert not button_of(client.get("/offers/").content.decode(), placement)


def test_the_page_of_one_s_own_and_the_organisation_s_have_the_button_too(amira, organisation, placement):
    assert button_of(page(signed_in(amira), organisation.get_absolute_url()), placement)
    assert button_of(page(Client(), "/"), placement)


def test_a_list_asks_once_for_all_bookmarks(amira, organisation, django_assert_max_num_queries):
    client, counts = signed_in(amira), []
    for number in (1, 24):
        for _count in range(number):
            keep(amira, make_placement(organisation))
        found = []
        for address, of_bookmarks_alone in (
            ("/offers/", 0),
            (PAGE, 1),
        ):  # the cards of a list know it with their rows
            client.get(address)
            with django_assert_max_num_queries(8) as queries:
                client.get(address)
            found.append(len(queries))
            alone = [query for query in queries if query["sql"].startswith('SELECT "matching_bookmark"')]
            assert len(alone) == of_bookmarks_alone
        counts.append(found)
    assert counts[0] == counts[1]
