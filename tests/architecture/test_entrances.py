"""No text comes in without the one cleaning step: `portal/core/text.py`."""

import ast
from collections.abc import Iterable, Iterator

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from portal.core.text import clean_line, clean_text
from tests.architecture.source import files

DIRTY = "a\u200bb\u00a0c\u00adde\u0301\x01"


def all_forms() -> Iterator[type[forms.BaseForm]]:
    """Every class of a form that the running portal has loaded, libraries' ones too."""
    assert get_resolver().url_patterns  # all views are there now, and with them their forms
    waiting = [forms.BaseForm]
    seen = set()
    while waiting:
        for form in waiting.pop().__subclasses__():
            if form not in seen:
                seen.add(form)
                waiting.append(form)
                yield form


def fields_of(form: type[forms.BaseForm]) -> Iterable[forms.Field]:
    for field in getattr(form, "base_fields", {}).values():
        yield from getattr(field, "fields", [field]) if isinstance(field, forms.MultiValueField) else [field]


def lets_dirt_in(field: forms.Field) -> bool:
    """Does a text come out as it went in? Choices let nothing in that is not on their list; passwords stay as typed."""
    if isinstance(getattr(field, "base_field", field), forms.ChoiceField) or field.disabled:
        return False
    if isinstance(field.widget, forms.PasswordInput):
        return False
    try:
        value = field.to_python(DIRTY)
    except ValidationError:
        return False
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and text not in {clean_line(text), clean_text(text)} for text in texts)


def test_every_field_of_every_form_cleans_its_text():
    found = {
        f"{form.__module__}.{form.__qualname__}: {type(field).__name__}"
        for form in all_forms()
        for field in fields_of(form)
        if lets_dirt_in(field)
    }
    assert found == set()


def test_the_portal_s_forms_are_among_those_looked_at():
    apps = {form.__module__.split(".")[0] for form in all_forms()}
    ours = {app.split(".")[0] for app in settings.OUR_APPS}
    assert apps >= ours | {"allauth", "django", "import_export"}


class PastTheStep(forms.CharField):
    def to_python(self, value):
        return str(value)


@pytest.mark.parametrize("field", [PastTheStep(), PastTheStep(widget=forms.Textarea)])
def test_a_field_that_goes_past_the_step_is_found(field):
    assert lets_dirt_in(field)


def test_a_command_cleans_the_words_it_is_given():
    """`add_argument` without a type takes the text as it is; options that choose among known words say which."""
    found = []
    for path, tree in files().items():
        if "management/commands" in str(path):
            found += [f"{path}: {ast.unparse(call)}" for call in _unclean_arguments(tree)]
    assert found == []


def _unclean_arguments(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            names = {keyword.arg for keyword in node.keywords}
            if not names & {"type", "choices", "action"}:
                yield node


def test_an_argument_without_the_step_is_found():
    assert list(_unclean_arguments(ast.parse('parser.add_argument("name")')))


FORM = "handed to a form as a whole, whose fields clean what they read"
AS_IT_IS = "goes back into an address as it came, and nothing else reads it"
MAY_READ = {
    "portal/core/http.py": "the reader itself",
    "portal/core/unsent.py": "what was typed is kept as it was typed; its form cleans it when it is sent",
    "portal/core/templatetags/ui.py": AS_IT_IS,
    "portal/admin_site/site.py": "looks for NULs in all of it, to refuse them",
    "portal/core/admin_lists.py": "names of actions, all that were sent, which Django compares with those it has",
    "portal/visitors.py": "the parameters a page knows; the page reads them as any other does",
    "portal/users/views.py": FORM,
    "programmes/admin/actions.py": FORM,
    "programmes/admin/base.py": "the list's own filters, noted and handed on; Django reads them through forms",
    "programmes/admin/exports.py": "the list's own filters, which the list reads again",
    "programmes/admin/imports.py": FORM,
    "programmes/views/bulk_acts.py": "keys of the rows that were ticked: what is no number is left out",
    "programmes/views/programme.py": FORM,
    "matching/views/answers.py": f"{FORM}; keys of the rows that were ticked: what is no number is left out",
    "matching/views/offers.py": FORM,
    "events/views/attendance.py": f"{FORM}; what a device has noted, each of known shape, and codes that are compared",
    "events/views/embed.py": f"{FORM}; the programme is taken out, all else is the list's own filters",
    "events/views/events.py": FORM,
    "events/views/months.py": FORM,
    "events/views/borrowing.py": FORM,
    "evaluation/views/arrivals.py": FORM,
    "evaluation/views/programme.py": FORM,
    "matching/views/saved_searches.py": FORM,
    "evaluation/views/reports.py": FORM,
    "evaluation/views/charts.py": FORM,
}
READS = {"GET", "POST", "body"}


def raw_reads(tree: ast.Module) -> Iterator[str]:
    """Reads of what was sent that go past the cleaning step. Whether a button was pressed is no read of a text."""
    asked_for = {
        id(comparator)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant)
        for comparator in node.comparators
    }
    for node in ast.walk(tree):
        is_read = isinstance(node, ast.Attribute) and node.attr in READS and id(node) not in asked_for
        if is_read and ast.unparse(node.value).split(".")[-1] == "request":
            yield ast.unparse(node)
        if isinstance(node, ast.Subscript | ast.Attribute) and "self.kwargs" in ast.unparse(node.value):
            yield ast.unparse(node)


def test_no_view_reads_what_was_sent_past_the_step():
    """`asked` and `sent` of `portal/core/http.py` read one value; all else is a form's."""
    found = {str(path): reads for path, tree in files().items() if (reads := sorted(raw_reads(tree)))}
    assert {path: reads for path, reads in found.items() if path not in MAY_READ} == {}
    assert set(MAY_READ) == set(found)


@pytest.mark.parametrize(
    "source",
    [
        "request.GET.get('q')",
        "request.POST['name']",
        "self.request.GET.getlist('q')",
        "words = request.body",
        "for name, text in request.POST.items(): pass",
        "key = self.kwargs['key']",
    ],
)
def test_a_raw_read_is_found(source):
    assert len(list(raw_reads(ast.parse(source)))) == 1


def test_whether_a_button_was_pressed_is_no_text():
    assert list(raw_reads(ast.parse("'more' in request.POST"))) == []
