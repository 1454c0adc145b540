from django.utils.translation import override

from portal.core import locales


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


def test_an_unknown_code_is_shown_as_it_is():
    assert locales.country_name("??") == "??"
