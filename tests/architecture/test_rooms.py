"""Each room holds what its name says, in every app: words where words belong, changes where changes belong."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files

WITHOUT_WORDS = {"facts", "querysets", "queries", "scoring", "access", "scoping"}
"""Rooms that know no sentence: what they find is put into words above them."""
WITHOUT_HTML = WITHOUT_WORDS | {
    "constants",
    "workflows",
    "roles",
    "extensions",
    "models",
    "notices",
    "services",
    "tasks",
}
WITHOUT_CHANGES = {
    "constants", "workflows", "facts", "scoring", "roles", "access", "scoping", "extensions", "querysets", "queries",
    "notices", "presentation", "forms", "filters", "dashboard", "context_processors", "templatetags",
}  # fmt: skip

SAYS = {
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}
DRAWS = {"format_html", "format_html_join", "mark_safe", "render_to_string", "SafeString"}
CHANGES = {
    "save", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_for_update",
    "acreate", "asave", "adelete",
}  # fmt: skip
TELLS = {"notify", "notify_all", "enqueue"}

EXEMPT = {
    "portal/users/forms.py": "allauth's form of registering makes the account.",
    "portal/privacy/services/copy_files.py": "What it makes is a page in a file, for whoever has taken it home.",
    "portal/users/querysets.py": "Django asks the manager of users to create them.",
    "portal/notifications/services/frames.py": "What it makes is a mail, which is text and HTML.",
}

RE_EXPORTS = {
    "portal/__init__.py": "Celery looks for its application here.",
    "events/admin/__init__.py": "Importing the modules registers their models.",
    "matching/admin/__init__.py": "Importing the modules registers their models.",
    "programmes/admin/__init__.py": "Importing the modules registers their models.",
}
"""Beside `models/__init__.py`, which lists the models for Django."""


def room_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    inner = parts[2:] if parts[0] == "portal" else parts[1:]
    return inner[0] if inner else ""


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (each.name for each in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


def updated(tree: ast.Module) -> Iterator[str]:
    """`rows.update(state=…)`: by keywords, as querysets are; a dict is given another one."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="update", value=rows), keywords=[_, *_]):
                if isinstance(rows, ast.Name) or isinstance(getattr(rows, "func", None), ast.Attribute):
                    yield ast.unparse(rows)


def misplaced(tree: ast.Module, room: str) -> set[str]:
    """What stands in a module and doesn't belong into its room."""
    found: set[str] = set()
    if room in WITHOUT_WORDS:
        found |= SAYS.intersection(imported(tree))
    if room in WITHOUT_HTML:
        found |= DRAWS.intersection(imported(tree))
    if room in WITHOUT_CHANGES:
        found |= CHANGES.intersection(called(tree)) | TELLS.intersection(called(tree)) | set(updated(tree))
    return found


def test_nothing_stands_in_a_room_that_it_does_not_belong_into():
    offences = {
        str(path): found for path, tree in files().items() if (found := misplaced(tree, room_of(path)))
    }
    assert offences.keys() == EXEMPT.keys(), offences


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("facts", "from django.utils.translation import gettext_lazy as _"),
        ("queries", "from django.utils.translation import ngettext"),
        ("queries", "from django.utils.html import format_html"),
        ("workflows", "from django.utils.safestring import mark_safe"),
        ("services", "from django.template.loader import render_to_string"),
        ("queries", "def open_rows(user):\n    row.save()"),
        ("queries", "Placement.objects.filter(pk=1).update(state='x')"),
        ("dashboard", "rows.update(state='x')"),
        ("presentation", "notify(person, notice)"),
        ("querysets", "self.get_or_create(pk=1)"),
    ],
)
def test_what_is_misplaced_is_found(room, code):
    assert misplaced(ast.parse(code), room) != set()


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("services", "row.save()\nnotify(person, notice)"),
        ("workflows", "from django.utils.translation import gettext_lazy as _"),
        ("presentation", "from django.utils.html import format_html"),
        ("queries", "found.update({1: 2})\nfrom django.utils.translation import get_language"),
    ],
)
def test_what_belongs_into_its_room_passes(room, code):
    assert misplaced(ast.parse(code), room) == set()


def test_no_file_is_too_long_to_read():
    """A file that passes 400 lines becomes a package named after the nouns in it."""
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in files()}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_packages_re_export_nothing():
    """Whoever needs a thing imports it from where it lives."""
    found = {
        str(path)
        for path, tree in files().items()
        if path.name == "__init__.py" and path.parent.name != "models" and list(imported(tree))
    }
    assert found == RE_EXPORTS.keys()


def test_the_rooms_of_an_app_are_few():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (rooms,) = [contract for contract in settings["contracts"] if contract["name"].startswith("Rooms")]
    assert len(rooms["layers"]) <= 18
    assert rooms["exhaustive"] is True
