"""The regions people choose from, and how they lie in each other."""

import pytest
from django.conf import settings
from django.utils.translation import override

from portal.core.regions.finding import find_region
from portal.core.regions.towns import towns
from portal.core.regions.tree import (
    around,
    full_name,
    is_region,
    land_name,
    region_name,
    regions,
    searchable_names,
    within,
)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("DEG04", ("DEG04", "DEG-SUED", "DEG", "DE")),
        ("DE111", ("DE111", "DE1-STUTT", "DE11", "DE1", "DE")),
        ("DE3", ("DE3", "DE")),
        ("SI034", ("SI034", "SI-STAJ", "SI")),
        ("CZ-64", ("CZ-64", "CZ")),
        ("DE", ("DE",)),
        ("Coast", ("Coast",)),
        ("", ()),
    ],
)
def test_a_region_lies_in_larger_ones(code, chain):
    assert around(code) == chain


def test_a_region_holds_what_lies_in_it():
    assert within("DEG-SUED") == {"DEG-SUED", "DEG04", "DEG0B", "DEG0E", "DEG0F", "DEG0H"}
    assert {"DEG04", "DEG-SUED"} < within("DEG") < within("DE")
    assert within("Coast") == {"Coast"}


def test_names_are_in_the_reader_s_language_and_texts_stay_as_they_are():
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = (
                region_name("DEG"),
                region_name("SI034"),
                region_name("SI"),
                region_name("Coast"),
            )
    assert said == {
        "en": ("Thuringia", "Savinja region", "Slovenia", "Coast"),
        "de": ("Thüringen", "Region Savinja", "Slowenien", "Coast"),
        "sl": ("Turingija", "Savinjska", "Slovenija", "Coast"),
    }


@override("de")
def test_the_full_name_says_the_land_where_the_name_does_not():
    codes = ("DEG0C", "DE3", "DEG", "SI034", "DE-RUHR")
    assert [full_name(code) for code in codes] == [
        "Landkreis Gotha (Thüringen)", "Berlin", "Thüringen", "Region Savinja", "Ruhrgebiet",
    ]  # fmt: skip


@override("de")
def test_behind_a_town_stands_the_land_of_its_district():
    codes = ("DEG0C", "DE3", "DEG", "DEG-SUED", "DE111", "SI034", "CZ-64", "Coast", "")
    assert [land_name(code) for code in codes] == [
        "Thüringen", "Berlin", "Thüringen", "Südthüringen", "Baden-Württemberg", "Region Savinja", "Jihomoravský kraj",
        "Coast", "",
    ]  # fmt: skip


def test_a_region_is_found_by_every_name_of_all_that_it_lies_in():
    names = {name for _language, name in searchable_names("DEG04")}
    assert {"Suhl", "Südthüringen", "Thuringia", "Turingija", "Thüringen", "Deutschland"} <= names
    assert searchable_names("Coast") == [(None, "Coast")]


def test_every_region_is_whole():
    """Its parts exist, each lies in its country, has a name of its own, and is found by its code."""
    for code, region in regions().items():
        assert region.name, code
        assert all(is_region(member) for member in region.members), code
        assert around(code)[-1] == region.country, code
        assert find_region(code) == code
    assert {town.region for town in towns()} <= regions().keys()


def test_districts_of_countries_that_are_listed_whole_have_towns():
    settled = {town.region for town in towns()}
    districts = {
        code for code in regions() if code[:2] in {"DE", "AT", "SI"} and len(code) == 5 and "-" not in code
    }
    assert len(districts) == 34 + 12 + 398
    assert districts <= settled
