"""Two who plan a matchmaking day at once, and somebody who leaves while a plan is made: real threads, real database."""

import threading
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from events.models import Encounter, MeetingPlan
from events.querysets.events import EventQuerySet
from events.services import meeting_plans
from events.services.matchmaking import leave_day
from events.services.meeting_plans import ask_for_plan, make_plan, publish_plan
from events.services.registrations import cancel_registration
from portal.core.errors import DomainError
from tests.events.meeting import Meeting as Day
from tests.matching.test_races import Meeting, in_threads

pytestmark = pytest.mark.django_db(transaction=True)


class TwoPlans(DomainError):
    """The database has refused what the portal was about to do."""


def closed_day() -> Day:
    day = Day()
    day.comes("Ana", 1, 2)
    day.comes("Boris", 1)
    day.close()
    return day


def asking(day: Day):
    def ask() -> MeetingPlan:
        try:
            return ask_for_plan(event=day.event, by=day.coordinator)
        except IntegrityError as error:
            raise TwoPlans from error

    return ask


def two_ask_at_once(monkeypatch) -> list[str]:
    day = closed_day()
    meeting = Meeting(meeting_plans.plan_to_publish)
    monkeypatch.setattr(meeting_plans, "plan_to_publish", meeting)
    return in_threads(asking(day), asking(day), after=meeting.first_is_done.set)


def test_of_two_who_ask_for_a_plan_at_once_one_has_it_made(monkeypatch):
    assert two_ask_at_once(monkeypatch) == ["PlanUnderWay", "done"]
    assert MeetingPlan.objects.count() == 1


def test_without_the_lock_both_would_ask_and_only_the_database_refuses_the_second(monkeypatch):
    monkeypatch.setattr(EventQuerySet, "select_for_update", lambda self, **options: self.all())
    assert two_ask_at_once(monkeypatch) == ["TwoPlans", "done"]
    assert MeetingPlan.objects.count() == 1


def test_two_workers_make_a_plan_once_and_two_coordinators_publish_it_once():
    day = closed_day()
    plan = ask_for_plan(event=day.event, by=day.coordinator)
    in_threads(*[lambda: make_plan(plan_id=plan.pk)] * 3)
    assert Encounter.objects.filter(plan=plan).count() == 3
    outcomes = in_threads(*[lambda: publish_plan(plan=plan, by=day.coordinator)] * 2)
    assert outcomes == ["WrongState", "done"]


def test_whoever_leaves_while_the_plan_is_searched_for_is_in_no_draft():
    day = closed_day()
    ana = day.event.registrations.select_related("person").get(person__name="Ana")
    plan = ask_for_plan(event=day.event, by=day.coordinator)
    searching, left = threading.Event(), threading.Event()
    search = meeting_plans.best_plan

    def slow(asked):
        found = search(asked)
        searching.set()
        left.wait(20)
        return found

    def leave() -> None:
        searching.wait(20)
        cancel_registration(registration=ana, by=ana.person)
        leave_day(table=day.tables[1], by=day.coordinator)
        left.set()

    with patch.object(meeting_plans, "best_plan", slow):
        assert in_threads(lambda: make_plan(plan_id=plan.pk), leave) == ["done", "done"]
    assert day.meetings(day.draft()) == {"Boris": {0: "A"}}
    assert day.draft().attempts == 2
