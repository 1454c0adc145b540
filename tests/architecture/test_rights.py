"""Rights are asked in one place: nobody writes the operator's exception, or reads the matrix, for themselves."""

import ast
import re

from tests.architecture.source import ROOT, files

THE_OPERATORS_MARK = {"is_operator", "is_superuser"}
MENTIONS_THE_OPERATOR = {
    "programmes/access.py": "reads the mark and answers for it",
    "programmes/scoping.py": "the querysets that apply the matrix",
    "portal/users/models.py": "the field's own table, and `is_staff`, which Django's admin asks for by that name",
    "portal/users/personal_data.py": "the field's own name, in the list of what is held",
    "portal/privacy/services/erasing.py": "an erased account loses the mark with everything else",
    "portal/notifications/querysets.py": "reads the mark with the reader of a mail, for `access` to answer by",
    "portal/users/querysets.py": "Django's `createsuperuser` sets it",
    "portal/users/admin.py": "a column and a filter of the list of accounts: who is operator, not what they may",
    "portal/users/receivers.py": "an operator made on the command line has nobody to confirm the address",
    "evaluation/services/facts.py": "operators are told of figures that had to be mended",
    "portal/demo/steps/base.py": "makes the demonstration's operator",
}
"""Files that may name the operator's mark, and why. A right is asked of `programmes.access` and `visible_to`."""

READS_THE_MATRIX = {
    "programmes/access.py": "reads the matrix for one person",
    "programmes/scoping.py": "reads it for rows",
    "programmes/presentation/permissions.py": "writes it down for people",
}


def names_in(tree: ast.Module) -> set[str]:
    """Attributes, names, keywords and whole strings: `user.is_operator`, `is_operator=True`, `"is_operator"`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def test_nobody_writes_the_operators_exception_again():
    mentions = {str(path) for path, tree in files().items() if names_in(tree) & THE_OPERATORS_MARK}
    assert mentions - MENTIONS_THE_OPERATOR.keys() == set()
    assert MENTIONS_THE_OPERATOR.keys() - mentions == set(), "exemptions that nothing needs any more"


def test_no_template_decides_by_the_operators_mark():
    asking = re.compile(r"\b(is_operator|is_superuser)\b")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file() and asking.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_the_matrix_is_read_in_one_place():
    readers = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "programmes.roles"
        and {name.name for name in node.names} & {"grants", "GRANTS"}
    }
    assert readers == READS_THE_MATRIX.keys()


def test_programmes_are_not_counted_out_by_hand():
    """`programme_ids` leaves the operator out, so only what adds the operator back in may ask it."""
    callers = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "programme_ids"
    }
    assert callers == {"programmes/access.py"}


CATCHES_DOMAIN_ERRORS = {
    "events/resources.py": "names the row of a file; NotAllowed goes on before",
    "programmes/resources/lines.py": "names the row of a file; NotAllowed goes on before",
    "matching/services/bulk_answers.py": "names the applications that can't be answered; NotAllowed goes on before",
    "programmes/services/bulk_acts.py": "in the worker nobody is answered: what can't be done is left out and counted",
    "programmes/services/entering.py": "keeps why one of many can't be entered; that is no matter of rights",
    "programmes/services/import_work.py": "in the worker nobody is answered: the import's page says what has ended it",
    "portal/core/parsers.py": "lets it go on: it is not the parser's",
    "portal/users/management/commands/new_password.py": "says it on the terminal",
    "portal/demo/management/commands/load_demo.py": "says it on the terminal",
}


def test_nobody_turns_a_refusal_into_a_message():
    """`except DomainError` would catch NotAllowed, too, which answers 403: `portal.core.http` tells them apart."""
    catchers = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and {"DomainError", "NotAllowed"}
        & {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)}
    }
    assert catchers - CATCHES_DOMAIN_ERRORS.keys() == set()
