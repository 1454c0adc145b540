"""Searches as they are kept: the same text for the same search, and the same offers as the list shows."""

import pytest
from django.contrib.auth.models import AnonymousUser

from matching.constants import SEARCH_FLAGS, SEARCH_LINES, SEARCH_LISTS
from matching.filters import OfferFilterForm
from matching.queries.open_offers import open_offers
from matching.queries.searches import OfferSearch, said_in, without
from tests.factories import make_organisation, make_programme
from tests.matching.offers import make_offer, offers

pytestmark = pytest.mark.django_db


def test_whatever_the_list_s_form_asks_is_kept_but_the_order():
    kept = [*SEARCH_LINES, *SEARCH_LISTS, *SEARCH_FLAGS]
    assert sorted([*kept, "sort"]) == sorted(OfferFilterForm.base_fields)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("page=3&sort=newest&q=", ""),
        ("q=++welder++&sort=closing", "q=welder"),
        ("kind=thesis&kind=job", "kind=job&kind=thesis"),
        ("kind=job&kind=thesis&km=50", "kind=job&kind=thesis"),
        ("language=de", ""),
        ("level=3", "level=3&language=de"),
        ("language=de&level=3", "level=3&language=de"),
        ("around=Suhl", "around=Suhl&km=25"),
        ("around=suhl&km=25", "around=Suhl&km=25"),
        ("around=Thuringia&km=50", "around=Th%C3%BCringen"),
        ("around=turingija", "around=Th%C3%BCringen"),
        ("remote=on&paid=true", "remote=on&paid=on"),
        ("kind=nonsense&around=Nowhere+at+all&level=77&degree=6", "degree=6"),
        ("fits=on", ""),
    ],
)
def test_the_same_search_is_the_same_address_however_it_was_typed(typed, kept):
    assert offers(typed).address == kept
    assert offers(kept).address == kept


QUERIES = (
    "",
    "q=Engineer",
    "q=Ingeneur",
    "q=Suhl+remote",
    "q=-Engineer",
    "q=Praktikum&kind=internship",
    "around=Suhl&km=50",
    "around=Suhl&km=25&remote=on",
    "place=Th%C3%BCringen",
    "level=2&language=de",
    "programme=north&degree=6",
    "kind=job&kind=thesis&field=07&starts=now",
    "written=en&spoken=de&paid=on",
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_kept_search_finds_what_the_list_shows(query):
    organisation = make_organisation(make_programme("north"), city="Suhl", languages=["de"])
    make_offer(organisation, "Engineer", city="Suhl", region="DEG04", fields=["07"], pay_min=3000)
    make_offer(organisation, "Process engineer", kind="internship", city="Rostock", region="DE803")
    make_offer(organisation, "Clerk", is_remote=True, degree=7, languages={"de": 4})
    shown = offers(query)
    kept = OfferSearch(said_in(shown.address), offers=open_offers(AnonymousUser()))
    assert kept.newest.tolist() == shown.newest.tolist()


def test_a_programme_without_a_page_shows_nothing_and_neither_does_a_place_that_is_gone():
    make_offer(make_organisation(make_programme("north")), "Engineer")
    shown = open_offers(AnonymousUser())
    for address in ("programme=gone", "around=Vineta", "fits=on"):
        assert OfferSearch(said_in(address), offers=shown).found.total == 0


GONE = {
    "kind=job&kind=nonsense": ("kind", "nonsense"),
    "level=none&language=de": ("level", "none"),
    "level=3&language=klingon": ("language", "klingon"),
    "around=Vineta&km=25": ("around", "Vineta"),
    "around=Suhl&km=33": ("km", "33"),
    "written=klingon": ("written", "klingon"),
    "spoken=de&spoken=klingon": ("spoken", "klingon"),
    "programme=gone": ("programme", "gone"),
    "field=00": ("field", "00"),
    "degree=none": ("degree", "none"),
    "starts=someday": ("starts", "someday"),
}


@pytest.mark.parametrize(("address", "gone"), GONE.items())
def test_what_the_list_would_leave_out_a_kept_search_says_and_finds_nothing(organisation, address, gone):
    make_offer(organisation, "Engineer", city="Suhl", region="DEG04", fields=["07"], languages={"de": 2})
    kept = OfferSearch(said_in(address), offers=open_offers(AnonymousUser()))
    assert kept.gone == [gone]
    assert list(offers(address).form.errors) == [gone[0]]
    assert (kept.found.total, kept.leaves_among(kept.offers)) == (0, False)


@pytest.mark.parametrize("query", [*QUERIES, "written=fr", "level=3&language=sl", "place=Narnia&spoken=fr"])
def test_nothing_is_gone_of_what_the_list_understands_whoever_works_in_a_language(query):
    make_offer(make_organisation(make_programme("north", languages=["de"])), "Engineer", languages={"sl": 4})
    shown = offers(query)
    kept = OfferSearch(said_in(shown.address), offers=shown.offers)
    assert (shown.form.errors, kept.gone) == ({}, [])
    assert kept.newest.tolist() == shown.newest.tolist()


def test_what_is_gone_is_left_out_with_what_says_nothing_without_it():
    search = "level=none&language=de&around=Vineta&km=25&kind=job&kind=nonsense&remote=on&fits=on"
    gone = OfferSearch(said_in(search), offers=open_offers(AnonymousUser())).gone
    assert without(search, gone) == "kind=job&remote=on"


def test_a_region_that_no_list_has_any_more_is_gone_and_a_town_that_no_list_has_is_not():
    def gone(address):
        return OfferSearch(said_in(address), offers=open_offers(AnonymousUser())).gone

    assert (gone("place=DEX9"), gone("place=DEG04"), gone("place=Narnia")) == ([("place", "DEX9")], [], [])


def test_beside_a_region_that_is_looked_around_the_places_are_counted_as_they_would_be_found(organisation):
    make_offer(organisation, "in Thuringia", city="Suhl", region="DEG04")
    make_offer(organisation, "in Saxony", city="Leipzig", region="DED51")
    counts = {place: count for place, _name, count, _chosen in offers("around=Thüringen").places}
    assert counts == {"DEG04": 1}
    for place, count in counts.items():
        assert offers(f"around=Thüringen&place={place}").total == count
    assert offers("around=Thüringen&place=DED51").total == 0
