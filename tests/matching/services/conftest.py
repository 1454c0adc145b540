"""An open placement of a company, people who apply for it, and a clock for whatever is done at a certain time."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.models import Application
from matching.services import applications, recommendations, search_news
from matching.workflows.applications import APPLICATION
from portal.notifications.models import Notification
from tests.factories import (
    make_application,
    make_contact,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    ten_in_days,
)


class Offer:
    """A published placement with a contact behind it, and a talent who may apply."""

    def __init__(self, **fields):
        self.programme = make_programme()
        self.organisation = make_organisation(self.programme)
        self.contact = make_contact(self.organisation)
        self.placement = make_placement(self.organisation, **fields)
        self.talent = make_talent()

    def apply(self, talent=None, **others):
        talent = talent or self.talent
        values = {"message": "I would like to.", "cv": None, "by": talent.user, **others}
        return applications.apply(talent=talent, placement=self.placement, **values)

    def at(self, state, talent=None) -> Application:
        return make_application(self.placement, talent or make_talent(), state=state)

    def invite(self, application, by=None, message="", days=(3,), **where):
        """To an interview at ten, in so many days."""
        return applications.invite_to_interview(
            application=application,
            message=message,
            by=by or self.contact,
            times=[ten_in_days(number) for number in days],
            duration=timedelta(minutes=45),
            where={"place": "Gate 2", **where},
        )

    def move(self, application, state, by=None, message=""):
        if (
            state == "interview"
            and APPLICATION.allows("invite", application.state)
            and by in (None, self.contact)
        ):
            return self.invite(application, by, message).application
        return applications.move_application(
            application=application, state=state, message=message, by=by or self.contact
        )


@pytest.fixture
def offer() -> Offer:
    return Offer()


@pytest.fixture
def at(monkeypatch, request):
    """Set the clock; it stands at the `NOW` of the test's module."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(request.module.NOW)
    return at


@pytest.fixture
def jobs(monkeypatch):
    """What is sent out block by block is done at once; the arguments of each job."""
    sent = []

    def run(name: str, *args: int) -> None:
        sent.append(args)
        getattr(tasks, name.removeprefix("matching."))(*args)

    for service in (recommendations, search_news):
        monkeypatch.setattr(service, "enqueue", run)
    return sent


def kinds_for(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))
