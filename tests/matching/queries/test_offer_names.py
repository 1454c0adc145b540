"""Names that occur in open offers: towns, compounds, what a mistyped word may have meant."""

import pytest

from matching.models import PlacementSkill, SkillLabel
from matching.presentation.suggestions import suggested
from matching.queries import offer_names
from matching.queries.offer_names import OFFER_NAMES, Named, OfferNames
from tests.factories import make_organisation, make_skill
from tests.matching.offers import make_offer

OFFERS = {
    1: Named({"de": "Prozessingenieurin", "sl": "Inženirka"}, "Haselgrund", "München", "DE212", "DE", (7,)),
    2: Named({"en": "Nurse"}, "Haselgrund", "Ljubljana", "SI041", "SI"),
}
NAMES = OfferNames.of(OFFERS, {7: [("en", "welding")]})


def test_a_town_is_known_by_all_its_names_once_there_is_an_offer():
    munich = NAMES.places("München")
    assert munich == NAMES.places("Munich") == NAMES.places("muenchen")
    assert [fact[:4] for fact in munich] == ["at=D", "town"]
    assert NAMES.places("Ljubljani") == NAMES.places("Laibach") == NAMES.places("Ljubljana") != []
    assert NAMES.places("Taucha") == []


def test_a_region_is_known_wherever_there_are_offers():
    assert NAMES.places("Turingija") == NAMES.places("Thüringen") == ["at=DEG"]
    assert NAMES.places("Mecklenburg Vorpommern") == ["at=DE8"]
    assert set(NAMES.places("Mecklenburg")) == {"at=DE8-MECK", "at=DE8"}


def test_compounds_are_words_of_titles():
    assert "prozessingenieur" in NAMES.compounds("Ingenieur")
    assert (NAMES.compounds("Nurse"), NAMES.compounds("zess")) == ("", "")


def test_the_nearest_word_that_occurs_is_meant():
    assert NAMES.corrections(["Nusre", "weldign", "xyzzyx", "Nurse"]) == {
        "Nusre": "Nurse",
        "weldign": "welding",
    }


def test_so_many_corrections_are_remembered(monkeypatch):
    names = OfferNames.of(OFFERS, {})
    for _again in range(2):
        assert names.corrections(word for word in ["Nusre", "xyzzyx"]) == {"Nusre": "Nurse"}
    assert names._keys["corrections"] == {"Nusre": "Nurse", "xyzzyx": ""}
    monkeypatch.setattr(offer_names, "MOST_CORRECTIONS", 2)
    assert names.corrections(["Nurs"]) == {"Nurs": "Nurse"}
    assert names._keys["corrections"] == {"Nurs": "Nurse"}


def test_changed_offers_are_counted_anew():
    changed = NAMES.replaced([1, 3], {3: OFFERS[2]}, {})
    assert changed.words["Nurse"] == 2
    assert "Prozessingenieurin" not in changed.words
    assert changed.places("München") == ["at=DE212"]


def test_what_was_made_of_all_words_is_made_anew_only_where_a_word_or_town_came_or_went():
    names = OfferNames.of(OFFERS, {})
    names.compounds("Ingenieur")
    names.corrections(["Schweiser"])
    names.places("Apolda")
    kept = dict(names._keys)
    assert kept.pop("corrections") == {"Schweiser": "Schweißer"}  # hang on how often each word occurs
    assert kept.keys() == {"titles", "words", "towns"}
    assert names.replaced([1], {1: OFFERS[1]}, {}) is names
    again = names.replaced([9], {9: OFFERS[1]}, {})  # one more that is called as another is
    assert again is not names
    assert {name: made is kept[name] for name, made in again._keys.items()} == dict.fromkeys(kept, True)
    new = Named({"de": "Imkerin"}, "Honighaus", "Apolda", "DEG0G", "DE")
    other = names.replaced([9], {9: new}, {})
    assert other._keys == {}
    assert other.corrections(["Imkerim"]) == {"Imkerim": "Imkerin"}


@pytest.mark.django_db
def test_names_follow_the_rows(programme):
    organisation = make_organisation(programme, name="Haselgrund")
    offer = make_offer(organisation, "Welding")
    assert "Welding" in OFFER_NAMES.current().words
    offer.title = "Glazing"
    offer.save()
    assert {"Glazing"} == {word for word in OFFER_NAMES.current().words if word.endswith("ing")}
    organisation.name = "Dolmar"
    organisation.save()
    assert "Dolmar" in OFFER_NAMES.current().words


@pytest.mark.django_db
def test_skills_are_called_as_they_are_called_now_by_the_preferred_name(programme):
    skill = make_skill("welding")
    offer = make_offer(make_organisation(programme), "Welder")
    PlacementSkill.objects.create(placement=offer, skill=skill)
    skill.labels.all().delete()
    SkillLabel.objects.create(skill=skill, language="en", text="joining of metal", is_preferred=False)
    label = SkillLabel.objects.create(skill=skill, language="en", text="welding")
    assert OFFER_NAMES.current().skills_in("en") == {"welding": 1}
    SkillLabel.objects.filter(pk=label.pk).update(text="arc welding")
    assert (
        OFFER_NAMES.current().skills_in("en") == OFFER_NAMES.current().skills_in("sl") == {"arc welding": 1}
    )
    skill.labels.all().delete()
    assert OFFER_NAMES.current().skills_in("en") == {}


def test_what_is_called_so_in_another_language_says_in_which():
    assert NAMES.others_in("de") == {"welding": "en", "Nurse": "en"}
    assert NAMES.others_in("sl") == {"welding": "en", "Nurse": "en"}
    assert NAMES.others_in("en") == {"Prozessingenieurin": "de"}
    found = suggested("nurs", NAMES, "de")
    assert [(each.value, each.language) for each in found] == [("Nurse", "en")]
