"""What people meet of a library looks like the portal and speaks their language."""

from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache, partial
from pathlib import Path

import allauth.account.app_settings as account
import allauth.mfa.app_settings as mfa
import pytest
from django.apps import apps
from django.conf import settings
from django.template import Template, engines
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils.translation import trans_real

from portal.admin_site.site import BleibeAdminSite
from portal.users.adapters import AccountAdapter
from programmes.admin.exports import ExportPages
from programmes.admin.imports import ImportPages
from tests.architecture.messages import Message, in_part
from tests.architecture.source import ROOT, files

HOUSE = ROOT / "templates"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


@cache
def brought() -> dict[str, Path]:
    """Name → file of every template that an installed library brings."""
    found: dict[str, Path] = {}
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if not folder.is_relative_to(ROOT) or ".venv" in folder.parts:
            for path in folder.rglob("*"):
                if path.is_file():
                    found.setdefault(str(path.relative_to(folder)), path)
    return dict(sorted(found.items()))


def library_templates() -> dict[str, Path]:
    """Those of them that the portal has none of its own for."""
    return {name: path for name, path in brought().items() if not (HOUSE / name).exists()}


def is_off(address: str) -> bool:
    try:
        reverse(address)
    except NoReverseMatch:
        return True
    return False


def nobody_uses(word: str) -> bool:
    return not any(word in (ROOT / path).read_text(encoding="utf-8") for path in files())


def nobody_includes(name: str) -> bool:
    """Neither the portal's own templates nor those of a library that it shows."""
    own = list(HOUSE.rglob("*.html"))
    libraries = [
        path for other, path in library_templates().items() if other != name and not is_left_out(other)
    ]
    return not any(name in path.read_text(encoding="utf-8") for path in [*own, *libraries])


def is_left_out(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in NEVER_SHOWN)


NEVER_SHOWN: dict[str, Callable[[], bool]] = {
    "account/base_confirm_code.html": lambda: not account.LOGIN_BY_CODE_ENABLED,
    "account/confirm_email_verification_code.html": lambda: not account.EMAIL_VERIFICATION_BY_CODE_ENABLED,
    "account/confirm_login_code.html": lambda: not account.LOGIN_BY_CODE_ENABLED,
    "account/confirm_password_reset_code.html": lambda: not account.PASSWORD_RESET_BY_CODE_ENABLED,
    "account/confirm_phone_verification_code.html": lambda: is_off("account_verify_phone"),
    "account/email/*": lambda: AccountAdapter.send_mail.__module__ == "portal.users.adapters",
    "account/email_change.html": lambda: not account.CHANGE_EMAIL,
    "account/phone_change.html": lambda: is_off("account_change_phone"),
    "account/request_login_code.html": lambda: is_off("account_request_login_code"),
    "account/signup_by_passkey.html": lambda: is_off("account_signup_by_passkey"),
    "admin/auth/user/*": lambda: is_off("admin:auth_user_add"),
    "admin/import_export/export.html": lambda: "_confirmed_export" in vars(ExportPages),
    "admin/import_export/import*.html": lambda: "import_action" in vars(ImportPages),
    "admin/invalid_setup.html": lambda: nobody_uses("invalid_setup"),
    "admin/login.html": lambda: nobody_uses("admin/login.html"),
    "django_filters/rest_framework/*": lambda: not apps.is_installed("rest_framework"),
    "idp/*": lambda: not apps.is_installed("allauth.idp.oidc"),
    "mfa/email/*": lambda: AccountAdapter.send_mail.__module__ == "portal.users.adapters",
    "mfa/trust.html": lambda: not mfa.TRUST_ENABLED,
    "mfa/webauthn/signup_form.html": lambda: not mfa.PASSKEY_SIGNUP_ENABLED,
    "openid/*": lambda: not apps.is_installed("allauth.socialaccount.providers.openid"),
    "registration/password_change*": lambda: "password_change" in vars(BleibeAdminSite),
    "registration/password_reset*": lambda: is_off("admin_password_reset"),
    "socialaccount/email/*": lambda: AccountAdapter.send_mail.__module__ == "portal.users.adapters",
    "unfold/forms/helpers/toolbar.html": lambda: nobody_uses("WysiwygWidget"),
    "unfold/forms/wysiwyg.html": lambda: nobody_uses("WysiwygWidget"),
    **{
        name: partial(nobody_includes, name)
        for name in (
            "unfold/helpers/app_list_default.html",
            "unfold/helpers/change_list_filter_actions.html",
            "unfold/helpers/command.html",
            "unfold/helpers/command_history.html",
            "unfold/helpers/header.html",
            "unfold/helpers/header_back_button.html",
            "unfold/helpers/navigation.html",
            "unfold/helpers/search.html",
            "unfold/helpers/welcomemsg.html",
            "unfold/layouts/base.html",
            "unfold/layouts/base_simple.html",
        )
    },
    "unfold_crispy/*": lambda: not apps.is_installed("crispy_forms"),
    "usersessions/*": lambda: not apps.is_installed("allauth.usersessions"),
}
"""Templates of what the portal doesn't use, each with a question that is answered with yes as long as it doesn't."""

THE_THEME_S = {
    "admin/404.html",
    "admin/500.html",
    "admin/change_form.html",
    "admin/object_history.html",
    "admin/popup_response.html",
    "registration/logged_out.html",
    "unfold/layouts/unauthenticated.html",
}
"""Pages of the admin. Its look is the theme's, which has the portal's colours and fonts; its words are proven below."""


@cache
def shown() -> dict[str, Template]:
    engine = engines["django"].engine
    return {
        name: Template(path.read_text(encoding="utf-8"), engine=engine)
        for name, path in library_templates().items()
        if not is_left_out(name)
    }


def is_page(template: Template) -> bool:
    """It draws a page, rather than a part of one or the frame of others."""
    return "{% block content" in template.source or "<html" in template.source


@pytest.mark.parametrize("pattern", NEVER_SHOWN)
def test_what_is_said_to_be_never_shown_is_not(pattern):
    assert NEVER_SHOWN[pattern]()
    assert [name for name in library_templates() if fnmatch(name, pattern)] != []


def test_every_page_of_a_library_is_the_portal_s_own():
    pages = [name for name, template in shown().items() if is_page(template)]
    assert len(library_templates()) > 300
    assert set(pages) == THE_THEME_S


def addresses_without_a_row() -> list[str]:
    """Every address of the portal and its libraries that names no row: pages, and what is only sent to."""

    def below(patterns, prefix: str):
        for each in patterns:
            path = prefix + str(each.pattern).removeprefix("^").rstrip("$")
            if isinstance(each, URLResolver):
                yield from below(each.url_patterns, path)
            elif not set("<(\\[") & set(path):
                yield f"/{path}"

    return sorted(set(below(get_resolver().url_patterns, "")))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_whatever_is_refused_is_refused_on_a_page_of_the_portal(client, method):
    """A library that is added tomorrow, or an address of ours without a page, is found here."""
    paths = addresses_without_a_row()
    assert len(paths) > 80
    bare = {}
    for path in paths:
        answer = getattr(client, method)(path)
        is_page = getattr(answer, "content", b"").lstrip()[:15].lower() == b"<!doctype html>"
        is_data = not answer.headers.get("Content-Type", "text/html").startswith("text/html")
        if 400 <= answer.status_code < 500 and not is_page and not is_data:
            bare[path] = answer.status_code
    assert bare == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "says"),
    [("de", "Das geht so nicht"), ("sl", "Tako ne gre"), ("en", "This does not work this way")],
)
def test_a_bare_refusal_gets_words_and_a_way_on_and_keeps_its_headers(client, language, says):
    client.cookies["django_language"] = language
    answer = client.get("/i18n/setlang/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'<html lang="{language}"' in answer.text
    assert says in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.django_db
def test_programs_get_a_bare_refusal_as_it_is_and_parts_of_pages_a_sentence(client):
    assert client.get("/i18n/setlang/", headers={"accept": "application/json"}).content == b""
    part = client.get("/i18n/setlang/", headers={"hx-request": "true"})
    assert part.text.startswith("This could not be understood.")


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "405", "429", "500"])
def test_every_answer_that_django_and_allauth_give_by_themselves_has_a_page(status):
    assert (HOUSE / f"{status}.html").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_of_a_library_is_translated(language):
    words = trans_real.translation(language)._catalog
    missing = {
        (name, message.text)
        for name, template in shown().items()
        for message in in_part(template.nodelist, name)
        if isinstance(message, Message) and not is_known(words, message)
    }
    assert missing == set()


def is_known(words, message: Message) -> bool:
    key = f"{message.context}\x04{message.text}" if message.context else message.text
    return bool(words.get((key, 0)) if message.plural else words.get(key))


def test_the_portal_keeps_no_template_that_is_never_shown():
    own = [str(path.relative_to(HOUSE)) for path in HOUSE.rglob("*.*")]
    assert [name for name in own if any(fnmatch(name, pattern) for pattern in NEVER_SHOWN)] == []
