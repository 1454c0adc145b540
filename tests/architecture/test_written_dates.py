"""People read days as their language writes them: only names of files and fields for machines have ISO dates."""

import ast

from tests.architecture.source import files

FOR_MACHINES = {
    "portal/privacy/views/copies.py": "The name of a file, which sorts by it.",
    "programmes/views/appointments.py": "The name of a file, which sorts by it.",
    "programmes/presentation/exports.py": "The name of a file, which sorts by it.",
    "events/forms/borrowing.py": "Fields of a form, as browsers send them.",
    "events/views/feeds.py": "The name of a file, which sorts by it.",
    "evaluation/views/reports.py": "The name of a file, which sorts by it.",
}


def iso_dates_in(tree: ast.Module) -> list[int]:
    """Lines with an f-string that formats a day with the year first."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and any(
            isinstance(part, ast.Constant) and str(part.value).startswith("%Y")
            for part in ast.walk(node.format_spec)
        )
    ]


def test_no_sentence_has_a_day_as_machines_write_it():
    found = {str(path): lines for path, tree in files().items() if (lines := iso_dates_in(tree))}
    assert set(found) == set(FOR_MACHINES), found


def test_such_a_day_is_found():
    assert iso_dates_in(ast.parse("def __str__(self):\n    return f'{self.name} {self.day:%Y-%m-%d}'")) == [2]
    assert iso_dates_in(ast.parse("f'{number:.2f} {day:%d}'")) == []
