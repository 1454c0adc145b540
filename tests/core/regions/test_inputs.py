"""Regions and towns in forms."""

import pytest
from django import forms
from django.utils.translation import override

from portal.core.form_parts import suggested
from portal.core.regions.inputs import PlaceInput, RegionInput, RegionsInput, clean_place


class PlaceForm(forms.Form):
    city = forms.CharField(required=False, widget=PlaceInput(suggested_by="/places/towns/"))
    region = RegionInput(required=False)
    country = forms.CharField(required=False)

    def clean(self):
        clean_place(self)
        return self.cleaned_data


class WishForm(forms.Form):
    regions = RegionsInput(most=3, required=False, max_length=60)


def sent(**typed: str) -> PlaceForm:
    form = PlaceForm(typed)
    form.is_valid()
    return form


def test_a_town_brings_its_region_and_is_spelled_as_the_list_has_it():
    assert sent(city="suhl", country="DE").cleaned_data == {
        "city": "Suhl",
        "region": "DEG04",
        "country": "DE",
    }


def test_the_region_that_a_town_brings_is_a_change_of_the_form():
    assert {"city", "region"} <= {*sent(city="suhl", country="DE").changed_data}


def test_a_region_is_known_by_any_of_its_names():
    for name in ("Südthüringen", "South Thuringia", "južna turingija", "DEG-SUED"):
        assert sent(region=name, country="DE").cleaned_data["region"] == "DEG-SUED"


def test_what_may_be_meant_can_be_chosen_from_the_error():
    form = sent(city="Schmalkaldn", country="DE")
    assert ("Schmalkalden", "Schmalkalden") in suggested(form["city"])
    wish = WishForm({"regions": "Thuringia, Sachsn"})
    assert not wish.is_valid()
    assert ("Saxony", "Thuringia, Saxony") in suggested(wish["regions"])
    elsewhere = sent(city="Suhl", region="Sachsen", country="DE")
    ((_name, value),) = suggested(elsewhere["region"])
    assert sent(city="Suhl", region=value, country="DE").cleaned_data["region"] == "DEG04"


def test_errors_stand_beside_what_was_typed():
    assert set(sent(city="Suhl", region="Sachsn", country="DE").errors) == {"region"}
    assert set(sent(city="Sulh", country="DE").errors) == {"city"}
    assert sent(city="Sulh", country="ES").errors == {}


def test_a_region_is_shown_in_the_reader_s_language_and_text_from_before_as_it_is():
    field = RegionInput()
    with override("sl"):
        assert (field.prepare_value("DEG"), field.prepare_value("Coast")) == ("Turingija", "Coast")
        assert not field.has_changed("DEG", "Turingija")
    assert field.has_changed("DEG", "Saxony")


def test_suggestions_are_asked_for_where_there_is_a_page_for_them():
    assert 'data-combobox="/places/towns/"' in str(sent()["city"])
    assert "data-combobox" not in str(sent()["region"])


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("South Thuringia, leipzig ,, Leipzig", ["DEG-SUED", "DED51"]),
        ("Suhl; Savinjska", ["DEG04", "SI034"]),
        ("", []),
    ],
)
def test_several_regions_stand_with_commas_between(typed, codes):
    form = WishForm({"regions": typed})
    assert form.is_valid()
    assert form.cleaned_data["regions"] == codes
    assert not WishForm({"regions": typed}, initial={"regions": codes}).has_changed()


@pytest.mark.parametrize("typed", ["Nowhere", "Suhl, Nowhere", "Suhl, Jena, Gera, Erfurt", "x" * 70])
def test_what_is_unknown_or_too_much_is_an_error(typed):
    assert set(WishForm({"regions": typed}).errors) == {"regions"}


@override("de")
def test_several_regions_are_shown_by_name():
    html = str(WishForm(initial={"regions": ["DEG-SUED", "SI034", "Coast"]})["regions"])
    assert 'value="Südthüringen, Region Savinja, Coast"' in html
