"""Collect, compile and check what is translated: `python -m portal.translations collect | compile | check`.

All of it with Babel, so that no command of the portal needs gettext to be installed on the machine.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from portal.core.whole_files import write_whole
from portal.settings import house
from portal.settings.environment import ROOT

LANGUAGES = tuple(code for code, _name in house.LANGUAGES[1:])
SOURCES = (*dict.fromkeys(app.split(".")[0] for app in house.OUR_APPS), "templates")
FUNCTIONS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
"""Every function of django.utils.translation that takes a message, and which of its arguments are one."""


def main(command: str) -> int:
    return {"collect": collect, "compile": compile_all, "check": check}[command]()


def collect() -> int:
    """Bring every language's file up to date with the source; what is new in it stands there untranslated.

    The files name neither where a message stands nor when they were collected, so that moving code leaves them as they
    are and two people's additions meet without a conflict. `git grep` finds a message; what the translator has to know
    of its place stands in a "Translators:" comment or its context.
    """
    template = _template()
    for language in LANGUAGES:
        catalog = _read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        collected = io.BytesIO()
        write_po(collected, catalog, width=110, sort_output=True, no_location=True)
        write_whole(path, collected.getvalue())
        print(
            f"{path.relative_to(ROOT)}: {len(template)} messages, {len(_unfinished(catalog, template))} to translate"
        )
    return 0


def compile_all() -> int:
    """Write the binary files that Django reads, where they are older than their source."""
    for language in LANGUAGES:
        source, target = _path(language), _path(language).with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            compiled = io.BytesIO()
            write_mo(compiled, _read(language))
            write_whole(target, compiled.getvalue())  # a half one would be taken for finished ever after
    return 0


def check() -> int:
    """Fail when a message of the source has no translation, a doubtful one, or one with other placeholders."""
    template = _template()
    complaints = [
        f"{language}: {complaint}"
        for language in LANGUAGES
        for complaint in _unfinished(_read(language), template)
    ]
    print(*complaints, sep="\n")
    print(f"{len(complaints)} of {len(template) * len(LANGUAGES)} translations are missing or doubtful.")
    return 1 if complaints else 0


def _unfinished(catalog: Catalog, template: Catalog) -> list[str]:
    return [
        f"{complaint}: {_first(wanted)!r}"
        for wanted in template
        if wanted.id and (complaint := _complaint(catalog, wanted))
    ]


def _complaint(catalog: Catalog, wanted: Message) -> str:
    found = catalog.get(_first(wanted), wanted.context)
    if found is None:
        return "missing"
    strings = [found.string] if isinstance(found.string, str) else list(found.string or ("",))
    if not all(strings) or (found.pluralizable and len(strings) < catalog.num_plurals):
        return "untranslated"
    if found.fuzzy:
        return "fuzzy"
    if wanted.pluralizable != found.pluralizable:
        return "plural of one, singular of the other"
    return "" if _placeholders(wanted.id) >= _placeholders(found.string) else "unknown placeholder"


def _placeholders(strings: str | Sequence[str] | None) -> set[str]:
    """Named placeholders; a translation may leave one out ("one person") but never invent one."""
    joined = strings if isinstance(strings, str) else " ".join(strings or ())
    return set(re.findall(r"%\((\w+)\)[sd]", joined))


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _template() -> Catalog:
    """Everything in the source that is marked for translation."""
    catalog = Catalog(project="Bleibe", charset="utf-8")
    for path in _source_files():
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            names = _names(source)
        else:
            source, names = _as_python(source, path), {"_": "gettext"}
        keywords = FUNCTIONS | {name: FUNCTIONS[function] for name, function in names.items()}
        for _line, keyword, texts, comments in extract_python(
            io.BytesIO(source.encode()), keywords, ["Translators:"], {}
        ):
            _add(catalog, names.get(str(keyword), str(keyword)), texts, comments, path)
    return catalog


def _names(source: str) -> dict[str, str]:
    """What a module calls Django's functions: `_`, or whatever else it has imported them as."""
    return {
        name.asname: name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in FUNCTIONS
    }


def _add(catalog: Catalog, function: str, texts: Any, comments: Any, path: Path) -> None:
    texts = texts if isinstance(texts, tuple) else (texts,)
    context = texts[0] if function.removesuffix("_lazy") in {"pgettext", "npgettext"} else None
    words = [text for text in texts[1 if context else 0 :] if text]
    plural = function.startswith("n") and len(words) > 1
    if words:
        catalog.add(
            tuple(words[:2]) if plural else words[0],
            locations=[(path.relative_to(ROOT).as_posix(), 0)],
            auto_comments=comments,
            context=context,
        )


def _source_files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _as_python(source: str, path: Path) -> str:
    """A template as Django hands it to extractors: gettext calls among filler words, here without indentation."""
    return "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())


def _path(language: str) -> Path:
    return ROOT / "portal" / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, project="Bleibe", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
