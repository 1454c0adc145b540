"""Every list of the admin that grows with people or time is answered by indexes: order, search and filters.

Which columns a list may be sorted by is worked out from the same indexes (`portal.core.ordered_indexes`), so a new list
that is not made for a million rows fails here and not at a million rows.
"""

import pytest
from django.contrib import admin
from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.postgres.indexes import GinIndex

from evaluation.models import ParticipantRecord
from events.models import Event
from matching.models import Application, Placement, Posting, Talent
from portal.core.admin_filters import KnownValues, PeriodFilter
from portal.core.admin_search import is_words
from portal.core.collation import Alphabetical
from portal.core.ordered_indexes import has_ordered_index
from portal.notifications.models import Notification
from portal.privacy.models import AccessLog
from portal.users.models import User
from programmes.admin.base import ReadOnly
from programmes.admin.filters import ScopedRelatedFilter
from programmes.models import Enrolment, Organisation

GROWING = (
    Enrolment, ParticipantRecord, Application, Talent, Placement, Posting, Event, Organisation, User, AccessLog,
    Notification,
)  # fmt: skip

big = pytest.mark.parametrize("model", GROWING, ids=lambda model: model.__name__)
lists = pytest.mark.parametrize("listed", admin.site._registry.values(), ids=str)


def list_of(model):
    return admin.site._registry[model]


@lists
def test_no_list_counts_its_days(listed):
    assert listed.date_hierarchy is None


@big
def test_the_order_in_which_a_list_opens_has_an_index(model):
    first = (list_of(model).ordering or model._meta.ordering)[0]
    path = first.source_expressions[0].name if isinstance(first, Alphabetical) else first.lstrip("-")
    assert has_ordered_index(model, path)


@big
def test_what_is_searched_has_an_index_of_words(model):
    for path in list_of(model).search_fields:
        assert is_words(model, path), path
        *_steps, field = get_fields_from_path(model, path)
        assert [
            index
            for index in field.model._meta.indexes
            if isinstance(index, GinIndex) and "words" in index.fields
        ]


@lists
def test_no_filter_offers_everything(listed):
    """Related rows come scoped, related only, and are looked for when there are many; free texts are not listed."""
    for each in listed.list_filter:
        path, kind = each if isinstance(each, tuple) else (each, None)
        if isinstance(path, type) and issubclass(path, SimpleListFilter):
            continue
        field = get_fields_from_path(listed.model, path)[-1]
        if field.is_relation:
            assert kind is None or issubclass(kind, RelatedFieldListFilter)
            assert kind is ScopedRelatedFilter or path == "framework", (listed, path)
        else:
            assert (
                field.choices
                or field.get_internal_type() == "BooleanField"
                or kind in (PeriodFilter, KnownValues)
            )


@big
def test_a_period_and_known_values_have_an_index(model):
    for each in list_of(model).list_filter:
        if isinstance(each, tuple) and each[1] in (PeriodFilter, KnownValues):
            assert has_ordered_index(model, each[0]) or model is Organisation, each


FEW = {"EventTrainerInline.person": "Whoever works for the programme of one event."}


@lists
def test_rows_are_chosen_by_looking_for_them_wherever_there_may_be_many(listed):
    """A box with a hundred thousand people in it can't be opened."""
    for parent in (listed, *(inline(listed.model, admin.site) for inline in listed.inlines)):
        shown = {*parent.get_autocomplete_fields(None), *parent.readonly_fields, *parent.raw_id_fields}
        for field in parent.model._meta.get_fields():
            if (
                getattr(field, "editable", False)
                and field.related_model in GROWING
                and field.name not in shown
                and f"{type(parent).__name__}.{field.name}" not in FEW
            ):
                assert not may_change(parent, field.name), (parent, field.name)


def may_change(parent, name: str) -> bool:
    """Is the field on the form of somebody who may change such rows?"""
    if any(base is ReadOnly for base in type(parent).__mro__):
        return False
    try:
        may = parent.has_change_permission(None)
    except AttributeError:  # depends on who asks
        may = True
    return may and f"'{name}'" in f"{parent.fields} {getattr(parent, 'fieldsets', '')}"
