"""Every address of the portal, with rows of the demonstration where one is named."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from programmes.roles import Role
from tests.architecture import url_rules as rules
from tests.architecture.world import Persona, Row

FIXED: dict[str, dict[str, Any]] = {
    "notifications:open": {"pk": 1},
    "notifications:unsubscribe": {"token": "none"},
    "privacy:withdraw": {"pk": 1},
    "programmes:invitation_accept": {"pk": 1},
    "programmes:invitation_decline": {"pk": 1},
    "programmes:membership_accept": {"pk": 1},
    "programmes:membership_decline": {"pk": 1},
    "privacy:certificate": {"code": "none"},
    "privacy:guardian": {"token": "none"},
    "privacy:letter": {"pk": 1},
}
"""Arguments of addresses that no model of the matrix stands behind."""


class Demonstration:
    """What rules ask of a world, answered with the first and the last row of the demonstration."""

    def __init__(self) -> None:
        labels = {rule.label for rule in rules.RULES.values() if isinstance(rule, rules.OnRow)}
        self.rows = {label: list(self._rows(label)) for label in labels}

    def _rows(self, label: str) -> Iterator[Row]:
        found = apps.get_model(label)._base_manager.order_by("pk")
        for name, row in (("first", found.first()), ("last", found.last())):
            if row is not None:  # the demonstration need not have one of each
                yield Row(name, row)


def all_addresses() -> list[str]:
    """One of each, and of those about a row two; what only takes a POST is among them and answers 405."""
    demonstration: Any = Demonstration()
    somebody = Persona(Role.TALENT, None, frozenset({Role.TALENT}))
    found = []
    for name, rule in rules.RULES.items():
        if name == "account_logout":
            continue
        if name in FIXED:
            found.append(reverse(name, kwargs=FIXED[name]))
            continue
        found += [reverse(name, kwargs=case.kwargs) for case in rule.cases(demonstration, somebody)]
    return sorted(set(found) | set(_of_the_admin()))


def front_pages() -> list[str]:
    """Those that everybody comes by: the admin's home, and outside it whatever names nothing in particular."""
    return ["/admin/", *sorted(_without_arguments(rules.PUBLIC | rules.OWN | rules.BY_THE_MATRIX))]


def _without_arguments(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        with suppress(NoReverseMatch):
            yield reverse(name)


def _of_the_admin() -> Iterator[str]:
    for name, rule in rules.ADMIN_PAGES.items():
        if name != "admin:logout":
            yield reverse(name, kwargs=rule.kwargs(None))  # type: ignore[arg-type]
    for name in rules.ADMIN_ACTIONS:
        yield reverse(name)
    for name, (label, _action) in rules.ADMIN_ROW_PAGES.items():
        row = apps.get_model(label)._base_manager.order_by("pk").first()
        if row is not None:
            yield reverse(name, args=[row.pk])
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._base_manager.order_by("pk").first()
        yield reverse(f"{stem}_changelist")
        yield reverse(f"{stem}_add")
        for kind in ("change", "delete", "history"):
            yield reverse(f"{stem}_{kind}", args=[row.pk if row else 0])
