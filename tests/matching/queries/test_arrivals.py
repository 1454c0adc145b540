"""When work begins, what has to be done where, and who is there four weeks later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Application, ArrivalAnswer, ArrivalItem, FirstDay
from matching.queries.arrivals import arriving_now, checklist, four_weeks_later, with_start
from tests.factories import i18n, make_application, make_organisation, make_placement, make_talent, make_user

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def item(topic, region, **fields):
    words = {"title": i18n(f"{topic} in {region or 'all'}"), "position": 5, **fields}
    return ArrivalItem.objects.create(topic=topic, region=region, **words)


def titles(placement):
    return [str(each.item.title) for each in checklist(placement, make_user("Anna"))]


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, country="DE", region="")


def test_the_smallest_region_says_a_topic_and_other_topics_add_up(organisation):
    ArrivalItem.objects.all().delete()
    for topic, region in (("a", ""), ("a", "DE"), ("a", "DEG"), ("b", "DE"), ("c", "DEG0J"), ("d", "SI")):
        item(topic, region)
    item("e", "DE", is_shown=False)
    found = {
        region: titles(make_placement(organisation, region=region, country="DE"))
        for region in ("DEG01", "DEG0J", "DE1", "")
    }
    assert found == {
        "DEG01": ["a in DEG", "b in DE"],
        "DEG0J": ["a in DEG", "b in DE", "c in DEG0J"],
        "DE1": ["a in DE", "b in DE"],
        "": ["a in DE", "b in DE"],
    }
    assert titles(make_placement(organisation, region="SI041", country="SI")) == ["a in all", "d in SI"]
    assert titles(make_placement(organisation, region="somewhere", country="FR")) == ["a in all"]


def test_the_starter_list_has_words_in_three_languages_for_germany_and_slovenia():
    for country in ("DE", "SI"):
        items = list(ArrivalItem.objects.filter(region=country))
        assert {each.topic for each in items} >= {
            "registration",
            "health-insurance",
            "bank-account",
            "tax-number",
        }
        for each in items:
            assert all(each.title.data[code] and each.text.data[code] for code in ("en", "de", "sl"))
            assert each.site


@pytest.mark.parametrize(
    ("placement_starts", "agreed", "expected"),
    [
        (None, None, 0),
        (-30, None, 0),
        (20, None, 20),
        (20, 40, 40),
        (None, 3, 3),
    ],
)
def test_work_starts_on_the_agreed_day_else_with_the_placement_and_never_before_it_was_taken(
    organisation, placement_starts, agreed, expected
):
    starts_on = None if placement_starts is None else TODAY + timedelta(days=placement_starts)
    application = make_application(make_placement(organisation, starts_on=starts_on), state="accepted")
    if agreed:
        day = TODAY + timedelta(days=agreed)
        FirstDay.objects.create(application=application, starts_on=day, state="agreed")
    (found,) = with_start(Application.objects.all())
    assert found.start == TODAY + timedelta(days=expected)


def test_a_day_that_is_only_suggested_is_no_start(organisation):
    application = make_application(make_placement(organisation), state="accepted")
    FirstDay.objects.create(application=application, starts_on=TODAY + timedelta(days=50))
    assert with_start(Application.objects.all()).get().start == TODAY


def test_people_are_counted_once_and_only_those_whose_work_began_four_weeks_ago(organisation):
    anna, bob, new = make_talent(), make_talent(), make_talent()
    rows = [
        make_application(make_placement(organisation), each, state="accepted") for each in (anna, anna, bob)
    ]
    Application.objects.update(created_at=timezone.now() - timedelta(days=29))
    make_application(make_placement(organisation), new, state="accepted")
    make_application(make_placement(organisation), bob, state="declined")
    for application, outcome in zip(rows[:2], ("started", "left"), strict=True):
        ArrivalAnswer.objects.create(application=application, outcome=outcome)
    counted = four_weeks_later(Application.objects.all())
    assert (counted.began, counted.answered, counted.in_work) == (2, 1, 1)
    only_bob = four_weeks_later(Application.objects.all(), [bob.user_id])
    assert (only_bob.began, only_bob.answered, only_bob.in_work) == (1, 0, 0)


def test_ones_own_page_shows_the_place_until_some_weeks_after_the_start(organisation):
    talent = make_talent()
    make_application(make_placement(organisation), talent, state="accepted")
    assert arriving_now(talent.user) is not None
    assert arriving_now(make_user("Bob")) is None
    assert arriving_now(talent.user, TODAY + timedelta(days=100)) is None
