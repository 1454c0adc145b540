"""A column with the words of a row's names and titles: kept by the database itself, found by their beginnings.

For the lists of those who work with rows: "Müller", "mueller" and "MULLER" are one, several words are looked for in any
order, and each may be a beginning. No grammar: who looks for a person or a title knows how it is written.

The database writes it, so it is right however a row was written. For Django the column is a generated one; in the
database a trigger keeps it, since that can be added while people use the table (`portal.core.words.adding`). Its words
are folded by SQL that says the same as `portal.core.text.fold`; a test holds the two together.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models.expressions import Func
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.collation import SEVERAL_LANGUAGES
from portal.core.words.spelling import LONGEST_WORD, spellings

_SIGNS = r"\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f"
"""What stands between words, as Python and PostgreSQL both read it, whatever letters a database knows."""
_BETWEEN = re.compile(f"[{_SIGNS}]+")
_MARKS = r"[\u0300-\u036f]+"
_HALVES = r"(?<!\\)((?:\\\\)*)\\u(0000|[dD][89a-fA-F]..)"
"""Of a character beyond 16 bits, as JSON writes it: a letter of no alphabet that anybody here writes in. Where a half
stands alone, PostgreSQL takes no such JSON, nor a NUL."""
_ESCAPED = r'\\(["\\bfnrt]|u00[0-9a-f]{2})'
"""How PostgreSQL writes signs in JSON that are no letters."""
_LETTERS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "þ": "th", "Æ": "ae", "Œ": "oe", "Þ": "th"}
"""Letters that are folded to two. Those that are folded to one follow."""
_ONE_LETTER = dict(zip("øłđðıħØŁĐÐĦ", "olddihoLDDH".lower(), strict=True))


def _small_letters() -> dict[str, str]:
    """Greek and Cyrillic: a database in the locale C knows no capitals beyond ASCII."""
    capitals = [chr(code) for code in (*range(0x391, 0x3AA), *range(0x402, 0x430))]
    return {letter: letter.casefold() for letter in capitals if letter.casefold() != letter} | {"ς": "σ"}


class Words(Func):
    """The folded words of some columns, as a `tsvector`. Immutable, as what a database keeps by itself must be."""

    output_field = SearchVectorField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        texts = [_text_of(source, compiler) for source in self.source_expressions]
        joined = " || ' ' || ".join(texts)
        spelled = f"normalize({joined}, NFKD)"
        german = rf"regexp_replace({spelled}, '([aouAOU])\u0308', '\1e', 'g')"
        plain = f"regexp_replace({spelled} || ' ' || {german}, '{_MARKS}', '', 'g')"
        for letter, instead in _LETTERS.items():
            plain = f"replace({plain}, '{letter}', '{instead}')"
        single = _ONE_LETTER | _small_letters()
        folded = f"translate(lower({plain}), '{''.join(single)}', '{''.join(single.values())}')"
        words = f"regexp_split_to_array(left({folded}, 20000), '[{_SIGNS}]+')"
        return f"array_to_tsvector(array_remove({words}, ''))", ()


def _text_of(source: Any, compiler: Any) -> str:
    column, _none = compiler.compile(source)
    if isinstance(source.target, I18nCharField | I18nTextField):
        without_halves = rf"regexp_replace({column}, '{_HALVES}', '\1 ', 'g')"
        without_keys = rf"regexp_replace(({without_halves})::jsonb::text, '\"[A-Za-z_-]+\": ', ' ', 'g')"
        said = f"regexp_replace({without_keys}, '{_ESCAPED}', ' ', 'g')"
        return f"CASE WHEN {column} ~ '{SEVERAL_LANGUAGES}' THEN {said} ELSE COALESCE({column}, '') END"
    return f"COALESCE({column}, '')"


class WordsField(models.GeneratedField):
    """The words of the columns `of`."""

    def __init__(self, *of: str, **kwargs: Any) -> None:
        self.of = of
        fixed = {"expression": Words(*of), "output_field": SearchVectorField(), "db_persist": True}
        super().__init__(**kwargs | fixed)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("expression", "output_field", "db_persist"):
            del kwargs[fixed]
        return name, path, self.of, kwargs


def words_of(typed: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _BETWEEN.split(typed) if word]


def beginnings(typed: str, *, whole: bool = False) -> SearchQuery | None:
    """A query for rows in which each of the typed words begins one, or is one where it is `whole`.

    Nothing where no word was typed.
    """
    terms = [term for word in words_of(typed) if (term := _term(word, "" if whole else ":*"))]
    if not terms:
        return None
    return RawQuery(" & ".join(terms))


def _term(word: str, ending: str) -> str:
    """The word in each of its spellings; what a sign is spelled out as may be several words."""
    ways = [[part for part in _BETWEEN.split(key) if part] for key in spellings(word)]
    said = [" & ".join(f"'{part}'{ending}" for part in parts) for parts in ways if parts]
    return f"({' | '.join(said)})" if said else ""


class RawQuery(SearchQuery):
    """A query as PostgreSQL writes it, which no parser takes apart."""

    def __init__(self, query: str) -> None:
        super().__init__(query, search_type="raw")
        self.typed = query

    def as_sql(self, *_args: Any, **_extra: Any) -> Any:
        return "%s::tsquery", [self.typed]
