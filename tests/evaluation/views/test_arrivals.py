"""Four weeks after the start, as an evaluator sees it: figures, and the rows behind them under pseudonyms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Application, ArrivalAnswer
from portal.privacy.models import AccessLog
from tests.evaluation.views.conftest import page, text_of
from tests.factories import (
    make_application,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def taken(programme, name, outcome="", *, began=40, joined=60, words=""):
    """Somebody who joined, took a place and began to work so many days ago, and what they answered."""
    today = timezone.localdate()
    person = make_user(name)
    enrolment = make_enrolment(programme, person, entered_on=today - timedelta(days=joined))
    placement = make_placement(make_organisation(programme))
    application = make_application(placement, make_talent(person), state="accepted")
    Application.objects.filter(pk=application.pk).update(created_at=timezone.now() - timedelta(days=began))
    if outcome:
        ArrivalAnswer.objects.create(application=application, outcome=outcome, words=words)
    return enrolment


def period():
    today = timezone.localdate()
    return f"?from={today - timedelta(days=300)}&to={today}"


def test_figures_and_rows_are_of_the_same_people(client):
    programme = make_programme("north")
    there = taken(programme, "Amira", "started", words="It is loud.")
    silent = taken(programme, "Bojan")
    others = [
        taken(make_programme(), "Cleo", "started"),
        taken(programme, "Dana", "started", began=10),
        taken(programme, "Emil", "started", joined=20),
    ]
    evaluator = make_member(programme, "evaluator")
    text = text_of(page(client, "four_weeks", "north", query=period(), user=evaluator))
    assert "2 people began; 1 answered, and 1 were there." in text
    assert "were asked" not in text
    assert "I have started, and I am there" in text
    assert "no answer" in text
    assert [each.pseudonym in text for each in (there, silent, *others)] == [True, True, False, False, False]
    for theirs in ("Amira", "It is loud."):
        assert theirs not in text
    line = AccessLog.objects.get(actor=evaluator)
    assert (line.object_label, line.rows) == ("matching.arrivalanswer", 2)


def test_who_evaluates_nothing_of_it_does_not_find_it(client):
    programme = make_programme("north")
    for person, status in (
        (make_member(make_programme(), "evaluator"), (403, 404)),
        (make_member(programme, "adviser"), (403, 404)),
        (make_enrolment(programme).person, (403, 404)),
    ):
        assert page(client, "four_weeks", "north", user=person).status_code in status


def test_a_period_that_is_none_is_said_and_an_empty_one_leads_back(client):
    programme = make_programme("north")
    evaluator = make_member(programme, "evaluator")
    assert page(client, "four_weeks", "north", query="?from=2026-13-01", user=evaluator).status_code == 400
    assert "Nobody began to work in this period" in text_of(
        page(client, "four_weeks", "north", user=evaluator)
    )
