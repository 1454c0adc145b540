"""Saving a search of the list, with and without an account, and one's own saved searches."""

import re

import pytest
from django.test import Client

from matching.constants import MOST_SEARCHES
from matching.models import SavedSearch
from matching.services.saved_searches import remove_search, save_search
from portal.notifications.models import Preference
from programmes.models import Programme
from tests.factories import make_pupil, make_user
from tests.matching.conftest import page, signed_in
from tests.matching.offers import make_offer

pytestmark = pytest.mark.django_db
SAVE, PAGE = "/offers/save/", "/me/searches/"


@pytest.fixture
def amira():
    return make_user("Amira")


def save(person, query="q=welder", frequency="daily", **about) -> SavedSearch:
    return save_search(person=person, query=query, frequency=frequency, by=person, **about)


def test_the_list_leads_to_saving_what_it_shows(client, organisation):
    make_offer(organisation, "Welder")
    html = page(client, "/offers/?q=welder&sort=newest&kind=job&km=50")
    (address,) = re.findall(r'href="(/offers/save/\?[^"]*)"', html)
    address = address.replace("&amp;", "&")
    assert address == f"{SAVE}?q=welder&kind=job"
    assert re.search(r"“welder”.*Job.*It finds 1 offer now", page(client, address), re.DOTALL)


def test_somebody_saves_a_search_and_finds_it_in_their_list(amira, organisation):
    make_offer(organisation, "Welder")
    client = signed_in(amira)
    response = client.post(f"{SAVE}?q=welder&page=4", {"frequency": "weekly", "name": ""}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    search = SavedSearch.objects.get()
    assert (search.person, search.query, search.frequency) == (amira, "q=welder", "weekly")
    assert re.search(
        r"“welder”.*1 offer now, 1 of them new.*Once a week", response.content.decode(), re.DOTALL
    )


def test_a_visitor_is_led_to_an_account_and_finds_the_form_filled_in(amira):
    visitor = Client()
    response = visitor.post(f"{SAVE}?q=welder", {"frequency": "weekly", "name": "Nights"})
    assert response["Location"].startswith("/accounts/signup/?next=%2Foffers%2Fsave%2F%3Fq%3Dwelder")
    visitor.force_login(amira)
    html = page(visitor, f"{SAVE}?q=welder")
    assert 'value="Nights"' in html
    assert re.search(r'value="weekly"[^>]*checked', html)
    assert not SavedSearch.objects.exists()
    visitor.post(f"{SAVE}?q=welder", {"frequency": "weekly", "name": "Nights"})
    assert SavedSearch.objects.get().name == "Nights"


def test_the_same_search_and_one_too_many_are_refused_in_words(amira):
    save(amira)
    html = signed_in(amira).post(f"{SAVE}?q=welder", {"frequency": "daily"}).content.decode()
    assert "You have saved this search already" in html
    for number in range(MOST_SEARCHES - 1):
        save(amira, f"q={number}")
    response = signed_in(amira).post(f"{SAVE}?q=nurse", {"frequency": "daily"})
    assert response.status_code == 400
    assert "You have saved as many searches as can be kept" in response.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"frequency": "hourly"}, {"frequency": "daily", "name": "x" * 81}, {"frequency": "\0"}]
)
def test_what_makes_no_sense_is_named_and_nothing_is_saved(amira, sent):
    response = signed_in(amira).post(f"{SAVE}?q=welder", sent)
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    "query", ["kind=nonsense&level=99", "q=%00", "programme=gone", "around=Nowhere+land"]
)
def test_what_the_list_does_not_understand_is_not_kept(amira, query):
    signed_in(amira).post(f"{SAVE}?{query}", {"frequency": "daily"})
    assert SavedSearch.objects.get().query == ""


def test_the_list_says_what_each_looks_for_in_the_reader_s_words(amira, organisation):
    save(amira, "level=3&language=de&around=Suhl&km=50&kind=thesis&remote=on")
    save(amira, "", name="All there is")
    make_offer(organisation, "Welder")
    html = page(signed_in(amira), PAGE)
    assert "Suhl and 50 km around, My German: B1, Thesis, Remote possible" in html
    assert re.search(r"All there is.*All offers.*1 offer now", html, re.DOTALL)
    amira.language = "de"
    amira.save()
    assert "Suhl und 50 km im Umkreis" in page(signed_in(amira), PAGE)


def test_name_and_mails_are_changed_in_place(amira):
    search, client = save(amira), signed_in(amira)
    client.post(f"{PAGE}{search.pk}/change/", {"name": "Nights", "frequency": "at_once"})
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("Nights", "at_once")
    response = client.post(f"{PAGE}{search.pk}/change/", {"name": "x" * 81, "frequency": "at_once"})
    assert response.status_code == 400
    assert re.search(r"<details[^>]* open>.*class=.error.", response.content.decode(), re.DOTALL)


def test_what_was_removed_stands_there_to_be_brought_back(amira):
    search, client = save(amira, name="Nights"), signed_in(amira)
    response = client.post(f"{PAGE}{search.pk}/remove/", follow=True)
    assert "The search is removed. You can bring it back for a day." in response.content.decode()
    assert client.get(f"{PAGE}{search.pk}/").status_code == 404
    assert "Bring back" in response.content.decode()
    html = client.post(f"{PAGE}{search.pk}/bring-back/", follow=True).content.decode()
    assert "Bring back" not in html
    assert 'value="Nights"' in html


def test_it_leads_to_the_offers_the_newest_first(amira):
    search, every = save(amira), save(amira, "")
    client = signed_in(amira)
    assert client.get(f"{PAGE}{search.pk}/")["Location"] == "/offers/?q=welder&sort=newest"
    assert client.get(f"{PAGE}{every.pk}/")["Location"] == "/offers/?sort=newest"


def test_links_change_nothing_and_nobody_reaches_another_s(amira):
    search, mallory = save(amira), signed_in(make_user("Mallory"))
    for act in ("change", "mend", "renew", "remove", "bring-back"):
        assert signed_in(amira).get(f"{PAGE}{search.pk}/{act}/").status_code == 405
        assert mallory.post(f"{PAGE}{search.pk}/{act}/", {"frequency": "never"}).status_code == 404
    assert mallory.get(f"{PAGE}{search.pk}/").status_code == 404
    assert "welder" not in page(mallory, PAGE)


def test_a_pupil_without_consent_has_none():
    client = signed_in(make_pupil(has_consent=False))
    assert [client.get(address).status_code for address in (SAVE, PAGE)] == [403, 403]
    assert "Save this search" not in page(client, "/offers/")


def test_the_list_says_when_its_programme_is_over_and_when_mails_are_turned_off(amira, programme):
    save(amira, "programme=north")
    Programme.objects.filter(pk=programme.pk).update(status="archived")
    Preference.objects.create(user=amira, kind="matching.offers_found", frequency="off")
    html = page(signed_in(amira), PAGE)
    assert "shows no offers any more" in html
    assert "You have turned off mails about saved searches" in html


@pytest.mark.parametrize(
    ("query", "said", "left"),
    [
        (
            "programme=north&kind=job",
            "The programme that it looks into shows no offers any more.",
            "kind=job",
        ),
        ("around=Vineta&km=50", "It looks for something that can no longer be chosen: Vineta.", ""),
        ("kind=job&kind=nonsense", "can no longer be chosen: nonsense.", "kind=job"),
        ("level=none&language=de", "can no longer be chosen: My German: none.", ""),
        ("degree=none&paid=on", "can no longer be chosen: My degree: none.", "paid=on"),
        ("fits=on", "your profile says nothing that offers could fit", ""),
    ],
)
def test_a_search_for_something_gone_says_so_and_can_be_mended(amira, organisation, query, said, left):
    make_offer(organisation, "Welder")
    Programme.objects.update(status="archived")
    search, other, client = save(amira, query), save(amira), signed_in(amira)
    rows, own = page(client, PAGE), page(client, f"{PAGE}{search.pk}/")
    for html in (rows, own):
        assert said in html
        assert "As long as that is so, it finds nothing." in html
        assert html.count(f'action="{PAGE}{search.pk}/mend/"') == 1
        assert f'action="{PAGE}{search.pk}/remove/"' in html
        assert f"{PAGE}{other.pk}/mend/" not in html
    client.post(f"{PAGE}{search.pk}/mend/")
    search.refresh_from_db()
    assert search.query == left
    assert "Welder" not in own
    assert said not in page(client, PAGE)
    assert client.get(f"{PAGE}{search.pk}/").status_code == 302


def test_the_feed_of_a_search_for_something_gone_says_so_and_leads_to_it(amira, organisation):
    make_offer(organisation, "Welder")
    search = save(amira, "programme=gone")
    feed = page(Client(), search.feed_path)
    assert "shows no offers any more" in feed
    assert f'{PAGE}{search.pk}/"' in feed
    assert "Welder" not in feed


def test_the_account_menu_and_the_list_of_offers_lead_to_it(amira):
    html = page(signed_in(amira), "/offers/")
    assert html.count(f'href="{PAGE}"') == 2


def test_number_of_queries_does_not_grow_with_the_searches(
    amira, organisation, django_assert_max_num_queries
):
    make_offer(organisation, "Welder")
    client, counts = signed_in(amira), []
    for number in (1, 14):
        for count in range(number):
            save(amira, f"q=welder+{number}x{count}")
        remove_search(search=save(amira, f"q=gone+{number}"), by=amira)
        client.get(PAGE)
        with django_assert_max_num_queries(12) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
