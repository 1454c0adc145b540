"""A time zone is one that Python and the database both know; one that only Python knew failed every request."""

from zoneinfo import available_timezones

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.translation import override

from portal.core.time_zones import check_zone, known_zones, zone_choices
from programmes.access import access_of
from programmes.models import Enrolment, Programme
from tests.factories import make_member, make_programme
from tests.sessions import sign_in
from tests.workplace import address, programme_form

pytestmark = pytest.mark.django_db
UNKNOWN = "Atlantis/Main_Street"


@pytest.fixture
def python_knows_more(monkeypatch):
    """As when the database's own list is older."""
    monkeypatch.setattr(
        "portal.core.time_zones.available_timezones", lambda: {UNKNOWN, *available_timezones()}
    )
    known_zones.cache_clear()
    yield
    known_zones.cache_clear()


def test_what_only_python_knows_is_neither_offered_nor_taken(python_knows_more):
    assert {"Europe/Berlin", "Europe/Ljubljana", "UTC"} <= {name for name, _label in zone_choices()}
    assert UNKNOWN not in {name for name, _label in zone_choices()}
    check_zone("Europe/Berlin")
    for name in (UNKNOWN, "", "EST5EDT,M3", "../etc/passwd"):
        with pytest.raises(ValidationError):
            check_zone(name)


def test_the_form_of_a_programme_offers_zones_and_takes_no_other(client):
    programme = make_programme()
    sign_in(client, make_member(programme))
    page = address(Programme, "change", programme.pk)
    assert 'value="Europe/Ljubljana"' in client.get(page).content.decode()
    answer = client.post(page, programme_form(programme, time_zone=UNKNOWN))
    assert "time_zone" in answer.context["adminform"].form.errors
    assert client.post(page, programme_form(programme, time_zone="Europe/Ljubljana")).status_code == 302
    programme.refresh_from_db()
    assert programme.time_zone == "Europe/Ljubljana"


def test_the_database_keeps_no_zone_that_it_can_not_reckon_with():
    programme = make_programme()
    with pytest.raises(DataError), transaction.atomic():
        Programme.objects.update(time_zone=UNKNOWN)
    assert access_of(make_member(programme)).reaches("view", Enrolment, programme)


@pytest.mark.parametrize(
    ("language", "berlin", "ljubljana"),
    [
        ("de", "Berlin, Deutschland", "Ljubljana, Slowenien"),
        ("sl", "Berlin, Nemčija", "Ljubljana, Slovenija"),
        ("en", "Berlin, Germany", "Ljubljana, Slovenia"),
    ],
)
def test_zones_are_chosen_by_town_and_country_and_none_is_missing(language, berlin, ljubljana):
    with override(language):
        choices = dict(zone_choices())
    assert (choices["Europe/Berlin"], choices["Europe/Ljubljana"]) == (berlin, ljubljana)
    assert {name for name in known_zones() if "/" in name} <= choices.keys()
    assert [words for words in choices.values() if "/" in words or "_" in words] == []
