"""Every form is filled in again with what was sent in vain: `portal.core.http.typed` hands that to it."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import files

EXEMPT = {
    "matching/views/answers.py: DeclineForm": "its page follows a choice; the middleware shows its text to be copied",
    "programmes/admin/actions.py: ReasonForm": "stands behind another form; the middleware shows its text to be copied",
    "programmes/admin/imports.py: UploadForm": "a file, which nobody can fill in again",
    "portal/users/views.py: ClaimForm": "a new password, which is not kept",
}


def filled_from_post(tree: ast.Module) -> Iterator[str]:
    """Forms and formsets that are handed `request.POST` itself, in a call of theirs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(
            isinstance(each, ast.Attribute) and each.attr == "POST" and _is_whole(each, argument)
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
            for each in ast.walk(argument)
        ):
            name = ast.unparse(node.func)
            if name.endswith(("Form", "Rows", "FormSet")):
                yield name


def _is_whole(post: ast.Attribute, argument: ast.expr) -> bool:
    """All of it, and not one of its values: `request.POST if is_sent else None`, `*(request.POST, request.FILES)`."""
    read = (ast.Attribute, ast.Subscript)
    return not any(isinstance(each, read) and each.value is post for each in ast.walk(argument))


def found() -> set[str]:
    return {f"{path}: {name}" for path, tree in files().items() for name in filled_from_post(tree)}


def test_every_form_is_filled_in_again_with_what_was_sent_in_vain():
    assert found() == set(EXEMPT)


@pytest.mark.parametrize(
    "source",
    [
        "form = LetterForm(request.POST)",
        "form = LetterForm(data=self.request.POST or None)",
        "form = forms.LetterForm(request.POST if is_sent else None)",
        "rows = SkillRows(request.POST, prefix='skills')",
    ],
)
def test_a_form_that_would_lose_what_was_typed_is_found(source):
    assert len(list(filled_from_post(ast.parse(source)))) == 1


@pytest.mark.parametrize("source", ["form = LetterForm(typed(request))", "choose(request.POST.get('next'))"])
def test_what_loses_nothing_is_passed_over(source):
    assert list(filled_from_post(ast.parse(source))) == []


def acts_on_what_was_kept(tree: ast.Module) -> Iterator[str]:
    """Functions that fill a form with `typed` and ask whether it is valid, but not whether it was sent just now."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        code = ast.unparse(function)
        if "typed(" in code and ".is_valid()" in code and "request.method == 'POST'" not in code:
            yield function.name


def test_what_was_sent_in_vain_is_shown_and_never_carried_out():
    assert {
        str(path): found for path, tree in files().items() if (found := [*acts_on_what_was_kept(tree)])
    } == {}


def test_a_view_that_would_carry_out_what_was_kept_is_found():
    source = "def view(request):\n    form = F(typed(request))\n    if form.is_valid():\n        act()"
    assert list(acts_on_what_was_kept(ast.parse(source))) == ["view"]
