import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from programmes.models import Membership
from tests.factories import make_member, make_programme, make_pupil, make_user

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


def test_before_the_second_step_one_can_sign_out_change_the_language_and_reach_the_health_page(client):
    client.force_login(make_member(make_programme()))
    assert client.get("/readyz").status_code == 200
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


# --- Pupils whose guardian has not agreed -----------------------------------------------------------------------------

PAGES_FOR_DATA = [
    "users:settings",
    "account_email",
    "mfa_index",
    "mfa_list_webauthn",
    "socialaccount_connections",
]


@pytest.mark.parametrize("name", PAGES_FOR_DATA)
def test_a_pupil_adds_nothing_to_the_account_before_a_guardian_agrees(client, name):
    client.force_login(make_pupil(has_consent=False))
    for answer in (client.get(reverse(name)), client.post(reverse(name), {"name": "Changed"})):
        assert answer.status_code == 403
        assert "You may see this, but not do it" in answer.text
    client.force_login(make_pupil(has_consent=True))
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["users:display", "account_change_password", "privacy:mine", "privacy:privacy", "programmes:me"]
)
def test_a_waiting_pupil_reads_on_and_is_led_to_no_closed_page(client, name):
    client.force_login(make_pupil(has_consent=False))
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert [closed for closed in PAGES_FOR_DATA if f'href="{reverse(closed)}"' in answer.text] == []


def test_a_waiting_pupil_changes_language_and_display_and_signs_out(client):
    pupil = make_pupil(has_consent=False)
    client.force_login(pupil)
    client.post("/i18n/setlang/", {"language": "de"})
    assert (
        client.post(
            reverse("users:display"), {"language": "sl", "text_size": "large", "contrast": "high"}
        ).status_code
        == 302
    )
    pupil.refresh_from_db()
    assert (pupil.language, pupil.text_size, pupil.contrast) == ("sl", "large", "high")
    assert client.post(reverse("account_logout")).status_code == 302


def test_a_consent_taken_back_closes_the_pages_again(client):
    pupil = make_pupil(has_consent=True)
    client.force_login(pupil)
    pupil.guardian_consent.withdrawn_at = pupil.guardian_consent.given_at
    pupil.guardian_consent.save()
    assert client.get(HERE).status_code == 403
