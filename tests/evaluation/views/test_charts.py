"""Pictures of figures."""

import pytest

from tests.evaluation.views.conftest import PERIOD, page, populated
from tests.factories import (
    make_member,
)

pytestmark = pytest.mark.django_db


def test_charts_are_pictures_without_scripts(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    for response in (
        page(client, "trend_chart", "wortplus", "EECO01", query=PERIOD, user=evaluator),
        page(client, "enrolments_chart", user=evaluator),
        page(
            client,
            "trend_chart",
            "wortplus",
            "EECR04",
            query="?from=1990-01-01&to=2100-12-31",
            user=evaluator,
        ),
    ):
        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert b"<svg" in response.content
        assert b"<script" not in response.content


def test_a_chart_and_its_table_say_the_same(client):
    programme = populated()
    response = page(client, "programme", "wortplus", query=PERIOD, user=make_member(programme, "evaluator"))
    numbers = dict(response.context["trend_rows"])
    assert len(numbers) == 12
    assert {month: number for month, number in numbers.items() if number} == {"Mar 2026": 3}
