"""Showing a message to the coordinators: who is told, what they may do, and what both sides learn of it."""

import pytest

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.models import Conversation, MessageReport
from programmes.services.conversations.reports import (
    OwnMessage,
    ReportedAlready,
    close_report,
    report_message,
)
from programmes.services.conversations.writing import ConversationOver
from tests.factories import make_member, make_programme, make_user
from tests.talks import Pair

pytestmark = pytest.mark.django_db


def told(user, kind):
    return [each.notice for each in Notification.objects.filter(recipient=user, kind=f"programmes.{kind}")]


@pytest.fixture
def pair():
    return Pair()


@pytest.fixture
def report(pair):
    message = pair.say(pair.recruiter, "Send me your passport")
    return report_message(message=message, reason="fraud", words=" Why? ", by=pair.applicant)


def test_the_coordinators_of_the_placements_programmes_are_told_and_nobody_else(pair):
    mine, evaluator = make_member(pair.programme), make_member(pair.programme, "evaluator")
    foreign = make_member(make_programme())
    message = pair.say(pair.recruiter, "Send me your passport")
    report = report_message(message=message, reason="fraud", words=" Why? ", by=pair.applicant)
    assert (report.words, list(report.programmes.all())) == ("Why?", [pair.programme])
    assert [notice.report for notice in told(mine, "message_reported")] == [report.pk]
    assert told(evaluator, "message_reported") == told(foreign, "message_reported") == []
    assert list(MessageReport.objects.administered_by(mine)) == [report]
    for other in (evaluator, foreign, make_member(pair.programme, "adviser")):
        assert list(MessageReport.objects.administered_by(other)) == []


def test_nobody_reports_their_own_side_twice_or_without_a_part_in_it(pair, report):
    own = pair.say(pair.applicant, "No")
    for message, by, error in (
        (own, pair.applicant, OwnMessage),
        (report.message, pair.applicant, ReportedAlready),
        (report.message, make_user("Mallory"), NotAllowed),
    ):
        with pytest.raises(error):
            report_message(message=message, reason="other", by=by)


@pytest.mark.parametrize(
    ("step", "state", "writer_hears"),
    [("dismiss", "unfounded", False), ("warn", "warned", True), ("end", "ended", True)],
)
def test_both_learn_what_comes_of_it_as_far_as_it_concerns_them(pair, report, step, state, writer_hears):
    close_report(report=report, step=step, by=make_member(pair.programme))
    report.refresh_from_db()
    assert (report.state, report.closed_at is not None) == (state, True)
    assert [notice.state for notice in told(pair.applicant, "report_closed")] == [state]
    heard = [notice.state for notice in told(pair.recruiter, "told_of_rules")]
    assert heard == ([state] if writer_hears else [])
    for notice in (*told(pair.applicant, "report_closed"), *told(pair.recruiter, "told_of_rules")):
        assert all(notice.paragraphs())


def test_who_was_warned_goes_on_and_in_a_closed_conversation_nobody_writes(pair, report):
    coordinator = make_member(pair.programme)
    close_report(report=report, step="end", by=coordinator)
    assert Conversation.objects.get().closed_at is not None
    for by in (pair.applicant, pair.recruiter):
        with pytest.raises(ConversationOver):
            pair.say(by, "Hello")
    with pytest.raises(WrongState):
        close_report(report=report, step="warn", by=coordinator)


def test_only_a_coordinator_of_such_a_programme_closes_it(pair, report):
    for by in (make_member(make_programme()), make_member(pair.programme, "adviser"), pair.recruiter):
        with pytest.raises(NotAllowed):
            close_report(report=report, step="dismiss", by=by)
