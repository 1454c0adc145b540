"""What is found in a list of the admin: by words that begin so, in an index, whatever the table's length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model, Q, QuerySet

from portal.core.words.column import WordsField, beginnings, words_of


def searches_words(model: type[Model], fields: Iterable[str]) -> bool:
    """Does a list with these `search_fields` look for words in columns that hold them?"""
    return any(is_words(model, path) for path in fields)


def is_words(model: type[Model], path: str) -> bool:
    return isinstance(get_fields_from_path(model, path)[-1], WordsField)


def with_words(rows: QuerySet[Any], fields: Sequence[str], typed: str) -> QuerySet[Any]:
    """The rows in which each typed word begins one of the words of `fields`, columns of words or of short keys.

    A condition on several tables joined by "or" has no index. So each column is asked for its rows, and what they say
    is put together: rows that any of them has, for each word.
    """
    if len(fields) == 1:
        return rows.filter(_condition(rows.model, fields[0], typed))
    for word in words_of(typed) or [""]:
        rows = rows.filter(pk__in=_any_of(rows, fields, word))
    return rows


def _any_of(rows: QuerySet[Any], fields: Sequence[str], word: str) -> QuerySet[Any]:
    bare = rows.order_by().select_related(None)
    first, *others = (bare.filter(_condition(rows.model, path, word)).values("pk") for path in fields)
    return first.union(*others)


def _condition(model: type[Model], path: str, typed: str) -> Q:
    if not is_words(model, path):
        return Q(**{f"{path}__istartswith": typed}) if typed else Q(pk__in=[])
    query = beginnings(typed)
    return Q(pk__in=[]) if query is None else Q(**{path: query})
