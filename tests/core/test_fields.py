import pytest
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from django.utils.translation import override

from portal.core.fields import CodeField, CountryField, InterfaceLanguageField, LanguageField
from portal.users.models import User
from programmes.models import Organisation
from tests.architecture.source import our_apps, our_models
from tests.factories import make_member, make_organisation, make_programme


def codes(field: models.Field) -> models.Field:
    return field.base_field if isinstance(field, ArrayField) else field


def named_like_codes() -> list[models.Field]:
    names = {"country", "language", "languages"}
    return [field for model in our_models() for field in model._meta.fields if field.name in names]


@pytest.mark.parametrize("field", named_like_codes(), ids=str)
def test_every_country_and_language_is_a_code_of_a_list(field):
    assert isinstance(
        codes(field), CountryField if field.name == "country" else (LanguageField, InterfaceLanguageField)
    )


def test_migrations_know_countries_and_languages_by_the_fields_that_list_them():
    state = MigrationLoader(None).project_state()
    kept = [
        f"{app}.{name}.{field_name}"
        for (app, name), model in state.models.items()
        if app in our_apps()
        for field_name, field in model.fields.items()
        if field_name in {"country", "language", "languages"} and not isinstance(codes(field), CodeField)
    ]
    assert kept == []
    assert "choices" not in CountryField().deconstruct()[3]


@pytest.mark.parametrize(
    ("language", "name", "first"),
    [
        ("en", "Germany", "Afghanistan"),
        ("de", "Deutschland", "Afghanistan"),
        ("sl", "Nemčija", "Afganistan"),
    ],
)
def test_a_country_is_chosen_by_its_name_in_the_reader_s_language(language, name, first):
    class OrganisationForm(forms.ModelForm):
        class Meta:
            model = Organisation
            fields = ("country",)

    form = OrganisationForm()
    with override(language):
        choices = list(form.fields["country"].choices)
        assert (dict(choices)["DE"], choices[0][1]) == (name, first)
        assert [name for _code, name in choices] == sorted(
            (name for _code, name in choices), key=str.casefold
        )
        assert Organisation(country="DE").get_country_display() == name


def test_a_form_chooses_nothing_where_the_field_has_no_default():
    with_default, without = CountryField(default="DE").formfield(), LanguageField().formfield()
    assert (next(iter(with_default.choices))[0], with_default.initial) == ("AF", "DE")
    assert next(iter(without.choices))[0] == ""


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (CountryField(), "ZZ"),
        (LanguageField(), "xx"),
        (InterfaceLanguageField(), "fr"),
    ],
)
def test_a_code_that_no_list_has_is_refused(field, code):
    with pytest.raises(ValidationError):
        field.clean(code, None)


@pytest.mark.django_db
def test_the_admin_filters_by_the_countries_that_occur(client):
    programme = make_programme()
    for country in ("SI", "DE", "AT"):
        make_organisation(programme, country=country)
    coordinator = make_member(programme)
    User.objects.filter(pk=coordinator.pk).update(language="de")
    client.force_login(coordinator)
    answer = client.get(reverse("admin:programmes_organisation_changelist"), {"country": "SI"})
    with override("de"):
        spec = next(spec for spec in answer.context["cl"].filter_specs if spec.title == "Land")
        shown = [choice["display"] for choice in spec.choices(answer.context["cl"])]
    assert shown[1:] == ["Deutschland", "Slowenien", "Österreich"]
    assert [row.country for row in answer.context["cl"].result_list] == ["SI"]
