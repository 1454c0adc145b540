"""The file of a copy: everything as data for programs, as a page for people, and the person's own files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.personal_data import Holding, field_of, holdings, rows_of
from portal.privacy.queries import addresses_of
from portal.users.models import User


@dataclass
class Chapter:
    """One kind of rows: why they are held, what their fields are called, each row as data and in words."""

    holding: Holding
    title: str
    basis: str
    labels: dict[str, str]
    rows: list[dict[str, object]] = field(default_factory=list)
    words: list[list[tuple[str, str]]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)


def write_copy(path: Path, person: User, language: str, note: Callable[[int], None]) -> None:
    """Write the ZIP at `path`: data, a page in `language`, and the person's files. `note` hears how far it is."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive, override(language):
        chapters = list(_chapters(person, note))
        archive.writestr("data.json", _as_json(person, chapters))
        archive.writestr("index.html", _as_page(person, language, chapters))
        for chapter in chapters:
            for stored, name in chapter.files:
                _add_file(archive, chapter.holding, stored, name)
        note(100)


def _chapters(person: User, note: Callable[[int], None]) -> Iterator[Chapter]:
    addresses = addresses_of(person)
    known = list(holdings)
    for number, holding in enumerate(known):
        chapter = _chapter(holding, rows_of(holding, person, addresses))
        if chapter.rows:
            yield chapter
        note(90 * (number + 1) // len(known))


def _chapter(holding: Holding, rows: models.QuerySet[models.Model]) -> Chapter:
    names = (*holding.addresses, *holding.about)
    fields = {name: found for name in names if (found := field_of(holding.model_class, name))}
    labels = {name: str(capfirst(str(found.verbose_name))) for name, found in fields.items()}
    chapter = Chapter(holding, capfirst(holding.title), str(holding.basis.label), labels)
    related = [name for name, found in fields.items() if found.many_to_one]
    for row in rows.order_by("pk").select_related(*related):
        chapter.rows.append({name: _data(row, found) for name, found in fields.items()})
        chapter.words.append([(labels[name], _words(row, found)) for name, found in fields.items()])
        chapter.files += _files(holding, row)
    return chapter


def _data(row: models.Model, found: models.Field) -> object:  # type: ignore[type-arg]
    """The value as programs read it: rows that it names by what they are called, as their keys mean nothing outside."""
    value = getattr(row, found.name)
    if isinstance(value, models.Model):
        return str(value)
    if found.many_to_many:
        return [str(each) for each in value.all()]
    return value if isinstance(value, str | int | float | bool | list | dict | type(None)) else _plain(value)


def _plain(value: object) -> object:
    """Dates and moments as ISO 8601 has them, all else in words."""
    try:
        return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    except TypeError:
        return str(value)


def _words(row: models.Model, found: models.Field) -> str:  # type: ignore[type-arg]
    """The value as people read it, in the language of the page."""
    shown = getattr(row, f"get_{found.name}_display", None)
    value = shown() if shown is not None else getattr(row, found.name)
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(found, models.DateTimeField):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(found, models.DateField):
        return formats.date_format(value, "DATE_FORMAT")
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _files(holding: Holding, row: models.Model) -> Iterator[tuple[str, str]]:
    """Stored name and name in the archive of each of the row's files that the person may have back."""
    for name in holding.files:
        stored = getattr(row, name).name
        if stored and name in holding.about:
            yield stored, str(PurePosixPath("files", f"{row.pk}-{PurePosixPath(stored).name}"))


def _add_file(archive: ZipFile, holding: Holding, stored: str, name: str) -> None:
    storage = holding.model_class._meta.get_field(holding.files[0]).storage  # type: ignore[union-attr]
    if storage.exists(stored):
        with storage.open(stored) as content, archive.open(name, "w") as target:
            while chunk := content.read(64 * 1024):
                target.write(chunk)


def _as_json(person: User, chapters: list[Chapter]) -> str:
    content = {
        "made_at": timezone.now().isoformat(),
        "person": person.pk,
        "data": [
            {
                "kind": chapter.holding.model,
                "title": chapter.title,
                "purpose": str(chapter.holding.purpose),
                "legal_basis": chapter.holding.basis.value,
                "labels": chapter.labels,
                "rows": chapter.rows,
            }
            for chapter in chapters
        ],
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _as_page(person: User, language: str, chapters: list[Chapter]) -> str:
    context = {"person": person, "language": language, "chapters": chapters, "made_at": timezone.now()}
    return render_to_string("privacy/copy_page.html", context)
