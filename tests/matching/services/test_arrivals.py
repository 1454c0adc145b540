"""Ticks on arriving, and the answer four weeks later: whose they are, and what a link may do."""

import pytest
from django.core import signing

from matching.models import ArrivalAnswer, ArrivalItem, ArrivalTick
from matching.queries import arrivals as queries
from matching.services import arrivals
from portal.core.errors import NotAllowed, WrongState
from portal.users.models import User
from tests.factories import make_member, make_pupil, make_user
from tests.matching.services.conftest import kinds_for

pytestmark = pytest.mark.django_db

FINE = {"outcome": "started", "rating": "good", "words": " Nice people. "}


@pytest.fixture
def taken(offer):
    return offer.at("accepted", offer.talent)


@pytest.fixture
def item():
    return ArrivalItem.objects.get(topic="bank-account", region="DE")


def test_a_tick_is_ones_own_and_taken_back(item):
    anna, bob = make_user("Anna"), make_user("Bob")
    for _time in range(2):
        arrivals.tick_item(item=item, by=anna)
    arrivals.untick_item(item=item, by=bob)
    assert [tick.person for tick in ArrivalTick.objects.all()] == [anna]
    arrivals.untick_item(item=item, by=anna)
    assert not ArrivalTick.objects.exists()


def test_nobody_else_reads_a_tick_whatever_their_role(offer, item):
    arrivals.tick_item(item=item, by=offer.talent.user)
    for reader in (offer.contact, make_member(offer.programme), make_user("Bob")):
        assert not ArrivalTick.objects.visible_to(reader).exists()
    assert ArrivalTick.objects.visible_to(offer.talent.user).count() == 1


def test_pupils_tick_nothing(item):
    with pytest.raises(NotAllowed):
        arrivals.tick_item(item=item, by=make_pupil(has_consent=True))


def test_the_person_answers_and_changes_the_answer(taken):
    person = taken.talent.user
    arrivals.answer_arrival(application=taken, by=person, **FINE)
    arrivals.answer_arrival(application=taken, by=person, **{**FINE, "outcome": "not_started"})
    answer = ArrivalAnswer.objects.get()
    assert (answer.outcome, answer.rating, answer.words) == ("not_started", "", "Nice people.")


def test_nobody_answers_for_somebody_else(offer, taken):
    for by in (offer.contact, make_user("Bob"), make_member(offer.programme)):
        with pytest.raises(NotAllowed):
            arrivals.answer_arrival(application=taken, by=by, **FINE)


@pytest.mark.parametrize("state", ["offered", "declined", "withdrawn", "not_taken"])
def test_only_who_has_taken_a_place_is_asked(offer, state):
    application = offer.at(state, offer.talent)
    with pytest.raises(WrongState):
        arrivals.answer_arrival(application=application, by=application.talent.user, **FINE)
    with pytest.raises(arrivals.LinkIsOver):
        arrivals.answer_arrival_by_link(token=queries.arrival_token(application), **FINE)


@pytest.mark.parametrize(
    "wrong", [{"outcome": "never"}, {"outcome": ""}, {"rating": "great"}, {"rating": "\0"}]
)
def test_an_answer_that_does_not_exist_is_refused(taken, wrong):
    with pytest.raises(arrivals.NoAnswer):
        arrivals.answer_arrival(application=taken, by=taken.talent.user, **{**FINE, **wrong})


def test_a_link_answers_once(taken):
    token = queries.arrival_token(taken)
    arrivals.answer_arrival_by_link(token=token, **FINE)
    with pytest.raises(arrivals.AnsweredAlready):
        arrivals.answer_arrival_by_link(token=token, **{**FINE, "outcome": "left"})
    assert ArrivalAnswer.objects.get().outcome == "started"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "\0",
        "1:2:3",
        "a" * 5000,
        signing.dumps(1, salt="another"),
        signing.dumps("1", salt=queries.SALT),
    ],
    ids=[
        "empty",
        "short",
        "null",
        "parts",
        "long",
        "another salt",
        "of text",
    ],  # a signature holds the second
)
def test_a_link_of_somebody_elses_making_answers_nothing(taken, token):
    with pytest.raises(arrivals.LinkIsOver):
        arrivals.answer_arrival_by_link(token=token, **FINE)


def test_a_link_ends_after_some_weeks_and_with_the_person(taken, monkeypatch):
    token = queries.arrival_token(taken)
    assert queries.applications_of_link(token).get() == taken
    User.objects.filter(pk=taken.talent.user_id).update(is_active=False)
    assert not queries.applications_of_link(token).exists()
    User.objects.filter(pk=taken.talent.user_id).update(is_active=True)
    monkeypatch.setattr(queries, "ARRIVAL_LINK_DAYS", -1)
    assert not queries.applications_of_link(token).exists()


@pytest.mark.parametrize(
    ("answer", "is_told"),
    [
        ({}, False),
        ({"rating": "mixed"}, False),
        ({"rating": "bad"}, True),
        ({"outcome": "left"}, True),
        ({"outcome": "not_started"}, True),
    ],
)
def test_coordinators_are_told_once_where_somebody_may_need_them(offer, taken, answer, is_told):
    coordinator = make_member(offer.programme)
    for _time in range(2):
        arrivals.answer_arrival(application=taken, by=taken.talent.user, **{**FINE, **answer})
    assert kinds_for(coordinator) == ["matching.arrival_needs_help"] * is_told


def test_staff_reads_the_answer_and_the_company_never_does(offer, taken):
    arrivals.answer_arrival(application=taken, by=taken.talent.user, **FINE)
    readers = {
        "person": taken.talent.user,
        "coordinator": make_member(offer.programme),
        "adviser": make_member(offer.programme, "adviser"),
        "company": offer.contact,
        "trainer": make_member(offer.programme, "trainer"),
        "evaluator": make_member(offer.programme, "evaluator"),
    }
    seen = {who for who, reader in readers.items() if ArrivalAnswer.objects.visible_to(reader).exists()}
    assert seen == {"person", "coordinator", "adviser"}
