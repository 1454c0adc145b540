"""Views are functions, know who asks, and leave the rules to services and one helper."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import files

CLASSES_THAT_ANSWER = {
    "matching/views/offers.py:FeedOfOffers": "Django's feeds are classes",
    "events/views/feeds.py:EventFeed": "Django's feeds are classes",
    "portal/users/views.py:ConfirmEmail": "allauth's page is a class",
    "portal/users/views.py:Addresses": "allauth's page is a class",
    "portal/admin_site/autocomplete.py:FieldChoices": "Django's autocomplete of the admin is a class",
}
VIEW_BASES = {"View", "Feed", "AutocompleteJsonView", "LoginRequiredMixin"}
"""And whatever ends on `View`: Django's own and the house's, should it ever have one."""


def is_view_base(base: ast.expr) -> bool:
    name = ast.unparse(base).split(".")[-1]
    return name in VIEW_BASES or name.endswith("View")


def views() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Functions of view modules that take a request as Django's URLs give it."""
    for path, tree in files().items():
        if "views" not in path.with_suffix("").parts:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
                yield path, node


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(each).split("(")[0] for each in node.decorator_list}


def test_views_are_functions():
    classes = {
        f"{path}:{node.name}"
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(is_view_base(base) for base in node.bases)
    }
    assert classes == CLASSES_THAT_ANSWER.keys()


def test_a_view_behind_sign_in_is_given_somebody():
    """And no other: a view open to everybody is given whoever comes."""
    behind = [(path, node) for path, node in views() if "login_required" in decorators(node)]
    assert len(behind) > 30
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in views()
        if not node.name.startswith("_")
        and ("login_required" in decorators(node))
        != (ast.unparse(node.args.args[0].annotation or ast.Constant("")) == "AuthenticatedRequest")
    ]
    assert wrong == []


def test_a_view_says_by_which_methods_it_is_asked():
    methods = {"require_safe", "require_POST", "require_http_methods"}
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in views()
        if not node.name.startswith("_") and node.decorator_list and not methods & decorators(node)
    ]
    assert silent == []


def test_there_is_one_request_of_somebody_signed_in():
    requests = [
        f"{path}:{node.name}"
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "HttpRequest" in {ast.unparse(base) for base in node.bases}
    ]
    assert requests == ["portal/users/decorators.py:AuthenticatedRequest"]
