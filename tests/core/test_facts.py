"""A list of facts answers where each is shown, who writes it, and whether somebody vouches for it."""

from portal.core.facts import (
    Fact,
    Shown,
    columns_written_by,
    fields_of,
    section_of,
    shown_in,
    vouched_columns,
)
from portal.core.workflow import Actor

WRITER, OTHER = list(Actor)[:2]
TITLE = Fact(
    "title", shown=frozenset({Shown.HEADING, Shown.FEED}), writers=frozenset({WRITER}), is_vouched=True
)
PAY = Fact(
    "pay",
    shown=frozenset({Shown.CARD}),
    made_of=("pay_min", "pay_max"),
    writers=frozenset({WRITER}),
    section="terms",
)
SKILLS = Fact(
    "skills", shown=frozenset({Shown.CARD}), writers=frozenset({WRITER}), is_vouched=True, has_rows=True
)
FACTS = (TITLE, PAY, SKILLS)


def test_a_place_shows_its_facts_in_the_order_of_the_list():
    assert shown_in(FACTS, Shown.CARD) == (PAY, SKILLS)
    assert shown_in(FACTS, Shown.IMPORT) == ()


def test_a_fact_is_read_from_the_field_of_its_name_or_from_those_it_is_made_of():
    assert fields_of(FACTS) == ("title", "pay_min", "pay_max", "skills")


def test_a_field_that_two_facts_read_is_named_once():
    assert fields_of((PAY, Fact("lowest", shown=frozenset(), made_of=("pay_min",)))) == ("pay_min", "pay_max")


def test_writers_write_columns_and_what_is_kept_in_rows_by_other_ways():
    assert columns_written_by(FACTS, WRITER) == ("title", "pay_min", "pay_max")
    assert columns_written_by(FACTS, OTHER) == ()


def test_a_coordinator_vouches_for_what_the_list_says():
    assert vouched_columns(FACTS) == {"title"}


def test_a_part_of_the_form_holds_the_fields_of_its_facts():
    assert section_of(FACTS, "terms") == ("pay_min", "pay_max")
