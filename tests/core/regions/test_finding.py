"""Regions and towns by what somebody typed."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.core.regions.finding import (
    Place,
    as_listed,
    find_region,
    find_town,
    find_well_known_town,
    label,
    regions_named,
    similar,
    suggestions,
    unknown_region,
    unknown_town,
)
from portal.core.regions.towns import towns
from portal.core.regions.tree import regions


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Südthüringen", "DEG-SUED"),
        ("suedthueringen", "DEG-SUED"),
        ("  südthüringen ", "DEG-SUED"),
        ("South Thuringia", "DEG-SUED"),
        ("Turingija", "DEG"),
        ("DEG04", "DEG04"),
        ("Suhl", "DEG04"),
        ("Leipzig", "DED51"),
        ("Landkreis Leipzig", "DED52"),
        ("Gotha", "DEG0C"),
        ("Landkreis Gotha (Thüringen)", "DEG0C"),
        ("Region Stuttgart", "DE1-STUTT"),
        ("Sostanj", "SI034"),
        ("Dunaj", "AT13"),
        ("Nemčija", "DE"),
        ("Waren", "DE80J"),
        ("Neustadt", ""),
        ("Neustadt (Landkreis Nordhausen)", "DEG07"),
        ("Nowhere", ""),
        ("", ""),
    ],
)
def test_a_region_is_found_by_any_of_its_names_or_by_a_town(typed, code):
    assert find_region(typed) == code


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (("suhl", "", "DE"), ("Suhl", "DEG04")),
        (("Suhl", "Thüringen", "DE"), ("Suhl", "DEG04")),
        (("Waren", "", "DE"), ("Waren (Müritz)", "DE80J")),
        (("Neustadt", "Landkreis Nordhausen", "DE"), ("Neustadt/Harz", "DEG07")),
        (("Kleinkleinheim", "thüringen", "DE"), ("Kleinkleinheim", "DEG")),
        (("Vienna", "", "AT"), ("Wien", "AT13")),
        (("Brno", "", "CZ"), ("Brno", "CZ-64")),
        (("Malá Ves", "", "CZ"), ("Malá Ves", "")),
        (("Madrid", "Madrid", "ES"), ("Madrid", "Madrid")),
        (("", "Südthüringen", "DE"), ("", "DEG-SUED")),
        (("", "", "DE"), ("", "")),
    ],
)
def test_a_town_brings_its_region(typed, place):
    city, region, country = typed
    assert as_listed(city, region, country=country) == Place(*place)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (
            ("Leipzig", "Sachsn", "DE"),
            "region",
            "„Sachsn“ ist nicht in der Liste der Regionen und Orte. Meinen Sie „Sachsen“?",
        ),
        (
            ("Suhl", "Bayern", "DE"),
            "region",
            "Suhl liegt in Suhl (Thüringen). Lassen Sie die Region leer oder nennen Sie diese.",
        ),
        (
            ("Smalkalden", "", "DE"),
            "city",
            "„Smalkalden“ ist nicht in der Liste der Orte. Meinen Sie „Schmalkalden“? "
            "Wenn nicht, nennen Sie auch die Region.",
        ),
        (
            ("Xyzqwertz", "", "SI"),
            "city",
            "„Xyzqwertz“ ist nicht in der Liste der Orte. Nennen Sie auch die Region.",
        ),
        (
            ("Xy", "Xyzqwertz", "SI"),
            "region",
            "„Xyzqwertz“ ist nicht in der Liste der Regionen und Orte. Nennen Sie einen Landkreis, ein Land oder "
            "eine größere Stadt.",
        ),
    ],
)
def test_what_the_list_does_not_have_is_named_with_what_was_meant(typed, field, said):
    city, region, country = typed
    with override("de"), pytest.raises(ValidationError) as refused:
        as_listed(city, region, country=country)
    assert refused.value.message_dict == {field: [said]}


@override("de")
def test_towns_of_one_name_are_told_apart():
    with pytest.raises(ValidationError) as refused:
        as_listed("Neustadt", "", country="DE")
    said = refused.value.message_dict["city"][0]
    assert said.startswith("Es gibt mehrere mit dem Namen „Neustadt“. Sagen Sie, welchen Ort Sie meinen: ")
    assert "Neustadt an der Weinstraße" in said
    assert unknown_region("Neustadt").messages == [said]
    assert find_town("Neustadt", region="DEG06").name == "Neustadt"


@override("de")
def test_suggestions_begin_as_what_is_typed_or_are_like_it():
    assert suggestions("südth") == ["Südthüringen"]
    assert suggestions("Schmalk") == ["Landkreis Schmalkalden-Meiningen", "Schmalkalden"]
    assert suggestions("thür")[0] == "Thüringen"
    assert suggestions("Lepizig") == similar("Lepizig") == ["Leipzig"]
    assert similar("Baiern")[0] == "Bayern"
    assert suggestions("  ") == []
    assert len(suggestions("neu", limit=3)) == 3


def test_regions_are_found_by_part_of_any_name_of_what_they_lie_in():
    assert {"DEG", "DEG04", "DEG-SUED"} <= regions_named("turingi")
    assert regions_named("turingi") == regions_named("THÜRINGEN") & regions_named("thuringia")
    assert "DE2" not in regions_named("thuringia")
    assert regions_named("th") == regions_named("  ") == frozenset()


def test_what_covers_a_region_keeps_the_one_around_its_town():
    def kept(region):
        return as_listed("schmalkalden", region, country="DE", keeps_wider=True)

    assert kept("Südthüringen") == Place("Schmalkalden", "DEG-SUED")
    assert kept("") == Place("Schmalkalden", "DEG0B")


@pytest.mark.parametrize("language", ["de", "en", "sl"])
def test_what_is_suggested_is_found(language):
    with override(language):
        for code, region in regions().items():
            assert find_region(label(region)) == code, label(region)
        for town in towns()[::37]:
            assert find_town(label(town)) == town, label(town)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["DE", "SI", "CZ", "ES", "", "X"]))
def test_any_text_is_settled_or_refused(city, region, country):
    suggestions(city)
    with suppress(ValidationError):
        place = as_listed(city, region, country=country)
        assert as_listed(place.city, place.region, country=country) == place


def test_a_name_that_a_region_has_means_no_town_elsewhere():
    """Thüringen is a village in Vorarlberg, too; Berlin lies in Berlin."""
    assert find_well_known_town("Thüringen") is None
    assert unknown_town("Thüringen").messages == ["“Thüringen” is a region. Name a town in it."]
    assert [find_well_known_town(name).region for name in ("Berlin", "Suhl")] == ["DE3", "DEG04"]


@override("de")
def test_every_town_is_kept_as_it_stands_and_named_so_that_it_is_found():
    """Also beside one that is called so in short, or but for an accent, in the same district: Hüsby and Husby."""
    for town in towns():
        own = Place(town.name, town.region)
        assert as_listed(town.name, town.region, country=town.country) == own
        assert as_listed(label(town), "", country=town.country) == own
