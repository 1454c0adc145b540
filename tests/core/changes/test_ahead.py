"""After a start, what pages are made from is there before the first page."""

import logging

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from matching.models import Skill
from matching.queries.open_offers import OPEN_OFFERS
from portal.core.changes.ahead import begin_ahead, make_ahead
from portal.core.changes.following import Follower
from tests.factories import make_organisation, make_placement, make_programme


class Broken(Follower[None]):
    follows = (Skill,)

    def build(self) -> None:
        raise OperationalError


@pytest.mark.django_db(transaction=True)
def test_the_first_who_asks_finds_it_made():
    placement = make_placement(make_organisation(make_programme()))
    begin_ahead().join()
    with CaptureQueriesContext(connection) as queries:
        assert OPEN_OFFERS.current().index.ids.tolist() == [placement.pk]
    assert len(queries) == 1  # has anything changed?


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_made_is_told_in_the_log_and_keeps_nobody_from_starting(caplog):
    broken = Broken()
    with caplog.at_level(logging.WARNING):
        make_ahead()
    assert "could not be read ahead" in caplog.text
    assert broken.follows == (Skill,)
