"""Words are asked of the database, which answers with ids; what is named so stands before what only speaks of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.models import OfferWords, Placement, PlacementSkill
from matching.queries.offer_words import Asked, close_to_words
from matching.services.search import index_placement
from portal.core.words.query import query
from tests.factories import i18n, make_organisation, make_skill
from tests.matching.offers import listed, make_offer, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


def test_what_is_named_so_comes_first_then_what_is_about_it_then_what_speaks_of_it(organisation):
    speaks = make_offer(organisation, "Something", description=i18n("You would work on origami."))
    named = make_offer(organisation, "Origami")
    about_it = make_offer(organisation, "Something else")
    PlacementSkill.objects.create(placement=about_it, skill=make_skill("origami"))
    index_placement(placement=about_it)
    found, about, names = (set(ids.tolist()) for ids in close_to_words([Asked(query("origami"))])[0])
    assert (found, about, names) == ({speaks.pk, about_it.pk, named.pk}, {about_it.pk, named.pk}, {named.pk})
    assert listed("q=origami") == ["Origami", "Something else", "Something"]


def test_among_what_is_as_close_the_newest_comes_first(organisation):
    for number in range(3):
        make_offer(organisation, f"Welding {number}")
    assert listed("q=welding") == ["Welding 2", "Welding 1", "Welding 0"]


def test_what_is_not_wanted_counts_wherever_it_stands(organisation):
    make_offer(organisation, "Welding", description=i18n("With glass."))
    make_offer(organisation, "Welding of steel")
    assert listed("q=welding+-glass") == ["Welding of steel"]


def test_who_turns_pages_with_the_same_words_asks_once_until_an_offer_changes(organisation):
    offer = make_offer(organisation, "Welding")
    assert listed("q=welding") == ["Welding"]
    with CaptureQueriesContext(connection) as queries:
        assert offers("q=welding&kind=job").ordered.tolist() == [offer.pk]
    assert [each for each in queries.captured_queries if "matching_offers_close" in each["sql"]] == []
    offer.title = i18n("Glazier")
    offer.save()
    index_placement(placement=offer)
    assert (listed("q=welding"), listed("q=glazier")) == ([], ["Glazier"])


def test_words_are_kept_of_what_is_published_however_it_came_to_be(organisation):
    offer = make_offer(organisation, "Welding")
    words = OfferWords.objects.filter(placement=offer)
    assert words.exists()
    Placement.objects.filter(pk=offer.pk).update(state="paused")
    assert not words.exists()
    Placement.objects.filter(pk=offer.pk).update(state="published")
    assert words.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_posting WHERE placement_id = %s", [offer.pk])
        cursor.execute("DELETE FROM matching_placement WHERE id = %s", [offer.pk])
    assert not words.exists()


def test_no_vector_is_read_that_the_words_do_not_find():
    """The planner takes reading all vectors for cheap, which it is not: 700 ms of 20,000."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'matching_offers_close'")
        assert cursor.fetchall() == [(["enable_seqscan=off"],)] * 2


def test_words_that_nobody_uses_find_nothing(organisation):
    make_offer(organisation, "Welding")
    assert [part.tolist() for part in close_to_words([Asked(query("unheard"))])[0]] == [[], [], []]
    assert close_to_words([]) == []
