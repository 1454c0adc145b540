"""The parts of an erasure: whose rows, what becomes of each, of their history, and of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import FileField

from portal.core.personal_data import Erasure, Holding, empty_value, field_of, holdings, rows_of
from portal.notifications.backends import forget_mails
from portal.privacy.constants import ERASED_NAME
from portal.privacy.extensions import FileLeft, Kept, Keys, erasers, kept_of
from portal.privacy.models import DataCopy, GuardianConsent
from portal.privacy.queries import addresses_of
from portal.privacy.services.access_log import forget_searches
from portal.users.models import User

ACCOUNT = "users.user"


@dataclass
class Outcome:
    """What an erasure has done: rows by model, what stays, and files that still lie in their storage."""

    erased: dict[str, int] = field(default_factory=dict)
    kept: dict[str, list[Kept]] = field(default_factory=dict)
    files: list[FileLeft] = field(default_factory=list)

    def count(self, label: str, rows: int) -> None:
        if rows:
            self.erased[label] = self.erased.get(label, 0) + rows


def erase(person: User) -> Outcome:
    """Erase everything about the person that no duty keeps: rows, histories, sessions, their names in logs.

    What must stay hangs on an account without name, address or password; when nothing must, the account goes too.
    Files are named in the outcome and deleted by the caller, once the transaction is certain.
    """
    outcome = Outcome()
    for label, eraser in erasers.items():
        files = eraser(person=person)
        outcome.files += files
        outcome.count(label, len(files))
    kept, addresses = kept_of(person), addresses_of(person)
    keys = {holding.model: _keys_of(holding, person, addresses) for holding in holdings}
    for holding in reversed(list(holdings)):
        if holding.model != ACCOUNT:
            _erase_rows(holding, person, keys[holding.model], kept.get(holding.model, {}), outcome)
        _take_off_traces(holding, person)
        _forget_addresses(holding, addresses)
    _forget_in_the_admins_log(keys)
    forget_searches(person=person, addresses=addresses)
    transaction.on_commit(partial(forget_mails, names=[person.name, *addresses]))
    _end_sessions(person)
    _close_account(person, outcome)
    _forget_guardian(addresses, outcome)
    return outcome


def delete_files(files: Iterable[FileLeft]) -> list[FileLeft]:
    """Delete the files from their storages; those that could not be deleted are returned."""
    return [entry for entry in files if not _delete_file(*entry)]


# --- Whose rows ----------------------------------------------------------------------------------------------------


def _keys_of(holding: Holding, person: User, addresses: Iterable[str] = ()) -> set[int]:
    """Keys of the rows about the person, those among them that were deleted long ago and live on in a history."""
    keys = set(rows_of(holding, person, addresses).values_list("pk", flat=True))
    if holding.history is not None:
        for path in holding.persons:
            keys |= set(_versions_along(holding, path, person).values_list("pgh_obj_id", flat=True))
    for number in holding.numbers:
        named = _keys_of(holdings[number.model], person, addresses)
        rows = holding.model_class._base_manager.filter(
            **{f"{number.field}__in": named, number.when: number.equal}
        )
        keys |= set(rows.values_list("pk", flat=True))
    return keys


def _versions_along(holding: Holding, path: str, person: User) -> models.QuerySet[models.Model]:
    """Versions of rows about the person, found along the path by the keys that histories keep."""
    versions = _versions(holding)
    first, _separator, rest = path.partition("__")
    if not rest:
        return versions.filter(**{f"{first}_id__in": person.keys()})
    target = field_of(holding.model_class, first)
    above = holdings[target.related_model._meta.label_lower]  # type: ignore[union-attr]
    return versions.filter(**{f"{first}_id__in": _keys_of(above, person)})


def _versions(holding: Holding) -> models.QuerySet[models.Model]:
    assert holding.history is not None  # noqa: S101  asked by the callers
    return holding.history._base_manager.all()


# --- What becomes of them ------------------------------------------------------------------------------------------


def _erase_rows(holding: Holding, person: User, keys: set[int], kept: Keys, outcome: Outcome) -> None:
    """Apply the holding's rule to the person's rows, and to those that a duty keeps what is left for them."""
    gone = keys - kept.keys()
    staying = [kept[key] for key in sorted(keys & kept.keys())]
    if staying:
        outcome.kept[holding.model] = staying
        _blank(holding, keys & kept.keys())
    rows = holding.model_class._base_manager.filter(pk__in=gone)
    if holding.erasure is Erasure.DETACH:
        _detach(holding, holding.owner_keys, person)
        return
    outcome.count(holding.model, rows.count())
    if holding.erasure is Erasure.BLANK:
        _blank(holding, gone)
    else:
        outcome.files += delete_rows(holding, rows, gone)


def delete_rows(
    holding: Holding, rows: models.QuerySet[models.Model], keys: Iterable[int] = ()
) -> list[FileLeft]:
    """Delete the rows, what hangs on them, and every version of both; of rows deleted earlier too, by their keys.

    Returns the files that lose their row; they are deleted when the transaction is certain.
    """
    known = {*keys, *rows.values_list("pk", flat=True)}
    files = [
        file for each, name in _hanging_on(holding) for file in delete_rows(each, _with(each, name, known))
    ]
    files += _files_of(holding, rows)
    rows.delete()
    if holding.history is not None:
        _versions(holding).filter(pgh_obj_id__in=known).delete()
    return files


def _hanging_on(holding: Holding) -> Iterator[tuple[Holding, str]]:
    """Holdings whose rows are about a person by way of these rows, with the foreign key that leads here."""
    for other in holdings:
        if other is holding or other.erasure is not Erasure.DELETE:
            continue
        for name in sorted({path.split("__")[0] for path in other.persons}):
            found = field_of(other.model_class, name)
            if found is not None and found.related_model is holding.model_class:
                yield other, name


def _with(holding: Holding, name: str, keys: Iterable[int]) -> models.QuerySet[models.Model]:
    return holding.model_class._base_manager.filter(**{f"{name}__in": list(keys)})


def _files_of(holding: Holding, rows: models.QuerySet[models.Model]) -> Iterator[FileLeft]:
    """Files of the rows as they are, and of every version of them."""
    sources = [rows.all()]
    if holding.history is not None:
        sources.append(_versions(holding).filter(pgh_obj_id__in=list(rows.values_list("pk", flat=True))))
    for name in holding.files:
        names = {value for source in sources for value in source.values_list(name, flat=True) if value}
        yield from ((holding.model, name, value) for value in sorted(names))


def _blank(holding: Holding, keys: Iterable[int]) -> None:
    """Empty what is about the person, in the rows and in every version of them."""
    if not holding.blanked:
        return
    values = _empty_values(holding)
    holding.model_class._base_manager.filter(pk__in=keys).update(**values)
    if holding.history is not None:
        known = {name: value for name, value in values.items() if field_of(holding.history, name)}
        _versions(holding).filter(pgh_obj_id__in=keys).update(**known)


def _empty_values(holding: Holding) -> dict[str, object]:
    fields = {name: field_of(holding.model_class, name) for name in holding.blanked}
    return {name: empty_value(field) for name, field in fields.items() if field is not None}


def _take_off_traces(holding: Holding, person: User) -> None:
    """Who did something to somebody else's row is forgotten there; the row stays."""
    _detach(holding, holding.traces, person)


def _detach(holding: Holding, names: Iterable[str], person: User) -> None:
    for name in names:
        holding.model_class._base_manager.filter(**{f"{name}__in": person.keys()}).update(**{name: None})
        if holding.history is not None and field_of(holding.history, name):
            _versions(holding).filter(**{f"{name}_id__in": person.keys()}).update(**{name: None})


def _forget_addresses(holding: Holding, addresses: Iterable[str]) -> None:
    """An address of theirs that stood in a row once is emptied in those versions; later ones are somebody else's."""
    if holding.history is None:
        return
    for name in holding.addresses:
        found = field_of(holding.history, name)
        if found is not None:
            versions = _versions(holding).filter(**{f"{name}__in": list(addresses)})
            versions.update(**{name: empty_value(found)})


# --- What stands beside rows ---------------------------------------------------------------------------------------


def _forget_in_the_admins_log(keys: Mapping[str, set[int]]) -> None:
    """The admin's log keeps what a row was called, which is often a name."""
    for label, found in keys.items():
        content_type = ContentType.objects.get_for_model(holdings[label].model_class)
        lines = LogEntry.objects.filter(content_type=content_type, object_id__in=[str(key) for key in found])
        lines.update(object_repr="", change_message="")


def _forget_guardian(addresses: Iterable[str], outcome: Outcome) -> None:
    """Take the person's name out of the questions about children that they never answered, and out of the copies.

    What they have agreed to stays with the child's account, which rests on it: Articles 7(1) and 17(3)(b) and (e) GDPR.
    """
    label = GuardianConsent._meta.label_lower
    named = GuardianConsent.objects.naming(addresses)
    outcome.kept.setdefault(label, []).extend(Kept(until=None) for _row in named.answered())
    unanswered = named.unanswered()
    copies = DataCopy.objects.filter(person__in=list(unanswered.values_list("pupil", flat=True)))
    outcome.files += delete_rows(holdings[DataCopy._meta.label_lower], copies)
    outcome.count(label, unanswered.update(guardian_name="", guardian_email=""))
    if not outcome.kept[label]:
        del outcome.kept[label]


def _end_sessions(person: User) -> None:
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def _close_account(person: User, outcome: Outcome) -> None:
    """Without anything that stays, the account goes; else it stays without anything that tells who it was."""
    outcome.count(ACCOUNT, 1)
    if not outcome.kept:
        person.delete()
        return
    person.email, person.username = None, f"{ERASED_NAME}{uuid4().hex[:16]}"
    person.is_active = person.is_superuser = False
    for name, value in _empty_values(holdings[ACCOUNT]).items():
        setattr(person, name, value)
    person.set_unusable_password()
    person.save()


def _delete_file(label: str, name: str, stored: str) -> bool:
    file = field_of(holdings[label].model_class, name) if label in holdings else None
    if not isinstance(file, FileField):
        return True  # the model has gone with an upgrade, and its folder with it
    try:
        file.storage.delete(stored)
    except OSError:
        return False
    return True
