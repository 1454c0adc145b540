"""The demonstration: as large and as varied as promised, the same every time, and only where it belongs."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from evaluation.constants import Gender
from evaluation.models import ParticipantRecord, Report
from matching.constants import ApplicationState, PlacementKind, PlacementState
from matching.models import Application, Placement, Recommendation, Skill, Talent
from portal.demo.loader import load
from portal.demo.people import OPERATOR, PASSWORD, STAFF, accounts
from portal.notifications.models import Notification
from portal.users.extensions import listed_demo_people
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import Verification
from programmes.models import Enrolment, Organisation, Programme
from programmes.roles import Role
from tests.architecture.source import our_apps
from tests.factories import make_programme

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for label in our_apps()
        for model in apps.get_app_config(label).get_models()
    }


def value_of(code: str, gender: str) -> int:
    from evaluation.queries.contributions import CONTRIBUTIONS, participants

    programme = Programme.objects.get(slug="wortplus")
    return participants(programme).filter(CONTRIBUTIONS[code].condition, record__gender=gender).count()


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_is_what_was_promised_and_loading_it_again_changes_nothing(client: Client):
    """One long test, because loading takes its time: everything is asked of one loaded demonstration."""
    assert load(quiet=True) is True
    before = counts()
    assert load(quiet=True) is False
    assert counts() == before

    top = Programme.objects.top_level()
    assert sorted(top.values_list("slug", flat=True)) == [
        "iq",
        "leipzig",
        "talentmagnet",
        "wortplus",
        "zumiro",
    ]
    assert Programme.objects.filter(parent__slug="iq").count() == 12
    cities = Programme.objects.filter(parent__slug="talentmagnet")
    assert (cities.count(), cities.values("country").distinct().count()) == (18, 12)
    assert [city.slug for city in cities if not city.is_example] == ["talentmagnet-velenje"]

    assert 38 <= Organisation.objects.count() <= 50
    assert set(Organisation.objects.values_list("verification", flat=True)) == set(Verification.values)
    assert 75 <= Placement.objects.count() <= 95
    assert set(Placement.objects.values_list("kind", flat=True)) == set(PlacementKind.values)
    assert set(Placement.objects.values_list("state", flat=True)) == set(PlacementState.values)
    assert Talent.objects.count() == 150
    assert Skill.objects.count() >= 200
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState.values)
    assert Recommendation.objects.filter(talent__user__email="talent.wortplus@example.org").exists()

    for placement in Placement.objects.all():
        assert placement.applications.accepted().count() <= placement.seats
    for code in ("EECO01", "EECO02", "EECO04", "EECO05", "EECR04"):
        for gender in Gender.values:
            assert value_of(code, gender) > 0, (code, gender)
    assert ParticipantRecord.objects.not_reportable().exists()
    assert Counter(Report.objects.values_list("state", flat=True)) == {"ready": 5}
    assert not Notification.objects.filter(delivery="pending").exists()

    assert len(listed_demo_people()) == 1 + 5 * 8
    assert Enrolment.objects.waiting().count() == 2
    for account in accounts():
        user = User.objects.get(email=account.email)
        expected = (
            Role(account.role)
            if account.role not in ("company", "talent")
            else {"company": Role.CONTACT, "talent": Role.TALENT}[account.role]
        )
        assert expected in access_of(user).roles, account.email
        if account.role in STAFF:
            programme = Programme.objects.get(slug=account.programme)
            assert programme.pk in access_of(user).programmes[Role(account.role)]
    response = client.post("/accounts/login/", {"login": OPERATOR, "password": PASSWORD})
    assert response.status_code == 302
    assert User.objects.get(email=OPERATOR).check_password(PASSWORD)


def test_the_demonstration_is_never_mixed_with_a_portal_of_somebody_s_own():
    make_programme("mine")
    with pytest.raises(CommandError, match="empty one"):
        call_command("load_demo")
    assert [programme.slug for programme in Programme.objects.all()] == ["mine"]
    assert Enrolment.objects.count() == 0


def test_outside_demo_mode_nothing_is_loaded_and_nobody_listed(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("load_demo")
    assert Programme.objects.count() == 0
    assert listed_demo_people() == []
