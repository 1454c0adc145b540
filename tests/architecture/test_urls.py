"""Every address of the portal, asked by everybody, about own and foreign rows: the matrix and the page agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.backends.django import Template
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.safestring import SafeString

from programmes import access
from programmes.access import Access
from programmes.admin.base import ReadOnlyAdmin
from programmes.roles import ADMIN_ROLES, Role
from programmes.scoping import Scoped
from tests.architecture import url_rules as rules
from tests.architecture.url_rules import CONFIRM, ELSEWHERE, LOGIN, PAGE, REFUSED, RULES, UNKNOWN
from tests.architecture.world import Persona, World

ROLES = pytest.mark.parametrize("role", list(Role))


# --- The world, made once -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    from django.conf import settings

    before = settings.MEDIA_ROOT
    with django_db_blocker.unblock(), rolled_back():
        settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
        yield World()
    settings.MEDIA_ROOT = before


@pytest.fixture(autouse=True)
def private_media() -> None:
    """In place of a folder for each test: the world's files are read by all of them."""


@pytest.fixture(autouse=True)
def access_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gains or loses a role here, and reading anew for each request what roles one has takes a third of it."""
    known: dict[int, Access] = {}

    def load(user: Any, read: Any = access._load) -> Access:
        if user.pk not in known:
            known[user.pk] = read(user)
        return known[user.pk]

    monkeypatch.setattr(access, "_load", load)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- Every address has a rule ---------------------------------------------------------------------------------------


def addresses(
    resolver: Any = None, prefix: str = "", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Name and pattern of every address; without a name of its own, the name is empty."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, pattern, (*names, entry.namespace) if entry.namespace else names)
        elif isinstance(entry, URLPattern):
            yield ":".join((*names, entry.name)) if entry.name else "", pattern


def admin_names() -> dict[str, tuple[Any, str]]:
    """Name of each page that every model in the admin has → the model and the kind of page."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}": (model, kind)
        for model in admin.site._registry
        for kind in rules.ADMIN_KINDS
    }


def is_shortcut_to_a_row(pattern: str) -> bool:
    return pattern.startswith("admin/") and pattern.endswith("/<path:object_id>/")


def test_every_address_has_a_rule():
    known = {
        *RULES,
        *rules.ADMIN_PAGES,
        *rules.ADMIN_ACTIONS,
        *rules.ADMIN_ROW_PAGES,
        *admin_names(),
    }
    missing = [
        f"{name or '(no name)'}  {pattern}"
        for name, pattern in addresses()
        if name not in known
        and not (not name and (pattern in rules.NOT_ASKED or is_shortcut_to_a_row(pattern)))
    ]
    assert missing == [], (
        "Say in tests/architecture/url_rules.py what these answer, and to whom: by the matrix (BY_THE_MATRIX, "
        "ADMIN_ACTIONS, ADMIN_ROW_PAGES) wherever a row or a right is behind them."
    )


def test_no_rule_outlives_its_address():
    names = {name for name, _pattern in addresses()}
    ruled = {*RULES, *rules.ADMIN_PAGES, *rules.ADMIN_ACTIONS, *rules.ADMIN_ROW_PAGES}
    assert sorted(ruled - names) == []


# --- Every address, asked by everybody ------------------------------------------------------------------------------


def client_of(persona: Persona) -> Client:
    client = Client(raise_request_exception=True)
    if persona.user is not None:
        client.force_login(persona.user)
    return client


def ask(client: Client, method: str, address: str) -> str:
    """The answer in one word; whatever the request changes is undone."""
    with rolled_back():
        response = getattr(client, method)(address)
        return answer_of(response)


def answer_of(response: Any) -> str:
    words = {200: PAGE, 401: rules.NOT_SIGNED_IN, 403: REFUSED, 404: UNKNOWN, 405: rules.WRONG_METHOD}
    if response.status_code != 302:
        return words.get(response.status_code, str(response.status_code))
    if response["Location"].startswith(("/accounts/login/", "/admin/login/")):
        return LOGIN
    if response["Location"].startswith(("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")):
        return CONFIRM
    return ELSEWHERE


@pytest.fixture
def no_page_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is answered how is decided before a page is drawn; `tests/journeys/test_tour.py` draws them for each role."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: SafeString(""))


@ROLES
def test_the_matrix_and_the_page_agree(role: Role, world: World, no_page_drawn: None):
    persona = world.personas[role]
    client = client_of(persona)
    differences = []
    for name, rule in RULES.items():
        for case in rule.cases(world, persona):
            found = ask(client, rule.method, reverse(name, kwargs=case.kwargs))
            if found != case.expected:
                differences.append(f"{name} {case.name}: {found}, by the matrix {case.expected}")
    assert not differences, "\n".join(differences)


@pytest.fixture
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin decides on its answer before it draws a page, and drawing them all takes minutes."""

    def render(response: Any) -> Any:
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", render)


@ROLES
def test_the_matrix_and_the_admin_agree(role: Role, world: World, nothing_drawn: None):
    persona = world.personas[role]
    client = client_of(persona)
    differences = []
    for name, address, method, answer in admin_cases(world, persona):
        if role not in ADMIN_ROLES and not name.endswith(("_changelist", "_change own", "_export", ":index")):
            continue  # one door for all of them, so a part of them tells as much
        expected = answer if role in ADMIN_ROLES else LOGIN
        found = ask(client, method, address)
        if found != expected:
            differences.append(f"{name}: {found}, by the matrix {expected}")
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("role", [role for role in Role if role not in (*ADMIN_ROLES, Role.VISITOR)])
def test_whoever_has_no_place_in_the_admin_is_refused_at_its_door(role: Role, world: World):
    client = client_of(world.personas[role])
    assert client.get("/admin/", follow=True).status_code == 403


CHANGES = ("change", "delete")


def admin_cases(world: World, persona: Persona) -> Iterator[tuple[str, str, str, str]]:
    """What is asked, its address, the method, and the answer that the matrix gives to those who work in the admin."""
    for name, rule in rules.ADMIN_PAGES.items():
        yield name, reverse(name, kwargs=rule.kwargs(world)), rule.method, rule.expected(persona)
    for name, (label, action, answer) in rules.ADMIN_ACTIONS.items():
        yield name, reverse(name), "get", answer if persona.staff_grants(action, label) else REFUSED
    for name, (label, action) in rules.ADMIN_ROW_PAGES.items():
        yield from row_cases(world, persona, name, label, action)
    for name, (model, kind) in admin_names().items():
        label = model._meta.label_lower
        if kind == "changelist":
            yield name, reverse(name), "get", PAGE if can(persona, "view", model) else REFUSED
        elif kind == "add":
            page = CONFIRM if label in rules.CONFIRMED_MODELS else PAGE
            yield name, reverse(name), "get", page if can(persona, "add", model) else REFUSED
        elif issubclass(model, Scoped):
            action = "delete" if kind == "delete" else "view"
            yield from row_cases(world, persona, name, label, action)


def row_cases(world: World, persona: Persona, name: str, label: str, action: str) -> Iterator[Any]:
    for row in world.rows[label]:
        yield (
            f"{name} {row.name}",
            reverse(name, args=[row.target.pk]),
            "get",
            answer_on_row(name, row, persona, action),
        )


def action_of(name: str) -> str:
    return name.rpartition("_")[2]


def answer_on_row(name: str, row: Any, persona: Persona, action: str) -> str:
    """Django refuses `change` and `delete` to whoever holds the right on no row; other pages look for the row first."""
    model = type(row.target)
    is_found = row.is_own and can(persona, "view", model)
    if not can(persona, action, model) and (is_found or name.endswith(("_change", "_delete"))):
        return REFUSED
    if is_found and action_of(name) in CHANGES and model._meta.label_lower in rules.CONFIRMED_MODELS:
        return CONFIRM if can(persona, action_of(name), model) else PAGE
    return PAGE if is_found else UNKNOWN


def can(persona: Persona, action: str, model: Any) -> bool:
    """May the person do this in the admin with any row of the model? By the matrix, where the admin offers it."""
    label = model._meta.label_lower
    if not issubclass(model, Scoped):
        return action == "view" and (label in rules.VOCABULARIES or persona.staff_grants(action, label))
    is_read_only = isinstance(admin.site._registry[model], ReadOnlyAdmin)
    if action != "view" and (is_read_only or action in rules.NARROWED.get(label, "").split()):
        return False
    return persona.staff_grants(action, label)
