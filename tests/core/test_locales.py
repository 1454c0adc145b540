import pytest
from django.conf import settings
from django.utils.translation import override

from portal.core import locales
from portal.core.collation import in_order


def test_countries_and_languages_are_named_in_the_reader_s_language():
    with override("de"):
        assert (locales.country_name("SI"), locales.language_name("sl")) == ("Slowenien", "Slowenisch")
    with override("sl"):
        assert (locales.country_name("DE"), locales.language_name("de")) == ("Nemčija", "nemščina")


def test_a_language_is_named_in_itself_for_those_who_look_for_it():
    assert locales.own_language_name("sl") == "slovenščina"


def test_choices_are_sorted_as_the_reader_sees_them():
    with override("de"):
        names = [name for _code, name in locales.country_choices()]
    assert names[:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]
    assert names.index("Österreich") < names.index("Pakistan")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_choice_has_a_name_and_its_place_in_each_language(language):
    with override(language):
        for choices in (locales.country_choices(), locales.language_choices()):
            names = [name for _code, name in choices]
            assert [name for code, name in choices if name == code] == []
            assert names == sorted(names, key=in_order)


def test_only_countries_of_the_standard_are_among_them():
    codes = {code for code, _name in locales.country_choices()}
    assert {"DE", "SI", "XK"} <= codes
    assert not codes & {"CQ", "EU", "XX", "ZZ", "IC"}


def test_an_unknown_code_is_shown_as_it_is():
    assert locales.country_name("??") == "??"
