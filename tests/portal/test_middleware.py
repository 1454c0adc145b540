import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.middleware import ContentSecurityPolicyMiddleware, PrivacyHeadersMiddleware

STRICT = {
    "default-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def answer(path="/", cookies=None, headers=None):
    request = RequestFactory().get(path)
    request.COOKIES = cookies or {}
    view = PrivacyHeadersMiddleware(lambda request: HttpResponse(headers=headers))
    return ContentSecurityPolicyMiddleware(view)(request)


def policy(path):
    return set(answer(path)["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", ["/", "/offers/", "/accounts/login/", "/administration/"])
def test_pages_may_run_no_inline_code(path):
    assert policy(path) == STRICT


def test_admin_alone_may_run_what_its_theme_needs():
    assert policy("/admin/") - STRICT == {
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
    }


def test_pages_of_somebody_with_a_session_are_kept_nowhere():
    assert answer(cookies={"sessionid": "x"})["Cache-Control"] == "private, no-store"


def test_pages_for_everybody_may_be_kept():
    assert "Cache-Control" not in answer()


def test_view_that_is_the_same_for_everybody_keeps_its_own_caching():
    response = answer(cookies={"sessionid": "x"}, headers={"Cache-Control": "public, max-age=3600"})

    assert response["Cache-Control"] == "public, max-age=3600"


def test_no_page_may_use_a_device():
    assert "camera=()" in answer()["Permissions-Policy"]
