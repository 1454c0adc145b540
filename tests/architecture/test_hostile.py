"""No request, however it is made, is answered by an error of the portal's: each address, with input nobody means.

The answers are not compared: what each address says to bad input, its own tests know. Here it only has to be one.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from programmes.roles import Role
from tests.architecture.test_urls import admin_cases, rolled_back, world  # noqa: F401 - the world is a fixture
from tests.architecture.url_rules import RULES
from tests.architecture.world import World
from tests.factories import make_user
from tests.sessions import sign_in

STRANGE = (
    "%00", "%ff%fe", "%ed%a0%80", "9" * 30, str(2**63), "-1", "x'%22%3Cb%3E", "a" * 3_000, "NaN", "0001-01-01",
    "9999-12-31", "1,2,%00,x", "", "%5B%5D",
)  # fmt: skip
"""As they stand in an address: a NUL, no UTF-8, half a character, numbers beyond 64 bits, days beyond the calendar."""

PARAMETERS = (
    "page", "p", "q", "o", "e", "all", "next", "show", "state", "sort", "programme", "organisation", "gender", "trend",
    "place", "level", "language", "kind", "field", "degree", "starts", "remote", "paid", "country", "instrument",
    "from", "until", "period", "year", "file", "term", "app_label", "model_name", "field_name", "_to_field", "_popup",
    "_changelist_filters", "format", "offset", "limit", "id", "pk__in", "starts_on", "ends_on",
)  # fmt: skip

MULTIPART = "multipart/form-data; boundary=x"
TYPED = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\nx\0\xff\r\n--x--'
BODIES = (
    (MULTIPART, b"--x\r\nnothing"),
    ("multipart/form-data", b"--x"),
    (MULTIPART, PART % (b"a\0", b"")),
    (MULTIPART, PART % (b"upload", b'; filename="../\0\xff.pdf"')),
    (MULTIPART, PART % (b"a", b"\r\nContent-Transfer-Encoding: base64")),
    (f"{TYPED}; charset=klingon", b"a=b"),
    (f"{TYPED}; charset=utf-16", b"a=b"),
    ("application/json", b"[" * 100_000),
    ("\xff", b"\0"),
    (TYPED, b"&".join(b"a%d=1" % n for n in range(3_000))),
    (TYPED, b"skills-TOTAL_FORMS=999999999&skills-INITIAL_FORMS=-5&languages-TOTAL_FORMS=x"),
    (TYPED, b"action=delete_selected&_selected_action=%00&_selected_action=x&_selected_action=" + b"9" * 30),
    (TYPED, b"action=%00&_selected_action=%ff&index=" + b"9" * 30 + b"&select_across=1"),
    (
        TYPED,
        b"back="
        + b"9" * 30
        + b"&programme="
        + b"9" * 30
        + b"&next=//x&login=%00&email=%ff@x&language=%00&code=%00",
    ),
)

OPERATOR = None
WHO_ASKS = pytest.mark.parametrize("role", [OPERATOR, Role.MANAGER, Role.VISITOR])


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read before pages are drawn, and drawing the admin's takes minutes."""

    def render(response: Any) -> Any:
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", render)


def client_for(world: World, role: Role | None) -> Client:  # noqa: F811
    client = Client(raise_request_exception=False)
    user = make_user(is_superuser=True) if role is OPERATOR else world.personas[role].user
    if user is not None:
        sign_in(client, user)
    return client


def addresses_for(world: World, role: Role | None) -> list[str]:  # noqa: F811
    """One of each kind: rows of the same kind are told apart by `test_urls.py`."""
    persona = world.personas[role or Role.COORDINATOR]
    found = {
        name: reverse(name, kwargs=case.kwargs)
        for name, rule in RULES.items()
        for case in rule.cases(world, persona)
    }
    if role is OPERATOR:
        found |= {
            name.split(" ")[0]: address for name, address, _method, _answer in admin_cases(world, persona)
        }
    return sorted(found.values())


def check(client: Client, requests: Iterator[tuple[str, dict[str, Any]]]) -> None:
    wrong = []
    for address, more in requests:
        with rolled_back():
            answer = client.generic(path=address, **more)
        if answer.status_code >= 500:
            wrong.append(
                f"{answer.status_code} {more['method']} {address[:200]} {more.get('content_type', '')}"
            )
    assert not wrong, "\n".join(wrong)


@WHO_ASKS
def test_strange_questions_are_answered(role, world):  # noqa: F811
    """All parameters at once, and with each address another one of the strange values in each of them."""
    strange = cycle(STRANGE)

    def requests() -> Iterator[tuple[str, dict[str, Any]]]:
        for address in addresses_for(world, role):
            question = "&".join(f"{name}={next(strange)}" for name in PARAMETERS)
            yield f"{address}?{question}", {"method": "GET"}

    check(client_for(world, role), requests())


@pytest.mark.parametrize("role", [OPERATOR, Role.VISITOR])
def test_strange_addresses_are_answered(role, world):  # noqa: F811
    strange = cycle(STRANGE[:8])

    def requests() -> Iterator[tuple[str, dict[str, Any]]]:
        for address in addresses_for(world, role):
            parts = address.strip("/").split("/")
            for place in range(len(parts)):
                bad = "/".join([*parts[:place], next(strange), *parts[place + 1 :]])
                yield f"/{bad}/", {"method": "GET"}

    check(client_for(world, role), requests())


@WHO_ASKS
def test_strange_bodies_are_answered(role, world):  # noqa: F811
    bodies = cycle(BODIES)

    def requests() -> Iterator[tuple[str, dict[str, Any]]]:
        for address in addresses_for(world, role):
            for _time in range(3):
                kind, body = next(bodies)
                yield address, {"method": "POST", "content_type": kind, "data": body}
            next(bodies)

    check(client_for(world, role), requests())


def lookups(model: Any, model_admin: Any) -> Iterator[str]:
    """One for each field, by turns; and what the list declares."""
    ways = cycle(
        ["", "__exact", "__in", "__gte", "__contains", "__len", "__isnull", "__id__exact", "__overlap"]
    )
    for field in model._meta.fields:
        yield field.name + next(ways)
    for each in model_admin.list_filter:
        name = each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each)
        yield from (name, f"{name}__id__exact", f"{name}__exact")


def test_lists_of_the_admin_and_their_exports_answer_every_lookup(world):  # noqa: F811
    """Of arrays and numbers too, whatever is asked of them."""
    strange = cycle(STRANGE)

    def requests() -> Iterator[tuple[str, dict[str, Any]]]:
        for model, model_admin in admin.site._registry.items():
            base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            pages = [reverse(f"{base}_changelist")]
            pages += [reverse(f"{base}_export")] if hasattr(model_admin, "export_action") else []
            for page in pages:
                for name in sorted(set(lookups(model, model_admin))):
                    yield f"{page}?{name}={next(strange)}", {"method": "GET"}

    check(client_for(world, OPERATOR), requests())


def test_suggestions_of_the_admin_answer_every_word_and_page(world):  # noqa: F811
    def requests() -> Iterator[tuple[str, dict[str, Any]]]:
        for model, model_admin in admin.site._registry.items():
            for field in model_admin.autocomplete_fields:
                named = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field}"
                for value in STRANGE:
                    yield (
                        f"/admin/autocomplete/?{named}&term={value}&page={value}&id={value}",
                        {"method": "GET"},
                    )
                    yield f"/admin/autocomplete/?{named}&term={value}", {"method": "GET"}

    check(client_for(world, OPERATOR), requests())


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=%00; django_language=%00; text_size=\xff; messages=%00"},
        {"HTTP_COOKIE": f"sessionid=\x00; django_language={'a' * 4_000}; csrftoken={'x' * 9_000}"},
        {"HTTP_ACCEPT_LANGUAGE": "\x00,de;q=9e999,*" + "x" * 9_000},
        {"HTTP_REFERER": "http://[x"},
        {"HTTP_HOST": "[x"},
        {"HTTP_HOST": "\x00"},
        {"HTTP_X_FORWARDED_FOR": "\x00", "REMOTE_ADDR": ""},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[x"},
        {"HTTP_IF_MODIFIED_SINCE": "\x00", "HTTP_RANGE": f"bytes={'9' * 30}-", "HTTP_ACCEPT": "\x00;;;"},
        {"CONTENT_LENGTH": "x"},
        {"CONTENT_LENGTH": "-5"},
        {"HTTP_USER_AGENT": "\x00" * 9_000, "HTTP_SEC_PURPOSE": "\xff"},
    ],
)
def test_strange_headers_are_answered(headers, world):  # noqa: F811
    client = Client(raise_request_exception=False)
    for address in ("/", "/offers/", "/accounts/login/", "/me/", "/i18n/setlang/", "/admin/"):
        with rolled_back():
            assert client.get(address, **headers).status_code < 500
            assert client.post(address, {"login": "x", "password": "x"}, **headers).status_code < 500


@pytest.mark.parametrize(
    "text", ["x" * 10_000_000, "\u0301" * 2_000_000, "\0" * 100_000], ids=["x", "marks", "NUL"]
)
def test_ten_megabytes_in_every_field_are_answered(text, world):  # noqa: F811
    client = client_for(world, Role.TALENT)
    wishes, more = (reverse("matching:profile_step", args=[step]) for step in ("wishes", "more"))
    for address, fields in (
        (reverse("users:settings"), ["name"]),
        (wishes, ["regions", "hours"]),
        (more, ["headline"]),
    ):
        with rolled_back():
            assert client.post(address, dict.fromkeys(fields, text)).status_code in {200, 400}


def test_an_address_that_nobody_has_quoted_is_answered(world):  # noqa: F811
    client = Client(raise_request_exception=False)
    for path in ("/offers/\x00/", "/%c3%28/", "/" + quote("\udce4", errors="surrogateescape"), "/a" * 5_000):
        assert client.get(path).status_code in {301, 400, 404}
