"""Reported messages in the admin: what coordinators read, that it is noted, and what they can do."""

import pytest

from portal.privacy.models import AccessLog
from programmes.models import MessageReport
from programmes.services.conversations.reports import report_message
from tests.factories import make_member, make_programme
from tests.sessions import sign_in
from tests.talks import Pair
from tests.workplace import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return Pair()


@pytest.fixture
def report(pair):
    said = [pair.say(pair.recruiter, f"Message {number}.") for number in range(1, 12)]
    return report_message(message=said[5], reason="insult", words="That hurt.", by=pair.applicant)


def read(client, person, report):
    sign_in(client, person)
    return client.get(address(MessageReport, "change", report.pk))


def test_a_coordinator_reads_the_message_with_three_before_and_after_and_no_more(client, pair, report):
    html = read(client, make_member(pair.programme), report).content.decode()
    shown = [number for number in range(1, 12) if f"Message {number}." in html]
    assert shown == [3, 4, 5, 6, 7, 8, 9]
    assert "That hurt." in html
    assert "Engineer" in html


def test_each_look_is_noted_and_a_foreign_coordinator_gets_none(client, pair, report):
    coordinator = make_member(pair.programme)
    for _twice in range(2):
        read(client, coordinator, report)
    lines = AccessLog.objects.filter(object_label="programmes.messagereport")
    assert {(line.actor, line.subject) for line in lines} == {(coordinator, pair.applicant)}
    assert lines.count() == 2
    for other in (make_member(make_programme()), make_member(pair.programme, "adviser")):
        assert read(client, other, report).status_code in (302, 403, 404)
    assert lines.count() == 2


@pytest.mark.parametrize(
    ("action", "state"), [("dismiss", "unfounded"), ("warn", "warned"), ("end", "ended")]
)
def test_a_report_is_closed_by_an_action_of_its_page(client, pair, report, action, state):
    sign_in(client, make_member(pair.programme))
    values = {"action": action, "_selected_action": report.pk, "back": report.pk}
    answer = client.post(address(MessageReport, "changelist"), values)
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == state
