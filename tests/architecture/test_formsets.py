"""How many lines a page can send is limited in one place each, for the site and for the admin."""

import ast

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin

from portal.core.admin_inlines import PortalInline
from portal.core.formsets import LimitedInlineFormSet
from tests.architecture.source import files

LIMITLESS = {"BaseFormSet", "BaseModelFormSet", "BaseInlineFormSet", "BaseGenericInlineFormSet"}


def unlimited(tree: ast.Module) -> list[str]:
    """Formsets made without the house's factory or base, whose lines nothing limits."""
    wrong = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name.endswith("formset_factory"):
                wrong.append(name)
            case ast.ImportFrom(names=names):
                renamed = [each.name for each in names if each.asname]
                wrong += [n for n in renamed if n in LIMITLESS or n.endswith("formset_factory")]
            case ast.ClassDef(name=name, bases=bases):
                made_of = {ast.unparse(base).split("[")[0].split(".")[-1] for base in bases}
                wrong += [name] if made_of & LIMITLESS else []
    return wrong


def test_every_formset_comes_from_the_house_s_factory():
    found = {str(path): names for path, tree in files().items() if (names := unlimited(tree))}
    assert set(found) == {"portal/core/formsets.py"}


@pytest.mark.parametrize(
    "source",
    [
        "Rows = forms.formset_factory(Row, max_num=3)",
        "Rows = inlineformset_factory(Programme, Funding)",
        "Rows = generic_inlineformset_factory(Tag)",
        "make = forms.formset_factory",
        "from django.forms import formset_factory as make",
        "from django.forms import BaseFormSet as Base",
        "class Rows(forms.BaseFormSet): pass",
        "class Rows(BaseModelFormSet[Funding, Any]): pass",
    ],
)
def test_a_formset_without_limit_is_found(source):
    assert len(unlimited(ast.parse(source))) == 1


INLINES = sorted(
    {
        inline
        for model_admin in admin.site._registry.values()
        for inline in model_admin.inlines
        if not inline.__module__.startswith("django.")
    },
    key=lambda inline: (inline.__module__, inline.__name__),
)


@pytest.mark.parametrize("inline", INLINES, ids=lambda inline: inline.__name__)
def test_every_inline_has_its_limits(inline: type[InlineModelAdmin]):
    assert issubclass(inline, PortalInline)
    assert issubclass(inline.formset, LimitedInlineFormSet)
    assert inline.max_num is not None


def test_no_list_of_the_admin_is_edited_in_place():
    """Such a list is a formset of a library's own."""
    edited = [model for model, model_admin in admin.site._registry.items() if model_admin.list_editable]
    assert edited == []
