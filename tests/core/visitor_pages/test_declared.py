from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from events.models import Event
from portal.core.visitor_pages.declared import (
    Shown,
    VisitorPage,
    for_visitors,
    next_quarter,
    shown_to_visitors,
)

PAGE = VisitorPage(lambda: [Event], ("q", "kind", "page"))


def test_parameters_that_are_unknown_or_say_nothing_are_left_out_and_the_others_stand_in_one_order():
    sent = QueryDict("utm_source=x&kind=job&kind=thesis&kind=job&q=caf%C3%A9+b&page=&fbclid=1")

    assert PAGE.query(sent) == "q=caf%C3%A9+b&kind=thesis&kind=job"
    assert PAGE.query(QueryDict("kind=&q=")) == ""


def test_of_a_parameter_that_is_sent_twice_the_last_one_counts_as_it_does_without_the_store():
    sent = QueryDict("q=nurse&q=baker&q=nurse")

    assert QueryDict(PAGE.query(sent))["q"] == sent["q"] == "nurse"


def test_number_of_a_page_is_written_in_one_way():
    assert PAGE.query(QueryDict("page=007")) == "page=7"
    assert PAGE.query(QueryDict("page=1&page=2")) == "page=2"
    assert PAGE.query(QueryDict("page=last")) == PAGE.query(QueryDict("page=²")) == ""


def test_page_of_all_rows_is_another_with_each_change_of_its_kind():
    assert Shown.by(PAGE).all_marks() == (("events.event",),)


def test_page_of_one_row_is_another_with_that_row_or_with_everything():
    shown = Shown.by(PAGE)
    shown.only(Event, rows=[7])

    assert set(shown.all_marks()) == {("events.event", "row", 7), ("events.event", "row", None)}


def test_page_of_a_programme_is_another_with_its_rows_or_with_everything():
    shown = Shown.by(PAGE)
    shown.only(Event, programmes=[3])

    assert set(shown.all_marks()) == {
        ("events.event", "programme", 3),
        ("events.event", "row", None),
    }


def test_page_is_kept_until_the_first_of_what_it_shows_is_over_and_never_beyond_the_quarter_of_an_hour():
    shown = Shown({}, next_quarter(datetime(2026, 3, 29, 0, 52, tzinfo=UTC)))
    assert shown.end == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    shown.until(lambda: datetime(2026, 3, 29, 0, 57, tzinfo=UTC))
    shown.until(lambda: None)
    shown.until(lambda: datetime(2026, 3, 29, 0, 59, tzinfo=UTC))

    assert shown.end == datetime(2026, 3, 29, 0, 57, tzinfo=UTC)
    assert next_quarter(shown.end.replace(minute=10)) == datetime(2026, 3, 29, 0, 15, tzinfo=UTC)
    assert next_quarter(shown.end.replace(minute=45)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_view_may_say_what_it_shows_where_nobody_listens(rf):
    @for_visitors(shows=[Event])
    def view(request):
        shown_to_visitors(request).only(Event, rows=[1])
        shown_to_visitors(request).until(lambda: pytest.fail("nobody wants to know"))
        return "answer"

    assert view(rf.get("/")) == "answer"
    assert list(view.visitor_page.shows) == [Event]
