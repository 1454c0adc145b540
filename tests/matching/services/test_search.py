"""Offers are found by their words, in the grammar of each language."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.utils.translation import override

from matching.filters import OfferFilter
from matching.models import PlacementSkill, SkillLabel
from matching.services.search import index_all, index_organisation, index_placement, index_stale
from programmes.models import Organisation
from tests.factories import (
    i18n,
    make_organisation,
    make_placement,
    make_skill,
)
from tests.matching.offers import make_offer, offers, titles, titles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik", city="Meiningen")


# --- Search ---
def test_search_knows_the_grammar_of_the_language_a_text_is_written_in(organisation):
    make_placement(organisation, title=i18n("Process engineers", de="Ingenieure für Verfahren"))
    make_placement(organisation, title=i18n("Nurse", de="Pflegefachkräfte", sl="medicinska sestra"))
    index_all()
    assert titles("q=engineering+process") == titles("q=Ingenieur") == ["Process engineers"]
    assert titles("q=sestra") == titles("q=Pflegefachkraft") == titles("q=nurses") == ["Nurse"]
    with override("de"):
        assert titles_of(offers("q=engineer")) == ["Ingenieure für Verfahren"]


def test_last_word_may_be_the_beginning_of_one(organisation):
    make_offer(organisation, "Embedded software developer")
    assert titles("q=embedded+soft") == titles("q=softw") == ["Embedded software developer"]
    assert titles("q=soft+developer") == []


def test_search_finds_organisation_town_and_skills_in_every_language(organisation):
    placement, skill = make_placement(organisation, title=i18n("Job"), city="Suhl"), make_skill("welding")
    SkillLabel.objects.create(skill=skill, language="de", text="Schweißen")
    PlacementSkill.objects.create(placement=placement, skill=skill)
    index_placement(placement=placement)
    for words in ("Haselgrund", "suhl", "welding", "Schweißen"):
        assert titles(f"q={words}") == ["Job"], words


def test_offers_are_found_by_the_new_name_of_their_organisation(organisation):
    make_offer(organisation, "Job")
    organisation.name = "Rennsteig Optik"
    organisation.save()
    assert index_organisation(organisation_id=organisation.pk) == 1
    assert titles("q=Rennsteig") == ["Job"]
    assert titles("q=Haselgrund") == []


def test_a_new_name_is_found_even_if_the_job_was_lost(organisation):
    make_offer(organisation, "Job")
    assert index_stale() == 0
    Organisation.objects.filter(pk=organisation.pk).update(name="Rennsteig Optik")
    assert (index_stale(), index_stale()) == (1, 0)
    assert titles("q=Rennsteig") == ["Job"]


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE matching_placement SET title = \'{{"en": "Glazier"}}\'',
        "UPDATE matching_placement SET city = 'Glazier'",
        "UPDATE matching_placement SET description = 'Glazier'",
        "UPDATE matching_skilllabel SET text = 'Glazier' WHERE language = 'en'",
        "INSERT INTO matching_skilllabel (skill_id, language, text, is_preferred) "
        "VALUES ({skill}, 'sl', 'Glazier', true)",
        "UPDATE matching_placementskill SET skill_id = {other}",
        "INSERT INTO matching_placementskill (placement_id, skill_id, need, level) "
        "VALUES ({placement}, {other}, 'welcome', 1)",
    ],
)
def test_what_sql_has_changed_is_found_after_the_next_sweep(organisation, change):
    placement, skill, other = make_placement(organisation), make_skill("welding"), make_skill("Glazier")
    PlacementSkill.objects.create(placement=placement, skill=skill)
    index_placement(placement=placement)
    assert (index_stale(), titles("q=glazier")) == (0, [])
    with connection.cursor() as cursor:
        cursor.execute(change.format(skill=skill.pk, other=other.pk, placement=placement.pk))
    assert (index_stale(), index_stale()) == (1, 0)
    assert len(titles("q=glazier")) == 1


def test_a_kind_and_a_field_are_found_by_their_names_in_each_language(organisation):
    make_offer(organisation, "Something", kind="internship", fields=["09"])
    for words in ("internship", "Praktikum", "praksa", "Gesundheit", "health"):
        assert titles(f"q={words}") == ["Something"], words


def test_title_counts_more_than_description(organisation):
    make_offer(organisation, "Something else", description=i18n("You would work on origami."))
    make_offer(organisation, "Origami")
    found = titles_of(offers("q=origami"))
    assert found == ["Origami", "Something else"]


def test_of_an_occupation_that_nobody_offers_what_speaks_of_it_is_found(organisation):
    make_offer(organisation, "Something else", description=i18n("You would work on welding."))
    assert titles("q=welding") == ["Something else"]
    make_offer(organisation, "Welding")
    assert titles("q=welding") == ["Welding"]


@pytest.mark.parametrize(
    "words", ["'", '"open', "a & | !", ":*", "\\", "-", "((", "💥", "x" * 200, "и" * 200, "1' or 1=1"]
)
def test_odd_words_are_searched_for_like_others(organisation, words):
    make_offer(organisation, "Job")
    query = QueryDict(mutable=True)
    query["q"] = words
    assert list(OfferFilter(query, user=AnonymousUser()).ordered) == []
