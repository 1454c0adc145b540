import json

import pytest
from django.core.management import call_command

from evaluation.constants import IndicatorKind
from evaluation.models import Framework, Indicator
from evaluation.queries.contributions import CODES
from evaluation.services.catalogue import CATALOGUE, load_indicators

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_knows_every_indicator_that_is_counted():
    assert sorted(Indicator.objects.values_list("code", flat=True)) == sorted(CODES)


def test_loading_again_changes_nothing_but_what_was_changed_by_hand(capsys):
    Indicator.objects.filter(code="EECO01").update(title="Something else")
    Indicator.objects.create(code="OWN1", framework=Framework.objects.get(), kind="output", title="Our own")
    for _time in range(2):
        call_command("load_catalogue")
    assert str(Indicator.objects.get(code="EECO01").title) == "Total number of participants"
    assert (Framework.objects.count(), Indicator.objects.count()) == (1, 6)
    assert load_indicators() == 5
    assert capsys.readouterr().out == "5 indicators are up to date.\n" * 2


@pytest.mark.parametrize(
    "entry", json.loads(CATALOGUE.read_text(encoding="utf-8"))["indicators"], ids=lambda entry: entry["code"]
)
def test_every_entry_speaks_three_languages_and_is_of_a_known_kind(entry):
    assert set(entry["title"]) == set(entry["definition"]) == {"en", "de", "sl"}
    assert entry["kind"] in IndicatorKind.values
