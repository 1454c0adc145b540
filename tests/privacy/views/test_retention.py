import pytest
from django.urls import reverse

from portal.privacy.models import RetentionPeriod, RetentionResult, RetentionRun
from tests.factories import make_member, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

REPORT = reverse("privacy:retention")


def test_coordinators_read_the_numbers_and_decide_nothing(client):
    run = RetentionRun.objects.create(day="2026-11-01")
    RetentionResult.objects.create(run=run, rule="applications", rows=4711)
    sign_in(client, make_member(make_programme()))
    page = client.get(REPORT)
    assert [line.last for line in page.context["rules"] if line.name == "applications"] == [4711]
    assert reverse("privacy:retention_period", args=["applications"]) not in page.content.decode()
    assert client.get(reverse("privacy:retention_period", args=["applications"])).status_code == 403


def test_each_run_has_its_report(client):
    runs = [RetentionRun.objects.create(day=f"2026-11-0{day}") for day in (1, 2)]
    sign_in(client, make_member(make_programme()))
    assert client.get(REPORT).context["run"] == runs[1]
    assert client.get(REPORT, {"run": runs[0].pk}).context["run"] == runs[0]
    assert client.get(REPORT, {"run": 0}).status_code == 404
    assert client.get(REPORT, {"run": "x\x00"}).context["run"] is None


def test_who_takes_part_has_no_business_there(client):
    sign_in(client, make_user())
    assert client.get(REPORT).status_code == 403


def test_the_operator_decides_for_how_many_days(client):
    sign_in(client, make_user(is_superuser=True))
    page = reverse("privacy:retention_period", args=["access-log"])
    assert "At least 365 days" in client.get(page).content.decode()
    assert "needs it longer" in client.post(page, {"days": 3}).content.decode()
    client.post(page, {"days": 400})
    assert RetentionPeriod.objects.get(rule="access-log").days == 400
    assert client.get(reverse("privacy:retention_period", args=["unheard-of"])).status_code == 404


def test_a_decision_needs_a_fresh_proof_of_presence(client):
    sign_in(client, make_user(is_superuser=True), minutes_ago=30)
    page = reverse("privacy:retention_period", args=["access-log"])
    assert "/reauthenticate/" in client.post(page, {"days": 400}).url
