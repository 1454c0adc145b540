import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from programmes.models import Membership
from tests.factories import make_member, make_programme, make_user

pytestmark = pytest.mark.django_db
HERE = "/me/settings/"


@pytest.fixture(autouse=True)
def strict(settings):
    settings.DEMO_RELAXES_MFA = False


def is_let_through(client) -> bool:
    answer = client.get(HERE)
    return answer.status_code == 200


def test_staff_without_a_second_step_are_sent_to_set_one_up(client):
    client.force_login(make_member(make_programme()))
    answer = client.get(HERE)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    assert "second step" in client.get(answer.url, follow=True).content.decode()


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_staff_with_a_second_step_go_on(client, kind):
    user = make_member(make_programme())
    Authenticator.objects.create(user=user, type=kind, data={})
    client.force_login(user)
    assert is_let_through(client)


def test_recovery_codes_alone_are_no_second_step(client):
    user = make_member(make_programme())
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert not is_let_through(client)


def test_the_operator_needs_a_second_step_as_well(client):
    client.force_login(make_user(is_superuser=True))
    assert not is_let_through(client)


def test_talents_need_none(client):
    client.force_login(make_user())
    assert is_let_through(client)


def test_a_membership_that_has_ended_asks_for_nothing_any_more(client):
    user = make_member(make_programme())
    client.force_login(user)
    Membership.objects.filter(user=user).delete()
    assert is_let_through(client)


def test_before_the_second_step_one_can_sign_out_change_the_language_and_reach_the_health_pages(client):
    client.force_login(make_member(make_programme()))
    assert client.get("/healthz").status_code == 200
    assert client.post("/i18n/setlang/", {"language": "de"}).url == "/"
    assert client.post(reverse("account_logout")).url == "/"


def test_posting_is_not_a_way_around(client):
    user = make_member(make_programme())
    client.force_login(user)
    client.post(HERE, {"name": "Changed", "language": "de", "text_size": "normal", "contrast": "normal"})
    user.refresh_from_db()
    assert user.name != "Changed"


def test_the_demo_switch_lets_demo_people_through_and_nobody_else(client, settings):
    settings.DEMO_RELAXES_MFA = True
    programme = make_programme()
    client.force_login(make_member(programme, email="coordinator.x@example.org"))
    assert is_let_through(client)
    for address in (
        "real@people.example",
        "real@sub.example.org",
        "real@example.org.evil.example",
        "example.org@x.example",
    ):
        client.force_login(make_member(programme, email=address))
        assert not is_let_through(client)
    client.force_login(make_member(programme, email=None, username="staff.7"))
    assert not is_let_through(client)


def test_the_demo_switch_does_nothing_outside_demo_mode(client, settings):
    settings.DEMO_RELAXES_MFA, settings.DEMO = True, False
    client.force_login(make_member(make_programme(), email="coordinator.x@example.org"))
    assert not is_let_through(client)


def test_the_switch_is_off_unless_a_settings_file_turns_it_on():
    from portal.settings import base

    assert base.DEMO_RELAXES_MFA is False
