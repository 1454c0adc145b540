"""Words are asked of the database, which answers with ids; what is named so stands before what only speaks of it."""

import pytest

from matching.models import PlacementSkill
from matching.queries.offer_words import close_to_words, found_by_words
from matching.services.search import index_placement
from tests.factories import i18n, make_organisation, make_skill
from tests.matching.offers import listed, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


def test_what_is_named_so_comes_first_then_what_is_about_it_then_what_speaks_of_it(organisation):
    speaks = make_offer(organisation, "Something", description=i18n("You would work on welding."))
    named = make_offer(organisation, "Welding")
    about = make_offer(organisation, "Something else")
    PlacementSkill.objects.create(placement=about, skill=make_skill("welding"))
    index_placement(placement=about)
    ids, closeness = close_to_words("welding")
    assert dict(zip(ids.tolist(), closeness.tolist(), strict=True)) == {
        named.pk: 2,
        about.pk: 1,
        speaks.pk: 0,
    }
    assert sorted(found_by_words("welding").tolist()) == sorted(ids.tolist())
    assert listed("q=welding") == ["Welding", "Something else", "Something"]


def test_among_what_is_as_close_the_newest_comes_first(organisation):
    for number in range(3):
        make_offer(organisation, f"Welding {number}")
    assert listed("q=welding") == ["Welding 2", "Welding 1", "Welding 0"]


def test_what_is_not_wanted_counts_wherever_it_stands(organisation):
    make_offer(organisation, "Welding", description=i18n("With glass."))
    make_offer(organisation, "Welding of steel")
    assert listed("q=welding+-glass") == ["Welding of steel"]


def test_words_that_nobody_uses_find_nothing(organisation):
    make_offer(organisation, "Welding")
    assert [part.tolist() for part in close_to_words("unheard")] == [[], []]
