"""Libraries that read what others sent are called behind the guard: `portal/core/parsers.py`."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import files

FOREIGN = {
    "load_workbook", "PdfReader", "create_dataset", "loads", "from_ical", "parse_decimal", "fromstring",
    "Image.open", "_PARSER.parse", "csv.reader", "DictReader",
}  # fmt: skip
"""Calls that read a foreign file or text, by the end of their name."""

EXEMPT = {
    "portal/core/pdf.py": "A program of its own, whose end is awaited by parse_apart.",
    "portal/core/files.py: json.loads": "What our own program answers.",
    "portal/core/amounts.py: parse_decimal": "Guarded by what it raises; a mistyped number is no line in the log.",
    "portal/notifications/queries.py: signing.loads": "What the portal itself has signed.",
    "portal/core/devices.py: signing.loads": "What the portal itself has signed.",
    "portal/privacy/queries.py: signing.loads": "What the portal itself has signed.",
    "portal/admin_site/week.py: json.loads": "A title of the database's own, which is otherwise what it says.",
    "events/queries/conflicts.py: json.loads": "A name of the database's own.",
    "portal/core/unsent.py: json.loads": "What the portal itself has sealed.",
    "portal/core/concurrent_edits.py: json.loads": "Whatever can't be read counts as nothing, which is no error.",
    "portal/privacy/services/ledger.py: json.loads": "A file of the portal's own.",
    "portal/privacy/services/copy_files.py: json.loads": "What the portal itself has written a moment ago.",
    "portal/core/unnamed_files.py: json.loads": "A file of the portal's own.",
    "programmes/models/questionnaire.py: json.loads": "What the portal itself has sealed.",
    "portal/cache.py: json.loads": "What is no JSON counts as not there.",
    "evaluation/presentation/charts.py: ElementTree.fromstring": "What pygal has drawn.",
    "portal/core/admin_totals.py: json.loads": "What the database says of its own plan.",
    "portal/core/regions/reading.py": "Files of the portal's own.",
    "portal/core/management/commands/write_towns.py": "Read by the operator on the command line, to make such a file.",
    "portal/demo/facts.py": "Files of the portal's own.",
    "matching/queries/arrivals.py: signing.loads": "What the portal itself has signed.",
    "matching/scoring/lexicon.py: csv.DictReader": "Files of the portal's own.",
    "evaluation/services/catalogue.py": "A file of the portal's own.",
    "matching/services/skills.py": "Read by the operator on the command line, row by row.",
}


def unguarded(tree: ast.AST, *, inside: bool = False) -> Iterator[str]:
    """Foreign calls that stand outside `with foreign_parser(...)`."""
    for node in ast.iter_child_nodes(tree):
        guarded = inside or (
            isinstance(node, ast.With)
            and any("foreign_parser(" in ast.unparse(item.context_expr) for item in node.items)
        )
        if isinstance(node, ast.Call) and not guarded and _is_foreign(name := ast.unparse(node.func)):
            yield name
        yield from unguarded(node, inside=guarded)


def _is_foreign(name: str) -> bool:
    return any(name == each or name.endswith(f".{each}") for each in FOREIGN)


def found() -> set[str]:
    """Functions that are only called behind the guard stand in the list below, with it."""
    return {f"{path}: {name}" for path, tree in files().items() for name in unguarded(tree)}


BEHIND = {
    "portal/core/files.py: Image.open": "check_image",
    "portal/core/markdown.py: _PARSER.parse": "render_markdown",
}
"""Calls in a small function, and the one that calls it behind the guard."""


def test_every_foreign_parser_is_called_behind_the_guard():
    exempt = {*EXEMPT, *BEHIND}
    assert {each for each in found() if each not in exempt and each.split(":")[0] not in exempt} == set()


@pytest.mark.parametrize("place", BEHIND)
def test_what_calls_such_a_function_has_the_guard(place):
    tree = next(tree for path, tree in files().items() if str(path) == place.split(":")[0])
    caller = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == BEHIND[place])
    assert "with foreign_parser(" in ast.unparse(caller)


@pytest.mark.parametrize(
    "source", ["book = openpyxl.load_workbook(file)", "with open(x) as f:\n    json.loads(f.read())"]
)
def test_a_call_outside_the_guard_is_found(source):
    assert list(unguarded(ast.parse(source)))


def test_a_call_within_the_guard_is_not():
    source = "with foreign_parser('x', e):\n    book = load_workbook(file)"
    assert list(unguarded(ast.parse(source))) == []
