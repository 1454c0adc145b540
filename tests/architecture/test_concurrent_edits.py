"""Nobody overwrites another unawares, on whichever page: each form that changes a row compares first."""

import importlib
import pkgutil
from types import ModuleType

import pytest
from django.contrib import admin
from django.forms import ModelForm

from portal.core.concurrent_edits import ConcurrentEditForm
from portal.settings.house import OUR_APPS

SITE_ADMINS = [
    each for model, each in admin.site._registry.items() if model._meta.label != "socialaccount.SocialApp"
]
"""All but the library's own page, which is the operator's alone."""


def form_modules() -> list[ModuleType]:
    found = []
    for app in OUR_APPS:
        package = importlib.import_module(app)
        names = [name for _finder, name, _is_package in pkgutil.walk_packages(package.__path__, f"{app}.")]
        found += [
            importlib.import_module(name)
            for name in names
            if name.split(".")[-2:-1] == ["forms"] or name.endswith(".forms")
        ]
    return found


def model_forms() -> list[type[ModelForm]]:
    return [
        each
        for module in form_modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, ModelForm) and each.__module__ == module.__name__
    ]


def test_there_are_forms_to_look_at():
    assert {"OrganisationForm", "PlacementForm"} <= {form.__name__ for form in model_forms()}


def test_each_form_of_a_page_that_changes_a_row_compares():
    assert [form for form in model_forms() if not issubclass(form, ConcurrentEditForm)] == []


@pytest.mark.parametrize("model_admin", SITE_ADMINS, ids=lambda each: each.opts.label)
def test_each_form_of_the_admin_compares(model_admin):
    inlines = [inline(model_admin.model, admin.site).form for inline in model_admin.inlines]
    assert [form for form in [model_admin.form, *inlines] if not issubclass(form, ConcurrentEditForm)] == []
    assert model_admin.change_form_before_template == "components/made_from_admin.html"
