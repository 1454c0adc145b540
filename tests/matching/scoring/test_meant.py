"""Facts that words mean, as columns of the index."""

import pytest

from matching.scoring.meant import having
from matching.scoring.offer_columns import Asking, Row
from matching.scoring.offers import OfferIndex

SUHL, LEIPZIG = (50.6, 10.7), (51.3, 12.4)
INDEX = OfferIndex.of(
    [
        Row(1, "thesis", "DEG04", ["07"], 6, None, False, True, 1, 1, SUHL, hours=20.0),
        Row(2, "job", "DED51", [], None, None, True, False, 1, 1, LEIPZIG, hours=40.0),
        Row(3, "thesis", "Atlantis", ["06"], 3, None, False, False, 1, 1),
    ],
    [Asking(1, "de", 3)],
)


@pytest.mark.parametrize(
    ("fact", "ids"),
    [
        ("kind=thesis", [1, 3]),
        ("kind=visit", []),
        ("remote", [2]),
        ("paid", [1]),
        ("hours=part", [1]),
        ("hours=full", [2]),
        ("field=07", [1]),
        ("field=09", []),
        ("degree>=6", [1]),
        ("degree<=5", [3]),
        ("kind=thesis & degree>=6", [1]),
        ("language=de<=2", [2, 3]),
        ("language=de<=3", [1, 2, 3]),
        ("language=sl<=0", [1, 2, 3]),
        ("at=DEG", [1]),
        ("at=DE", [1, 2]),
        ("town=50.6,10.7", [1]),
    ],
)
def test_a_fact_is_a_column(fact, ids):
    assert INDEX.ids[having(INDEX, fact)].tolist() == ids
