"""Names stand in the order of the reader's alphabet, in lists of the database and in lists of words alike."""

import pytest
from django.core.management import call_command
from django.db.models.expressions import RawSQL
from django.utils.translation import override

from portal.core import collation
from portal.core.collation import Alphabetical, AlphabeticalText, in_order, sort_key
from portal.core.locales import country_choices, locale_of
from portal.core.regions import tree
from portal.users.models import User
from programmes.models import Organisation, Programme
from tests.factories import i18n, make_enrolment, make_organisation, make_programme, make_talent, make_user

GERMAN = ["Ärztehaus", "Apotheke", "Öko", "Ostwerk", "straße", "Strasser", "Zentrum", "zoo"]
SLOVENIAN = ["Celje", "Čas", "Čoln", "Cvet", "Dan", "Đorđe", "Sava", "Šola", "Zora", "Žalec"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Apotheke", "Ärztehaus", "Öko", "Ostwerk", "straße", "Strasser", "Zentrum", "zoo"]),
        ("sl", ["Celje", "Cvet", "Čas", "Čoln", "Dan", "Đorđe", "Sava", "Šola", "Zora", "Žalec"]),
        ("en", ["Čas", "Celje", "Čoln", "Cvet", "Dan", "Đorđe", "Sava", "Šola", "Žalec", "Zora"]),
    ],
)
def test_words_stand_as_the_language_writes_its_alphabet(language, expected):
    with override(language):
        assert sorted({*expected}, key=in_order) == expected


def test_a_key_is_made_of_digits_that_any_database_orders_alike():
    assert set(sort_key("Žalec Öko 3", "sl")) <= set("0123456789abcdef")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "names"), [("de", GERMAN), ("sl", SLOVENIAN)])
def test_a_list_of_the_database_stands_in_the_order_of_the_reader(language, names):
    programme = make_programme()
    for name in names:
        make_organisation(programme, name=name)
    with override(language):
        expected = sorted(names, key=in_order)
        assert [row.name for row in Organisation.objects.all()] == expected
        assert [row.name for row in Organisation.objects.reverse()] == expected[::-1]
        assert [row.name for row in Organisation.objects.distinct()] == expected


@pytest.mark.django_db
def test_people_programmes_and_talents_stand_in_order():
    people = [make_user(name) for name in ("Zoran", "Öznur", "Oskar")]
    for person in people:
        make_talent(person)
    programmes = [make_programme(acronym=acronym) for acronym in ("ZAG", "ÖKO", "OST")]
    assert [person.name for person in User.objects.all()] == ["Oskar", "Öznur", "Zoran"]
    assert [person.talent.user.name for person in User.objects.order_by(Alphabetical())] == [
        "Oskar",
        "Öznur",
        "Zoran",
    ]
    assert [each.acronym for each in Programme.objects.all()] == ["ÖKO", "OST", "ZAG"]
    for programme in programmes:
        make_enrolment(programme, people[0])
    related = people[0].enrolments.order_by(Alphabetical("programme__sort_keys"))
    assert [enrolment.programme.acronym for enrolment in related] == ["ÖKO", "OST", "ZAG"]


@pytest.mark.django_db
def test_a_new_name_has_its_place_even_when_only_the_name_is_saved():
    row = make_organisation(make_programme(), name="Zoo")
    row.name = "Öko"
    row.save(update_fields=["name"])
    row.refresh_from_db()
    assert row.sort_keys == collation.sort_keys("Öko")


@pytest.mark.django_db
def test_a_command_gives_all_names_their_places_anew(capsys):
    row = make_organisation(make_programme(), name="Öko")
    Organisation.objects.update(sort_keys={})
    call_command("update_sort_keys")
    row.refresh_from_db()
    assert row.sort_keys == collation.sort_keys("Öko")
    assert "programmes.Organisation: 1 names" in capsys.readouterr().out


def test_countries_stand_in_the_order_of_the_language():
    with override("de"):
        names = [str(name) for _code, name in country_choices()]
    assert names.index("Österreich") < names.index("Pakistan") < names.index("Zypern")
    with override("sl"):
        names = [str(name) for _code, name in country_choices()]
    assert names.index("Ciper") < names.index("Čad") < names.index("Danska")


CITIES = {
    "de": [
        "Apolda",
        "\u00c4schach",
        "Astadt",
        "\u0141\u00f3d\u017a",
        "ohrdruf",
        "\u00d6hringen",
        "Stra\u00dfberg",
        "Strassburg",
        "Zella",
    ],
    "sl": SLOVENIAN,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "names"), CITIES.items())
def test_a_text_without_a_place_that_is_kept_stands_in_the_order_of_the_reader(language, names):
    for name in sorted(names, key=hash):
        make_organisation(make_programme(), city=name)
    with override(language):
        rows = list(Organisation.objects.order_by(AlphabeticalText("city")).values_list("city", flat=True))
        assert rows == sorted(names, key=in_order)
        assert rows[::-1] == [
            row.city for row in Organisation.objects.order_by(AlphabeticalText("city").desc())
        ]


@pytest.mark.django_db
def test_a_text_in_several_languages_stands_where_the_reader_s_words_put_it():
    made = {
        "one": i18n("Zebra", de="\u00c4rzte"),
        "two": i18n("Apple", de="Zoo"),
        "three": i18n("", sl="\u010casopis"),
        "four": i18n("Bread"),
    }
    for slug, title in made.items():
        make_programme(slug, title=title)
    Programme.objects.filter(slug="four").update(
        title="Bread"
    )  # as it stands where nobody has named a language
    order = {}
    for language in ("en", "de", "sl"):
        with override(language):
            rows = Programme.objects.order_by(AlphabeticalText("title"))
            order[language] = [row.slug for row in rows if row.slug in made]
    assert order == {
        "en": ["two", "four", "three", "one"],
        "de": ["one", "four", "three", "two"],
        "sl": ["two", "four", "three", "one"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title",
    [
        "{Bread}",
        "{",
        '{"de": "Brot",}',
        '{"de": "Brot"} and more',
        r'{"de": "\x"}',
        '{"de": ["Brot"]}',
        "{}",
        r'{"de": "\u00c4hre \"\\\" \ud83c\udf5e"}',
        '{"de": null, "en": "Bread"}',
    ],
)
def test_whatever_stands_there_is_sorted_and_nothing_fails(title):
    programme = make_programme("mine")
    Programme.objects.filter(pk=programme.pk).update(title=RawSQL("%s", [title]))
    assert [row.slug for row in Programme.objects.order_by(AlphabeticalText("title"))] == ["mine"]


def test_of_what_visitors_may_make_up_no_more_than_so_much_is_kept():
    for remembered in (collation._remembered_key, tree.around, tree.within, locale_of):
        assert remembered.cache_info().maxsize is not None
