import re
import time
from importlib import import_module
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.apps import apps
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.core.encryption import NotSealed, unseal
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.users.adapters import MAILS, SocialAccountAdapter, map_secrets
from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = {"name": "Amira", "email": "Amira@Example.org", "password1": "a quiet river bends"}


def sign_in(client: Client, login: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def links(mail) -> list[str]:
    return re.findall(r"http://localhost:\d+(/\S+)", mail.body)


def trusted(name: str = "Alice", **fields) -> User:
    user = make_user(name, **fields)
    trust_address(user=user)
    return user


# --- Registering ---------------------------------------------------------------------------------------------------


def test_somebody_registers_confirms_by_mail_and_is_signed_in(client, mailoutbox):
    client.cookies["django_language"] = "de"
    answer = client.post(reverse("account_signup"), NEW)
    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.name, user.email, user.username, user.language) == ("Amira", "amira@example.org", None, "de")

    deliver_pending()
    (mail,) = mailoutbox
    assert mail.to == ["amira@example.org"]
    path = next(link for link in links(mail) if "confirm-email" in link)
    client.post(path)
    assert get_user(client) == user
    assert EmailAddress.objects.get().verified


def test_a_name_and_an_address_are_cleaned_before_they_are_kept(client):
    client.post(
        reverse("account_signup"),
        NEW | {"name": "Ami\u00adra\u200b", "email": "\ufeffAmira@Example.org\u00a0"},
    )
    user = User.objects.get()
    assert (user.name, user.email) == ("Amira", "amira@example.org")


def test_an_address_is_found_however_it_was_pasted(client):
    alice = trusted(email="alice@example.org")
    sign_in(client, "\u200balice@example.org\u202f")
    assert get_user(client) == alice


def test_what_a_university_says_about_somebody_is_cleaned(rf):
    said = {"name": "Jose\u0301\u00a0\u202eMu\u00adñoz\x00", "email": "\u200bjose@example.org"}
    user = SocialAccountAdapter().populate_user(
        rf.get("/"), SocialLogin(user=User(), account=SocialAccount()), said
    )
    assert (user.name, user.email) == ("José Muñoz", "jose@example.org")


def test_the_link_in_the_mail_is_not_kept(client, mailoutbox):
    client.post(reverse("account_signup"), NEW)
    row = Notification.objects.get()
    assert row.payload["link"].startswith("/accounts/confirm-email/")
    deliver_pending()
    row.refresh_from_db()
    assert row.payload["link"] == ""


def test_registering_twice_gets_the_same_answer_and_the_owner_a_mail(client, mailoutbox):
    client.post(reverse("account_signup"), NEW)
    first = Client().post(reverse("account_signup"), {**NEW, "email": "other@example.org"})
    cache.clear()  # the limit of one mail in three minutes
    again = Client().post(reverse("account_signup"), NEW)
    trust_address(user=User.objects.get(email="amira@example.org"))
    cache.clear()
    proven = Client().post(reverse("account_signup"), NEW)
    assert {(each.status_code, each.url) for each in (first, again, proven)} == {(302, first.url)}
    assert User.objects.filter(email="amira@example.org").count() == 1
    told = Notification.objects.filter(recipient__email="amira@example.org").order_by("pk")
    assert list(told.values_list("kind", flat=True)) == [
        "users.confirm_registration",
        "users.confirm_registration",
        "users.already_registered",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "NUL \x00"},
        {"name": "You have won: https://evil.example"},
        {"name": "12345"},
        {"email": "not an address"},
        {"email": "a\x00@example.org"},
        {"email": "a" * 300 + "@example.org"},
        {"password1": "short"},
        {"password1": "1234567890123"},
        {"password1": ""},
    ],
)
def test_registering_with_bad_input_says_so_and_changes_nothing(client, bad):
    answer = client.post(reverse("account_signup"), NEW | bad)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(bad)
    assert User.objects.count() == 0


def test_fields_that_the_form_does_not_have_are_ignored(client):
    client.post(reverse("account_signup"), {**NEW, "is_superuser": "on", "username": "boss"})
    user = User.objects.get()
    assert (user.is_superuser, user.username) == (False, None)


# --- Signing in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["bob@example.org", "BOB@Example.ORG", "bob.k", "Bob.K"])
def test_signing_in_works_by_address_or_user_name_whatever_the_letter_case(client, login):
    user = trusted("Bob", email="bob@example.org", username="bob.k")
    answer = sign_in(client, login)
    assert (answer.status_code, answer.url) == (302, "/start/")
    assert get_user(client) == user


def test_a_pupil_without_an_address_signs_in_by_user_name(client):
    pupil = User.objects.create_user(username="pupil.7", password=PASSWORD, name="Pupil")
    assert sign_in(client, "pupil.7").url == "/start/"
    assert get_user(client) == pupil


def test_an_unconfirmed_address_gets_the_mail_again_instead_of_a_session(client):
    make_user("Carla", email="carla@example.org")
    assert sign_in(client, "carla@example.org").url == reverse("account_email_verification_sent")
    assert get_user(client).is_anonymous
    assert Notification.objects.get().kind == "users.confirm_address"


def test_known_and_unknown_addresses_get_the_same_answer_to_a_wrong_password(client):
    trusted("Dora", email="dora@example.org")
    known = sign_in(client, "dora@example.org", "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")
    assert known.context["form"].errors == unknown.context["form"].errors


def test_the_operator_made_on_the_command_line_can_sign_in_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "operator@example.org", verbosity=0)
    assert sign_in(client, "operator@example.org").status_code == 302
    assert get_user(client).is_superuser


@pytest.mark.parametrize(
    "next_page", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_stays_on_the_host(client, next_page):
    trusted("Emil", email="emil@example.org")
    answer = client.post(
        reverse("account_login"), {"login": "emil@example.org", "password": PASSWORD, "next": next_page}
    )
    assert answer.url == "/start/"


@pytest.mark.parametrize("login", ["\x00", "x" * 100_000, "🎓", "' OR 1=1 --", ""])
def test_signing_in_with_nonsense_is_refused_politely(client, login):
    answer = sign_in(client, login)
    assert answer.status_code == 200
    assert answer.context["form"].errors


# --- Passwords -----------------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client, mailoutbox):
    trusted("Fay", email="fay@example.org")
    client.post(reverse("account_reset_password"), {"email": "fay@example.org"})
    deliver_pending()
    path = next(link for link in links(mailoutbox[0]) if "/password/reset/key/" in link)
    form_page = client.get(path, follow=True)
    client.post(
        form_page.request["PATH_INFO"],
        {"password1": "three green bottles", "password2": "three green bottles"},
    )
    assert sign_in(Client(), "fay@example.org", "three green bottles").url == "/start/"
    kinds = Notification.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["users.reset_password", "users.password_changed"]


def test_for_an_unknown_address_nothing_is_sent_and_the_answer_is_the_same(client):
    trusted("Gil", email="gil@example.org")
    known = client.post(reverse("account_reset_password"), {"email": "gil@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("uid", ["zzzzzzzzzzzzz", "1y2p0ij32e8e7", "0", "zz"])
def test_a_made_up_link_for_a_new_password_is_a_page_not_an_error(client, uid):
    assert client.get(f"/accounts/password/reset/key/{uid}-abc-def/").status_code == 200


def test_changing_the_password_ends_all_sessions(client):
    user = trusted("Hana", email="hana@example.org")
    elsewhere = Client()
    sign_in(client, user.email)
    sign_in(elsewhere, user.email)
    new = "six white horses run"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert get_user(client).is_anonymous
    assert get_user(elsewhere).is_anonymous


# --- Addresses -----------------------------------------------------------------------------------------------------


def test_a_new_main_address_is_confirmed_at_the_new_one_and_told_to_the_old_one(client, mailoutbox):
    user = trusted("Ida", email="ida@example.org")
    sign_in(client, user.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "ida@new.example", "action_add": ""})
    deliver_pending()
    assert mailoutbox[-1].to == ["ida@new.example"]
    client.post(next(link for link in links(mailoutbox[-1]) if "confirm-email" in link))
    client.post(reverse("account_email"), {"email": "ida@new.example", "action_primary": ""})
    deliver_pending()
    user.refresh_from_db()
    assert user.email == "ida@new.example"
    assert mailoutbox[-1].to == ["ida@example.org"]
    assert "ida@new.example" in mailoutbox[-1].subject


def test_changing_addresses_asks_for_the_password_again(client):
    user = trusted("Ivo", email="ivo@example.org")
    sign_in(client, user.email)
    answer = client.post(reverse("account_email"), {"email": "ivo@new.example", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.count() == 1


def test_the_only_address_can_not_be_removed(client):
    user = trusted("Jan", email="jan@example.org")
    sign_in(client, user.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": user.email, "action_remove": ""})
    assert EmailAddress.objects.filter(user=user).count() == 1


def test_whoever_adds_somebody_elses_address_learns_nothing_and_can_not_use_it(client, mailoutbox):
    kim = trusted("Kim", email="kim@example.org")
    other = trusted("Lea", email="lea@example.org")
    sign_in(client, other.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "Kim@example.org", "action_add": ""})
    told = Notification.objects.get()
    assert (told.kind, told.recipient) == ("users.address_wanted", kim)
    assert "link" not in told.payload or told.payload["link"] == ""
    client.post(reverse("account_email"), {"email": "kim@example.org", "action_primary": ""})
    other.refresh_from_db()
    assert other.email == "lea@example.org"
    assert list(
        EmailAddress.objects.filter(verified=True).values_list("email", flat=True).order_by("email")
    ) == [
        "kim@example.org",
        "lea@example.org",
    ]


def test_an_address_that_a_stranger_only_registered_with_goes_to_its_owner(client, mailoutbox):
    stranger = make_user("Mallory", email="lea@new.example")
    owner = trusted("Lea", email="lea@example.org")
    sign_in(client, owner.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "lea@new.example", "action_add": ""})
    deliver_pending()
    client.post(next(link for link in links(mailoutbox[-1]) if "confirm-email" in link))
    client.post(reverse("account_email"), {"email": "lea@new.example", "action_primary": ""})
    owner.refresh_from_db()
    stranger.refresh_from_db()
    assert owner.email == "lea@new.example"
    assert (stranger.email, stranger.has_usable_password()) == (None, False)


def test_a_pupil_makes_no_unconfirmed_address_the_main_one(client):
    trusted("Kim", email="kim@example.org")
    pupil = User.objects.create_user(username="pupil.9", password=PASSWORD, name="Pupil")
    sign_in(client, "pupil.9")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "kim@example.org", "action_add": ""})
    client.post(reverse("account_email"), {"email": "kim@example.org", "action_primary": ""})
    pupil.refresh_from_db()
    assert pupil.email is None


# --- Mail ----------------------------------------------------------------------------------------------------------


def test_every_mail_that_allauth_sends_has_a_notice():
    source = "\n".join(path.read_text() for path in Path(allauth.__file__).parent.rglob("*.py"))
    asked_for = set(re.findall(r'"((?:account|mfa|socialaccount)/email/\w+)"', source))
    switched_off = {
        "account/email/unknown_account",
        "account/email/login_code",
        "account/email/password_reset_code",
    }
    assert asked_for - switched_off == set(MAILS)


def test_no_message_after_a_step_is_too_familiar_in_german():
    folder = Path(allauth.__file__).parent / "templates"
    names = [str(path.relative_to(folder)) for path in folder.glob("*/messages/*.txt")]
    assert "account/messages/email_confirmed.txt" in names
    with override("de"):
        said = {name: render_to_string(name, {"email": "mia@example.org"}) for name in names}
    assert [name for name, text in said.items() if re.search(r"\b([Dd]u|[Dd]ein\w*)\b", text)] == []


# --- Too many tries ------------------------------------------------------------------------------------------------


def tried_too_often(client, page="account_login", **data):
    client.post(reverse(page), data)
    return client.post(reverse(page), data)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Try again in 5 minutes."),
        ("de", "Versuchen Sie es in 5 Minuten noch einmal."),
        ("sl", "Poskusite znova čez 5 minut."),
    ],
)
def test_who_has_tried_too_often_reads_on_the_portal_s_page_how_long_to_wait(
    client, settings, language, says
):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/5m/ip"}
    client.cookies["django_language"] = language
    answer = tried_too_often(client, login="alice@example.org", password="x")
    assert (answer.status_code, answer.templates[0].name) == (429, "429.html")
    assert 290 <= int(answer["Retry-After"]) <= 300
    assert f'<html lang="{language}"' in answer.text
    assert says in answer.text
    assert 'href="/"' in answer.text


def test_the_wait_is_that_of_the_limit_which_was_met(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/2m/ip", "signup": "1/9m/ip"}
    assert int(tried_too_often(client)["Retry-After"]) <= 120
    assert 530 <= int(tried_too_often(client, "account_signup")["Retry-After"]) <= 540


def test_a_limit_on_one_address_alone_names_its_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/4m/key"}
    answer = tried_too_often(client, "account_reset_password", email="alice@example.org")
    assert answer.status_code == 429
    assert 230 <= int(answer["Retry-After"]) <= 240


def test_a_person_who_changes_the_password_too_often_waits_too(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"change_password": "1/3m/user"}
    client.force_login(trusted())
    answer = tried_too_often(client, "account_change_password", oldpassword="x", password1="y")
    assert answer.status_code == 429
    assert 170 <= int(answer["Retry-After"]) <= 180


# --- Second factors -------------------------------------------------------------------------------------------------


def set_up_codes(client: Client, user: User) -> str:
    """Go through the pages as somebody does who sets up codes for the first time; the secret they are shown."""
    sign_in(client, user.email)
    reauthenticate(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    return secret


def reauthenticate(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_what_makes_somebodys_codes_is_sealed_in_the_database(client):
    user = trusted()
    secret = set_up_codes(client, user)
    rows = {row.type: row.data for row in Authenticator.objects.filter(user=user)}

    assert sorted(rows) == ["recovery_codes", "totp"]
    assert unseal(rows["totp"]["secret"]) == secret
    assert re.fullmatch(r"[0-9a-f]{80}", unseal(rows["recovery_codes"]["seed"]))
    assert secret not in str(rows)


def test_codes_are_accepted_at_the_next_sign_in(client):
    user = trusted()
    secret = set_up_codes(client, user)
    cache.clear()
    another = Client()
    assert sign_in(another, user.email).url == reverse("mfa_authenticate")
    another.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert get_user(another) == user


def test_a_plain_secret_that_somebody_put_into_the_database_is_not_used(client):
    user = trusted()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    sign_in(client, user.email)

    with pytest.raises(NotSealed):
        client.post(reverse("mfa_authenticate"), {"code": code_now("JBSWY3DPEHPK3PXP")})
    assert not get_user(client).is_authenticated


def test_secrets_of_before_are_sealed_by_a_migration_and_opened_again():
    migration = import_module("portal.users.migrations.0003_sealed_second_factors")
    plain = {
        "totp": {"secret": "JBSWY3DPEHPK3PXP"},
        "recovery_codes": {"seed": "5eed", "used_mask": 3, "migrated_codes": ["one", "two"]},
        "webauthn": {"name": "key", "credential": {}},
    }
    user = make_user()
    for kind, data in plain.items():
        Authenticator.objects.create(user=user, type=kind, data=data)

    for _twice in range(2):
        migration.seal_secrets(apps, None)
        sealed = dict(Authenticator.objects.values_list("type", "data"))
        assert {kind: map_secrets(data, unseal) for kind, data in sealed.items()} == plain
        assert "JBSWY3DPEHPK3PXP" not in str(sealed)
    for _twice in range(2):
        migration.unseal_secrets(apps, None)
        assert dict(Authenticator.objects.values_list("type", "data")) == plain
