"""The reminders of arriving: who is told what, and when no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.dashboard.arrivals import reminder_kinds
from matching.models import Application, ArrivalAnswer, FirstDay
from matching.queries.arrivals import first_days_to_come, starts_to_ask_about
from portal.users.models import User
from programmes.extensions import Due
from tests.factories import make_application, make_organisation, make_placement
from tests.programmes.reminders import check_kind

pytestmark = pytest.mark.django_db

KINDS = dict(reminder_kinds.items())


@pytest.fixture
def taken(programme):
    return make_application(make_placement(make_organisation(programme)), state="accepted")


def due(kind, row):
    one = Due(occasion=row.pk, rule="first", offset=1, programme=1)
    return list(KINDS[kind].tell(due=[one]))


@pytest.mark.parametrize("name", ["matching.first_day", "matching.arrival"])
def test_the_kinds_are_whole(name):
    check_kind(KINDS[name])


def test_who_starts_is_reminded_of_the_day_that_was_agreed_and_of_no_other(taken, programme):
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = FirstDay.objects.create(application=taken, starts_on=tomorrow, place="Main door")
    assert not first_days_to_come().exists()
    FirstDay.objects.update(state="agreed")
    (row,) = first_days_to_come()
    assert (row.of_programme, row.counts_from.astimezone(programme.zone).hour) == (programme.pk, 9)
    ((person, notice),) = due("matching.first_day", day)
    assert person == taken.talent.user
    assert notice.facts() == ["Where to come to: Main door"]


def test_who_has_answered_is_not_asked_and_who_is_to_be_erased_neither(taken):
    assert starts_to_ask_about().get() == taken
    User.objects.filter(pk=taken.talent.user_id).update(restricted_at=timezone.now())
    assert not starts_to_ask_about().exists()
    User.objects.update(restricted_at=None)
    ArrivalAnswer.objects.create(application=taken, outcome="started")
    assert not starts_to_ask_about().exists()


def test_the_question_carries_a_link_that_is_blanked_once_the_mail_has_left(taken):
    ((_person, notice),) = due("matching.arrival", taken)
    assert notice.action()[1].startswith("/four-weeks/")
    blank = type(notice)(**{**notice.payload(), "token": ""})
    assert blank.action()[1] == taken.get_absolute_url()


def test_only_who_has_taken_a_place_is_asked(taken):
    Application.objects.update(state="offered")
    assert not starts_to_ask_about().exists()
