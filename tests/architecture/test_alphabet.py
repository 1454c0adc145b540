"""Lists are sorted as the reader's alphabet has it, whichever column of words somebody sorts by."""

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test import RequestFactory

from portal.core.collation import Alphabetical, AlphabeticalText
from tests.factories import make_user

pytestmark = pytest.mark.django_db

KEYS = (models.SlugField, models.URLField, models.EmailField)
"""Nobody looks for these by the alphabet."""

SITE_ADMINS = [
    each for model, each in admin.site._registry.items() if model._meta.label != "socialaccount.SocialApp"
]
"""All but the library's own page, which is the operator's alone."""


def field_at(model: type[models.Model], path: str) -> models.Field | None:
    *steps, last = path.lstrip("-").split("__")
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


def columns_of_words(model_admin) -> dict[str, object]:
    """Name of each column by which the list can be sorted and that holds words -> what it is sorted by."""
    request = RequestFactory().get("/")
    request.user = make_user(is_superuser=True)
    rows = model_admin.get_changelist_instance(request)
    plain = super(type(rows), rows).get_ordering_field
    found = {}
    for name in model_admin.get_list_display(request):
        path = plain(name)
        field = field_at(model_admin.model, path) if isinstance(path, str) else None
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, KEYS)
        if is_text and not field.choices:
            found[name] = rows.get_ordering_field(name)
    return found


def test_there_are_columns_to_look_at():
    found = {(each.opts.model_name, name) for each in SITE_ADMINS for name in columns_of_words(each)}
    assert {("organisation", "city"), ("organisation", "name"), ("placement", "title")} <= found


@pytest.mark.parametrize("model_admin", SITE_ADMINS, ids=lambda each: each.opts.label)
def test_each_column_of_words_of_the_admin_is_sorted_as_the_alphabet_has_it(model_admin):
    columns = columns_of_words(model_admin)
    assert {
        name for name, by in columns.items() if not isinstance(by, Alphabetical | AlphabeticalText)
    } == set()
    for by in columns.values():
        list(model_admin.model._base_manager.order_by(by.asc()).distinct()[:1])
