"""The demonstration: as large and as varied as promised, and the same every time."""

from collections import Counter

import pytest
from django.apps import apps
from django.test import Client

from evaluation.constants import REPORTED_GENDERS
from evaluation.models import ParticipantRecord, Report
from matching.constants import ApplicationState, PlacementKind, PlacementState
from matching.models import Application, Placement, Skill, Talent
from matching.queries.fits import fits_for
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

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


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


def test_loading_it_again_changes_nothing():
    before = counts()
    assert load(quiet=True) is False
    assert counts() == before


def test_five_programmes_have_as_many_subprogrammes_as_promised():
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


def test_companies_placements_and_applications_are_of_every_kind_and_in_every_state():
    assert 60 <= Organisation.objects.count() <= 70
    assert set(Organisation.objects.values_list("verification", flat=True)) == set(Verification.values)
    assert 70 <= Placement.objects.count() <= 95
    assert set(Placement.objects.values_list("kind", flat=True)) == set(PlacementKind.values)
    assert set(Placement.objects.values_list("state", flat=True)) == set(PlacementState.values)
    assert Talent.objects.filter(user__username=None).count() == 150
    assert Skill.objects.count() >= 200
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState.values)
    assert fits_for(Talent.objects.get(user__email="talent.wortplus@example.org")).is_recommended.any()


def test_nobody_is_accepted_beyond_the_last_seat():
    for placement in Placement.objects.all():
        assert placement.applications.accepted().count() <= placement.seats


def test_there_is_something_to_report():
    for code in ("EECO01", "EECO02", "EECO04", "EECO05", "EECR04"):
        for gender in REPORTED_GENDERS:
            assert value_of(code, gender) > 0, (code, gender)
    assert ParticipantRecord.objects.not_reportable().exists()
    assert Counter(Report.objects.values_list("state", flat=True)) == {"ready": 5}
    assert Enrolment.objects.waiting().count() == 2


def test_nothing_is_left_to_be_mailed():
    assert Notification.objects.exists()
    assert not Notification.objects.filter(delivery="pending").exists()


def test_everybody_listed_for_signing_in_has_the_role_it_says():
    assert len(listed_demo_people()) == 1 + 5 * 8 + 3 + 2
    for account in accounts():
        user = User.objects.get(email=account.email)
        expected = (
            Role(account.role)
            if account.role not in ("company", "talent")
            else {"company": Role.MANAGER, "talent": Role.TALENT}[account.role]
        )
        assert expected in access_of(user).roles, account.email
        if account.role in STAFF:
            programme = Programme.objects.get(slug=account.programme)
            assert programme.pk in access_of(user).programmes[Role(account.role)]


def test_the_operator_signs_in_with_the_password_of_the_demonstration(client: Client):
    response = client.post("/accounts/login/", {"login": OPERATOR, "password": PASSWORD})
    assert response.status_code == 302
    assert User.objects.get(email=OPERATOR).check_password(PASSWORD)
