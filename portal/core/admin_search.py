"""What is found in a list of the admin: by words that begin so, in an index, whatever the table's length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, ForeignKey, Func, Model, Q, QuerySet

from portal.core.words.column import WordsField, beginnings, words_of


def searches_words(model: type[Model], fields: Iterable[str]) -> bool:
    """Does a list with these `search_fields` look for words in columns that hold them?"""
    return any(is_words(model, path) for path in fields)


def is_words(model: type[Model], path: str) -> bool:
    return isinstance(get_fields_from_path(model, path)[-1], WordsField)


def with_words(rows: QuerySet[Any], fields: Sequence[str], typed: str) -> QuerySet[Any]:
    """The rows in which each typed word begins one of the words of `fields`, columns of words or of short keys.

    A condition on several tables joined by "or" has no index. So each column is asked for its rows, and what they say
    is put together: rows that any of them has, for each word. Which of them somebody may see, `rows` knows; to ask that
    within each column's answer, too, would be the same question again.
    """
    if len(fields) == 1:
        return rows.filter(_condition(rows.model, fields[0], typed))
    for word in words_of(typed) or [""]:
        rows = rows.filter(_is_any("pk", _any_of(rows.model, fields, word)))
    return rows


def _any_of(model: type[Model], fields: Sequence[str], word: str) -> QuerySet[Any]:
    first, *others = (_having(model, path, word).values("pk") for path in fields)
    return first.union(*others)


def _having(model: type[Model], path: str, word: str) -> QuerySet[Any]:
    """All rows of the model that have the word: found where it stands, and from there by the keys that lead to it."""
    name, _sep, onward = path.partition("__")
    field = model._meta.get_field(name)
    every = model._base_manager.order_by()
    if onward and isinstance(field, ForeignKey):
        related: Any = field.related_model
        return every.filter(_is_any(field.attname, _having(related, onward, word).values("pk")))
    return every.filter(_condition(model, path, word))


class _IsAnyOf(Func):
    """Is a key among those of a query? PostgreSQL reads them by their index first, and then looks each up.

    Of `IN` it reckons how many rows have a word, which its statistics don't know of beginnings, and reads whole tables.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _is_any(name: str, keys: QuerySet[Any]) -> Q:
    return Q(_IsAnyOf(F(name), ArraySubquery(keys)))


def _condition(model: type[Model], path: str, typed: str) -> Q:
    if not is_words(model, path):
        return Q(**{f"{path}__istartswith": typed}) if typed else Q(pk__in=[])
    query = beginnings(typed)
    return Q(pk__in=[]) if query is None else Q(**{path: query})
