"""Agreeing on the first day of work: who names it, who confirms it, and which days can be right."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from matching.constants import FirstDayState
from matching.models import Application, FirstDay
from matching.notices.first_days import FirstDayAgreed, FirstDayChanged
from matching.services.first_days import (
    AfterTheEnd,
    SomethingChanged,
    confirm_first_day,
    suggest_first_day,
    wish_first_day,
)
from portal.core.day_rules import ImplausibleDay
from portal.core.errors import NotAllowed, WrongState
from tests.factories import make_contact, make_member, make_organisation, make_user
from tests.matching.services.conftest import kinds_for

pytestmark = pytest.mark.django_db

NINE, TEN = time(9), time(10)


def in_days(number: int):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def taken(offer) -> Application:
    return offer.at("accepted", offer.talent)


def suggest(application, by, days=10, at=NINE, **details):
    return suggest_first_day(application=application, starts_on=in_days(days), starts_at=at, by=by, **details)


def wish(application, days=12, at=None):
    return wish_first_day(
        application=application, starts_on=in_days(days), starts_at=at, by=application.talent.user
    )


def test_the_company_suggests_and_the_applicant_confirms(offer, taken):
    day = suggest(taken, offer.contact, place="Main door", receiver="Ines", bring="Boots")
    assert (day.state, day.place, day.receiver, day.bring) == ("suggested", "Main door", "Ines", "Boots")
    assert kinds_for(taken.talent.user) == ["matching.first_day_changed"]
    confirmed = confirm_first_day(application=taken, seen=day.version, by=taken.talent.user)
    assert confirmed.state == "agreed"
    assert kinds_for(offer.contact) == ["matching.first_day_agreed"]


def test_the_applicant_wishes_for_another_day_and_the_company_confirms(offer, taken):
    suggest(taken, offer.contact)
    day = wish(taken)
    assert (day.state, day.starts_on) == ("wished", in_days(12))
    assert kinds_for(offer.contact) == ["matching.first_day_changed"]
    assert confirm_first_day(application=taken, seen=day.version, by=offer.contact).state == "agreed"
    assert kinds_for(taken.talent.user)[-1] == "matching.first_day_agreed"


def test_the_applicant_may_name_the_day_first_and_the_company_adds_to_it(offer, taken):
    wish(taken)
    day = suggest(taken, offer.contact, days=12, place="Main door")
    assert (day.state, day.starts_at, day.place) == ("agreed", NINE, "Main door")


def test_what_was_agreed_stays_agreed_while_only_what_belongs_to_it_changes(offer, taken):
    day = suggest(taken, offer.contact)
    confirm_first_day(application=taken, seen=day.version, by=taken.talent.user)
    assert suggest(taken, offer.contact, place="Back door").state == "agreed"
    assert suggest(taken, offer.contact, at=TEN).state == "suggested"
    assert kinds_for(taken.talent.user) == ["matching.first_day_changed"] * 3


def test_nobody_confirms_what_they_have_not_read(offer, taken):
    seen = suggest(taken, offer.contact).version
    suggest(taken, offer.contact, days=20)
    for version in (seen, "", "\0", "x" * 10_000):
        with pytest.raises(SomethingChanged):
            confirm_first_day(application=taken, seen=version, by=taken.talent.user)
    assert FirstDay.objects.get().state == "suggested"


def test_nobody_confirms_their_own_day(offer, taken):
    day = suggest(taken, offer.contact)
    with pytest.raises(WrongState):
        confirm_first_day(application=taken, seen=day.version, by=offer.contact)
    day = wish(taken)
    with pytest.raises(WrongState):
        confirm_first_day(application=taken, seen=day.version, by=taken.talent.user)


@pytest.mark.parametrize("days", [-1, -400, 367, 4000])
def test_a_day_against_sense_is_refused(offer, taken, days):
    with pytest.raises(ImplausibleDay):
        suggest(taken, offer.contact, days=days)
    with pytest.raises(ImplausibleDay):
        wish(taken, days=days)
    assert not FirstDay.objects.exists()


def test_today_is_a_day_and_the_last_of_the_placement_too_but_none_after_it(offer, taken):
    offer.placement.ends_on = in_days(30)
    offer.placement.save(update_fields=["ends_on"])
    assert suggest(taken, offer.contact, days=0).starts_on == in_days(0)
    assert suggest(taken, offer.contact, days=30).starts_on == in_days(30)
    with pytest.raises(AfterTheEnd):
        suggest(taken, offer.contact, days=31)


@pytest.mark.parametrize("state", ["offered", "interview", "declined", "withdrawn"])
def test_a_day_is_agreed_on_only_once_the_place_is_taken(offer, state):
    application = offer.at(state, offer.talent)
    with pytest.raises(WrongState):
        suggest(application, offer.contact)
    with pytest.raises(WrongState):
        wish(application)


@pytest.mark.parametrize("who", ["stranger", "other company", "coordinator"])
def test_nobody_else_names_or_confirms_a_day(offer, taken, who):
    person = {
        "stranger": lambda: make_user("Bob"),
        "other company": lambda: make_contact(make_organisation(offer.programme)),
        "coordinator": lambda: make_member(offer.programme),
    }[who]()
    version = suggest(taken, offer.contact).version
    with pytest.raises(NotAllowed):
        suggest(taken, person)
    with pytest.raises(NotAllowed):
        wish_first_day(application=taken, starts_on=in_days(3), starts_at=None, by=person)
    with pytest.raises(NotAllowed):
        confirm_first_day(application=taken, seen=version, by=person)


def test_the_company_does_not_wish_and_the_applicant_does_not_suggest(offer, taken):
    with pytest.raises(NotAllowed):
        wish_first_day(application=taken, starts_on=in_days(3), starts_at=None, by=offer.contact)
    with pytest.raises(NotAllowed):
        suggest(taken, taken.talent.user)


def test_the_company_reads_the_profile_until_four_weeks_after_the_day_that_was_agreed(offer, taken):
    def last_day():
        taken.refresh_from_db()
        return taken.profile_until.date()

    before = last_day()
    day = suggest(taken, offer.contact, days=100)
    assert last_day() == before
    confirm_first_day(application=taken, seen=day.version, by=taken.talent.user)
    assert last_day() in (in_days(128), in_days(129))


@pytest.mark.parametrize("language", ["en", "de", "sl"])
@pytest.mark.parametrize("state", FirstDayState)
def test_each_message_can_be_read(language, state):
    about = {"placement": 1, "application": 2, "offer": {"en": "Engineer"}, "organisation": "Werra GmbH"}
    about |= {"starts_on": "2027-01-04", "state": state.value, "changed_at": "now"}
    with override(language):
        for kind in (FirstDayChanged, FirstDayAgreed):
            notice = kind(**about)
            assert all([notice.title(), *notice.paragraphs(), notice.action()[1] == "/applications/2/"])


@pytest.mark.parametrize("at", [None, NINE])
def test_the_applicant_who_names_the_day_that_was_suggested_agrees_to_it(offer, taken, at):
    suggest(taken, offer.contact)
    day = wish(taken, days=10, at=at)
    assert (day.state, day.starts_on, day.starts_at) == ("agreed", in_days(10), NINE)
    assert kinds_for(offer.contact) == ["matching.first_day_agreed"]
    assert wish(taken, days=10, at=at).state == "agreed"
    assert kinds_for(offer.contact) == ["matching.first_day_agreed"]


def test_another_hour_is_another_wish(offer, taken):
    suggest(taken, offer.contact)
    assert wish(taken, days=10, at=TEN).state == "wished"


def test_the_company_that_names_the_day_that_was_wished_for_is_read_as_agreeing(offer, taken):
    wish(taken, days=12, at=TEN)
    assert suggest(taken, offer.contact, days=12, at=TEN).state == "agreed"
    assert kinds_for(taken.talent.user) == ["matching.first_day_agreed"]
