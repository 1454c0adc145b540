"""The list of offers: filters, numbers, orders, and that they are those of asking the database the long way."""

from datetime import timedelta
from random import Random
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting, TalentLanguage
from matching.queries.fits import fits_for
from matching.queries.offer_rows import rows_for_cards
from matching.queries.open_offers import newest_open, offer_figures, open_offers
from matching.queries.profiles import profile_of
from programmes.models import Organisation, Programme
from tests.architecture.world import World
from tests.factories import (
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_talent,
)
from tests.matching.long_way import LongWay, values_of
from tests.matching.offers import listed, make_offer, offers, titles, titles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik", city="Meiningen")


def counted(filters, name):
    return {value: count for value, _label, count, _is_chosen in filters.options(name) if value}


def chosen(filters, name):
    return [value for value, _label, _count, is_chosen in filters.options(name) if is_chosen]


# --- Filters ---
def test_kinds_are_alternatives(organisation):
    for kind in ("job", "thesis", "visit"):
        make_offer(organisation, kind, kind=kind)
    assert titles("kind=job&kind=thesis") == ["job", "thesis"]


def test_the_usual_language_is_the_programme_s_else_that_of_where_the_portal_is_run(settings):
    make_programme("there", languages=["en", "sl"])
    settings.HOME_LANGUAGES = ["sl", "de"]

    def asked(query: str) -> str:
        return offers(query).asked_language

    assert (asked("programme=there"), asked(""), asked("language=en")) == ("sl", "sl", "en")
    settings.HOME_LANGUAGES = ["de"]
    assert (asked("programme=there"), asked("")) == ("sl", "de")


def test_level_is_the_most_of_a_language_that_may_be_needed(organisation):
    make_offer(organisation, "no German", languages={"en": 4})
    make_offer(organisation, "German A2", languages={"de": 2})
    make_offer(organisation, "German B2", languages={"de": 4, "en": 4})
    assert titles("level=0") == ["no German"]
    assert titles("level=3") == ["German A2", "no German"]
    assert titles("level=0&language=en") == ["German A2"]


def test_programme_shows_what_it_has_reviewed_and_what_its_subprogrammes_have(programme):
    below = make_programme("town", parent=programme)
    other = make_programme("south")
    make_offer(make_organisation(programme), "of the programme")
    make_offer(make_organisation(below), "of the subprogramme")
    make_offer(make_organisation(other), "of another")
    waiting = make_offer(make_organisation(other), "waiting for review here")
    Posting.objects.create(placement=waiting, programme=programme, state="waiting")
    assert titles("programme=north") == ["of the programme", "of the subprogramme"]
    assert titles("programme=town") == ["of the subprogramme"]


def test_offers_for_all_fields_and_degrees_stay_when_one_is_chosen(organisation):
    make_offer(organisation, "open to all")
    make_offer(organisation, "engineers", fields=["07", "06"], degree=6)
    make_offer(organisation, "doctors", fields=["09"], degree=8)
    assert titles("field=06") == ["engineers", "open to all"]
    assert counted(offers(), "field") == {"06": 2, "07": 2, "09": 2}
    assert titles("field=06&field=09") == ["doctors", "engineers", "open to all"]
    assert titles("degree=7") == ["engineers", "open to all"]


def test_place_is_the_region_or_else_the_town(organisation):
    make_offer(organisation, "in the region", region="DEG04", city="Suhl")
    make_offer(organisation, "in town", city="Leipzig")
    assert titles("place=south thuringia") == ["in the region"]
    assert titles("place=Leipzig") == ["in town"]
    assert titles("place=Thüringen") == ["in the region"]
    assert [(place, label, count) for place, label, count, _chosen in offers().places] == [
        ("Leipzig", "Leipzig", 1),
        ("DEG04", "Suhl", 1),
    ]


def test_around_a_town_lies_what_is_near_and_what_can_be_done_from_anywhere(organisation):
    make_offer(organisation, "in Suhl", city="Suhl", region="DEG04")
    make_offer(organisation, "in Ilmenau", city="Ilmenau", region="DEG0F")
    make_offer(organisation, "in Munich", city="München", region="DE212")
    make_offer(organisation, "remote", city="München", region="DE212", is_remote=True)
    make_offer(organisation, "nobody knows where", city="", country="JP")
    assert titles("around=Suhl&km=10") == ["in Suhl", "remote"]
    assert titles("around=Suhl") == titles("around=suhl&km=25") == ["in Ilmenau", "in Suhl", "remote"]
    assert titles("around=Munich") == titles("around=Muenchen") == ["in Munich", "remote"]
    assert len(titles("km=10")) == 5
    assert [count for _km, _label, count, _chosen in offers("around=Suhl&kind=job").radii] == [2, 3, 3, 3]


def test_what_is_no_town_is_answered_with_what_may_be_meant(organisation):
    make_offer(organisation, "Job")
    for typed, said in {
        "Ilmenua": "“Ilmenua” is not in the list of towns. Did you mean “Ilmenau”?",
        "Neustadt": "There are several called “Neustadt”. Say which:",
        "Nowhere at all": "“Nowhere at all” is not in the list of towns. Name a larger one nearby.",
    }.items():
        found = offers(f"around={typed}")
        assert found.form.errors["around"][0].startswith(said)
        assert (titles_of(found), found.active_count) == (["Job"], 0)


def test_pupils_days_stand_last_for_everybody_who_does_not_ask_for_them(organisation):
    make_offer(organisation, "job", kind="job")
    for kind in ("visit", "shadowing"):
        make_offer(organisation, kind, kind=kind, expires_at=timezone.now() + timedelta(days=1))
    talent, seeks_both = make_talent(), make_talent(kinds=["job", "visit"])
    for person in ({}, {"user": talent.user, "talent": talent}):
        for order in ("", "sort=newest", "sort=closing"):
            found = offers(order, **person)
            assert titles_of(found)[0] == "job"
            assert (found.total, len(found.ordered)) == (3, 3)
        assert titles("kind=visit", **person) == ["visit"]
        assert titles("q=Schnuppertag", **person) == ["shadowing"]
        assert counted(offers("", **person), "kind") == {"job": 1, "visit": 1, "shadowing": 1}
    assert not offers("", user=seeks_both.user, talent=seeks_both).shows_pupils_kinds_last


def test_the_first_page_counts_what_its_list_has(organisation):
    for kind in ("job", "visit", "shadowing"):
        make_offer(organisation, kind, kind=kind)
    talent = make_talent()
    for person in ({"user": AnonymousUser()}, {"user": talent.user, "talent": talent}):
        there = open_offers(person["user"])
        assert offer_figures(there).total == offers("", **person).total == 3
    ids = newest_open(there, 3)
    assert next(str(row.title) for row in rows_for_cards(ids)) == "job"


def test_what_fits_is_as_many_as_one_s_own_page_says(organisation):
    make_offer(organisation, "fits", kind="job")
    make_offer(organisation, "another kind", kind="visit")
    make_talent(kinds=["job"])
    talent = profile_of(make_talent(kinds=["job"]).user)
    found = offers("fits=on", user=talent.user, talent=talent)
    assert (titles_of(found), found.total) == (["fits"], int(fits_for(talent).is_recommended.sum()))
    assert len(titles("fits=on")) == 2


def test_an_offer_is_written_in_the_languages_of_all_its_text(organisation):
    title = {"de": "Ein Titel", "en": "A title"}
    make_offer(organisation, title, description=LazyI18nString({"de": "Text", "en": ""}))
    make_offer(organisation, "English")
    found = offers()
    assert counted(found, "written") == {"de": 1, "en": 1}
    assert titles("written=en") == ["English"]
    assert len(titles("written=en&written=de")) == 2
    assert titles("written=sl") == []


def test_languages_spoken_at_work_are_the_organisation_s_and_change_with_it(organisation):
    make_offer(organisation, "here")
    make_offer(make_organisation(*organisation.programmes.all(), languages=["en", "fr"]), "there")
    assert counted(offers(), "spoken") == {"en": 1, "fr": 1}
    Organisation.objects.filter(pk=organisation.pk).update(languages=["de", "en"])
    assert counted(offers(), "spoken") == {"de": 1, "en": 2, "fr": 1}
    assert titles("spoken=fr&spoken=de") == ["here", "there"]
    assert counted(offers("spoken=fr"), "written") == {"en": 1}


def test_start_remote_and_pay(organisation):
    today = timezone.localdate()
    make_offer(organisation, "any time", is_remote=True)
    make_offer(organisation, "next month", starts_on=today + timedelta(days=60), pay_min=20)
    make_offer(organisation, "next year", starts_on=today + timedelta(days=300), pay_max=30)
    assert titles("starts=now") == ["any time"]
    assert titles("starts=soon") == ["any time", "next month"]
    assert titles("starts=later") == ["next year"]
    assert titles("remote=on") == ["any time"]
    assert titles("paid=on") == ["next month", "next year"]


def test_only_open_offers_are_listed_even_for_those_who_see_more(organisation, programme):
    make_offer(organisation, "open")
    make_offer(organisation, "draft", state="draft")
    make_offer(organisation, "over", expires_at=timezone.now() - timedelta(seconds=1))
    assert titles() == titles(user=make_member(programme)) == ["open"]


# --- Counts ---
def test_counts_keep_all_other_filters_and_forget_their_own(organisation):
    make_offer(organisation, "a", kind="job", fields=["07"])
    make_offer(organisation, "b", kind="job", fields=["06"])
    make_offer(organisation, "c", kind="thesis", fields=["06"])
    found = offers("kind=job&field=06")
    assert found.total == 1
    assert counted(found, "kind") == {"job": 1, "thesis": 1}
    assert counted(found, "field") == {"06": 1, "07": 1}
    assert counted(offers(), "kind") == {"job": 2, "thesis": 1}


def test_every_count_is_what_choosing_it_shows(organisation, programme):
    below = make_programme("town", parent=programme)
    make_offer(organisation, "a", languages={"de": 4}, region="North", pay_min=3, degree=7)
    make_offer(make_organisation(below), "b", kind="thesis", fields=["07"], is_remote=True)
    make_offer(
        organisation, "c", kind="visit", languages={"de": 2}, starts_on=timezone.localdate() + timedelta(200)
    )
    for base in ("", "level=3", "remote=on&field=07", "q=a", "programme=town"):
        found = offers(base)
        assert found.total == len(found.ordered)
        for name in ("kind", "level", "programme", "field", "degree", "starts", "remote", "paid"):
            kept = "&".join(part for part in base.split("&") if not part.startswith(f"{name}="))
            for value, _label, count, _chosen in found.options(name):
                assert offers(f"{kept}&{name}={value}").total == count, (base, name, value)


def test_what_is_chosen_is_marked_and_stays_even_with_nothing_behind_it(organisation):
    make_offer(organisation, "a", kind="job")
    found = offers("kind=thesis&kind=job&remote=on&level=3")
    assert chosen(found, "kind") == ["job", "thesis"]
    assert chosen(found, "remote") == ["on"]
    assert chosen(found, "level") == ["3"]
    assert chosen(found, "degree") == [""]
    assert (found.total, counted(found, "remote"), found.active_count) == (0, {"on": 0}, 3)


def test_numbers_and_order_ask_the_database_nothing(organisation, django_assert_num_queries):
    for number in range(3):
        make_offer(organisation, f"offer {number}", city="Meiningen")
    found = offers("kind=job&level=3")
    with django_assert_num_queries(0):
        assert (found.total, len(found.ordered)) == (3, 3)
        assert counted(found, "kind") == {"job": 3}
        assert found.places == [("Meiningen", "Meiningen", 3, False)]


# --- The index against the long way ---
NAMES = ("kind", "level", "programme", "field", "degree", "starts", "remote", "paid", "written", "spoken")


WRITTEN = (["de"], ["en"], ["de", "en"], ["de", "en", "sl"])


@pytest.fixture
def some_of_everything(programme):
    """Offers of every sort, open and not, in programmes that show them and in some that don't."""
    random = Random(7)
    below, hidden = make_programme("town", parent=programme), make_programme("hidden", status="draft")
    without = make_programme("without", modules=[], parent=programme)
    places = [
        make_organisation(each, languages=random.sample(["de", "en", "fr"], random.choice([0, 1, 2])))
        for each in (programme, below, hidden, without)
    ]
    places.append(make_organisation(programme, below, languages=["en"]))
    for _ in range(60):
        days = random.choice([None, -3, 20, 31, 32, 80, 92, 93, 200])
        make_placement(
            random.choice(places),
            kind=random.choice(["job", "thesis", "visit"]),
            state=random.choice(["published"] * 6 + ["draft", "paused"]),
            fields=random.sample(["05", "06", "07"], random.choice([0, 1, 2])),
            degree=random.choice([None, 3, 6, 8]),
            region=random.choice(["", "North", "Süd"]),
            city=random.choice(["", "Suhl", "Zella-Mehlis", "Ilmenau", "Erfurt", "Velenje"]),
            title=LazyI18nString(dict.fromkeys(random.choice(WRITTEN), 'Says "de": "x"')),
            description=LazyI18nString(dict.fromkeys(random.choice(WRITTEN), "What you would do.")),
            is_remote=random.random() < 0.3,
            pay_min=random.choice([None, 10]),
            starts_on=None if days is None else timezone.localdate() + timedelta(days=days),
            published_at=timezone.now() - timedelta(days=random.randrange(5)),
            expires_at=timezone.now() + timedelta(days=random.choice([-1, 3, 9])),
        )
    for placement in Placement.objects.all():
        for language in random.sample(["de", "en"], random.choice([0, 1, 2])):
            PlacementLanguage.objects.create(
                placement=placement, language=language, level=random.randint(1, 6)
            )
    return random


def test_lists_and_numbers_are_those_of_the_long_way(some_of_everything):
    random = some_of_everything
    for _ in range(40):
        asked = {
            name: random.sample(values_of(name), 1)
            for name in random.sample(NAMES, random.choice([0, 1, 2, 4]))
        }
        asked |= random.choice(
            [{}, {"place": ["north"]}, {"field": ["05", "07"]}, {"kind": ["job", "visit"]}]
        )
        order, language = random.choice(["newest", "closing"]), random.choice(["de", "en"])
        query = urlencode({**asked, "sort": order, "language": language}, doseq=True)
        found, long_way = offers(query), LongWay(asked, language=language)
        assert not found.form.errors
        assert found.ordered.tolist() == long_way.ids(order), query
        for name in NAMES:
            counts, least = long_way.counts(name), long_way.open_to_all_fields() if name == "field" else 0
            expected = {
                value: count
                for value, count in counts.items()
                if count > least or value in asked.get(name, [])
            }
            assert counted(found, name) == expected, (query, name)
        places = {place: count for place, _label, count, _chosen in found.places if count}
        assert places == long_way.places(), query


@pytest.mark.parametrize("town", ["Suhl", "Ilmenau", "Munich"])
def test_what_lies_around_a_town_is_what_measuring_each_way_finds(some_of_everything, town):
    for asked in ({}, {"kind": ["job"]}, {"written": ["en"], "spoken": ["de", "en"]}):
        for km in ("10", "25", "50", "100"):
            found = offers(urlencode({**asked, "around": town, "km": km}, doseq=True))
            expected = {
                radius: sorted(LongWay({**asked, "around": [f"{town} {radius}"]}).ids())
                for radius in ("10", "25", "50", "100")
            }
            assert sorted(found.ordered.tolist()) == expected[km]
            assert {km: count for km, _label, count, _chosen in found.radii} == {
                radius: len(ids) for radius, ids in expected.items()
            }


def test_everybody_finds_exactly_the_open_offers_they_may_see():
    """Whatever their roles: what is open is public, and a workplace shows what is not open elsewhere."""
    world = World()
    for persona in world.personas.values():
        user = persona.user or AnonymousUser()
        visible = Placement.objects.visible_to(user).open().order_by("-published_at", "-pk")
        found = offers("", user=user)
        assert found.ordered.tolist() == list(visible.values_list("pk", flat=True)), persona.role
        shown = Programme.objects.visible_to(user).public()
        assert set(found.programmes) == set(shown.values_list("slug", flat=True)), persona.role


# --- Order ---
def test_best_fit_first_puts_what_one_is_eligible_for_before_the_rest(organisation):
    skill = make_skill("CAD")
    german = make_offer(organisation, "needs German", languages={"de": 5})
    wants = make_offer(organisation, "wants a skill")
    PlacementSkill.objects.create(placement=wants, skill=skill)
    make_offer(organisation, "asks for nothing")
    PlacementSkill.objects.create(placement=german, skill=make_skill("law"))
    talent = make_talent(degree=6)
    found = offers("", user=talent.user, talent=profile_of(talent.user))
    assert found.order == "best"
    assert titles_of(found) == [
        "asks for nothing",
        "wants a skill",
        "needs German",
    ]


def test_what_was_published_just_now_stands_where_it_fits_and_the_newest_of_equals_first(organisation):
    now, german = timezone.now(), {"de": 5}
    make_offer(organisation, "old", published_at=now - timedelta(days=2))
    make_offer(organisation, "new", published_at=now)
    make_offer(organisation, "needs German", published_at=now, languages=german)
    talent = make_talent(degree=6)
    found = offers("", user=talent.user, talent=profile_of(talent.user))
    assert titles_of(found) == ["new", "old", "needs German"]
    make_offer(organisation, "between", published_at=now - timedelta(days=1))
    found = offers("", user=talent.user, talent=profile_of(talent.user))
    assert titles_of(found) == ["new", "between", "old", "needs German"]


def test_visitors_get_the_newest_first_or_what_closes_soon(organisation):
    now = timezone.now()
    make_offer(organisation, "a", published_at=now - timedelta(days=2), expires_at=now + timedelta(days=2))
    make_offer(organisation, "b", published_at=now, expires_at=now + timedelta(days=9))
    assert titles_of(offers("sort=best")) == ["b", "a"]
    assert titles_of(offers("sort=closing")) == ["a", "b"]


def test_what_one_can_read_stands_first_and_the_newest_of_it_before(organisation):
    now = timezone.now()
    german, both = {"de": "Auf Deutsch"}, {"de": "Zwei", "en": "Two"}
    for days, text in enumerate(({"en": "English"}, german, both, {"sl": "Slovensko"})):
        published_at = now - timedelta(days=days)
        make_offer(organisation, text, description=LazyI18nString(text), published_at=published_at)
    with override("de"):
        assert (offers().order, listed()) == ("readable", ["Auf Deutsch", "Zwei", "English", "Slovensko"])
        assert listed("sort=newest") == ["English", "Auf Deutsch", "Zwei", "Slovensko"]
        assert offers("written=de").order == "newest"  # one can read all of it
    with override("sl"):
        assert listed()[0] == "Slovensko"


def test_of_what_fits_alike_and_is_as_close_to_the_words_what_one_can_read_stands_first(organisation):
    now = timezone.now()
    for days, code in enumerate(("en", "de", "sl")):
        make_offer(
            organisation,
            {code: f"Robot {code}"},
            description=LazyI18nString({code: "Robot"}),
            published_at=now - timedelta(days=days),
        )
    talent = make_talent(degree=6)
    for language, level in (("sl", 3), ("fr", 2)):
        TalentLanguage.objects.create(talent=talent, language=language, level=level)
    me = {"user": talent.user, "talent": profile_of(talent.user)}
    with override("de"):
        assert listed("q=robot") == ["Robot de", "Robot en", "Robot sl"]
        assert listed(**me) == ["Robot de", "Robot sl", "Robot en"]
        assert offers(**me).reads == {"de", "sl"}


# --- What can't be understood ---
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=nonsense", "kind"),
        ("level=99", "level"),
        ("level=9223372036854775808", "level"),
        ("field=zz", "field"),
        ("degree=x", "degree"),
        ("programme=nowhere", "programme"),
        ("language=klingon", "language"),
        ("sort=random", "sort"),
        ("q=%00", "q"),
        ("around=a%00b", "around"),
        (f"around={'x' * 10_000}", "around"),
        ("around=Nowhere at all", "around"),
        ("km=11", "km"),
        ("written=klingon", "written"),
        ("spoken=xx", "spoken"),
        ("place=a%00b", "place"),
        (f"q={'x' * 201}", "q"),
        (f"place={'x' * 10_000}", "place"),
    ],
)
def test_what_cannot_be_understood_is_named_and_left_out(organisation, query, field):
    make_offer(organisation, "Job")
    found = offers(query)
    assert titles_of(found) == ["Job"]
    assert list(found.form.errors) == [field]
    assert found.total == 1


@pytest.mark.parametrize(
    "words", ["-" * 200, "- " * 100, "-!" * 100, "-(" * 100, "-&|" * 60, "sensor " + "-" * 150, '-"' * 100]
)
def test_search_takes_any_number_of_signs_that_mean_without(organisation, words):
    assert titles(f"q={quote(words)}") == []


def test_a_sign_that_means_without_still_does(organisation):
    make_offer(organisation, "Sensor made of glass")
    make_offer(organisation, "Sensor made of steel")
    for words in ("sensor -glass", "sensor --glass", "sensor - -glass", 'sensor -"glass"'):
        assert titles(f"q={quote(words)}") == ["Sensor made of steel"], words


@pytest.mark.parametrize(
    "unwanted",
    [
        '-"made of glass"',
        '-"of glass"',
        '-"Made Of Glass"',
        "-glasses",
        "-made",
        '-"plastic" -"made of glass"',
    ],
)
def test_a_phrase_that_is_not_wanted_is_not_found_whatever_the_grammar(organisation, unwanted):
    make_offer(organisation, "Sensors made of glass")
    make_offer(organisation, "Sensors that glow")
    for words in (f"sensor {unwanted}", f"{unwanted} sensor", unwanted):
        assert titles(f"q={quote(words)}") == ["Sensors that glow"], words


def test_a_minus_within_a_word_takes_nothing_away(organisation):
    make_offer(organisation, "Elektro-Sensor")
    assert titles("q=elektro-sensor") == ["Elektro-Sensor"]


def test_many_words_that_are_not_wanted_are_one_question(organisation):
    make_offer(organisation, "Sensor")
    many = " ".join(f"-x{number}" for number in range(40))
    assert titles(f"q={quote(f'sensor {many}')}") == ["Sensor"]


def test_choosing_the_same_again_and_again_is_choosing_it_once(organisation):
    """990 repetitions of seven fields of study took fifteen seconds."""
    found = offers("&".join(["field=05&field=06&kind=job&kind=thesis"] * 100))
    assert (found.chosen["field"], found.chosen["kind"]) == (["05", "06"], ["job", "thesis"])
