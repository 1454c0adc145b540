"""Rows leave as files by way of a worker alone: no page, and no admin, makes a spreadsheet while somebody waits."""

import ast

import pytest
from django.contrib import admin
from import_export.admin import ExportMixin

from programmes.admin.exports import ExportPages
from programmes.extensions import exporters
from programmes.models import Export
from tests.architecture.source import files

ASKED_FOR = ("views", "admin", "api", "middleware", "presentation", "forms", "dashboard", "admin_site")
"""Rooms that answer requests."""

WRITERS = {"csv", "xlsxwriter", "tablib", "portal.core.spreadsheet", "programmes.services.export_files"}
"""What writes tables."""

WRITES_IN_A_REQUEST = {
    "programmes/resources/template_files.py": "An empty file to fill in: its size doesn't depend on anybody's rows.",
}


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


FOR_READING = "portal.core.spreadsheet.without_guard"


def writes_tables(names: set[str]) -> bool:
    taken = {name for name in names if name.startswith("portal.core.spreadsheet.")} - {FOR_READING}
    return bool(taken) or "programmes.services.export_files" in names


def rooms(path) -> set[str]:
    return {part.removesuffix(".py") for part in str(path).split("/")}


def test_nothing_that_answers_a_request_writes_a_table():
    offences = {
        f"{path}: {name}"
        for path, tree in files().items()
        if rooms(path) & set(ASKED_FOR)
        for name in imported(tree)
        if name in WRITERS or name.split(".")[0] in WRITERS
    }
    assert offences == set()


def test_tables_are_written_by_services_of_workers_and_by_nothing_else():
    """A reader of tables is no writer; the core holds both."""
    writing = {str(path) for path, tree in files().items() if writes_tables(imported(tree))}
    by_workers = {
        "evaluation/services/files.py",
        "programmes/services/export_files.py",
        "programmes/services/export_work.py",
    }
    assert writing == by_workers | WRITES_IN_A_REQUEST.keys()


def test_the_makers_of_files_are_called_by_tasks_alone():
    makers = {"programmes.services.export_work", "programmes.services.export_files"}
    callers = {str(path) for path, tree in files().items() if makers & imported(tree)}
    assert callers == {"programmes/tasks.py", "programmes/services/export_work.py"}


def exporting_admins():
    return [each for each in admin.site._registry.values() if isinstance(each, ExportMixin)]


def test_every_list_that_can_be_exported_is_exported_in_the_house_s_way():
    """The library's own page writes the file at once: an admin that brings it in past `ExportPages` is found here."""
    assert {each.opts.label_lower for each in exporting_admins()} == dict(exporters.items()).keys()
    for each in exporting_admins():
        assert isinstance(each, ExportPages)
        assert "export_chosen" in each.actions


@pytest.mark.parametrize("name", ["_do_file_export", "get_export_data"])
def test_the_library_s_way_of_making_a_file_is_not_called(name):
    called = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == name
    }
    assert called == set()


def test_every_kind_names_the_model_whose_rows_it_has():
    for kind, exporter in exporters.items():
        assert exporter.model._meta.label_lower == kind
        assert hasattr(exporter.model._default_manager.all(), "administered_by")
        assert len(kind) <= Export._meta.get_field("kind").max_length
