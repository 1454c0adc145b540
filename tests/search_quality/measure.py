"""How well the search finds: `make search-quality` prints it, over the demonstration and 500 offers more.

Never a part of `make test`, which asks a few of each kind (`tests/matching/test_search_quality.py`).
"""

import sys

import pytest

from tests.search_quality.generated import make_offers
from tests.search_quality.queries import facts, judge, queries, table

OFFERS = 500
LEAST_ANSWERED = 0.95

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


def test_queries_are_answered():
    make_offers(OFFERS)
    offers = facts()
    judged = [judge(query, offers) for query in queries()]
    judged = [each for each in judged if each.count or not each.query.kind.startswith("unseen")]
    sys.stdout.write(f"\n{len(offers)} offers\n{table(judged)}\n")
    assert sum(each.is_answered for each in judged) >= LEAST_ANSWERED * len(judged)
