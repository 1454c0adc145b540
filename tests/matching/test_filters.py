""""""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import PlacementSkill, Posting
from matching.queries.profiles import profile_of
from matching.services.recommendations import refresh_talent
from tests.factories import (
    make_member,
    make_organisation,
    make_programme,
    make_skill,
    make_talent,
)
from tests.matching.offers import make_offer, offers, titles, titles_of

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
    make_offer(organisation, "in the region", region="South Thuringia", city="Suhl")
    make_offer(organisation, "in town", city="Leipzig")
    assert titles("place=south thuringia") == ["in the region"]
    assert titles("place=Leipzig") == ["in town"]
    assert [(place, count) for place, _label, count, _chosen in offers().places] == [
        ("Leipzig", 1),
        ("South Thuringia", 1),
    ]


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
        assert found.total == found.qs.count()
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


def test_all_numbers_come_from_one_query(organisation, django_assert_num_queries):
    for number in range(3):
        make_offer(organisation, f"offer {number}", city="Meiningen")
    found = offers("kind=job&level=3")
    with django_assert_num_queries(1):
        assert found.total == 3
        assert counted(found, "kind") == {"job": 3}
        assert found.places == [("Meiningen", "Meiningen", 3, False)]


# --- Order ---
def test_best_fit_first_puts_what_one_is_eligible_for_before_the_rest(organisation):
    skill = make_skill("CAD")
    german = make_offer(organisation, "needs German", languages={"de": 5})
    wants = make_offer(organisation, "wants a skill")
    PlacementSkill.objects.create(placement=wants, skill=skill)
    make_offer(organisation, "asks for nothing")
    PlacementSkill.objects.create(placement=german, skill=make_skill("law"))
    talent = make_talent(degree=6)
    refresh_talent(talent_id=talent.pk)
    found = offers("", user=talent.user, talent=profile_of(talent.user))
    assert found.order == "best"
    assert titles_of(found) == [
        "asks for nothing",
        "wants a skill",
        "needs German",
    ]


def test_offers_not_fitted_yet_follow_the_newest_first(organisation):
    now = timezone.now()
    old = make_offer(organisation, "old", published_at=now - timedelta(days=2))
    make_offer(organisation, "new", published_at=now)
    talent = make_talent(degree=6)
    refresh_talent(talent_id=talent.pk)
    talent.recommendations.exclude(placement=old).delete()
    make_offer(organisation, "between", published_at=now - timedelta(days=1))
    found = offers("", user=talent.user, talent=profile_of(talent.user))
    assert titles_of(found) == ["old", "new", "between"]


def test_visitors_get_the_newest_first_or_what_closes_soon(organisation):
    now = timezone.now()
    make_offer(organisation, "a", published_at=now - timedelta(days=2), expires_at=now + timedelta(days=2))
    make_offer(organisation, "b", published_at=now, expires_at=now + timedelta(days=9))
    assert titles_of(offers("sort=best")) == ["b", "a"]
    assert titles_of(offers("sort=closing")) == ["a", "b"]


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


def test_choosing_the_same_again_and_again_asks_the_database_no_longer_question(organisation):
    """990 repetitions of seven fields of study took fifteen seconds."""
    lengths = set()
    for times in (1, 100):
        with CaptureQueriesContext(connection) as queries:
            assert offers("&".join(["field=05&field=06&kind=job&kind=thesis"] * times)).total == 0
        lengths.add(len(queries.captured_queries[-1]["sql"]))
    assert len(lengths) == 1
