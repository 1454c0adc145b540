"""The rows behind a figure."""

from datetime import date

import pytest

from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from tests.evaluation.views.conftest import PERIOD, page, populated, text_of
from tests.factories import (
    make_enrolment,
    make_member,
    make_programme,
    make_record,
)

pytestmark = pytest.mark.django_db


def test_rows_show_pseudonyms_and_no_names(client):
    programme = populated()
    response = page(
        client, "indicator", "wortplus", "EECO01", query=PERIOD, user=make_member(programme, "evaluator")
    )
    text = text_of(response)
    for enrolment in programme.enrolments.filter(record__gender__gt="").select_related("person"):
        assert enrolment.pseudonym in text
        assert enrolment.person.email not in text
    assert "1998" not in text


def test_the_list_of_those_not_reportable_says_what_is_missing(client):
    programme = make_programme("wortplus")
    make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)), birth_date=None, isced_entry=None)
    response = page(
        client, "indicator", "wortplus", "not_reportable", query=PERIOD, user=make_member(programme)
    )
    assert [row["missing"] for row in response.context["rows"]] == ["date of birth, education"]
    assert "date of birth, education" in text_of(response)


def test_each_look_at_rows_is_logged(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    page(client, "indicator", "wortplus", "EECO01", query=PERIOD + "&gender=f", user=evaluator)
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.kind, entry.rows) == (evaluator, AccessKind.READ, 2)
    assert entry.details == {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "gender": "f"}


def test_a_parents_evaluator_sees_the_rows_of_subprogrammes_and_a_childs_does_not_see_the_parents(client):
    parent = populated("parent")
    child = populated("child", parent=parent)
    response = page(client, "programme", "parent", query=PERIOD, user=make_member(parent, "evaluator"))
    assert response.context["lines"]["EECO01"].figure.total == 6
    assert [row[1]["text"] for row in response.context["subprogrammes"]] == ["3"]
    assert client.get(response.context["lines"]["EECO01"].url()).context["total"] == 6
    assert page(client, "programme", "parent", user=make_member(child, "evaluator")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_rows_takes_the_same_few_queries(client, django_assert_num_queries, count):
    programme = make_programme("wortplus")
    for _number in range(count):
        make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)))
    client.force_login(make_member(programme, "evaluator"))
    with django_assert_num_queries(8):
        assert page(client, "indicator", "wortplus", "EECO01", query=PERIOD).status_code == 200


def test_codes_nobody_counts_do_not_exist(client):
    programme = make_programme("wortplus")
    evaluator = make_member(programme, "evaluator")
    for code in ("EECO99", "eeco01", "reports-"):
        assert page(client, "indicator", "wortplus", code, user=evaluator).status_code == 404
        assert page(client, "trend_chart", "wortplus", code, user=evaluator).status_code == 404
