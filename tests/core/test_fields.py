import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib.admin.sites import site
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from django.utils.translation import override
from unfold.widgets import UnfoldAdminTextInputWidget

from events.models import Registration
from matching.models import Placement, Talent
from portal.core.collation import in_order
from portal.core.fields import (
    AmountField,
    AmountInput,
    CodeField,
    CountryField,
    EncryptedTextField,
    HoursField,
    InterfaceLanguageField,
    LanguageField,
    MoneyField,
    PercentField,
    WebAddressField,
)
from portal.users.models import User
from programmes.admin.programme import FundingInline, PartnershipInline
from programmes.models import Funding, Organisation, Partnership, Programme
from tests.architecture.source import our_apps, our_models
from tests.architecture.test_dates import names_in
from tests.factories import (
    i18n,
    make_enrolment,
    make_event,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)


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


@pytest.mark.django_db
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
        assert choices.pop(0)[0] == ""
        assert (dict(choices)["DE"], choices[0][1]) == (name, first)
        assert [name for _code, name in choices] == sorted((name for _code, name in choices), key=in_order)
        assert Organisation(country="DE").get_country_display() == name


@pytest.mark.django_db
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
    assert shown[1:] == ["Deutschland", "Österreich", "Slowenien"]
    assert [row.country for row in answer.context["cl"].result_list] == ["SI"]


def amounts() -> list[AmountField]:
    return [field for model in our_models() for field in model._meta.fields if isinstance(field, AmountField)]


WHOLE = {"events.ClassOffer.hours_a_day", "events.ClassOffer.hours_a_week"}
"""Hours that are whole: the law's limits for pupils are, and whoever plans a visit says so many hours at most."""


def test_what_need_not_be_whole_is_an_amount():
    """A decimal column of another kind would be typed and shown in the machine's notation."""
    decimals = [f for model in our_models() for f in model._meta.fields if isinstance(f, models.DecimalField)]
    words = ("hours", "pay", "amount", "budget", "rate")
    whole = [
        field
        for model in our_models()
        for field in model._meta.fields
        if isinstance(field, models.IntegerField | models.FloatField)
        and field.name.startswith(words)
        and str(field) not in WHOLE
    ]
    assert (decimals, whole) == (amounts(), [])


@pytest.mark.parametrize("field", amounts(), ids=str)
def test_no_amount_is_negative_for_forms_or_the_database(field):
    with pytest.raises(ValidationError):
        field.formfield().clean("-0.01")
    limits = [c for c in field.model._meta.constraints if "negative" in str(c.violation_error_message)]
    assert [field.name in names_in(limit.condition) for limit in limits] == [True]


@pytest.mark.django_db
def test_the_database_refuses_a_negative_amount():
    programme = make_programme()
    organisation = make_organisation(programme)
    rows = [
        make_placement(organisation, programme),
        make_talent(),
        Funding.objects.create(programme=programme, funder=i18n("Land")),
        Partnership.objects.create(programme=programme, organisation=organisation),
        event := make_event(programme),
        Registration.objects.create(event=event, person=make_user()),
    ]
    for field in amounts():
        (row,) = [row for row in rows if isinstance(row, field.model)]
        with pytest.raises(IntegrityError, match="violates check constraint"), transaction.atomic():
            field.model.objects.filter(pk=row.pk).update(**{field.name: Decimal("-0.01")})


@pytest.mark.parametrize(
    ("language", "typed", "stored", "shown_again"),
    [
        ("de", "38,5", "38.5", "38,5"),
        ("de", "38,50", "38.5", "38,5"),
        ("de", "19.25", "19.25", "19,25"),
        ("sl", "40", "40", "40"),
        ("en", "38.5", "38.5", "38.5"),
        ("en", "38,5", "38.5", "38.5"),
    ],
)
def test_hours_are_typed_in_the_reader_s_notation(language, typed, stored, shown_again):
    with override(language):
        field = Talent._meta.get_field("hours").formfield()
        hours = field.clean(typed)
        assert (hours, str(hours), field.prepare_value(hours)) == (Decimal(stored), stored, shown_again)
        assert not field.has_changed(Decimal(stored), typed)


@pytest.mark.parametrize(
    "typed", ["0", "0,99", "60,01", "1.000", "38,555", "abc", "nan", "1e1", "-5", "9" * 30]
)
def test_hours_that_no_week_has_are_refused(typed):
    for field in (Talent._meta.get_field("hours"), Placement._meta.get_field("hours")):
        with override("de"), pytest.raises(ValidationError):
            field.formfield().clean(typed)


def test_an_amount_is_typed_as_text_with_the_keyboard_for_figures():
    class HoursForm(forms.Form):
        hours = AmountInput(required=False)

    with override("de"):
        html = str(HoursForm(initial={"hours": Decimal("38.5")})["hours"])
        refused = str(HoursForm({"hours": "viele"})["hours"])
    assert 'type="text"' in html
    assert 'inputmode="decimal"' in html
    assert 'value="38,5"' in html
    assert 'value="viele"' in refused


@pytest.mark.django_db
def test_a_row_from_the_database_has_no_more_places_than_were_given():
    organisation = make_organisation(make_programme())
    make_placement(organisation, hours=Decimal("38.50"), pay_min=Decimal("13.90"), pay_max=52000)
    row = Placement.objects.get()
    assert [str(value) for value in (row.hours, row.pay_min, row.pay_max)] == ["38.5", "13.9", "52000"]


@pytest.mark.parametrize(
    ("field", "amount", "shown"),
    [
        (MoneyField(), "13.9", "13,90"),
        (MoneyField(), "52000", "52.000"),
        (HoursField(), "38.50", "38,5"),
        (PercentField(), "62.50", "62,5"),
    ],
)
def test_each_kind_of_amount_is_shown_in_its_way(field, amount, shown):
    with override("de"):
        assert field.shown(Decimal(amount)) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(("inline", "name"), [(FundingInline, "amount"), (PartnershipInline, "budget_spent")])
def test_the_admin_takes_amounts_in_the_reader_s_notation(inline, name, rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser("operator@example.org", "x")
    field = inline(Programme, site).get_formset(request).form.base_fields[name]
    assert isinstance(field.widget, UnfoldAdminTextInputWidget)
    with override("de"):
        assert (field.clean("1.250.000,50"), field.prepare_value(Decimal(52000))) == (
            Decimal("1250000.5"),
            "52000",
        )


@pytest.mark.django_db
def test_the_admin_shows_what_can_t_be_changed_in_the_reader_s_notation(client):
    programme = make_programme()
    talents = [make_talent(hours=Decimal("38.5")), make_talent(hours=20), make_talent()]
    for talent in talents:
        make_enrolment(programme, talent.user)
    coordinator = make_member(programme)
    User.objects.filter(pk=coordinator.pk).update(language="de")
    client.force_login(coordinator)
    addresses = [reverse("admin:matching_talent_change", args=[talent.pk]) for talent in talents]
    readonly = re.compile(r"Stunden pro Woche.*?readonly[^>]*>\s*([^<]*?)\s*<", re.DOTALL | re.IGNORECASE)
    shown = [readonly.search(client.get(address).text) for address in addresses]
    assert [found and found[1] for found in shown] == ["38,5", "20", "-"]


@pytest.mark.django_db
def test_the_history_shows_amounts_in_the_reader_s_notation(client):
    programme = make_programme()
    placement = make_placement(make_organisation(programme), programme, pay_min=Decimal("13.90"), hours=40)
    placement.hours, placement.pay_min = Decimal("38.5"), Decimal(1450)
    placement.save()
    coordinator = make_member(programme)
    User.objects.filter(pk=coordinator.pk).update(language="de")
    client.force_login(coordinator)
    text = client.get(reverse("admin:matching_placement_history", args=[placement.pk])).text
    assert [amount in text for amount in ("13,90", "1.450", "38,5", "38,50")] == [True, True, True, False]


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "gt", "search"])
def test_the_database_is_not_asked_to_look_into_what_is_encrypted(lookup):
    field = EncryptedTextField(name="note")

    with pytest.raises(FieldError, match="note is encrypted"):
        field.get_lookup(lookup)
    assert field.get_lookup("isnull") is not None


def test_an_encrypted_text_is_written_in_a_form_as_any_other():
    typed = EncryptedTextField(blank=True, max_length=10).formfield()

    assert isinstance(typed.widget, forms.Textarea)
    with pytest.raises(ValidationError):
        typed.clean("x" * 11)


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("de", "1.000", 1000),
        ("sl", "1.000", 1000),
        ("en", "1,000", 1000),
        ("de", "1 000", 1000),
        ("de", "1\u202f000", 1000),
        ("de", "1’000", 1000),
        ("de", "12,0", 12),
        ("en", "12.0", 12),
        ("de", "٣٨", 38),
        ("de", "-5", -5),
        ("de", "007", 7),
    ],
)
def test_a_whole_number_is_read_in_the_reader_s_notation(language, written, number):
    with override(language):
        assert forms.IntegerField().clean(written) == number


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1.000"), ("de", "1,000"), ("de", "38,5"), ("en", "x"), ("en", "1e3")]
)
def test_what_is_no_whole_number_or_may_be_two_is_refused(language, written):
    with override(language), pytest.raises(ValidationError):
        forms.IntegerField().clean(written)


@pytest.mark.parametrize("typed", ["no page", "ftp://example.org/", "javascript:alert(1)"])
def test_what_no_browser_opens_is_no_web_address_and_that_is_said_once(typed):
    with pytest.raises(ValidationError) as refused:
        WebAddressField(assume_scheme="https").clean(typed)
    assert len(refused.value.messages) == 1
    assert WebAddressField(assume_scheme="https").clean("example.org") == "https://example.org"
