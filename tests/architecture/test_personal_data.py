"""Everything that is held about people is registered, field by field: what nobody lists can't be exported or erased."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from portal.core.personal_data import (
    Erasure,
    Holding,
    LegalBasis,
    empty_value,
    field_of,
    holdings,
    rows_of,
    without_people,
)
from portal.users.models import User
from tests.architecture.source import our_models

SPEAKS_OF_PEOPLE = re.compile(
    r"(^|_)(name|first_?name|last_?name|surname|e?mail|phone|telephone|mobile_number|birth\w*|born\w*)(_|$)"
)


def all_models() -> list[type[models.Model]]:
    """Ours and the libraries', without histories, which follow their rows, and without views of them."""
    return [model for model in apps.get_models() if not hasattr(model, "pgh_tracked_model")]


def leads_to_people(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Is there any path of foreign keys from the model to a person?"""
    for field in model._meta.fields:
        target = field.related_model
        if not isinstance(target, type) or target is model or target in seen:
            continue
        if issubclass(target, User) or leads_to_people(target, seen | {model}):
            return True
    return False


def is_about_people(model: type[models.Model]) -> bool:
    return model is User or leads_to_people(model) or any(map(speaks_of_people, model._meta.fields))


def speaks_of_people(field: models.Field) -> bool:
    return isinstance(field, models.FileField | models.EmailField) or bool(
        SPEAKS_OF_PEOPLE.search(field.name)
    )


def complaints(model: type[models.Model], holding: Holding | None) -> Iterator[str]:
    label = model._meta.label_lower
    if holding is None:
        if is_about_people(model) and label not in without_people:
            yield f"{label}: holds data about people and is not registered (personal_data.py of its app)"
        return
    if label in without_people:
        yield f"{label}: registered as personal and as not personal"
    fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    yield from (f"{label}.{name}: in no list" for name in sorted(fields - holding.fields))
    gone = holding.fields - fields - {"pk", *(path.split("__")[0] for path in holding.persons)}
    yield from (f"{label}.{name}: listed, but no field" for name in sorted(gone))
    yield from _complaints_about_erasure(model, holding)


def _complaints_about_erasure(model: type[models.Model], holding: Holding) -> Iterator[str]:
    label = model._meta.label_lower
    if holding.erasure is Erasure.BLANK and not holding.blanked:
        yield f"{label}: blanked, but no field is"
    if (
        holding.persons
        and holding.erasure is Erasure.DETACH
        and any("__" in path for path in holding.persons)
    ):
        yield f"{label}: only a foreign key of its own can be taken off a row"
    for name in (*holding.traces, *(holding.owner_keys if holding.erasure is Erasure.DETACH else ())):
        if not model._meta.get_field(name).null:
            yield f"{label}.{name}: can't be emptied"
    for name in holding.blanked:
        empty_value(model._meta.get_field(name))
    files = {field.name for field in model._meta.fields if isinstance(field, models.FileField)}
    yield from (
        f"{label}.{name}: its file would stay" for name in files & set(holding.about) - set(holding.files)
    )


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model._meta.label_lower)
def test_every_model_with_personal_data_registers_each_of_its_fields(model):
    label = model._meta.label_lower
    assert list(complaints(model, dict(holdings.items()).get(label))) == []


def test_nothing_is_registered_that_does_not_exist():
    labels = {model._meta.label_lower for model in all_models()} | {"pghistory.middlewareevents"}
    registered = {name for name, _item in (*holdings.items(), *without_people.items())}
    assert registered - labels == set()


def test_every_history_of_people_belongs_to_what_is_registered():
    tracked = {
        model.pgh_tracked_model._meta.label_lower
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model") and is_about_people(model.pgh_tracked_model)
    }
    without = {label for label in tracked if label not in holdings and label not in without_people}
    assert without == set()
    assert {holding.model for holding in holdings if holding.history} <= tracked


@pytest.mark.django_db
@pytest.mark.parametrize("holding", list(holdings), ids=lambda holding: holding.model)
def test_the_rows_of_a_person_can_be_asked_for(holding):
    assert rows_of(holding, User(pk=0), ["nobody@example.org"]).count() == 0


@isolate_apps("events")
def test_a_new_room_is_named_until_it_registers():
    class Registration(models.Model):  # noqa: DJ008
        person = models.ForeignKey(User, on_delete=models.CASCADE)
        telephone = models.CharField(max_length=20)

        class Meta:
            app_label = "events"

    class Attendance(models.Model):  # noqa: DJ008
        registration = models.ForeignKey(Registration, on_delete=models.CASCADE)

        class Meta:
            app_label = "events"

    class Photo(models.Model):  # noqa: DJ008
        picture = models.FileField()

        class Meta:
            app_label = "events"

    for model in (Registration, Attendance, Photo):
        assert "is not registered" in "".join(complaints(model, None))
    holding = Holding(
        model="events.registration", purpose="", basis=LegalBasis.CONTRACT, persons=("person",), plain=("id",)
    )
    assert list(complaints(Registration, holding)) == ["events.registration.telephone: in no list"]
    assert list(complaints(Registration, replace(holding, about=("telephone",)))) == []


@isolate_apps("events")
def test_a_file_that_erasure_would_leave_is_named():
    class Photo(models.Model):  # noqa: DJ008
        person = models.ForeignKey(User, on_delete=models.CASCADE)
        picture = models.FileField()

        class Meta:
            app_label = "events"

    holding = Holding(
        model="events.photo",
        purpose="",
        basis=LegalBasis.CONSENT,
        persons=("person",),
        about=("picture",),
        plain=("id",),
    )
    assert list(complaints(Photo, holding)) == ["events.photo.picture: its file would stay"]


def test_our_models_are_among_those_that_are_looked_at():
    assert set(our_models()) <= set(all_models())
    assert field_of(User, "nothing") is None
