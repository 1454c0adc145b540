"""Which of a vector's words count so much."""

import pytest
from django.db.models import F

from matching.models import Placement
from matching.services.search import index_placement
from portal.core.words.query import WordsQuery
from portal.core.words.weights import OfWeight
from tests.factories import i18n, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


def test_words_of_other_weights_are_left_out():
    organisation = make_organisation(make_programme(), name="Haselgrund")
    placement = make_placement(
        organisation, title=i18n("Welder"), description=i18n("You would work with glass.")
    )
    index_placement(placement=placement)

    def found(words, weights):
        rows = Placement.objects.annotate(some=OfWeight(F("search"), weights=weights))
        return rows.filter(some=WordsQuery(words)).exists()

    assert [found("welder", weights) for weights in ("A", "AB", "B", "C")] == [True, True, False, False]
    assert [found("haselgrund", weights) for weights in ("A", "AB", "B")] == [False, True, True]
    assert [found("glass", weights) for weights in ("AB", "C")] == [False, True]
