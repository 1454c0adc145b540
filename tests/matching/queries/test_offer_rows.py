"""Rows by their ids: in the order asked for, with all that their place shows and not a query more."""

import pytest
from django.urls import reverse

from matching.models import PlacementLanguage, PlacementSkill
from matching.presentation.placements import offer_cards, offer_summary
from matching.queries.offer_rows import rows_for_cards, rows_for_feed, rows_to_fit
from matching.queries.profiles import profile_of
from programmes.models import Programme
from tests.factories import make_organisation, make_placement, make_skill, make_talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(programme):
    organisation = make_organisation(programme)
    placements = [
        make_placement(organisation, city="Suhl", hours=20, pay_min=10, seats=3, is_remote=True)
        for _ in range(3)
    ]
    for placement in placements:
        PlacementSkill.objects.create(placement=placement, skill=make_skill(f"skill {placement.pk}"))
        PlacementLanguage.objects.create(placement=placement, language="de")
    return [placement.pk for placement in placements]


@pytest.mark.parametrize("rows", [rows_for_cards, rows_for_feed, rows_to_fit])
def test_rows_come_in_the_order_of_their_ids_without_those_that_are_gone(ids, rows):
    first, second, third = ids
    assert [row.pk for row in rows([second, 10**9, third, first])] == [second, third, first]
    assert rows([]) == []


def test_cards_and_feed_ask_for_nothing_more(ids, django_assert_num_queries):
    talent = profile_of(make_talent(degree=6).user)
    with django_assert_num_queries(3):
        cards = offer_cards(rows_for_cards(ids), None)
        fitted = offer_cards(rows_to_fit(ids), talent)
        assert all(offer_summary(row) and row.organisation.name for row in rows_for_feed(ids))
    assert [card.meta for card in cards] == [card.meta for card in fitted]


def test_a_card_takes_the_colour_of_the_first_public_programme_that_shows_it(programme):
    placement = make_placement(make_organisation(programme))
    assert [row.colour for row in rows_for_cards([placement.pk])] == [programme.slug]
    placement.postings.update(state="waiting")
    assert [card.colour for card in offer_cards(rows_for_cards([placement.pk]), None)] == [""]
    placement.postings.update(state="published")
    Programme.objects.update(status="draft")
    assert [row.colour for row in rows_to_fit([placement.pk])] == [None]


def test_a_card_shows_the_logo_of_whoever_has_one(programme, django_assert_num_queries):
    placements = [make_placement(make_organisation(programme, logo=logo)) for logo in ("logos/a.png", "")]
    rows = rows_for_cards([placement.pk for placement in placements])
    with django_assert_num_queries(0):
        cards = offer_cards(rows, None)
    own = reverse("programmes:organisation_logo", args=[placements[0].organisation_id])
    assert [(card.logo, bool(card.initial)) for card in cards] == [(own, True), ("", True)]
