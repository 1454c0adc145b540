import pytest
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from portal.middleware import (
    BadInputMiddleware,
    ContentSecurityPolicyMiddleware,
    PartAnswersMiddleware,
    PrivacyHeadersMiddleware,
    UnbelievedProxyMiddleware,
)

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
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
    }


@pytest.mark.parametrize(
    ("redirects", "is_secure", "proto", "status"),
    [
        (True, False, "https", 400),
        (True, True, "https", 200),
        (True, False, "http", 200),
        (False, False, "https", 200),
    ],
)
def test_a_proxy_that_is_not_believed_is_told_and_not_sent_to_and_fro(
    settings, caplog, redirects, is_secure, proto, status
):
    settings.SECURE_SSL_REDIRECT = redirects
    request = RequestFactory().get("/", secure=is_secure, headers={"X-Forwarded-Proto": proto})
    request.META["REMOTE_ADDR"] = "192.0.2.7"

    found = UnbelievedProxyMiddleware(lambda request: HttpResponse())(request)

    assert found.status_code == status
    told = [record.getMessage() for record in caplog.records if "TRUSTED_PROXIES" in record.getMessage()]
    assert len(told) == (status == 400)
    assert all("192.0.2.7" in line for line in told)


def test_pages_of_somebody_with_a_session_are_kept_nowhere():
    assert answer(cookies={"sessionid": "x"})["Cache-Control"] == "private, no-store"


def test_pages_for_everybody_may_be_kept():
    assert "Cache-Control" not in answer()


def test_view_that_is_the_same_for_everybody_keeps_its_own_caching():
    response = answer(cookies={"sessionid": "x"}, headers={"Cache-Control": "public, max-age=3600"})

    assert response["Cache-Control"] == "public, max-age=3600"


def test_no_page_may_use_a_device():
    assert "camera=()" in answer()["Permissions-Policy"]


# --- Bad input ---


def answered(error: Exception) -> HttpResponse | None:
    request = RequestFactory().get("/", {"secret": "x"})
    request.resolver_match = None
    return BadInputMiddleware(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(
    "error",
    [
        DataError("integer out of range"),
        ValueError("A string literal cannot contain NUL (0x00) characters."),
        OverflowError("date value out of range"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        ValidationError("secret"),
        IncorrectLookupParameters("secret"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_only_bad_input_can_raise_is_a_bad_request_and_one_line(error, caplog):
    response = answered(error)
    assert response.status_code == 400
    assert "We could not make sense of that" in response.content.decode()
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert "secret" not in record.getMessage()


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), TypeError("x"), IntegrityError("x")])
def test_a_mistake_of_the_portal_s_stays_one(error):
    assert answered(error) is None


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (400, {}, "This could not be understood."),
        (401, {}, "You are not signed in any more."),
        (403, {}, "You may not do this. Nothing has been changed."),
        (404, {}, "What you asked for is no longer there."),
        (409, {}, "Somebody has changed this meanwhile."),
        (413, {}, "What you sent is too large."),
        (429, {"Retry-After": "130"}, "That was too often in a short time. Try again in 3 minutes."),
        (429, {"Retry-After": "1"}, "That was too often in a short time. Try again in 1 minute."),
        (500, {}, "Something went wrong on our side"),
        (503, {"Retry-After": "30"}, "The portal can’t be reached right now."),
        (507, {}, "The portal has no space left for this."),
    ],
)
def test_what_is_refused_to_a_part_of_a_page_is_one_sentence(rf, status, headers, words):
    page = HttpResponse("<!DOCTYPE html><p>", status=status, headers=headers)
    page.set_cookie("kept", "yes")
    answer = PartAnswersMiddleware(lambda request: page)(rf.get("/", headers={"HX-Request": "true"}))
    assert answer.status_code == status
    assert answer.text.startswith(words)
    assert "<" not in answer.text
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.get("Retry-After") == headers.get("Retry-After")
    assert answer.cookies["kept"].value == "yes"


def test_whole_pages_and_what_is_allowed_stay_as_they_are(rf):
    refused, part = HttpResponse(status=404), HttpResponse("<p>", status=200)
    assert PartAnswersMiddleware(lambda request: refused)(rf.get("/")) is refused
    assert PartAnswersMiddleware(lambda request: part)(rf.get("/", headers={"HX-Request": "true"})) is part
