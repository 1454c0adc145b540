"""What words find: kinds, places, conditions, occupations, in three languages and with mistakes."""

from collections import defaultdict

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser

from matching.models import PlacementSkill
from matching.queries.answers import may_find
from matching.queries.offer_names import OFFER_NAMES
from matching.queries.open_offers import open_offers
from matching.services.search import index_placement
from tests.factories import i18n, make_organisation, make_skill
from tests.matching.offers import listed, make_offer, offers, titles
from tests.search_quality.generated import make_offers
from tests.search_quality.measure import LEAST_ANSWERED
from tests.search_quality.queries import facts, judge, queries, table

pytestmark = pytest.mark.django_db

EVERY = 7
"""Of the queries of each kind, this one is asked here; `make search-quality` asks all."""


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik", city="Meiningen")


def test_queries_of_each_kind_are_answered():
    make_offers(132)
    found, by_kind = facts(), defaultdict(list)
    for query in queries():
        if not query.kind.startswith("unseen"):  # they ask for more than so few offers have
            by_kind[query.kind].append(query)
    judged = [judge(query, found) for each in by_kind.values() for query in each[::EVERY]]
    judged = [each for each in judged if each.count]
    assert len(judged) > 80
    assert sum(each.is_answered for each in judged) >= LEAST_ANSWERED * len(judged), table(judged)


def test_a_place_is_where_the_offer_is_and_not_what_it_speaks_of(organisation):
    make_offer(organisation, "Near", city="Dresden", region="DED21")
    make_offer(
        organisation, "Far", city="Magdeburg", region="DEE03", description=i18n("We travel to Sachsen.")
    )
    assert (titles("q=Sachsen"), titles("q=Saxony-Anhalt")) == (["Near"], ["Far"])


def test_a_kind_stands_before_what_is_only_called_so(organisation):
    make_offer(organisation, "Sensors", kind="internship")
    make_offer(organisation, "Coordinator of internships", kind="job")
    make_offer(organisation, "Clerk", kind="job", description=i18n("You look after our internships."))
    assert listed("q=Praktikum") == ["Sensors"]
    assert listed("q=internship") == ["Sensors", "Coordinator of internships"]


def test_an_occupation_s_end_of_a_word_is_found_from_another_language_but_last(organisation):
    make_offer(organisation, {"de": "Prozessingenieurin"})
    make_offer(organisation, {"sl": "Inženir kakovosti"})
    assert listed("q=inženir") == ["Inženir kakovosti", "Prozessingenieurin"]


def test_a_mistyped_word_beside_another_is_mended_though_its_stem_is_somewhere(organisation):
    make_offer(organisation, "Mechatronics engineer")
    make_offer(organisation, "Clerk", description=i18n("Engines everywhere."))
    assert listed("q=mechatronics+enginer") == ["Mechatronics engineer"]


def test_a_mistyped_word_that_makes_a_name_with_its_neighbour_is_not_what_its_stem_says(organisation):
    make_offer(organisation, {"de": "Softwareentwicklerin"})
    make_offer(organisation, "Software engineer")
    assert listed("q=software+enginer") == ["Software engineer", "Softwareentwicklerin"]
    assert listed("q=software+%22enginer%22") == ["Software engineer"]


def test_hours_and_one_language_alone_are_conditions(organisation):
    make_offer(organisation, "near", hours=16, languages={"en": 3})
    make_offer(organisation, "full", hours=40, languages={"de": 3, "en": 3})
    make_offer(organisation, "unknown")
    assert listed("q=20+Stunden") == ["near"]
    assert titles("q=nur+Englisch") == ["near", "unknown"]


def test_remote_and_a_place_find_either_both_first(organisation):
    make_offer(organisation, "there", city="Rostock", region="DE803")
    make_offer(organisation, "from anywhere", city="Suhl", region="DEG04", is_remote=True)
    make_offer(organisation, "both", city="Rostock", region="DE803", is_remote=True)
    make_offer(organisation, "neither", city="Suhl", region="DEG04")
    assert listed("q=Rostock+remote") == ["both", "from anywhere", "there"]


def test_a_minus_takes_away_what_a_name_means(organisation):
    make_offer(organisation, "Sensors", kind="internship")
    make_offer(organisation, "Sensors too", kind="job")
    assert titles("q=sensors+-internship") == titles("q=-Praktikum") == ["Sensors too"]


def test_an_occupation_is_found_by_its_name_in_another_language(organisation):
    make_offer(organisation, {"de": "Krankenpflegerin oder Krankenpfleger"})
    make_offer(organisation, {"sl": "Medicinska sestra"})
    assert titles("q=nurse") == titles("q=Krankenschwester") == titles("q=medicinske sestre")
    assert len(titles("q=nurse")) == 2


def test_what_is_named_so_stands_before_what_is_called_otherwise_and_that_before_a_skill(organisation):
    with_skill = make_offer(organisation, "Third")
    PlacementSkill.objects.create(placement=with_skill, skill=make_skill("accounting"))
    index_placement(placement=with_skill)
    make_offer(organisation, {"de": "Buchhaltung"})
    make_offer(organisation, "Accounting")
    assert listed("q=accounting") == ["Accounting", "Buchhaltung", "Third"]


def test_a_word_inside_a_compound_that_no_dictionary_has_is_found(organisation):
    make_offer(organisation, {"de": "Quarzuhrglasieranlagenmonteur"})
    assert titles("q=Glasieranlagen") == ["Quarzuhrglasieranlagenmonteur"]


def test_a_mistyped_word_is_read_as_the_one_that_it_resembles(organisation):
    make_offer(organisation, "Welding of submarines")
    make_offer(organisation, "Praxis", kind="internship")
    found = offers("q=submraines")
    assert (listed("q=submraines"), found.answer.instead) == (
        ["Welding of submarines"],
        {"submraines": "submarines"},
    )
    assert listed("q=Prakitkum") == ["Praxis"]
    assert offers("q=welding").answer.instead == {}


def test_what_stands_in_quotation_marks_is_meant_literally(organisation, programme):
    make_offer(make_organisation(programme, name="Teilzeit Erfurt GmbH"), "Own")
    make_offer(make_organisation(programme, name="Sein oder Nichtsein"), "Own too")
    make_offer(organisation, "Elsewhere", city="Erfurt", region="DEG01", hours=20)
    assert titles('q="Teilzeit+Erfurt+GmbH"') == ["Own"]
    assert titles('q="Sein+oder+Nichtsein"') == ["Own too"]
    assert titles("q=Own+-+Elsewhere") == []


def test_without_one_of_the_terms_the_others_still_count(organisation):
    make_offer(organisation, "Welding")
    answer = offers("q=welding+zebra").answer
    (welding, zebra) = answer.question.alternatives[0]
    assert ((answer.without(zebra) >= 0).tolist(), (answer.without(welding) >= 0).tolist()) == (
        [True],
        [False],
    )


def test_what_may_find_one_of_a_few_offers_is_never_less_than_what_does(organisation):
    """Of queries of every kind, over offers of every kind, each looked at as if it alone were new."""
    make_offers(66)
    shown, names = open_offers(AnonymousUser()), OFFER_NAMES.current()
    typed = [query.text for query in queries()][::EVERY]
    found = {words: set(shown.index.ids[shown.answer(words).closeness >= 0].tolist()) for words in typed}
    dropped, passed = [], 0
    for few in np.array_split(shown.index.ids, 11):
        may = may_find(typed, shown.only(few).index, names)
        passed += len(may)
        dropped += [words for words in typed if words not in may and found[words] & set(few.tolist())]
    assert dropped == []
    assert passed < len(typed) * 11 / 2
