"""Every form of the portal and of the admin, found by walking its addresses, filled with whatever comes to mind.

The page answers, each time; and what it did not take has changed nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.roles import Role
from tests.architecture.form_input import asks, inputs_of
from tests.architecture.formless import FORMLESS
from tests.architecture.test_urls import rolled_back, world  # noqa: F401 - the world is a fixture
from tests.architecture.url_rules import RULES
from tests.architecture.world import World
from tests.factories import make_user
from tests.sessions import sign_in

EXAMPLES = 2
"""For each page that has a form, each time other ones: enough over some weeks, and few enough for every run."""

WHOLE_RUN = 60
"""Minutes for which whoever fills in forms has proven who they are, however slow the machine is."""

WHO_FILLS_IN = (None, Role.VISITOR, Role.TALENT, Role.MANAGER, Role.COORDINATOR, Role.PUPIL, Role.MENTOR)
"""The operator, then whoever else is shown the form."""

NOT_COMPARED = {"django_session", "privacy_accesslog", "pghistory_context"}
"""Tables in which reading and refusing leave lines too."""

ADMIN_PAGES = [
    f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
    for model in admin.site._registry
    for kind in ("changelist", "add", "change")
]


@pytest.fixture(scope="module")
def clients(world: World) -> dict[Role | None, Client]:  # noqa: F811
    """The operator, then whoever else is shown forms."""
    found: dict[Role | None, Client] = {}
    for role in WHO_FILLS_IN:
        found[role] = Client(raise_request_exception=True)
        user = make_user(is_superuser=True) if role is None else world.personas[role].user
        if user is not None:
            sign_in(found[role], user, minutes_ago=-WHOLE_RUN)
    return found


def addresses(world: World, name: str, role: Role | None) -> Iterator[str]:  # noqa: F811
    if name in RULES:
        persona = world.personas[role or Role.COORDINATOR]
        for case in list(RULES[name].cases(world, persona))[:2]:
            yield reverse(name, kwargs=case.kwargs)
    elif name.endswith("_change"):
        model = next(m for m in admin.site._registry if f"_{m._meta.model_name}_" in name)
        rows = [row.target for row in world.rows.get(model._meta.label_lower, [])]
        for row in (rows or model._default_manager.order_by("pk"))[:1]:
            yield reverse(name, args=[row.pk])
    else:
        yield reverse(name)


def with_form(
    world: World,  # noqa: F811
    clients: dict[Role | None, Client],
    name: str,
) -> tuple[Client, str, Any] | None:
    """Whoever first sees a form behind the address, the address, and the page's context."""
    for role, client in clients.items():
        for address in addresses(world, name, role):
            with rolled_back():
                response = client.get(address)
            if response.status_code == 200 and dict(inputs_of(response.context)):
                return client, address, response.context
    return None


def everything() -> int:
    """One number for all that the database holds."""
    tables = {*connection.introspection.table_names()} - NOT_COMPARED
    parts = [f'SELECT sum(hashtext(t::text)::bigint) AS h FROM "{table}" t' for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(h), 0) FROM ({' UNION ALL '.join(parts)}) AS every")
        return int(cursor.fetchone()[0])


def refused(response: Any) -> bool:
    """Did the page say that something is wrong? Then it is there again, with the form."""
    return response.status_code in {200, 400, 403, 404}


@pytest.mark.parametrize("name", [*RULES, *ADMIN_PAGES])
def test_whatever_is_typed_is_answered_and_what_is_not_taken_changes_nothing(world, clients, name):  # noqa: F811
    with rolled_back():
        found = with_form(world, clients, name)
        assert bool(found) == (name not in FORMLESS), (
            "Is its form out of reach, or does the list say too much?"
        )
        if found:
            fill_in(*found)


def fill_in(client: Client, address: str, context: Any) -> None:
    before = everything()
    ask = client.get if asks(context) else client.post

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries({}, optional=dict(inputs_of(context))))
    def typed(sent: dict[str, Any]) -> None:
        with rolled_back():
            response = ask(address, sent)
            assert response.status_code < 500
            if refused(response):
                assert everything() == before

    typed()
