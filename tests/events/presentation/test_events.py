"""When and where an event is, in words."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from events.models import Event
from events.presentation.events import when, where
from tests.factories import make_programme

pytestmark = pytest.mark.django_db


def event(begin: datetime, end: datetime) -> Event:
    return Event(programme=make_programme(time_zone="Europe/Ljubljana"), starts_at=begin, ends_at=end)


def test_an_event_of_one_day_names_the_day_once_on_the_clocks_of_its_place():
    found = event(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    assert when(found) == "2\xa0March 2026, 09:00–11:30"


def test_an_event_that_ends_after_midnight_names_both_days():
    found = event(datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC))
    assert when(found) == "2\xa0March 2026, 21:00 – 3\xa0March 2026, 02:00"


@pytest.mark.parametrize(
    ("place", "link", "words"),
    [
        ("Town hall", "", "Town hall"),
        ("Town hall", "https://meet.example.org/", "Town hall and online"),
        ("", "https://meet.example.org/", "Online"),
        ("", "", ""),
    ],
)
def test_a_place_a_link_both_or_neither(place, link, words):
    with override("en"):
        assert where(Event(place=place, link=link)) == words
