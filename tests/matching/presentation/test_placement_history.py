"""The history of an offer tells those who wrote it what was changed, old and new."""

import pytest

from matching.models import Placement, PlacementSkill
from matching.presentation.placement_history import LONGEST_VALUE, placement_timeline
from tests.factories import i18n, make_organisation, make_placement, make_programme, make_skill

pytestmark = pytest.mark.django_db(transaction=True)  # rows of one transaction have one time in the history


@pytest.fixture
def placement() -> Placement:
    made = make_placement(make_organisation(make_programme()), city="Suhl", title=i18n("Welder"))
    made.save()  # the rows made after it belong to its history from here on
    return made


def change(placement, **fields) -> None:
    for name, value in fields.items():
        setattr(placement, name, value)
    placement.save()


def told(placement) -> list[str]:
    """What was told after the offer had been made with its rows."""
    return [entry["text"] for entry in placement_timeline(placement)[:-2]]


def test_it_begins_with_what_the_offer_was_and_marks_what_it_is(placement):
    rows, first = placement_timeline(placement)
    assert (first["title"], first["text"], first["kind"]) == ("Published", "", "")
    assert (rows["title"], rows["text"], rows["kind"]) == ("Changed", "Programmes", "current")


def test_a_changed_fact_is_told_old_and_new_the_newest_first(placement):
    change(placement, city="Erfurt")
    change(placement, seats=3)
    assert told(placement) == ["Places: 1 place → 3 places", "Place: Suhl → Erfurt"]
    assert [entry["kind"] for entry in placement_timeline(placement)] == ["current", "", "", ""]


def test_of_a_long_text_it_is_only_told_that_it_has_changed(placement):
    change(placement, title=i18n("Welder " * LONGEST_VALUE))
    assert told(placement) == ["Title"]


def test_what_means_the_same_is_no_change(placement):
    change(placement, title=i18n("Welder"))
    placement.save()
    assert told(placement) == []


def test_rows_that_belong_to_it_are_told_too(placement):
    skill = make_skill("Welding")
    PlacementSkill.objects.create(placement=placement, skill=skill, need="required", level=2)
    change(placement, city="Erfurt")
    lines = told(placement)[0].split("\n")
    assert "Place: Suhl → Erfurt" in lines
    assert any("Welding" in line for line in lines)
