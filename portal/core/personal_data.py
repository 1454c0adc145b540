"""What each app holds about a person: the one list that export, erasure, retention and the merging of accounts read.

Every app lists its models in `personal_data.py` and registers them when it starts. "Whose rows are these?" is answered
by `rows_of`, whoever asks:

    for holding in holdings:
        rows = rows_of(holding, person)     # live rows about the person
        holding.persons                     # lookups that lead from a row to the person it is about
        holding.traces                      # foreign keys that only say who did something to somebody else's row

A model that hangs on people and holds nothing about them is registered with `not_personal` and the reason. What nobody
registered fails `tests/architecture/test_personal_data.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core.registry import Registry

Text = str | Promise


class LegalBasis(models.TextChoices):
    """Article 6(1) GDPR, points (a), (b), (c), (e) and (f)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGAL_DUTY = "legal_duty", _("Legal duty")
    PUBLIC_TASK = "public_task", _("Public task")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")


class Erasure(StrEnum):
    """What becomes of a row when the person it is about is erased."""

    DELETE = "delete"  # the row goes, and its history with it
    BLANK = "blank"  # the row stays, without what is about the person
    DETACH = "detach"  # the row stays as it is, and no longer says about whom it is


@dataclass(frozen=True)
class Number:
    """A column that holds the key of a row about the person without being a foreign key.

    `field` holds keys of `model`, a holding's label in lower case, in rows for which the lookup `when` is `equal`.
    """

    field: str
    model: str
    when: str
    equal: str


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one model holds about people.

    `model` is the model's label in lower case. `persons` are lookups to the person a row is about ("talent__user"), or
    to where their key stands ("metadata__user"); `addresses` are fields with an address that may be the person's;
    `numbers` are columns with the key of a row that is about them.
    `about` are the fields that say something about them, which the export shows under their names; `secret` ones are
    about them too and never leave the portal (hashes, keys); `plain` ones say nothing about anybody. Every field stands
    in one of them, or is a foreign key of `persons` or `traces`.

    `erasure` is what happens to a row, `blanked` the fields that are emptied where it stays. A row that a duty keeps
    (`portal.privacy.extensions.keepers`) stays longer; `kept` says so to people, `kept_while` for how
    long where no day can be named. `files` are fields whose files go with
    the row. The model's history, if it has one, follows the row. `name` is what the rows are called where the model's
    own name says nothing to people, as those of libraries.
    """

    model: str
    purpose: Text
    basis: LegalBasis
    persons: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    traces: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    erasure: Erasure = Erasure.DELETE
    blanked: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kept: Text = ""
    kept_while: Text = ""
    name: Text = ""

    @property
    def title(self) -> str:
        """What the rows are called, for people."""
        return str(self.name or self.model_class._meta.verbose_name_plural)

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def leads_to_people(self) -> bool:
        """Is there a way from a row to whom it is about? Traces only say who did something."""
        return bool(self.persons or self.addresses or self.numbers)

    @property
    def history(self) -> type[models.Model] | None:
        """The model that keeps the versions of these rows."""
        relation = getattr(self.model_class, "history", None)
        return None if relation is None else relation.rel.related_model

    @property
    def fields(self) -> set[str]:
        """Every field that the holding accounts for."""
        keys = {path.split("__")[0] for path in self.persons}
        numbers = (number.field for number in self.numbers)
        named = (self.addresses, numbers, self.traces, self.about, self.secret, self.plain)
        return keys.union(*named)

    @property
    def owner_keys(self) -> tuple[str, ...]:
        """Foreign keys of the model itself to the person a row is about: what moves when two accounts become one."""
        return tuple(path for path in self.persons if "__" not in path and path != "pk")


holdings: Registry[Holding] = Registry("what is held about people")
without_people: Registry[Text] = Registry("models that hold nothing about people, and why")


def register(*items: Holding) -> None:
    for item in items:
        holdings.add(item.model, item)


def not_personal(**reasons: Text) -> None:
    """`not_personal(matching__placementskill="…")`: the model hangs on people and says nothing about them."""
    for label, reason in reasons.items():
        without_people.add(label.replace("__", ".", 1), reason)


def rows_of(holding: Holding, person: models.Model, addresses: Iterable[str] = ()) -> models.QuerySet[Any]:
    """The rows that are about `person`, among them those that name one of these addresses of theirs."""
    known = list(addresses)
    return _rows_about(holding, _keys_of(person), known)


def rows_of_several(
    holding: Holding, people: models.QuerySet[Any], addresses: Iterable[str]
) -> models.QuerySet[Any]:
    """The rows that are about any of these people (a query of keys), whichever way a row leads to them."""
    return _rows_about(holding, people, list(addresses))


def _rows_about(holding: Holding, people: Any, addresses: list[str]) -> models.QuerySet[Any]:
    condition = models.Q(pk__in=[])
    for path in holding.persons:
        is_key = path == "pk" or holding.model_class._meta.get_field(path.split("__")[0]).is_relation
        condition |= models.Q(**{f"{path}__in": people if is_key else _bare(people)})
    for field in holding.addresses:
        condition |= models.Q(**{f"{field}__in": addresses})
    for number in holding.numbers:
        named = _rows_about(holdings[number.model], people, addresses).values("pk")
        condition |= models.Q(**{f"{number.field}__in": named, number.when: number.equal})
    rows = holding.model_class._base_manager.filter(condition)
    return rows.model._base_manager.filter(pk__in=rows.values("pk"))


def _bare(people: Any) -> list[Any]:
    """Keys as they stand in JSON."""
    return list(people.values_list("pk", flat=True)) if isinstance(people, models.QuerySet) else people


def _keys_of(person: models.Model) -> list[Any]:
    """The person's key, and those of rows that were joined into theirs."""
    keys = getattr(person, "keys", None)
    return [person.pk] if keys is None else list(keys())


def empty_value(field: models.Field[Any, Any]) -> Any:
    """What stands in a field that was emptied. Raises ValueError for one that can't be."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.empty_strings_allowed:
        return ""
    raise ValueError(f"{field} can't be empty")


def field_of(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The model's field of this name; None where a history leaves it out."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None
