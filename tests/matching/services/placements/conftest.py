"""A company with a contact and a programme that reviews its placements."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from matching.models import Placement
from matching.services.placements.review import publish_posting, submit_placement
from matching.services.placements.writing import create_placement
from portal.notifications.models import Notification
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_organisation,
    make_programme,
)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def fields(**others):
    return {
        "kind": "job",
        "title": i18n("Process engineer"),
        "description": i18n("Run the lines."),
        "seats": 1,
        "expires_at": in_days(30),
        **others,
    }


def kinds_for(user) -> list[str]:
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


class Company:
    """A verified organisation in one programme, with a contact and the programme's coordinator."""

    def __init__(self, **organisation):
        self.programme = make_programme()
        self.organisation = make_organisation(self.programme, **organisation)
        self.contact = make_contact(self.organisation)
        self.coordinator = make_member(self.programme)

    def draft(self, **others) -> Placement:
        return create_placement(
            organisation=self.organisation,
            programmes=[self.programme],
            by=self.contact,
            fields=fields(**others),
        )

    def submitted(self) -> Placement:
        return submit_placement(placement=self.draft(), by=self.contact)

    def published(self) -> Placement:
        placement = self.submitted()
        publish_posting(posting=placement.postings.get(), by=self.coordinator)
        placement.refresh_from_db()
        return placement


@pytest.fixture
def company() -> Company:
    return Company()


def two_programmes(company) -> tuple[Placement, dict]:
    """A placement submitted to two programmes."""
    other = make_programme()
    company.organisation.programmes.add(other)
    placement = create_placement(
        organisation=company.organisation,
        programmes=[company.programme, other],
        by=company.contact,
        fields=fields(),
    )
    placement = submit_placement(placement=placement, by=company.contact)
    return placement, {"other": other, "coordinator": make_member(other)}
