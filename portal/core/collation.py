"""The order of names: as the reader's alphabet has it, the same in any database.

Weights are those of the Default Unicode Collation Element Table (Unicode Technical Standard 10), read by pyuca. That is
the order of English and of German dictionaries (DIN 5007-1: ä beside a). Where a language's alphabet has letters of its
own, they come after the letter they are made of: Slovenian č after c, not beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, ClassVar, TypeVar
from unicodedata import normalize

from django.conf import settings
from django.db import models
from django.db.models.expressions import Func
from django.utils.functional import Promise
from django.utils.translation import get_language
from i18nfield.fields import I18nCharField, I18nTextField
from pyuca import Collator

LETTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sl": {"c": ("č", "ć"), "d": ("đ",), "s": ("š",), "z": ("ž",)},
}
"""Alphabets with letters of their own: after which letter they come, in their order. Others need no entry."""

COMMON = "common"
"""The alphabet of all languages that have no entry."""

LAST = 0x10FFF0
"""Code points from here on come after all letters."""

MOST = 60
"""Characters of a name that its place is made from."""

LONGEST_KEY = 600
"""Digits of a place by which rows are sorted: an index of the database takes no longer ones than 2,700 bytes, and 150
weights tell all names apart that are not longer than 49 letters."""

Row = TypeVar("Row")


def alphabet_of(language: str | None) -> str:
    """Which alphabet a language is sorted by."""
    code = (language or "").split("-")[0]
    return code if code in LETTERS else COMMON


def alphabets() -> list[str]:
    """Those of the portal's languages."""
    return sorted({alphabet_of(code) for code, _name in settings.LANGUAGES})


@cache
def _collator() -> Any:
    return Collator()


@cache
def _own_letters(alphabet: str) -> dict[int, str]:
    letters = LETTERS.get(alphabet, {})
    return {
        ord(shape): base + chr(LAST + number)
        for base, own in letters.items()
        for number, letter in enumerate(own)
        for shape in (letter, letter.upper())
    }


def sort_key(text: str, alphabet: str) -> str:
    """What texts are compared by instead of themselves: sixteen-bit weights as hexadecimal digits."""
    spelled = text[:MOST].translate(_own_letters(alphabet))
    return "".join(f"{weight:04x}" for weight in _collator().sort_key(spelled))


@lru_cache(maxsize=5000)
def _remembered_key(text: str, alphabet: str) -> str:
    return sort_key(text, alphabet)


def in_order(text: str | Promise) -> str:
    """For `sorted(key=…)`, in the active language. For words of which there are few, such as choices: they are kept."""
    return in_order_of(get_language(), text)


def in_order_of(language: str | None, text: str | Promise) -> str:
    """The same in another language."""
    return _remembered_key(str(text), alphabet_of(language))


def by_name(choices: Iterable[tuple[Any, Any]]) -> Callable[[], list[tuple[Any, Any]]]:
    """For a form's field: values with their names, in the order of the active language, below what means nothing."""
    pairs = list(choices)
    return lambda: sorted(pairs, key=lambda pair: (pair[0] not in ("", None), in_order(pair[1])))


class SortKeysField(models.JSONField):
    """A row's place in each alphabet, made from the field `of` whenever that is saved. For `Alphabetical`."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs | {"default": dict, "db_default": {}, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["default"], kwargs["db_default"], kwargs["editable"]
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> dict[str, str]:  # noqa: FBT001 - Django's signature
        keys = sort_keys(getattr(row, self.of) or "")
        setattr(row, self.attname, keys)
        return keys


def sort_keys(text: str) -> dict[str, str]:
    return {alphabet: sort_key(text, alphabet) for alphabet in alphabets()}


def update_sort_keys(model: type[models.Model], name: str) -> int:
    """Give rows the places that their names have in today's alphabets; how many had others."""
    changed = 0
    for row in model._base_manager.only("pk", name, "sort_keys").iterator(chunk_size=2000):
        if row.sort_keys != (keys := sort_keys(getattr(row, name) or "")):  # type: ignore[attr-defined]
            changed += model._base_manager.filter(pk=row.pk).update(sort_keys=keys)
    return changed


class SortedByName(models.Model):
    """Base of a model whose lists stand in the order of the alphabet."""

    name_field: ClassVar[str] = "name"

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and self.name_field in (fields := {*update_fields}):
            update_fields = fields | {"sort_keys"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def named_by(cls) -> tuple[str, ...]:
        """Columns that say what the row is called: all that a list reads of a related row."""
        return (cls.name_field,)


def alphabetical(model: type[models.Model], path: str) -> Func | None:
    """What stands for `path` in an order by it: where it leads to a name, the place that is kept for that.

    For other texts it is the place that the database works out. Nothing where it leads to anything else: to keys,
    addresses, and values that stand for words.
    """
    *steps, last = path.split("__")
    for step in steps:
        related = model._meta.get_field(step).related_model if step in _relations(model) else None
        if not isinstance(related, type):
            return None
        model = related
    if issubclass(model, SortedByName) and last == model.name_field:
        return Alphabetical("__".join([*steps, "sort_keys"]))
    field = next((field for field in model._meta.fields if field.name == last), None)
    return AlphabeticalText(path) if field is not None and _is_text(field) else None


def _is_text(field: models.Field[Any, Any]) -> bool:
    is_key = isinstance(field, models.SlugField | models.URLField | models.EmailField)
    return isinstance(field, models.CharField | models.TextField) and not is_key and not field.choices


def _relations(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.is_relation}


class Alphabetical(Func):
    """`order_by(Alphabetical())`: in the order of the active language.

    `Alphabetical("organisation__sort_keys")` is that of related rows.
    """

    output_field = models.TextField()

    def __init__(self, path: str = "sort_keys", *, alphabet: str = "", **extra: Any) -> None:
        self.alphabet = alphabet
        super().__init__(path, **extra)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"left({sql} ->> '{self.alphabet or alphabet_of(get_language())}', {LONGEST_KEY})", parameters


def alphabetical_indexes(name: str) -> list[models.Index]:
    """For a model's `indexes`: its rows in the order of each alphabet there is, whatever languages a portal speaks."""
    return [
        models.Index(Alphabetical(alphabet=alphabet), "id", name=f"{name}_by_name_{alphabet}")
        for alphabet in (COMMON, *LETTERS)
    ]


@cache
def _plain_letters() -> tuple[str, str]:
    """Latin letters with marks, and the letter that each is made of."""
    made = dict(zip("\u00f8\u00d8\u0142\u0141\u0111\u0110", "oOlLdD", strict=True))
    for number in range(0xC0, 0x250):
        letter = normalize("NFD", chr(number))[0]
        if letter.isascii():
            made[chr(number)] = letter
    return "".join(made), "".join(made.values())


_TWO_LETTERS = {
    "\u00df": "ss",
    "\u1e9e": "ss",
    "\u00e6": "ae",
    "\u00c6": "ae",
    "\u0153": "oe",
    "\u0152": "oe",
}


class AlphabeticalText(Func):
    """`order_by(AlphabeticalText("city"))`: a text that has no place of its own kept, or one in several languages.

    Works in a database of any collation, and row by row: for the lists of the admin, which are sorted where somebody
    asks for it.
    Latin letters stand as the alphabet has them; others after them, in the order of Unicode.
    """

    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        text, _none = compiler.compile(self.source_expressions[0])  # a column
        field = getattr(self.source_expressions[0], "target", None)
        if isinstance(field, I18nCharField | I18nTextField):
            text = _in_language(text)
        plain = text
        for letter, instead in (_own_spelling() | _TWO_LETTERS).items():
            plain = f"replace({plain}, '{letter}', '{instead}')"
        marked, bare = _plain_letters()
        sql = f"lower(translate({plain}, '{marked}', '{bare}')) || chr(1) || {text}"
        return f'(({sql}) COLLATE "C")', ()


def _own_spelling() -> dict[str, str]:
    own = _own_letters(alphabet_of(get_language()))
    return {chr(shape): instead for shape, instead in own.items()}


_PAIR = r'"[A-Za-z_-]+"\s*:\s*("([^"\\[:cntrl:]]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|null)'
SEVERAL_LANGUAGES = rf"^\{{\s*({_PAIR}(\s*,\s*{_PAIR})*)?\s*\}}$"
"""A JSON object of texts, as django-i18nfield writes one. `IS JSON` says the same, from PostgreSQL 16 on alone."""


def _in_language(text: str) -> str:
    """What a text in several languages says in the active one, else in the portal's own, else in any."""
    codes = [(get_language() or settings.LANGUAGE_CODE).split("-")[0], settings.LANGUAGE_CODE]
    known = {code for code, _name in settings.LANGUAGES}
    said = [
        f"NULLIF({text}::jsonb ->> '{code if code in known else settings.LANGUAGE_CODE}', '')"
        for code in codes
    ]
    any_of_them = f"(SELECT value FROM jsonb_each_text({text}::jsonb) WHERE value <> '' LIMIT 1)"  # noqa: S608  a column's name
    spoken = f"COALESCE({', '.join(said)}, {any_of_them}, '')"
    return f"(CASE WHEN {text} ~ '{SEVERAL_LANGUAGES}' THEN {spoken} ELSE {text} END)"
